//! `/api/v1/admin-units`: provinces and communes since 1 July 2025.

use axum::Json;
use axum::extract::State;
use chonoi_domain::catalogue::{Place, PlaceLevel};
use chonoi_domain::id::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Query;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which places are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Params {
    /// `province` or `commune`; both when left out.
    level: Option<Level>,
    /// Code of the province that a commune lies in.
    parent: Option<String>,
    /// Words of a name, with or without its marks.
    q: Option<String>,
}

/// How high a place stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlaceLevel)]
enum Level {
    /// Tỉnh, thành phố.
    Province,
    /// Xã, phường, đặc khu.
    Commune,
}

/// A province or a commune.
#[derive(Debug, Serialize, ToSchema)]
struct AdminUnit {
    /// GSO code.
    code: String,
    /// Full name.
    name: String,
    /// Name without its kind.
    short_name: String,
    level: Level,
    /// Code of a commune's province.
    parent: Option<String>,
    /// Degrees north, WGS 84.
    lat: f64,
    /// Degrees east, WGS 84.
    lon: f64,
}

/// Places.
#[derive(Debug, Serialize, ToSchema)]
struct AdminUnitList {
    items: Vec<AdminUnit>,
}

/// Lists provinces and communes.
#[utoipa::path(
    get, path = "/api/v1/admin-units", tag = "admin-units", operation_id = "list_admin_units",
    params(Params),
    responses((status = 200, body = AdminUnitList), (status = 422, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    Query(params): Query<Params>,
) -> Result<Json<AdminUnitList>, Problem> {
    let level = params.level.map(|level| match level {
        Level::Province => PlaceLevel::Province,
        Level::Commune => PlaceLevel::Commune,
    });
    let parent = params.parent.map(PlaceCode);
    let places = app.market.places(level, parent.as_ref(), params.q.as_deref());
    Ok(Json(AdminUnitList {
        items: places.into_iter().map(view).collect(),
    }))
}

fn view(place: &Place) -> AdminUnit {
    AdminUnit {
        code: place.code.0.clone(),
        name: place.name.clone(),
        short_name: place.short_name.clone(),
        level: match place.level {
            PlaceLevel::Province => Level::Province,
            PlaceLevel::Commune => Level::Commune,
        },
        parent: place.parent.as_ref().map(|parent| parent.0.clone()),
        lat: place.position.lat,
        lon: place.position.lon,
    }
}
