//! `/problems/<slug>`: what a problem's type points to, a page that explains it.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;

use super::{Kind, Problem, render};
use crate::locale::Locale;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    lang: &'a str,
    slug: &'a str,
    status: u16,
    title: String,
    detail: String,
}

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/problems/{slug}", get(explain))
}

async fn explain(locale: Locale, Path(slug): Path<String>) -> Result<Response, Problem> {
    let kind = Kind::of_slug(&slug).ok_or(Kind::NotFound)?;
    let page = Page {
        lang: locale.tag(),
        slug: kind.slug(),
        status: kind.status().as_u16(),
        title: render::title(locale, kind),
        detail: render::detail(locale, kind),
    };
    let text = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Kind::Internal
    })?;
    Ok(Html(text).into_response())
}
