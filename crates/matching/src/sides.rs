//! What a market respects beyond its pairs: fairness among sellers and the capacity of collection points.
//!
//! Both are pseudo-requests of the same transportation problem, behind the real ones, so the kernel, the
//! certificate and the written network know nothing of them.
//!
//! **Fairness.** A group is what one seller offers of one product, `A` in all. The price of what it keeps unsold
//! grows with the share: nothing for the first quarter, then a third, two thirds and the whole of the policy's
//! weight. That is convex, so it is exact in the flow: each of the first three quarters is a pseudo-request of
//! demand `A/4` that need not be filled, with an arc from each offer of the group at the cost of its rest and the
//! quarter's price; the last quarter is the offer's own rest. With floors (see [`crate::fairness`]) the shares are
//! other ones and the last price is prohibitive.
//!
//! **Capacity.** A point takes at most `C` of the `A` that its offers have: `A − C` stays unsold. That is a
//! pseudo-request of demand `A − C` that has to be filled, with an arc from each of its offers at the cost of
//! its rest. What a point cannot take does not count against fairness.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;

use crate::kernel::{Pair, Shipment, Solution, Terminal, Transport, index};
use crate::policy::{Policy, per_thousand};
use crate::posts::{Point, ReadyOffer};
use crate::split::Group;

/// Parts into which what a group offers is cut, with one price each.
const PARTS: i64 = 4;

/// What one seller offers of one product.
#[derive(Clone, Debug)]
pub(crate) struct Seller<'a> {
    pub(crate) product: &'a ProductId,
    pub(crate) supplier: &'a str,
    /// Places of its offers in the market.
    pub(crate) offers: Vec<u32>,
    pub(crate) offered: i64,
    /// The weight of what it keeps, đồng per 1,000 base units.
    weight: i64,
}

/// The sellers of a market, by product and name.
pub(crate) fn sellers<'g>(group: &'g Group<'_>, policy: &Policy) -> Vec<Seller<'g>> {
    let mut sellers: BTreeMap<(&ProductId, &str), Seller<'g>> = BTreeMap::new();
    for (offer, at) in group.offers.iter().zip(0u32..) {
        let (product, supplier) = (&offer.product.id, offer.post.supplier.as_str());
        let seller = sellers.entry((product, supplier)).or_insert_with(|| Seller {
            product,
            supplier,
            offers: Vec::new(),
            offered: 0,
            weight: per_thousand(policy.fairness.per_kg, offer.product),
        });
        seller.offers.push(at);
        seller.offered += offer.post.quantity.0;
    }
    sellers.into_values().collect()
}

/// What a seller pays for what it keeps.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    /// So much at each price, in base units; prices grow.
    pub(crate) parts: Vec<(i64, i64)>,
    /// The price of all that is more.
    pub(crate) last: i64,
}

impl Steps {
    /// By the policy's weight.
    pub(crate) fn weighted(seller: &Seller<'_>) -> Self {
        let price = |part: i64| seller.weight * part / (PARTS - 1);
        Self {
            parts: (0..PARTS - 1)
                .map(|part| (seller.offered / PARTS, price(part)))
                .collect(),
            last: price(PARTS - 1),
        }
    }
}

fn point_name(point: &Point<'_>) -> String {
    format!("capacity {}", point.post.id)
}

/// The pseudo-requests of a market.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    /// How many real requests come before them.
    first: u32,
    pub(crate) requests: Vec<Terminal>,
    /// Ascending by (offer, request).
    pub(crate) pairs: Vec<Pair>,
    /// What the written network calls them.
    pub(crate) names: Vec<String>,
    /// What is added to the cost of every offer's rest.
    rest: Vec<i64>,
}

impl Sides {
    /// The capacities of `points` and, where there are `steps`, what the sellers pay for what they keep.
    pub(crate) fn new(
        group: &Group<'_>,
        points: &[Point<'_>],
        sellers: &[(Seller<'_>, Steps)],
        prohibitive: i64,
    ) -> Self {
        let mut sides = Self {
            first: u32::try_from(group.requests.len()).unwrap_or(u32::MAX),
            rest: vec![0; group.offers.len()],
            ..Self::default()
        };
        for (seller, steps) in sellers {
            sides.seller(group, seller, steps);
        }
        for (point, number) in points.iter().zip(0..) {
            sides.point(group, point, number, prohibitive);
        }
        sides.pairs.sort_unstable();
        sides
    }

    fn seller(&mut self, group: &Group<'_>, seller: &Seller<'_>, steps: &Steps) {
        for (part, (quantity, price)) in steps.parts.iter().enumerate().filter(|(_, part)| part.0 > 0) {
            let name = format!("kept {} {} {part}", seller.product, seller.supplier);
            self.add(group, name, *quantity, 0, &seller.offers, *price);
        }
        for rest in seller.offers.iter().map(|offer| index(*offer)) {
            if let Some(rest) = self.rest.get_mut(rest) {
                *rest = steps.last;
            }
        }
    }

    fn point(&mut self, group: &Group<'_>, point: &Point<'_>, number: usize, prohibitive: i64) {
        let here = |offer: &&(&ReadyOffer<'_>, u32)| offer.0.point == Some(number);
        let numbered: Vec<_> = group.offers.iter().zip(0u32..).collect();
        let Some(room) = point.room() else { return };
        let offers: Vec<u32> = numbered.iter().filter(here).map(|(_, at)| *at).collect();
        let offered: i64 = numbered
            .iter()
            .filter(here)
            .map(|(offer, _)| offer.post.quantity.0)
            .sum();
        let over = offered - room;
        if over > 0 {
            self.add(group, point_name(point), over, prohibitive, &offers, 0);
        }
    }

    fn add(
        &mut self,
        group: &Group<'_>,
        name: String,
        quantity: i64,
        slack_cost: i64,
        offers: &[u32],
        price: i64,
    ) {
        let request = self.first + u32::try_from(self.requests.len()).unwrap_or(u32::MAX);
        self.requests.push(Terminal { quantity, slack_cost });
        self.names.push(name);
        for &offer in offers {
            if let Some(post) = group.offers.get(index(offer)) {
                let cost = post.unsold_cost + price;
                self.pairs.push(Pair { offer, request, cost });
            }
        }
    }

    /// The pseudo-requests that have to be filled.
    pub(crate) fn hard(&self) -> Vec<u32> {
        let numbered = (self.first..).zip(&self.requests);
        let hard = numbered.filter(|(_, request)| request.slack_cost > 0);
        hard.map(|(number, _)| number).collect()
    }

    /// The pseudo-request for what has to stay of all that goes through a point, where it cannot take everything.
    pub(crate) fn window_of(&self, point: &Point<'_>) -> Option<u32> {
        let name = point_name(point);
        let at = self.names.iter().position(|other| *other == name)?;
        Some(self.first + u32::try_from(at).ok()?)
    }

    /// Whether there is nothing to respect.
    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Offers with what their rests cost here.
    pub(crate) fn offers(&self, group: &Group<'_>) -> Vec<Terminal> {
        let offers = group.offers.iter().zip(&self.rest);
        offers
            .map(|(offer, rest)| Terminal {
                quantity: offer.post.quantity.0,
                slack_cost: offer.unsold_cost + rest,
            })
            .collect()
    }

    /// Real requests, then pseudo-requests.
    pub(crate) fn requests(&self, group: &Group<'_>) -> Vec<Terminal> {
        let real = group.requests.iter().map(|request| Terminal {
            quantity: request.post.quantity.0,
            slack_cost: request.unmet_cost,
        });
        real.chain(self.requests.iter().copied()).collect()
    }

    /// All pairs, in their order.
    pub(crate) fn with(&self, mut pairs: Vec<Pair>) -> Vec<Pair> {
        if !self.is_empty() {
            pairs.extend(&self.pairs);
            pairs.sort_unstable();
        }
        pairs
    }

    /// The largest cost of anything here.
    pub(crate) fn most(&self) -> u64 {
        let pairs = self.pairs.iter().map(|pair| pair.cost.unsigned_abs());
        pairs.max().unwrap_or_default()
    }

    /// What one unit more through `point` would be worth, by the duals of an optimal flow.
    pub(crate) fn worth(&self, point: &Point<'_>, flow: &Solution) -> i64 {
        let request = self.window_of(point);
        let dual = request.and_then(|request| flow.request_duals.get(index(request)));
        dual.copied().unwrap_or_default().max(0)
    }

    /// A flow over the real posts alone: what goes to a pseudo-request is unsold. Also what it costs beside the
    /// pairs and rests of the real posts, in thousandths of a đồng: the price of unfairness.
    pub(crate) fn real(&self, group: &Group<'_>, transport: &Transport, flow: &Solution) -> (Solution, i64) {
        let mut real = flow.clone();
        let economic = |offer: usize| group.offers.get(offer).map_or(0, |offer| offer.unsold_cost);
        let mut premium: i64 = flow
            .unsold
            .iter()
            .zip(&self.rest)
            .map(|(unsold, rest)| unsold * rest)
            .sum();
        let is_real = |shipment: &Shipment| {
            let pair = transport.pair(shipment.pair);
            pair.is_none_or(|pair| pair.request < self.first)
        };
        for shipment in flow.shipments.iter().filter(|shipment| !is_real(shipment)) {
            let Some(pair) = transport.pair(shipment.pair) else {
                continue;
            };
            premium += (pair.cost - economic(index(pair.offer))) * shipment.quantity;
            if let Some(unsold) = real.unsold.get_mut(index(pair.offer)) {
                *unsold += shipment.quantity;
            }
        }
        real.shipments.retain(is_real);
        real.unmet.truncate(index(self.first));
        (real, premium)
    }
}
