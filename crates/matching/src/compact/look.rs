//! What a pair meets and misses, for the search for near misses.

use super::Link;
use super::lanes::{Buyer, Lane, Seller};
use crate::near_miss::{Look, Missed};
use crate::policy::NearMissLimits;
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
            reached: sample.reaches(ready),
        }
    }

    /// Whether a pair of the lane may miss by one condition alone, and by no more than the limits.
    pub(super) fn may_be_near(&self, lane: &Lane, limits: &NearMissLimits) -> bool {
        let missed = [self.hours_short > 0, !self.state, !self.reached];
        missed.into_iter().filter(|missed| *missed).count() <= 1
            && self.hours_short <= limits.days.saturating_mul(24)
            && lane.earliest - self.last <= limits.days
            && self.first - lane.latest <= limits.days
    }

    /// The highest ask of a near miss.
    pub(super) fn dearest(&self, limits: &NearMissLimits) -> i64 {
        self.bid - self.extra + (self.bid * limits.price_percent / 100).max(0)
    }

    /// In the order of the conditions; no branch, since most of them are as likely met as missed.
    #[inline]
    pub(super) fn missed(&self, seller: &Seller, buyer: &Buyer) -> Missed {
        Missed(
            u8::from(seller.ask > self.bid - self.extra)
                | u8::from((seller.from > self.last) | (seller.to < self.first)) << 1
                | u8::from(self.hours_short > 0) << 2
                | u8::from(buyer.certificates & !seller.certificates != 0) << 3
                | u8::from(!self.state) << 4
                | u8::from((buyer.grade != 0) & (buyer.grade != seller.grade)) << 5
                | u8::from(seller.lot.max(buyer.lot) > seller.quantity.min(buyer.quantity)) << 6
                | u8::from(!self.reached) << 7,
        )
    }

    /// What a pair that was not declined meets and misses.
    pub(super) fn look(&self, seller: &Seller, missed: Missed) -> Look {
        let days_off = if seller.from > self.last {
            seller.from - self.last
        } else {
            (seller.to - self.first).min(0)
        };
        Look {
            missed,
            declined: false,
            price_over: seller.ask + self.extra - self.bid,
            bid: self.bid,
            days_off,
            hours_short: self.hours_short,
        }
    }
}
