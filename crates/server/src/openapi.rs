//! The API's description: `/api/openapi.json` for programs, `/api/docs` for people, without any script.

mod complete;
mod outline;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::api;
use crate::openapi::outline::Section;
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::web;

/// The API's routes and the description of each.
pub(crate) fn described() -> (Router<AppState>, OpenApi) {
    let (routes, mut document) = api::routes().split_for_parts();
    complete::complete(&mut document);
    (routes, document)
}

/// The description as the program serves it, for `chonoi openapi` and for tests that walk all operations.
#[must_use]
pub fn document() -> OpenApi {
    described().1
}

/// The description as pretty JSON with a closing newline, as it is committed in `web/openapi.json`.
///
/// # Errors
/// Only if a part of it cannot be written as JSON.
pub fn document_json() -> Result<String, serde_json::Error> {
    document().to_pretty_json().map(|text| text + "\n")
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    lang: &'static str,
    title: String,
    version: String,
    description: String,
    sections: Vec<Section>,
}

pub(crate) fn routes(document: &OpenApi) -> Router<AppState> {
    let json: Arc<str> = document.to_json().unwrap_or_default().into();
    let page: Result<Arc<str>, Arc<askama::Error>> = page(document).map(Arc::from).map_err(Arc::new);
    Router::new()
        .route(
            "/api/openapi.json",
            get(|asked: HeaderMap| async move { web::own("application/json", &json, &asked) }),
        )
        .route("/api/docs", get(|| async move { docs(&page) }))
}

fn docs(page: &Result<Arc<str>, Arc<askama::Error>>) -> Response {
    match page {
        Ok(text) => Html(text.to_string()).into_response(),
        Err(error) => {
            tracing::error!(%error, "the API's description could not be rendered");
            Problem::new(Kind::Internal).into_response()
        }
    }
}

fn page(document: &OpenApi) -> Result<String, askama::Error> {
    Docs {
        lang: "vi",
        title: document.info.title.clone(),
        version: document.info.version.clone(),
        description: document.info.description.clone().unwrap_or_default(),
        sections: outline::sections(&serde_json::to_value(document).unwrap_or_default()),
    }
    .render()
}

#[cfg(test)]
mod tests;
