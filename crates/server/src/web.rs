//! The built front end, embedded in the program: files, the shell for every page, and the headers around them.

mod files;
pub(crate) mod headers;
pub mod shell;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::problem::{Kind, Problem};

/// The sheet of the pages that the server writes alone: problems, the API's description.
const PAGES_CSS: &str = include_str!("../assets/pages.css");

/// A text of our own with a tag, so that it is sent again only when it has changed.
pub(crate) fn own(mime: &str, text: &str, asked: &HeaderMap) -> Response {
    files::own(mime, text, asked)
}

/// Everything that no route answers: a file, a missing file, or a page of the front end.
pub(crate) async fn fallback(request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::new(Kind::NotFound).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = path.trim_start_matches('/');
    if name == "pages.css" {
        return own("text/css; charset=utf-8", PAGES_CSS, request.headers());
    }
    if let Some(response) = files::serve(name, request.headers()) {
        return response;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains('.') {
        return (StatusCode::NOT_FOUND, "404\n").into_response();
    }
    shell::plain(request.headers())
}

#[cfg(test)]
mod tests;
