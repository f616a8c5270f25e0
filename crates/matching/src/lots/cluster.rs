//! The surroundings of the pairs that a dive has forbidden: small parts of a market, without a post in common, in
//! which a better plan is looked for while the rest of the plan stays as it is.

use std::collections::VecDeque;

use crate::kernel::{Pair, Terminal, Transport, index};

use super::branch::{Lane, Part};
use super::{Lots, Rests};

/// Posts of one part: enough for a forbidden pair, its other partners and theirs.
const POSTS: usize = 24;

/// Some posts of a market.
#[derive(Debug)]
pub(super) struct Cluster {
    /// Ascending.
    offers: Vec<u32>,
    /// Ascending.
    requests: Vec<u32>,
    /// Requests that are no posts and take something from these offers, ascending. Other clusters may have them, too;
    /// each only moves what its own offers have there.
    limits: Vec<u32>,
}

/// Who is matched with whom, and which pairs were forbidden, by post.
struct Links {
    offers: Vec<Vec<u32>>,
    requests: Vec<Vec<u32>>,
    /// What goes to requests that are no posts, by offer.
    limits: Vec<Vec<u32>>,
}

/// Parts around the forbidden pairs, in their order.
pub(super) fn around(
    lots: &Lots,
    transport: &Transport,
    forbidden: &[usize],
    carried: &[i64],
) -> Vec<Cluster> {
    let links = Links::new(lots, transport, forbidden, carried);
    let mut taken = (
        vec![false; transport.offers().len()],
        vec![false; transport.requests().len()],
    );
    let seeds = forbidden.iter().filter_map(|&place| transport.pair(place));
    seeds.filter_map(|seed| links.grow(seed, &mut taken)).collect()
}

impl Links {
    fn new(lots: &Lots, transport: &Transport, forbidden: &[usize], carried: &[i64]) -> Self {
        let mut links = Self {
            offers: vec![Vec::new(); transport.offers().len()],
            requests: vec![Vec::new(); transport.requests().len()],
            limits: vec![Vec::new(); transport.offers().len()],
        };
        for (pair, _) in transport
            .pairs()
            .zip(carried)
            .filter(|(_, quantity)| **quantity > 0)
        {
            if lots.is_post(pair.request) {
                links.join(pair);
            } else if let Some(limits) = links.limits.get_mut(index(pair.offer)) {
                limits.push(pair.request);
            }
        }
        let idle = |place: &&usize| carried.get(**place).is_none_or(|quantity| *quantity == 0);
        let lost = forbidden.iter().filter(idle);
        lost.filter_map(|&place| transport.pair(place))
            .for_each(|pair| links.join(pair));
        links
    }

    fn join(&mut self, pair: Pair) {
        if let Some(partners) = self.offers.get_mut(index(pair.offer)) {
            partners.push(pair.request);
        }
        if let Some(partners) = self.requests.get_mut(index(pair.request)) {
            partners.push(pair.offer);
        }
    }

    /// The posts around a pair that no other part has; `None` where both of its own are taken.
    fn grow(&self, seed: Pair, taken: &mut (Vec<bool>, Vec<bool>)) -> Option<Cluster> {
        let mut cluster = Cluster {
            offers: Vec::new(),
            requests: Vec::new(),
            limits: Vec::new(),
        };
        let mut queue = VecDeque::from([(true, seed.offer), (false, seed.request)]);
        while let Some((offer, post)) = queue.pop_front() {
            let (taken, posts, partners) = if offer {
                (&mut taken.0, &mut cluster.offers, &self.offers)
            } else {
                (&mut taken.1, &mut cluster.requests, &self.requests)
            };
            match taken.get_mut(index(post)) {
                Some(taken) if !*taken => *taken = true,
                _ => continue,
            }
            posts.push(post);
            let partners = partners.get(index(post)).map(Vec::as_slice).unwrap_or_default();
            queue.extend(partners.iter().map(|&partner| (!offer, partner)));
            if cluster.offers.len() + cluster.requests.len() == POSTS {
                break;
            }
        }
        cluster.offers.sort_unstable();
        cluster.requests.sort_unstable();
        let offers = cluster.offers.iter();
        let limits = offers.filter_map(|offer| self.limits.get(index(*offer)));
        cluster.limits = limits.flatten().copied().collect();
        cluster.limits.sort_unstable();
        cluster.limits.dedup();
        (!cluster.offers.is_empty() && !cluster.requests.is_empty()).then_some(cluster)
    }
}

impl Cluster {
    /// The part of the market that these posts are; what they carry to others stays theirs.
    pub(super) fn part(&self, lots: &Lots, transport: &Transport, rests: &Rests, carried: &[i64]) -> Part {
        let mut part = Part {
            offers: terminals(&self.offers, transport.offers(), &rests.unsold),
            requests: terminals(&self.requests, transport.requests(), &rests.unmet),
            hard: self
                .requests
                .iter()
                .chain(&self.limits)
                .map(|request| lots.is_hard(*request))
                .collect(),
            lanes: Vec::new(),
            carried: Vec::new(),
        };
        let limits = self.limits.iter().filter_map(|&limit| {
            let limit = transport.requests().get(index(limit))?;
            Some(Terminal {
                quantity: 0,
                ..*limit
            })
        });
        part.requests.extend(limits);
        for (offer, number) in self.offers.iter().zip(0u32..) {
            for (request, other) in self.requests.iter().chain(&self.limits).zip(0u32..) {
                let Some(place) = transport.position(*offer, *request) else {
                    continue;
                };
                let pair = transport.pair(place).map(|pair| Pair {
                    offer: number,
                    request: other,
                    cost: pair.cost,
                });
                if let Some((pair, &quantity)) = pair.zip(carried.get(place)) {
                    let lot = lots.of(*offer, *request);
                    part.add(Lane { pair, lot, place }, quantity);
                }
            }
        }
        part
    }
}

/// Posts with what they have left.
fn terminals(posts: &[u32], side: &[Terminal], rests: &[i64]) -> Vec<Terminal> {
    let posts = posts.iter().map(|&post| index(post));
    let terminals = posts.filter_map(|post| side.get(post).zip(rests.get(post)));
    let left = terminals.map(|(terminal, &quantity)| Terminal {
        quantity,
        ..*terminal
    });
    left.collect()
}
