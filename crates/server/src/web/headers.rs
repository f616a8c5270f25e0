//! The security headers of every answer.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::Next;
use axum::response::Response;

/// What a page may load: our own files, and the one inlined sheet whose digest is named. No inline script or style.
pub(super) fn policy(style_digest: Option<&str>) -> String {
    let sheet = style_digest
        .map(|digest| format!(" 'sha256-{digest}'"))
        .unwrap_or_default();
    format!(
        "default-src 'self'; style-src 'self'{sheet}; img-src 'self' data: blob:; object-src 'none'; \
         base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Headers that every answer carries unless it has its own.
const ALWAYS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, STRICT),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// The policy of what has no inlined sheet.
const STRICT: &str = "default-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// Adds them.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_policies_differ_only_in_the_sheet() {
        assert_eq!(policy(None), STRICT);
        assert!(policy(Some("abc=")).contains("style-src 'self' 'sha256-abc=';"));
    }
}
