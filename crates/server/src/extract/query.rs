//! The query of an address.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use unicode_normalization::UnicodeNormalization as _;

use super::shape;
use crate::problem::Problem;

/// The query as `T`, its texts in Unicode form NFC; 422 with the parameter and the rule where it has another shape.
///
/// Where `T` denies unknown fields, mind that `lang` may be among the parameters of every address.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // An empty parameter is one that a form left empty: it counts as absent.
        let pairs: Vec<(Cow<'_, str>, String)> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name, value.nfc().collect()))
                .collect();
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&pairs)
            .finish();
        let source = serde_urlencoded::Deserializer::new(form_urlencoded::parse(encoded.as_bytes()));
        serde_path_to_error::deserialize(source)
            .map(Self)
            .map_err(|error| {
                Problem::invalid(vec![shape::explain(
                    &error.path().to_string(),
                    &error.inner().to_string(),
                )])
            })
    }
}
