//! `/api/v1/channels`: sales channels, their listings, the files that go to the platforms and come back.

mod body;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use chonoi_domain::actor::Role;
use chonoi_market::channels::files::FileFormat;
use chonoi_market::channels::view::ListingQuery;
use chonoi_market::page::Cursor;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use self::body::{ChannelView, Channels, FileParams, ListingParams, ListingView, ResultReport};
use crate::api::files::Form;
use crate::api::posts::Listing;
use crate::extract::{Caller, Query, Upload};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(listings))
        .routes(routes!(file))
        .routes(routes!(results).layer(DefaultBodyLimit::disable()))
        .routes(routes!(reconcile))
}

/// Lists the sales channels with how far their listings are; suppliers see their own listings counted.
#[utoipa::path(
    get, path = "/api/v1/channels", tag = "channels", operation_id = "list_channels",
    responses((status = 200, body = Channels), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
) -> Result<Json<Channels>, Problem> {
    let items = app.market.channels(&actor).await?.into_iter();
    Ok(Json(Channels {
        items: items.map(|view| ChannelView::of(locale, view)).collect(),
    }))
}

/// Lists the offers of a channel, newest first; suppliers see their own.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}/listings", tag = "channels", operation_id = "list_listings",
    params(("id" = String, Path), ListingParams),
    responses(
        (status = 200, body = Listing<ListingView>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn listings(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Path(channel): Path<String>,
    Query(params): Query<ListingParams>,
) -> Result<Json<Listing<ListingView>>, Problem> {
    let cursor = Cursor::new(params.limit, params.cursor.as_deref())?;
    let query = ListingQuery {
        phase: params.phase,
        q: params.q,
    };
    let page = app.market.listings(&actor, &channel, &query, cursor).await?;
    Ok(Json(Listing::of(page, |view| ListingView::of(locale, view))))
}

/// Downloads what should stand on a file channel. Taken by the trade department, its rows wait for the platform's
/// answer from then on; the auditor's copy changes nothing.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}/file", tag = "channels", operation_id = "download_listing_file",
    params(("id" = String, Path), FileParams),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn file(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(channel): Path<String>,
    Query(params): Query<FileParams>,
) -> Result<Response, Problem> {
    let format = FileFormat::parse(params.format.as_deref())?;
    let file = match actor.broker() {
        Ok(broker) => {
            app.market
                .hand_out(&broker, &channel, format, &app.public_url)
                .await?
        }
        Err(_) if actor.has(Role::Auditor) => {
            app.market.listing_file(&channel, format, &app.public_url).await?
        }
        Err(refused) => return Err(refused.into()),
    };
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [
        (CONTENT_TYPE, format.mime().to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// Takes back the platform's result file (CSV or XLSX): rows it took are on sale, rows it refused carry its reasons.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/results", tag = "channels", operation_id = "apply_result_file",
    params(("id" = String, Path)),
    request_body(content = Form, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = ResultReport), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn results(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Path(channel): Path<String>,
    upload: Upload,
) -> Result<Json<ResultReport>, Problem> {
    let broker = actor.broker()?;
    let results = app.market.apply_results(&broker, &channel, &upload.bytes).await?;
    Ok(Json(ResultReport::of(locale, results)))
}

/// Compares every offer with what should stand on the channels, now.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/reconcile", tag = "channels", operation_id = "reconcile_channel",
    params(("id" = String, Path)),
    responses(
        (status = 202, description = "It is being compared"), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)
    )
)]
async fn reconcile(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(channel): Path<String>,
) -> Result<StatusCode, Problem> {
    let broker = actor.broker()?;
    app.market.reconcile_channel(&broker, &channel).await?;
    Ok(StatusCode::ACCEPTED)
}
