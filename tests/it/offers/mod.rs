//! `/api/v1/offers` through the real router.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

mod life;
mod listing;
mod sight;
mod writing;

use axum::http::StatusCode;
use serde_json::Value;

use crate::app::TestApp;
use crate::posts::Posts;

const OFFERS: &str = "/api/v1/offers";

async fn start() -> Posts {
    Posts::start(TestApp::start().await).await
}

async fn created(posts: &Posts, body: Value) -> Value {
    let call = posts.app.post(OFFERS).as_bearer(&posts.seller).json(body);
    call.expect(StatusCode::CREATED).await.body
}

fn at(offer: &Value) -> String {
    format!("{OFFERS}/{}", offer["id"].as_str().unwrap())
}
