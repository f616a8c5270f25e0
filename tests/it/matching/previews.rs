//! What a post would come to, and what a change would do, through the real router.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use super::trade::{Trade, text};

impl Trade {
    pub(super) async fn preview(&self, token: &str, path: &str, body: Value) -> crate::app::Answer {
        let path = format!("/api/v1/{path}");
        self.app.post(&path).as_bearer(token).json(body).send().await
    }

    pub(super) async fn what_if(&self, changes: Value) -> crate::app::Answer {
        let call = self.app.post("/api/v1/what-if").as_bearer(&self.broker);
        call.json(json!({ "changes": changes })).send().await
    }
}

pub(super) fn offer(tonnes: &str, ask: i64) -> Value {
    json!({
        "product": "tom-su", "state": "iced", "quantity": tonnes, "unit": "tan",
        "harvest": {"from": "2026-11-26", "to": "2026-12-05"}, "place": "32191",
        "ask": ask, "price_unit": "kg"
    })
}

fn request(tonnes: &str, bid: i64) -> Value {
    json!({
        "products": [{"product": "tom-su", "bid": bid}], "quantity": tonnes, "unit": "tan",
        "delivery": {"from": "2026-11-27", "to": "2026-12-10"}, "place": "79", "price_unit": "kg"
    })
}

on_both!(
    a_post_is_previewed_on_the_market_as_it_stands,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let seen = trade
            .preview(&trade.supplier, "offers/preview", offer("2", 150_000))
            .await;
        assert_eq!(
            (seen.status, &seen.body["quantity"]),
            (200, &json!(0)),
            "{}",
            seen.body
        );
        assert_eq!(seen.body["price_low"], Value::Null);
        trade.request("3", 200_000).await;
        let seen = trade
            .preview(&trade.supplier, "offers/preview", offer("2", 150_000))
            .await;
        assert_eq!(seen.body["quantity"], json!(2_000_000), "{}", seen.body);
        assert_eq!(seen.body["partners"], json!(1));
        // All of it is wanted and more: what the buyer bids less freight and handling is what it may be worth.
        let (low, high) = (&seen.body["price_low"], &seen.body["price_high"]);
        assert!(
            low.as_i64().unwrap() > 150_000 && high.as_i64().unwrap() < 200_000,
            "{}",
            seen.body
        );

        let mine = trade.offer("1", 150_000).await;
        let path = format!("requests/preview?id={}", text(&mine["id"]));
        let strange = trade.preview(&trade.buyer, &path, request("1", 200_000)).await;
        assert_eq!(strange.status, 404, "{}", strange.body);
        let seen = trade
            .preview(&trade.buyer, "requests/preview", request("2", 220_000))
            .await;
        assert_eq!(seen.body["quantity"], json!(1_000_000), "{}", seen.body);
        let bad = trade
            .preview(&trade.buyer, "requests/preview", request("0", 220_000))
            .await;
        assert_eq!((bad.status, bad.fault().as_str()), (422, "quantity positive"));
        // Nothing was written: the market still holds one offer and one request.
        let offers = trade.app.get("/api/v1/offers").expect(StatusCode::OK).await;
        assert_eq!(offers.body["total"], json!(1));
    }
);

on_both!(a_change_is_tried_and_explained, async |database: TestDatabase| {
    let trade = Trade::open(database).await;
    let dear = trade.offer("2", 240_000).await;
    let request = trade.request("3", 200_000).await;
    let none = trade.what_if(json!([])).await;
    assert_eq!((none.status, none.fault().as_str()), (422, "changes required"));

    let cheaper = trade
        .what_if(json!([{ "offer": dear["id"], "price": 150_000 }]))
        .await;
    let seen = &cheaper.body;
    assert_eq!(cheaper.status, 200, "{seen}");
    assert_eq!(
        (&seen["before"]["grams"], &seen["after"]["grams"]),
        (&json!(0), &json!(2_000_000))
    );
    assert!(seen["after"]["margin"].as_i64() > seen["before"]["margin"].as_i64());
    assert!(seen["after"]["welfare"].as_i64() > seen["before"]["welfare"].as_i64());
    assert_eq!(seen["proven"], json!(true));
    let pair = &seen["pairs"][0];
    assert_eq!(
        (
            &pair["offer"]["id"],
            &pair["request"]["id"],
            &pair["turn"],
            &pair["after"]
        ),
        (
            &dear["id"],
            &request["id"],
            &json!("starts_trading"),
            &json!(2_000_000)
        )
    );
    assert_eq!(seen["posts"].as_array().unwrap().len(), 2);

    // The market itself has not changed, and several changes are made together.
    let both = trade
        .what_if(json!([
            { "add_offer": offer("1", 150_000) },
            { "request": request["id"], "quantity": 500_000 }
        ]))
        .await;
    assert_eq!(both.body["before"]["grams"], json!(0), "{}", both.body);
    assert_eq!(both.body["after"]["grams"], json!(500_000));
    assert_eq!(both.body["pairs"][0]["offer"], Value::Null);

    let gone = trade
        .what_if(json!([
            { "add_offer": offer("1", 150_000) },
            { "request": request["id"], "withdraw": true }
        ]))
        .await;
    assert_eq!(gone.body["after"]["grams"], json!(0), "{}", gone.body);

    let late = json!([{ "offer": dear["id"], "price": 150_000,
            "window": { "from": "2026-12-20", "to": "2026-12-22" } }]);
    assert_eq!(trade.what_if(late).await.body["after"]["grams"], json!(0));
});

on_both!(
    a_change_that_cannot_be_is_named,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let offer = trade.offer("2", 150_000).await;
        for (change, fault) in [
            (json!({}), "changes[0] one_post"),
            (
                json!({ "offer": "0197f000-0000-7000-8000-000000000000" }),
                "changes[0].id post_not_open",
            ),
            (
                json!({ "offer": offer["id"], "price": 0 }),
                "changes[0].price positive",
            ),
            (
                json!({ "offer": offer["id"], "quantity": -1 }),
                "changes[0].quantity positive",
            ),
            (
                json!({ "offer": offer["id"], "window": { "from": "2026-12-02", "to": "2026-12-01" } }),
                "changes[0].to date_order",
            ),
        ] {
            let answer = trade.what_if(json!([change])).await;
            assert_eq!(
                (answer.status, answer.fault().as_str()),
                (422, fault),
                "{}",
                answer.body
            );
        }
    }
);

on_both!(
    other_weights_are_tried_over_the_whole_market,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("2", 150_000).await;
        trade.request("3", 170_000).await;
        let call = trade.app.post("/api/v1/what-if").as_bearer(&trade.broker);
        let seen = call
            .json(json!({ "changes": [], "policy": { "handling_per_kg": 90_000 } }))
            .expect(StatusCode::OK)
            .await;
        assert_eq!(seen.body["same_policy"], json!(false));
        assert_eq!(
            (&seen.body["before"]["grams"], &seen.body["after"]["grams"]),
            (&json!(2_000_000), &json!(0))
        );
    }
);

on_both!(
    sellers_share_in_a_trial_as_they_would_in_a_run,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("2", 150_000).await;
        let other = trade
            .app
            .organisation("HTX Tôm Ngọc Hiển", OrganisationKind::Cooperative)
            .await;
        let (_, other) = trade.app.person(other, Role::Supplier).await;
        let dear = trade.app.post("/api/v1/offers").as_bearer(&other);
        let dear = dear
            .json(offer("2", 151_000))
            .expect(StatusCode::CREATED)
            .await
            .body;
        trade.request("2", 200_000).await;
        let ask = async |body: Value| {
            let call = trade.app.post("/api/v1/what-if").as_bearer(&trade.broker);
            call.json(body).expect(StatusCode::OK).await.body
        };
        let shared = json!({ "changes": [], "policy": { "fairness": { "leximin": true } } });
        let seen = ask(shared).await;
        assert_eq!(
            (&seen["as_run"], &seen["same_policy"]),
            (&json!(true), &json!(false))
        );
        let posts = seen["posts"].as_array().unwrap();
        let gains = posts.iter().find(|post| post["offer"]["id"] == dear["id"]);
        assert_eq!(
            gains.map(|post| (&post["turn"], &post["after"])),
            Some((&json!("starts_trading"), &json!(1_000_000))),
            "{seen}"
        );

        // In force, it is counted on both sides, and in what a form foretells.
        let other_price = json!({ "changes": [{ "offer": dear["id"], "price": 149_000 }] });
        let seen = ask(other_price.clone()).await;
        assert_eq!((&seen["as_run"], &seen["points"]), (&json!(false), &json!([])));
        let fair = trade.app.put("/api/v1/policy").as_bearer(&trade.broker);
        fair.if_match(0)
            .json(json!({ "fairness": { "leximin": true } }))
            .expect(StatusCode::OK)
            .await;
        let seen = ask(other_price).await;
        assert_eq!(
            (&seen["as_run"], &seen["same_policy"]),
            (&json!(true), &json!(true))
        );
        let posts = seen["posts"].as_array().unwrap();
        assert!(posts.is_empty(), "each keeps half of the trade: {seen}");
        let path = format!("offers/preview?id={}", text(&dear["id"]));
        let foretold = trade.preview(&other, &path, offer("2", 151_000)).await;
        assert_eq!(
            (
                &foretold.body["quantity"],
                &foretold.body["as_run"],
                &foretold.body["left_out"]
            ),
            (&json!(1_000_000), &json!(true), &json!(false)),
            "{}",
            foretold.body
        );
    }
);
