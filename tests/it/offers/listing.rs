//! The list of offers: paging and filters.

use super::{OFFERS, created, start};
use crate::app::TestApp;
use crate::posts::{Posts, offer, with};
use axum::http::StatusCode;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both!(
    three_hundred_offers_are_paged_without_loss_or_doubles,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        for n in 0..6 {
            let item = |m: i32| {
                with(
                    offer(),
                    &json!({ "ask": 200_000 + 10_000 * (m % 3), "quantity": (1 + n).to_string() }),
                )
            };
            let items: Vec<Value> = (0..50).map(item).collect();
            let call = posts.app.post("/api/v1/offers/batch").as_bearer(&posts.seller);
            call.json(json!({ "items": items }))
                .expect(StatusCode::CREATED)
                .await;
        }
        for sort in ["newest", "price", "date", "quantity"] {
            let (mut seen, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
            loop {
                let path = format!("{OFFERS}?limit=70&sort={sort}&cursor={cursor}");
                let page = posts.app.get(&path).expect(StatusCode::OK).await.body;
                assert_eq!(page["total"], 300);
                for item in page["items"].as_array().unwrap() {
                    assert!(
                        seen.insert(item["id"].as_str().unwrap().to_owned()),
                        "twice in {sort}"
                    );
                }
                pages += 1;
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            assert_eq!((seen.len(), pages), (300, 5), "{sort}");
        }
        let foreign = posts
            .app
            .get(&format!("{OFFERS}?limit=1&sort=price"))
            .send()
            .await
            .body;
        let foreign = format!("{OFFERS}?cursor={}", foreign["next_cursor"].as_str().unwrap());
        let refused = posts
            .app
            .get(&foreign)
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        assert_eq!(refused.fault(), "cursor cursor");
        let refused = posts
            .app
            .get(&format!("{OFFERS}?limit=101"))
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        assert_eq!(refused.fault(), "limit between");
    }
);

#[tokio::test]
async fn a_list_is_filtered_as_people_type() {
    let posts = start().await;
    created(&posts, offer()).await;
    created(
        &posts,
        with(
            offer(),
            &json!({ "product": "cua-bien", "certificates": [], "ask": 300_000 }),
        ),
    )
    .await;
    created(
        &posts,
        with(
            offer(),
            &json!({ "product": "gao-st25", "ask": 30_000, "stage": "forecast" }),
        ),
    )
    .await;
    let total = async |query: &str| {
        let answer = posts
            .app
            .get(&format!("{OFFERS}?{query}"))
            .expect(StatusCode::OK)
            .await;
        answer.body["total"].as_u64().unwrap()
    };
    for (query, want) in [
        ("q=tom%20su", 1),
        ("q=T%C3%94M%20cai%20nuoc", 1),
        ("q=c%C3%A1i%20n%C6%B0%E1%BB%9Bc", 3),
        ("q=khong-co", 0),
        ("product=cua-bien", 1),
        ("category=thuy-san", 2),
        ("category=thuy-san&product=gao-st25", 0),
        ("certificate=vietgap", 2),
        ("province=96", 3),
        ("province=79", 0),
        ("place=32236&stage=forecast", 1),
        ("state=grain", 1),
        ("max_price=250000", 2),
        ("min_quantity=1500000", 3),
        ("min_quantity=1500001", 0),
        ("from=2026-12-05", 3),
        ("from=2026-12-06", 0),
        ("to=2026-11-24", 0),
        ("status=draft", 0),
        ("lang=en", 3),
    ] {
        assert_eq!(total(query).await, want, "{query}");
    }
    let supplier = format!("supplier={}", posts.cooperative);
    assert_eq!(total(&supplier).await, 3);
    for (query, want) in [
        ("state=wet", "state one_of"),
        ("sort=best", "sort one_of"),
        ("from=soon", "from date"),
        ("supplier=me", "supplier format"),
    ] {
        let refused = posts.app.get(&format!("{OFFERS}?{query}"));
        assert_eq!(
            refused.expect(StatusCode::UNPROCESSABLE_ENTITY).await.fault(),
            want
        );
    }
    posts
        .app
        .get(&format!("{OFFERS}?mine=true"))
        .expect(StatusCode::UNAUTHORIZED)
        .await;
}
