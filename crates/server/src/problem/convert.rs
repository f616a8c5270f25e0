//! The one place where the market's errors become problems; what is ours to mend is logged here, once, and never sent.

use chonoi_domain::field::FieldError;
use chonoi_market::error::Error;

use super::{Kind, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let rule = |code: &str| FieldError::new("", code);
        match error {
            Error::Invalid(fields) => Self::invalid(fields),
            Error::NotFound(what) => Self::new(Kind::NotFound).because(rule(&format!("no_such_{what}"))),
            Error::Unauthenticated => Kind::Unauthenticated.into(),
            Error::Forbidden(code) => Self::new(Kind::Forbidden).because(rule(code)),
            Error::Conflict { rule, params } => Self::new(Kind::Conflict).because(FieldError {
                params,
                ..FieldError::new("", rule)
            }),
            Error::Changed { current, version } => Self {
                current: Some(Box::new((*current, version))),
                ..Self::new(Kind::Precondition)
            },
            Error::KeyReused => Self::invalid(vec![FieldError::new("Idempotency-Key", "key_reused")]),
            Error::TooLarge { limit } => {
                Self::new(Kind::PayloadTooLarge).because(rule("max_bytes").with("limit", size(limit)))
            }
            Error::UnsupportedMedia => Kind::UnsupportedMedia.into(),
            Error::TooMany { retry_after } => Self::new(Kind::TooMany).after(retry_after),
            Error::Unavailable(what) => {
                tracing::warn!(what, "something the market needs does not answer");
                Kind::Unavailable.into()
            }
            Error::Internal(source) => {
                tracing::error!(error = %chain(source.as_ref()), "a fault of ours");
                Kind::Internal.into()
            }
        }
    }
}

/// An error with its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// Bytes as people read them, rounded down.
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes >> 10),
        _ => format!("{} MB", bytes >> 20),
    }
}
