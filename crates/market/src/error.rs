//! How a use case says no, free of transport: the edge turns it into `application/problem+json`.

use std::collections::BTreeMap;
use std::time::Duration;

use chonoi_domain::field::FieldError;
use chonoi_domain::transition::Refused;
use chonoi_store::StoreError;
use serde_json::Value;
use thiserror::Error;

/// Why a use case did not happen. Nothing was written.
#[derive(Debug, Error)]
pub enum Error {
    /// Fields break rules.
    #[error("invalid input: {} field(s)", .0.len())]
    Invalid(Vec<FieldError>),
    /// No such thing, or not for these eyes.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Nobody is logged in, or the login has ended.
    #[error("not logged in")]
    Unauthenticated,
    /// Logged in, but not allowed. The rule is a stable code, for example `broker_only` or `not_verified`.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// The state does not allow it. The rule is a stable code, for example `sold_out`.
    #[error("conflict: {rule}")]
    Conflict {
        /// Stable code of the rule.
        rule: &'static str,
        /// Values its sentence needs.
        params: BTreeMap<String, String>,
    },
    /// The row has changed since the caller read it.
    #[error("changed meanwhile")]
    Changed {
        /// The row as it is now, in the form the API shows it.
        current: Box<Value>,
        /// Its version now.
        version: i64,
    },
    /// The same idempotency key came with another body.
    #[error("idempotency key reused")]
    KeyReused,
    /// A file is larger than allowed.
    #[error("too large: at most {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// A file is of a kind that is not accepted.
    #[error("unsupported kind of file")]
    UnsupportedMedia,
    /// Too often.
    #[error("too many attempts")]
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
    /// Something outside is not there just now.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// A fault of ours; logged once at the edge, never sent.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One field at fault.
    #[must_use]
    pub fn field(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, rule)])
    }

    /// A conflict without values.
    #[must_use]
    pub const fn conflict(rule: &'static str) -> Self {
        Self::Conflict {
            rule,
            params: BTreeMap::new(),
        }
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let params = [("state", refused.state), ("event", refused.event)];
        let params = params
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        Self::Conflict {
            rule: "not_possible_now",
            params,
        }
    }
}
