//! The kernel's input: supplies, demands, slack costs and pair arcs in compressed rows, refused unless they
//! fit i64.

use std::ops::Range;

use thiserror::Error;

/// One offer or one request as the kernel sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Supply or demand; at least 1.
    pub quantity: i64,
    /// Cost of one unit left unsold or unmet.
    pub slack_cost: i64,
}

/// A pair arc from an offer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Index of the offer.
    pub offer: u32,
    /// Index of the request.
    pub request: u32,
    /// Cost of one unit.
    pub cost: i64,
}

/// Why a problem cannot be solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KernelError {
    /// A supply or demand below 1.
    #[error("terminal {index} has quantity {quantity}; quantities are at least 1")]
    Quantity {
        /// Position among the offers, or after them among the requests.
        index: usize,
        /// What was given.
        quantity: i64,
    },
    /// Pairs are not strictly ascending by offer and request, or name a terminal that does not exist.
    #[error("pair {index} is out of order, doubled or out of range")]
    Pairs {
        /// Position in the pair list.
        index: usize,
    },
    /// More terminals than a 32-bit index can name.
    #[error("too many terminals")]
    TooMany,
    /// Quantities times costs could leave i64.
    #[error("total quantity {quantity} at cost {cost} does not fit the objective's 64 bits")]
    TooLarge {
        /// Σ supplies + Σ demands.
        quantity: i128,
        /// Largest absolute cost.
        cost: i128,
    },
    /// An invariant of the kernel was violated.
    #[error("kernel invariant violated: {0}")]
    Broken(&'static str),
}

/// A transportation problem with free disposal, checked against overflow.
#[derive(Debug, Clone)]
pub struct Transport {
    offers: Vec<Terminal>,
    requests: Vec<Terminal>,
    /// `starts[i]..starts[i + 1]` are the pairs of offer `i`.
    starts: Vec<usize>,
    targets: Vec<u32>,
    costs: Vec<i64>,
    /// Largest absolute cost, at least 1.
    magnitude: i64,
}

impl Transport {
    /// Builds a problem from pairs that ascend strictly by (offer, request).
    ///
    /// # Errors
    ///
    /// [`KernelError`] if a quantity is below 1, pairs are out of order, doubled or out of range, or the
    /// numbers could leave i64 (the bounds are in the module's header).
    pub fn new(offers: Vec<Terminal>, requests: Vec<Terminal>, pairs: &[Pair]) -> Result<Self, KernelError> {
        if u32::try_from(offers.len() + requests.len() + 1).is_err() {
            return Err(KernelError::TooMany);
        }
        for (index, terminal) in offers.iter().chain(&requests).enumerate() {
            if terminal.quantity < 1 {
                return Err(KernelError::Quantity {
                    index,
                    quantity: terminal.quantity,
                });
            }
        }
        check_order(pairs, offers.len(), requests.len())?;
        let magnitude = magnitude(&offers, &requests, pairs)?;
        let mut starts = vec![0; offers.len() + 1];
        for pair in pairs {
            if let Some(count) = starts.get_mut(index(pair.offer) + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        Ok(Self {
            offers,
            requests,
            starts,
            targets: pairs.iter().map(|pair| pair.request).collect(),
            costs: pairs.iter().map(|pair| pair.cost).collect(),
            magnitude,
        })
    }

    /// The offers.
    #[must_use]
    pub fn offers(&self) -> &[Terminal] {
        &self.offers
    }

    /// The requests.
    #[must_use]
    pub fn requests(&self) -> &[Terminal] {
        &self.requests
    }

    /// Number of pair arcs.
    #[must_use]
    pub fn pair_count(&self) -> usize {
        self.targets.len()
    }

    /// The pair arcs in order, as given.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let rows = self.starts.windows(2).zip(0u32..);
        let owners = rows.flat_map(|(row, offer)| match row {
            [from, to] => std::iter::repeat_n(offer, to - from),
            _ => std::iter::repeat_n(offer, 0),
        });
        let arcs = self.targets.iter().zip(&self.costs);
        owners
            .zip(arcs)
            .map(|(offer, (&request, &cost))| Pair { offer, request, cost })
    }

    /// The pair at a position of the pair list.
    #[must_use]
    pub fn pair(&self, position: usize) -> Option<Pair> {
        let offer = self
            .starts
            .partition_point(|&start| start <= position)
            .checked_sub(1)?;
        Some(Pair {
            offer: u32::try_from(offer).ok()?,
            request: *self.targets.get(position)?,
            cost: *self.costs.get(position)?,
        })
    }

    /// Positions of one offer's pairs in the pair list.
    pub(super) fn row(&self, offer: usize) -> Range<usize> {
        let from = self.starts.get(offer).copied().unwrap_or_default();
        let to = self.starts.get(offer + 1).copied().unwrap_or(from);
        from..to
    }

    /// Requests of all pairs, in pair order.
    pub(super) fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// Costs of all pairs, in pair order.
    pub(super) fn costs(&self) -> &[i64] {
        &self.costs
    }

    /// Potentials may drift this far from zero before they have to be brought back.
    pub(super) fn drift_limit(&self) -> i64 {
        i64::MAX / 2
    }

    /// Position of the pair (offer, request) in the pair list.
    pub(super) fn find(&self, offer: usize, request: u32) -> Option<usize> {
        let row = self.row(offer);
        let targets = self.targets.get(row.clone())?;
        targets
            .binary_search(&request)
            .ok()
            .map(|within| row.start + within)
    }

    /// Largest absolute cost, at least 1.
    #[must_use]
    pub fn magnitude(&self) -> i64 {
        self.magnitude
    }
}

/// A 32-bit index as a `usize`.
#[expect(
    clippy::as_conversions,
    reason = "u32 to usize loses nothing on the 32 and 64 bit targets we build for"
)]
pub(crate) const fn index(value: u32) -> usize {
    value as usize
}

fn check_order(pairs: &[Pair], offers: usize, requests: usize) -> Result<(), KernelError> {
    let mut previous = None;
    for (position, pair) in pairs.iter().enumerate() {
        let key = (pair.offer, pair.request);
        let ascending = previous.is_none_or(|before| before < key);
        if !ascending || index(pair.offer) >= offers || index(pair.request) >= requests {
            return Err(KernelError::Pairs { index: position });
        }
        previous = Some(key);
    }
    Ok(())
}

/// The largest absolute cost, once it is clear that no sum of the kernel can leave i64.
fn magnitude(offers: &[Terminal], requests: &[Terminal], pairs: &[Pair]) -> Result<i64, KernelError> {
    let terminals = || offers.iter().chain(requests);
    let quantity: i128 = terminals().map(|terminal| i128::from(terminal.quantity)).sum();
    let slack = terminals()
        .map(|terminal| terminal.slack_cost.unsigned_abs())
        .max();
    let pair = pairs.iter().map(|pair| pair.cost.unsigned_abs()).max();
    let cost = i128::from(slack.max(pair).unwrap_or_default().max(1));
    let nodes = i128::try_from(offers.len() + requests.len() + 1).map_err(|_| KernelError::TooMany)?;
    let limit = i128::from(i64::MAX);
    let fits = |factor: i128| factor.checked_mul(cost).is_some_and(|product| product <= limit);
    if !fits(quantity) || !fits(8 * (nodes + 1)) {
        return Err(KernelError::TooLarge { quantity, cost });
    }
    i64::try_from(cost).map_err(|_| KernelError::TooLarge { quantity, cost })
}
