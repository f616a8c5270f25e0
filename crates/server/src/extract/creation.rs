//! A JSON body that creates something, with the key that makes a repeated call harmless.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName};
use chonoi_domain::field::FieldError;
use chonoi_market::once::Once;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::body;
use crate::problem::{Kind, Problem};

/// The header of the key (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key.
const LONGEST: usize = 128;

/// A JSON body as `T`, refused as [`Body`](super::Body) refuses, and the Idempotency-Key sent with it, if any.
#[derive(Clone, Debug)]
pub struct Creation<T> {
    /// What is to be created.
    pub body: T,
    key: Option<String>,
    digest: String,
}

impl<T> Creation<T> {
    /// Splits it into the body and the key of `who` for `operation`, for example `offers.create`.
    pub fn once(self, who: impl std::fmt::Display, operation: &str) -> (T, Once) {
        let once = match self.key {
            Some(key) => Once::new(&who.to_string(), operation, key, self.digest),
            None => Once::none(),
        };
        (self.body, once)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Creation<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let key = key(request.headers())?;
        let bytes = body::bytes(request, state).await?;
        let digest = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            body: body::parse(&bytes)?,
            key,
            digest,
        })
    }
}

pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim_matches('"');
    if (1..=LONGEST).contains(&key.len()) {
        Ok(Some(key.to_owned()))
    } else {
        Err(Problem::new(Kind::Malformed)
            .because(FieldError::new(IDEMPOTENCY_KEY.as_str(), "idempotency_key")))
    }
}
