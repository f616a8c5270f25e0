//! The address of the search: what it takes, what it answers, what it refuses.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_market::{demo, worker};
use serde_json::{Value, json};

use crate::app::TestApp;

async fn market() -> TestApp {
    let app = TestApp::searching().await;
    demo::load(&app.market).await.unwrap().unwrap();
    worker::settle(&app.market).await.unwrap();
    app
}

async fn found(app: &TestApp, query: &str) -> Value {
    let answer = app.get(&format!("/api/v1/search?{query}"));
    answer.expect(StatusCode::OK).await.body
}

fn facet<'a>(found: &'a Value, name: &str, value: &str) -> &'a Value {
    let counts = found["facets"][name].as_array().unwrap();
    let count = counts.iter().find(|count| count["value"] == value);
    count.map_or(&Value::Null, |count| &count["count"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shopper_types_narrows_and_turns_the_page() {
    let app = market().await;
    let all = found(&app, "q=tom%20su%20cao%20tien").await;
    assert_eq!(all["items"][0]["offer"]["product"]["id"], "tom-su", "{all}");
    assert_eq!(
        (&all["source"], &all["dropped"]),
        (&json!("index"), &json!(["cao", "tien"]))
    );
    assert_eq!(
        all["items"][0]["title"],
        json!([{ "text": "tôm sú", "hit": true }])
    );
    let live = facet(&all, "state", "live").as_u64().unwrap();
    assert!(live > 0 && live < all["total"].as_u64().unwrap());

    let narrowed = found(&app, "q=tom%20su%20cao%20tien&state=live").await;
    assert_eq!(narrowed["total"], live, "the count says what narrowing finds");
    assert_eq!(
        narrowed["facets"]["state"], all["facets"]["state"],
        "the other states can still be chosen"
    );
    assert!(facet(&narrowed, "kind", "request").as_u64().unwrap() > 0);

    let page = found(&app, "per_page=100&page=2&sort=price").await;
    assert_eq!(
        (&page["page"], page["items"].as_array().unwrap().len()),
        (&json!(2), 100)
    );
    let prices: Vec<i64> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|hit| hit["offer"]["ask"].as_i64())
        .collect();
    assert!(prices.is_sorted(), "{prices:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amounts_days_and_places_are_understood_and_told() {
    let app = market().await;
    let found = found(
        &app,
        "q=2%20t%E1%BA%A5n%20cua%20giao%20h%C3%A0%20n%E1%BB%99i%20tr%C6%B0%E1%BB%9Bc%2030/12",
    )
    .await;
    let understood = &found["understood"];
    assert_eq!(
        (
            &understood["volume_min"],
            &understood["deliver_to"],
            &understood["to"]
        ),
        (
            &json!(2_000_000),
            &json!("Thành phố Hà Nội"),
            &json!("2026-12-30")
        )
    );
    assert!(found["total"].as_u64().unwrap() > 0 && found["without_limits"] == json!(false));
    for hit in found["items"].as_array().unwrap() {
        assert!(hit["offer"]["available"].as_i64().unwrap() >= 2_000_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_fits_the_nearest_is_offered() {
    let app = market().await;
    let none = found(&app, "q=cua%20gach&price_max=1").await;
    assert_eq!((&none["total"], &none["items"]), (&json!(0), &json!([])));
    assert_eq!(none["nearest"][0]["offer"]["product"]["id"], "cua-gach");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_index_the_database_answers_and_says_so() {
    let app = TestApp::with(chonoi_testkit::database::TestDatabase::sqlite(), true).await;
    demo::load(&app.market).await.unwrap().unwrap();
    let found = found(&app, "q=tom%20su&week=2026-W48&price_max=300000").await;
    assert_eq!(
        (&found["source"], &found["ignored"]),
        (&json!("database"), &json!(["week"]))
    );
    let hits = found["items"].as_array().unwrap();
    assert!(
        hits.iter().any(|hit| hit["offer"]["product"]["id"] == "tom-su"),
        "{found}"
    );
    let kinds = ["request", "organisation", "product"];
    for kind in kinds {
        let found = self::found(&app, &format!("q=tom&kind={kind}")).await;
        assert!(found["total"].as_u64().unwrap() > 0, "{kind}");
        assert_eq!(found["items"][0]["kind"], kind);
    }
}

#[tokio::test]
async fn what_does_not_hold_is_refused_by_name() {
    let app = TestApp::start().await;
    for (query, fault) in [
        ("kind=boat", "kind one_of"),
        ("sort=beauty", "sort one_of"),
        ("sort=distance", "near required"),
        ("province=32248", "province no_such_province"),
        ("commune=96", "commune no_such_place"),
        ("product=boat", "product no_such_product"),
        ("state=live,gone", "state one_of"),
        ("certificate=x", "certificate no_such_certificate"),
        ("price_min=-1", "price_min min"),
        ("from=tomorrow", "from date"),
        ("from=2026-12-02&to=2026-12-01", "to date_order"),
        ("near=0", "near no_such_place"),
        ("within_km=5", "near required"),
        ("near=96&within_km=0", "within_km between"),
        ("deliver_by=2026-12-01", "deliver_to required"),
        ("deliver_to=32248", "deliver_to no_such_province"),
        ("page=0", "page between"),
        ("page=417", "page between"),
        ("per_page=101", "per_page between"),
    ] {
        let answer = app.get(&format!("/api/v1/search?{query}"));
        let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(answer.fault(), fault, "{query}");
    }
}
