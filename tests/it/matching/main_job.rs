//! The main job: posts are matched, both sides say yes, a deal is made and the goods are held.

use axum::http::StatusCode;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use super::trade::{Trade, text};

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
