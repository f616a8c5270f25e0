//! Which of a request's pairs are taken, and how equal ones are told apart.

use crate::kernel::greedy::scattered;
use crate::kernel::index;

/// Which pairs of a request are chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'b> {
    /// At most so many.
    pub(crate) limit: usize,
    /// Of a reduced cost below this.
    pub(crate) below: Below<'b>,
    /// Pairs whose reduced costs differ by less count as equal and are drawn. Offers of one lane often cost every
    /// request the same, and without the draw all requests would choose the same few of them.
    pub(crate) spread: i64,
}

/// What is small enough.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Below<'b> {
    /// Less than nothing.
    Zero,
    /// Anything.
    Any,
    /// Another bound for each request.
    Each(&'b [i64]),
}

impl Below<'_> {
    pub(super) fn of(self, request: u32) -> i64 {
        match self {
            Self::Zero => 0,
            Self::Any => i64::MAX / 4,
            Self::Each(bounds) => bounds.get(index(request)).copied().unwrap_or_default(),
        }
    }
}

/// A feasible pair as the index finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    /// Cost less both duals, plus the lot that was drawn for it.
    pub(crate) reduced: i64,
    pub(crate) offer: u32,
    pub(crate) cost: i64,
}

/// A number from nothing to below `spread`, the same for a pair each time.
pub(super) fn drawn(offer: u32, request: u32, spread: i64) -> i64 {
    if spread == 0 {
        return 0;
    }
    (spread.min(i64::from(u16::MAX)) * i64::from(scattered(offer, request))) >> 32
}
