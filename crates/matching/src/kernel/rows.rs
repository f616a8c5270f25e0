//! The pair arcs in compressed rows, one for each offer: 8 bytes an arc where costs fit 32 bits, else 16.

use std::ops::Range;

use super::number::NARROW;
use super::problem::index;

/// An arc of an offer's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc<C> {
    /// The request it enters.
    pub(super) target: u32,
    /// Cost of one unit.
    pub(super) cost: C,
}

/// All arcs, in the order of their rows.
#[derive(Debug, Clone)]
pub(super) enum Arcs {
    /// All costs are at most [`NARROW`] in size.
    Narrow(Vec<Arc<i32>>),
    /// They are not.
    Wide(Vec<Arc<i64>>),
}

/// Compressed rows.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// `starts[i]..starts[i + 1]` are the arcs of offer `i`.
    starts: Vec<usize>,
    arcs: Arcs,
}

impl Rows {
    /// Empty places for as many arcs as `lengths` says for each row. `most` is the largest absolute cost.
    pub(crate) fn reserve(lengths: impl ExactSizeIterator<Item = usize>, most: u64) -> Self {
        let mut starts = Vec::with_capacity(lengths.len() + 1);
        let mut total = 0;
        starts.push(0);
        for length in lengths {
            total += length;
            starts.push(total);
        }
        let arcs = if most <= NARROW.unsigned_abs() {
            Arcs::Narrow(vec![Arc { target: 0, cost: 0 }; total])
        } else {
            Arcs::Wide(vec![Arc { target: 0, cost: 0 }; total])
        };
        Self { starts, arcs }
    }

    /// Fills a place.
    pub(crate) fn set(&mut self, place: usize, target: u32, cost: i64) {
        match &mut self.arcs {
            Arcs::Narrow(arcs) => {
                let cost = i32::try_from(cost).unwrap_or(i32::MAX);
                arcs.get_mut(place).map(|arc| *arc = Arc { target, cost })
            }
            Arcs::Wide(arcs) => arcs.get_mut(place).map(|arc| *arc = Arc { target, cost }),
        };
    }

    /// Sorts every row and keeps the cheapest of arcs between the same two ends. Of each row only the first
    /// `filled` places count.
    pub(crate) fn tidy(&mut self, filled: &[usize]) {
        match &mut self.arcs {
            Arcs::Narrow(arcs) => tidy(&mut self.starts, filled, arcs),
            Arcs::Wide(arcs) => tidy(&mut self.starts, filled, arcs),
        }
    }

    pub(super) fn starts(&self) -> &[usize] {
        &self.starts
    }

    pub(super) fn arcs(&self) -> &Arcs {
        &self.arcs
    }

    pub(super) fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// Places of one offer's arcs.
    pub(crate) fn row(&self, offer: usize) -> Range<usize> {
        let from = self.starts.get(offer).copied().unwrap_or_default();
        let to = self.starts.get(offer + 1).copied().unwrap_or(from);
        from..to
    }

    /// Target and cost of the arc at a place.
    pub(super) fn arc(&self, place: usize) -> Option<(u32, i64)> {
        match &self.arcs {
            Arcs::Narrow(arcs) => arcs.get(place).map(|arc| (arc.target, i64::from(arc.cost))),
            Arcs::Wide(arcs) => arcs.get(place).map(|arc| (arc.target, arc.cost)),
        }
    }

    /// The offer whose row holds a place.
    pub(super) fn owner(&self, place: usize) -> Option<usize> {
        self.starts
            .partition_point(|&start| start <= place)
            .checked_sub(1)
    }

    /// Place of the arc from an offer to a request; rows are sorted.
    pub(super) fn find(&self, offer: usize, request: u32) -> Option<usize> {
        let row = self.row(offer);
        let within = match &self.arcs {
            Arcs::Narrow(arcs) => arcs
                .get(row.clone())?
                .binary_search_by_key(&request, |arc| arc.target),
            Arcs::Wide(arcs) => arcs
                .get(row.clone())?
                .binary_search_by_key(&request, |arc| arc.target),
        };
        within.ok().map(|within| row.start + within)
    }

    /// The first place whose arc is out of order or leaves `0..requests`.
    pub(super) fn fault(&self, requests: usize) -> Option<usize> {
        self.starts.windows(2).find_map(|bounds| {
            let &[from, to] = bounds else { return None };
            let mut before = None;
            (from..to).find(|&place| {
                let target = self.arc(place).map(|(target, _)| target);
                let fits = target > before && target.is_some_and(|target| index(target) < requests);
                before = target;
                !fits
            })
        })
    }
}

fn tidy<C: Copy + Ord>(starts: &mut [usize], filled: &[usize], arcs: &mut Vec<Arc<C>>) {
    let (mut from, mut kept) = (0, 0);
    for (end, filled) in starts.iter_mut().skip(1).zip(filled) {
        let to = from + filled;
        if let Some(row) = arcs.get_mut(from..to) {
            row.sort_unstable();
        }
        let first = kept;
        for place in from..to {
            let Some(&arc) = arcs.get(place) else { continue };
            let doubled = kept > first && arcs.get(kept - 1).is_some_and(|last| last.target == arc.target);
            if !doubled {
                if let Some(free) = arcs.get_mut(kept) {
                    *free = arc;
                }
                kept += 1;
            }
        }
        (from, *end) = (*end, kept);
    }
    arcs.truncate(kept);
}
