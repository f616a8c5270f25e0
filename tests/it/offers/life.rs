//! The life of an offer: changed, published, advanced, withdrawn, expired.

use super::{OFFERS, at, created, start};
use crate::app::TestApp;
use crate::posts::{Posts, offer, with};
use axum::http::StatusCode;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use time::Duration;

on_both!(
    a_change_needs_the_version_and_tells_what_differs,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let made = created(&posts, offer()).await;
        let put = |body: &Value| {
            posts
                .app
                .put(&at(&made))
                .as_bearer(&posts.seller)
                .json(body.clone())
        };
        let cheaper = with(offer(), &json!({ "ask": 240_000 }));
        put(&cheaper).expect(StatusCode::PRECONDITION_REQUIRED).await;
        let changed = put(&cheaper).if_match(1).expect(StatusCode::OK).await;
        assert_eq!(
            (&changed.body["ask"], &changed.body["version"]),
            (&json!(240_000), &json!(2))
        );
        assert_eq!(changed.headers["etag"], "\"2\"");

        let late = with(offer(), &json!({ "note": "khác" }));
        let refused = put(&late)
            .if_match(1)
            .expect(StatusCode::PRECONDITION_FAILED)
            .await;
        assert_eq!(refused.body["current"]["ask"], 240_000);
        assert_eq!(refused.body["current"]["id"], made["id"]);
        assert_eq!(refused.body["changed"], json!(["ask", "note"]));
        assert_eq!(refused.headers["etag"], "\"2\"");
        let other = posts
            .app
            .put(&at(&made))
            .as_bearer(&posts.buyer)
            .if_match(2)
            .json(offer());
        other.expect(StatusCode::FORBIDDEN).await;
        posts
            .app
            .put(&at(&made))
            .if_match(2)
            .json(offer())
            .expect(StatusCode::UNAUTHORIZED)
            .await;
    }
);

#[tokio::test]
async fn an_offer_is_published_advanced_withdrawn() {
    let posts = start().await;
    let body = with(offer(), &json!({ "publish": false, "stage": "forecast" }));
    let made = created(&posts, body).await;
    let step = |what: &str, version: i64| {
        let path = format!("{}/{what}", at(&made));
        posts.app.post(&path).as_bearer(&posts.seller).if_match(version)
    };
    let done = step("publish", 1).expect(StatusCode::OK).await.body;
    assert_eq!(
        (&done["status"], &done["version"]),
        (&json!("published"), &json!(2))
    );
    step("publish", 2).expect(StatusCode::CONFLICT).await;
    step("publish", 1).expect(StatusCode::PRECONDITION_FAILED).await;
    let done = step("stage", 2)
        .json(json!({ "to": "ready" }))
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(done["stage"], "ready");
    step("stage", 3)
        .json(json!({ "to": "confirmed" }))
        .expect(StatusCode::CONFLICT)
        .await;
    let back = with(offer(), &json!({ "stage": "forecast" }));
    let back = posts
        .app
        .put(&at(&made))
        .as_bearer(&posts.seller)
        .if_match(3)
        .json(back);
    assert_eq!(
        back.expect(StatusCode::UNPROCESSABLE_ENTITY).await.fault(),
        "stage stage_back"
    );
    let done = step("withdraw", 3).expect(StatusCode::OK).await.body;
    assert_eq!(done["status"], "withdrawn");
    assert_eq!(posts.app.get(&at(&made)).send().await.status, 404);
    step("publish", 4).expect(StatusCode::OK).await;
    let path = format!("{}/publish", at(&made));
    let foreign = posts.app.post(&path).as_bearer(&posts.buyer).if_match(5);
    foreign.expect(StatusCode::FORBIDDEN).await;
    posts
        .app
        .post(&path)
        .as_bearer(&posts.seller)
        .expect(StatusCode::PRECONDITION_REQUIRED)
        .await;
}

on_both!(
    what_has_passed_expires_by_itself,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let made = created(&posts, offer()).await;
        posts.app.clock.advance(Duration::days(11));
        assert_eq!(
            posts.app.market.expire_posts().await.unwrap(),
            0,
            "its last day is not over"
        );
        posts.app.clock.advance(Duration::days(1));
        assert_eq!(posts.app.market.expire_posts().await.unwrap(), 1);
        assert_eq!(posts.app.market.expire_posts().await.unwrap(), 0);
        let read = posts.app.get(&at(&made)).expect(StatusCode::OK).await.body;
        assert_eq!(
            (&read["status"], &read["version"]),
            (&json!("expired"), &json!(2))
        );
        assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 0);
    }
);
