//! What keeps posts with a rest from their partners: counts for each condition, and the pairs that miss by
//! only one.
//!
//! Every post with a rest is told how many counterparts fail each condition. Of the pairs that miss by exactly one, it
//! keeps the nearest few: first those where both sides still have something, then by how far away they are.

mod indexed;
mod nearest;

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::Quantity;

use crate::compact::Compact;
use crate::kernel::{Solution, index};
use crate::pairing::{Pairing, Setting};
use crate::plan::NearMiss;
use crate::policy::NearMissLimits;
use crate::reason::Condition;
use crate::split::Group;
use nearest::{Near, Posts, note};

/// What the other side of a market means to one post with a rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    /// Posts that name the product, of other organisations.
    pub(crate) counterparts: u32,
    /// How many of them fail each condition, in the order of [`Condition::ALL`].
    pub(crate) blocked: [u32; Condition::ALL.len()],
    /// How many were declined and would be feasible otherwise.
    pub(crate) declined: u32,
}

/// The result for one market.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) offers: Vec<Blocks>,
    pub(crate) requests: Vec<Blocks>,
    pub(crate) near_misses: Vec<NearMiss>,
}

/// The conditions that a pair misses, a bit each in the order of [`Condition::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missed(pub(crate) u8);

impl Missed {
    /// The condition, if it is one alone.
    fn only(self) -> Option<Condition> {
        let only = self.0.is_power_of_two().then(|| self.0.trailing_zeros())?;
        Condition::ALL.get(index(only)).copied()
    }

    /// Whether the pair misses nothing.
    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether it is one alone.
    #[inline]
    pub(crate) fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }
}

/// What a pair meets and misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) missed: Missed,
    pub(crate) declined: bool,
    pub(crate) price_over: i64,
    pub(crate) bid: i64,
    pub(crate) days_off: i64,
    pub(crate) hours_short: i64,
}

impl Look {
    pub(crate) fn of(pairing: &Pairing<'_, '_>) -> Self {
        let missed = (0..).zip(Condition::ALL);
        let missed = missed.fold(0, |missed, (bit, condition)| {
            missed | u8::from(!pairing.holds(condition)) << bit
        });
        Self {
            missed: Missed(missed),
            declined: pairing.declined(),
            price_over: pairing.price_over(),
            bid: pairing.bid(),
            days_off: pairing.days_off(),
            hours_short: pairing.hours_short(),
        }
    }
}

/// Looks at the pairs of a market one by one, or through its index where it has one.
pub(crate) fn scan(
    setting: Setting<'_>,
    limits: &NearMissLimits,
    group: &Group<'_>,
    solution: &Solution,
    compact: Option<&Compact<'_>>,
) -> Scan {
    let (offers, requests, posts) = match compact {
        None => looked_at(setting, limits, group, solution),
        Some(compact) => indexed::survey(limits, compact, solution),
    };
    Scan {
        offers,
        requests,
        near_misses: collect(setting, group, &posts),
    }
}

fn looked_at(
    setting: Setting<'_>,
    limits: &NearMissLimits,
    group: &Group<'_>,
    solution: &Solution,
) -> (Vec<Blocks>, Vec<Blocks>, Posts) {
    let mut posts = Posts::new(&solution.unsold, &solution.unmet, limits.per_post);
    let mut of_offers = vec![Blocks::default(); group.offers.len()];
    let mut of_requests = vec![Blocks::default(); group.requests.len()];
    let named = by_product(group);
    let offers = group.offers.iter().zip(&mut of_offers).zip(&mut posts.offers);
    for (i, ((offer, of_offer), seller)) in offers.enumerate() {
        for &j in named.get(&offer.product.id).into_iter().flatten() {
            let ends = (of_requests.get_mut(j), posts.requests.get_mut(j));
            let (Some(request), (Some(of_request), Some(buyer))) = (group.requests.get(j), ends) else {
                continue;
            };
            if seller.rest == 0 && buyer.rest == 0 {
                continue;
            }
            if let Some(pairing) = Pairing::new(setting, offer, request) {
                let pair = Look::of(&pairing);
                for blocks in [&mut *of_offer, of_request] {
                    blocks.add_pair(&pair);
                }
                note(&pair, limits, (i, seller), (j, buyer));
            }
        }
    }
    (of_offers, of_requests, posts)
}

/// Requests that name each product.
fn by_product<'a>(group: &Group<'a>) -> BTreeMap<&'a ProductId, Vec<usize>> {
    let mut named: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, request) in group.requests.iter().enumerate() {
        for wanted in &request.wanted {
            named.entry(&wanted.product.id).or_default().push(at);
        }
    }
    named
}

impl Blocks {
    fn add_pair(&mut self, pair: &Look) {
        self.counterparts += 1;
        for (count, bit) in self.blocked.iter_mut().zip(0..) {
            *count += u32::from(pair.missed.0 >> bit & 1);
        }
        self.declined += u32::from(pair.declined && pair.missed.is_none());
    }

    /// Adds some counterparts, and how many of them miss each condition.
    pub(crate) fn add(&mut self, counterparts: usize, missed: &[usize; Condition::ALL.len()]) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.counterparts += number(counterparts);
        for (count, more) in self.blocked.iter_mut().zip(missed) {
            *count += number(*more);
        }
    }

    /// Takes a counterpart off again.
    pub(crate) fn take_off(&mut self, missed: Missed) {
        self.counterparts -= 1;
        for (count, bit) in self.blocked.iter_mut().zip(0..) {
            *count -= u32::from(missed.0 >> bit & 1);
        }
    }

    pub(crate) fn add_declined(&mut self) {
        self.declined += 1;
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.counterparts += other.counterparts;
        self.declined += other.declined;
        for (count, more) in self.blocked.iter_mut().zip(other.blocked) {
            *count += more;
        }
    }
}

/// The pairs that any post has kept, once each, in the order of the posts.
fn collect(setting: Setting<'_>, group: &Group<'_>, posts: &Posts) -> Vec<NearMiss> {
    let kept: BTreeMap<_, _> = posts
        .offers
        .iter()
        .chain(&posts.requests)
        .flat_map(|post| &post.nearest)
        .map(|near| ((near.offer, near.request), *near))
        .collect();
    let near_miss = |near: Near| {
        let (offer, request) = (group.offers.get(near.offer)?, group.requests.get(near.request)?);
        let obstacle = Pairing::new(setting, offer, request)?.obstacle(near.condition)?;
        Some(NearMiss {
            offer: offer.post.id.clone(),
            request: request.post.id.clone(),
            product: offer.product.id.clone(),
            quantity: Quantity(-near.less),
            obstacle,
        })
    };
    kept.into_values().filter_map(near_miss).collect()
}
