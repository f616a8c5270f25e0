//! Which arc enters: block search over lanes, with a block as long as a pivot is worth.
//!
//! Arcs are looked at in rounds: the rows of all offers, then all unsold arcs, then all unmet ones. A search
//! goes on where the last one stopped, looks at a block of arcs and takes the most negative of them; only if
//! there is none does it go on to the next block. A long block finds better arcs and so needs fewer pivots; it
//! pays where a pivot itself is dear, that is where the tree is deep. The length therefore follows the
//! average number of nodes that a pivot touches: a node and an arc take about the same time.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are offers, then requests, then the root: all arrays are that long"
)]

use super::number::Reduce;
use super::problem::{Terminal, Transport, index};
use super::rows::Arc;
use super::shortlist::Shortlist;

/// An arc with a negative reduced cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entering {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) reduced: i64,
}

/// The best arc so far, with its reduced cost in the potentials' own type.
type Best<P> = Option<(P, u32, u32)>;

/// What is searched.
pub(super) struct Lanes<'a, C> {
    starts: &'a [usize],
    arcs: &'a [Arc<C>],
    offers: &'a [Terminal],
    requests: &'a [Terminal],
}

/// Where the search goes on, and how far it looks.
#[derive(Debug, Clone)]
pub(super) struct Search {
    /// An offer, or the number of offers for the unsold arcs, or one more for the unmet ones.
    lane: usize,
    place: usize,
    block: usize,
    least: usize,
    most: usize,
    /// Average work of a pivot in sixteenths of a node.
    work: usize,
    shortlist: Shortlist,
    /// Arcs looked at so far.
    pub(super) scanned: u64,
}

/// From this length on a block is so dear that the arcs it passed by are worth another look.
const LONG: usize = 1024;

impl Search {
    pub(super) fn new(problem: &Transport) -> Self {
        let arcs = problem.pair_count() + problem.offers().len() + problem.requests().len();
        let root = arcs.isqrt();
        let least = root.max(32);
        Self {
            lane: 0,
            place: 0,
            block: least,
            least,
            most: (arcs / 4).max(8 * root).max(32),
            work: 0,
            shortlist: Shortlist::default(),
            scanned: 0,
        }
    }

    /// The nodes have other numbers now: the round begins anew.
    pub(super) fn renumbered(&mut self) {
        (self.lane, self.place) = (0, 0);
        self.shortlist = Shortlist::default();
    }

    /// Takes note of the nodes that a pivot touched.
    pub(super) fn learn(&mut self, nodes: usize) {
        self.work = self.work - self.work / 64 + nodes.min(1 << 20) / 4;
        self.block = (self.work / 16).clamp(self.least, self.most);
    }

    /// The most negative arc of the shortlist; else of the first block, from where the last search ended, that has one.
    pub(super) fn entering<C: Copy, P: Reduce<C>>(
        &mut self,
        lanes: &Lanes<'_, C>,
        potential: &[P],
    ) -> Option<Entering> {
        if let Some(again) = self.shortlist.take(potential) {
            return Some(again);
        }
        let arcs = lanes.arcs.len() + lanes.offers.len() + lanes.requests.len();
        let mut best: Best<P> = None;
        let (mut scanned, mut room) = (0, self.block);
        while scanned < arcs {
            let looked = self.scan_lane(lanes, potential, room, &mut best);
            scanned += looked;
            room -= looked;
            if room == 0 {
                if best.is_some() {
                    break;
                }
                room = self.block;
            }
        }
        self.scanned += u64::try_from(scanned).unwrap_or_default();
        self.shortlist.close();
        best.map(|(reduced, tail, head)| Entering {
            tail,
            head,
            reduced: reduced.wide(),
        })
    }

    /// Looks at the row of an offer up to `until`; its most negative arc is noted even if it is not the best.
    fn scan_row<C: Copy, P: Reduce<C>>(
        &mut self,
        lanes: &Lanes<'_, C>,
        potential: &[P],
        until: usize,
        best: &mut Best<P>,
    ) {
        let mut own = None;
        lanes.pairs(potential, self.lane, (self.place, until), &mut own);
        let Some((reduced, tail, head)) = own else {
            return;
        };
        if best.is_none_or(|(floor, ..)| reduced < floor) {
            *best = own;
        }
        if self.block >= LONG {
            let reduced = reduced.wide();
            self.shortlist.note(Entering { tail, head, reduced }, potential);
        }
    }

    /// Looks at up to `room` arcs of the current lane, moves on, and says how many they were.
    fn scan_lane<C: Copy, P: Reduce<C>>(
        &mut self,
        lanes: &Lanes<'_, C>,
        potential: &[P],
        room: usize,
        best: &mut Best<P>,
    ) -> usize {
        let (lane, offers) = (self.lane, lanes.offers.len());
        let length = match lane.checked_sub(offers) {
            None => lanes.starts[lane + 1] - lanes.starts[lane],
            Some(0) => offers,
            Some(_) => lanes.requests.len(),
        };
        let until = length.min(self.place + room);
        match lane.checked_sub(offers) {
            None => self.scan_row(lanes, potential, until, best),
            Some(0) => lanes.unsold(potential, (self.place, until), best),
            Some(_) => lanes.unmet(potential, (self.place, until), best),
        }
        let looked = until - self.place;
        self.place = until;
        if until == length {
            self.place = 0;
            self.lane = if lane > offers { 0 } else { lane + 1 };
        }
        looked
    }
}

impl<'a, C: Copy> Lanes<'a, C> {
    pub(super) fn new(problem: &'a Transport, arcs: &'a [Arc<C>]) -> Self {
        Self::of(
            problem.rows().starts(),
            arcs,
            problem.offers(),
            problem.requests(),
        )
    }

    pub(super) fn of(
        starts: &'a [usize],
        arcs: &'a [Arc<C>],
        offers: &'a [Terminal],
        requests: &'a [Terminal],
    ) -> Self {
        Self {
            starts,
            arcs,
            offers,
            requests,
        }
    }

    fn pairs<P: Reduce<C>>(&self, potential: &[P], offer: usize, part: (usize, usize), best: &mut Best<P>) {
        let start = self.starts[offer];
        let heads = &potential[self.offers.len()..];
        let at = potential[offer];
        let mut floor = best.map_or(P::default(), |(reduced, ..)| reduced);
        let mut found = None;
        for arc in &self.arcs[start + part.0..start + part.1] {
            let reduced = P::reduced(arc.cost, at, heads[index(arc.target)]);
            if reduced < floor {
                floor = reduced;
                found = Some(arc.target);
            }
        }
        if let Some(target) = found {
            *best = Some((floor, count(offer), count(self.offers.len()) + target));
        }
    }

    fn unsold<P: Reduce<C>>(&self, potential: &[P], part: (usize, usize), best: &mut Best<P>) {
        let root = self.offers.len() + self.requests.len();
        let mut floor = best.map_or(0, |(reduced, ..)| reduced.wide());
        for offer in part.0..part.1 {
            let reduced = self.offers[offer].slack_cost + potential[offer].wide() - potential[root].wide();
            if reduced < floor {
                floor = reduced;
                *best = Some((P::of(reduced), count(offer), count(root)));
            }
        }
    }

    fn unmet<P: Reduce<C>>(&self, potential: &[P], part: (usize, usize), best: &mut Best<P>) {
        let root = self.offers.len() + self.requests.len();
        let mut floor = best.map_or(0, |(reduced, ..)| reduced.wide());
        for request in part.0..part.1 {
            let head = self.offers.len() + request;
            let reduced = self.requests[request].slack_cost + potential[root].wide() - potential[head].wide();
            if reduced < floor {
                floor = reduced;
                *best = Some((P::of(reduced), count(root), count(head)));
            }
        }
    }
}

/// A number of nodes as a node number; the problem has refused more than fit.
pub(super) fn count(nodes: usize) -> u32 {
    u32::try_from(nodes).unwrap_or(u32::MAX)
}
