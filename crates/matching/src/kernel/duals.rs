//! How far the dual prices of an optimal solution may move: price guidance is an interval where the dual is
//! degenerate.
//!
//! The optimal duals are exactly the potentials of the residual network. With the root at zero, a node's
//! potential is at most its distance from the root and at least minus its distance to the root. Over the
//! reduced costs of one optimal dual, which are not negative, both are Dijkstra searches: O(m log n). Every
//! node reaches the root and is reached from it, because whatever an offer sells or keeps can be taken
//! back.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are offers, then requests, then the root: all arrays are that long"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Solution;
use super::problem::{Transport, index};

/// The lowest and highest value `β_j` takes over all optimal duals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Lowest.
    pub low: i64,
    /// Highest.
    pub high: i64,
}

/// The interval of `β_j` for every request, given a certified optimal solution.
#[must_use]
pub fn request_intervals(problem: &Transport, solution: &Solution) -> Vec<Interval> {
    let (low, high) = (
        extreme(problem, solution, false).1,
        extreme(problem, solution, true).1,
    );
    let ends = low.into_iter().zip(high);
    ends.map(|(low, high)| Interval { low, high }).collect()
}

/// The optimal duals `(α, β)` with every `β_j` as high as it can be (then every `α_i` is as low), or the other
/// way round. Both ends are reached by one feasible dual each.
#[must_use]
pub fn extreme(problem: &Transport, solution: &Solution, high: bool) -> (Vec<i64>, Vec<i64>) {
    let distance =
        Residual::new(problem, solution, !high).distances(problem.offers().len() + problem.requests().len());
    let (of_offers, of_requests) = distance.split_at(problem.offers().len());
    let sign = if high { 1 } else { -1 };
    let alpha = solution.offer_duals.iter().zip(of_offers);
    let beta = solution.request_duals.iter().zip(of_requests);
    (
        alpha.map(|(dual, distance)| dual - sign * distance).collect(),
        beta.map(|(dual, distance)| dual + sign * distance).collect(),
    )
}

/// The cost, over that of the optimum, of bringing one unit from each request back to an offer through the residual
/// network: what further units of a pair displace. Never negative; every request reaches every offer by the root.
#[must_use]
pub fn ways(problem: &Transport, solution: &Solution, offer: usize) -> Vec<i64> {
    let mut distances = Residual::new(problem, solution, true).distances(offer);
    distances.split_off(problem.offers().len())
}

/// Residual arcs in compressed rows, every arc turned round if the distances *to* the root are asked for.
struct Residual {
    starts: Vec<usize>,
    arcs: Vec<(u32, i64)>,
}

impl Residual {
    fn new(problem: &Transport, solution: &Solution, reversed: bool) -> Self {
        let nodes = problem.offers().len() + problem.requests().len() + 1;
        let mut starts = vec![0; nodes + 1];
        let turn = |tail: usize, head: usize| if reversed { (head, tail) } else { (tail, head) };
        residual_arcs(problem, solution, |tail, head, _| {
            starts[turn(tail, head).0 + 1] += 1
        });
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut free = starts.clone();
        let mut arcs = vec![(0, 0); total];
        residual_arcs(problem, solution, |tail, head, reduced| {
            let (from, to) = turn(tail, head);
            arcs[free[from]] = (u32::try_from(to).unwrap_or(u32::MAX), reduced);
            free[from] += 1;
        });
        Self { starts, arcs }
    }

    /// Distances from a node.
    fn distances(&self, from: usize) -> Vec<i64> {
        let nodes = self.starts.len() - 1;
        let mut distance = vec![i64::MAX; nodes];
        distance[from] = 0;
        let mut queue = BinaryHeap::from([(Reverse(0), from)]);
        while let Some((Reverse(reached), node)) = queue.pop() {
            if reached > distance[node] {
                continue;
            }
            for &(head, reduced) in &self.arcs[self.starts[node]..self.starts[node + 1]] {
                let head = index(head);
                let through = reached + reduced;
                if through < distance[head] {
                    distance[head] = through;
                    queue.push((Reverse(through), head));
                }
            }
        }
        distance
    }
}

/// Calls `visit(tail, head, reduced cost)` for every residual arc.
fn residual_arcs(problem: &Transport, solution: &Solution, mut visit: impl FnMut(usize, usize, i64)) {
    let offers = problem.offers().len();
    let root = offers + problem.requests().len();
    let (alpha, beta) = (&solution.offer_duals, &solution.request_duals);
    for (offer, terminal) in problem.offers().iter().enumerate() {
        visit(offer, root, terminal.slack_cost - alpha[offer]);
        if solution.unsold[offer] > 0 {
            visit(root, offer, 0);
        }
    }
    for (request, terminal) in problem.requests().iter().enumerate() {
        visit(root, offers + request, terminal.slack_cost - beta[request]);
        if solution.unmet[request] > 0 {
            visit(offers + request, root, 0);
        }
    }
    let mut shipped = solution.shipments.iter().peekable();
    for (position, pair) in problem.pairs().enumerate() {
        let (offer, request) = (index(pair.offer), index(pair.request));
        visit(offer, offers + request, pair.cost - alpha[offer] - beta[request]);
        if shipped.next_if(|shipment| shipment.pair == position).is_some() {
            visit(offers + request, offer, 0);
        }
    }
}
