//! From a file to its components, in two readings: the first finds what each node does, the second puts every
//! arc where it belongs. Nothing but the compressed rows themselves grows with the arcs.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek};

use super::graph::{Graph, Role};
use super::lines::{self, Line};
use super::{Case, DimacsError};
use crate::kernel::{Rows, Terminal, Transport, index};

/// The components of a min-cost-flow file, in the order of their first nodes.
///
/// # Errors
///
/// [`DimacsError`] naming the line or the node for which this is no transportation problem.
pub fn read(mut file: impl Read + Seek) -> Result<Vec<Case>, DimacsError> {
    let mut graph = Graph::default();
    lines::each(BufReader::with_capacity(1 << 18, &mut file), |number, line| {
        graph.take(number, line)
    })?;
    graph.finish()?;
    let mut layout = Layout::new(graph)?;
    file.rewind()
        .map_err(|error| DimacsError::File(error.to_string()))?;
    lines::each(BufReader::with_capacity(1 << 18, &mut file), |number, line| {
        layout.take(number, line)
    })?;
    layout.cases()
}

/// A component while its arcs come in.
#[derive(Debug, Default)]
struct Part {
    first: u32,
    dummy: Option<u32>,
    surplus: i128,
    offers: Vec<u32>,
    requests: Vec<u32>,
    rows: Option<Rows>,
    filled: Vec<usize>,
    /// Of offers, then of requests.
    slack: Vec<Option<i64>>,
}

/// Where every node belongs.
struct Layout {
    graph: Graph,
    roles: Vec<Role>,
    /// For each node its component and its place on its side.
    places: Vec<(u32, u32)>,
    parts: Vec<Part>,
}

impl Layout {
    fn new(mut graph: Graph) -> Result<Self, DimacsError> {
        let roles = graph.roles()?;
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut places = Vec::with_capacity(roles.len());
        for (node, &role) in (0u32..).zip(&roles) {
            let first = graph.first(node);
            let fresh = size(parts.len());
            let number = *numbers.entry(first).or_insert(fresh);
            if number == fresh {
                parts.push(Part {
                    first,
                    ..Part::default()
                });
            }
            let supply = graph.supply.get(index(node)).copied().unwrap_or_default();
            let place = parts
                .get_mut(index(number))
                .map(|part| part.add(node, role, supply));
            places.push((number, place.unwrap_or(Ok(0))?));
        }
        for part in &mut parts {
            part.open(&graph)?;
        }
        Ok(Self {
            graph,
            roles,
            places,
            parts,
        })
    }

    fn take(&mut self, number: usize, line: Line) -> Result<(), DimacsError> {
        let Line::Arc {
            tail,
            head,
            capacity,
            cost,
            ..
        } = line
        else {
            return Ok(());
        };
        let look = |node: u32| {
            let at = index(node);
            Some((
                *self.roles.get(at)?,
                *self.places.get(at)?,
                self.graph.supply.get(at)?.saturating_abs(),
            ))
        };
        let (Some((sender, from, supply)), Some((receiver, to, demand))) = (look(tail), look(head)) else {
            return Ok(());
        };
        let Some(part) = self.parts.get_mut(index(from.0)) else {
            return Ok(());
        };
        let most = match (sender, receiver) {
            (Role::Offer, Role::Request) => supply.min(demand),
            (Role::Offer, Role::Dummy) => supply,
            (Role::Dummy, Role::Request) => demand,
            _ => return Ok(()),
        };
        if capacity < most {
            return Err(DimacsError::Capacity {
                line: number,
                capacity,
                most,
            });
        }
        match (sender, receiver) {
            (Role::Offer, Role::Request) => part.pair(from.1, to.1, cost),
            (Role::Offer, _) => part.rest(index(from.1), cost),
            _ => part.rest(part.offers.len() + index(to.1), cost),
        }
        Ok(())
    }

    fn cases(self) -> Result<Vec<Case>, DimacsError> {
        let Self { graph, parts, .. } = self;
        let parts = parts.into_iter().filter(|part| !part.slack.is_empty());
        parts.map(|part| part.case(&graph)).collect()
    }
}

impl Part {
    fn add(&mut self, node: u32, role: Role, supply: i64) -> Result<u32, DimacsError> {
        self.surplus += i128::from(supply);
        let side = match role {
            Role::Offer => &mut self.offers,
            Role::Request => &mut self.requests,
            Role::Idle => return Ok(0),
            Role::Dummy => {
                return match self.dummy.replace(node) {
                    None => Ok(0),
                    Some(other) => Err(DimacsError::Transshipment {
                        first: index(other) + 1,
                        second: index(node) + 1,
                    }),
                };
            }
        };
        side.push(node);
        Ok(size(side.len() - 1))
    }

    /// Makes room for the arcs.
    fn open(&mut self, graph: &Graph) -> Result<(), DimacsError> {
        if self.surplus != 0 {
            return Err(DimacsError::Unbalanced {
                node: index(self.first) + 1,
                surplus: self.surplus,
            });
        }
        let degree = |&node: &u32| graph.degree.get(index(node)).copied().unwrap_or_default();
        self.rows = Some(Rows::reserve(self.offers.iter().map(degree), graph.most));
        self.filled = vec![0; self.offers.len()];
        self.slack = vec![None; self.offers.len() + self.requests.len()];
        Ok(())
    }

    fn pair(&mut self, offer: u32, request: u32, cost: i64) {
        let (Some(rows), Some(filled)) = (&mut self.rows, self.filled.get_mut(index(offer))) else {
            return;
        };
        rows.set(rows.row(index(offer)).start + *filled, request, cost);
        *filled += 1;
    }

    /// An arc to or from the dummy; of several the cheapest counts.
    fn rest(&mut self, at: usize, cost: i64) {
        if let Some(slack) = self.slack.get_mut(at) {
            *slack = Some(slack.map_or(cost, |other| other.min(cost)));
        }
    }

    fn case(self, graph: &Graph) -> Result<Case, DimacsError> {
        let mut rows = self.rows.unwrap_or_else(|| Rows::reserve(std::iter::empty(), 0));
        rows.tidy(&self.filled);
        let mut slack = self.slack.iter();
        let mut side = |nodes: &[u32]| -> Vec<Terminal> {
            let costs = nodes.iter().zip(slack.by_ref());
            costs
                .map(|(&node, cost)| Terminal {
                    quantity: graph
                        .supply
                        .get(index(node))
                        .map_or(0, |supply| supply.saturating_abs()),
                    slack_cost: cost.unwrap_or_default(),
                })
                .collect()
        };
        let (offers, requests) = (side(&self.offers), side(&self.requests));
        Ok(Case {
            transport: Transport::of_rows(offers, requests, rows, graph.most)?,
            slack: self.slack,
            nodes: self.offers.into_iter().chain(self.requests).collect(),
        })
    }
}

/// A number of nodes, all of which have 32-bit numbers.
fn size(nodes: usize) -> u32 {
    u32::try_from(nodes).unwrap_or(u32::MAX)
}
