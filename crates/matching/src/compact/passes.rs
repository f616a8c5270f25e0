//! Passes over all pairs of a market, for what is counted and explained.
//!
//! A pass goes through the requests in a fixed number of parts, each with a sum of its own, and joins the sums in
//! an order-free way; so the number of threads changes nothing, and the sums take bounded memory. Within a lane
//! the offers are met by their places one after the other, so that sums kept by place are walked in order.

use rayon::prelude::*;

use super::look::LaneView;
use super::{Compact, Met, Part, chunks};
use crate::kernel::index;
use crate::near_miss::Look;

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

    /// Folds over all pairs of posts of one product and of two organisations, feasible or not, of which at least
    /// one post is `left` (offers by place, requests by number).
    pub(crate) fn survey<A: Send>(
        &self,
        new: impl Fn() -> A + Sync + Send,
        left: (&[bool], &[bool]),
        add: impl Fn(&mut A, usize, u32, &Look) + Sync + Send,
        join: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let part = |sum: &mut A, part: Part<'_>| {
            self.looks(part, left, |at, request, look| add(sum, at, request, look));
        };
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

    fn looks(&self, part: Part<'_>, left: (&[bool], &[bool]), mut visit: impl FnMut(usize, u32, &Look)) {
        let chunk = self.open(part);
        for &(_, request) in chunk.requests {
            let ends = (
                self.buyers.get(index(request)),
                self.group.requests.get(index(request)),
            );
            let (Some(buyer), Some(ready)) = ends else {
                continue;
            };
            let all = left.1.get(index(request)).copied().unwrap_or_default();
            for &(product, bid) in &buyer.wanted {
                let lanes = self.shelves.get(index(product)).map(Vec::as_slice);
                for &number in lanes.unwrap_or_default() {
                    let link = chunk.links.get(index(number)).copied().flatten();
                    let sample = self.lanes.get(index(number)).map(|lane| lane.sample);
                    let sample = sample.and_then(|sample| self.group.offers.get(sample));
                    let (Some(link), Some(sample)) = (link, sample) else {
                        continue;
                    };
                    let view = LaneView::new(sample, link, buyer, ready, bid);
                    for (at, seller) in self.sellers_of(number) {
                        let wanted = all || left.0.get(at).copied().unwrap_or_default();
                        if wanted && seller.organisation != buyer.organisation {
                            let declined =
                                seller.special && self.declined(seller.offer, ready.post.id.as_str());
                            visit(at, request, &view.look(seller, buyer, declined));
                        }
                    }
                }
            }
        }
    }

    fn declined(&self, offer: u32, request: &str) -> bool {
        let offer = self.group.offers.get(index(offer));
        offer.is_some_and(|offer| offer.excluded.contains(request))
    }
}
