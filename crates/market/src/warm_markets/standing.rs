//! The posts as matching sees them, read once for each state of the books.

use std::collections::BTreeMap;
use std::sync::Arc;

use chonoi_domain::id::ProductId;
use chonoi_matching::market as engine;
use chonoi_matching::policy::{FairnessWeights, Policy};
use chonoi_store::audit;
use time::Date;

use super::shelf::{Near, Refusal};
use crate::error::Error;
use crate::service::Market;

/// The posts at one state of the books on one day.
#[derive(Debug)]
pub(crate) struct Standing {
    mark: (i64, Date),
    pub(crate) posts: engine::Market,
    /// What collection points are called, by id.
    pub(crate) point_names: BTreeMap<String, String>,
    /// The weights in force.
    pub(crate) policy: Policy,
}

impl Standing {
    /// The weights in force, but that sellers do not share: a solved market knows nothing of that.
    pub(crate) fn unshared(&self) -> Policy {
        Policy {
            fairness: FairnessWeights::default(),
            ..self.policy.clone()
        }
    }

    /// What bears on these products where no point has a capacity.
    pub(crate) fn near(&self, products: impl IntoIterator<Item = ProductId>) -> Near {
        let (posts, products) = self.posts.around(products);
        Near { products, posts }
    }
}

impl Market {
    /// The posts that a run would read now. Every write leaves an audit event, so their number tells whether anything has
    /// changed, also where another process wrote it.
    pub(crate) async fn posts_standing(&self) -> Result<Arc<Standing>, Error> {
        let db = self.store.reader();
        // Read first: what is read afterwards may be newer than its mark, never older.
        let mark = (audit::written(db).await?, self.today());
        let last = self.warm.last().filter(|last| last.mark == mark);
        if let Some(last) = last {
            return Ok(last);
        }
        let input = self.match_input(db).await?;
        let read = Arc::new(Standing {
            mark,
            point_names: input.point_names(),
            posts: input.market,
            policy: self.policy_in_force(db).await?,
        });
        self.warm.keep(&read);
        Ok(read)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge => Self::Unavailable("a solved market of that size"),
            Refusal::ChangesTooLarge => Self::field("changes", "too_large"),
            Refusal::Engine(error) => Self::internal(error),
        }
    }
}
