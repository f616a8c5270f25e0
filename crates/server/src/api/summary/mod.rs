//! `/api/v1/market/summary`: the market on one page.

pub(crate) mod body;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use chonoi_domain::id::{CategoryId, ProductId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{SummaryParams, SummaryView};
use crate::api::feeds::knows;
use crate::extract::Query;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(summary))
}

/// Sums up the market: totals with what they rest on, flows to the provinces, the season, scarcity, sources.
#[utoipa::path(
    get, path = "/api/v1/market/summary", tag = "market", operation_id = "read_market_summary",
    params(SummaryParams),
    responses((status = 200, body = SummaryView), (status = 404, body = ProblemBody))
)]
async fn summary(
    State(app): State<AppState>,
    Query(params): Query<SummaryParams>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let (category, product) = (params.category.map(CategoryId), params.product.map(ProductId));
    let summary = app
        .market
        .market_summary(category.as_ref(), product.as_ref())
        .await?;
    // Weak: the body may be compressed on the way, and says when it was added up.
    let tag = format!("W/\"{}\"", summary.tag);
    let headers = [(ETAG, tag.clone()), (CACHE_CONTROL, "no-cache".to_owned())];
    if knows(&asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, Json(SummaryView::from(summary.view.clone()))).into_response())
}
