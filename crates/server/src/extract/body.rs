//! A JSON body.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use chonoi_domain::field::FieldError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{nfc, shape};
use crate::problem::{Kind, Problem};

/// A JSON body as `T`, its texts in Unicode form NFC.
///
/// Refuses what is not called JSON (415), is too large (413), is not JSON (400 with line and column) or has not the
/// shape of `T` (422 with the field's path and the rule).
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        parse(&bytes(request, state).await?).map(Self)
    }
}

/// The bytes of a body that is called JSON.
///
/// # Errors
/// 415 where it is called something else, 413 where it is too large.
pub(super) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    if is_json(&request) {
        Bytes::from_request(request, state).await.map_err(unreadable)
    } else {
        Err(Kind::UnsupportedMedia.into())
    }
}

/// What they say, composed.
///
/// # Errors
/// 400 where they are not JSON, 422 where they have not the shape of `T`.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut value = serde_json::from_slice::<Value>(bytes).map_err(|error| broken(&error))?;
    nfc::normalise(&mut value);
    serde_path_to_error::deserialize(value).map_err(|error| {
        Problem::invalid(vec![shape::explain(
            &error.path().to_string(),
            &error.inner().to_string(),
        )])
    })
}

fn is_json(request: &Request) -> bool {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn unreadable(rejection: BytesRejection) -> Problem {
    Kind::of_status(rejection.status()).into()
}

fn broken(error: &serde_json::Error) -> Problem {
    let place = FieldError::new("", "json")
        .with("line", error.line())
        .with("column", error.column());
    Problem::new(Kind::Malformed).because(place)
}
