//! Duals of an edited problem as intervals: the problem as it stands, seen as one of the kernel's own.
#![expect(
    clippy::indexing_slicing,
    reason = "slots are below the capacity, nodes are offers, then requests, then the root"
)]

use super::super::duals::{Interval, request_intervals};
use super::super::problem::{KernelError, Pair, Transport, index};
use super::super::{Effort, Shipment, Solution};
use super::{Edited, Standing};

impl Edited {
    /// The interval of `β_j` for every slot of a request, of the optimum that `standing` tells of. Reads every arc a few
    /// times, so it is for one question and not for every edit.
    ///
    /// # Errors
    /// [`KernelError::Broken`] for a bug here.
    pub(crate) fn intervals(&self, standing: Standing) -> Result<Vec<Interval>, KernelError> {
        let rows = (0..).zip(&self.rows);
        let pairs: Vec<Pair> = rows
            .flat_map(|(offer, row)| {
                let arcs = row.targets.iter().zip(&row.costs);
                arcs.map(move |(&request, &cost)| Pair { offer, request, cost })
            })
            .collect();
        let problem = Transport::new(self.offers.clone(), self.requests.clone(), &pairs)?;
        Ok(request_intervals(&problem, &self.solution(standing, &pairs)?))
    }

    fn solution(&self, standing: Standing, pairs: &[Pair]) -> Result<Solution, KernelError> {
        let offers = self.offers.len();
        let mut rest = vec![0; offers + self.requests.len()];
        for node in 0..self.root() {
            if self.tree.parent(node) == self.root() {
                rest[index(node)] = self.tree.flow(node);
            }
        }
        let shipment = |flow: super::Flow| {
            let at =
                pairs.binary_search_by_key(&(flow.offer, flow.request), |pair| (pair.offer, pair.request));
            at.map(|pair| Shipment {
                pair,
                quantity: flow.quantity,
            })
        };
        let shipments = self.flows().into_iter().map(shipment).collect::<Result<_, _>>();
        let unmet = rest.split_off(offers);
        let root = self.potential[index(self.root())];
        let (of_offers, of_requests) = self.potential[..index(self.root())].split_at(offers);
        Ok(Solution {
            shipments: shipments.map_err(|_| KernelError::Broken("a flow without its pair"))?,
            unsold: rest,
            unmet,
            offer_duals: of_offers.iter().map(|potential| root - potential).collect(),
            request_duals: of_requests.iter().map(|potential| potential - root).collect(),
            objective: standing.objective,
            effort: Effort {
                pivots: standing.pivots,
                ..Effort::default()
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::certificate::certify;
    use super::super::super::problem::Terminal;
    use super::*;

    /// Everything is sold and everything met, so that duals between two bounds are optimal.
    #[test]
    fn its_duals_are_those_of_the_same_problem_solved_afresh() {
        let terminal = |quantity, slack_cost| Some(Terminal { quantity, slack_cost });
        let mut edited = Edited::vacant(3, 3).unwrap();
        edited.set_offer(0, terminal(10, 300), &[]).unwrap();
        edited.set_offer(1, terminal(10, 500), &[]).unwrap();
        edited
            .set_request(0, terminal(10, 700), &[(0, -1_000), (1, -800)])
            .unwrap();
        edited.set_request(2, terminal(10, 200), &[(0, -900)]).unwrap();
        let standing = edited.optimise(&|| false).unwrap();
        let pairs = [(0, 0, -1_000), (0, 2, -900), (1, 0, -800)];
        let pairs = pairs.map(|(offer, request, cost)| Pair { offer, request, cost });
        let problem = Transport::new(edited.offers.clone(), edited.requests.clone(), &pairs).unwrap();
        certify(&problem, &edited.solution(standing, &pairs).unwrap()).unwrap();
        let cold = super::super::super::solve(&problem).unwrap();
        let (warm, cold) = (
            edited.intervals(standing).unwrap(),
            request_intervals(&problem, &cold),
        );
        assert_eq!(warm, cold);
        assert!(
            warm.iter().any(|interval| interval.low < interval.high),
            "{warm:?}"
        );
    }
}
