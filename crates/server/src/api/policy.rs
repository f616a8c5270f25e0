//! `/api/v1/policy`: the weights that matching goes by.

use axum::extract::State;
use chonoi_market::policies;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::briefs::rfc3339;
use crate::api::posts::{Versioned, stale};
use crate::extract::{Body, Caller, IfMatch};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read, change))
}

/// The weights in force, in đồng per kg unless their names say otherwise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicyView)]
struct PolicyView {
    /// Counts changes; also the ETag. 0 before the first.
    version: i64,
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    policy: Value,
    /// The usual weights.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    usual: Value,
    /// Null for the usual weights.
    #[schema(format = DateTime)]
    changed_at: Option<String>,
}

impl From<policies::PolicyView> for PolicyView {
    fn from(view: policies::PolicyView) -> Self {
        Self {
            version: view.version,
            policy: view.policy,
            usual: view.usual,
            changed_at: view.changed_at.map(rfc3339),
        }
    }
}

/// Reads the weights that the next run goes by.
#[utoipa::path(
    get, path = "/api/v1/policy", tag = "match-runs", operation_id = "read_policy",
    responses((status = 200, body = PolicyView))
)]
async fn read(State(app): State<AppState>) -> Result<Versioned<PolicyView>, Problem> {
    Ok(versioned(app.market.policy().await?))
}

/// Puts other weights in force; the trade department may. Keys left out keep theirs.
#[utoipa::path(
    put, path = "/api/v1/policy", tag = "match-runs", operation_id = "change_policy",
    params(("If-Match" = String, Header, description = "The version it changes.")),
    request_body = std::collections::HashMap<String, Value>,
    responses(
        (status = 200, body = PolicyView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    IfMatch(version): IfMatch,
    Body(body): Body<Value>,
) -> Result<Versioned<PolicyView>, Problem> {
    let broker = actor.broker()?;
    let changed = app.market.change_policy(&broker, version, body).await;
    changed
        .map(versioned)
        .map_err(|error| stale(error, |view: policies::PolicyView| PolicyView::from(view)))
}

fn versioned(view: policies::PolicyView) -> Versioned<PolicyView> {
    Versioned(view.version, view.into())
}
