//! The main job through the real router: posts are matched, both sides say yes, a deal is made and the goods are held.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::id::OrganisationId;
use chonoi_market::worker;
use chonoi_store::{match_runs, organisations};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;

/// A market with one supplier, one buyer and a broker, each logged in.
struct Trade {
    app: TestApp,
    supplier: String,
    buyer: String,
    broker: String,
    buyer_organisation: OrganisationId,
}

impl Trade {
    async fn open(database: TestDatabase) -> Self {
        let app = TestApp::with(database, false).await;
        let cooperative = app
            .organisation("HTX Tôm Năm Căn", OrganisationKind::Cooperative)
            .await;
        let retailer = app
            .organisation("Siêu thị Sông Tiền", OrganisationKind::Retailer)
            .await;
        give_phone(&app, retailer, "0100000001").await;
        let (_, supplier) = app.person(cooperative, Role::Supplier).await;
        let (_, buyer) = app.person(retailer, Role::Buyer).await;
        let (_, broker) = app.broker().await;
        Self {
            app,
            supplier,
            buyer,
            broker,
            buyer_organisation: retailer,
        }
    }

    async fn offer(&self, tonnes: &str, ask: i64) -> Value {
        let body = json!({
            "product": "tom-su", "state": "iced", "quantity": tonnes, "unit": "tan",
            "harvest": {"from": "2026-11-26", "to": "2026-12-05"}, "place": "32191",
            "ask": ask, "price_unit": "kg"
        });
        let call = self
            .app
            .post("/api/v1/offers")
            .as_bearer(&self.supplier)
            .json(body);
        call.expect(StatusCode::CREATED).await.body
    }

    async fn request(&self, tonnes: &str, bid: i64) -> Value {
        self.request_as(&self.buyer, tonnes, bid).await
    }

    async fn request_as(&self, token: &str, tonnes: &str, bid: i64) -> Value {
        let body = json!({
            "products": [{"product": "tom-su", "bid": bid}], "quantity": tonnes, "unit": "tan",
            "delivery": {"from": "2026-11-27", "to": "2026-12-10"}, "place": "79", "price_unit": "kg"
        });
        let call = self.app.post("/api/v1/requests").as_bearer(token).json(body);
        call.expect(StatusCode::CREATED).await.body
    }

    /// Lets the posts grow quiet and the worker do what is due.
    async fn settle(&self) {
        worker::settle(&self.app.market).await.unwrap();
        self.app.clock.advance(Duration::seconds(4));
        worker::settle(&self.app.market).await.unwrap();
    }

    /// The proposals in these states, as `token` sees them, newest first.
    async fn proposals(&self, token: &str, status: &str) -> Vec<Value> {
        let path = format!("/api/v1/proposals?mine=true&status={status}");
        let answer = self.app.get(&path).as_bearer(token).expect(StatusCode::OK).await;
        answer.body["items"].as_array().unwrap().clone()
    }

    async fn accept(&self, token: &str, proposal: &Value) -> crate::app::Answer {
        let path = format!("/api/v1/proposals/{}/accept", text(&proposal["id"]));
        self.app
            .post(&path)
            .as_bearer(token)
            .if_match(&proposal["version"])
            .send()
            .await
    }

    async fn decline(&self, token: &str, proposal: &Value, body: Value) -> crate::app::Answer {
        let path = format!("/api/v1/proposals/{}/decline", text(&proposal["id"]));
        self.app
            .post(&path)
            .as_bearer(token)
            .if_match(&proposal["version"])
            .json(body)
            .send()
            .await
    }

    async fn read(&self, kind: &str, row: &Value) -> Value {
        let path = format!("/api/v1/{kind}/{}", text(&row["id"]));
        self.app
            .get(&path)
            .as_bearer(&self.broker)
            .expect(StatusCode::OK)
            .await
            .body
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn give_phone(app: &TestApp, id: OrganisationId, phone: &str) {
    let mut organisation = organisations::find(app.store.reader(), id)
        .await
        .unwrap()
        .unwrap();
    organisation.contact.phone = Some(phone.to_owned());
    let tx = app.store.begin().await.unwrap();
    assert!(
        organisations::update(&tx, &organisation, organisation.version)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

on_both!(the_main_job, async |database: TestDatabase| {
    let trade = Trade::open(database).await;
    let offer = trade.offer("2", 150_000).await;
    let request = trade.request("1.5", 200_000).await;
    trade.settle().await;

    let run = trade
        .app
        .get("/api/v1/match-runs/latest")
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(
        (&run["status"], &run["trigger"], &run["phase"]),
        (&json!("done"), &json!("posts"), &json!("done"))
    );
    assert_eq!(run["objective"], run["bound"], "proven optimal");
    assert_eq!(run["totals"]["matched_g"], 1_500_000);

    let seen = trade.proposals(&trade.supplier, "open").await;
    assert_eq!(seen.len(), 1);
    let proposal = &seen[0];
    assert_eq!(
        (&proposal["offer"]["id"], &proposal["request"]["id"]),
        (&offer["id"], &request["id"])
    );
    assert_eq!(
        (&proposal["quantity"], &proposal["my_side"]),
        (&json!(1_500_000), &json!("supplier"))
    );
    assert_eq!(proposal["contact"]["phone"], "0100000001");
    assert!(!text(&proposal["reasons"][0]["text"]).is_empty());
    let price = proposal["opening_price"].as_i64().unwrap();
    let least = ["ask", "freight", "handling"]
        .iter()
        .map(|part| proposal[*part].as_i64().unwrap())
        .sum::<i64>();
    assert!((least..=200_000).contains(&price), "{least} {price}");

    let accept = format!("/api/v1/proposals/{}/accept", text(&proposal["id"]));
    trade
        .app
        .post(&accept)
        .as_bearer(&trade.supplier)
        .expect(StatusCode::PRECONDITION_REQUIRED)
        .await;
    trade
        .app
        .post(&accept)
        .if_match(1)
        .expect(StatusCode::UNAUTHORIZED)
        .await;
    trade
        .app
        .post(&accept)
        .as_bearer(&trade.broker)
        .if_match(1)
        .expect(StatusCode::FORBIDDEN)
        .await;
    let answer = trade.accept(&trade.supplier, proposal).await;
    assert_eq!(
        (answer.status, &answer.body["status"]),
        (200, &json!("accepted_by_supplier")),
        "{}",
        answer.body
    );

    let stale = trade.accept(&trade.buyer, proposal).await;
    assert_eq!(
        (stale.status, &stale.body["current"]["status"]),
        (412, &json!("accepted_by_supplier"))
    );
    let answer = trade.accept(&trade.buyer, &stale.body["current"]).await;
    assert_eq!(
        (answer.status, &answer.body["status"]),
        (200, &json!("agreed")),
        "{}",
        answer.body
    );

    let deal = trade.read("deals", &json!({"id": answer.body["deal_id"]})).await;
    assert_eq!(
        (&deal["status"], &deal["price"], &deal["quantity"]),
        (&json!("agreed"), &json!(price), &json!(1_500_000))
    );
    assert_eq!(
        (&deal["history"][0]["event"], &deal["contact"]),
        (&json!("agree"), &Value::Null)
    );
    assert_eq!(trade.read("offers", &offer).await["reserved"], 1_500_000);
    let request = trade.read("requests", &request).await;
    assert_eq!(
        (&request["open"], &request["status"]),
        (&json!(0), &json!("fulfilled"))
    );
});

on_both!(
    a_cancelled_deal_gives_its_goods_back,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let offer = trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let proposal = trade.proposals(&trade.buyer, "open").await.remove(0);
        let first = trade.accept(&trade.buyer, &proposal).await;
        let agreed = trade.accept(&trade.supplier, &first.body).await;
        assert_eq!(trade.read("offers", &offer).await["status"], "sold_out");

        let path = format!("/api/v1/deals/{}/events", text(&agreed.body["deal_id"]));
        let event = |token: &str, version: i64, event: &str| {
            trade
                .app
                .post(&path)
                .as_bearer(token)
                .if_match(version)
                .json(json!({"event": event, "note": "mưa bão"}))
        };
        event(&trade.supplier, 1, "cancelled")
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        event(&trade.supplier, 1, "complete")
            .expect(StatusCode::CONFLICT)
            .await;
        let cancelled = event(&trade.supplier, 1, "cancel")
            .expect(StatusCode::OK)
            .await
            .body;
        assert_eq!(
            (&cancelled["status"], &cancelled["history"][1]["note"]),
            (&json!("cancelled"), &json!("mưa bão"))
        );
        event(&trade.buyer, 1, "sign")
            .expect(StatusCode::PRECONDITION_FAILED)
            .await;
        let offer = trade.read("offers", &offer).await;
        assert_eq!(
            (&offer["status"], &offer["reserved"]),
            (&json!("published"), &json!(0))
        );

        // The goods look for a partner again, and find the same one: nobody has declined it.
        trade.settle().await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 1);
    }
);

on_both!(
    a_later_run_keeps_what_is_accepted_and_leaves_alone_what_stays,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let first = trade.proposals(&trade.buyer, "open").await.remove(0);

        // The same market again: the proposal is the same, down to its version.
        run_now(&trade).await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await, vec![first.clone()]);

        // Accepted by one side, a more urgent need no longer takes its goods away.
        let kept = trade.accept(&trade.buyer, &first).await.body;
        let other = trade
            .app
            .organisation("Siêu thị Sông Hậu", OrganisationKind::Retailer)
            .await;
        let (_, other) = trade.app.person(other, Role::Buyer).await;
        trade.request_as(&other, "1", 390_000).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await, Vec::<Value>::new());
        let still = trade.read("proposals", &first).await;
        assert_eq!(
            (&still["status"], &still["version"]),
            (&json!("accepted_by_buyer"), &kept["version"])
        );

        // Declined, its goods go to the other buyer, and not to this one again.
        let no = trade
            .decline(&trade.supplier, &kept, json!({"reason": "price"}))
            .await;
        assert_eq!(
            (no.status, &no.body["declined"]["side"]),
            (200, &json!("supplier")),
            "{}",
            no.body
        );
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await.len(), 1);
    }
);

on_both!(
    an_open_proposal_gives_way_to_a_better_one,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 160_000).await;
        trade.settle().await;
        let first = trade.proposals(&trade.buyer, "open").await.remove(0);
        let other = trade
            .app
            .organisation("Siêu thị Sông Hậu", OrganisationKind::Retailer)
            .await;
        let (_, other) = trade.app.person(other, Role::Buyer).await;
        trade.request_as(&other, "1", 300_000).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await.len(), 1);
        assert_eq!(trade.read("proposals", &first).await["status"], "superseded");
        let late = trade.accept(&trade.buyer, &first).await;
        assert_eq!(late.status, 412, "{}", late.body);
    }
);

on_both!(
    a_declined_pair_stays_out_until_a_post_changes,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let offer = trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let proposal = trade.proposals(&trade.buyer, "open").await.remove(0);
        let unnamed = trade
            .decline(&trade.buyer, &proposal, json!({"reason": "other"}))
            .await;
        assert_eq!((unnamed.status, unnamed.fault().as_str()), (422, "note required"));
        let unknown = trade
            .decline(&trade.buyer, &proposal, json!({"reason": "weather"}))
            .await;
        assert_eq!((unknown.status, unknown.fault().as_str()), (422, "reason one_of"));
        let no = trade
            .decline(
                &trade.buyer,
                &proposal,
                json!({"reason": "other", "note": "không hợp"}),
            )
            .await;
        assert_eq!(no.status, 200, "{}", no.body);
        trade.settle().await;
        run_now(&trade).await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 0);

        let path = format!("/api/v1/offers/{}", text(&offer["id"]));
        let now = trade.read("offers", &offer).await;
        let body = json!({
            "product": "tom-su", "state": "iced", "quantity": "1", "unit": "tan",
            "harvest": {"from": "2026-11-26", "to": "2026-12-05"}, "place": "32191", "ask": 140_000, "price_unit": "kg"
        });
        let change = trade
            .app
            .put(&path)
            .as_bearer(&trade.supplier)
            .if_match(&now["version"])
            .json(body);
        change.expect(StatusCode::OK).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 1);
    }
);

on_both!(
    a_run_that_a_worker_left_is_taken_over,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        worker::settle(&trade.app.market).await.unwrap();
        let queued = match_runs::latest_queued(trade.app.store.reader())
            .await
            .unwrap()
            .unwrap();
        // A worker takes it and dies.
        let tx = trade.app.store.begin().await.unwrap();
        match_runs::take(&tx, queued.id, 1, queued.created_at)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        worker::settle(&trade.app.market).await.unwrap();
        let run = match_runs::find(trade.app.store.reader(), queued.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((run.status.as_str(), run.attempts), ("done", 2));
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 1);
    }
);

#[tokio::test]
async fn the_broker_runs_matching_and_reads_the_report() {
    let trade = Trade::open(TestDatabase::sqlite()).await;
    trade.offer("1", 150_000).await;
    trade.offer("2", 390_000).await;
    trade.request("1", 200_000).await;
    let start = |token: &str, key: &str, body: Value| {
        trade
            .app
            .post("/api/v1/match-runs")
            .as_bearer(token)
            .header("idempotency-key", key)
            .json(body)
    };
    start(&trade.supplier, "a", json!({}))
        .expect(StatusCode::FORBIDDEN)
        .await;
    let bad = start(&trade.broker, "a", json!({"policy": {"handling_per_kg": -5}}))
        .send()
        .await;
    assert_eq!(
        (bad.status, bad.fault().as_str()),
        (422, "policy.handling_per_kg min")
    );
    let run = start(&trade.broker, "b", json!({}))
        .expect(StatusCode::ACCEPTED)
        .await
        .body;
    assert_eq!(
        (&run["status"], &run["trigger"]),
        (&json!("queued"), &json!("broker"))
    );
    let again = start(&trade.broker, "b", json!({}))
        .expect(StatusCode::ACCEPTED)
        .await
        .body;
    assert_eq!(again["id"], run["id"]);
    let path = format!("/api/v1/match-runs/{}", text(&run["id"]));
    trade
        .app
        .get(&format!("{path}/report"))
        .expect(StatusCode::CONFLICT)
        .await;
    worker::settle(&trade.app.market).await.unwrap();

    trade
        .app
        .get(&format!("{path}/proposals"))
        .as_bearer(&trade.buyer)
        .expect(StatusCode::FORBIDDEN)
        .await;
    let listed = trade
        .app
        .get(&format!("{path}/proposals?q=nam+can"))
        .as_bearer(&trade.broker);
    assert_eq!(listed.expect(StatusCode::OK).await.body["total"], 1);
    let report = trade
        .app
        .get(&format!("{path}/report"))
        .expect(StatusCode::OK)
        .await
        .body;
    let totals = &report["totals"];
    assert_eq!(
        (&totals["offered_g"], &totals["matched_g"], &totals["unsold_g"]),
        (&json!(3_000_000), &json!(1_000_000), &json!(2_000_000))
    );
    assert_eq!(totals["shares"]["offered"]["own"], 3_000_000);
    assert_eq!(
        report["matched"][0]["contact"],
        Value::Null,
        "no contacts for the public"
    );
    assert_eq!(report["by_province"].as_array().unwrap().len(), 2);
    let dear = &report["unmatched_offers"][0];
    assert_eq!(dear["quantity"], 2_000_000);
    assert!(
        dear["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["code"] == "blocked" && r["params"]["by"] == "price"),
        "{dear}"
    );

    let csv = trade
        .app
        .get(&format!("{path}/report?format=csv&lang=vi"))
        .expect(StatusCode::OK)
        .await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let xlsx = trade
        .app
        .get(&format!("{path}/report?format=xlsx"))
        .expect(StatusCode::OK)
        .await;
    assert!(
        xlsx.headers["content-disposition"]
            .to_str()
            .unwrap()
            .ends_with(".xlsx\"")
    );
    trade
        .app
        .get(&format!("{path}/report?format=pdf"))
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await;
}

#[tokio::test]
async fn what_matching_means_for_a_post_is_told_to_its_owner() {
    let trade = Trade::open(TestDatabase::sqlite()).await;
    let near = trade.offer("1", 205_000).await;
    trade.request("1", 200_000).await;
    trade.settle().await;
    let path = format!("/api/v1/offers/{}/matches", text(&near["id"]));
    let public = trade.app.get(&path).expect(StatusCode::OK).await.body;
    assert_eq!(
        (&public["counts"]["near_misses"], public.get("near_misses")),
        (&json!(1), None)
    );
    let own = trade
        .app
        .get(&path)
        .as_bearer(&trade.supplier)
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(own["near_misses"][0]["constraint"], "price");
    assert!(text(&own["near_misses"][0]["text"]).contains("đ/kg"), "{own}");
    assert_eq!(own["unsold"]["quantity"], 1_000_000);
}

#[tokio::test]
async fn nobody_else_sees_a_proposal_or_its_phone_number() {
    let trade = Trade::open(TestDatabase::sqlite()).await;
    trade.offer("1", 150_000).await;
    trade.request("1", 200_000).await;
    trade.settle().await;
    let proposal = trade.proposals(&trade.supplier, "open").await.remove(0);
    let path = format!("/api/v1/proposals/{}", text(&proposal["id"]));
    let stranger = trade
        .app
        .organisation("HTX Khác", OrganisationKind::Cooperative)
        .await;
    let (_, stranger) = trade.app.person(stranger, Role::Supplier).await;
    trade.app.get(&path).expect(StatusCode::UNAUTHORIZED).await;
    trade
        .app
        .get(&path)
        .as_bearer(&stranger)
        .expect(StatusCode::NOT_FOUND)
        .await;
    let broker = trade
        .app
        .get(&path)
        .as_bearer(&trade.broker)
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(broker["contact"], Value::Null);
    // A supplier that is suspended meanwhile no longer sees whom to ring up.
    let mut organisation = organisations::find(trade.app.store.reader(), trade.buyer_organisation)
        .await
        .unwrap()
        .unwrap();
    organisation.verification = chonoi_domain::actor::Verification::Suspended;
    let tx = trade.app.store.begin().await.unwrap();
    organisations::update(&tx, &organisation, organisation.version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let seen = trade
        .app
        .get(&path)
        .as_bearer(&trade.supplier)
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(seen["contact"], Value::Null);
}

async fn run_now(trade: &Trade) {
    let call = trade
        .app
        .post("/api/v1/match-runs")
        .as_bearer(&trade.broker)
        .json(json!({}));
    call.expect(StatusCode::ACCEPTED).await;
    worker::settle(&trade.app.market).await.unwrap();
}
