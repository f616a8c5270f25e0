//! `/api/v1/offers`: what will be harvested.

pub(crate) mod body;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use chonoi_domain::actor::Role;
use chonoi_domain::field::FieldError;
use chonoi_domain::post::offer::{Offer, OfferStage};
use chonoi_market::offers::input::OfferInput;
use chonoi_market::offers::view;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub(crate) use self::body::OfferView;
use self::body::{OfferBatch, OfferBody, OfferParams, StageBody};

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
        .routes(routes!(advance))
}

/// Lists offers: everyone's published ones, or, with `mine`, one's own in every status.
#[utoipa::path(
    get, path = "/api/v1/offers", tag = "offers", operation_id = "list_offers",
    params(OfferParams),
    responses((status = 200, body = Listing<OfferView>), (status = 422, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Query(params): Query<OfferParams>,
) -> Result<Json<Listing<OfferView>>, Problem> {
    let page = app.market.posts::<Offer>(caller.actor(), &params.into()).await?;
    Ok(Json(Listing::of(page, OfferView::from)))
}

/// Posts an offer of one's own organisation.
#[utoipa::path(
    post, path = "/api/v1/offers", tag = "offers", operation_id = "create_offer",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = OfferBody,
    responses(
        (status = 201, body = OfferView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<OfferBody>,
) -> Result<Created<OfferView>, Problem> {
    let member = actor.member(Role::Supplier)?;
    let (body, once) = creation.once(actor.user(), "offers.create");
    let view = app
        .market
        .create_post::<Offer>(&member, &body.into(), &once)
        .await?;
    Ok(created(view))
}

/// Posts several offers, all or none.
#[utoipa::path(
    post, path = "/api/v1/offers/batch", tag = "offers", operation_id = "create_offers",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = OfferBatch,
    responses(
        (status = 201, body = Items<OfferView>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn create_batch(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<OfferBatch>,
) -> Result<(StatusCode, Json<Items<OfferView>>), Problem> {
    let member = actor.member(Role::Supplier)?;
    let (body, once) = creation.once(actor.user(), "offers.batch");
    let inputs: Vec<OfferInput> = body.items.into_iter().map(Into::into).collect();
    let views = app.market.create_posts::<Offer>(&member, &inputs, &once).await?;
    let items = views.into_iter().map(OfferView::from).collect();
    Ok((StatusCode::CREATED, Json(Items { items })))
}

/// Posts what a spreadsheet (CSV or XLSX) holds, all or nothing.
#[utoipa::path(
    post, path = "/api/v1/offers/import", tag = "offers", operation_id = "import_offers",
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
    let member = actor.member(Role::Supplier)?;
    let once = upload.once(actor.user(), "offers.import");
    let imported = app
        .market
        .import_posts::<Offer>(&member, upload.bytes, params.is_dry(), &once)
        .await?;
    Ok(Json(ImportReport::of(imported, locale)))
}

/// Reads an offer.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}", tag = "offers", operation_id = "read_offer",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = OfferView), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
) -> Result<Versioned<OfferView>, Problem> {
    let view = app.market.post::<Offer>(caller.actor(), id(&text)?).await?;
    Ok(versioned(view))
}

/// Changes an offer of one's own organisation.
#[utoipa::path(
    put, path = "/api/v1/offers/{id}", tag = "offers", operation_id = "change_offer",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = OfferBody,
    responses(
        (status = 200, body = OfferView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<OfferBody>,
) -> Result<Versioned<OfferView>, Problem> {
    let changed = app
        .market
        .change_post::<Offer>(&actor, id(&text)?, version, &body.into())
        .await;
    changed.map(versioned).map_err(|error| stale(error, shown))
}

/// Puts a draft or a withdrawn offer on the market.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/publish", tag = "offers", operation_id = "publish_offer",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    responses(
        (status = 200, body = OfferView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn publish(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<OfferView>, Problem> {
    let done = app
        .market
        .publish_post::<Offer>(&actor, id(&text)?, version)
        .await;
    done.map(versioned).map_err(|error| stale(error, shown))
}

/// Takes an offer off the market.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/withdraw", tag = "offers", operation_id = "withdraw_offer",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    responses(
        (status = 200, body = OfferView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn withdraw(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Versioned<OfferView>, Problem> {
    let done = app
        .market
        .withdraw_post::<Offer>(&actor, id(&text)?, version)
        .await;
    done.map(versioned).map_err(|error| stale(error, shown))
}

/// Says that a harvest is surer than before.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/stage", tag = "offers", operation_id = "advance_offer",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = StageBody,
    responses(
        (status = 200, body = OfferView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn advance(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<StageBody>,
) -> Result<Versioned<OfferView>, Problem> {
    let to = body.to.parse::<OfferStage>().map_err(|_| {
        let known = OfferStage::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>();
        Problem::invalid(vec![
            FieldError::new("to", "one_of").with("known", known.join(", ")),
        ])
    })?;
    let done = app.market.advance_offer(&actor, id(&text)?, version, to).await;
    done.map(versioned).map_err(|error| stale(error, shown))
}

fn shown(view: view::OfferView) -> OfferView {
    view.into()
}

fn versioned(view: view::OfferView) -> Versioned<OfferView> {
    Versioned(view.offer.version, view.into())
}

fn created(view: view::OfferView) -> Created<OfferView> {
    Created {
        location: format!("/api/v1/offers/{}", view.offer.id),
        version: view.offer.version,
        body: view.into(),
    }
}
