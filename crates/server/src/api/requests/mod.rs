//! `/api/v1/requests`: what is lacked.

pub(crate) mod body;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use chonoi_domain::actor::Role;
use chonoi_domain::post::request::Request;
use chonoi_market::requests::input::RequestInput;
use chonoi_market::requests::view;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub(crate) use self::body::RequestView;
use self::body::{RequestBatch, RequestBody, RequestParams};

use crate::api::files::Form;
use crate::api::imports::{ImportParams, ImportReport};
use crate::api::posts::{Created, Items, Listing, Versioned, id, stale};
use crate::extract::{Body, Caller, Creation, IfMatch, MaybeCaller, Query, Upload};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(create_batch))
        .routes(routes!(import).layer(DefaultBodyLimit::disable()))
        .routes(routes!(read, change))
        .routes(routes!(publish))
        .routes(routes!(withdraw))
}

/// Lists requests: everyone's published ones, or, with `mine`, one's own in every status.
#[utoipa::path(
    get, path = "/api/v1/requests", tag = "requests", operation_id = "list_requests",
    params(RequestParams),
    responses((status = 200, body = Listing<RequestView>), (status = 422, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Query(params): Query<RequestParams>,
) -> Result<Json<Listing<RequestView>>, Problem> {
    let page = app
        .market
        .posts::<Request>(caller.actor(), &params.into())
        .await?;
    Ok(Json(Listing::of(page, RequestView::from)))
}

/// Posts a request of one's own organisation.
#[utoipa::path(
    post, path = "/api/v1/requests", tag = "requests", operation_id = "create_request",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = RequestBody,
    responses(
        (status = 201, body = RequestView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<RequestBody>,
) -> Result<Created<RequestView>, Problem> {
    let member = actor.member(Role::Buyer)?;
    let (body, once) = creation.once(actor.user(), "requests.create");
    let view = app
        .market
        .create_post::<Request>(&member, &body.into(), &once)
        .await?;
    Ok(created(view))
}

/// Posts several requests, all or none.
#[utoipa::path(
    post, path = "/api/v1/requests/batch", tag = "requests", operation_id = "create_requests",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = RequestBatch,
    responses(
        (status = 201, body = Items<RequestView>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn create_batch(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<RequestBatch>,
) -> Result<(StatusCode, Json<Items<RequestView>>), Problem> {
    let member = actor.member(Role::Buyer)?;
    let (body, once) = creation.once(actor.user(), "requests.batch");
    let inputs: Vec<RequestInput> = body.items.into_iter().map(Into::into).collect();
    let views = app
        .market
        .create_posts::<Request>(&member, &inputs, &once)
        .await?;
    let items = views.into_iter().map(RequestView::from).collect();
    Ok((StatusCode::CREATED, Json(Items { items })))
}

/// Posts what a spreadsheet (CSV or XLSX) holds, all or nothing.
#[utoipa::path(
    post, path = "/api/v1/requests/import", tag = "requests", operation_id = "import_requests",
    params(
        ImportParams,
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")
    ),
    request_body(content = Form, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = ImportReport), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn import(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Query(params): Query<ImportParams>,
    upload: Upload,
) -> Result<Json<ImportReport>, Problem> {
    let member = actor.member(Role::Buyer)?;
    let once = upload.once(actor.user(), "requests.import");
    let imported = app
        .market
        .import_posts::<Request>(&member, upload.bytes, params.is_dry(), &once)
        .await?;
    Ok(Json(ImportReport::of(imported, locale)))
}

/// Reads a request.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "read_request",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
) -> Result<Versioned<RequestView>, Problem> {
    let view = app.market.post::<Request>(caller.actor(), id(&text)?).await?;
    Ok(versioned(view))
}

/// Changes a request of one's own organisation.
#[utoipa::path(
    put, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "change_request",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = RequestBody,
    responses(
        (status = 200, body = RequestView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<RequestBody>,
) -> Result<Versioned<RequestView>, Problem> {
    let changed = app
        .market
        .change_post::<Request>(&actor, id(&text)?, version, &body.into())
        .await;
    changed.map(versioned).map_err(|error| stale(error, shown))
}

/// Puts a draft or a withdrawn request on the market.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/publish", tag = "requests", operation_id = "publish_request",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    responses(
        (status = 200, body = RequestView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn publish(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<RequestView>, Problem> {
    let done = app
        .market
        .publish_post::<Request>(&actor, id(&text)?, version)
        .await;
    done.map(versioned).map_err(|error| stale(error, shown))
}

/// Takes a request off the market.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/withdraw", tag = "requests", operation_id = "withdraw_request",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    responses(
        (status = 200, body = RequestView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn withdraw(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<RequestView>, Problem> {
    let done = app
        .market
        .withdraw_post::<Request>(&actor, id(&text)?, version)
        .await;
    done.map(versioned).map_err(|error| stale(error, shown))
}

fn shown(view: view::RequestView) -> RequestView {
    view.into()
}

fn versioned(view: view::RequestView) -> Versioned<RequestView> {
    Versioned(view.request.version, view.into())
}

fn created(view: view::RequestView) -> Created<RequestView> {
    Created {
        location: format!("/api/v1/requests/{}", view.request.id),
        version: view.request.version,
        body: view.into(),
    }
}
