//! The API under `/api/v1`: one module a feature, composed here.

mod admin_units;
mod briefs;
mod capacities;
mod channels;
mod deals;
mod feeds;
mod files;
mod imports;
mod match_runs;
mod notices;
mod offers;
mod organisations;
mod policy;
mod post_briefs;
mod posts;
mod previews;
mod products;
mod proposals;
mod reasons;
mod requests;
mod saved_searches;
mod search;
mod sessions;
mod summary;
mod what_if;

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
        .merge(previews::routes())
        .merge(search::routes())
        .merge(saved_searches::routes())
        .merge(notices::routes())
        .merge(files::routes())
        .merge(match_runs::routes())
        .merge(policy::routes())
        .merge(capacities::routes())
        .merge(what_if::routes())
        .merge(proposals::routes())
        .merge(deals::routes())
        .merge(summary::routes())
        .merge(channels::routes())
        .merge(feeds::routes())
}
