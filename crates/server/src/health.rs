//! Whether the process lives (`/healthz`) and whether it may take requests (`/readyz`).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::state::AppState;

/// What the start still waits for; empty means ready.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<Mutex<BTreeSet<&'static str>>>);

impl Readiness {
    /// Not ready until each of these reasons is done.
    #[must_use]
    pub fn waiting_for(reasons: &[&'static str]) -> Self {
        Self(Arc::new(Mutex::new(reasons.iter().copied().collect())))
    }

    /// This reason no longer holds anyone up.
    pub fn done(&self, reason: &'static str) {
        self.lock().remove(reason);
    }

    /// What is still waited for, in alphabetical order.
    #[must_use]
    pub fn reasons(&self) -> Vec<&'static str> {
        self.lock().iter().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<&'static str>> {
        // A set of words is whole whatever happened to the one who held it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when ready, 503 with the reasons when not.
pub(crate) async fn ready(State(app): State<AppState>) -> Response {
    let reasons = app.readiness.reasons();
    let status = if reasons.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "ready": reasons.is_empty(), "waiting_for": reasons })),
    )
        .into_response()
}
