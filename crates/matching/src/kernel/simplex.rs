//! The pivots: choose an entering arc, find what it drives to zero, move the tree and the potentials.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are offers, then requests, then the root: all arrays are that long"
)]

use super::number::{NARROW, Potential, Reduce};
use super::order::{self, Order};
use super::problem::{KernelError, Transport, index};
use super::rows::{Arc, Arcs};
use super::search::{Entering, Lanes, Search, count};
use super::tree::{NONE, Tree};
use super::{Effort, Shipment, Solution, Stop};

/// A basis that can be optimised again after the arcs have changed: the tree, and the potentials by node.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    pub(super) tree: Tree,
    pub(super) potential: Vec<i64>,
}

/// How a run of pivots ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Optimal,
    Stopped,
    /// Neighbours in the tree no longer are in memory.
    Scattered,
    /// A potential no longer fits its type; the basis is sound.
    TooLarge,
}

impl Basis {
    /// The star of all slack arcs, with the root at zero.
    pub(crate) fn star(problem: &Transport) -> Self {
        let (offers, requests) = (problem.offers(), problem.requests());
        let root = count(offers.len() + requests.len());
        let flows = offers.iter().chain(requests).map(|terminal| terminal.quantity);
        let unsold = offers.iter().map(|terminal| -terminal.slack_cost);
        let unmet = requests.iter().map(|terminal| terminal.slack_cost);
        Self {
            tree: Tree::star(flows, root),
            potential: unsold.chain(unmet).chain([0]).collect(),
        }
    }

    /// Pivots until no arc of the problem has a negative reduced cost, or until it is told to stop; whether
    /// it came to the end. The problem has the nodes that this basis was made for, and every arc of the tree.
    pub(crate) fn optimise(
        &mut self,
        problem: &Transport,
        stop: Stop<'_>,
        effort: &mut Effort,
    ) -> Result<bool, KernelError> {
        let patience = order::patience(problem);
        let ended = match problem.rows().arcs() {
            Arcs::Narrow(arcs) => {
                let narrow = problem.magnitude() <= NARROW && self.fits::<i32>();
                let ended = if narrow {
                    self.pivot_with::<i32, i32>(problem, arcs, patience, stop, effort)?
                } else {
                    Ended::TooLarge
                };
                match ended {
                    Ended::TooLarge => self.pivot_with::<i32, i64>(problem, arcs, patience, stop, effort)?,
                    ended => ended,
                }
            }
            Arcs::Wide(arcs) => self.pivot_with::<i64, i64>(problem, arcs, patience, stop, effort)?,
        };
        match ended {
            Ended::Optimal => Ok(true),
            Ended::Stopped => Ok(false),
            Ended::TooLarge | Ended::Scattered => Err(KernelError::Broken("a potential beyond its bound")),
        }
    }

    /// Recomputes every potential from the tree, after costs have changed. The flow stays what it was.
    pub(crate) fn reprice(&mut self, problem: &Transport) -> Result<(), KernelError> {
        let (offers, requests) = (problem.offers(), problem.requests());
        let (first, root) = (count(offers.len()), count(offers.len() + requests.len()));
        self.potential[index(root)] = 0;
        let mut node = self.tree.next(root);
        while node != root {
            let parent = self.tree.parent(node);
            let above = self.potential[index(parent)];
            let arc = |offer: u32, request: u32| {
                let pair = problem.rows().find(index(offer), request - first);
                let arc = pair.and_then(|pair| problem.rows().arc(pair));
                arc.map(|(_, cost)| cost)
                    .ok_or(KernelError::Broken("a tree arc that is no pair"))
            };
            self.potential[index(node)] = match (node < first, parent == root) {
                (true, true) => -offers[index(node)].slack_cost,
                (false, true) => requests[index(node - first)].slack_cost,
                (true, false) => above - arc(node, parent)?,
                (false, false) => above + arc(parent, node)?,
            };
            node = self.tree.next(node);
        }
        Ok(())
    }

    fn fits<P: Potential>(&self) -> bool {
        self.potential.iter().all(|potential| potential.abs() <= P::LIMIT)
    }

    /// Pivots; after every `patience` potentials that were shifted the nodes are numbered anew.
    fn pivot_with<C: Copy, P: Reduce<C>>(
        &mut self,
        problem: &Transport,
        arcs: &[Arc<C>],
        patience: u64,
        stop: Stop<'_>,
        effort: &mut Effort,
    ) -> Result<Ended, KernelError> {
        let mut potential: Vec<P> = self.potential.iter().map(|&wide| P::of(wide)).collect();
        let mut search = Search::new(problem);
        let mut order: Option<Order<C>> = None;
        let ended = loop {
            let mut simplex = Simplex::<C, P> {
                lanes: order
                    .as_ref()
                    .map_or_else(|| Lanes::new(problem, arcs), Order::lanes),
                offers: count(problem.offers().len()),
                root: count(problem.offers().len() + problem.requests().len()),
                tree: &mut self.tree,
                potential: &mut potential,
                search: &mut search,
                effort,
                patience,
            };
            let ended = simplex.run(stop)?;
            if ended != Ended::Scattered {
                break ended;
            }
            order = Some(Order::along(
                problem,
                arcs,
                order.as_ref(),
                &mut self.tree,
                &mut potential,
            ));
            search.renumbered();
        };
        if let Some(order) = order {
            order.undo(&mut self.tree, &mut potential);
        }
        effort.scanned += search.scanned;
        let root = potential.last().copied().map_or(0, P::wide);
        for (kept, potential) in self.potential.iter_mut().zip(&potential) {
            *kept = potential.wide() - root;
        }
        Ok(ended)
    }

    /// Reads flows and duals off the tree.
    pub(crate) fn solution(&self, problem: &Transport, effort: Effort) -> Result<Solution, KernelError> {
        let (offers, requests) = (problem.offers(), problem.requests());
        let (first, root) = (count(offers.len()), count(offers.len() + requests.len()));
        let mut unsold = vec![0; offers.len()];
        let mut unmet = vec![0; requests.len()];
        let mut shipments = Vec::new();
        let mut objective = 0;
        for node in (0..root).filter(|&node| self.tree.flow(node) > 0) {
            let (parent, quantity) = (self.tree.parent(node), self.tree.flow(node));
            let at = index(node);
            objective += if parent != root {
                let (offer, head) = if node < first {
                    (node, parent)
                } else {
                    (parent, node)
                };
                let found = problem.rows().find(index(offer), head - first);
                let pair = found.ok_or(KernelError::Broken("a tree arc that is no pair"))?;
                shipments.push(Shipment { pair, quantity });
                problem.rows().arc(pair).map_or(0, |(_, cost)| cost) * quantity
            } else if node < first {
                unsold[at] = quantity;
                offers[at].slack_cost * quantity
            } else {
                let request = index(node - first);
                unmet[request] = quantity;
                requests[request].slack_cost * quantity
            };
        }
        shipments.sort_unstable_by_key(|shipment| shipment.pair);
        let (outer, inner) = self.potential.split_at(offers.len());
        Ok(Solution {
            shipments,
            unsold,
            unmet,
            offer_duals: outer.iter().map(|potential| -potential).collect(),
            request_duals: inner.iter().take(requests.len()).copied().collect(),
            objective,
            effort,
        })
    }
}

/// One run of pivots.
struct Simplex<'b, 'p, C, P> {
    lanes: Lanes<'p, C>,
    offers: u32,
    root: u32,
    tree: &'b mut Tree,
    potential: &'b mut [P],
    search: &'b mut Search,
    effort: &'b mut Effort,
    /// Potentials that are still shifted before the nodes are numbered anew.
    patience: u64,
}

/// Pivots between two looks at the stop callback.
const PIVOTS_A_LOOK: u64 = 512;

impl<C: Copy, P: Reduce<C>> Simplex<'_, '_, C, P> {
    fn run(&mut self, stop: Stop<'_>) -> Result<Ended, KernelError> {
        while let Some(entering) = self.search.entering(&self.lanes, self.potential) {
            if self.effort.pivots.is_multiple_of(PIVOTS_A_LOOK) && stop() {
                return Ok(Ended::Stopped);
            }
            let before = self.effort.shifted;
            if !self.pivot(entering)? {
                return Ok(Ended::TooLarge);
            }
            self.patience = self.patience.saturating_sub(self.effort.shifted - before);
            if self.patience == 0 {
                return Ok(Ended::Scattered);
            }
        }
        Ok(Ended::Optimal)
    }

    /// Brings one arc into the tree; whether all potentials still fit their type.
    fn pivot(&mut self, entering: Entering) -> Result<bool, KernelError> {
        let Entering { tail, head, reduced } = entering;
        let cycle = self.tree.cycle(tail, head, self.offers);
        // Of equal flows the head's side leaves: it comes last on the cycle.
        let on_tail_side = cycle.on_tail_side.0 < cycle.on_head_side.0;
        let (flow, leaving) = if on_tail_side {
            cycle.on_tail_side
        } else {
            cycle.on_head_side
        };
        if leaving == NONE {
            return Err(KernelError::Broken("a cycle without a blocking arc"));
        }
        if flow > 0 {
            self.tree.push(tail, head, cycle.apex, self.offers, flow);
        }
        let (inner, onto, shift) = if on_tail_side {
            (tail, head, -reduced)
        } else {
            (head, tail, reduced)
        };
        self.tree.regraft(leaving, inner, onto, cycle.apex, flow);
        let (fits, shifted) = self.shift(inner, shift);
        self.effort.pivots += 1;
        self.effort.climbed += u64::try_from(cycle.length).unwrap_or_default();
        self.effort.shifted += u64::from(shifted);
        self.search.learn(cycle.length + index(shifted));
        Ok(fits)
    }

    /// Adds `by` to the potentials under `top`, or takes it off all others if those are fewer. Says whether
    /// all of them fit their type, and how many there were.
    fn shift(&mut self, top: u32, by: i64) -> (bool, u32) {
        let (inside, all) = (self.tree.size(top), self.root + 1);
        let (mut node, shifted, by) = if inside <= all / 2 {
            (top, inside, by)
        } else {
            (self.tree.next(self.tree.last(top)), all - inside, -by)
        };
        let mut most = 0;
        for _ in 0..shifted {
            let potential = &mut self.potential[index(node)];
            let moved = potential.wide() + by;
            most = most.max(moved.unsigned_abs());
            *potential = P::of(moved);
            node = self.tree.next(node);
        }
        (most <= P::LIMIT.unsigned_abs() || self.recentre(), shifted)
    }

    /// Takes the root's potential off all; whether they fit their type then. One shift moves a potential by
    /// less than three times the limit, which its type still holds.
    fn recentre(&mut self) -> bool {
        let root = self.potential[index(self.root)].wide();
        let mut most = 0;
        for potential in self.potential.iter_mut() {
            let moved = potential.wide() - root;
            most = most.max(moved.unsigned_abs());
            *potential = P::of(moved);
        }
        most <= P::LIMIT.unsigned_abs()
    }
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
    fn a_basis_goes_on_from_other_costs_to_their_optimum() {
        for seed in 1..100 {
            let (before, after) = (degenerate(seed * 7_919), degenerate(seed * 104_729));
            let mut basis = Basis::star(&before);
            basis
                .optimise(&before, &|| false, &mut Effort::default())
                .unwrap();
            basis.reprice(&after).unwrap();
            basis.optimise(&after, &|| false, &mut Effort::default()).unwrap();
            let solution = basis.solution(&after, Effort::default()).unwrap();
            super::super::certificate::certify(&after, &solution).unwrap();
        }
    }

    #[test]
    fn numbering_the_nodes_anew_changes_no_optimum() {
        for (seed, patience) in (1..200).zip([1, 7, 40].into_iter().cycle()) {
            let problem = degenerate(seed * 7_919);
            let Arcs::Narrow(arcs) = problem.rows().arcs() else {
                panic!("small costs are narrow")
            };
            let (mut basis, mut effort) = (Basis::star(&problem), Effort::default());
            let ended = basis.pivot_with::<i32, i32>(&problem, arcs, patience, &|| false, &mut effort);
            assert_eq!(ended.unwrap(), Ended::Optimal);
            let kept = basis.potential.clone();
            basis.reprice(&problem).unwrap();
            assert_eq!(
                basis.potential, kept,
                "tree and potentials have their numbers back"
            );
            let solution = basis.solution(&problem, effort).unwrap();
            super::super::certificate::certify(&problem, &solution).unwrap();
            let other = super::super::solve(&problem).unwrap();
            assert_eq!(solution.objective, other.objective);
        }
    }

    #[test]
    fn every_tree_stays_strongly_feasible() {
        let mut idle = 0;
        for seed in 1..200 {
            let problem = degenerate(seed * 7_919);
            let mut basis = Basis::star(&problem);
            let Arcs::Narrow(arcs) = problem.rows().arcs() else {
                panic!("small costs are narrow")
            };
            let mut potential: Vec<_> = basis.potential.iter().map(|&wide| i32::of(wide)).collect();
            let mut simplex = Simplex::<i32, i32> {
                lanes: Lanes::new(&problem, arcs),
                offers: 12,
                root: 24,
                potential: &mut potential,
                tree: &mut basis.tree,
                search: &mut Search::new(&problem),
                effort: &mut Effort::default(),
                patience: u64::MAX,
            };
            while let Some(entering) = simplex.search.entering(&simplex.lanes, simplex.potential) {
                assert!(simplex.pivot(entering).unwrap());
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
