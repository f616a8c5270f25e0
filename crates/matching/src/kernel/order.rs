//! Nodes numbered anew in the preorder of the tree.
//!
//! Shifting the potentials of a subtree follows the thread, node by node; where these are scattered over more memory
//! than the first-level cache holds, that is half of all work. So now and then offers and requests are numbered by
//! their place in the tree, each on their own side. A subtree then is two runs of memory, and pivots wear that down
//! slowly, since they move subtrees as a whole. Nothing else changes: flows, duals and proofs are those of the
//! original numbers, to which the tree returns in the end.
#![expect(
    clippy::indexing_slicing,
    reason = "both numberings are permutations of the nodes of the problem"
)]

use super::problem::{Terminal, Transport, index};
use super::rows::Arc;
use super::search::{Lanes, count};
use super::tree::Tree;

/// Potentials that are shifted, for each arc, until the nodes are numbered anew.
const SHIFTS_AN_ARC: u64 = 6;
/// Problems of fewer nodes stay in the cache as they are.
const NODES: usize = 4_096;

/// So many shifted potentials are worth numbering the nodes anew; nothing where it never pays.
pub(super) fn patience(problem: &Transport) -> u64 {
    let nodes = problem.offers().len() + problem.requests().len();
    let arcs = problem.pair_count() + nodes;
    if nodes < NODES {
        u64::MAX
    } else {
        u64::try_from(arcs).map_or(u64::MAX, |arcs| arcs * SHIFTS_AN_ARC)
    }
}

/// The problem with its nodes numbered in preorder.
#[derive(Debug)]
pub(super) struct Order<C> {
    /// The original number of each node.
    original: Vec<u32>,
    starts: Vec<usize>,
    arcs: Vec<Arc<C>>,
    offers: Vec<Terminal>,
    requests: Vec<Terminal>,
}

impl<C: Copy> Order<C> {
    /// Numbers the nodes of `tree`, whose numbers `before` explains, in its preorder, and moves tree and potentials.
    pub(super) fn along<P: Copy>(
        problem: &Transport,
        arcs: &[Arc<C>],
        before: Option<&Self>,
        tree: &mut Tree,
        potential: &mut [P],
    ) -> Self {
        let first = problem.offers().len();
        let (mut offers, mut requests) = (Vec::with_capacity(first), Vec::new());
        for node in tree.preorder().skip(1) {
            if index(node) < first {
                offers.push(node);
            } else {
                requests.push(node);
            }
        }
        offers.append(&mut requests);
        offers.push(count(offers.len()));
        renumber(tree, potential, &offers);
        let original = offers
            .into_iter()
            .map(|node| before.map_or(node, |before| before.original[index(node)]));
        Self::of(problem, arcs, original.collect())
    }

    fn of(problem: &Transport, arcs: &[Arc<C>], original: Vec<u32>) -> Self {
        let first = problem.offers().len();
        let nodes = original.len() - 1;
        let mut places = vec![0; nodes - first];
        for (node, &old) in (0..).zip(&original[first..nodes]) {
            places[index(old) - first] = node;
        }
        let mut order = Self {
            starts: Vec::with_capacity(first + 1),
            arcs: Vec::with_capacity(arcs.len()),
            offers: original[..first]
                .iter()
                .map(|&old| problem.offers()[index(old)])
                .collect(),
            requests: original[first..nodes]
                .iter()
                .map(|&old| problem.requests()[index(old) - first])
                .collect(),
            original: Vec::new(),
        };
        order.starts.push(0);
        for &old in &original[..first] {
            let row = &arcs[problem.rows().row(index(old))];
            order.arcs.extend(row.iter().map(|arc| Arc {
                target: places[index(arc.target)],
                cost: arc.cost,
            }));
            order.starts.push(order.arcs.len());
        }
        order.original = original;
        order
    }

    /// What is searched, under these numbers.
    pub(super) fn lanes(&self) -> Lanes<'_, C> {
        Lanes::of(&self.starts, &self.arcs, &self.offers, &self.requests)
    }

    /// Gives tree and potentials their original numbers back.
    pub(super) fn undo<P: Copy>(&self, tree: &mut Tree, potential: &mut [P]) {
        let mut places = vec![0; self.original.len()];
        for (node, &old) in (0..).zip(&self.original) {
            places[index(old)] = node;
        }
        renumber(tree, potential, &places);
    }
}

/// Node `k` of the result is node `olds[k]` of before.
fn renumber<P: Copy>(tree: &mut Tree, potential: &mut [P], olds: &[u32]) {
    *tree = tree.renumbered(olds);
    let moved: Vec<P> = olds.iter().map(|&old| potential[index(old)]).collect();
    potential.copy_from_slice(&moved);
}
