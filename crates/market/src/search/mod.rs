//! Search over offers, requests, organisations and products, through an index or, while there is none, the database.
//!
//! Only what everyone may see is found. The index is fed through a queue in the database ([`sync`]), so it may be away
//! for any time and is brought up to date when it is back.

mod ask;
mod database;
mod facets;
mod found;
mod query;
mod sync;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use chonoi_domain::catalogue::Catalogue;
use chonoi_search::describe::Describer;
use chonoi_search::index::{SearchError, SearchIndex};
use chonoi_search::reading::Reader;

pub use ask::{FacetValue, Found, Source};
pub use chonoi_search::words::Part as Shown;
pub use found::{Item, Subject};
pub use query::SearchQuery;
pub use sync::Reindexed;

use crate::service::Market;

/// What searching works with.
#[derive(Debug)]
pub(crate) struct Search {
    index: Option<Arc<dyn SearchIndex>>,
    catalogue: Arc<Catalogue>,
    reader: OnceLock<Reader>,
    describer: OnceLock<Describer>,
    /// Whether the index failed when it was last written to, so that the log says it once.
    down: AtomicBool,
    /// Before this instant (UTC ms) a failing index is not written to.
    retry_at: AtomicI64,
    /// Before this instant (UTC ms) it is not asked either, so that nobody waits for what does not answer.
    ask_at: AtomicI64,
    /// When the index was last compared with the database, UTC ms.
    compared_at: AtomicI64,
}

impl Search {
    pub(crate) fn new(catalogue: &Arc<Catalogue>, index: Option<Arc<dyn SearchIndex>>) -> Self {
        Self {
            index,
            catalogue: Arc::clone(catalogue),
            reader: OnceLock::new(),
            describer: OnceLock::new(),
            down: AtomicBool::new(false),
            retry_at: AtomicI64::new(0),
            ask_at: AtomicI64::new(0),
            compared_at: AtomicI64::new(i64::MIN),
        }
    }

    fn reader(&self) -> &Reader {
        self.reader.get_or_init(|| Reader::new(&self.catalogue))
    }

    fn describer(&self) -> &Describer {
        self.describer
            .get_or_init(|| Describer::new(Arc::clone(&self.catalogue)))
    }

    /// A write failed: the index is left alone for a while.
    fn write_failed(&self, error: &dyn std::error::Error, now: i64) {
        self.retry_at.store(now + AFTER_FAILURE_MS, Ordering::Relaxed);
        self.is_down(error);
    }

    /// A question failed: for a while the database is asked at once.
    fn ask_failed(&self, error: &SearchError, now: i64) {
        if !matches!(error, SearchError::NotBuilt) {
            self.ask_at.store(now + AFTER_FAILURE_MS, Ordering::Relaxed);
        }
        self.is_down(error);
    }

    /// Says once that the index is away.
    fn is_down(&self, error: &dyn std::error::Error) {
        if self.index.is_none() {
            return;
        }
        if !self.down.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the search index is away: the database is searched until it is back");
        }
    }

    fn is_up(&self) {
        self.ask_at.store(0, Ordering::Relaxed);
        if self.down.swap(false, Ordering::Relaxed) {
            tracing::info!("the search index is back");
        }
    }
}

/// How long a failing index is left alone.
const AFTER_FAILURE_MS: i64 = 2_000;

impl Market {
    /// The same market with `index` to search in.
    #[must_use]
    pub fn with_search(self, index: Arc<dyn SearchIndex>) -> Self {
        Self {
            search: Arc::new(Search::new(&self.catalogue, Some(index))),
            ..self
        }
    }
}
