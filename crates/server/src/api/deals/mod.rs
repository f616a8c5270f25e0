//! `/api/v1/deals`: what both sides agreed to.

mod body;

use axum::Json;
use axum::extract::{Path, State};
use chonoi_domain::deal::{DealEvent, DealStatus};
use chonoi_domain::id::DealId;
use chonoi_market::deals::DealQuery;
use chonoi_market::page::Cursor;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{DealEventBody, DealParams, DealView};
use crate::api::posts::{Listing, Versioned, id, stale};
use crate::api::proposals::word;
use crate::extract::{Body, Caller, IfMatch, Query};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(happen))
}

/// Lists one's own deals; those who read all get all of them without `mine`.
#[utoipa::path(
    get, path = "/api/v1/deals", tag = "deals", operation_id = "list_deals",
    params(DealParams),
    responses(
        (status = 200, body = Listing<DealView>), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Query(params): Query<DealParams>,
) -> Result<Json<Listing<DealView>>, Problem> {
    let status = params.status.as_deref();
    let status = status
        .map(|text| word("status", text, DealStatus::ALL, DealStatus::as_str))
        .transpose()?;
    let cursor = Cursor::new(params.limit, params.cursor.as_deref())?;
    let page = app
        .market
        .deals(
            &actor,
            DealQuery {
                mine: params.mine,
                status,
            },
            cursor,
        )
        .await?;
    Ok(Json(Listing::of(page, DealView::from)))
}

/// Reads a deal that concerns one.
#[utoipa::path(
    get, path = "/api/v1/deals/{id}", tag = "deals", operation_id = "read_deal",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DealView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Versioned<DealView>, Problem> {
    let view = app.market.deal(&actor, id::<DealId>(&text)?).await?;
    Ok(Versioned(view.version, view.into()))
}

/// Moves a deal on: its sides and the trade department may. A cancelled deal gives its quantity back.
#[utoipa::path(
    post, path = "/api/v1/deals/{id}/events", tag = "deals", operation_id = "move_deal",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = DealEventBody,
    responses(
        (status = 200, body = DealView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn happen(
    State(app): State<AppState>,
    Caller(actor): Caller,
    IfMatch(version): IfMatch,
    Path(text): Path<String>,
    Body(body): Body<DealEventBody>,
) -> Result<Versioned<DealView>, Problem> {
    let event = word("event", &body.event, DealEvent::ALL, DealEvent::as_str)?;
    let moved = app
        .market
        .move_deal(&actor, id::<DealId>(&text)?, version, (event, body.note))
        .await;
    let view =
        moved.map_err(|error| stale(error, |view: chonoi_market::deals::DealView| DealView::from(view)))?;
    Ok(Versioned(view.version, view.into()))
}
