//! What a post would come to if it were on the market now.

use axum::Json;
use axum::extract::State;
use chonoi_domain::actor::Role;
use chonoi_domain::id::{OfferId, RequestId};
use chonoi_market::previews::PreviewView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::offers::body::OfferBody;
use crate::api::posts::id;
use crate::api::requests::body::RequestBody;
use crate::extract::{Body, Caller, Query};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(of_offer))
        .routes(routes!(of_request))
}

/// Which post is being changed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct PreviewParams {
    /// Id of the post of one's own that would say this from now on; none for a new one.
    id: Option<String>,
}

/// What a post would come to on the market as it stands. Quantities in base units, prices in đồng per 1,000 of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preview)]
pub(crate) struct Preview {
    /// What its quantities count: `g`, `ml` or `piece`.
    base_unit: &'static str,
    /// What finds partners.
    quantity: i64,
    /// Of so much.
    of: i64,
    /// How many partners.
    partners: u64,
    /// Lowest fair price: at the farm for an offer, with freight for a request or an offer that includes it. Null
    /// where nothing finds a partner.
    price_low: Option<i64>,
    /// Highest fair price.
    price_high: Option<i64>,
    /// No price was named: the product's usual one stands in.
    price_assumed: bool,
    /// Whether no better plan for the market exists. If not, the market is large and this is an estimate.
    proven: bool,
    /// Whether it counts what a run counts: minimum lots, shares among sellers and collection points. If not, nobody
    /// shares, no point is full, and minimum lots are not kept yet.
    as_run: bool,
    /// Whether sellers share or a point has a capacity here, and the market is too large to count it.
    left_out: bool,
    /// The same at other prices, ascending.
    rungs: Vec<PreviewRung>,
}

/// What the post would come to at one price.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewRung {
    price: i64,
    /// Whether it is the post's own price.
    own: bool,
    quantity: i64,
    partners: u64,
}

/// Tells what an offer would come to if it were posted now. Nothing is written.
#[utoipa::path(
    post, path = "/api/v1/offers/preview", tag = "offers", operation_id = "preview_offer",
    params(PreviewParams), request_body = OfferBody,
    responses(
        (status = 200, body = Preview), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)
    )
)]
async fn of_offer(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Query(params): Query<PreviewParams>,
    Body(body): Body<OfferBody>,
) -> Result<Json<Preview>, Problem> {
    let member = actor.member(Role::Supplier)?;
    let changed = params.id.as_deref().map(id::<OfferId>).transpose()?;
    let seen = app.market.preview_offer(&member, changed, &body.into()).await?;
    Ok(Json(seen.into()))
}

/// Tells what a request would come to if it were posted now. Nothing is written.
#[utoipa::path(
    post, path = "/api/v1/requests/preview", tag = "requests", operation_id = "preview_request",
    params(PreviewParams), request_body = RequestBody,
    responses(
        (status = 200, body = Preview), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)
    )
)]
async fn of_request(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Query(params): Query<PreviewParams>,
    Body(body): Body<RequestBody>,
) -> Result<Json<Preview>, Problem> {
    let member = actor.member(Role::Buyer)?;
    let changed = params.id.as_deref().map(id::<RequestId>).transpose()?;
    let seen = app.market.preview_request(&member, changed, &body.into()).await?;
    Ok(Json(seen.into()))
}

impl From<PreviewView> for Preview {
    fn from(seen: PreviewView) -> Self {
        let rungs = seen.rungs.into_iter().map(|rung| PreviewRung {
            price: rung.price.0,
            own: rung.own,
            quantity: rung.quantity.0,
            partners: rung.partners,
        });
        Self {
            base_unit: seen.base_unit.code(),
            quantity: seen.quantity.0,
            of: seen.of.0,
            partners: seen.partners,
            price_low: seen.price.map(|(low, _)| low.0),
            price_high: seen.price.map(|(_, high)| high.0),
            price_assumed: seen.price_assumed,
            proven: seen.proven,
            as_run: seen.as_run,
            left_out: seen.left_out,
            rungs: rungs.collect(),
        }
    }
}
