//! `/api/v1/products` and `/api/v1/admin-units` through the real router.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::posts::Posts;

fn ids(list: &Value, name: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item[name].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn products_are_found_as_people_type_them() {
    let app = TestApp::start().await;
    let all = app.get("/api/v1/products").expect(StatusCode::OK).await.body;
    assert_eq!(all["items"].as_array().unwrap().len(), 127);
    assert_eq!(all["categories"].as_array().unwrap().len(), 31);
    let found = app.get("/api/v1/products?q=TOM%20SU").send().await.body;
    assert_eq!(ids(&found, "id")[0], "tom-su", "the name itself comes first");
    let found = app.get("/api/v1/products?q=black%20tiger").send().await.body;
    assert_eq!(ids(&found, "id"), ["tom-su"]);
    let rice = app.get("/api/v1/products?category=gao").send().await.body;
    assert!(ids(&rice, "id").contains(&"gao-st25".to_owned()));
    assert!(!ids(&rice, "id").contains(&"tom-su".to_owned()));
}

#[tokio::test]
async fn the_products_that_are_traded_come_first_then_by_name() {
    let posts = Posts::start(TestApp::start().await).await;
    let list = async || {
        posts
            .app
            .get("/api/v1/products")
            .expect(StatusCode::OK)
            .await
            .body
    };
    let by_name = list().await;
    let names = ids(&by_name, "name_vi");
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| chonoi_domain::fold::fold(name));
    assert_eq!(names, sorted, "nothing is on the market");
    posts.post_offer().await;
    let traded = list().await;
    assert_eq!(ids(&traded, "id")[0], "tom-su");
    let mut rest = ids(&traded, "name_vi");
    let first = rest.remove(0);
    sorted.retain(|name| *name != first);
    assert_eq!(rest, sorted);
}

#[tokio::test]
async fn a_product_says_how_it_can_be_posted() {
    let app = TestApp::start().await;
    let shrimp = app
        .get("/api/v1/products/tom-su")
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(shrimp["states"], json!(["live", "fresh", "iced", "frozen"]));
    assert_eq!(
        shrimp["band"],
        json!({ "min": 189_000, "max": 320_000, "evidence": "derived" })
    );
    let units = shrimp["units"].as_array().unwrap();
    assert!(
        units.contains(&json!({ "code": "tan", "name_vi": "tấn", "base": 1_000_000 })),
        "{units:?}"
    );
    app.get("/api/v1/products/vang")
        .expect(StatusCode::NOT_FOUND)
        .await;
}

#[tokio::test]
async fn places_are_found_as_people_type_them() {
    let app = TestApp::start().await;
    let provinces = app
        .get("/api/v1/admin-units?level=province")
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(provinces["items"].as_array().unwrap().len(), 34);
    let communes = app.get("/api/v1/admin-units?parent=96").send().await.body;
    assert_eq!(communes["items"].as_array().unwrap().len(), 64);
    let found = app
        .get("/api/v1/admin-units?parent=96&q=nam%20can")
        .send()
        .await
        .body;
    assert_eq!(ids(&found, "name"), ["Xã Năm Căn"]);
    assert_eq!(found["items"][0]["level"], "commune");
    app.get("/api/v1/admin-units?level=village")
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await;
}
