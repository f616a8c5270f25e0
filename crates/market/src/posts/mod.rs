//! Offers and requests: posted, read, listed, changed, published, withdrawn, expired, both alike. What one of them has
//! and the other has not is in [`crate::offers`] and [`crate::requests`], as its [`kind::PostKind`].

pub(crate) mod catalogue;
mod change;
mod create;
mod expiry;
pub(crate) mod faults;
pub(crate) mod fields;
pub mod import;
pub mod kind;
pub mod list;
pub mod listing;
mod read;
pub(crate) mod sight;
pub(crate) mod text;

use chonoi_domain::post::Post;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use serde::{Deserialize, Serialize};

use crate::actor::Member;
use crate::service::Trace;

/// A span of days as it is typed, `YYYY-MM-DD`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowInput {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// What a change from an old version is answered with, as `current` of
/// [`Error::Changed`](crate::error::Error::Changed).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stale<V> {
    /// The post now.
    pub now: V,
    /// Fields that now say something else than what was sent.
    pub changed: Vec<String>,
}

/// Names of the members of two objects that differ.
pub(crate) fn differing<T: Serialize>(now: &T, sent: &T) -> Vec<String> {
    let object = |value: &T| match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let (now, sent) = (object(now), object(sent));
    let differ = now.iter().filter(|(name, value)| sent.get(*name) != Some(value));
    differ.map(|(name, _)| name.clone()).collect()
}

/// A write by `member` for the audit trail.
pub(crate) fn trace<P: Post>(member: &Member, action: &'static str) -> Trace {
    Trace {
        user: Some(member.user().0),
        organisation: Some(member.organisation().0),
        action,
        kind: P::KIND,
    }
}

/// The most posts that one batch makes.
pub const MOST_IN_BATCH: usize = 50;

/// Refuses a batch of no posts and of too many.
pub(crate) fn batch_size(posts: usize) -> Result<(), crate::error::Error> {
    let rule = match posts {
        0 => return Err(crate::error::Error::field("items", "required")),
        1..=MOST_IN_BATCH => return Ok(()),
        _ => chonoi_domain::field::FieldError::new("items", "too_many").with("max", MOST_IN_BATCH),
    };
    Err(crate::error::Error::Invalid(vec![rule]))
}

impl crate::service::Market {
    /// What a product is called, in all the ways that people type it.
    pub(crate) fn product_words(&self, id: &chonoi_domain::id::ProductId) -> String {
        let Some(product) = self.catalogue.product(id) else {
            return id.0.clone();
        };
        let names = [product.name_vi.as_str(), product.name_en.as_str()];
        let synonyms = product.synonyms.iter().map(String::as_str);
        names.into_iter().chain(synonyms).collect::<Vec<_>>().join(" ")
    }

    /// Makes the search texts of an organisation's posts fit its present name; the worker calls it when the
    /// organisation has changed. How many posts it has.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::error::Error::Internal).
    pub async fn refold_posts(
        &self,
        organisation: chonoi_domain::id::OrganisationId,
    ) -> Result<usize, crate::error::Error> {
        let found = chonoi_store::organisations::find(self.store.reader(), organisation).await?;
        let Some(organisation) = found else {
            return Ok(0);
        };
        Ok(self.refold::<Offer>(&organisation).await? + self.refold::<Request>(&organisation).await?)
    }
}
