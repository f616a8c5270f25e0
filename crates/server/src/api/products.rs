//! `/api/v1/products`: what can be traded.

use axum::Json;
use axum::extract::{Path, State};
use chonoi_domain::catalogue::Product;
use chonoi_domain::id::{CategoryId, ProductId};
use chonoi_market::Market;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Query;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// Which products are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Params {
    /// Words of a name, Vietnamese (with or without its marks) or English.
    q: Option<String>,
    /// Id of a category; what lies below it counts too.
    category: Option<String>,
}

/// A product of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
struct ProductView {
    id: String,
    name_vi: String,
    name_en: String,
    scientific_name: String,
    /// Id of its category.
    category: String,
    /// Other names, regional and unaccented ones too.
    synonyms: Vec<String>,
    /// `g`, `ml` or `piece`.
    base_unit: &'static str,
    /// State it is usually traded in.
    usual_state: &'static str,
    /// States it may be posted in.
    states: Vec<&'static str>,
    /// Units it may be posted in, the smallest first.
    units: Vec<Unit>,
    /// Months of harvest, 1–12.
    harvest_months: Vec<u8>,
    /// Usual prices; null where none are known.
    band: Option<Band>,
    /// Ids of the certificates it can carry.
    certificates: Vec<String>,
    /// Only a heading for totals; it cannot be posted.
    is_generic: bool,
}

/// A trade unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TradeUnit)]
struct Unit {
    code: String,
    name_vi: String,
    /// Base units in one of it.
    base: i64,
}

/// The usual span of prices, đồng per 1,000 base units.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PriceBand)]
struct Band {
    min: i64,
    max: i64,
    /// `published`, `derived` or `assumption`.
    evidence: String,
}

/// A node of the product tree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Category)]
struct CategoryView {
    id: String,
    parent: Option<String>,
    name_vi: String,
    name_en: String,
}

/// A kind of certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CertificateKind)]
struct CertificateView {
    id: String,
    name: String,
    /// What it certifies.
    kind: String,
}

/// Products, with the tree and the certificates that they refer to.
#[derive(Debug, Serialize, ToSchema)]
struct ProductList {
    items: Vec<ProductView>,
    categories: Vec<CategoryView>,
    certificates: Vec<CertificateView>,
}

/// Lists the products of the catalogue.
#[utoipa::path(
    get, path = "/api/v1/products", tag = "products", operation_id = "list_products",
    params(Params),
    responses((status = 200, body = ProductList))
)]
async fn list(
    State(app): State<AppState>,
    Query(params): Query<Params>,
) -> Result<Json<ProductList>, Problem> {
    let market = &app.market;
    let category = params.category.map(CategoryId);
    let items = market.products(params.q.as_deref(), category.as_ref()).await?;
    let categories = market.categories().into_iter().map(|c| CategoryView {
        id: c.id.0.clone(),
        parent: c.parent.as_ref().map(|parent| parent.0.clone()),
        name_vi: c.name_vi.clone(),
        name_en: c.name_en.clone(),
    });
    let certificates = market.certificate_kinds().into_iter().map(|c| CertificateView {
        id: c.id.0.clone(),
        name: c.name.clone(),
        kind: c.kind.clone(),
    });
    Ok(Json(ProductList {
        items: items.into_iter().map(|product| view(market, product)).collect(),
        categories: categories.collect(),
        certificates: certificates.collect(),
    }))
}

/// Reads a product.
#[utoipa::path(
    get, path = "/api/v1/products/{id}", tag = "products", operation_id = "read_product",
    params(("id" = String, Path)),
    responses((status = 200, body = ProductView), (status = 404, body = ProblemBody))
)]
async fn read(State(app): State<AppState>, Path(id): Path<String>) -> Result<Json<ProductView>, Problem> {
    let product = app.market.product(&ProductId(id))?;
    Ok(Json(view(&app.market, product)))
}

fn view(market: &Market, product: &Product) -> ProductView {
    let units = market.units_of(product).into_iter().map(|unit| Unit {
        code: unit.code.0.clone(),
        name_vi: unit.name_vi.clone(),
        base: unit.base,
    });
    ProductView {
        id: product.id.0.clone(),
        name_vi: product.name_vi.clone(),
        name_en: product.name_en.clone(),
        scientific_name: product.scientific_name.clone(),
        category: product.category.0.clone(),
        synonyms: product.synonyms.clone(),
        base_unit: product.base_unit.code(),
        usual_state: product.usual_state.as_str(),
        states: market
            .states_of(product)
            .iter()
            .map(|state| state.as_str())
            .collect(),
        units: units.collect(),
        harvest_months: product.harvest_months.clone(),
        band: product.band.map(|band| Band {
            min: band.min.0,
            max: band.max.0,
            evidence: product.band_evidence.clone(),
        }),
        certificates: product.certificates.iter().map(|id| id.0.clone()).collect(),
        is_generic: product.is_generic,
    }
}
