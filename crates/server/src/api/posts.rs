//! What the addresses of offers and requests share: answers with versions, lists, windows as they are typed.

use std::str::FromStr;

use axum::Json;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chonoi_domain::field::FieldError;
use chonoi_market::error::Error;
use chonoi_market::posts::{Stale, WindowInput};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::etag;
use crate::problem::{Kind, Problem};

/// A window as it is typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WindowInput)]
pub(crate) struct WindowBody {
    /// First day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    to: Option<String>,
}

impl From<WindowBody> for WindowInput {
    fn from(window: WindowBody) -> Self {
        Self {
            from: window.from,
            to: window.to,
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listing<T> {
    /// The page.
    pub(crate) items: Vec<T>,
    /// Where the next page starts; null on the last.
    pub(crate) next_cursor: Option<String>,
    /// How many there are on all pages.
    pub(crate) total: u64,
}

impl<T> Listing<T> {
    /// The market's page with each item as `view` shows it.
    pub(crate) fn of<V>(listing: chonoi_market::posts::listing::Listing<V>, view: impl Fn(V) -> T) -> Self {
        Self {
            items: listing.items.into_iter().map(view).collect(),
            next_cursor: listing.next_cursor,
            total: listing.total,
        }
    }
}

/// Several things made in one go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items<T> {
    /// In the order asked for.
    pub(crate) items: Vec<T>,
}

/// A row with its version.
pub(crate) struct Versioned<T>(pub(crate) i64, pub(crate) T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        ([(ETAG, etag(self.0))], Json(self.1)).into_response()
    }
}

/// A new row, where it is, and its version.
pub(crate) struct Created<T> {
    pub(crate) location: String,
    pub(crate) version: i64,
    pub(crate) body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Versioned(self.version, self.body)).into_response();
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

/// The problem of a change from an old version carries the row as `view` shows it and the fields that differ.
pub(crate) fn stale<V: DeserializeOwned, T: Serialize>(error: Error, view: impl Fn(V) -> T) -> Problem {
    let Error::Changed { current, version } = error else {
        return error.into();
    };
    let shown = serde_json::from_value::<Stale<V>>(*current).and_then(|stale| {
        let current = serde_json::to_value(view(stale.now))?;
        Ok((current, stale.changed))
    });
    match shown {
        Ok((current, changed)) => Problem {
            fields: changed
                .into_iter()
                .map(|field| FieldError::new(field, "changed"))
                .collect(),
            current: Some(Box::new((current, version))),
            ..Problem::new(Kind::Precondition)
        },
        Err(fault) => Error::internal(fault).into(),
    }
}

/// An id in an address; what is no id names nothing.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Kind::NotFound.into())
}
