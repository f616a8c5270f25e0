//! Passes over all pairs of a market, for what is counted and explained.
//!
//! A pass goes through the requests in a fixed number of parts, each with a sum of its own, and joins the sums in
//! an order-free way; so the number of threads changes nothing, and the sums take bounded memory. Within a lane
//! the offers are met by their places one after the other, so that sums kept by place are walked in order.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::lanes::Lane;
use super::look::LaneView;
use super::{Compact, Met, Part, Roads, chunks};
use crate::kernel::index;
use crate::near_miss::Look;
use crate::policy::NearMissLimits;

/// Posts whose pairs are looked at: offers by place, requests by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between<'b> {
    pub(crate) offers: &'b [bool],
    pub(crate) requests: &'b [bool],
}

/// Parts of a pass. More would cost more sums; fewer would leave cores idle at the end.
const PARTS: usize = 16;

impl Compact<'_> {
    /// Folds over all feasible pairs of the market.
    pub(crate) fn fold<A: Send>(
        &self,
        new: impl Fn() -> A + Sync + Send,
        add: impl Fn(&mut A, Met) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let part = |sum: &mut A, part: Part<'_>| self.each(part, |met| add(sum, met));
        self.pass(new, part, join)
    }

    /// Folds over the pairs of some offers and some requests that miss by one condition alone and were not declined; those
    /// that miss by more than the limits may be left out.
    pub(crate) fn near<A: Send>(
        &self,
        between: Between<'_>,
        limits: &NearMissLimits,
        new: impl Fn() -> A + Sync + Send,
        add: impl Fn(&mut A, usize, u32, &Look) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let chosen = |lane: &Lane| -> Vec<usize> {
            let places = lane.sellers.clone();
            places
                .filter(|at| between.offers.get(*at) == Some(&true))
                .collect()
        };
        let lanes: Vec<_> = self.lanes.par_iter().map(chosen).collect();
        let part = |sum: &mut A, part: Part<'_>| {
            let asked = |(_, request): &&(u32, u32)| between.requests.get(index(*request)) == Some(&true);
            let part: Vec<_> = part.iter().filter(asked).copied().collect();
            self.look(&part, &lanes, limits, |at, request, look| {
                add(sum, at, request, look)
            });
        };
        self.pass(new, part, join)
    }

    fn pass<A: Send>(
        &self,
        new: impl Fn() -> A + Sync + Send,
        part: impl Fn(&mut A, Part<'_>) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        self.pass_over(&chunks(self.requests()), new, part, join)
    }

    pub(super) fn pass_over<A: Send>(
        &self,
        chunks: &[Part<'_>],
        new: impl Fn() -> A + Sync + Send,
        part: impl Fn(&mut A, Part<'_>) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let size = chunks.len().div_ceil(PARTS).max(1);
        let sums = chunks.par_chunks(size).map(|chunks| {
            let mut sum = new();
            for chunk in chunks {
                part(&mut sum, chunk);
            }
            sum
        });
        sums.reduce_with(join).unwrap_or_else(new)
    }

    /// Lane by lane, so that its few sellers stay in the cache while all requests of the part look at them.
    fn look(
        &self,
        part: Part<'_>,
        chosen: &[Vec<usize>],
        limits: &NearMissLimits,
        mut visit: impl FnMut(usize, u32, &Look),
    ) {
        let roads = self.roads(part);
        for (product, asked) in self.by_product(part) {
            for &number in self.shelves.get(index(product)).into_iter().flatten() {
                let ends = (self.lanes.get(index(number)), chosen.get(index(number)));
                let (Some(lane), Some(sellers)) = ends else {
                    continue;
                };
                if !sellers.is_empty() {
                    self.look_at(lane, sellers, &roads, &asked, limits, &mut visit);
                }
            }
        }
    }

    /// Some requests of one destination look at some sellers of a lane.
    fn look_at(
        &self,
        lane: &Lane,
        sellers: &[usize],
        roads: &Roads,
        asked: &[(u32, i64)],
        limits: &NearMissLimits,
        mut visit: impl FnMut(usize, u32, &Look),
    ) {
        let ends = self.group.offers.get(lane.sample).zip(roads.from(lane));
        let Some((sample, road)) = ends else {
            return;
        };
        let link = self.link(sample, road);
        for &(request, bid) in asked {
            let ends = (
                self.buyers.get(index(request)),
                self.group.requests.get(index(request)),
            );
            let (Some(buyer), Some(ready)) = ends else {
                continue;
            };
            let view = LaneView::new(sample, link, buyer, ready, bid);
            if !view.may_be_near(lane, limits) {
                continue;
            }
            let dearest = view.dearest(limits);
            for &at in sellers {
                let Some(seller) = self.sellers.get(at) else {
                    continue;
                };
                if seller.ask > dearest {
                    break;
                }
                let missed = view.missed(seller, buyer);
                let alone = missed.is_one() && seller.organisation != buyer.organisation;
                if alone && !(seller.special && self.declined(seller.offer, ready.post.id.as_str())) {
                    visit(at, request, &view.look(seller, missed));
                }
            }
        }
    }

    /// The requests of a part that name each product, with their bids.
    pub(super) fn by_product(&self, requests: Part<'_>) -> BTreeMap<u32, Vec<(u32, i64)>> {
        let mut asked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for &(_, request) in requests {
            let wanted = self.buyers.get(index(request)).map(|buyer| &buyer.wanted);
            for &(product, bid) in wanted.into_iter().flatten() {
                asked.entry(product).or_default().push((request, bid));
            }
        }
        asked
    }

    fn declined(&self, offer: u32, request: &str) -> bool {
        let offer = self.group.offers.get(index(offer));
        offer.is_some_and(|offer| offer.excluded.contains(request))
    }
}
