//! Why each match was made and each rest was left, read off the optimal duals.
//!
//! The reduced cost of a pair is what the whole plan would lose, at least, for every unit forced through
//! it. That makes "the next best offer is at least so much dearer" a statement with a proof.

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};

use crate::kernel::{Pair, Solution, index};
use crate::near_miss::{Blocks, Scan};
use crate::network::Component;
use crate::pairing::{Pairing, Setting};
use crate::plan::Parts;
use crate::reason::{Condition, Reason};

/// Goods that keep no longer are called perishable: the ten days of iced fish and ripe fruit.
const PERISHABLE_HOURS: i64 = 240;
/// From this step on a request is called urgent: a shortage.
const URGENT: i32 = 4;

/// What the feasible partners of one post look like.
#[derive(Clone, Debug, Default)]
struct Partners {
    feasible: usize,
    /// What they have in all; saturated.
    quantity: i64,
    /// Partners without a match with this post.
    idle: usize,
    /// The smallest reduced cost among those, and whose it is.
    next: Option<(i64, u32)>,
}

impl Partners {
    fn add(&mut self, quantity: i64, reduced: Option<i64>, partner: u32) {
        self.feasible += 1;
        self.quantity = self.quantity.saturating_add(quantity);
        if let Some(reduced) = reduced {
            self.idle += 1;
            let better = self.next.is_none_or(|(least, _)| reduced < least);
            self.next = if better {
                Some((reduced, partner))
            } else {
                self.next
            };
        }
    }
}

/// A request's feasible offers by cost and distance.
#[derive(Clone, Debug, Default)]
struct Choice {
    /// Ascending.
    costs: Vec<i64>,
    nearest_km: Option<i64>,
}

/// One pass over all feasible pairs of a market, kept by post.
pub(crate) struct View<'c> {
    component: &'c Component<'c>,
    offers: Vec<Partners>,
    requests: Vec<Partners>,
    choices: Vec<Choice>,
}

impl<'c> View<'c> {
    pub(crate) fn new(setting: Setting<'_>, component: &'c Component<'c>, solution: &Solution) -> Self {
        let (offers, requests) = (component.posts.offers.len(), component.posts.requests.len());
        let mut view = Self {
            component,
            offers: vec![Partners::default(); offers],
            requests: vec![Partners::default(); requests],
            choices: vec![Choice::default(); requests],
        };
        let mut shipped = solution.shipments.iter().peekable();
        for (position, pair) in component.transport.pairs().enumerate() {
            let used = shipped.next_if(|shipment| shipment.pair == position).is_some();
            view.add(setting, solution, pair, used);
        }
        for choice in &mut view.choices {
            choice.costs.sort_unstable();
        }
        view
    }

    fn add(&mut self, setting: Setting<'_>, solution: &Solution, pair: Pair, used: bool) -> Option<()> {
        let (i, j) = (index(pair.offer), index(pair.request));
        let (offer, request) = (
            self.component.posts.offers.get(i)?,
            self.component.posts.requests.get(j)?,
        );
        let dual = solution.offer_duals.get(i)? + solution.request_duals.get(j)?;
        let reduced = (!used).then_some(pair.cost - dual);
        self.offers
            .get_mut(i)?
            .add(request.post.quantity.0, reduced, pair.request);
        self.requests
            .get_mut(j)?
            .add(offer.post.quantity.0, reduced, pair.offer);
        let choice = self.choices.get_mut(j)?;
        choice.costs.push(pair.cost);
        let km = setting.routes.road(&offer.post.place, &request.post.place)?.km;
        choice.nearest_km = Some(choice.nearest_km.map_or(km, |nearest| nearest.min(km)));
        Some(())
    }

    pub(crate) fn why_matched(
        &self,
        pairing: &Pairing<'_, '_>,
        pair: Pair,
        parts: Parts,
        quantity: i64,
    ) -> Vec<Reason> {
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
        let lot = pairing.lot().0;
        if quantity < lot {
            reasons.push(Reason::BelowMinimumLot { lot: Quantity(lot) });
        }
        reasons
    }

    /// How this partner compares with the others.
    fn choice(&self, pairing: &Pairing<'_, '_>, pair: Pair) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let (offers, requests) = (
            self.requests.get(index(pair.request)),
            self.offers.get(index(pair.offer)),
        );
        let (Some(offers), Some(requests)) = (offers, requests) else {
            return reasons;
        };
        for (partners, of) in [(offers, Side::Buyer), (requests, Side::Supplier)] {
            if partners.feasible == 1 {
                reasons.push(Reason::OnlyPartner { of });
            }
        }
        if let Some(choice) = self
            .choices
            .get(index(pair.request))
            .filter(|choice| choice.costs.len() > 1)
        {
            let rank = choice.costs.partition_point(|&cost| cost < pair.cost) + 1;
            reasons.push(Reason::CostRank {
                rank,
                of: choice.costs.len(),
            });
            if choice.nearest_km == Some(pairing.road.km) {
                reasons.push(Reason::Nearest { km: pairing.road.km });
            }
        }
        let next = offers.next.and_then(|(dearer_by, offer)| {
            let post = self.component.posts.offers.get(index(offer))?.post;
            Some(Reason::RunnerUp {
                offer: post.id.clone(),
                dearer_by: UnitPrice(dearer_by),
            })
        });
        reasons.extend(next);
        reasons
    }

    pub(crate) fn why_unsold(&self, at: usize, posted: Quantity, scan: &Scan) -> Vec<Reason> {
        why_left(self.offers.get(at), scan.offers.get(at), posted)
    }

    pub(crate) fn why_unmet(&self, at: usize, posted: Quantity, scan: &Scan) -> Vec<Reason> {
        why_left(self.requests.get(at), scan.requests.get(at), posted)
    }
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
    } else if partners.feasible > partners.idle {
        reasons.push(Reason::Shared {
            pairs: partners.feasible - partners.idle,
        });
    }
    if let Some((by, _)) = partners.next {
        reasons.push(Reason::Outdone {
            pairs: partners.idle,
            by: UnitPrice(by),
        });
    }
    let counts = Condition::ALL.into_iter().zip(blocks.blocked);
    let blocked = counts.filter(|(_, pairs)| *pairs > 0);
    reasons.extend(blocked.map(|(by, pairs)| Reason::Blocked { by, pairs }));
    if blocks.declined > 0 {
        reasons.push(Reason::Declined {
            pairs: blocks.declined,
        });
    }
    reasons
}
