//! Puts problems into words: the language and the request's id are known only around the handler.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{
    CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, ETAG, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chonoi_domain::field::FieldError;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Kind, Problem};
use crate::extract;
use crate::locale::{self, Locale, t};
use crate::observe::RequestId;

/// The body of every error answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Body {
    /// What kind of problem it is; an address of this site that explains it, stable.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in a few words.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What happened and what to do, in a sentence.
    detail: String,
    /// Code of the rule that was broken, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The values of that rule, for example what is still `available`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<String, String>,
    /// The fields at fault.
    fields: Vec<Field>,
    /// What the row says now, where someone else has changed it meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Value>,
    /// Names of the fields in which it now differs from what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<String>>,
    /// The request's id, for whoever looks into it.
    request_id: String,
}

/// A field at fault.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemField)]
pub(crate) struct Field {
    /// Its path, for example `items[2].quantity`.
    field: String,
    /// Code of the rule, for example `min`.
    rule: String,
    /// The rule in a sentence.
    message: String,
}

/// Gives every error answer its body.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let (parts, body) = request.into_parts();
    let locale = Locale::of(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let given = response.extensions_mut().remove::<Problem>();
    // A library's own refusal (405, 413, a time-out) carries no problem; in the API it becomes one.
    let bare = is_api && (response.status().is_client_error() || response.status().is_server_error());
    match given.or_else(|| bare.then(|| Kind::of_status(response.status()).into())) {
        Some(problem) => in_words(&problem, locale, id, response.headers()),
        None => response,
    }
}

/// The answer to a request whose handler panicked.
pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let said = cause.downcast_ref::<&str>().copied().map(Cow::Borrowed);
    let said = said.or_else(|| {
        cause
            .downcast_ref::<String>()
            .map(|text| Cow::Owned(text.clone()))
    });
    tracing::error!(cause = %said.unwrap_or(Cow::Borrowed("unknown")), "a handler panicked");
    Problem::new(Kind::Internal).into_response()
}

fn in_words(problem: &Problem, locale: Locale, request_id: String, kept: &HeaderMap) -> Response {
    let body = Body {
        kind: format!("/problems/{}", problem.kind.slug()),
        title: title(locale, problem.kind),
        status: problem.kind.status().as_u16(),
        detail: sentence(problem, locale),
        rule: problem.rule.as_ref().map(|rule| rule.rule.clone()),
        params: problem
            .rule
            .as_ref()
            .map(|rule| rule.params.clone())
            .unwrap_or_default(),
        fields: problem
            .fields
            .iter()
            .map(|error| Field::of(locale, error))
            .collect(),
        current: problem.current.as_ref().map(|current| current.0.clone()),
        changed: changed(problem),
        request_id,
    };
    let mut response = (problem.kind.status(), Json(body)).into_response();
    let headers = response.headers_mut();
    for (name, value) in kept {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            headers.append(name, value.clone());
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    if let Some(wait) = problem.retry_after {
        // Whole seconds, rounded up, so that nobody is told to come too early.
        headers.insert(
            RETRY_AFTER,
            HeaderValue::from(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)),
        );
    }
    if let Some(current) = &problem.current {
        headers.insert(ETAG, extract::etag(current.1));
    }
    if problem.kind == Kind::Unauthenticated {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The sentence of the broken rule where the catalogue has one, else the kind's.
pub(super) fn sentence(problem: &Problem, locale: Locale) -> String {
    let rule = problem
        .rule
        .as_ref()
        .filter(|rule| locale::has(&format!("rule.{}", rule.rule)));
    rule.map_or_else(|| detail(locale, problem.kind), |rule| message(locale, rule))
}

/// The kind in a few words.
pub(super) fn title(locale: Locale, kind: Kind) -> String {
    t(locale, &format!("problem.{}.title", kind.slug()), &[])
}

/// What happened and what to do, as far as the kind alone tells.
pub(super) fn detail(locale: Locale, kind: Kind) -> String {
    t(locale, &format!("problem.{}.detail", kind.slug()), &[])
}

/// The names of the fields that differ, where that is what the problem is about.
fn changed(problem: &Problem) -> Option<Vec<String>> {
    let names = problem.fields.iter().map(|error| error.field.clone());
    (problem.kind == Kind::Precondition).then(|| names.collect())
}

impl Field {
    /// A fault in the language asked for.
    pub(crate) fn of(locale: Locale, error: &FieldError) -> Self {
        Self {
            field: error.field.clone(),
            rule: error.rule.clone(),
            message: message(locale, error),
        }
    }
}

/// The sentence of a broken rule with its values; `{field}` is the field's own name where the catalogue has one.
pub(crate) fn message(locale: Locale, error: &FieldError) -> String {
    let key = format!("rule.{}", error.rule);
    let name = named(locale, &error.field);
    let mut args: Vec<(&str, &str)> = error
        .params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    args.push(("field", &name));
    if locale::has(&key) {
        t(locale, &key, &args)
    } else {
        t(locale, "rule.other", &[("rule", &error.rule)])
    }
}

/// What people call the field: the word for the last part of its path, `items[2].quantity` → `quantity`.
fn named(locale: Locale, path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    let last = last.split('[').next().unwrap_or(last);
    let key = format!("field.{last}");
    if locale::has(&key) {
        t(locale, &key, &[])
    } else {
        last.to_owned()
    }
}
