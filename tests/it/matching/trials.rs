//! Trials of changes that no run would take, through the real router: refused alike where a solved market answers and
//! where a copy is solved as a run.
#![expect(
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use super::capacities::point;
use super::trade::{Trade, text};

/// 100 kg on each of 14 days.
fn daily() -> Value {
    json!({
        "products": [{"product": "tom-su", "bid": 200_000}], "daily_quantity": "0.1", "unit": "tan",
        "delivery": {"from": "2026-11-27", "to": "2026-12-10"}, "place": "79", "price_unit": "kg"
    })
}

fn days(post: &Value, from: &str, to: &str) -> Value {
    json!({ "request": post["id"], "window": { "from": from, "to": to } })
}

/// A market with a point that takes all there is, so that trials are solved on a copy, or without one.
async fn market(database: TestDatabase, as_run: bool) -> (Trade, Value, Value) {
    let trade = Trade::open(database).await;
    let offer = trade.offer("2", 150_000).await;
    let call = trade.app.post("/api/v1/requests").as_bearer(&trade.buyer);
    let request = call.json(daily()).expect(StatusCode::CREATED).await.body;
    if as_run {
        trade.point(point("50")).await;
    }
    (trade, offer, request)
}

/// The trial that answers before and after each refusal. The offer reaches the buyer on the first ten days.
async fn still_answers(trade: &Trade, request: &Value, as_run: bool) {
    let seen = trade
        .what_if(json!([days(request, "2026-11-27", "2026-11-30")]))
        .await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert_eq!(
        (
            &seen.body["as_run"],
            &seen.body["before"]["grams"],
            &seen.body["after"]["grams"]
        ),
        (&json!(as_run), &json!(1_000_000), &json!(400_000)),
        "{}",
        seen.body
    );
}

async fn unfit_changes_are_refused(database: TestDatabase, as_run: bool) {
    let (trade, offer, request) = market(database, as_run).await;
    still_answers(&trade, &request, as_run).await;
    for (change, fault) in [
        // 93 days, and wanted day by day.
        (
            days(&request, "2026-11-27", "2027-02-27"),
            "changes[1].to max_days",
        ),
        (
            days(&request, "2026-11-01", "2026-11-10"),
            "changes[1].to date_past",
        ),
        (
            days(&request, "2027-12-20", "2028-01-20"),
            "changes[1].to date_far",
        ),
        (days(&request, "2026-11-27", "27/2/2027"), "changes[1].to date"),
        (
            json!({ "request": request["id"], "price": 99_000_000 }),
            "changes[1].price price_high",
        ),
        (
            json!({ "request": request["id"], "min_lot": 100_001 }),
            "changes[1].min_lot above_quantity",
        ),
        (
            json!({ "offer": offer["id"], "price": 99_000_000 }),
            "changes[1].price price_high",
        ),
        (
            json!({ "offer": offer["id"], "min_lot": 2_000_001 }),
            "changes[1].min_lot above_quantity",
        ),
        (
            json!({ "offer": offer["id"], "quantity": 1_000_000_000_001_i64 }),
            "changes[1].quantity max",
        ),
    ] {
        let sound = json!({ "offer": offer["id"], "price": 140_000 });
        let refused = trade.what_if(json!([sound, change])).await;
        assert_eq!(
            (refused.status, refused.fault().as_str()),
            (422, fault),
            "{change}: {}",
            refused.body
        );
        still_answers(&trade, &request, as_run).await;
    }
}

on_both!(
    a_change_that_no_run_would_take_is_refused_by_a_solved_market,
    async |database: TestDatabase| unfit_changes_are_refused(database, false).await
);

on_both!(
    a_change_that_no_run_would_take_is_refused_where_a_copy_is_solved,
    async |database: TestDatabase| unfit_changes_are_refused(database, true).await
);

on_both!(
    everything_wrong_with_changes_is_told_in_words,
    async |database: TestDatabase| {
        let (trade, offer, request) = market(database, false).await;
        let mut long = days(&request, "2026-11-27", "2027-02-27");
        long["quantity"] = json!(0);
        let changes = json!({ "changes": [long, { "offer": offer["id"], "price": 0 }] });
        for (language, words) in [
            (
                "vi",
                [
                    "changes[0].quantity: Phải lớn hơn 0.",
                    "changes[0].to: Cần đều mỗi ngày thì nhiều nhất 92 ngày.",
                    "changes[1].price: Phải lớn hơn 0.",
                ],
            ),
            (
                "en",
                [
                    "changes[0].quantity: Must be more than 0.",
                    "changes[0].to: Goods wanted day by day: at most 92 days.",
                    "changes[1].price: Must be more than 0.",
                ],
            ),
        ] {
            let call = trade.app.post("/api/v1/what-if").as_bearer(&trade.broker);
            let call = call.header("accept-language", language).json(changes.clone());
            let refused = call.expect(StatusCode::UNPROCESSABLE_ENTITY).await.body;
            let fields = refused["fields"].as_array().unwrap().iter();
            let told: Vec<String> = fields
                .map(|fault| format!("{}: {}", text(&fault["field"]), text(&fault["message"])))
                .collect();
            assert_eq!(told, words);
        }
    }
);

/// Each number for itself is one that a post may have; what they come to together leaves 64 bits.
async fn too_much_at_once_is_refused(database: TestDatabase, as_run: bool) {
    let (trade, offer, request) = market(database, as_run).await;
    let refused = trade
        .what_if(json!([
            { "offer": offer["id"], "quantity": 1_000_000_000_000_i64 },
            { "request": request["id"], "price": 20_000_000 }
        ]))
        .await;
    assert_eq!(
        (refused.status, refused.fault().as_str()),
        (422, "changes too_large"),
        "{}",
        refused.body
    );
    still_answers(&trade, &request, as_run).await;
}

on_both!(
    changes_too_large_together_are_refused_by_a_solved_market,
    async |database: TestDatabase| too_much_at_once_is_refused(database, false).await
);

on_both!(
    changes_too_large_together_are_refused_where_a_copy_is_solved,
    async |database: TestDatabase| too_much_at_once_is_refused(database, true).await
);
