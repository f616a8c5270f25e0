//! Good arcs that a search has seen and not taken. They are tried again by the next pivots, at their reduced costs of
//! then, before another block is searched: where a block is long, that halves what is looked at.
#![expect(
    clippy::indexing_slicing,
    reason = "arcs name nodes of the problem; places are below the length"
)]

use super::number::Potential;
use super::problem::index;
use super::search::Entering;

/// Arcs that are kept.
const LENGTH: usize = 32;
/// Pivots that the list serves before the next search.
const TURNS: u32 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    reduced: i64,
    tail: u32,
    head: u32,
    cost: i64,
}

/// The list, with the turns it has served.
#[derive(Debug, Clone, Default)]
pub(super) struct Shortlist {
    arcs: Vec<Candidate>,
    turns: u32,
}

impl Shortlist {
    /// Takes note of an arc of a negative reduced cost.
    pub(super) fn note<P: Potential>(&mut self, arc: Entering, potential: &[P]) {
        let Entering { tail, head, reduced } = arc;
        let cost = reduced - potential[index(tail)].wide() + potential[index(head)].wide();
        self.arcs.push(Candidate {
            reduced,
            tail,
            head,
            cost,
        });
    }

    /// Ends a search: the most negative arcs stay.
    pub(super) fn close(&mut self) {
        if self.arcs.len() > LENGTH {
            self.arcs.select_nth_unstable(LENGTH);
            self.arcs.truncate(LENGTH);
        }
    }

    /// The most negative arc at the potentials of now; nothing, and an empty list, once it has served its turns or
    /// holds no negative one.
    pub(super) fn take<P: Potential>(&mut self, potential: &[P]) -> Option<Entering> {
        if self.turns < TURNS {
            self.turns += 1;
            for arc in &mut self.arcs {
                arc.reduced =
                    arc.cost + potential[index(arc.tail)].wide() - potential[index(arc.head)].wide();
            }
            self.arcs.retain(|arc| arc.reduced < 0);
            let best = (0..self.arcs.len()).min_by_key(|&at| self.arcs[at]);
            if let Some(at) = best {
                let Candidate {
                    tail, head, reduced, ..
                } = self.arcs.swap_remove(at);
                return Some(Entering { tail, head, reduced });
            }
        }
        self.arcs.clear();
        self.turns = 0;
        None
    }
}
