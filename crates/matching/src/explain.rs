//! Why each match was made and each rest was left, read off the optimal duals.
//!
//! The reduced cost of a pair is what the whole plan would lose, at least, for every unit forced through
//! it. That makes "the next best offer is at least so much dearer" a statement with a proof.

pub mod pair;

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};

use crate::compact::{Compact, Met};
use crate::kernel::{Pair, Solution, Transport, index};
use crate::near_miss::{Blocks, Scan};
use crate::network::Component;
use crate::pairing::{Pairing, Setting};
use crate::plan::Parts;
use crate::reason::{Condition, Reason};
use crate::split::Group;

/// Goods that keep no longer are called perishable: the ten days of iced fish and ripe fruit.
pub(crate) const PERISHABLE_HOURS: i64 = 240;
/// From this step on a request is called urgent: a shortage.
const URGENT: i32 = 4;

/// What the feasible partners of one post look like.
#[derive(Clone, Debug)]
struct Partners {
    feasible: usize,
    /// What they have in all; saturated.
    quantity: i64,
    /// The smallest reduced cost among those without a match with this post, and whose it is.
    next: (i64, u32),
    /// Partners with a match with this post; counted at the end.
    matched: usize,
}

/// No partner is next.
const NOBODY: (i64, u32) = (i64::MAX, u32::MAX);

impl Default for Partners {
    fn default() -> Self {
        Self {
            feasible: 0,
            quantity: 0,
            next: NOBODY,
            matched: 0,
        }
    }
}

impl Partners {
    #[inline]
    fn add(&mut self, quantity: i64) {
        self.feasible += 1;
        self.quantity = self.quantity.saturating_add(quantity);
    }

    fn join(&mut self, other: &Self) {
        self.feasible += other.feasible;
        self.quantity = self.quantity.saturating_add(other.quantity);
        self.next = self.next.min(other.next);
    }

    fn next(&self) -> Option<(i64, u32)> {
        Some(self.next).filter(|next| *next != NOBODY)
    }

    /// Partners without a match with this post.
    fn idle(&self) -> usize {
        self.feasible - self.matched
    }
}

/// A request's feasible offers by cost and distance.
#[derive(Clone, Debug)]
struct Choice {
    /// The offers it is matched with, what they cost, and how many feasible ones cost less.
    matched: Vec<(u32, i64, usize)>,
    /// The highest of these costs.
    dearest: i64,
    nearest_km: i64,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            matched: Vec::new(),
            dearest: i64::MIN,
            nearest_km: i64::MAX,
        }
    }
}

/// What a post brings into every pair.
struct End {
    quantity: i64,
    dual: i64,
}

/// All posts of a market: the offers in the order in which the pairs are met, the requests by number.
struct Sides {
    offers: Vec<End>,
    requests: Vec<End>,
}

impl Sides {
    fn new(group: &Group<'_>, solution: &Solution, compact: Option<&Compact<'_>>) -> Self {
        let end = |(quantity, dual): (Quantity, &i64)| End {
            quantity: quantity.0,
            dual: *dual,
        };
        let quantities = group.offers.iter().map(|offer| offer.post.quantity);
        let mut offers: Vec<_> = quantities.zip(&solution.offer_duals).map(end).collect();
        if let Some(compact) = compact {
            let places = compact.offers().filter_map(|offer| offers.get(index(offer)));
            offers = places
                .map(|&End { quantity, dual }| End { quantity, dual })
                .collect();
        }
        let quantities = group.requests.iter().map(|request| request.post.quantity);
        Self {
            offers,
            requests: quantities.zip(&solution.request_duals).map(end).collect(),
        }
    }
}

/// What was counted by place, by number.
fn by_number(compact: &Compact<'_>, counted: Vec<Partners>) -> Vec<Partners> {
    let mut numbered = vec![Partners::default(); counted.len()];
    for (partners, offer) in counted.into_iter().zip(compact.offers()) {
        if let Some(slot) = numbered.get_mut(index(offer)) {
            *slot = partners;
        }
    }
    numbered
}

/// What is counted for every post over the feasible pairs of a market, the offers in the order of [`Sides`].
#[derive(Clone, Debug)]
struct Tally {
    offers: Vec<Partners>,
    requests: Vec<Partners>,
    choices: Vec<Choice>,
}

/// One pass over all feasible pairs of a market, kept by post.
pub(crate) struct View<'c> {
    component: &'c Component<'c>,
    tally: Tally,
    /// Feasible pairs.
    pub(crate) pairs: usize,
}

impl<'c> View<'c> {
    /// Looks at every pair of `transport`, or of the index where there is one.
    pub(crate) fn new(
        setting: Setting<'_>,
        component: &'c Component<'c>,
        transport: &Transport,
        solution: &Solution,
        compact: Option<&Compact<'_>>,
    ) -> Self {
        let new = || Tally::new(&component.posts, transport, solution);
        let sides = Sides::new(&component.posts, solution, compact);
        let mut tally = match compact {
            Some(compact) => compact.fold(new, |tally, met| tally.add(&sides, met), Tally::joined),
            None => {
                let mut tally = new();
                for pair in transport.pairs() {
                    if let Some(km) = road_km(setting, &component.posts, pair) {
                        let Pair { offer, request, cost } = pair;
                        let at = index(offer);
                        tally.add(
                            &sides,
                            Met {
                                at,
                                offer,
                                request,
                                cost,
                                km,
                            },
                        );
                    }
                }
                tally
            }
        };
        if let Some(compact) = compact {
            tally.offers = by_number(compact, tally.offers);
        }
        tally.count_matched();
        Self {
            component,
            pairs: tally.offers.iter().map(|partners| partners.feasible).sum(),
            tally,
        }
    }

    /// Whether any request fits the offer.
    pub(crate) fn is_wanted(&self, offer: usize) -> bool {
        let partners = self.tally.offers.get(offer);
        partners.is_some_and(|partners| partners.feasible > 0)
    }

    pub(crate) fn why_matched(&self, pairing: &Pairing<'_, '_>, pair: Pair, parts: Parts) -> Vec<Reason> {
        let mut reasons = vec![Reason::Margin {
            per_thousand: UnitPrice(parts.bid - parts.delivered()),
        }];
        reasons.extend(self.choice(pairing, pair));
        if let Some(hours) = pairing
            .offer
            .life_hours
            .filter(|hours| *hours <= PERISHABLE_HOURS)
        {
            reasons.push(Reason::Perishable { hours });
        }
        let urgency = pairing.request.post.urgency;
        if urgency >= URGENT {
            reasons.push(Reason::Urgent { urgency });
        }
        if parts.stability > 0 {
            reasons.push(Reason::Continues);
        }
        reasons
    }

    /// How this partner compares with the others.
    fn choice(&self, pairing: &Pairing<'_, '_>, pair: Pair) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let (offers, requests) = (
            self.tally.requests.get(index(pair.request)),
            self.tally.offers.get(index(pair.offer)),
        );
        let (Some(offers), Some(requests)) = (offers, requests) else {
            return reasons;
        };
        for (partners, of) in [(offers, Side::Buyer), (requests, Side::Supplier)] {
            if partners.feasible == 1 {
                reasons.push(Reason::OnlyPartner { of });
            }
        }
        let choice = self.tally.choices.get(index(pair.request));
        if let Some(choice) = choice.filter(|_| offers.feasible > 1) {
            let matched = choice.matched.iter().find(|(offer, ..)| *offer == pair.offer);
            reasons.extend(matched.map(|(.., below)| Reason::CostRank {
                rank: below + 1,
                of: offers.feasible,
            }));
            if choice.nearest_km == pairing.road.km {
                reasons.push(Reason::Nearest { km: pairing.road.km });
            }
        }
        let next = offers.next().and_then(|(dearer_by, offer)| {
            let post = &self.component.posts.offers.get(index(offer))?.post;
            Some(Reason::RunnerUp {
                offer: post.id.clone(),
                dearer_by: UnitPrice(dearer_by),
            })
        });
        reasons.extend(next);
        reasons
    }

    pub(crate) fn why_unsold(&self, at: usize, posted: Quantity, scan: &Scan) -> Vec<Reason> {
        why_left(self.tally.offers.get(at), scan.offers.get(at), posted)
    }

    pub(crate) fn why_unmet(&self, at: usize, posted: Quantity, scan: &Scan) -> Vec<Reason> {
        why_left(self.tally.requests.get(at), scan.requests.get(at), posted)
    }
}

impl Tally {
    fn new(group: &Group<'_>, transport: &Transport, solution: &Solution) -> Self {
        let mut choices = vec![Choice::default(); group.requests.len()];
        let shipped = solution
            .shipments
            .iter()
            .filter_map(|shipment| transport.pair(shipment.pair));
        for pair in shipped {
            if let Some(choice) = choices.get_mut(index(pair.request)) {
                choice.matched.push((pair.offer, pair.cost, 0));
                choice.dearest = choice.dearest.max(pair.cost);
            }
        }
        Self {
            offers: vec![Partners::default(); group.offers.len()],
            requests: vec![Partners::default(); group.requests.len()],
            choices,
        }
    }

    /// Counts the matches of both sides, once all pairs were met and the offers stand by number.
    fn count_matched(&mut self) {
        for (choice, request) in self.choices.iter().zip(&mut self.requests) {
            request.matched = choice.matched.len();
            for (offer, ..) in &choice.matched {
                if let Some(offer) = self.offers.get_mut(index(*offer)) {
                    offer.matched += 1;
                }
            }
        }
    }

    #[inline]
    fn add(&mut self, sides: &Sides, met: Met) {
        let j = index(met.request);
        let ends = (
            self.offers.get_mut(met.at),
            self.requests.get_mut(j),
            self.choices.get_mut(j),
        );
        let posts = (sides.offers.get(met.at), sides.requests.get(j));
        let ((Some(seller), Some(buyer), Some(choice)), (Some(offer), Some(request))) = (ends, posts) else {
            return;
        };
        if met.cost < choice.dearest {
            for (_, cost, below) in &mut choice.matched {
                *below += usize::from(met.cost < *cost);
            }
        }
        choice.nearest_km = choice.nearest_km.min(met.km);
        seller.add(request.quantity);
        buyer.add(offer.quantity);
        let reduced = (met.cost - offer.dual - request.dual).max(0);
        let (of_seller, of_buyer) = ((reduced, met.request), (reduced, met.offer));
        // Few pairs come so far, so only they are compared with the matches.
        if of_seller < seller.next || of_buyer < buyer.next {
            let used = choice.matched.iter().any(|(offer, ..)| *offer == met.offer);
            if !used {
                seller.next = seller.next.min(of_seller);
                buyer.next = buyer.next.min(of_buyer);
            }
        }
    }

    /// The tally of two parts of the pairs.
    fn joined(mut self, other: Self) -> Self {
        let own = self.offers.iter_mut().chain(&mut self.requests);
        for (own, other) in own.zip(other.offers.iter().chain(&other.requests)) {
            own.join(other);
        }
        for (own, other) in self.choices.iter_mut().zip(other.choices) {
            for ((.., below), (.., more)) in own.matched.iter_mut().zip(other.matched) {
                *below += more;
            }
            own.nearest_km = own.nearest_km.min(other.nearest_km);
        }
        self
    }
}

fn road_km(setting: Setting<'_>, group: &Group<'_>, pair: Pair) -> Option<i64> {
    let (offer, request) = (
        group.offers.get(index(pair.offer))?,
        group.requests.get(index(pair.request))?,
    );
    Some(setting.routes.road(&offer.post.place, &request.post.place)?.km)
}

/// Reasons of a rest: first what the feasible partners did, then what kept the others out.
fn why_left(partners: Option<&Partners>, blocks: Option<&Blocks>, posted: Quantity) -> Vec<Reason> {
    let (Some(partners), Some(blocks)) = (partners, blocks) else {
        return Vec::new();
    };
    if blocks.counterparts == 0 {
        return vec![Reason::NoCounterpart];
    }
    let mut reasons = Vec::new();
    if partners.feasible > 0 && partners.quantity < posted.0 {
        reasons.push(Reason::PartnersHaveLess {
            quantity: Quantity(partners.quantity),
        });
    } else if partners.matched > 0 {
        reasons.push(Reason::Shared {
            pairs: partners.matched,
        });
    }
    if let Some((by, _)) = partners.next() {
        reasons.push(Reason::Outdone {
            pairs: partners.idle(),
            by: UnitPrice(by),
        });
    }
    let counts = Condition::ALL.into_iter().zip(blocks.blocked);
    let blocked = counts.filter(|(_, pairs)| *pairs > 0);
    reasons.extend(blocked.map(|(by, pairs)| Reason::Blocked {
        by,
        pairs: index(pairs),
    }));
    if blocks.declined > 0 {
        reasons.push(Reason::Declined {
            pairs: index(blocks.declined),
        });
    }
    reasons
}
