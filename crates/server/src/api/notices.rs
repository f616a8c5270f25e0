//! `/api/v1/notices`: what is new for someone since they looked last.

use axum::Json;
use axum::extract::State;
use chonoi_market::notices::NoticeView as View;
use chonoi_market::page::Cursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::api::briefs::rfc3339;
use crate::extract::{Caller, Query};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// Which page of notices.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Params {
    /// Rows a page, 24 when left out, at most 100.
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Something new that fits a kept search.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
struct NoticeView {
    id: Uuid,
    /// The kept search that it fits.
    saved_search: Uuid,
    /// What that is called.
    search_name: String,
    /// `offer`, `request`, `organisation` or `product`.
    kind: String,
    /// Id of what it is about.
    subject: String,
    /// How that was headed.
    title: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// Whether it has been read.
    read: bool,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notices)]
struct Notices {
    /// The newest first.
    items: Vec<NoticeView>,
    /// Where the next page starts; null on the last.
    next_cursor: Option<String>,
    /// How many there are on all pages.
    total: u64,
    /// How many of them are unread.
    unread: u64,
}

/// How many were marked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticesRead)]
struct Read {
    /// How many were unread until now.
    read: u64,
}

impl From<View> for NoticeView {
    fn from(view: View) -> Self {
        Self {
            id: view.id.0,
            saved_search: view.saved_search.0,
            search_name: view.search_name,
            kind: view.kind,
            subject: view.subject,
            title: view.title,
            created_at: rfc3339(view.created_at),
            read: view.read,
        }
    }
}

/// Lists one's own notices, the newest first.
#[utoipa::path(
    get, path = "/api/v1/notices", tag = "search", operation_id = "list_notices",
    params(Params),
    responses((status = 200, body = Notices), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Query(params): Query<Params>,
) -> Result<Json<Notices>, Problem> {
    let cursor = Cursor::new(params.limit, params.cursor.as_deref())?;
    let notices = app.market.notices(&actor, cursor).await?;
    Ok(Json(Notices {
        items: notices.page.items.into_iter().map(Into::into).collect(),
        next_cursor: notices.page.next_cursor,
        total: notices.page.total,
        unread: notices.unread,
    }))
}

/// Marks all of one's own notices as read.
#[utoipa::path(
    post, path = "/api/v1/notices/read", tag = "search", operation_id = "read_notices",
    responses((status = 200, body = Read), (status = 401, body = ProblemBody))
)]
async fn read(State(app): State<AppState>, Caller(actor): Caller) -> Result<Json<Read>, Problem> {
    let read = app.market.read_notices(&actor).await?;
    Ok(Json(Read { read }))
}
