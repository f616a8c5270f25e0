//! A market's posts as numbers, sorted into lanes, so that a pair is tested in a few nanoseconds and most pairs
//! are not looked at.
//!
//! A lane holds the offers of one product in one state at one place under one price basis whose harvest begins
//! in the same eight days. All of them share freight, days on the road and loss of freshness to a given buyer,
//! so with `k_i = ask_i − α_i` the reduced cost of a pair is `k_i` plus a number that depends on the lane and
//! the request alone. Sorted by `k`, a lane is left at the first offer that cannot be good enough, and a lane
//! whose windows, state, shelf life or price cannot fit is not entered. An offer with declined or preferred
//! partners is tested the slow way; its `k` is lowered by the bonus, which keeps the bound valid.
//!
//! This is the same relation as [`Pairing::feasible`] and [`Pairing::parts`]; tests compare them pair by pair.

pub(crate) mod choice;
mod counts;
mod lanes;
mod look;
pub(crate) mod passes;

use chonoi_domain::fold::fold;
use chonoi_domain::id::PlaceCode;
use rayon::prelude::*;

use crate::kernel::{Pair, index};
use crate::pairing::{Pairing, Setting};
use crate::posts::{ReadyOffer, ReadyRequest};
use crate::routes::Road;
use crate::split::Group;
use choice::{Choice, Found, drawn};
use lanes::{Buyer, Lane, Namer, Names, Seller, lanes, wanted};

/// Kinds of certificate that fit a seller's bits; a catalogue with more is not indexed.
pub(crate) const MOST_CERTIFICATES: usize = 64;
/// Requests that are looked at in one go.
const CHUNK: usize = 256;

/// What a lane and a destination share.
#[derive(Clone, Copy, Debug)]
struct Link {
    km: i64,
    days: i64,
    /// Hours of life left at arrival.
    left: i64,
    freight: i64,
    freshness: i64,
}

/// What a lane and a request share.
struct Gate {
    km: i64,
    /// Highest ask that is affordable.
    ask: i64,
    /// First and last ship day that arrive in time.
    first: i64,
    last: i64,
    /// Cost of a pair less the ask.
    rest: i64,
}

/// Requests of one destination, and what each lane means to it.
struct Chunk<'c> {
    requests: &'c [(u32, u32)],
    links: Vec<Option<Link>>,
}

/// The road from each origin.
struct Roads(Vec<Option<Road>>);

/// Lanes in the order of `ask − α`.
pub(crate) struct Ranking(Vec<Vec<(i64, u32)>>);

/// A feasible pair as a pass over all of them meets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met {
    /// Place of the offer in [`Compact::offers`].
    pub(crate) at: usize,
    pub(crate) offer: u32,
    pub(crate) request: u32,
    pub(crate) cost: i64,
    pub(crate) km: i64,
}

/// The index of one market.
pub(crate) struct Compact<'c> {
    setting: Setting<'c>,
    group: &'c Group<'c>,
    /// In the order of the lanes.
    sellers: Vec<Seller>,
    buyers: Vec<Buyer>,
    lanes: Vec<Lane>,
    /// Lanes of each product.
    shelves: Vec<Vec<u32>>,
    origins: Vec<&'c PlaceCode>,
    destinations: Vec<&'c PlaceCode>,
    /// Requests by destination, and where each destination begins.
    order: Vec<(u32, u32)>,
}

impl<'c> Compact<'c> {
    pub(crate) fn new(setting: Setting<'c>, group: &'c Group<'c>) -> Self {
        let mut names = Namer::default();
        let mut products = Names::default();
        let mut origins = Names::default();
        let (lanes, mut shelves, order) = lanes(group, &mut products, &mut origins);
        let sellers = order
            .iter()
            .filter_map(|&offer| Some(names.seller(offer, group.offers.get(index(offer))?)))
            .collect();
        let buyers = group.requests.iter().map(|request| Buyer {
            quantity: request.post.quantity.0,
            lot: request.post.min_lot.0,
            from: request.from,
            to: request.to,
            certificates: names.certificates(request.post.certificates.iter()),
            grade: request
                .post
                .grade
                .as_ref()
                .map_or(0, |grade| names.grades.number(fold(grade))),
            organisation: names.organisations.number(&request.post.buyer),
            wanted: wanted(request, &mut products),
        });
        let buyers = buyers.collect();
        shelves.resize(products.0.len() + 1, Vec::new());
        let mut places = Names::default();
        let mut order: Vec<(u32, u32)> = (0..)
            .zip(&group.requests)
            .map(|(at, request)| (places.number(&request.post.place) - 1, at))
            .collect();
        order.sort_unstable();
        Self {
            setting,
            group,
            sellers,
            buyers,
            lanes,
            shelves,
            origins: origins.in_order(),
            destinations: places.in_order(),
            order,
        }
    }

    /// The lanes by `ask − α`, of all offers that `keep` lets through.
    pub(crate) fn ranking(&self, alpha: &[i64], keep: impl Fn(u32) -> bool + Sync) -> Ranking {
        let rank = |lane: &Lane| {
            let mut ranked: Vec<_> = (0u32..)
                .zip(&self.sellers)
                .skip(lane.sellers.start)
                .take(lane.sellers.len())
                .filter(|(_, seller)| keep(seller.offer))
                .filter_map(|(at, seller)| {
                    let alpha = alpha.get(index(seller.offer))?;
                    Some((seller.ask - alpha - seller.bonus, at))
                })
                .collect();
            ranked.sort_unstable();
            ranked
        };
        Ranking(self.lanes.par_iter().map(rank).collect())
    }

    /// For every request of `requests` (by destination) the pairs chosen for it, the best first.
    pub(crate) fn best(
        &self,
        requests: &[(u32, u32)],
        ranking: &Ranking,
        beta: &[i64],
        choice: Choice<'_>,
    ) -> Vec<(u32, Vec<Found>)> {
        let chunks = chunks(requests).into_par_iter().flat_map_iter(|part| {
            let chunk = self.open(part);
            let best =
                |&(_, request): &(u32, u32)| (request, self.best_of(&chunk, request, ranking, beta, choice));
            chunk.requests.iter().map(best).collect::<Vec<_>>()
        });
        chunks.collect()
    }

    fn best_of(
        &self,
        chunk: &Chunk<'_>,
        request: u32,
        ranking: &Ranking,
        beta: &[i64],
        choice: Choice<'_>,
    ) -> Vec<Found> {
        let Choice { limit, spread, .. } = choice;
        let below = choice.below.of(request);
        let mut best: Vec<Found> = Vec::with_capacity(limit + 1);
        let Some(&beta) = beta.get(index(request)) else {
            return best;
        };
        let mut most = i64::MAX;
        self.gates(chunk, request, |lane, gate, buyer| {
            let ranked = ranking.0.get(index(lane)).map(Vec::as_slice).unwrap_or_default();
            for &(key, at) in ranked {
                if key + gate.rest - beta >= most.min(below) {
                    break;
                }
                let Some(seller) = self.sellers.get(index(at)) else {
                    continue;
                };
                let Some(cost) = self.cost(seller, request, buyer, gate) else {
                    continue;
                };
                // The key is ask − α − bonus, so this is cost − α − β.
                let reduced = cost + key - seller.ask + seller.bonus - beta;
                let offer = seller.offer;
                let ranked = reduced + drawn(offer, request, spread);
                if reduced < below && ranked < most {
                    let found = Found {
                        reduced: ranked,
                        offer,
                        cost,
                    };
                    let at = best.partition_point(|other| *other < found);
                    best.insert(at, found);
                    best.truncate(limit);
                    if let (true, Some(last)) = (best.len() == limit, best.last()) {
                        most = last.reduced;
                    }
                }
            }
        });
        best
    }

    /// `min(most_i, c_ij − β_j)` over the feasible pairs of each offer with these requests.
    pub(crate) fn offer_duals(&self, requests: &[(u32, u32)], beta: &[i64], most: Vec<i64>) -> Vec<i64> {
        let lower = |mut alpha: Vec<i64>, part: Part<'_>| {
            self.each(part, |found| {
                let ends = (alpha.get_mut(index(found.offer)), beta.get(index(found.request)));
                if let (Some(alpha), Some(beta)) = ends {
                    *alpha = (*alpha).min(found.cost - beta);
                }
            });
            alpha
        };
        let parts = chunks(requests).into_par_iter().fold(|| most.clone(), lower);
        let least =
            |left: Vec<i64>, right: Vec<i64>| left.into_iter().zip(right).map(|(l, r)| l.min(r)).collect();
        parts.reduce(|| most.clone(), least)
    }

    /// All feasible pairs between some offers and some requests, ascending.
    pub(crate) fn pairs(&self, requests: &[(u32, u32)], keep: impl Fn(u32) -> bool + Sync) -> Vec<Pair> {
        let chunks = chunks(requests).into_par_iter().flat_map_iter(|part| {
            let mut pairs = Vec::new();
            self.each(part, |found| {
                if keep(found.offer) {
                    pairs.push(Pair {
                        offer: found.offer,
                        request: found.request,
                        cost: found.cost,
                    });
                }
            });
            pairs
        });
        let mut pairs: Vec<Pair> = chunks.collect();
        pairs.par_sort_unstable();
        pairs
    }

    /// The offers in the order of the lanes.
    pub(crate) fn offers(&self) -> impl Iterator<Item = u32> + '_ {
        self.sellers.iter().map(|seller| seller.offer)
    }

    /// All requests by destination.
    pub(crate) fn requests(&self) -> &[(u32, u32)] {
        &self.order
    }

    /// Calls `visit` for every feasible pair of a chunk.
    fn each(&self, part: Part<'_>, mut visit: impl FnMut(Met)) {
        let chunk = self.open(part);
        for &(_, request) in chunk.requests {
            self.gates(&chunk, request, |lane, gate, buyer| {
                for (at, seller) in self.sellers_of(lane) {
                    if seller.ask > gate.ask {
                        // The lane goes on by ask.
                        break;
                    }
                    if let Some(cost) = self.cost(seller, request, buyer, gate) {
                        visit(Met {
                            at,
                            offer: seller.offer,
                            request,
                            cost,
                            km: gate.km,
                        });
                    }
                }
            });
        }
    }

    /// The offers of a lane with their places, the lowest ask first.
    fn sellers_of(&self, lane: u32) -> impl Iterator<Item = (usize, &Seller)> {
        let places = self.lanes.get(index(lane)).map(|lane| lane.sellers.clone());
        let places = places.unwrap_or_default();
        let sellers = self.sellers.get(places.clone()).unwrap_or_default();
        places.zip(sellers)
    }

    /// Calls `visit` for every lane that may hold a partner.
    fn gates(&self, chunk: &Chunk<'_>, request: u32, mut visit: impl FnMut(u32, &Gate, &Buyer)) {
        let ends = (
            self.buyers.get(index(request)),
            self.group.requests.get(index(request)),
        );
        let (Some(buyer), Some(ready)) = ends else {
            return;
        };
        for &(product, bid) in &buyer.wanted {
            let lanes = self
                .shelves
                .get(index(product))
                .map(Vec::as_slice)
                .unwrap_or_default();
            for &number in lanes {
                let link = chunk.links.get(index(number)).copied().flatten();
                let (Some(link), Some(lane)) = (link, self.lanes.get(index(number))) else {
                    continue;
                };
                if let Some(gate) = self.gate(lane, link, buyer, ready, bid) {
                    visit(number, &gate, buyer);
                }
            }
        }
    }

    fn gate(
        &self,
        lane: &Lane,
        link: Link,
        buyer: &Buyer,
        ready: &ReadyRequest<'_>,
        bid: i64,
    ) -> Option<Gate> {
        let (first, last) = (buyer.from - link.days, buyer.to - link.days);
        if lane.earliest > last || lane.latest < first || link.left < ready.min_life_hours {
            return None;
        }
        let offer = self.group.offers.get(lane.sample)?;
        let states = &ready.post.states;
        if !offer.reaches(ready) || !(states.is_empty() || states.contains(&offer.post.state)) {
            return None;
        }
        let freshness = link
            .freshness
            .min(offer.unsold_cost + ready.unmet_cost - 1)
            .max(0);
        Some(Gate {
            km: link.km,
            ask: bid - link.freight - offer.handling,
            first,
            last,
            rest: link.freight + offer.handling + freshness - bid,
        })
    }

    /// The cost of a pair behind a gate, if it is feasible.
    fn cost(&self, seller: &Seller, request: u32, buyer: &Buyer, gate: &Gate) -> Option<i64> {
        let fits = seller.ask <= gate.ask
            && seller.from <= gate.last
            && seller.to >= gate.first
            && seller.lot.max(buyer.lot) <= seller.quantity.min(buyer.quantity)
            && buyer.certificates & !seller.certificates == 0
            && (buyer.grade == 0 || buyer.grade == seller.grade)
            && seller.organisation != buyer.organisation;
        if !fits {
            return None;
        }
        if seller.special {
            let ends = (
                self.group.offers.get(index(seller.offer))?,
                self.group.requests.get(index(request))?,
            );
            let pairing = Pairing::new(self.setting, ends.0, ends.1)?;
            return pairing.feasible().then(|| pairing.parts().cost());
        }
        Some(seller.ask + gate.rest)
    }

    /// Looks up what every lane means to the destination of a chunk.
    fn open<'r>(&self, requests: Part<'r>) -> Chunk<'r> {
        let roads = self.roads(requests);
        let link = |lane: &Lane| Some(self.link(self.group.offers.get(lane.sample)?, roads.from(lane)?));
        Chunk {
            requests,
            links: self.lanes.iter().map(link).collect(),
        }
    }

    /// The roads to where all requests of a part are.
    fn roads(&self, requests: Part<'_>) -> Roads {
        let to = requests.first();
        let to = to.and_then(|(place, _)| self.destinations.get(index(*place)));
        let road = |from: &&PlaceCode| self.setting.routes.road(from, to?);
        Roads(self.origins.iter().map(road).collect())
    }

    /// What an offer and those like it share with a destination.
    fn link(&self, offer: &ReadyOffer<'_>, road: Road) -> Link {
        Link {
            km: road.km,
            days: road.lead.days,
            left: offer.life_hours.map_or(i64::MAX, |life| life - road.lead.hours),
            freight: offer.freight(self.setting.catalogue, road.km),
            freshness: offer.freshness_lost(road.lead),
        }
    }
}

impl Roads {
    fn from(&self, lane: &Lane) -> Option<Road> {
        self.0.get(index(lane.origin)).copied().flatten()
    }
}

/// Requests of one destination, each with the number of that destination.
type Part<'r> = &'r [(u32, u32)];

fn chunks(requests: &[(u32, u32)]) -> Vec<Part<'_>> {
    let same = requests.chunk_by(|left, right| left.0 == right.0);
    same.flat_map(|of_place| of_place.chunks(CHUNK)).collect()
}
