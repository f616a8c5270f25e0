//! A start from known prices: the basis that grows greedily along the pairs of least reduced cost.
//!
//! Every pair taken uses up its offer or its request, and the one that is used up hangs below the other for good. So
//! no node gets a second parent, no cycle closes, and the flows fit by themselves; what is left over hangs on the root.
//! If both are used up the request hangs below: then the idle arc is the offer's, which points to the root, and the
//! tree is strongly feasible. Where the prices are nearly right the flow is nearly optimal, and the simplex has a third
//! of the pivots to make that it has from the star. Prices that are wrong cost time and nothing else.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are offers, then requests, then the root: all arrays are that long"
)]

use super::problem::{KernelError, Pair, Transport, index};
use super::search::count;
use super::simplex::Basis;
use super::tree::Tree;

impl Basis {
    /// The greedy basis under the duals `alpha` of the offers and `beta` of the requests.
    pub(crate) fn greedy(problem: &Transport, alpha: &[i64], beta: &[i64]) -> Result<Self, KernelError> {
        let (offers, requests) = (problem.offers(), problem.requests());
        let first = count(offers.len());
        let root = count(offers.len() + requests.len());
        let mut rest: Vec<i64> = offers.iter().chain(requests).map(|node| node.quantity).collect();
        let mut parents = vec![root; rest.len()];
        let mut flows = vec![0; rest.len()];
        for Pair { offer, request, .. } in ranked(problem, alpha, beta) {
            let head = first + request;
            let amount = rest[index(offer)].min(rest[index(head)]);
            if amount == 0 {
                continue;
            }
            rest[index(offer)] -= amount;
            rest[index(head)] -= amount;
            let (lower, upper) = if rest[index(head)] == 0 {
                (head, offer)
            } else {
                (offer, head)
            };
            parents[index(lower)] = upper;
            flows[index(lower)] = amount;
        }
        for node in 0..rest.len() {
            if parents[node] == root {
                flows[node] = rest[node];
            }
        }
        let tree = Tree::grown(&parents, &flows);
        let potential = potentials(problem, &tree)?;
        Ok(Self { tree, potential })
    }
}

/// The pairs by reduced cost. Equal ones come in an order of no meaning, or the first offers would serve everyone.
fn ranked(problem: &Transport, alpha: &[i64], beta: &[i64]) -> impl Iterator<Item = Pair> {
    let key = |pair: Pair| {
        let reduced = pair.cost - alpha[index(pair.offer)] - beta[index(pair.request)];
        (reduced, scattered(pair.offer, pair.request), pair)
    };
    let mut ranked: Vec<_> = problem.pairs().map(key).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(.., pair)| pair)
}

/// A number of 32 bits for a pair, as good as drawn and the same each time (the finaliser of SplitMix64).
pub(crate) fn scattered(offer: u32, request: u32) -> u32 {
    let key = (u64::from(offer) << 32) | u64::from(request);
    let key = (key ^ (key >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u32::try_from((key ^ (key >> 31)) >> 32).unwrap_or_default()
}

/// Potentials under which every arc of the tree has a reduced cost of zero, the root's being zero.
fn potentials(problem: &Transport, tree: &Tree) -> Result<Vec<i64>, KernelError> {
    let (offers, requests) = (problem.offers(), problem.requests());
    let (first, nodes) = (count(offers.len()), offers.len() + requests.len());
    let (root, mut potential) = (count(nodes), vec![0; nodes + 1]);
    let cost = |offer: u32, request: u32| {
        let at = problem.rows().find(index(offer), request - first);
        let arc = at.and_then(|at| problem.rows().arc(at));
        arc.map(|(_, cost)| cost)
            .ok_or(KernelError::Broken("a tree arc that is no pair"))
    };
    for node in tree.preorder().skip(1) {
        let parent = tree.parent(node);
        let above = potential[index(parent)];
        // An arc leaves an offer and enters a request: c + π_tail − π_head = 0.
        potential[index(node)] = match (node < first, parent == root) {
            (true, true) => above - offers[index(node)].slack_cost,
            (true, false) => above - cost(node, parent)?,
            (false, true) => above + requests[index(node - first)].slack_cost,
            (false, false) => above + cost(parent, node)?,
        };
    }
    Ok(potential)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::certificate::certify;
    use super::super::{Effort, Terminal};
    use super::*;

    fn side(most: usize) -> impl Strategy<Value = Vec<Terminal>> {
        let terminal =
            (1i64..6, 0i64..9).prop_map(|(quantity, slack_cost)| Terminal { quantity, slack_cost });
        prop::collection::vec(terminal, 1..most)
    }

    fn problem() -> impl Strategy<Value = (Transport, Vec<i64>, Vec<i64>)> {
        (side(9), side(9), any::<u64>()).prop_map(|(offers, requests, seed)| {
            let mut pairs = Vec::new();
            for offer in 0..count(offers.len()) {
                for request in 0..count(requests.len()) {
                    let drawn = scattered(offer ^ u32::try_from(seed >> 32).unwrap(), request + 7);
                    if !drawn.is_multiple_of(3) {
                        let cost = i64::from(drawn % 11) - 8;
                        pairs.push(Pair { offer, request, cost });
                    }
                }
            }
            let prices = |many: usize| {
                (0..many)
                    .map(|at| i64::from(scattered(count(at), 1) % 9) - 6)
                    .collect()
            };
            let (alpha, beta) = (prices(offers.len()), prices(requests.len()));
            (Transport::new(offers, requests, &pairs).unwrap(), alpha, beta)
        })
    }

    proptest! {
        #[test]
        fn from_any_prices_the_same_optimum((problem, alpha, beta) in problem()) {
            let mut basis = Basis::greedy(&problem, &alpha, &beta).unwrap();
            let start = basis.solution(&problem, Effort::default()).unwrap();
            for (node, terminal) in problem.offers().iter().enumerate() {
                let shipped: i64 = start.shipments.iter()
                    .filter(|s| index(problem.pair(s.pair).unwrap().offer) == node).map(|s| s.quantity).sum();
                prop_assert_eq!(shipped + start.unsold[node], terminal.quantity);
            }
            // A request's arc points away from the root, so it may never be idle.
            for request in 0..problem.requests().len() {
                prop_assert!(basis.tree.flow(count(problem.offers().len() + request)) > 0);
            }
            prop_assert!(basis.optimise(&problem, &|| false, &mut Effort::default()).unwrap());
            let solution = basis.solution(&problem, Effort::default()).unwrap();
            let certificate = certify(&problem, &solution).unwrap();
            prop_assert_eq!(certificate.bound, solution.objective);
            prop_assert_eq!(solution.objective, super::super::solve(&problem).unwrap().objective);
        }
    }
}
