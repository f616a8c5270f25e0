//! `/api/v1/what-if`: what a change of the market would do.

mod body;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{WhatIf, WhatIfBody};
use crate::extract::{Body, Caller};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(what_if))
}

/// Tells what changes of posts, or other weights, would do to the market as it stands; the trade department may ask.
/// Nothing is written. The comparison is of two optimal plans before minimum lots are kept; where several plans are
/// equally good, trades may move between posts without anybody having caused it.
#[utoipa::path(
    post, path = "/api/v1/what-if", tag = "match-runs", operation_id = "what_if",
    request_body = WhatIfBody,
    responses(
        (status = 200, body = WhatIf), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)
    )
)]
async fn what_if(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Body(mut body): Body<WhatIfBody>,
) -> Result<Json<WhatIf>, Problem> {
    let broker = actor.broker()?;
    let changes = body.changes()?;
    let seen = app.market.what_if(&broker, &changes, body.policy).await?;
    Ok(Json(WhatIf::of(&app.market, seen)))
}
