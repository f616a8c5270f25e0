//! The pivots: choose an entering arc, find what it drives to zero, move the tree and the potentials.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are offers, then requests, then the root: all arrays are that long"
)]

use super::problem::{KernelError, Transport, index};
use super::tree::Tree;
use super::{Shipment, Solution};

/// An arc with a negative reduced cost.
#[derive(Debug, Clone, Copy)]
struct Entering {
    tail: u32,
    head: u32,
    reduced: i64,
}

/// The arc that the entering one drives to zero, named by its lower node.
#[derive(Debug, Clone, Copy)]
struct Leaving {
    node: u32,
    flow: i64,
    /// It lies on the way from the entering arc's tail to the apex, and not on the head's.
    on_tail_side: bool,
}

/// The state of one solve.
pub(super) struct Simplex<'a> {
    problem: &'a Transport,
    offers: u32,
    root: u32,
    tree: Tree,
    potential: Vec<i64>,
    /// Arcs looked at before the best of them enters.
    block: usize,
    /// Where the search goes on: a lane (an offer, or `offers` for the unmet arcs) and a place in it.
    lane: usize,
    place: usize,
    pivots: u64,
}

impl<'a> Simplex<'a> {
    pub(super) fn new(problem: &'a Transport) -> Self {
        let (offers, requests) = (problem.offers(), problem.requests());
        let root = count(offers.len() + requests.len());
        let flows = offers.iter().chain(requests).map(|terminal| terminal.quantity);
        let unsold = offers.iter().map(|terminal| -terminal.slack_cost);
        let unmet = requests.iter().map(|terminal| terminal.slack_cost);
        let arcs = problem.pair_count() + offers.len() + requests.len();
        Self {
            problem,
            offers: count(offers.len()),
            root,
            tree: Tree::star(flows, root),
            potential: unsold.chain(unmet).chain([0]).collect(),
            block: arcs.isqrt().max(32),
            lane: 0,
            place: 0,
            pivots: 0,
        }
    }

    pub(super) fn run(mut self) -> Result<Solution, KernelError> {
        while let Some(entering) = self.entering() {
            self.pivot(entering)?;
        }
        self.solution()
    }

    /// Block search: the most negative arc of the first block, from where the last search ended, that has
    /// one.
    fn entering(&mut self) -> Option<Entering> {
        let arcs = self.problem.pair_count() + index(self.root);
        let mut best: Option<Entering> = None;
        let (mut scanned, mut room) = (0, self.block);
        while scanned < arcs {
            let looked = self.scan_lane(room, &mut best);
            scanned += looked;
            room -= looked;
            if room == 0 {
                if best.is_some() {
                    return best;
                }
                room = self.block;
            }
        }
        best
    }

    /// Looks at up to `room` arcs of the current lane, moves on, and says how many they were.
    fn scan_lane(&mut self, room: usize, best: &mut Option<Entering>) -> usize {
        let lanes = index(self.offers);
        let length = if self.lane < lanes {
            self.problem.row(self.lane).len() + 1
        } else {
            self.problem.requests().len()
        };
        let until = length.min(self.place + room);
        if self.lane < lanes {
            self.scan_offer(self.lane, until, length, best);
        } else {
            self.scan_unmet(until, best);
        }
        let looked = until - self.place;
        self.place = until;
        if until == length {
            self.place = 0;
            self.lane = if self.lane == lanes { 0 } else { self.lane + 1 };
        }
        looked
    }

    /// An offer's lane: its pairs, then its unsold arc.
    fn scan_offer(&self, offer: usize, until: usize, length: usize, best: &mut Option<Entering>) {
        let row = self.problem.row(offer);
        let tail = count(offer);
        let at = self.potential[offer];
        let mut floor = best.map_or(0, |entering| entering.reduced);
        let pairs = row.start + self.place..row.start + until.min(length - 1);
        let arcs = self.problem.targets()[pairs.clone()]
            .iter()
            .zip(&self.problem.costs()[pairs]);
        for (&request, &cost) in arcs {
            let head = self.offers + request;
            let reduced = cost + at - self.potential[index(head)];
            if reduced < floor {
                floor = reduced;
                *best = Some(Entering { tail, head, reduced });
            }
        }
        if until == length {
            let reduced = self.problem.offers()[offer].slack_cost + at - self.potential[index(self.root)];
            if reduced < floor {
                *best = Some(Entering {
                    tail,
                    head: self.root,
                    reduced,
                });
            }
        }
    }

    /// The last lane: the unmet arcs of all requests.
    fn scan_unmet(&self, until: usize, best: &mut Option<Entering>) {
        let at = self.potential[index(self.root)];
        let mut floor = best.map_or(0, |entering| entering.reduced);
        for request in self.place..until {
            let head = self.offers + count(request);
            let reduced = self.problem.requests()[request].slack_cost + at - self.potential[index(head)];
            if reduced < floor {
                floor = reduced;
                *best = Some(Entering {
                    tail: self.root,
                    head,
                    reduced,
                });
            }
        }
    }

    fn pivot(&mut self, entering: Entering) -> Result<(), KernelError> {
        let Entering { tail, head, reduced } = entering;
        let apex = self.tree.apex(tail, head);
        let leaving = self
            .leaving(tail, head, apex)
            .ok_or(KernelError::Broken("a cycle without a blocking arc"))?;
        self.push(tail, head, apex, leaving.flow);
        let (inner, onto, shift) = if leaving.on_tail_side {
            (tail, head, -reduced)
        } else {
            (head, tail, reduced)
        };
        self.tree.regraft(leaving.node, inner, onto, apex, leaving.flow);
        self.shift(inner, shift);
        self.pivots += 1;
        Ok(())
    }

    /// Only arcs against the cycle lose flow: offers on the tail's way, requests on the head's. The cycle
    /// runs from the apex down to the tail, over the entering arc, and up from the head; of equal flows the
    /// last one met leaves.
    fn leaving(&self, tail: u32, head: u32, apex: u32) -> Option<Leaving> {
        let mut found: Option<Leaving> = None;
        let mut node = tail;
        while node != apex {
            let flow = self.tree.flow(node);
            if node < self.offers && found.is_none_or(|best| flow < best.flow) {
                found = Some(Leaving {
                    node,
                    flow,
                    on_tail_side: true,
                });
            }
            node = self.tree.parent(node);
        }
        node = head;
        while node != apex {
            let flow = self.tree.flow(node);
            if node >= self.offers && found.is_none_or(|best| flow <= best.flow) {
                found = Some(Leaving {
                    node,
                    flow,
                    on_tail_side: false,
                });
            }
            node = self.tree.parent(node);
        }
        found
    }

    /// Sends `amount` round the cycle.
    fn push(&mut self, tail: u32, head: u32, apex: u32, amount: i64) {
        if amount == 0 {
            return;
        }
        for (start, offers_change) in [(tail, -amount), (head, amount)] {
            let mut node = start;
            while node != apex {
                let change = if node < self.offers {
                    offers_change
                } else {
                    -offers_change
                };
                self.tree.add_flow(node, change);
                node = self.tree.parent(node);
            }
        }
    }

    /// Adds `by` to the potentials under `top`, or takes it off all others if those are fewer.
    fn shift(&mut self, top: u32, by: i64) {
        let (inside, all) = (self.tree.size(top), self.root + 1);
        let after = self.tree.next(self.tree.last(top));
        let (mut node, mut left, by) = if inside <= all / 2 {
            (top, inside, by)
        } else {
            (after, all - inside, -by)
        };
        while left > 0 {
            self.potential[index(node)] += by;
            node = self.tree.next(node);
            left -= 1;
        }
        let drift = self.potential[index(self.root)];
        if drift.abs() > self.problem.drift_limit() {
            for potential in &mut self.potential {
                *potential -= drift;
            }
        }
    }

    /// Reads flows and duals off the tree.
    fn solution(&self) -> Result<Solution, KernelError> {
        let (offers, requests) = (self.problem.offers(), self.problem.requests());
        let mut unsold = vec![0; offers.len()];
        let mut unmet = vec![0; requests.len()];
        let mut shipments = Vec::new();
        let mut objective = 0;
        for node in (0..self.root).filter(|&node| self.tree.flow(node) > 0) {
            let (parent, quantity) = (self.tree.parent(node), self.tree.flow(node));
            let at = index(node);
            objective += if parent != self.root {
                let (offer, head) = if node < self.offers {
                    (node, parent)
                } else {
                    (parent, node)
                };
                let found = self.problem.find(index(offer), head - self.offers);
                let pair = found.ok_or(KernelError::Broken("a tree arc that is no pair"))?;
                shipments.push(Shipment { pair, quantity });
                self.problem.costs()[pair] * quantity
            } else if node < self.offers {
                unsold[at] = quantity;
                offers[at].slack_cost * quantity
            } else {
                let request = index(node - self.offers);
                unmet[request] = quantity;
                requests[request].slack_cost * quantity
            };
        }
        shipments.sort_unstable_by_key(|shipment| shipment.pair);
        let zero = self.potential[index(self.root)];
        let (first, second) = self.potential.split_at(offers.len());
        Ok(Solution {
            shipments,
            unsold,
            unmet,
            offer_duals: first.iter().map(|potential| zero - potential).collect(),
            request_duals: second
                .iter()
                .take(requests.len())
                .map(|potential| potential - zero)
                .collect(),
            objective,
            pivots: self.pivots,
        })
    }
}

/// A number of nodes as a node number; [`Transport::new`] has refused more than fit.
fn count(nodes: usize) -> u32 {
    u32::try_from(nodes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::{Pair, Terminal};
    use super::*;

    /// An assignment problem of unit volumes whose costs take few values: nearly every pivot is degenerate.
    fn degenerate(seed: u64) -> Transport {
        let mut state = seed | 1;
        let mut draw = |bound: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::try_from(state % bound).unwrap()
        };
        let side = |size: usize| {
            vec![
                Terminal {
                    quantity: 1,
                    slack_cost: 9
                };
                size
            ]
        };
        let mut pairs = Vec::new();
        for offer in 0..12 {
            for request in 0..12 {
                let cost = draw(4) - 3;
                pairs.push(Pair { offer, request, cost });
            }
        }
        Transport::new(side(12), side(12), &pairs).unwrap()
    }

    #[test]
    fn every_tree_stays_strongly_feasible() {
        let mut idle = 0;
        for seed in 1..200 {
            let problem = degenerate(seed * 7_919);
            let mut simplex = Simplex::new(&problem);
            while let Some(entering) = simplex.entering() {
                simplex.pivot(entering).unwrap();
                for node in 0..simplex.root {
                    let flow = simplex.tree.flow(node);
                    assert!(flow >= 0);
                    idle += i32::from(flow == 0);
                    // A request's arc points away from the root, so it may never be idle.
                    assert!(node < simplex.offers || flow > 0, "seed {seed}, node {node}");
                }
            }
        }
        assert!(idle > 1_000, "the problems are degenerate");
    }
}
