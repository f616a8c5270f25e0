//! `/api/v1/feeds`: what is on sale, for search engines and aggregators; public.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use chonoi_market::channels::feed::FeedFormat;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::locale::{Locale, t};
use crate::problem::Problem;
use crate::state::AppState;

/// Address of the product feed.
pub(crate) const XML: &str = "/api/v1/feeds/products.xml";
/// Address of the same as linked data.
const JSONLD: &str = "/api/v1/feeds/products.jsonld";
/// Readers may keep a copy for five minutes; then a question with its tag is answered without the body.
const KEEP: &str = "public, max-age=300";

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(xml))
        .routes(routes!(jsonld))
}

/// All feeds.
#[derive(Debug, Serialize, ToSchema)]
struct Feeds {
    items: Vec<FeedView>,
}

/// A feed at a stable address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedView)]
struct FeedView {
    id: &'static str,
    name: String,
    url: String,
}

/// Lists the feeds.
#[utoipa::path(
    get, path = "/api/v1/feeds", tag = "feeds", operation_id = "list_feeds",
    responses((status = 200, body = Feeds))
)]
async fn list(State(app): State<AppState>, locale: Locale) -> Json<Feeds> {
    let feed = |id, path: &str| FeedView {
        id,
        name: t(locale, &format!("feed.{id}"), &[]),
        url: format!("{}{path}", app.public_url),
    };
    Json(Feeds {
        items: vec![feed("products-xml", XML), feed("products-jsonld", JSONLD)],
    })
}

/// Everything on sale as RSS 2.0 with the fields of the Google and Meta product feeds.
#[utoipa::path(
    get, path = "/api/v1/feeds/products.xml", tag = "feeds", operation_id = "read_product_feed",
    responses(
        (status = 200, description = "The feed", content_type = "application/rss+xml"),
        (status = 304, description = "Nothing has changed")
    )
)]
async fn xml(State(app): State<AppState>, asked: HeaderMap) -> Result<Response, Problem> {
    feed(
        &app,
        FeedFormat::Rss,
        "application/rss+xml; charset=utf-8",
        &asked,
    )
    .await
}

/// Everything on sale as schema.org linked data.
#[utoipa::path(
    get, path = "/api/v1/feeds/products.jsonld", tag = "feeds", operation_id = "read_product_data",
    responses(
        (status = 200, description = "The data", content_type = "application/ld+json"),
        (status = 304, description = "Nothing has changed")
    )
)]
async fn jsonld(State(app): State<AppState>, asked: HeaderMap) -> Result<Response, Problem> {
    feed(
        &app,
        FeedFormat::JsonLd,
        "application/ld+json; charset=utf-8",
        &asked,
    )
    .await
}

async fn feed(
    app: &AppState,
    format: FeedFormat,
    mime: &'static str,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    let tag = app.market.feed_tag(format, &app.public_url).await?;
    // Weak: the body may be compressed on the way.
    let tag = format!("W/\"{tag}\"");
    let headers = [(ETAG, tag.clone()), (CACHE_CONTROL, KEEP.to_owned())];
    if knows(asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let text = app.market.feed(format, &app.public_url).await?;
    Ok((headers, [(CONTENT_TYPE, mime)], text).into_response())
}

/// Whether If-None-Match (RFC 9110, section 13.1.2) names `tag`, compared weakly.
pub(crate) fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let sent = asked.get_all(IF_NONE_MATCH).iter();
    let mut sent = sent
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','));
    sent.any(|one| one.trim() == "*" || plain(one) == plain(tag))
}
