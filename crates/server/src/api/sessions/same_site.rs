//! Proof that a request which a cookie alone authorises was not sent by another site.

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use chonoi_domain::field::FieldError;

use crate::problem::{Kind, Problem};
use crate::state::AppState;

/// The request came from our own pages, or from no browser at all; 403 otherwise.
///
/// The cookie's SameSite=Strict says so already; this holds where a browser does not know SameSite, and between
/// addresses that a browser takes for one site.
#[derive(Clone, Copy, Debug)]
pub(super) struct SameSite;

impl FromRequestParts<AppState> for SameSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        if is_ours(&parts.headers, &app.public_url) {
            Ok(Self)
        } else {
            Err(Problem::new(Kind::Forbidden).because(FieldError::new("", "other_site")))
        }
    }
}

/// Sec-Fetch-Site where the browser sends it (Fetch Metadata), else Origin (RFC 6454), which every browser sends with
/// a POST; a program that is no browser sends neither, and no stranger can make it send our cookie.
fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else {
        return true;
    };
    let authority = origin.parse::<Uri>().ok();
    let authority = authority.as_ref().and_then(Uri::authority).map(|a| a.as_str());
    origin == public_url || (authority.is_some() && authority == text(HOST.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_refused() {
        let sent = |pairs: &[(&'static str, &str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            is_ours(&HeaderMap::from_iter(headers), "https://cho.example")
        };
        let host = ("host", "127.0.0.1:8080");
        for (ours, pairs) in [
            (true, vec![host]),
            (true, vec![host, ("sec-fetch-site", "same-origin")]),
            (false, vec![host, ("sec-fetch-site", "same-site")]),
            (false, vec![host, ("sec-fetch-site", "cross-site")]),
            (false, vec![host, ("sec-fetch-site", "none")]),
            (true, vec![host, ("origin", "http://127.0.0.1:8080")]),
            (true, vec![host, ("origin", "https://cho.example")]),
            (false, vec![host, ("origin", "http://127.0.0.1:9090")]),
            (false, vec![host, ("origin", "https://evil.example")]),
            (false, vec![host, ("origin", "null")]),
            (false, vec![("origin", "null")]),
            (
                false,
                vec![
                    host,
                    ("origin", "http://127.0.0.1:8080"),
                    ("sec-fetch-site", "cross-site"),
                ],
            ),
        ] {
            assert_eq!(sent(&pairs), ours, "{pairs:?}");
        }
    }
}
