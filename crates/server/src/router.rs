//! All routes, and around them in this order: request id and log, headers, problems, panics, time-out, compression.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::state::AppState;
use crate::{health, metrics, observe, openapi, problem, web};

/// The whole program as one service.
pub fn router(state: AppState) -> Router {
    let (api, document) = openapi::described();
    let routes = Router::new()
        .merge(api)
        .merge(openapi::routes(&document))
        .merge(problem::page::routes())
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::render))
        .fallback(web::fallback);
    around(routes, state)
}

/// Puts around these routes what surrounds every request.
fn around(routes: Router<AppState>, state: AppState) -> Router {
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), observe::observe))
        .layer(from_fn(web::headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn(problem::render::render))
        .layer(CatchPanicLayer::custom(problem::render::panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            state.config.request_timeout,
        ))
        .layer(DefaultBodyLimit::max(state.config.body_limit));
    routes.layer(layers).with_state(state)
}

#[cfg(test)]
mod tests;
