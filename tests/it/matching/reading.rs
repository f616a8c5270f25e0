//! What a run and its proposals show to whom.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role, Verification};
use chonoi_market::worker;
use chonoi_store::organisations;
use chonoi_testkit::database::TestDatabase;
use serde_json::{Value, json};

use super::trade::{Trade, text};

#[tokio::test]
async fn mine_are_the_proposals_in_which_the_reader_has_a_side() {
    let trade = Trade::open(TestDatabase::sqlite()).await;
    trade.offer("1", 150_000).await;
    trade.request("1", 200_000).await;
    trade.settle().await;
    let (_, sells_only) = trade.app.person(trade.buyer_organisation, Role::Supplier).await;
    let mine = async |token: &str| {
        let call = trade.app.get("/api/v1/proposals?mine=true").as_bearer(token);
        let body = call.expect(StatusCode::OK).await.body;
        let sides = body["items"].as_array().unwrap().iter();
        let sides: Vec<_> = sides.map(|proposal| proposal["my_side"].clone()).collect();
        (body["total"].clone(), json!(sides))
    };
    assert_eq!(mine(&trade.buyer).await, (json!(1), json!(["buyer"])));
    assert_eq!(mine(&trade.supplier).await, (json!(1), json!(["supplier"])));
    assert_eq!(mine(&sells_only).await, (json!(0), json!([])));
}

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
async fn any_pair_is_explained_to_its_parties() {
    let trade = Trade::open(TestDatabase::sqlite()).await;
    let near = trade.offer("1", 205_000).await;
    let good = trade.offer("1", 150_000).await;
    let request = trade.request("1", 200_000).await;
    let path = |offer: &Value| {
        format!(
            "/api/v1/offers/{}/pairs/{}",
            text(&offer["id"]),
            text(&request["id"])
        )
    };
    let asked = |offer: &Value, who: &str| trade.app.get(&path(offer)).as_bearer(who);
    for who in [&trade.supplier, &trade.buyer, &trade.broker] {
        let answer = asked(&near, who).expect(StatusCode::OK).await.body;
        assert_eq!(answer["verdict"], "blocked");
        assert_eq!(answer["obstacles"][0]["constraint"], "price");
        let (least, exact) = (&answer["step"]["at_least"], &answer["step"]["exact"]);
        // The other offer costs 55,000 less for the same buyer: so much it has to give.
        assert_eq!((least, exact), (&json!(55_000), &json!(55_000)), "{answer}");
        let said = answer["text"].to_string();
        assert!(said.contains("55.000 đ/kg") && !said.contains('…'), "{said}");
    }
    let matched = asked(&good, &trade.buyer).expect(StatusCode::OK).await.body;
    assert_eq!(
        (&matched["verdict"], &matched["quantity"]),
        (&json!("matched"), &json!(1_000_000))
    );
    let stranger = trade
        .app
        .organisation("HTX Khác", OrganisationKind::Cooperative)
        .await;
    let (_, stranger) = trade.app.person(stranger, Role::Supplier).await;
    asked(&near, &stranger).expect(StatusCode::NOT_FOUND).await;
    trade.app.get(&path(&near)).expect(StatusCode::UNAUTHORIZED).await;
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
    organisation.verification = Verification::Suspended;
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
