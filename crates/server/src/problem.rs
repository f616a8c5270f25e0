//! Errors as RFC 9457 `application/problem+json`: a stable type, a sentence in the language asked for, the fields at
//! fault. A handler gives a [`Problem`]; [`render`] puts it into words once the language is known.

mod convert;
pub mod kind;
pub(crate) mod page;
pub(crate) mod render;

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use chonoi_domain::field::FieldError;
use serde_json::Value;

use crate::locale::Locale;
pub use crate::problem::kind::Kind;

/// One error answer, still without words.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What kind of problem it is: decides the type and the status.
    pub kind: Kind,
    /// The rule that was broken, where a sentence more exact than the kind's exists (`rule.<code>`).
    pub rule: Option<Box<FieldError>>,
    /// The fields at fault.
    pub fields: Vec<FieldError>,
    /// When to try again (429, 503).
    pub retry_after: Option<Duration>,
    /// What the shared row says now, and its version (412).
    pub current: Option<Box<(Value, i64)>>,
}

impl Problem {
    /// A problem of this kind and nothing more.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            rule: None,
            fields: Vec::new(),
            retry_after: None,
            current: None,
        }
    }

    /// Input that breaks rules, each with its field.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        Self {
            fields,
            ..Self::new(Kind::Invalid)
        }
    }

    /// The same with the sentence of one rule.
    #[must_use]
    pub fn because(mut self, rule: FieldError) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// What is wrong in sentences: of every field at fault, or else of the rule or the kind; each that has one with its
    /// rule's code.
    #[must_use]
    pub fn sentences(&self, locale: Locale) -> Vec<String> {
        if self.fields.is_empty() {
            let rule = self.rule.as_ref().map(|rule| format!(" [{}]", rule.rule));
            return vec![render::sentence(self, locale) + &rule.unwrap_or_default()];
        }
        let said = |error: &FieldError| {
            let text = render::message(locale, error);
            format!("{}: {text} [{}]", error.field, error.rule)
        };
        self.fields.iter().map(said).collect()
    }

    /// The same with a time to wait.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}

impl IntoResponse for Problem {
    /// Only the status and the problem itself, for [`render`] to put into words.
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
