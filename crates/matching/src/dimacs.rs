//! The min-cost-flow format of the First DIMACS Implementation Challenge (1990): written for any other solver,
//! read for ours.
//!
//! [`read`] takes graphs whose connected components are transportation problems. In such a component every node
//! either only sends or only receives, save at most one, the dummy, which may do both: it takes what is unsold
//! and gives what is unmet. That is the kernel's own problem with the dummy as its root. A terminal without an
//! arc to the dummy must be served in full; it gets an artificial arc so dear that no optimum uses it, see
//! [`Case::solve`].

mod graph;
mod lines;
mod read;
pub(crate) mod write;

use thiserror::Error;

use crate::kernel::certificate::certify;
use crate::kernel::{Effort, KernelError, Transport, solve};

pub use read::read;

/// Why a file is not solved. Lines and nodes count from 1, as in the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DimacsError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    File(String),
    /// A line is not in the format.
    #[error("line {line}: {problem}")]
    Line {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There is no `p min` line.
    #[error("no line `p min NODES ARCS`")]
    Empty,
    /// The number of arcs is not the one announced.
    #[error("{found} arcs where the p line announces {announced}")]
    Arcs {
        /// In the p line.
        announced: usize,
        /// In the file.
        found: usize,
    },
    /// Two nodes of a component both send and receive.
    #[error(
        "not a transportation problem: nodes {first} and {second} are connected and both send and receive"
    )]
    Transshipment {
        /// One of them.
        first: usize,
        /// Another.
        second: usize,
    },
    /// A node that only sends has a demand, or one that only receives a supply.
    #[error("infeasible: node {node} only {does}, yet its supply is {supply}")]
    Supply {
        /// Which node.
        node: usize,
        /// `sends` or `receives`.
        does: &'static str,
        /// Its supply.
        supply: i64,
    },
    /// An arc could carry more than its capacity.
    #[error(
        "line {line}: capacity {capacity} may bind, the arc could carry {most}; only transportation problems without capacities are solved"
    )]
    Capacity {
        /// Which line.
        line: usize,
        /// The arc's capacity.
        capacity: i64,
        /// What its ends could send over it.
        most: i64,
    },
    /// Supplies and demands of a component differ.
    #[error("infeasible: the component of node {node} has {surplus} more supply than demand")]
    Unbalanced {
        /// A node of it.
        node: usize,
        /// Supply less demand.
        surplus: i128,
    },
    /// A component cannot serve all of its nodes.
    #[error("infeasible: node {node} cannot send or receive all of its supply")]
    Infeasible {
        /// A node that is left with a rest.
        node: usize,
    },
    /// Numbers are too large, or a bug.
    #[error(transparent)]
    Kernel(#[from] KernelError),
}

/// One component of a file.
#[derive(Debug)]
pub struct Case {
    transport: Transport,
    /// Cost of the arc to or from the dummy, for offers and then for requests, where there is one.
    slack: Vec<Option<i64>>,
    /// The file's nodes, in the same order.
    nodes: Vec<u32>,
}

/// How an artificial arc's cost starts and grows, in multiples of the largest cost.
const DEARER: i64 = 8;

impl Case {
    /// The component's optimum, certified.
    ///
    /// Where arcs to the dummy are missing, the artificial arcs start at 8 times the largest cost. An optimum
    /// that leaves them empty is one of the file's problem. Else they become dearer, up to more than the cost
    /// of any path; an optimum that still uses them proves that the file's problem has no solution.
    ///
    /// # Errors
    ///
    /// [`DimacsError::Infeasible`] or [`DimacsError::Kernel`].
    pub fn solve(&mut self) -> Result<(i64, Effort), DimacsError> {
        let given = self.slack.iter().flatten().map(|cost| cost.unsigned_abs()).max();
        let pairs = self.transport.pairs().map(|pair| pair.cost.unsigned_abs()).max();
        let most = given.max(pairs).unwrap_or_default().max(1);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let nodes = i64::try_from(self.slack.len()).unwrap_or(i64::MAX);
        let (mut dearness, enough) = (DEARER, nodes.saturating_add(2));
        loop {
            let artificial = most.saturating_mul(dearness.min(enough));
            let slack = &self.slack;
            let cost = |at: usize| slack.get(at).copied().flatten().unwrap_or(artificial);
            self.transport.set_slack(|at, _| cost(at))?;
            let solution = solve(&self.transport)?;
            certify(&self.transport, &solution)?;
            let rests = solution.unsold.iter().chain(&solution.unmet).zip(&self.slack);
            let forced = rests
                .zip(&self.nodes)
                .find(|((rest, slack), _)| **rest > 0 && slack.is_none());
            match forced {
                None => return Ok((solution.objective, solution.effort)),
                Some((_, &node)) if dearness >= enough => {
                    let node = crate::kernel::index(node) + 1;
                    return Err(DimacsError::Infeasible { node });
                }
                Some(_) => dearness *= DEARER,
            }
        }
    }

    /// Its terminals and arcs.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }
}
