//! Versions of shared rows: sent as ETag, asked for as If-Match (RFC 9110, section 13.1.1).

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use chonoi_domain::field::FieldError;

use crate::problem::{Kind, Problem};

/// The version that a change means to change; 428 without the header, 400 where it is no version of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let value = parts.headers.get(IF_MATCH).ok_or(Kind::PreconditionRequired)?;
        let tag = value.to_str().unwrap_or_default().trim().trim_start_matches("W/");
        let version = tag
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|text| text.parse().ok());
        version
            .map(Self)
            .ok_or_else(|| Problem::new(Kind::Malformed).because(FieldError::new("If-Match", "if_match")))
    }
}

/// The tag of a row's version, for the ETag header.
#[must_use]
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}
