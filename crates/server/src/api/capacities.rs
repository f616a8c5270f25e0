//! `/api/v1/capacities`: what collection points and processors can take.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chonoi_domain::id::CapacityId;
use chonoi_market::capacities;
use chonoi_market::capacities::input::CapacityInput;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::api::briefs::{PlaceBrief, ProductBrief, ProvenanceView, Window, rfc3339};
use crate::api::posts::{Created, Items, Versioned, WindowBody, id, stale};
use crate::extract::{Body, Caller, Creation, IfMatch};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, change, remove))
        .routes(routes!(restore))
}

/// What a point can take, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CapacityInput)]
pub(crate) struct CapacityBody {
    /// `collection_point` when left out, or `processor`.
    kind: Option<String>,
    /// What people call it.
    #[schema(required, example = "Cảng Năm Căn")]
    name: Option<String>,
    /// Code of the commune or province whose offers go through it.
    #[schema(required, example = "32191")]
    place: Option<String>,
    /// Ids of the products it takes; everything that is weighed when empty.
    products: Vec<String>,
    /// The most it takes in all of its days, a decimal number in `unit`.
    #[schema(example = "20")]
    quantity: Option<String>,
    /// The most it takes on any one day, a decimal number in `unit`. One of both is given.
    daily_quantity: Option<String>,
    /// `kg` when left out, or `tan`.
    unit: Option<String>,
    /// Its days.
    #[schema(required)]
    window: Option<WindowBody>,
}

impl From<CapacityBody> for CapacityInput {
    fn from(body: CapacityBody) -> Self {
        Self {
            kind: body.kind,
            name: body.name,
            place: body.place,
            products: body.products,
            quantity: body.quantity,
            daily_quantity: body.daily_quantity,
            unit: body.unit,
            window: body.window.map(Into::into),
        }
    }
}

/// What a point can take. Quantities in grams.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Capacity)]
pub(crate) struct CapacityView {
    id: Uuid,
    /// `collection_point` or `processor`.
    kind: &'static str,
    /// What people call it.
    name: String,
    /// The commune or province whose offers go through it.
    place: PlaceBrief,
    /// What it takes; everything that is weighed when empty.
    products: Vec<ProductBrief>,
    /// The most it takes in all of its days; null where only its days have a limit.
    quantity: Option<i64>,
    /// The most it takes on any one day; null where its days have no limit.
    daily_quantity: Option<i64>,
    /// Its days.
    window: Window,
    /// Its last day is past.
    ended: bool,
    /// Taken off the list; it can be put back.
    removed: bool,
    /// The source of a demonstration point.
    provenance: Option<ProvenanceView>,
    /// Counts changes; also the ETag.
    version: i64,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<capacities::CapacityView> for CapacityView {
    fn from(view: capacities::CapacityView) -> Self {
        Self {
            id: view.id.0,
            kind: view.kind.as_str(),
            name: view.name,
            place: view.place.into(),
            products: view.products.into_iter().map(Into::into).collect(),
            quantity: view.quantity.map(|quantity| quantity.0),
            daily_quantity: view.daily_quantity.map(|quantity| quantity.0),
            window: view.window.into(),
            ended: view.ended,
            removed: view.removed,
            provenance: view.provenance.map(Into::into),
            version: view.version,
            updated_at: rfc3339(view.updated_at),
        }
    }
}

/// Lists what collection points and processors can take, those in force by the day they begin, then those that have
/// ended; offices may.
#[utoipa::path(
    get, path = "/api/v1/capacities", tag = "match-runs", operation_id = "list_capacities",
    responses(
        (status = 200, body = Items<CapacityView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)
    )
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Items<CapacityView>>, Problem> {
    let views = app.market.capacities(&actor).await?;
    let items = views.into_iter().map(Into::into).collect();
    Ok(Json(Items { items }))
}

/// Says what another point can take; the trade department may. The next run respects it.
#[utoipa::path(
    post, path = "/api/v1/capacities", tag = "match-runs", operation_id = "create_capacity",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = CapacityBody,
    responses(
        (status = 201, body = CapacityView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    creation: Creation<CapacityBody>,
) -> Result<Created<CapacityView>, Problem> {
    let broker = actor.broker()?;
    let (body, once) = creation.once(actor.user(), "capacities.create");
    let view = app.market.create_capacity(&broker, &body.into(), &once).await?;
    Ok(Created {
        location: format!("/api/v1/capacities/{}", view.id),
        version: view.version,
        body: view.into(),
    })
}

/// Reads what one point can take, also where it is taken off the list; offices may.
#[utoipa::path(
    get, path = "/api/v1/capacities/{id}", tag = "match-runs", operation_id = "read_capacity",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = CapacityView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)
    )
)]
async fn read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Versioned<CapacityView>, Problem> {
    let view = app.market.capacity(&actor, id::<CapacityId>(&text)?).await?;
    Ok(versioned(view))
}

/// Changes what one point can take; the trade department may.
#[utoipa::path(
    put, path = "/api/v1/capacities/{id}", tag = "match-runs", operation_id = "change_capacity",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = CapacityBody,
    responses(
        (status = 200, body = CapacityView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<CapacityBody>,
) -> Result<Versioned<CapacityView>, Problem> {
    let broker = actor.broker()?;
    let id = id::<CapacityId>(&text)?;
    let changed = app
        .market
        .change_capacity(&broker, id, version, &body.into())
        .await;
    changed
        .map(versioned)
        .map_err(|error| stale(error, |view: capacities::CapacityView| CapacityView::from(view)))
}

/// Takes one off the list; the trade department may. It can be put back.
#[utoipa::path(
    delete, path = "/api/v1/capacities/{id}", tag = "match-runs", operation_id = "remove_capacity",
    params(("id" = Uuid, Path)),
    responses(
        (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)
    )
)]
async fn remove(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<StatusCode, Problem> {
    let broker = actor.broker()?;
    let id = id::<CapacityId>(&text)?;
    app.market.remove_capacity(&broker, id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts one back on the list; the trade department may.
#[utoipa::path(
    post, path = "/api/v1/capacities/{id}/restore", tag = "match-runs", operation_id = "restore_capacity",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = CapacityView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)
    )
)]
async fn restore(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Versioned<CapacityView>, Problem> {
    let broker = actor.broker()?;
    let id = id::<CapacityId>(&text)?;
    Ok(versioned(app.market.remove_capacity(&broker, id, false).await?))
}

fn versioned(view: capacities::CapacityView) -> Versioned<CapacityView> {
    Versioned(view.version, view.into())
}
