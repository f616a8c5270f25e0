//! Tokens for programs that ask the server themselves, browsers among them.
//!
//! No page of ours does: the site answers for the index, so that an answer never depends on it being up. Whoever puts
//! another program beside it gives it a token, never a key.

use serde_json::json;
use time::OffsetDateTime;

use super::Meili;
use crate::document::Kind;
use crate::index::SearchError;

/// A key of the server that may search and nothing else.
#[derive(Clone, Debug)]
pub struct SearchKey<'k> {
    /// Its name on the server, a UUID.
    pub uid: &'k str,
    /// The key itself. It signs; it never leaves this program.
    pub key: &'k str,
}

impl Meili {
    /// A token with which documents of `kinds` can be searched in this index until `until`, and nothing else done.
    ///
    /// # Errors
    /// [`SearchError::Refused`]: a uid that is none, or a time that is past.
    pub fn token(
        &self,
        until: OffsetDateTime,
        kinds: &[Kind],
        signed_with: &SearchKey<'_>,
    ) -> Result<String, SearchError> {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let rules =
            json!({ self.inner.name.as_str(): { "filter": format!("kind IN [{}]", kinds.join(", ")) } });
        let (uid, key) = (signed_with.uid.to_owned(), Some(signed_with.key));
        let token = self
            .inner
            .client
            .generate_tenant_token(uid, rules, key, Some(until));
        token.map_err(|error| SearchError::Refused(error.to_string()))
    }
}
