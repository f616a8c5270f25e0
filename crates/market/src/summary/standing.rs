//! The market's rows as they stand, read once for each state of the books and kept in this process.
//!
//! Every write leaves an audit event in its own transaction, so their number tells whether anything has changed, also
//! where another process wrote it. What is kept is therefore never older than the last committed write.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chonoi_domain::id::{CategoryId, MatchRunId, ProductId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_store::proposals::{self, Flow};
use chonoi_store::summary::{self, Line};
use chonoi_store::{audit, match_runs};
use time::Date;

use super::Summary;
use crate::error::Error;
use crate::service::Market;

/// The state that was read last.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Option<Arc<Standing>>>);

/// What a summary is of: all products, those of a category, or one.
pub(super) type Part = (Option<CategoryId>, Option<ProductId>);

/// The market at one state of the books on one day.
#[derive(Debug)]
pub(crate) struct Standing {
    mark: (i64, Date),
    pub(super) as_of: i64,
    pub(super) demo: bool,
    pub(super) run: Option<MatchRunId>,
    pub(super) offers: Vec<Line>,
    pub(super) requests: Vec<Line>,
    pub(super) flows: Vec<Flow>,
    /// Summaries made of it; as many at the most as the catalogue has categories and products.
    pub(super) made: Mutex<BTreeMap<Part, Arc<Summary>>>,
}

impl Standing {
    /// How many posts on the market are of each product, or would take it.
    pub(crate) fn posts_by_product(&self) -> BTreeMap<&ProductId, usize> {
        let mut posts = BTreeMap::new();
        let lines = self.offers.iter().chain(&self.requests);
        for product in lines.flat_map(|line| &line.products) {
            *posts.entry(product).or_default() += 1;
        }
        posts
    }
}

impl Market {
    /// The market as it stands now.
    pub(crate) async fn standing(&self) -> Result<Arc<Standing>, Error> {
        let db = self.store.reader();
        let today = self.today();
        // Read first: what is read afterwards may be newer than its mark, never older.
        let mark = (audit::written(db).await?, today);
        let last = self.kept.last();
        if let Some(last) = last.filter(|last| last.mark == mark) {
            return Ok(last);
        }
        let read = Arc::new(Standing {
            mark,
            as_of: self.now(),
            demo: summary::has_demo(db).await?,
            run: match_runs::latest_done(db).await?.map(|run| run.id),
            offers: summary::lines::<Offer>(db, today).await?,
            requests: summary::lines::<Request>(db, today).await?,
            flows: proposals::flows(db).await?,
            made: Mutex::default(),
        });
        self.kept.keep(&read);
        Ok(read)
    }
}

impl Kept {
    fn last(&self) -> Option<Arc<Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, read: &Arc<Standing>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(read));
    }
}
