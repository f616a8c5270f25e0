//! Why one offer and one request are matched or not, for any pair that is asked for, and what would change it.
//!
//! One more unit forced through a pair costs the whole plan its reduced cost and the shortest way, in the residual
//! network over the reduced costs, by which what is taken from the request's other suppliers comes back to the
//! offer. What the plan loses grows with every further unit, so the pair is in a best flow exactly when its price
//! gives as much as the first unit costs: that sum is the exact threshold, in whole đồng, and no further solve finds
//! another. One search from a post gives it for all of its pairs: O(m log n).
//!
//! In a market that is solved by column generation the pairs that were left out may shorten the way; there the
//! reduced cost alone is told, which is always a bound. Minimum lots are not part of the flow: what they ask for is
//! told beside the price.

use std::collections::BTreeSet;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::error::MatchError;
use crate::kernel::duals::ways;
use crate::kernel::index;
use crate::market::{Market, PairId, RequestPost};
use crate::network::{Component, Network};
use crate::pairing::{Pairing, Setting};
use crate::plan::{Parts, Plan, iso_date};
use crate::posts;
use crate::reason::{Condition, Obstacle};
use crate::settle;

/// What is known about a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairAnswer {
    /// The pair.
    #[serde(flatten)]
    pub pair: PairId,
    /// Whether it is matched, and if not, the first thing that stands in the way.
    pub verdict: Verdict,
    /// What the plan gives it, in base units.
    pub quantity: Quantity,
    /// What would be traded; `None` where the posts have nothing to do with each other.
    pub product: Option<ProductId>,
    /// Everything in the way, in the order of [`Condition::ALL`]. On which day it would ship, which certificate is
    /// missing and so on; the price, too, where ask, freight and handling exceed the bid.
    pub obstacles: Vec<Obstacle>,
    /// What this buyer and this supplier would have to give on the price between them for the pair to be in a best
    /// plan, once all obstacles but the price are gone. `None` where it is matched or cannot be, and where limits of days
    /// decide in its market.
    pub step: Option<Step>,
    /// The larger of both minimum lots, in base units, and whose it is; `None` without one.
    pub lot: Option<Lot>,
    /// What it costs.
    pub terms: Option<Terms>,
}

/// Whether a pair is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is in the plan.
    Matched,
    /// It fits, and both are served better by others.
    Outdone,
    /// It would have less than a minimum lot.
    LotNotFilled,
    /// Conditions are not met.
    Blocked,
    /// One side has declined it.
    Declined,
    /// The request does not name the offer's product.
    OtherProduct,
    /// Both posts are of one organisation.
    SameOrganisation,
    /// No road between both places is known.
    NoRoad,
}

/// A step in the price, đồng per 1,000 base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Less will not do: a proven bound.
    pub at_least: UnitPrice,
    /// From this on the pair is in a best flow; 0 where it is as good as what is planned. `None` in a market that
    /// is too large for it.
    pub exact: Option<UnitPrice>,
}

/// A minimum lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// How much, in base units.
    pub quantity: Quantity,
    /// Whose it is.
    pub of: Side,
}

/// What a pair costs and when it would travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Parts of its cost.
    pub parts: Parts,
    /// Road in kilometres.
    pub km: i64,
    /// First day on which it could ship.
    #[serde(with = "iso_date")]
    pub ship_date: Date,
    /// When it would arrive.
    #[serde(with = "iso_date")]
    pub arrive_date: Date,
}

/// A solved market that answers for its pairs.
#[derive(Debug)]
pub struct Oracle<'n, 'a> {
    setting: Setting<'n>,
    component: &'n Component<'a>,
    solved: crate::columns::Columns,
}

impl<'a> Network<'a> {
    /// Why this pair is matched or not. `plan` is that of this network. `None` where a post is not in the market.
    ///
    /// # Errors
    ///
    /// [`MatchError::Kernel`] if the market cannot be solved again, which is a bug.
    pub fn explain(&self, plan: &Plan, pair: &PairId) -> Result<Option<PairAnswer>, MatchError> {
        let has = |component: &Component<'_>| {
            let mut requests = component.posts.requests.iter();
            requests.any(|request| request.post.id == pair.request)
        };
        let known = self.components().iter().any(has);
        let Some(component) = self.market_of(&pair.offer).filter(|_| known) else {
            return Ok(None);
        };
        if !has(component) {
            return Ok(Some(PairAnswer::apart(pair, Verdict::OtherProduct)));
        }
        let oracle = Oracle::new(self.setting(), component)?;
        Ok(oracle
            .answers(plan, &pair.offer, |request| request == pair.request)
            .pop())
    }

    /// The market of an offer, solved and ready to answer for its pairs. `None` where the offer is not in the market.
    ///
    /// # Errors
    ///
    /// As [`Self::explain`].
    pub fn oracle(&self, offer: &str) -> Result<Option<Oracle<'_, 'a>>, MatchError> {
        let component = self.market_of(offer);
        component
            .map(|component| Oracle::new(self.setting(), component))
            .transpose()
    }

    fn market_of(&self, offer: &str) -> Option<&Component<'a>> {
        self.components().iter().find(|component| {
            let offers = &component.posts.offers;
            offers
                .binary_search_by(|post| post.post.id.as_str().cmp(offer))
                .is_ok()
        })
    }
}

impl<'n, 'a> Oracle<'n, 'a> {
    fn new(setting: Setting<'n>, component: &'n Component<'a>) -> Result<Self, MatchError> {
        let compact = (!component.complete).then(|| crate::compact::Compact::new(setting, &component.posts));
        let (transport, sides) = (&component.transport, &component.sides);
        let solved = settle::solved(component, transport, sides, compact.as_ref(), &|| false);
        Ok(Self {
            setting,
            component,
            solved: solved.map_err(|source| component.refused(source))?,
        })
    }

    /// Why an offer of this market is matched with each request that names its product, or not, by the requests' ids.
    /// `plan` is that of the network. Empty where the offer is not in this market.
    #[must_use]
    pub fn of_offer(&self, plan: &Plan, offer: &str) -> Vec<PairAnswer> {
        let mut answers = self.answers(plan, offer, |_| true);
        answers.retain(|answer| answer.product.is_some());
        answers
    }

    /// Answers for the pairs of an offer with those requests that `keep` lets through.
    fn answers(&self, plan: &Plan, offer: &str, keep: impl Fn(&str) -> bool) -> Vec<PairAnswer> {
        let posts = &self.component.posts;
        let Some(at) = posts.offers.iter().position(|post| post.post.id == offer) else {
            return Vec::new();
        };
        let ways = self
            .component
            .complete
            .then(|| ways(&self.solved.transport, &self.solved.solution, at));
        let mut answers: Vec<PairAnswer> = Vec::new();
        for (place, request) in posts.requests.iter().enumerate() {
            if !keep(&request.post.id) {
                continue;
            }
            let way = ways.as_ref().and_then(|ways| ways.get(place).copied());
            let answer = self.answer(plan, (at, place), way);
            // The days of a request that is wanted day by day stand together; the one that comes nearest speaks.
            match answers.last_mut() {
                Some(last) if last.pair == answer.pair => {
                    if nearness(&answer) < nearness(last) {
                        *last = answer;
                    }
                }
                _ => answers.push(answer),
            }
        }
        answers
    }

    fn answer(&self, plan: &Plan, (offer, request): (usize, usize), way: Option<i64>) -> PairAnswer {
        let posts = &self.component.posts;
        let (Some(seller), Some(buyer)) = (posts.offers.get(offer), posts.requests.get(request)) else {
            return PairAnswer::default_of(Verdict::OtherProduct);
        };
        let pair = PairId {
            offer: seller.post.id.clone(),
            request: buyer.post.id.clone(),
        };
        let Some(pairing) = Pairing::new(self.setting, seller, buyer) else {
            let verdict = if buyer.wants(seller.product).is_none() {
                Verdict::OtherProduct
            } else if seller.post.supplier == buyer.post.buyer {
                Verdict::SameOrganisation
            } else {
                Verdict::NoRoad
            };
            return PairAnswer::apart(&pair, verdict);
        };
        let quantity = planned(plan, &pair);
        let missed = Condition::ALL
            .into_iter()
            .filter(|condition| !pairing.holds(*condition));
        let obstacles: Vec<_> = missed
            .filter_map(|condition| pairing.obstacle(condition))
            .collect();
        let reduced = self.reduced(&pairing, offer, request);
        let flows = obstacles.is_empty() && !pairing.declined() && self.flows(offer, request);
        let verdict = match () {
            () if quantity.0 > 0 => Verdict::Matched,
            () if pairing.declined() => Verdict::Declined,
            () if !obstacles.is_empty() => Verdict::Blocked,
            () if flows && pairing.lot().0 > 0 => Verdict::LotNotFilled,
            () => Verdict::Outdone,
        };
        // Prices of days are not in this flow, so it proves no step where they matter.
        let market = plan
            .markets
            .iter()
            .find(|market| market.product == *self.component.product);
        let days = market.is_some_and(|market| market.daily_bound.is_some_and(|bound| bound > market.bound));
        let (lot, of) = pairing.lot();
        PairAnswer {
            pair,
            verdict,
            quantity,
            product: Some(seller.product.id.clone()),
            step: (!days && !matches!(verdict, Verdict::Matched | Verdict::LotNotFilled)).then(|| {
                let over = pairing.price_over().max(0);
                Step {
                    at_least: UnitPrice(reduced.max(over)),
                    exact: way.map(|way| UnitPrice((reduced + way).max(over))),
                }
            }),
            obstacles,
            lot: (lot > 0).then_some(Lot {
                quantity: Quantity(lot),
                of,
            }),
            terms: pairing.days().map(|(ship_date, arrive_date)| Terms {
                parts: pairing.parts(),
                km: pairing.road.km,
                ship_date,
                arrive_date,
            }),
        }
    }

    /// `c − α − β`, whether the pair is an arc or not.
    fn reduced(&self, pairing: &Pairing<'_, '_>, offer: usize, request: usize) -> i64 {
        let solution = &self.solved.solution;
        let dual = |duals: &[i64], at: usize| duals.get(at).copied().unwrap_or_default();
        pairing.parts().cost() - dual(&solution.offer_duals, offer) - dual(&solution.request_duals, request)
    }

    /// Whether the best flow without lots uses the pair.
    fn flows(&self, offer: usize, request: usize) -> bool {
        let transport = &self.solved.transport;
        let used = |shipment: &crate::kernel::Shipment| {
            transport
                .pair(shipment.pair)
                .is_some_and(|pair| (index(pair.offer), index(pair.request)) == (offer, request))
        };
        self.solved.solution.shipments.iter().any(used)
    }
}

impl PairAnswer {
    /// Two posts that have nothing to do with each other.
    fn apart(pair: &PairId, verdict: Verdict) -> Self {
        Self {
            pair: pair.clone(),
            ..Self::default_of(verdict)
        }
    }

    fn default_of(verdict: Verdict) -> Self {
        Self {
            pair: PairId {
                offer: String::new(),
                request: String::new(),
            },
            verdict,
            quantity: Quantity(0),
            product: None,
            obstacles: Vec::new(),
            step: None,
            lot: None,
            terms: None,
        }
    }
}

/// The order in which the days of a pair speak for it.
fn nearness(answer: &PairAnswer) -> (bool, usize, i64, i64) {
    let off = |obstacle: &Obstacle| match obstacle {
        Obstacle::Date { days, .. } => days.abs(),
        _ => 0,
    };
    let step = answer
        .step
        .map_or(0, |step| step.exact.unwrap_or(step.at_least).0);
    let off = answer.obstacles.iter().map(off).sum();
    let idle = !matches!(answer.verdict, Verdict::Matched);
    (idle, answer.obstacles.len(), off, step)
}

fn planned(plan: &Plan, pair: &PairId) -> Quantity {
    let key = (&pair.offer, &pair.request);
    let at = plan
        .allocations
        .binary_search_by(|found| (&found.offer, &found.request).cmp(&key));
    let found = at.ok().and_then(|at| plan.allocations.get(at));
    found.map_or(Quantity(0), |found| found.quantity)
}

/// The posts that can bear on an offer: those of its product and of all that requests or collection points join with
/// it. A pair of it is explained in there as in the whole.
#[must_use]
pub fn surroundings(catalogue: &Catalogue, market: &Market, offer: &str) -> Market {
    let through = posts::through(catalogue, market);
    let asked = market.offers.iter().find(|post| post.id == offer);
    let mut products: BTreeSet<&ProductId> = asked.iter().map(|post| &post.product).collect();
    loop {
        let before = products.len();
        for request in &market.requests {
            let wanted = || request.alternatives.iter().map(|wanted| &wanted.product);
            if wanted().any(|product| products.contains(product)) {
                products.extend(wanted());
            }
        }
        for together in &through {
            if !together.is_disjoint(&products) {
                products.extend(together);
            }
        }
        if products.len() == before {
            break;
        }
    }
    let named = |request: &&RequestPost| {
        let mut wanted = request.alternatives.iter();
        wanted.any(|wanted| products.contains(&wanted.product))
    };
    let offers = market
        .offers
        .iter()
        .filter(|post| products.contains(&post.product));
    Market {
        offers: offers.cloned().collect(),
        requests: market.requests.iter().filter(named).cloned().collect(),
        preferred: market.preferred.clone(),
        excluded: market.excluded.clone(),
        capacities: market.capacities.clone(),
    }
}
