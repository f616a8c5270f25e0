//! What the first reading of a file finds: supplies, what each node does, and the connected components.

use super::DimacsError;
use super::lines::Line;
use crate::kernel::index;

/// What a node does in its component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Sends its supply.
    Offer,
    /// Receives its demand.
    Request,
    /// Takes what is unsold and gives what is unmet.
    Dummy,
    /// Has nothing to send and nothing to receive.
    Idle,
}

/// A graph without its arcs.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) supply: Vec<i64>,
    sends: Vec<bool>,
    receives: Vec<bool>,
    /// Towards the first node of the component.
    before: Vec<u32>,
    /// Arcs that leave each node.
    pub(super) degree: Vec<usize>,
    announced: Option<usize>,
    arcs: usize,
    /// Largest absolute cost.
    pub(super) most: u64,
}

impl Graph {
    pub(super) fn take(&mut self, number: usize, line: Line) -> Result<(), DimacsError> {
        let fault = |problem| DimacsError::Line {
            line: number,
            problem,
        };
        match line {
            Line::Problem { nodes, arcs } => {
                if self.announced.replace(arcs).is_some() {
                    return Err(fault("a second p line"));
                }
                let numbered = u32::try_from(nodes).map_err(|_| fault("too many nodes"))?;
                self.supply = vec![0; nodes];
                self.sends = vec![false; nodes];
                self.receives = vec![false; nodes];
                self.degree = vec![0; nodes];
                self.before = (0..numbered).collect();
            }
            Line::Node { node, supply } => {
                let slot = self.supply.get_mut(index(node)).ok_or(fault("no such node"))?;
                *slot = supply;
            }
            Line::Arc {
                tail,
                head,
                low,
                cost,
                ..
            } => {
                if low != 0 {
                    return Err(fault("the lower bound of an arc must be 0"));
                }
                if tail == head {
                    return Err(fault("an arc from a node to itself"));
                }
                let ends = (
                    self.sends.get_mut(index(tail)),
                    self.receives.get_mut(index(head)),
                );
                let (Some(sends), Some(receives)) = ends else {
                    return Err(fault("no such node"));
                };
                (*sends, *receives) = (true, true);
                self.arcs += 1;
                self.most = self.most.max(cost.unsigned_abs());
                if let Some(degree) = self.degree.get_mut(index(tail)) {
                    *degree += 1;
                }
                self.join(tail, head);
            }
        }
        Ok(())
    }

    /// Checks the sums of the file.
    pub(super) fn finish(&mut self) -> Result<(), DimacsError> {
        let announced = self.announced.ok_or(DimacsError::Empty)?;
        if announced != self.arcs {
            return Err(DimacsError::Arcs {
                announced,
                found: self.arcs,
            });
        }
        Ok(())
    }

    /// What every node does.
    pub(super) fn roles(&self) -> Result<Vec<Role>, DimacsError> {
        let ends = self.sends.iter().zip(&self.receives).zip(&self.supply);
        let roles = ends.enumerate().map(|(at, ((&sends, &receives), &supply))| {
            let wrong = |does| {
                Err(DimacsError::Supply {
                    node: at + 1,
                    does,
                    supply,
                })
            };
            match (sends, receives) {
                (true, true) => Ok(Role::Dummy),
                (true, false) if supply < 0 => wrong("sends"),
                (false, true) if supply > 0 => wrong("receives"),
                (false, false) if supply != 0 => wrong("stands alone"),
                _ if supply == 0 => Ok(Role::Idle),
                (true, false) => Ok(Role::Offer),
                _ => Ok(Role::Request),
            }
        });
        roles.collect()
    }

    /// The first node of a node's component.
    pub(super) fn first(&mut self, mut node: u32) -> u32 {
        loop {
            let before = self.before.get(index(node)).copied().unwrap_or(node);
            if before == node {
                return node;
            }
            let further = self.before.get(index(before)).copied().unwrap_or(before);
            if let Some(slot) = self.before.get_mut(index(node)) {
                *slot = further;
            }
            node = further;
        }
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.first(left), self.first(right));
        if let Some(slot) = self.before.get_mut(index(left.max(right))) {
            *slot = left.min(right);
        }
    }
}
