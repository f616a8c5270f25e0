//! What a pair meets and misses, for the search for near misses.

use super::Link;
use super::lanes::{Buyer, Seller};
use crate::near_miss::{Look, Missed};
use crate::posts::{ReadyOffer, ReadyRequest};

/// What a lane means to a request, whether it fits or not.
pub(super) struct LaneView {
    pub(super) bid: i64,
    pub(super) extra: i64,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) hours_short: i64,
    pub(super) state: bool,
    pub(super) reached: bool,
}

impl LaneView {
    pub(super) fn new(
        sample: &ReadyOffer<'_>,
        link: Link,
        buyer: &Buyer,
        ready: &ReadyRequest<'_>,
        bid: i64,
    ) -> Self {
        let states = &ready.post.states;
        let short = if link.left == i64::MAX {
            0
        } else {
            ready.min_life_hours - link.left
        };
        Self {
            bid,
            extra: link.freight + sample.handling,
            first: buyer.from - link.days,
            last: buyer.to - link.days,
            hours_short: short,
            state: states.is_empty() || states.contains(&sample.post.state),
            reached: sample
                .delivered_to
                .as_ref()
                .is_none_or(|to| to.contains(ready.province)),
        }
    }

    #[inline]
    pub(super) fn look(&self, seller: &Seller, buyer: &Buyer, declined: bool) -> Look {
        let price_over = seller.ask + self.extra - self.bid;
        let days_off = if seller.from > self.last {
            seller.from - self.last
        } else {
            (seller.to - self.first).min(0)
        };
        // In the order of the conditions; no branch, since most of them are as likely met as missed.
        let missed = u8::from(price_over > 0)
            | u8::from(days_off != 0) << 1
            | u8::from(self.hours_short > 0) << 2
            | u8::from(buyer.certificates & !seller.certificates != 0) << 3
            | u8::from(!self.state) << 4
            | u8::from((buyer.grade != 0) & (buyer.grade != seller.grade)) << 5
            | u8::from(seller.lot.max(buyer.lot) > seller.quantity.min(buyer.quantity)) << 6
            | u8::from(!self.reached) << 7;
        Look {
            missed: Missed(missed),
            declined,
            price_over,
            bid: self.bid,
            days_off,
            hours_short: self.hours_short,
        }
    }
}
