//! The market on one page: totals with what they rest on, flows to the provinces, the season, scarcity, sources.

pub mod season;
pub(crate) mod standing;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use chonoi_domain::id::{CategoryId, MatchRunId, ProductId};
use chonoi_store::summary::Line;
use chonoi_store::{audit, proposals};
use serde::{Deserialize, Serialize};

use crate::basis::{self, Shares};
use crate::brief::{PlaceBrief, ProductBrief};
use crate::demo::sources::{self, Source};
use crate::error::Error;
use crate::service::Market;
use season::Season;
use standing::Standing;

/// The market on one page. Goods in pieces and litres are weighed by the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryView {
    /// Whether the demonstration market is among it.
    pub demo: bool,
    /// When it was added up, UTC ms.
    pub as_of: i64,
    /// The newest run.
    pub run: Option<MatchRunId>,
    /// What is offered, sold or not.
    pub offers: Total,
    /// What is requested, covered or not.
    pub requests: Total,
    /// What is proposed or agreed.
    pub matched: Total,
    /// What is proposed or agreed, by the province it goes to, the largest first.
    pub flows: Vec<FlowView>,
    /// When it is harvested.
    pub season: Season,
    /// Products of which more is requested than offered, the largest gap first.
    pub scarcity: Vec<Scarce>,
    /// Published sources behind the figures.
    pub sources: Vec<Source>,
}

/// A total with its shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// How many.
    pub count: i64,
    /// Grams.
    pub grams: i64,
    /// Grams by what they rest on.
    pub shares: Shares,
}

/// What goes to one province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowView {
    /// Where to.
    pub province: PlaceBrief,
    /// How much.
    pub total: Total,
}

/// A product that is scarce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scarce {
    /// Which.
    pub product: ProductBrief,
    /// Grams requested.
    pub requested_g: i64,
    /// Grams offered.
    pub offered_g: i64,
}

/// How many scarce products are shown.
const MOST_SCARCE: usize = 12;

/// A summary and the mark of what it says.
#[derive(Debug)]
pub struct Summary {
    /// What it says.
    pub view: SummaryView,
    /// Digest of it but for the time at which it was added up: the same in every process.
    pub tag: String,
}

impl Market {
    /// The market on one page, over all products or those of a category, or one. Kept until anything is written.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a category or product that the catalogue does not have.
    pub async fn market_summary(
        &self,
        category: Option<&CategoryId>,
        product: Option<&ProductId>,
    ) -> Result<Arc<Summary>, Error> {
        let wanted = self.wanted(category, product)?;
        let standing = self.standing().await?;
        let part = (category.filter(|_| product.is_none()).cloned(), product.cloned());
        let mut made = standing.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made.get(&part) {
            return Ok(Arc::clone(made));
        }
        let summary = Arc::new(self.sum_up(&standing, wanted.as_ref())?);
        made.insert(part, Arc::clone(&summary));
        Ok(summary)
    }

    fn sum_up(&self, standing: &Standing, wanted: Option<&BTreeSet<ProductId>>) -> Result<Summary, Error> {
        let shown = |id: &ProductId| wanted.is_none_or(|set| set.contains(id));
        let of_shown = |lines: &[Line]| {
            let lines = lines.iter().filter(|line| line.products.iter().any(shown));
            lines.cloned().collect::<Vec<_>>()
        };
        let (offers, requests) = (of_shown(&standing.offers), of_shown(&standing.requests));
        let flows = standing.flows.iter();
        let flows: Vec<_> = flows
            .filter(|flow| shown(&ProductId(flow.product_id.clone())))
            .cloned()
            .collect();
        let (matched, flows) = self.flow_views(&flows);
        let mut view = SummaryView {
            demo: standing.demo,
            as_of: 0,
            run: standing.run,
            offers: self.total(&offers),
            requests: self.total(&requests),
            matched,
            flows,
            season: self.season(&offers, self.today()),
            scarcity: self.scarcity(&offers, &requests),
            sources: sources::behind(offers.iter().chain(&requests))?,
        };
        let tag = audit::digest(&view);
        view.as_of = standing.as_of;
        Ok(Summary { view, tag })
    }

    /// The products asked for; `None` for all.
    fn wanted(
        &self,
        category: Option<&CategoryId>,
        product: Option<&ProductId>,
    ) -> Result<Option<BTreeSet<ProductId>>, Error> {
        if let Some(id) = product {
            let known = self.catalogue.product(id).ok_or(Error::NotFound("product"))?;
            return Ok(Some(BTreeSet::from([known.id.clone()])));
        }
        let Some(category) = category else {
            return Ok(None);
        };
        if !self.catalogue.categories().any(|known| known.id == *category) {
            return Err(Error::NotFound("category"));
        }
        let all = self.catalogue.products();
        let within = all.filter(|p| self.catalogue.is_within(&p.category, category));
        Ok(Some(within.map(|p| p.id.clone()).collect()))
    }

    fn grams_of(&self, line: &Line) -> i64 {
        line.products
            .first()
            .map_or(0, |product| self.weigh(product, line.quantity))
    }

    fn total(&self, lines: &[Line]) -> Total {
        let mut total = Total::default();
        for line in lines {
            total.add(1, self.grams_of(line), basis::of(line.provenance.as_ref()));
        }
        total
    }

    fn flow_views(&self, flows: &[proposals::Flow]) -> (Total, Vec<FlowView>) {
        let mut all = Total::default();
        let mut by_province: BTreeMap<&str, Total> = BTreeMap::new();
        for flow in flows {
            let basis = basis::read(&flow.basis);
            all.add(flow.proposals, flow.grams, basis);
            by_province
                .entry(&flow.province)
                .or_default()
                .add(flow.proposals, flow.grams, basis);
        }
        let view = |(code, total): (&str, Total)| FlowView {
            province: self.place_brief(&code.into()),
            total,
        };
        let mut views: Vec<_> = by_province.into_iter().map(view).collect();
        views.sort_by_key(|flow| Reverse(flow.total.grams));
        (all, views)
    }

    fn scarcity(&self, offers: &[Line], requests: &[Line]) -> Vec<Scarce> {
        let mut sums: BTreeMap<&ProductId, (i64, i64)> = BTreeMap::new();
        for line in offers {
            if let Some(product) = line.products.first() {
                sums.entry(product).or_default().1 += self.grams_of(line);
            }
        }
        for line in requests {
            if let Some(product) = line.products.first() {
                sums.entry(product).or_default().0 += self.grams_of(line);
            }
        }
        let mut scarce: Vec<_> = sums
            .into_iter()
            .filter(|(_, (requested, offered))| requested > offered)
            .collect();
        scarce.sort_by_key(|(_, (requested, offered))| Reverse(requested - offered));
        scarce.truncate(MOST_SCARCE);
        let view = |(product, (requested_g, offered_g)): (&ProductId, (i64, i64))| Scarce {
            product: self.product_brief(product),
            requested_g,
            offered_g,
        };
        scarce.into_iter().map(view).collect()
    }
}

impl Total {
    fn add(&mut self, count: i64, grams: i64, basis: Option<chonoi_domain::post::provenance::Basis>) {
        self.count += count;
        self.grams = self.grams.saturating_add(grams);
        self.shares.add(basis, grams);
    }
}
