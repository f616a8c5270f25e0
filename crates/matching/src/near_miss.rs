//! What keeps posts with a rest from their partners: counts for each condition, and the pairs that miss by
//! only one.
//!
//! Every pair with a rest on at least one side is tested against every condition. Of the pairs that miss by
//! exactly one, each post keeps the nearest few: first those where both sides still have something, then by
//! how far away they are.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::Quantity;

use crate::compact::Compact;
use crate::compact::passes::Survey;
use crate::kernel::{Solution, index};
use crate::pairing::{Pairing, Setting};
use crate::plan::NearMiss;
use crate::policy::NearMissLimits;
use crate::reason::Condition;
use crate::split::Group;

/// What the other side of a market means to one post with a rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    /// Posts that name the product, of other organisations.
    pub(crate) counterparts: u32,
    /// How many of them fail each condition, in the order of [`Condition::ALL`].
    pub(crate) blocked: [u32; Condition::ALL.len()],
    /// How many were declined and would be feasible otherwise.
    pub(crate) declined: u32,
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
    /// Rank of the last of `nearest` once that is full. A post without a rest keeps none.
    worst: i64,
}

/// All posts of a market while its pairs are looked at.
#[derive(Clone)]
struct Posts {
    offers: Vec<Post>,
    requests: Vec<Post>,
}

/// The conditions that a pair misses, a bit each in the order of [`Condition::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missed(pub(crate) u8);

impl Missed {
    /// The condition, if it is one alone.
    fn only(self) -> Option<Condition> {
        let only = self.0.is_power_of_two().then(|| self.0.trailing_zeros())?;
        Condition::ALL.get(index(only)).copied()
    }

    /// Whether it is one alone.
    #[inline]
    pub(crate) fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }
}

/// Up to [`Tally::MOST`] counterparts of a post, and how many of them miss each condition: eight counts of eight bits,
/// so that a pair is counted by one addition.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    counterparts: usize,
    missed: u64,
}

impl Tally {
    /// Counterparts until a count could overflow.
    pub(crate) const MOST: usize = 255;

    /// Counts a pair, and says how many there are now. Of more than [`Self::MOST`] nothing is true.
    #[inline]
    pub(crate) fn add(&mut self, missed: Missed) -> usize {
        self.missed += SPREAD.get(usize::from(missed.0)).copied().unwrap_or_default();
        self.counterparts += 1;
        self.counterparts
    }
}

/// For every set of conditions a one in the byte of each.
#[expect(
    clippy::indexing_slicing,
    reason = "worked out by the compiler, which would refuse a place that is not there"
)]
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut missed = 0;
    while missed < spread.len() {
        let mut condition = 0;
        while condition < Condition::ALL.len() {
            spread[missed] |= if missed >> condition & 1 == 1 {
                1u64 << (8 * condition)
            } else {
                0
            };
            condition += 1;
        }
        missed += 1;
    }
    spread
};

/// What a pair meets and misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) missed: Missed,
    pub(crate) declined: bool,
    pub(crate) price_over: i64,
    pub(crate) bid: i64,
    pub(crate) days_off: i64,
    pub(crate) hours_short: i64,
}

impl Look {
    pub(crate) fn of(pairing: &Pairing<'_, '_>) -> Self {
        let missed = (0..).zip(Condition::ALL);
        let missed = missed.fold(0, |missed, (bit, condition)| {
            missed | u8::from(!pairing.holds(condition)) << bit
        });
        Self {
            missed: Missed(missed),
            declined: pairing.declined(),
            price_over: pairing.price_over(),
            bid: pairing.bid(),
            days_off: pairing.days_off(),
            hours_short: pairing.hours_short(),
        }
    }
}

/// Looks at the pairs of a market one by one, or through its index where it has one.
pub(crate) fn scan(
    setting: Setting<'_>,
    limits: &NearMissLimits,
    group: &Group<'_>,
    solution: &Solution,
    compact: Option<&Compact<'_>>,
) -> Scan {
    let Posts { offers, requests } = match compact {
        None => looked_at(
            setting,
            limits,
            group,
            Posts::new(&solution.unsold, &solution.unmet, limits.per_post),
        ),
        Some(compact) => surveyed(limits, compact, solution),
    };
    let near_misses = collect(setting, group, offers.iter().chain(&requests));
    let blocks = |posts: Vec<Post>| posts.into_iter().map(|post| post.blocks).collect();
    Scan {
        offers: blocks(offers),
        requests: blocks(requests),
        near_misses,
    }
}

impl Posts {
    fn new(unsold: &[i64], unmet: &[i64], per_post: usize) -> Self {
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

    fn joined(mut self, other: Self, per_post: usize) -> Self {
        let own = self.offers.iter_mut().chain(&mut self.requests);
        for (own, other) in own.zip(other.offers.into_iter().chain(other.requests)) {
            own.blocks.counterparts += other.blocks.counterparts;
            own.blocks.declined += other.blocks.declined;
            for (count, more) in own.blocks.blocked.iter_mut().zip(other.blocks.blocked) {
                *count += more;
            }
            for near in other.nearest {
                own.keep(near, per_post);
            }
        }
        self
    }
}

/// The same through the index, whose order of the offers is another.
fn surveyed(limits: &NearMissLimits, compact: &Compact<'_>, solution: &Solution) -> Posts {
    let numbers: Vec<usize> = compact.offers().map(index).collect();
    let unsold = numbers
        .iter()
        .map(|offer| solution.unsold.get(*offer).copied().unwrap_or_default());
    let unsold: Vec<i64> = unsold.collect();
    let left = |rests: &[i64]| -> Vec<bool> { rests.iter().map(|rest| *rest > 0).collect() };
    let left = (left(&unsold), left(&solution.unmet));
    let surveyor = compact.survey(
        || Surveyor {
            posts: Posts::new(&unsold, &solution.unmet, limits.per_post),
            numbers: &numbers,
            limits,
        },
        (&left.0, &left.1),
        |left, right| Surveyor {
            posts: left.posts.joined(right.posts, limits.per_post),
            ..left
        },
    );
    let mut posts = surveyor.posts;
    let mut offers = vec![Post::default(); numbers.len()];
    for (post, offer) in posts.offers.into_iter().zip(&numbers) {
        if let Some(slot) = offers.get_mut(*offer) {
            *slot = post;
        }
    }
    posts.offers = offers;
    posts
}

/// A part of a survey. Its offers stand by their places in the index.
struct Surveyor<'s> {
    posts: Posts,
    /// Number of each offer.
    numbers: &'s [usize],
    limits: &'s NearMissLimits,
}

impl Survey for Surveyor<'_> {
    fn of_offer(&mut self, at: usize, tally: &Tally) {
        if let Some(post) = self.posts.offers.get_mut(at) {
            post.blocks.add(tally);
        }
    }

    fn of_request(&mut self, request: u32, tally: &Tally) {
        if let Some(post) = self.posts.requests.get_mut(index(request)) {
            post.blocks.add(tally);
        }
    }

    fn declined(&mut self, at: usize, request: u32, missed: Missed) {
        let ends = (
            self.posts.offers.get_mut(at),
            self.posts.requests.get_mut(index(request)),
        );
        for post in [ends.0, ends.1].into_iter().flatten() {
            post.blocks.declined += u32::from(missed.0 == 0);
        }
    }

    fn near(&mut self, at: usize, request: u32, look: &Look) {
        let request = index(request);
        let ends = (
            self.posts.offers.get_mut(at),
            self.posts.requests.get_mut(request),
        );
        if let ((Some(seller), Some(buyer)), Some(&offer)) = (ends, self.numbers.get(at)) {
            note(look, self.limits, (offer, seller), (request, buyer));
        }
    }
}

fn looked_at(setting: Setting<'_>, limits: &NearMissLimits, group: &Group<'_>, mut posts: Posts) -> Posts {
    let named = by_product(group);
    for (i, (offer, seller)) in group.offers.iter().zip(&mut posts.offers).enumerate() {
        let named = named.get(&offer.product.id).map(Vec::as_slice);
        for &j in named.unwrap_or_default() {
            let (Some(request), Some(buyer)) = (group.requests.get(j), posts.requests.get_mut(j)) else {
                continue;
            };
            if seller.rest == 0 && buyer.rest == 0 {
                continue;
            }
            if let Some(pairing) = Pairing::new(setting, offer, request) {
                let pair = Look::of(&pairing);
                let mut tally = Tally::default();
                tally.add(pair.missed);
                for post in [&mut *seller, &mut *buyer] {
                    post.blocks.add(&tally);
                    post.blocks.declined += u32::from(pair.declined && pair.missed.0 == 0);
                }
                note(&pair, limits, (i, seller), (j, buyer));
            }
        }
    }
    posts
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

impl Blocks {
    fn add(&mut self, tally: &Tally) {
        self.counterparts += u32::try_from(tally.counterparts).unwrap_or(u32::MAX);
        for (count, more) in self.blocked.iter_mut().zip(tally.missed.to_le_bytes()) {
            *count += u32::from(more);
        }
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
fn note(
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
