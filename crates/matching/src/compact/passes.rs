//! Passes over all pairs of a market, for what is counted and explained.
//!
//! A pass goes through the requests in a fixed number of parts, each with a sum of its own, and joins the sums in
//! an order-free way; so the number of threads changes nothing, and the sums take bounded memory. Within a lane
//! the offers are met by their places one after the other, so that sums kept by place are walked in order.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::lanes::{Buyer, Seller};
use super::look::LaneView;
use super::{Compact, Met, Part, chunks};
use crate::kernel::index;
use crate::near_miss::{Look, Missed, Tally};
use crate::posts::ReadyRequest;

/// What is made of the pairs of a market.
pub(crate) trait Survey {
    /// Takes the counts of some counterparts of an offer, by its place.
    fn of_offer(&mut self, at: usize, tally: &Tally);

    /// Takes the counts of some counterparts of a request.
    fn of_request(&mut self, request: u32, tally: &Tally);

    /// Takes a pair that was declined, which counts as others do.
    fn declined(&mut self, at: usize, request: u32, missed: Missed);

    /// Takes a pair that misses by one condition.
    fn near(&mut self, at: usize, request: u32, look: &Look);
}

/// The sellers of a lane, the place of the first, and which have something left.
struct OfLane<'l> {
    from: usize,
    sellers: &'l [Seller],
    left: &'l [bool],
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

    /// Surveys all pairs of posts of one product and of two organisations, feasible or not, of which at least
    /// one post is `left` (offers by place, requests by number).
    pub(crate) fn survey<A: Survey + Send>(
        &self,
        new: impl Fn() -> A + Sync + Send,
        left: (&[bool], &[bool]),
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let part = |sum: &mut A, part: Part<'_>| self.looks(part, left, sum);
        self.pass(new, part, join)
    }

    fn pass<A: Send>(
        &self,
        new: impl Fn() -> A + Sync + Send,
        part: impl Fn(&mut A, Part<'_>) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let chunks = chunks(self.requests());
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

    /// Lane by lane, so that what is counted for its few sellers stays in the cache while all requests of the part
    /// look at them.
    fn looks(&self, part: Part<'_>, left: (&[bool], &[bool]), survey: &mut impl Survey) {
        let chunk = self.open(part);
        for (product, asked) in self.by_product(chunk.requests) {
            let lanes = self.shelves.get(index(product)).map(Vec::as_slice);
            for &number in lanes.unwrap_or_default() {
                let link = chunk.links.get(index(number)).copied().flatten();
                let lane = self.lanes.get(index(number));
                let sample = lane.and_then(|lane| self.group.offers.get(lane.sample));
                if let (Some(link), Some(lane), Some(sample)) = (link, lane, sample) {
                    let sellers = self.sellers.get(lane.sellers.clone()).unwrap_or_default();
                    let of_lane = OfLane {
                        from: lane.sellers.start,
                        sellers,
                        left: left.0.get(lane.sellers.clone()).unwrap_or_default(),
                    };
                    for asked in asked.chunks(Tally::MOST) {
                        self.look_at(
                            &of_lane,
                            asked,
                            left.1,
                            |ready, buyer, bid| LaneView::new(sample, link, buyer, ready, bid),
                            survey,
                        );
                    }
                }
            }
        }
    }

    /// Some requests of one destination look at a lane.
    fn look_at(
        &self,
        lane: &OfLane<'_>,
        asked: &[(u32, i64)],
        left: &[bool],
        view: impl Fn(&ReadyRequest<'_>, &Buyer, i64) -> LaneView,
        survey: &mut impl Survey,
    ) {
        let mut of_sellers = vec![Tally::default(); lane.sellers.len()];
        for &(request, bid) in asked {
            let ends = (
                self.buyers.get(index(request)),
                self.group.requests.get(index(request)),
            );
            let (Some(buyer), Some(ready)) = ends else {
                continue;
            };
            let all = left.get(index(request)).copied().unwrap_or_default();
            let view = view(ready, buyer, bid);
            let mut of_buyer = Tally::default();
            let sellers = lane.sellers.iter().zip(lane.left).zip(&mut of_sellers);
            for (at, ((seller, left), tally)) in (lane.from..).zip(sellers) {
                if !(all | left) || seller.organisation == buyer.organisation {
                    continue;
                }
                let missed = view.missed(seller, buyer);
                tally.add(missed);
                if of_buyer.add(missed) == Tally::MOST {
                    survey.of_request(request, &std::mem::take(&mut of_buyer));
                }
                let declined = seller.special && self.declined(seller.offer, ready.post.id.as_str());
                if declined {
                    survey.declined(at, request, missed);
                } else if missed.is_one() {
                    survey.near(at, request, &view.look(seller, missed));
                }
            }
            survey.of_request(request, &of_buyer);
        }
        for (at, tally) in (lane.from..).zip(&of_sellers) {
            survey.of_offer(at, tally);
        }
    }

    /// The requests of a part that name each product, with their bids.
    fn by_product(&self, requests: Part<'_>) -> BTreeMap<u32, Vec<(u32, i64)>> {
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
