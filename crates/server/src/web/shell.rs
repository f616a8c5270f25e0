//! The one HTML document of the front end; the server may paint a page's first content and data into it.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{files, headers};
use crate::locale::Locale;

/// What the server paints into the document before any script runs.
#[derive(Clone, Debug, Default)]
pub struct Painted {
    /// Text of the title, not yet escaped.
    pub title: String,
    /// Markup that takes the place of what stands in `#app`; already escaped.
    pub markup: String,
    /// JSON that the script finds in `#data`, so that it need not ask for what is painted already.
    pub data: Option<serde_json::Value>,
}

#[derive(Template)]
#[template(path = "unbuilt.html")]
struct Unbuilt<'a> {
    lang: &'a str,
}

/// The document as it was built.
pub(super) fn plain(asked: &HeaderMap) -> Response {
    match files::text("index.html") {
        Some(html) => document(html, asked),
        None => unbuilt(),
    }
}

/// The document with a page painted into it.
#[must_use]
pub fn painted(page: &Painted, locale: Locale, asked: &HeaderMap) -> Response {
    match files::text("index.html") {
        Some(html) => document(paint(&html, page, locale), asked),
        None => unbuilt(),
    }
}

fn document(html: String, asked: &HeaderMap) -> Response {
    let policy = headers::policy(sheet_digest(&html).as_deref());
    let tag = files::etag(&Sha256::digest(&html), None);
    let mut response = if files::matches(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Weak, since the body may yet be compressed on its way.
    for (name, text) in [(ETAG, format!("W/{tag}")), (CONTENT_SECURITY_POLICY, policy)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
    response
}

/// Digest of what stands in the document's one `<style>`, for the policy.
fn sheet_digest(html: &str) -> Option<String> {
    let (_, after) = html.split_once("<style")?;
    let (_, after) = after.split_once('>')?;
    let (sheet, _) = after.split_once("</style>")?;
    Some(STANDARD.encode(Sha256::digest(sheet)))
}

/// Sets language and title, replaces what `#app` holds, and puts the data before the end of the body.
fn paint(html: &str, page: &Painted, locale: Locale) -> String {
    let html = html.replacen(
        "<html lang=\"vi\"",
        &format!("<html lang=\"{}\"", locale.tag()),
        1,
    );
    let html = between(&html, "<title>", "</title>", &escape(&page.title));
    let html = between(&html, "<div id=\"app\">", "</div>\n  </body>", &page.markup);
    match &page.data {
        Some(data) => html.replacen("</body>", &format!("{}</body>", data_block(data)), 1),
        None => html,
    }
}

/// JSON is no script to the browser, but `</script>` within it would end the element.
fn data_block(data: &serde_json::Value) -> String {
    let json = data.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/json\" id=\"data\">{json}</script>")
}

/// `html` with what stands between the first `from` and the `to` after it replaced; unchanged where they are missing.
fn between(html: &str, from: &str, to: &str, new: &str) -> String {
    let parts = html
        .split_once(from)
        .and_then(|(before, rest)| Some((before, rest.split_once(to)?.1)));
    parts.map_or_else(
        || html.to_owned(),
        |(before, after)| format!("{before}{from}{new}{to}{after}"),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn unbuilt() -> Response {
    match (Unbuilt {
        lang: Locale::Vi.tag(),
    })
    .render()
    {
        Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use serde_json::json;

    use super::*;

    const BUILT: &str = "<!doctype html>\n<html lang=\"vi\">\n<head><style>a{}</style><title>x</title></head>\n\
                         <body>\n<div id=\"app\"><p>old</p></div>\n  </body></html>";

    #[test]
    fn a_painted_page_keeps_the_shell_around_it() {
        let page = Painted {
            title: "Tôm & cua".to_owned(),
            markup: "<h1>Tôm</h1>".to_owned(),
            data: Some(json!({ "a": "</script>" })),
        };
        let html = paint(BUILT, &page, Locale::En);
        assert!(html.contains("<html lang=\"en\">"));
        assert!(html.contains("<title>Tôm &amp; cua</title>"));
        assert!(html.contains("<div id=\"app\"><h1>Tôm</h1></div>"));
        assert!(html.contains(r#"id="data">{"a":"\u003c/script>"}</script></body>"#));
    }

    #[test]
    fn a_known_document_is_not_sent_again() {
        let first = document(BUILT.to_owned(), &HeaderMap::new());
        let tag = first.headers()[ETAG].clone();
        assert!(tag.to_str().unwrap().starts_with("W/\""));
        let again = document(
            BUILT.to_owned(),
            &HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]),
        );
        assert_eq!(
            (first.status(), again.status()),
            (StatusCode::OK, StatusCode::NOT_MODIFIED)
        );
        assert!(
            first.headers()[CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("'sha256-X1RutG")
        );
    }

    #[test]
    fn the_policy_names_the_inlined_sheet() {
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        assert_eq!(
            sheet_digest(BUILT).unwrap(),
            "X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk="
        );
        assert_eq!(sheet_digest("<html></html>"), None);
    }
}
