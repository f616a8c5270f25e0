//! The API under `/api/v1`: one module a feature, composed here.

mod admin_units;
mod briefs;
mod files;
mod imports;
mod offers;
mod organisations;
mod posts;
mod products;
mod requests;
mod sessions;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::problem::render::{Body, Field};
use crate::state::AppState;

#[derive(OpenApi)]
#[openapi(
    components(schemas(Body, Field)),
    info(
        title = "Chợ Nổi",
        description = "Chợ nông sản, thủy sản Cà Mau: chào bán, nhu cầu, kết nối, giao dịch.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    )
)]
struct Document;

/// Every operation with its description.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(sessions::routes())
        .merge(organisations::routes())
        .merge(products::routes())
        .merge(admin_units::routes())
        .merge(offers::routes())
        .merge(requests::routes())
        .merge(files::routes())
}
