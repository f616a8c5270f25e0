//! `/api/v1/saved-searches`: searches that people keep, to be told when something new fits.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chonoi_domain::id::SavedSearchId;
use chonoi_market::saved_searches::SavedSearchView as View;
use chonoi_market::search::SearchQuery;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::api::briefs::rfc3339;
use crate::api::posts::{Created, Items, Versioned, id};
use crate::api::search::SearchParams;
use crate::extract::{Body, Caller, Creation, IfMatch};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, save))
        .routes(routes!(read, change, forget))
}

/// A search to keep.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = SavedSearchInput)]
struct SavedSearchBody {
    /// What it is called; none of one's own twice.
    #[schema(required, example = "Tôm sú giao Sài Gòn")]
    name: Option<String>,
    /// What it searches for; the page and the order count for nothing.
    #[schema(required)]
    query: SearchParams,
}

/// A kept search.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedSearch)]
struct SavedSearchView {
    id: Uuid,
    /// What it is called.
    name: String,
    /// What it searches for.
    query: SearchParams,
    /// Counts changes; also the ETag.
    version: i64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<View> for SavedSearchView {
    fn from(view: View) -> Self {
        Self {
            id: view.id.0,
            name: view.name,
            query: view.query.into(),
            version: view.version,
            created_at: rfc3339(view.created_at),
            updated_at: rfc3339(view.updated_at),
        }
    }
}

impl SavedSearchBody {
    /// Its name and its search, without what only a page shows.
    fn parts(self) -> (String, SearchQuery) {
        let query = SearchQuery {
            page: None,
            per_page: None,
            ..self.query.into()
        };
        (self.name.unwrap_or_default(), query)
    }
}

/// Lists one's own kept searches, the newest first.
#[utoipa::path(
    get, path = "/api/v1/saved-searches", tag = "search", operation_id = "list_saved_searches",
    responses((status = 200, body = Items<SavedSearchView>), (status = 401, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Items<SavedSearchView>>, Problem> {
    let kept = app.market.saved_searches(&actor).await?;
    let items = kept.into_iter().map(Into::into).collect();
    Ok(Json(Items { items }))
}

/// Keeps a search.
#[utoipa::path(
    post, path = "/api/v1/saved-searches", tag = "search", operation_id = "save_search",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = SavedSearchBody,
    responses(
        (status = 201, body = SavedSearchView), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn save(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<SavedSearchBody>,
) -> Result<Created<SavedSearchView>, Problem> {
    let (body, once) = creation.once(actor.user(), "saved_searches.create");
    let (name, query) = body.parts();
    let view = app.market.save_search(&actor, &name, &query, &once).await?;
    Ok(Created {
        location: format!("/api/v1/saved-searches/{}", view.id),
        version: view.version,
        body: view.into(),
    })
}

/// Reads one of one's own kept searches.
#[utoipa::path(
    get, path = "/api/v1/saved-searches/{id}", tag = "search", operation_id = "read_saved_search",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = SavedSearchView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)
    )
)]
async fn read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Versioned<SavedSearchView>, Problem> {
    let view = app
        .market
        .saved_search(&actor, id::<SavedSearchId>(&text)?)
        .await?;
    Ok(Versioned(view.version, view.into()))
}

/// Changes one of one's own kept searches.
#[utoipa::path(
    put, path = "/api/v1/saved-searches/{id}", tag = "search", operation_id = "change_saved_search",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = SavedSearchBody,
    responses(
        (status = 200, body = SavedSearchView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<SavedSearchBody>,
) -> Result<Versioned<SavedSearchView>, Problem> {
    let (name, query) = body.parts();
    let id = id::<SavedSearchId>(&text)?;
    let view = app
        .market
        .change_saved_search(&actor, id, version, (&name, &query))
        .await?;
    Ok(Versioned(view.version, view.into()))
}

/// Gives one of one's own kept searches up, with the notices that came of it.
#[utoipa::path(
    delete, path = "/api/v1/saved-searches/{id}", tag = "search", operation_id = "forget_search",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody))
)]
async fn forget(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<StatusCode, Problem> {
    app.market
        .forget_search(&actor, id::<SavedSearchId>(&text)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
