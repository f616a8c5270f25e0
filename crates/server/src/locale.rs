//! The language of an answer and the catalogue its sentences come from (`locales/vi.json`, `locales/en.json`).

mod catalogue;
mod negotiate;

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use crate::locale::catalogue::{has, t};

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

impl Locale {
    /// All of them, the default first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language asked for: `?lang=`, then the `lang` cookie, then Accept-Language, then Vietnamese.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        negotiate::asked(parts).unwrap_or_default()
    }

    fn parse(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or(tag).trim();
        Self::ALL
            .into_iter()
            .find(|known| language.eq_ignore_ascii_case(known.tag()))
    }
}

impl<S: Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}
