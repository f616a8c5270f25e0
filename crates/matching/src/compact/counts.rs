//! How many counterparts of a post miss each condition, by bisection instead of looking at each of them.
//!
//! Offers of one product, state, place and price basis are a *crowd* to every request, and requests of one product and
//! place are one to every offer: all pairs of two crowds share freight, days on the road and hours of life left at
//! arrival. So every condition compares one number of the post with one of each member, and its count is read off a
//! sorted list or a short tally. The day and the lot are two comparisons each, of which no pair misses both: a window ends
//! after it begins, and a lot is no larger than what its own post has (where it is, nobody fits, and the member is
//! counted apart). A post and `c` crowds take `c` bisections, however many members these have.
//!
//! Posts of one organisation are no counterparts. They are few, so they are counted with the others and taken off again.

mod crowd;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::lanes::{Buyer, Lane};
use super::look::LaneView;
use super::{Compact, Link, Part};
use crate::kernel::index;
use crate::near_miss::{Blocks, Look};
use crate::pairing::Pairing;
use crate::posts::{ReadyOffer, ReadyRequest};
use crowd::Crowd;

/// What is counted for every post: offers by place, requests by number.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    pub(crate) offers: Vec<Blocks>,
    pub(crate) requests: Vec<Blocks>,
}

/// The offers of one product, state, place and price basis: neighbouring lanes.
struct Bay<'c> {
    /// The first.
    lane: &'c Lane,
    sample: &'c ReadyOffer<'c>,
    sellers: Range<usize>,
    crowd: Crowd<'c>,
}

/// A request and what it bids for one product.
struct Asked<'c> {
    number: u32,
    bid: i64,
    buyer: &'c Buyer,
    ready: &'c ReadyRequest<'c>,
}

/// The requests of one place for one product.
struct Court<'c> {
    asked: Vec<Asked<'c>>,
    crowd: Crowd<'c>,
}

/// Counts for the posts that have something left, offers by place and requests by number.
struct Counter<'c> {
    compact: &'c Compact<'c>,
    left: (&'c [bool], &'c [bool]),
    /// Of each product.
    bays: Vec<Vec<Bay<'c>>>,
    /// Offers of organisations that have requests, too, by organisation.
    own: BTreeMap<u32, Vec<usize>>,
}

impl Compact<'_> {
    /// Counts for every post that has something `left` (offers by place, requests by number); what is counted for
    /// others means nothing.
    pub(crate) fn counts(&self, left: (&[bool], &[bool])) -> Counts {
        let counter = Counter::new(self, left);
        let places: Vec<Part<'_>> = self.order.chunk_by(|one, other| one.0 == other.0).collect();
        let new = || Counts::new(self.sellers.len(), self.buyers.len());
        let add = |counts: &mut Counts, part: Part<'_>| counter.count(part, counts);
        let mut counts = self.pass_over(&places, new, add, Counts::joined);
        counter.count_declined(&mut counts);
        counts
    }
}

impl Counts {
    fn new(offers: usize, requests: usize) -> Self {
        Self {
            offers: vec![Blocks::default(); offers],
            requests: vec![Blocks::default(); requests],
        }
    }

    fn joined(mut self, other: Self) -> Self {
        let own = self.offers.iter_mut().chain(&mut self.requests);
        for (own, other) in own.zip(other.offers.iter().chain(&other.requests)) {
            own.join(other);
        }
        self
    }
}

impl<'c> Counter<'c> {
    fn new(compact: &'c Compact<'c>, left: (&'c [bool], &'c [bool])) -> Self {
        let buyers: BTreeSet<u32> = compact.buyers.iter().map(|buyer| buyer.organisation).collect();
        let mut own: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, seller) in compact.sellers.iter().enumerate() {
            if buyers.contains(&seller.organisation) {
                own.entry(seller.organisation).or_default().push(at);
            }
        }
        let bays = compact.shelves.par_iter().map(|lanes| bays(compact, lanes));
        Self {
            compact,
            left,
            bays: bays.collect(),
            own,
        }
    }

    /// Counts between the requests of one place and all offers.
    fn count(&self, part: Part<'_>, counts: &mut Counts) {
        let roads = self.compact.roads(part);
        for (product, asked) in self.compact.by_product(part) {
            let court = self.court(&asked);
            for bay in self.bays.get(index(product)).into_iter().flatten() {
                if let Some(road) = roads.from(bay.lane) {
                    let link = self.compact.link(bay.sample, road);
                    self.of_requests(bay, link, &court, counts);
                    self.of_offers(bay, link, &court, counts);
                    self.take_off_own(bay, link, &court, counts);
                }
            }
        }
    }

    fn court(&self, asked: &[(u32, i64)]) -> Court<'c> {
        let asked = asked.iter().filter_map(|&(number, bid)| {
            Some(Asked {
                number,
                bid,
                buyer: self.compact.buyers.get(index(number))?,
                ready: self.compact.group.requests.get(index(number))?,
            })
        });
        let asked: Vec<_> = asked.collect();
        Court {
            crowd: Crowd::of_buyers(&asked),
            asked,
        }
    }

    fn of_requests(&self, bay: &Bay<'_>, link: Link, court: &Court<'_>, counts: &mut Counts) {
        for asked in &court.asked {
            if let Some(blocks) = self.request(counts, asked.number) {
                let view = LaneView::new(bay.sample, link, asked.buyer, asked.ready, asked.bid);
                blocks.add(
                    bay.crowd.members,
                    &bay.crowd.missed_by_request(&view, asked.buyer),
                );
            }
        }
    }

    fn of_offers(&self, bay: &Bay<'_>, link: Link, court: &Court<'_>, counts: &mut Counts) {
        // All requests of one place are in one province.
        let reached = court
            .asked
            .first()
            .is_some_and(|asked| bay.sample.reaches(asked.ready));
        let sellers = self.compact.sellers.get(bay.sellers.clone()).unwrap_or_default();
        for (at, seller) in bay.sellers.clone().zip(sellers) {
            if let Some(blocks) = self.offer(counts, at) {
                let missed = court.crowd.missed_by_offer(seller, bay.sample, link, reached);
                blocks.add(court.crowd.members, &missed);
            }
        }
    }

    fn take_off_own(&self, bay: &Bay<'_>, link: Link, court: &Court<'_>, counts: &mut Counts) {
        for asked in &court.asked {
            let Some(places) = self.own.get(&asked.buyer.organisation) else {
                continue;
            };
            let view = LaneView::new(bay.sample, link, asked.buyer, asked.ready, asked.bid);
            for &at in places.iter().filter(|at| bay.sellers.contains(at)) {
                let seller = self.compact.sellers.get(at);
                if let Some(missed) = seller.map(|seller| view.missed(seller, asked.buyer)) {
                    self.offer(counts, at)
                        .into_iter()
                        .for_each(|blocks| blocks.take_off(missed));
                    let request = self.request(counts, asked.number);
                    request.into_iter().for_each(|blocks| blocks.take_off(missed));
                }
            }
        }
    }

    /// Pairs that were declined and would be feasible otherwise.
    fn count_declined(&self, counts: &mut Counts) {
        let Compact { group, setting, .. } = self.compact;
        let offers = || {
            (0..).zip(
                self.compact
                    .offers()
                    .filter_map(|offer| group.offers.get(index(offer))),
            )
        };
        if offers().all(|(_, offer)| offer.excluded.is_empty()) {
            return;
        }
        // The days of a request share an id.
        let mut numbers: BTreeMap<&str, Vec<(u32, &ReadyRequest<'_>)>> = BTreeMap::new();
        for (number, request) in (0..).zip(&group.requests) {
            let same = numbers.entry(request.post.id.as_str()).or_default();
            same.push((number, request));
        }
        for (at, offer) in offers() {
            let declined = offer.excluded.iter().filter_map(|id| numbers.get(id.as_ref()));
            for &(number, request) in declined.flatten() {
                let pairing = Pairing::new(*setting, offer, request);
                if pairing.is_some_and(|pairing| Look::of(&pairing).missed.is_none()) {
                    self.offer(counts, at).into_iter().for_each(Blocks::add_declined);
                    self.request(counts, number)
                        .into_iter()
                        .for_each(Blocks::add_declined);
                }
            }
        }
    }

    /// What is counted for an offer that has something left.
    fn offer<'b>(&self, counts: &'b mut Counts, at: usize) -> Option<&'b mut Blocks> {
        counts
            .offers
            .get_mut(at)
            .filter(|_| self.left.0.get(at) == Some(&true))
    }

    /// The same for a request.
    fn request<'b>(&self, counts: &'b mut Counts, number: u32) -> Option<&'b mut Blocks> {
        let number = index(number);
        counts
            .requests
            .get_mut(number)
            .filter(|_| self.left.1.get(number) == Some(&true))
    }
}

/// Joins neighbouring lanes of a product.
fn bays<'c>(compact: &'c Compact<'c>, lanes: &[u32]) -> Vec<Bay<'c>> {
    let mut bays: Vec<Bay<'_>> = Vec::new();
    for lane in lanes
        .iter()
        .filter_map(|number| compact.lanes.get(index(*number)))
    {
        match bays.last_mut().filter(|_| lane.continues) {
            Some(bay) => bay.sellers.end = lane.sellers.end,
            None => bays.extend(compact.group.offers.get(lane.sample).map(|sample| Bay {
                lane,
                sample,
                sellers: lane.sellers.clone(),
                crowd: Crowd::default(),
            })),
        }
    }
    for bay in &mut bays {
        bay.crowd = Crowd::of_sellers(compact.sellers.get(bay.sellers.clone()).unwrap_or_default());
    }
    bays
}
