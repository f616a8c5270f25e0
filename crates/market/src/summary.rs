//! The market on one page: totals with what they rest on, flows to the provinces, the season, scarcity, sources.

pub mod season;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::id::{CategoryId, MatchRunId, ProductId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_store::summary::{self, Line};
use chonoi_store::{match_runs, proposals};
use serde::{Deserialize, Serialize};

use crate::basis::{self, Shares};
use crate::brief::{PlaceBrief, ProductBrief};
use crate::demo::sources::{self, Source};
use crate::error::Error;
use crate::service::Market;
use season::Season;

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

impl Market {
    /// The market on one page, over all products or those of a category, or one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a category or product that the catalogue does not have.
    pub async fn market_summary(
        &self,
        category: Option<&CategoryId>,
        product: Option<&ProductId>,
    ) -> Result<SummaryView, Error> {
        let wanted = self.wanted(category, product)?;
        let shown = |id: &ProductId| wanted.as_ref().is_none_or(|set| set.contains(id));
        let db = self.store.reader();
        let today = self.today();
        let mut offers = summary::lines::<Offer>(db, today).await?;
        offers.retain(|line| line.products.iter().any(shown));
        let mut requests = summary::lines::<Request>(db, today).await?;
        requests.retain(|line| line.products.iter().any(shown));
        let mut flows = proposals::flows(db).await?;
        flows.retain(|flow| shown(&ProductId(flow.product_id.clone())));
        let (matched, flows) = self.flow_views(&flows);
        Ok(SummaryView {
            demo: summary::has_demo(db).await?,
            as_of: self.now(),
            run: match_runs::latest_done(db).await?.map(|run| run.id),
            offers: self.total(&offers),
            requests: self.total(&requests),
            matched,
            flows,
            season: self.season(&offers, today),
            scarcity: self.scarcity(&offers, &requests),
            sources: sources::behind(offers.iter().chain(&requests))?,
        })
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
