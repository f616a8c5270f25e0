//! `/api/v1/search`: find it the way people type it.

mod body;
mod params;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::SearchResults;
pub(crate) use self::params::SearchParams;

use crate::extract::Query;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search))
}

/// Finds offers, requests, organisations or products that everyone may see.
///
/// The text is read first: amounts, days, prices and places in it become limits, misspelt names the names. Where nothing
/// fits all of it, less of it is looked for, and the answer says what was left out. While the search index is away the
/// database is searched, and the answer says that too.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "search", operation_id = "search",
    params(SearchParams),
    responses((status = 200, body = SearchResults), (status = 422, body = ProblemBody))
)]
async fn search(
    State(app): State<AppState>,
    Query(params): Query<SearchParams>,
) -> Result<Json<SearchResults>, Problem> {
    let found = app.market.find(&params.into()).await?;
    let name = |code: &str| app.market.place_brief(&code.into()).name;
    Ok(Json(SearchResults::of(found, name)))
}
