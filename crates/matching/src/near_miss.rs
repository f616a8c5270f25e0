//! What keeps posts with a rest from their partners: counts for each condition, and the pairs that miss by
//! only one.
//!
//! Every pair with a rest on at least one side is tested against every condition. Of the pairs that miss by
//! exactly one, each post keeps the nearest few: first those where both sides still have something, then by
//! how far away they are.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::Quantity;

use crate::kernel::Solution;
use crate::pairing::{Pairing, Setting};
use crate::plan::NearMiss;
use crate::policy::NearMissLimits;
use crate::reason::Condition;
use crate::split::Group;

/// What the other side of a market means to one post with a rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    /// Posts that name the product, of other organisations.
    pub(crate) counterparts: usize,
    /// How many of them fail each condition, in the order of [`Condition::ALL`].
    pub(crate) blocked: [usize; Condition::ALL.len()],
    /// How many were declined and would be feasible otherwise.
    pub(crate) declined: usize,
}

/// The result for one market.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) offers: Vec<Blocks>,
    pub(crate) requests: Vec<Blocks>,
    pub(crate) near_misses: Vec<NearMiss>,
}

/// A pair that misses by one condition. The order of the fields is the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    /// One side has nothing left.
    served: bool,
    distance: i64,
    /// Minus what both sides still have.
    less: i64,
    offer: usize,
    request: usize,
    condition: Condition,
}

/// A post while its counterparts are looked at.
#[derive(Clone, Debug, Default)]
struct Post {
    rest: i64,
    blocks: Blocks,
    nearest: Vec<Near>,
}

pub(crate) fn scan(
    setting: Setting<'_>,
    limits: &NearMissLimits,
    group: &Group<'_>,
    solution: &Solution,
) -> Scan {
    let post = |&rest: &i64| Post {
        rest,
        ..Post::default()
    };
    let mut offers: Vec<Post> = solution.unsold.iter().map(post).collect();
    let mut requests: Vec<Post> = solution.unmet.iter().map(post).collect();
    let named = by_product(group);
    for (i, (offer, seller)) in group.offers.iter().zip(&mut offers).enumerate() {
        for &j in named
            .get(&offer.product.id)
            .map(Vec::as_slice)
            .unwrap_or_default()
        {
            let (Some(request), Some(buyer)) = (group.requests.get(j), requests.get_mut(j)) else {
                continue;
            };
            if seller.rest == 0 && buyer.rest == 0 {
                continue;
            }
            if let Some(pairing) = Pairing::new(setting, offer, request) {
                look(&pairing, limits, (i, seller), (j, buyer));
            }
        }
    }
    let near_misses = collect(setting, group, offers.iter().chain(&requests));
    let blocks = |posts: Vec<Post>| posts.into_iter().map(|post| post.blocks).collect();
    Scan {
        offers: blocks(offers),
        requests: blocks(requests),
        near_misses,
    }
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

/// Tests one pair and books the result with both sides.
fn look(
    pairing: &Pairing<'_, '_>,
    limits: &NearMissLimits,
    (offer, seller): (usize, &mut Post),
    (request, buyer): (usize, &mut Post),
) {
    let missed = Condition::ALL.map(|condition| !pairing.holds(condition));
    let declined = pairing.declined();
    let free = declined && missed.iter().all(|missed| !missed);
    for post in [&mut *seller, &mut *buyer] {
        post.blocks.counterparts += 1;
        post.blocks.declined += usize::from(free);
        for (count, missed) in post.blocks.blocked.iter_mut().zip(missed) {
            *count += usize::from(missed);
        }
    }
    let mut conditions = Condition::ALL
        .into_iter()
        .zip(missed)
        .filter(|(_, missed)| *missed);
    let (Some((condition, _)), None) = (conditions.next(), conditions.next()) else {
        return;
    };
    let Some(distance) = distance(pairing, limits, condition).filter(|_| !declined) else {
        return;
    };
    let both = seller.rest.min(buyer.rest);
    let near = Near {
        served: both == 0,
        distance,
        less: -both,
        offer,
        request,
        condition,
    };
    for post in [seller, buyer] {
        if post.rest > 0 {
            post.nearest.push(near);
            post.nearest.sort_unstable();
            post.nearest.truncate(limits.per_post);
        }
    }
}

/// How far a pair is from fitting, in thousandths of the price that the step is reckoned to be worth;
/// `None` where it is too far. Only the order matters: a day counts as much as 1.5 % of the price, another
/// lot or grade as 10 %, another state as 20 %, a certificate, which takes months, as 30 %.
fn distance(pairing: &Pairing<'_, '_>, limits: &NearMissLimits, condition: Condition) -> Option<i64> {
    match condition {
        Condition::Price => {
            let (over, bid) = (pairing.price_over(), pairing.bid());
            Some(over * 1_000 / bid.max(1)).filter(|_| over * 100 <= limits.price_percent * bid)
        }
        Condition::Date => {
            let days = pairing.days_off().abs();
            Some(days * 15).filter(|_| days <= limits.days)
        }
        Condition::ShelfLife => {
            let hours = pairing.hours_short();
            Some(hours * 15 / 24).filter(|_| hours <= limits.days * 24)
        }
        Condition::Grade | Condition::MinimumLot => Some(100),
        Condition::Distance => Some(150),
        Condition::State => Some(200),
        Condition::Certificate => Some(300),
    }
}

/// The pairs that any post has kept, once each, in the order of the posts.
fn collect<'p>(
    setting: Setting<'_>,
    group: &Group<'_>,
    posts: impl Iterator<Item = &'p Post>,
) -> Vec<NearMiss> {
    let kept: BTreeMap<_, _> = posts
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
