//! The HTTP edge: parses requests, calls one use case, renders the answer. It knows the market, never the store.

pub mod client;
pub mod config;
pub mod extract;
pub mod health;
pub mod locale;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod router;
pub mod state;
pub mod web;

mod api;
mod observe;

use std::future::Future;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::state::AppState;

/// Answers requests on `listener` until `stop` ends, then lets open requests end.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let grace = state.config.shutdown_timeout;
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let service = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!(
            grace_seconds = grace.as_secs(),
            "asked to stop; no new connections"
        );
        drop(stopping);
    });
    tokio::select! {
        ended = async { serving.await } => ended,
        () = async { drop(stopped.await); tokio::time::sleep(grace).await; } => {
            tracing::warn!("open requests were cut off");
            Ok(())
        }
    }
}
