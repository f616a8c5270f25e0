//! A problem that is kept solved while its terminals change.
//!
//! # The method
//!
//! Terminals stand in slots. A vacant slot is a terminal of one unit that hangs on the root, costs nothing there
//! and pairs with nobody, so it changes neither the objective nor the optimum. To change a terminal, its slack arc
//! enters the tree by one pivot, whatever it costs, so that it hangs on the root. Its quantity, its cost and its pairs
//! are then written anew. Children whose pair is still there stay with what they ship, at its new cost, as long as the
//! new quantity has room for them; the others are hung on the root by their own slack arcs, which leaves what was
//! shipped unsold or unmet. All this keeps the tree feasible and strongly feasible: a request that is hung on the
//! root had flow on its arc, because an idle arc of the tree points to the root. The pivots go on from there.
//!
//! # The proof
//!
//! The search ends after it has seen every arc since the last pivot and found none negative: that is dual
//! feasibility. [`Edited::optimise`] then recomputes conservation and both objectives from the terminals alone,
//! in 128 bits, and refuses an answer whose objectives differ. Told to stop, it lowers the duals until they are
//! feasible, as [`super::certificate::bound`] does, and gives that bound.
//!
//! # Complexity and overflow
//!
//! An edit costs the depth of the terminal, the nodes under the cut arcs, and its pairs; proving it reads every arc
//! once. Memory is 16 bytes an arc. All numbers are 64 bits wide, within the bounds of the kernel's header.
#![expect(
    clippy::indexing_slicing,
    reason = "slots are below the capacity, nodes are offers, then requests, then the root"
)]

mod duals;
mod prove;

use super::Stop;
use super::problem::{KernelError, Terminal, index, magnitude};
use super::search::count;
use super::tree::{NONE, Tree};

/// Pivots between two looks at the stop callback.
const PIVOTS_A_LOOK: u64 = 64;

/// What a vacant slot holds.
const VACANT: Terminal = Terminal {
    quantity: 1,
    slack_cost: 0,
};

/// The pairs of one offer, ascending by request.
#[derive(Debug, Clone, Default)]
struct Row {
    targets: Vec<u32>,
    costs: Vec<i64>,
}

/// An arc that would lower the objective.
#[derive(Debug, Clone, Copy)]
struct Entering {
    tail: u32,
    head: u32,
    reduced: i64,
}

/// How an optimisation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Cost of the flow.
    pub(crate) objective: i64,
    /// No flow costs less. Equals the objective unless the budget ran out.
    pub(crate) bound: i64,
    /// What the flow saves against leaving everything unsold and unmet.
    pub(crate) welfare: i64,
    /// Pivots since the last edit.
    pub(crate) pivots: u64,
}

/// A flow on a pair, or a rest where one end is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flow {
    /// Slot of the offer.
    pub(crate) offer: u32,
    /// Slot of the request.
    pub(crate) request: u32,
    /// Cost of one unit.
    pub(crate) cost: i64,
    /// Units; always positive.
    pub(crate) quantity: i64,
}

/// A problem with slots for its terminals, and the basis in which it was last left.
#[derive(Debug, Clone)]
pub(crate) struct Edited {
    offers: Vec<Terminal>,
    requests: Vec<Terminal>,
    rows: Vec<Row>,
    /// For each request the offers that pair with it, ascending.
    columns: Vec<Vec<u32>>,
    /// Largest absolute cost that any pair has had.
    most: u64,
    arcs: usize,
    tree: Tree,
    potential: Vec<i64>,
    /// Where the search goes on: an offer's row, then the slack arcs of offers, then those of requests.
    lane: usize,
}

impl Edited {
    /// Vacant slots.
    pub(crate) fn vacant(offers: usize, requests: usize) -> Result<Self, KernelError> {
        let nodes = offers.saturating_add(requests);
        let root = u32::try_from(nodes).map_err(|_| KernelError::TooMany)?;
        if root == NONE {
            return Err(KernelError::TooMany);
        }
        Ok(Self {
            offers: vec![VACANT; offers],
            requests: vec![VACANT; requests],
            rows: vec![Row::default(); offers],
            columns: vec![Vec::new(); requests],
            most: 0,
            arcs: 0,
            tree: Tree::star(std::iter::repeat_n(VACANT.quantity, nodes), root),
            potential: vec![0; nodes + 1],
            lane: 0,
        })
    }

    /// Writes an offer with its pairs `(request, cost)`, ascending by request; `None` vacates the slot.
    ///
    /// # Errors
    /// [`KernelError::Broken`] for a bug here.
    pub(crate) fn set_offer(
        &mut self,
        slot: u32,
        terminal: Option<Terminal>,
        pairs: &[(u32, i64)],
    ) -> Result<(), KernelError> {
        self.hang(slot)?;
        let at = index(slot);
        let old = std::mem::take(&mut self.rows[at]);
        for &request in &old.targets {
            drop_sorted(&mut self.columns[index(request)], slot);
        }
        for &(request, _) in pairs {
            add_sorted(&mut self.columns[index(request)], slot);
        }
        self.arcs = self.arcs - old.targets.len() + pairs.len();
        self.rows[at] = Row {
            targets: pairs.iter().map(|(request, _)| *request).collect(),
            costs: pairs.iter().map(|(_, cost)| *cost).collect(),
        };
        self.note(pairs);
        self.offers[at] = terminal.unwrap_or(VACANT);
        self.settle(slot, pairs);
        self.lane = at;
        Ok(())
    }

    /// Writes a request with its pairs `(offer, cost)`, ascending by offer; `None` vacates the slot.
    ///
    /// # Errors
    /// [`KernelError::Broken`] for a bug here.
    pub(crate) fn set_request(
        &mut self,
        slot: u32,
        terminal: Option<Terminal>,
        pairs: &[(u32, i64)],
    ) -> Result<(), KernelError> {
        let node = count(self.offers.len()) + slot;
        self.hang(node)?;
        let old = std::mem::take(&mut self.columns[index(slot)]);
        for &offer in &old {
            let row = &mut self.rows[index(offer)];
            if let Ok(place) = row.targets.binary_search(&slot) {
                row.targets.remove(place);
                row.costs.remove(place);
            }
        }
        for &(offer, cost) in pairs {
            let row = &mut self.rows[index(offer)];
            if let Err(place) = row.targets.binary_search(&slot) {
                row.targets.insert(place, slot);
                row.costs.insert(place, cost);
            }
        }
        self.arcs = self.arcs - old.len() + pairs.len();
        self.columns[index(slot)] = pairs.iter().map(|(offer, _)| *offer).collect();
        self.note(pairs);
        self.requests[index(slot)] = terminal.unwrap_or(VACANT);
        self.settle(node, pairs);
        self.lane = pairs.first().map_or(self.lane, |(offer, _)| index(*offer));
        Ok(())
    }

    /// Pivots to the optimum, or until told to stop, and proves the answer.
    ///
    /// # Errors
    /// [`KernelError::TooLarge`] where the numbers could leave 64 bits, [`KernelError::Broken`] for a bug here.
    pub(crate) fn optimise(&mut self, stop: Stop<'_>) -> Result<Standing, KernelError> {
        magnitude(&self.offers, &self.requests, self.most)?;
        let mut pivots = 0;
        let mut optimal = true;
        while let Some(entering) = self.entering() {
            if pivots % PIVOTS_A_LOOK == 0 && stop() {
                optimal = false;
                break;
            }
            self.pivot(entering)?;
            pivots += 1;
        }
        let root = self.potential[index(self.root())];
        if root != 0 {
            self.potential.iter_mut().for_each(|potential| *potential -= root);
        }
        let objective = self.primal()?;
        let bound = if optimal { self.dual() } else { self.bound() };
        let narrow =
            |value: i128| i64::try_from(value).map_err(|_| KernelError::Broken("a sum beyond 64 bits"));
        let idle = self.offers.iter().chain(&self.requests);
        let idle: i128 = idle
            .map(|t| i128::from(t.quantity) * i128::from(t.slack_cost))
            .sum();
        let welfare = narrow(idle - objective)?;
        let (objective, bound) = (narrow(objective)?, narrow(bound)?);
        if bound > objective || (optimal && bound != objective) {
            return Err(KernelError::Broken("primal and dual objectives differ"));
        }
        Ok(Standing {
            objective,
            bound,
            welfare,
            pivots,
        })
    }

    /// The flows on pairs, ascending.
    pub(crate) fn flows(&self) -> Vec<Flow> {
        let mut flows: Vec<_> = (0..self.root()).filter_map(|node| self.pair_flow(node)).collect();
        flows.sort_unstable();
        flows
    }

    /// Slots for offers and for requests.
    pub(crate) fn capacity(&self) -> (usize, usize) {
        (self.offers.len(), self.requests.len())
    }

    /// Pairs.
    pub(crate) fn arcs(&self) -> usize {
        self.arcs
    }

    fn root(&self) -> u32 {
        count(self.offers.len() + self.requests.len())
    }

    fn note(&mut self, pairs: &[(u32, i64)]) {
        let most = pairs.iter().map(|(_, cost)| cost.unsigned_abs()).max();
        self.most = self.most.max(most.unwrap_or_default());
    }

    fn terminal(&self, node: u32) -> Terminal {
        let at = index(node);
        let request = || self.requests[at - self.offers.len()];
        self.offers.get(at).copied().unwrap_or_else(request)
    }

    /// Makes a node a child of the root by a pivot with its slack arc.
    fn hang(&mut self, node: u32) -> Result<(), KernelError> {
        let root = self.root();
        if self.tree.parent(node) == root {
            return Ok(());
        }
        let is_offer = index(node) < self.offers.len();
        let (tail, head) = if is_offer { (node, root) } else { (root, node) };
        let slack = self.terminal(node).slack_cost;
        let reduced = slack + self.potential[index(tail)] - self.potential[index(head)];
        self.pivot(Entering { tail, head, reduced })
    }

    /// Makes the tree fit a child of the root whose terminal and pairs are new.
    fn settle(&mut self, node: u32, pairs: &[(u32, i64)]) {
        let (root, first) = (self.root(), count(self.offers.len()));
        let is_offer = node < first;
        let mut kept = Vec::new();
        let end = self.tree.last(node);
        let mut above = node;
        while above != end {
            let child = self.tree.next(above);
            above = self.tree.last(child);
            let other = if is_offer { child - first } else { child };
            let pair = pairs.binary_search_by_key(&other, |(other, _)| *other).ok();
            kept.push((child, pair.map(|pair| pairs[pair].1)));
        }
        // A request keeps something unmet: an idle arc to it would point away from the root.
        let least = i64::from(!is_offer);
        let mut left = self.terminal(node).quantity;
        for (child, cost) in &mut kept {
            let flow = self.tree.flow(*child);
            if cost.is_some() && left - flow >= least {
                left -= flow;
            } else {
                *cost = None;
            }
        }
        for &(child, cost) in &kept {
            if cost.is_none() {
                let flow = self.tree.flow(child);
                self.tree.regraft(child, child, root, root, flow);
                let by = self.slack_potential(child) - self.potential[index(child)];
                self.shift_inside(child, by);
            }
        }
        self.tree.regraft(node, node, root, root, left);
        self.potential[index(node)] = self.slack_potential(node);
        for (child, cost) in kept {
            if let Some(cost) = cost {
                let cost = if is_offer { cost } else { -cost };
                let by = self.potential[index(node)] + cost - self.potential[index(child)];
                self.shift_inside(child, by);
            }
        }
    }

    /// The potential that a node has under the root.
    fn slack_potential(&self, node: u32) -> i64 {
        let slack = self.terminal(node).slack_cost;
        let root = self.potential[index(self.root())];
        if index(node) < self.offers.len() {
            root - slack
        } else {
            root + slack
        }
    }

    fn shift_inside(&mut self, top: u32, by: i64) {
        let mut node = top;
        for _ in 0..self.tree.size(top) {
            self.potential[index(node)] += by;
            node = self.tree.next(node);
        }
    }

    fn pivot(&mut self, entering: Entering) -> Result<(), KernelError> {
        let Entering { tail, head, reduced } = entering;
        let offers = count(self.offers.len());
        let cycle = self.tree.cycle(tail, head, offers);
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
            self.tree.push(tail, head, cycle.apex, offers, flow);
        }
        let (inner, onto, by) = if on_tail_side {
            (tail, head, -reduced)
        } else {
            (head, tail, reduced)
        };
        self.tree.regraft(leaving, inner, onto, cycle.apex, flow);
        let (inside, all) = (self.tree.size(inner), self.root() + 1);
        if inside <= all / 2 {
            self.shift_inside(inner, by);
        } else {
            let mut node = self.tree.next(self.tree.last(inner));
            for _ in inside..all {
                self.potential[index(node)] -= by;
                node = self.tree.next(node);
            }
        }
        Ok(())
    }

    /// The most negative arc of the first few lanes that have one; `None` once all lanes have been seen.
    fn entering(&mut self) -> Option<Entering> {
        let offers = self.offers.len();
        let lanes = offers + 2;
        let block = self.arcs.isqrt().max(64);
        let (mut seen, mut best) = (0, None);
        for _ in 0..lanes {
            seen += match self.lane.checked_sub(offers) {
                None => self.look_at_row(self.lane, &mut best),
                Some(0) => self.look_at_unsold(&mut best),
                Some(_) => self.look_at_unmet(&mut best),
            };
            self.lane = if self.lane + 1 == lanes { 0 } else { self.lane + 1 };
            if seen >= block && best.is_some() {
                break;
            }
        }
        best
    }

    fn look_at_row(&self, offer: usize, best: &mut Option<Entering>) -> usize {
        let row = &self.rows[offer];
        let first = self.offers.len();
        let heads = &self.potential[first..];
        let at = self.potential[offer];
        let mut floor = best.map_or(0, |best| best.reduced);
        let mut found = None;
        for (&target, &cost) in row.targets.iter().zip(&row.costs) {
            let reduced = cost + at - heads[index(target)];
            if reduced < floor {
                floor = reduced;
                found = Some(target);
            }
        }
        if let Some(target) = found {
            *best = Some(Entering {
                tail: count(offer),
                head: count(first) + target,
                reduced: floor,
            });
        }
        row.targets.len()
    }

    fn look_at_unsold(&self, best: &mut Option<Entering>) -> usize {
        let (root, at_root) = (self.root(), self.potential[index(self.root())]);
        for (tail, offer) in (0..).zip(&self.offers) {
            let reduced = offer.slack_cost + self.potential[index(tail)] - at_root;
            if reduced < best.map_or(0, |best| best.reduced) {
                let head = root;
                *best = Some(Entering { tail, head, reduced });
            }
        }
        self.offers.len()
    }

    fn look_at_unmet(&self, best: &mut Option<Entering>) -> usize {
        let (root, at_root) = (self.root(), self.potential[index(self.root())]);
        for (head, request) in (count(self.offers.len())..).zip(&self.requests) {
            let reduced = request.slack_cost + at_root - self.potential[index(head)];
            if reduced < best.map_or(0, |best| best.reduced) {
                let tail = root;
                *best = Some(Entering { tail, head, reduced });
            }
        }
        self.requests.len()
    }
}

fn add_sorted(list: &mut Vec<u32>, value: u32) {
    if let Err(place) = list.binary_search(&value) {
        list.insert(place, value);
    }
}

fn drop_sorted(list: &mut Vec<u32>, value: u32) {
    if let Ok(place) = list.binary_search(&value) {
        list.remove(place);
    }
}

#[cfg(test)]
mod tests;
