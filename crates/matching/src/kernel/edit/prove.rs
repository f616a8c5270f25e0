//! What the flow and the duals of an edited problem are worth, recomputed from its terminals and pairs.
#![expect(
    clippy::indexing_slicing,
    reason = "slots are below the capacity, nodes are offers, then requests, then the root"
)]

use super::super::problem::{KernelError, Terminal, index};
use super::super::search::count;
use super::{Edited, Flow};

impl Edited {
    pub(super) fn pair_flow(&self, node: u32) -> Option<Flow> {
        let (parent, quantity) = (self.tree.parent(node), self.tree.flow(node));
        if parent == self.root() || quantity == 0 {
            return None;
        }
        let first = count(self.offers.len());
        let (offer, head) = if node < first {
            (node, parent)
        } else {
            (parent, node)
        };
        let row = &self.rows[index(offer)];
        let place = row.targets.binary_search(&(head - first)).ok()?;
        Some(Flow {
            offer,
            request: head - first,
            cost: row.costs[place],
            quantity,
        })
    }

    /// The cost of the flow, once every terminal's units are accounted for.
    pub(super) fn primal(&self) -> Result<i128, KernelError> {
        let mut left: Vec<i128> = self
            .offers
            .iter()
            .chain(&self.requests)
            .map(|t| t.quantity.into())
            .collect();
        let mut cost = 0;
        for node in 0..self.root() {
            let quantity = i128::from(self.tree.flow(node));
            if quantity < 0 {
                return Err(KernelError::Broken("a negative flow"));
            }
            left[index(node)] -= quantity;
            if self.tree.parent(node) == self.root() {
                cost += i128::from(self.terminal(node).slack_cost) * quantity;
            } else if quantity > 0 {
                let flow = self
                    .pair_flow(node)
                    .ok_or(KernelError::Broken("a tree arc that is no pair"))?;
                left[index(self.tree.parent(node))] -= quantity;
                cost += i128::from(flow.cost) * quantity;
            }
        }
        if left.iter().any(|&left| left != 0) {
            return Err(KernelError::Broken("flow is not conserved"));
        }
        Ok(cost)
    }

    pub(super) fn dual(&self) -> i128 {
        let offers = self.offers.iter().zip(&self.potential);
        let requests = self.requests.iter().zip(&self.potential[self.offers.len()..]);
        let of =
            |(terminal, potential): (&Terminal, &i64)| i128::from(terminal.quantity) * i128::from(*potential);
        requests.map(of).sum::<i128>() - offers.map(of).sum::<i128>()
    }

    /// What the duals prove once they are lowered until no arc is negative.
    pub(super) fn bound(&self) -> i128 {
        let requests = self.requests.iter().zip(&self.potential[self.offers.len()..]);
        let beta: Vec<i64> = requests
            .map(|(terminal, &dual)| dual.min(terminal.slack_cost))
            .collect();
        let alpha = self.offers.iter().zip(&self.rows).map(|(terminal, row)| {
            let pairs = row.targets.iter().zip(&row.costs);
            let least = pairs.map(|(&target, &cost)| cost - beta[index(target)]).min();
            i128::from(terminal.slack_cost.min(least.unwrap_or(i64::MAX))) * i128::from(terminal.quantity)
        });
        let requests = self.requests.iter().zip(&beta);
        let of_requests = requests.map(|(terminal, &beta)| i128::from(terminal.quantity) * i128::from(beta));
        alpha.sum::<i128>() + of_requests.sum::<i128>()
    }
}
