//! The nearest few pairs of each post that miss by one condition.

use crate::policy::NearMissLimits;
use crate::reason::Condition;

use super::Look;

/// A pair that misses by one condition. The order of the fields is the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    /// One side has nothing left.
    served: bool,
    distance: i64,
    /// Minus what both sides still have.
    pub(super) less: i64,
    pub(super) offer: usize,
    pub(super) request: usize,
    pub(super) condition: Condition,
}

/// A post and the pairs that it keeps.
#[derive(Clone, Debug, Default)]
pub(super) struct Post {
    pub(super) rest: i64,
    pub(super) nearest: Vec<Near>,
    /// Rank of the last of `nearest` once that is full. A post without a rest keeps none.
    worst: i64,
}

/// All posts of a market.
#[derive(Clone, Debug)]
pub(super) struct Posts {
    pub(super) offers: Vec<Post>,
    pub(super) requests: Vec<Post>,
}

impl Posts {
    pub(super) fn new(unsold: &[i64], unmet: &[i64], per_post: usize) -> Self {
        let side = |rests: &[i64]| {
            let post = |&rest: &i64| Post {
                rest,
                worst: if rest > 0 && per_post > 0 { i64::MAX } else { -1 },
                ..Post::default()
            };
            rests.iter().map(post).collect()
        };
        Self {
            offers: side(unsold),
            requests: side(unmet),
        }
    }

    pub(super) fn joined(mut self, other: Self, per_post: usize) -> Self {
        let own = self.offers.iter_mut().chain(&mut self.requests);
        for (own, other) in own.zip(other.offers.into_iter().chain(other.requests)) {
            for near in other.nearest {
                own.keep(near, per_post);
            }
        }
        self
    }
}

impl Post {
    /// Keeps a pair if it is among the nearest.
    fn keep(&mut self, near: Near, per_post: usize) {
        if self.rest == 0 || self.nearest.len() >= per_post && self.nearest.last() <= Some(&near) {
            return;
        }
        let at = self.nearest.partition_point(|other| *other < near);
        self.nearest.insert(at, near);
        self.nearest.truncate(per_post);
        if let (true, Some(last)) = (self.nearest.len() == per_post, self.nearest.last()) {
            self.worst = rank(last.served, last.distance);
        }
    }
}

/// The first two fields of [`Near`] as one number.
fn rank(served: bool, distance: i64) -> i64 {
    distance.min(1 << 40) | i64::from(served) << 41
}

/// Books a pair that misses by one condition with both sides.
pub(super) fn note(
    pair: &Look,
    limits: &NearMissLimits,
    (offer, seller): (usize, &mut Post),
    (request, buyer): (usize, &mut Post),
) {
    let Some(condition) = pair.missed.only().filter(|_| !pair.declined) else {
        return;
    };
    let Some(distance) = distance(pair, limits, condition) else {
        return;
    };
    let both = seller.rest.min(buyer.rest);
    if rank(both == 0, distance) > seller.worst.max(buyer.worst) {
        return;
    }
    let near = Near {
        served: both == 0,
        distance,
        less: -both,
        offer,
        request,
        condition,
    };
    seller.keep(near, limits.per_post);
    buyer.keep(near, limits.per_post);
}

/// How far a pair is from fitting, in thousandths of the price that the step is reckoned to be worth;
/// `None` where it is too far. Only the order matters: a day counts as much as 1.5 % of the price, another
/// lot or grade as 10 %, another state as 20 %, a certificate, which takes months, as 30 %.
fn distance(pair: &Look, limits: &NearMissLimits, condition: Condition) -> Option<i64> {
    match condition {
        Condition::Price => {
            let (over, bid) = (pair.price_over, pair.bid);
            Some(over * 1_000 / bid.max(1)).filter(|_| over * 100 <= limits.price_percent * bid)
        }
        Condition::Date => {
            let days = pair.days_off.abs();
            Some(days * 15).filter(|_| days <= limits.days)
        }
        Condition::ShelfLife => {
            let hours = pair.hours_short;
            Some(hours * 15 / 24).filter(|_| hours <= limits.days * 24)
        }
        Condition::Grade | Condition::MinimumLot => Some(100),
        Condition::Distance => Some(150),
        Condition::State => Some(200),
        Condition::Certificate => Some(300),
    }
}
