//! Idempotency keys: the answer to a creating request is kept in the transaction of what it created.

use chonoi_store::{Reader, Tx, idempotency};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::service::Market;

/// The key a caller sent with a creating request, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Once(Option<Key>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    scope: String,
    key: String,
    body_digest: String,
}

impl Once {
    /// `key` of the caller `who` for the operation `operation`; `body_digest` tells bodies apart.
    #[must_use]
    pub fn new(who: &str, operation: &str, key: String, body_digest: String) -> Self {
        Self(Some(Key {
            scope: format!("{who}:{operation}"),
            key,
            body_digest,
        }))
    }

    /// No key: every call creates.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }
}

impl Market {
    /// What was answered to this key before, if anything.
    ///
    /// # Errors
    /// [`Error::KeyReused`] when the key came with another body.
    pub(crate) async fn answered<T: DeserializeOwned>(
        &self,
        db: &impl Reader,
        once: &Once,
    ) -> Result<Option<T>, Error> {
        let Some(key) = &once.0 else { return Ok(None) };
        match idempotency::find(db, &key.scope, &key.key).await? {
            None => Ok(None),
            Some(kept) if kept.body_digest != key.body_digest => Err(Error::KeyReused),
            Some(kept) => serde_json::from_str(&kept.answer)
                .map(Some)
                .map_err(Error::internal),
        }
    }

    /// Keeps `answer` for this key.
    ///
    /// # Errors
    /// [`Error::Conflict`] `repeat_in_progress` when the same key is being answered at this moment.
    pub(crate) async fn keep<T: Serialize>(&self, tx: &Tx, once: &Once, answer: &T) -> Result<(), Error> {
        let Some(key) = &once.0 else { return Ok(()) };
        let text = serde_json::to_string(answer).map_err(Error::internal)?;
        let answer = idempotency::Answer {
            body_digest: key.body_digest.clone(),
            status: 201,
            answer: text,
        };
        match idempotency::keep(tx, &key.scope, &key.key, answer, self.now()).await {
            Err(e) if e.is_duplicate_of("idempotency_keys") => Err(Error::conflict("repeat_in_progress")),
            other => Ok(other?),
        }
    }
}
