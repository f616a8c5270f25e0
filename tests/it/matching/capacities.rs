//! What collection points can take: kept by the trade department, respected by runs, tried on copies.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use super::previews::offer;
use super::trade::{Trade, text};
use crate::app::Answer;

const CAPACITIES: &str = "/api/v1/capacities";

/// A point of Năm Căn, where the offers of these tests come from.
pub(super) fn point(tonnes: &str) -> Value {
    json!({
        "name": "Cảng Năm Căn", "place": "32191", "quantity": tonnes, "unit": "tan",
        "window": { "from": "2026-11-24", "to": "2026-12-31" }
    })
}

impl Trade {
    pub(super) async fn point(&self, body: Value) -> Value {
        let call = self.app.post(CAPACITIES).as_bearer(&self.broker).json(body);
        call.expect(StatusCode::CREATED).await.body
    }

    async fn points(&self) -> Vec<Value> {
        let call = self.app.get(CAPACITIES).as_bearer(&self.broker);
        let list = call.expect(StatusCode::OK).await;
        list.body["items"].as_array().unwrap().clone()
    }

    async fn change_point(&self, point: &Value, body: Value) -> Answer {
        let path = format!("{CAPACITIES}/{}", text(&point["id"]));
        let call = self.app.put(&path).as_bearer(&self.broker);
        call.if_match(&point["version"]).json(body).send().await
    }

    /// Takes it off the list; how it stands then.
    async fn remove_point(&self, point: &Value) -> Value {
        let path = format!("{CAPACITIES}/{}", text(&point["id"]));
        let call = self.app.delete(&path).as_bearer(&self.broker);
        call.expect(StatusCode::NO_CONTENT).await;
        self.read("capacities", point).await
    }

    async fn restore_point(&self, point: &Value) -> Answer {
        let path = format!("{CAPACITIES}/{}/restore", text(&point["id"]));
        let call = self.app.post(&path).as_bearer(&self.broker);
        call.expect(StatusCode::OK).await
    }
}

on_both!(
    a_point_is_kept_changed_removed_and_put_back,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let made = trade.point(point("20")).await;
        assert_eq!(
            (
                &made["kind"],
                &made["quantity"],
                &made["daily_quantity"],
                &made["version"]
            ),
            (
                &json!("collection_point"),
                &json!(20_000_000),
                &Value::Null,
                &json!(1)
            )
        );
        assert_eq!(made["place"]["province_code"], "96", "{made}");
        assert_eq!(trade.points().await, vec![made.clone()]);

        let mut other = point("20");
        other["quantity"] = Value::Null;
        other["daily_quantity"] = json!("2.5");
        other["products"] = json!(["tom-su"]);
        other["kind"] = json!("processor");
        let changed = trade.change_point(&made, other.clone()).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!(
            (&changed.body["quantity"], &changed.body["daily_quantity"]),
            (&Value::Null, &json!(2_500_000))
        );
        assert_eq!(changed.body["products"][0]["id"], "tom-su");

        // From an old version, and with what cannot be.
        let late = trade.change_point(&made, point("30")).await;
        assert_eq!(late.status, 412, "{}", late.body);
        assert_eq!(late.body["current"]["version"], 2);
        let changed_fields = late.body["changed"].as_array().unwrap();
        assert!(changed_fields.contains(&json!("quantity")), "{}", late.body);
        other["daily_quantity"] = Value::Null;
        let silent = trade.change_point(&changed.body, other).await;
        assert_eq!(
            (silent.status, silent.fault().as_str()),
            (422, "quantity some_quantity")
        );

        let gone = trade.remove_point(&made).await;
        assert_eq!((&gone["removed"], &gone["version"]), (&json!(true), &json!(3)));
        assert_eq!(trade.points().await, Vec::<Value>::new());
        let again = trade.remove_point(&made).await;
        assert_eq!(again, gone, "twice is once");
        let missing = trade.change_point(&gone, point("1")).await;
        assert_eq!(missing.status, 404, "{}", missing.body);
        let back = trade.restore_point(&made).await;
        assert_eq!(
            (&back.body["removed"], &back.body["version"]),
            (&json!(false), &json!(4))
        );
        assert_eq!(trade.points().await, vec![back.body]);
    }
);

on_both!(the_same_key_keeps_a_point_once, async |database: TestDatabase| {
    let trade = Trade::open(database).await;
    let send = || {
        let call = trade.app.post(CAPACITIES).as_bearer(&trade.broker);
        call.header("idempotency-key", "mot-lan").json(point("20"))
    };
    let first = send().expect(StatusCode::CREATED).await;
    let second = send().expect(StatusCode::CREATED).await;
    assert_eq!(first.body, second.body);
    assert_eq!(trade.points().await.len(), 1);
});

on_both!(a_point_is_not_shown_to_sellers, async |database: TestDatabase| {
    let trade = Trade::open(database).await;
    trade.point(point("20")).await;
    let office = trade.app.organisation("Sở D", OrganisationKind::Department).await;
    let (_, auditor) = trade.app.person(office, Role::Auditor).await;
    let seen = trade.app.get(CAPACITIES).as_bearer(&auditor).send().await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    let seen = trade.app.get(CAPACITIES).as_bearer(&trade.supplier).send().await;
    assert_eq!((seen.status, seen.body["fields"][0].is_null()), (403, true));
});

impl Trade {
    /// The report of the newest run.
    async fn report(&self) -> Value {
        let latest = self.app.get("/api/v1/match-runs/latest");
        let latest = latest.expect(StatusCode::OK).await.body;
        let path = format!("/api/v1/match-runs/{}/report", text(&latest["id"]));
        self.app.get(&path).expect(StatusCode::OK).await.body
    }

    async fn open_grams(&self) -> i64 {
        let open = self.proposals(&self.buyer, "open").await;
        open.iter().map(|one| one["quantity"].as_i64().unwrap()).sum()
    }
}

on_both!(
    a_run_promises_no_more_than_a_point_takes,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("3", 150_000).await;
        trade.request("3", 200_000).await;
        let made = trade.point(point("2")).await;
        trade.settle().await;
        assert_eq!(trade.open_grams().await, 2_000_000);
        let report = trade.report().await;
        let used = &report["points"][0];
        assert_eq!(
            (&used["point"], &used["capacity"], &used["offered"], &used["sold"]),
            (
                &json!("Cảng Năm Căn"),
                &json!(2_000_000),
                &json!(3_000_000),
                &json!(2_000_000)
            ),
            "{report}"
        );
        assert!(used["worth"].as_i64().unwrap() > 0, "{used}");
        assert_eq!(
            (&used["place"]["code"], &used["window"]["to"]),
            (&json!("32191"), &json!("2026-12-31"))
        );
        let reasons = &report["unmatched_offers"][0]["reasons"];
        let full = reasons
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["code"] == "point_full");
        let full = full.unwrap_or_else(|| panic!("{reasons}"));
        assert_eq!(full["params"]["point"], "Cảng Năm Căn");
        assert!(text(&full["text"]).contains("Cảng Năm Căn"), "{full}");

        // What both have agreed on still takes its room, and what one has accepted does, too.
        let proposal = trade.proposals(&trade.buyer, "open").await.remove(0);
        let half = trade.accept(&trade.buyer, &proposal).await.body;
        trade.run_now().await;
        assert_eq!(trade.open_grams().await, 0);
        assert_eq!(trade.accept(&trade.supplier, &half).await.status, 200);
        trade.settle().await;
        trade.run_now().await;
        assert_eq!(trade.open_grams().await, 0, "the point is full");
        let used = &trade.report().await["points"][0];
        assert_eq!(
            (&used["promised"], &used["offered"], &used["sold"]),
            (&json!(2_000_000), &json!(1_000_000), &json!(0)),
            "{used}"
        );

        // More room is told by an event like a post, and less does not take back what is agreed.
        let wider = trade.change_point(&made, point("2.4")).await;
        assert_eq!(wider.status, 200, "{}", wider.body);
        trade.settle().await;
        assert_eq!(trade.open_grams().await, 400_000);
        trade.remove_point(&made).await;
        trade.settle().await;
        assert_eq!(trade.open_grams().await, 1_000_000);
        assert_eq!(trade.report().await["points"], json!([]));
    }
);

on_both!(a_point_is_tried_on_a_copy, async |database: TestDatabase| {
    let trade = Trade::open(database).await;
    trade.offer("3", 150_000).await;
    trade.request("3", 200_000).await;

    // Another point, where there is none.
    let seen = trade.what_if(json!([{ "add_capacity": point("1") }])).await.body;
    assert_eq!(
        (&seen["before"]["grams"], &seen["after"]["grams"], &seen["as_run"]),
        (&json!(3_000_000), &json!(1_000_000), &json!(true)),
        "{seen}"
    );
    let shift = &seen["points"][0];
    assert_eq!(
        (&shift["name"], &shift["before"], &shift["after"]["sold"]),
        (&json!("Cảng Năm Căn"), &Value::Null, &json!(1_000_000))
    );
    assert!(seen["after"]["welfare"].as_i64() < seen["before"]["welfare"].as_i64());

    // One that is there takes more, or goes.
    let made = trade.point(point("2")).await;
    let more = json!([{ "capacity": made["id"], "terms": point("2.5") }]);
    let seen = trade.what_if(more).await.body;
    assert_eq!(
        (&seen["before"]["grams"], &seen["after"]["grams"], &seen["proven"]),
        (&json!(2_000_000), &json!(2_500_000), &json!(true)),
        "{seen}"
    );
    let gone = json!([{ "capacity": made["id"], "withdraw": true }]);
    let seen = trade.what_if(gone.clone()).await.body;
    assert_eq!(
        (&seen["after"]["grams"], &seen["points"][0]["after"]),
        (&json!(3_000_000), &Value::Null),
        "{seen}"
    );
    assert_eq!(seen["posts"].as_array().unwrap().len(), 2);

    // Nothing was written; and a form knows of the point.
    assert_eq!(trade.points().await, vec![made.clone()]);
    let foretold = trade
        .preview(&trade.supplier, "offers/preview", offer("3", 100_000))
        .await;
    assert_eq!(
        (&foretold.body["quantity"], &foretold.body["as_run"]),
        (&json!(2_000_000), &json!(true)),
        "{}",
        foretold.body
    );

    // What is promised still goes through it.
    trade.settle().await;
    let proposal = trade.proposals(&trade.buyer, "open").await.remove(0);
    trade.accept(&trade.buyer, &proposal).await;
    let seen = trade
        .what_if(json!([{ "capacity": made["id"], "terms": point("2.5") }]))
        .await;
    assert_eq!(
        (&seen.body["before"]["grams"], &seen.body["after"]["grams"]),
        (&json!(0), &json!(500_000)),
        "{}",
        seen.body
    );

    trade.remove_point(&made).await;
    for (change, fault) in [
        (gone[0].clone(), "changes[0].capacity point_not_in_force"),
        (json!({ "capacity": made["id"] }), "changes[0].terms required"),
        (
            json!({ "add_capacity": { "name": "x" } }),
            "changes[0].place required",
        ),
        (
            json!({ "capacity": made["id"], "withdraw": true, "add_capacity": point("1") }),
            "changes[0] one_post",
        ),
    ] {
        let refused = trade.what_if(json!([change])).await;
        assert_eq!((refused.status, refused.fault().as_str()), (422, fault));
    }
});
