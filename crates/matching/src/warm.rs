//! A market that is kept solved: posts come, change and go, and the plan's flow follows from where it stood.
//!
//! Previews and questions of the kind "what if" are answered from it. Published plans never are: a warm market
//! ends at the same objective as a cold solve, but among equally good flows at one that depends on its past.
//!
//! The flow is that of the exact network, before minimum lots are kept and without the near misses. Fairness and
//! capacities are not counted yet: a market that has them is refused. All
//! products share one problem, so that a request that joins two of them needs nothing special.

mod side;
pub mod value;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::size_of;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::PlaceCode;

use crate::check;
use crate::days;
use crate::error::MatchError;
use crate::kernel::edit::Edited;
use crate::kernel::{KernelError, Stop, Terminal};
use crate::market::{Market, OfferPost, PairId, RequestPost};
use crate::pairing::{Pairing, Setting};
use crate::policy::Policy;
use crate::posts::{self, ReadyOffer, ReadyRequest};
use crate::routes::Routes;
use side::Side;

/// One change of a market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A new offer, or new terms for the one of that id.
    Offer(OfferPost),
    /// The offer of that id goes, if it is there.
    WithdrawOffer(String),
    /// A new request, or new terms for the one of that id.
    Request(RequestPost),
    /// The request of that id goes, if it is there.
    WithdrawRequest(String),
}

/// Where a warm market stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Cost of the flow, thousandths of a đồng.
    pub objective: i64,
    /// No flow costs less; equals the objective unless the budget ran out.
    pub bound: i64,
    /// What the trades gain over none at all: bids, and what rests would have cost, less asks, freight, handling and
    /// freshness lost. Thousandths of a đồng.
    pub welfare: i64,
    /// Pivots since the last answer.
    pub pivots: u64,
}

/// A flow between two posts, the days of a request that is wanted day by day together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trade {
    /// The posts.
    pub pair: PairId,
    /// Base units.
    pub quantity: i64,
    /// Cost of the pair, đồng per 1,000 base units.
    pub cost: i64,
}

/// Slots that are free at first, beside a quarter of those taken.
const SPARE: usize = 64;

/// A solved market that can be edited.
#[derive(Clone, Debug)]
pub struct Warm<'c> {
    catalogue: &'c Catalogue,
    policy: Policy,
    routes: Routes<'c>,
    places: (BTreeSet<PlaceCode>, BTreeSet<PlaceCode>),
    kernel: Edited,
    offers: Side<ReadyOffer<'c>>,
    requests: Side<ReadyRequest<'c>>,
    /// The posts as they stand, by id.
    posted: (BTreeMap<String, OfferPost>, BTreeMap<String, RequestPost>),
    preferred: BTreeSet<PairId>,
    excluded: BTreeSet<PairId>,
}

impl<'c> Warm<'c> {
    /// Takes up a market and solves it.
    ///
    /// # Errors
    ///
    /// [`MatchError::NotKept`] where the policy is fair or the market has capacities; else as [`crate::network::Network::prepare`] and [`Self::optimise`].
    pub fn new(catalogue: &'c Catalogue, market: &Market, policy: &Policy) -> Result<Self, MatchError> {
        policy.check()?;
        if policy.fairness.is_asked() || !market.capacities.is_empty() {
            return Err(MatchError::NotKept);
        }
        let faults = check::faults(catalogue, market);
        if !faults.is_empty() {
            return Err(MatchError::Posts(faults));
        }
        let days: usize = market
            .requests
            .iter()
            .map(|request| days::of(request).len())
            .sum();
        let mut warm = Self::vacant(catalogue, policy, roomy(market.offers.len()), roomy(days))?;
        warm.preferred = market.preferred.iter().cloned().collect();
        warm.excluded = market.excluded.iter().cloned().collect();
        let mut offers: Vec<_> = market.offers.iter().collect();
        offers.sort_by(|a, b| a.id.cmp(&b.id));
        for offer in offers {
            warm.put_offer(offer)?;
        }
        let mut requests: Vec<_> = market.requests.iter().collect();
        requests.sort_by(|a, b| a.id.cmp(&b.id));
        for request in requests {
            warm.put_request(request)?;
        }
        warm.optimise(&|| false)?;
        Ok(warm)
    }

    /// Makes one change. The flow stays feasible; [`Self::optimise`] makes it the best again. A market that has
    /// outgrown its slots is built anew.
    ///
    /// # Errors
    ///
    /// [`MatchError::Posts`] with every fault of the post; the market is then as it was.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), MatchError> {
        match edit {
            Edit::Offer(post) => {
                self.check(&Market {
                    offers: vec![post.clone()],
                    ..Market::default()
                })?;
                self.posted.0.insert(post.id.clone(), post.clone());
                if self.offers.room(&post.id) == 0 {
                    return self.rebuild();
                }
                self.drop_offer(&post.id)?;
                self.put_offer(post)
            }
            Edit::Request(post) => {
                self.check(&Market {
                    requests: vec![post.clone()],
                    ..Market::default()
                })?;
                self.posted.1.insert(post.id.clone(), post.clone());
                if self.requests.room(&post.id) < days::of(post).len() {
                    return self.rebuild();
                }
                self.drop_request(&post.id)?;
                self.put_request(post)
            }
            Edit::WithdrawOffer(id) => {
                self.posted.0.remove(id);
                self.drop_offer(id)
            }
            Edit::WithdrawRequest(id) => {
                self.posted.1.remove(id);
                self.drop_request(id)
            }
        }
    }

    /// Becomes `market`, by as few edits as do; how many they were.
    ///
    /// # Errors
    ///
    /// As [`Self::edit`]. The market may then hold some of the changes.
    pub fn follow(&mut self, market: &Market) -> Result<usize, MatchError> {
        if !market.capacities.is_empty() {
            return Err(MatchError::NotKept);
        }
        self.check(market)?;
        let (preferred, excluded): (BTreeSet<_>, BTreeSet<_>) = (
            market.preferred.iter().cloned().collect(),
            market.excluded.iter().cloned().collect(),
        );
        let told = (self.preferred.symmetric_difference(&preferred))
            .chain(self.excluded.symmetric_difference(&excluded));
        let told: BTreeSet<String> = told.map(|pair| pair.offer.clone()).collect();
        (self.preferred, self.excluded) = (preferred, excluded);
        let offers: BTreeMap<_, _> = market.offers.iter().map(|post| (&post.id, post)).collect();
        let requests: BTreeMap<_, _> = market.requests.iter().map(|post| (&post.id, post)).collect();
        let gone = self.posted.0.keys().filter(|id| !offers.contains_key(id));
        let mut edits: Vec<Edit> = gone.cloned().map(Edit::WithdrawOffer).collect();
        let gone = self.posted.1.keys().filter(|id| !requests.contains_key(id));
        edits.extend(gone.cloned().map(Edit::WithdrawRequest));
        let changed = offers
            .values()
            .filter(|post| told.contains(&post.id) || self.posted.0.get(&post.id) != Some(**post));
        edits.extend(changed.map(|post| Edit::Offer((*post).clone())));
        let changed = requests
            .values()
            .filter(|post| self.posted.1.get(&post.id) != Some(**post));
        edits.extend(changed.map(|post| Edit::Request((*post).clone())));
        for edit in &edits {
            self.edit(edit)?;
        }
        Ok(edits.len())
    }

    /// Goes on to the optimum, or until told to stop; then the answer's bound says what may be missing.
    ///
    /// # Errors
    ///
    /// [`MatchError::SumTooLarge`] if the numbers do not fit 64 bits; [`MatchError::Kernel`] if a proof fails,
    /// which is a bug.
    pub fn optimise(&mut self, stop: Stop<'_>) -> Result<Answer, MatchError> {
        let standing = self.kernel.optimise(stop).map_err(|error| self.refused(error))?;
        Ok(Answer {
            objective: standing.objective,
            bound: standing.bound,
            welfare: standing.welfare,
            pivots: standing.pivots,
        })
    }

    /// The flow as it stands, by offer, then request.
    #[must_use]
    pub fn trades(&self) -> Vec<Trade> {
        let mut trades: BTreeMap<PairId, Trade> = BTreeMap::new();
        for flow in self.kernel.flows() {
            let (Some(offer), Some(request)) = (self.offers.at(flow.offer), self.requests.at(flow.request))
            else {
                continue;
            };
            let pair = PairId {
                offer: offer.post.id.clone(),
                request: request.post.id.clone(),
            };
            let trade = trades.entry(pair.clone()).or_insert(Trade {
                pair,
                quantity: 0,
                cost: flow.cost,
            });
            trade.quantity += flow.quantity;
        }
        trades.into_values().collect()
    }

    /// The offer of that id, as it stands.
    #[must_use]
    pub fn offer(&self, id: &str) -> Option<&OfferPost> {
        self.posted.0.get(id)
    }

    /// The request of that id, as it stands.
    #[must_use]
    pub fn request(&self, id: &str) -> Option<&RequestPost> {
        self.posted.1.get(id)
    }

    /// The weights it is solved with.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Feasible pairs.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.kernel.arcs()
    }

    /// Memory held, in bytes, as far as it grows with the market: pairs, nodes and posts (twice, as posted and
    /// as paired, at 1 kB for their texts). An estimate to keep a store of such markets within its bound.
    #[must_use]
    pub fn bytes(&self) -> usize {
        const TEXTS: usize = 1_024;
        let (offers, requests) = self.kernel.capacity();
        let slots =
            offers * size_of::<Option<ReadyOffer<'_>>>() + requests * size_of::<Option<ReadyRequest<'_>>>();
        let posts = self.posted.0.len() + self.posted.1.len();
        self.kernel.arcs() * 16 + (offers + requests) * 112 + slots + 2 * posts * TEXTS
    }

    fn vacant(
        catalogue: &'c Catalogue,
        policy: &Policy,
        offers: usize,
        requests: usize,
    ) -> Result<Self, MatchError> {
        let kernel = Edited::vacant(offers, requests).map_err(|_| MatchError::SumTooLarge)?;
        Ok(Self {
            catalogue,
            policy: policy.clone(),
            routes: Routes::none(),
            places: (BTreeSet::new(), BTreeSet::new()),
            kernel,
            offers: Side::vacant(offers),
            requests: Side::vacant(requests),
            posted: (BTreeMap::new(), BTreeMap::new()),
            preferred: BTreeSet::new(),
            excluded: BTreeSet::new(),
        })
    }

    fn check(&self, market: &Market) -> Result<(), MatchError> {
        let faults = check::faults(self.catalogue, market);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(MatchError::Posts(faults))
        }
    }

    fn rebuild(&mut self) -> Result<(), MatchError> {
        let market = Market {
            offers: self.posted.0.values().cloned().collect(),
            requests: self.posted.1.values().cloned().collect(),
            preferred: self.preferred.iter().cloned().collect(),
            excluded: self.excluded.iter().cloned().collect(),
            capacities: Vec::new(),
        };
        *self = Self::new(self.catalogue, &market, &self.policy)?;
        Ok(())
    }

    fn refused(&self, source: KernelError) -> MatchError {
        let product = self.offers.products().chain(self.requests.products()).next();
        match (source, product) {
            (KernelError::TooLarge { .. } | KernelError::TooMany, _) | (_, None) => MatchError::SumTooLarge,
            (source, Some(product)) => MatchError::Kernel {
                product: product.clone(),
                source,
            },
        }
    }

    fn put_offer(&mut self, post: &OfferPost) -> Result<(), MatchError> {
        let ready = posts::offer(self.catalogue, &self.policy, Cow::Owned(post.clone()));
        let Some(mut ready) = ready else { return Ok(()) };
        let told = |pairs: &BTreeSet<PairId>| {
            let first = PairId {
                offer: post.id.clone(),
                request: String::new(),
            };
            let own = pairs.range(first..).take_while(|pair| pair.offer == post.id);
            own.map(|pair| Cow::Owned(pair.request.clone())).collect()
        };
        ready.preferred = told(&self.preferred);
        ready.excluded = told(&self.excluded);
        if self.places.0.insert(post.place.clone()) {
            for to in &self.places.1 {
                self.routes.learn(self.catalogue, &post.place, to);
            }
        }
        let partners = self.requests.naming([&post.product]);
        let pairs: Vec<_> = partners
            .into_iter()
            .filter_map(|slot| Some((slot, self.cost(&ready, self.requests.at(slot)?)?)))
            .collect();
        let terminal = Terminal {
            quantity: post.quantity.0,
            slack_cost: ready.unsold_cost,
        };
        let slot = self.offers.put(&post.id, [post.product.clone()], ready)?;
        let set = self.kernel.set_offer(slot, Some(terminal), &pairs);
        set.map_err(|error| self.refused(error))?;
        self.posted.0.insert(post.id.clone(), post.clone());
        Ok(())
    }

    fn put_request(&mut self, post: &RequestPost) -> Result<(), MatchError> {
        if self.places.1.insert(post.place.clone()) {
            for from in &self.places.0 {
                self.routes.learn(self.catalogue, from, &post.place);
            }
        }
        let products: Vec<_> = post
            .alternatives
            .iter()
            .map(|wanted| wanted.product.clone())
            .collect();
        let partners = self.offers.naming(&products);
        for day in days::of(post) {
            let day = Cow::Owned(day.into_owned());
            let Some(ready) = posts::request(self.catalogue, &self.policy, day) else {
                continue;
            };
            let pairs: Vec<_> = partners
                .iter()
                .filter_map(|&slot| Some((slot, self.cost(self.offers.at(slot)?, &ready)?)))
                .collect();
            let terminal = Terminal {
                quantity: ready.post.quantity.0,
                slack_cost: ready.unmet_cost,
            };
            let slot = self.requests.put(&post.id, products.iter().cloned(), ready)?;
            let set = self.kernel.set_request(slot, Some(terminal), &pairs);
            set.map_err(|error| self.refused(error))?;
        }
        self.posted.1.insert(post.id.clone(), post.clone());
        Ok(())
    }

    fn drop_offer(&mut self, id: &str) -> Result<(), MatchError> {
        for (slot, ready) in self.offers.take(id) {
            self.offers.forget(slot, [&ready.post.product]);
            let set = self.kernel.set_offer(slot, None, &[]);
            set.map_err(|error| self.refused(error))?;
        }
        Ok(())
    }

    fn drop_request(&mut self, id: &str) -> Result<(), MatchError> {
        for (slot, ready) in self.requests.take(id) {
            let products = ready.post.alternatives.iter().map(|wanted| &wanted.product);
            self.requests.forget(slot, products);
            let set = self.kernel.set_request(slot, None, &[]);
            set.map_err(|error| self.refused(error))?;
        }
        Ok(())
    }

    /// What the pair costs, where it is feasible.
    fn cost(&self, offer: &ReadyOffer<'_>, request: &ReadyRequest<'_>) -> Option<i64> {
        let setting = Setting {
            catalogue: self.catalogue,
            routes: &self.routes,
        };
        let pairing = Pairing::new(setting, offer, request).filter(Pairing::feasible)?;
        Some(pairing.parts().cost())
    }
}

fn roomy(taken: usize) -> usize {
    taken + taken / 4 + SPARE
}
