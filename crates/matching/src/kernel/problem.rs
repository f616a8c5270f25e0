//! The kernel's input: supplies, demands, slack costs and pair arcs in compressed rows, refused unless they
//! fit i64.

use thiserror::Error;

use super::rows::Rows;

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
    rows: Rows,
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
        check_order(pairs, offers.len(), requests.len())?;
        let mut lengths = vec![0; offers.len()];
        for pair in pairs {
            if let Some(length) = lengths.get_mut(index(pair.offer)) {
                *length += 1;
            }
        }
        let most = pairs.iter().map(|pair| pair.cost.unsigned_abs()).max();
        let mut rows = Rows::reserve(lengths.into_iter(), most.unwrap_or_default());
        for (place, pair) in pairs.iter().enumerate() {
            rows.set(place, pair.request, pair.cost);
        }
        Self::of_rows(offers, requests, rows, most.unwrap_or_default())
    }

    /// Builds a problem from rows; `most` is the largest absolute cost in them.
    pub(crate) fn of_rows(
        offers: Vec<Terminal>,
        requests: Vec<Terminal>,
        rows: Rows,
        most: u64,
    ) -> Result<Self, KernelError> {
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
        if let Some(index) = rows.fault(requests.len()) {
            return Err(KernelError::Pairs { index });
        }
        let magnitude = magnitude(&offers, &requests, most)?;
        Ok(Self {
            offers,
            requests,
            rows,
            magnitude,
        })
    }

    /// Sets other costs of the rests, for offers and then for requests.
    pub(crate) fn set_slack(
        &mut self,
        mut slack: impl FnMut(usize, Terminal) -> i64,
    ) -> Result<(), KernelError> {
        let pairs = self.pairs().map(|pair| pair.cost.unsigned_abs()).max();
        for (at, terminal) in self.offers.iter_mut().chain(&mut self.requests).enumerate() {
            terminal.slack_cost = slack(at, *terminal);
        }
        self.magnitude = magnitude(&self.offers, &self.requests, pairs.unwrap_or_default())?;
        Ok(())
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
        self.rows.len()
    }

    /// The pair arcs in order, as given.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let rows = self.rows.starts().windows(2).zip(0u32..);
        let places = rows.flat_map(|(row, offer)| match row {
            &[from, to] => (from..to).zip(std::iter::repeat_n(offer, to - from)),
            _ => (0..0).zip(std::iter::repeat_n(offer, 0)),
        });
        places.filter_map(|(place, offer)| {
            let (request, cost) = self.rows.arc(place)?;
            Some(Pair { offer, request, cost })
        })
    }

    /// The pair at a position of the pair list.
    #[must_use]
    pub fn pair(&self, position: usize) -> Option<Pair> {
        let (request, cost) = self.rows.arc(position)?;
        Some(Pair {
            offer: u32::try_from(self.rows.owner(position)?).ok()?,
            request,
            cost,
        })
    }

    /// Position of the pair between two terminals, where there is one.
    pub(crate) fn position(&self, offer: u32, request: u32) -> Option<usize> {
        self.rows.find(index(offer), request)
    }

    /// The arcs.
    pub(super) fn rows(&self) -> &Rows {
        &self.rows
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

/// The largest absolute cost, once it is clear that no sum of the kernel can leave i64. `most` is that of the
/// pairs.
pub(super) fn magnitude(offers: &[Terminal], requests: &[Terminal], most: u64) -> Result<i64, KernelError> {
    let terminals = || offers.iter().chain(requests);
    let quantity: i128 = terminals().map(|terminal| i128::from(terminal.quantity)).sum();
    let slack = terminals()
        .map(|terminal| terminal.slack_cost.unsigned_abs())
        .max();
    let cost = i128::from(slack.unwrap_or_default().max(most).max(1));
    let nodes = i128::try_from(offers.len() + requests.len() + 1).map_err(|_| KernelError::TooMany)?;
    let limit = i128::from(i64::MAX);
    let fits = |factor: i128| factor.checked_mul(cost).is_some_and(|product| product <= limit);
    if !fits(quantity) || !fits(8 * (nodes + 1)) {
        return Err(KernelError::TooLarge { quantity, cost });
    }
    i64::try_from(cost).map_err(|_| KernelError::TooLarge { quantity, cost })
}
