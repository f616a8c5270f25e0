//! A price for what ships through a point on a day: a bound on every plan that keeps the limits, and the flows of
//! which plans are made.
//!
//! With prices `λ ≥ 0` a pair costs `c + min λ` over its days; the optimum of that flow less `Σ λ·room` is a lower
//! bound on every plan (weak duality: a plan that keeps the limits pays no more for its days than the prices of all
//! the room there is). From the prices of the best bound the next ones go along the mean excess of the flows over the
//! rooms (the volume algorithm) with Polyak's step towards the best plan known; who has a choice of equally cheap days
//! takes those with room. Whatever the prices, the
//! bound is valid: they decide how good it is and nothing else. They are whole numbers, kept in parts of [`PART`].

use super::calendar::{Lane, Span};
use super::desk::Desk;
use super::lowest::Lowest;
use crate::columns::Columns;
use crate::compact::Compact;
use crate::kernel::certificate::{Certificate, bound, certify};
use crate::kernel::{Basis, Effort, KernelError, Pair, Solution, Stop, Transport, index};

/// Prices move in parts of a đồng.
const PART: i64 = 1_024;
/// The step in parts of [`PART`]: a whole one at first.
const FIRST_STEP: i128 = 1_024;
/// Below this the walk ends.
const LAST_STEP: i128 = 1;
/// Means are taken in parts of this, and a new excess weighs so much of it.
const WHOLE: i128 = 1_024;
const SHARES: (i128, i128) = (8, 102);
/// Prices that differ by less than this part of the dearest are taken as equal at first.
const EQUAL: i128 = 16;
/// Rounds without a better bound before the step is shortened.
const PATIENCE: usize = 14;
/// Rounds for markets of so many pairs together, within [`FEWEST`] and [`MOST`].
const ROUND_PAIRS: usize = 20_000_000;
const FEWEST: usize = 12;
const MOST: usize = 1_000;

/// Rounds of a market of so many pairs.
pub(super) fn rounds(pairs: usize) -> usize {
    (ROUND_PAIRS / pairs.max(1)).clamp(FEWEST, MOST)
}

/// The flow under some prices.
#[derive(Debug)]
pub(super) struct Round {
    /// By slot, đồng per 1,000 base units.
    pub(super) prices: Vec<i64>,
    pub(super) columns: Columns,
    /// No plan that keeps the limits costs less.
    pub(super) bound: i64,
    /// It was not told to stop.
    pub(super) optimal: bool,
}

/// Follows prices of days from round to round.
pub(super) struct Walk<'w> {
    desk: &'w Desk<'w>,
    compact: Option<&'w Compact<'w>>,
    basis: Basis,
    /// Of the next round, in parts of [`PART`].
    prices: Vec<i64>,
    stand: Stand,
}

/// Where a walk stands: the prices of its best bound, and the way on from there.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    prices: Vec<i64>,
    bound: i64,
    /// The mean excess of the flows so far, later ones weighing more.
    mean: Vec<i128>,
    step: i128,
    idle: usize,
}

impl Stand {
    /// Takes in what a round of these prices ships in excess, and its bound.
    fn note(&mut self, prices: &[i64], excess: &[i128], bound: i64) {
        if bound > self.bound {
            // On with the same stride where the flow still wants the way that was gone.
            if dot(&self.mean, excess) > 0 {
                self.step = (self.step * 9 / 8).min(2 * FIRST_STEP);
            }
            self.prices = prices.to_vec();
            self.bound = bound;
            self.idle = 0;
        } else {
            self.idle += 1;
            if self.idle >= PATIENCE {
                self.idle = 0;
                self.step = self.step * 2 / 3;
            }
        }
        if self.mean.is_empty() {
            self.mean = excess.to_vec();
            return;
        }
        let share = self.share(excess);
        for (mean, excess) in self.mean.iter_mut().zip(excess) {
            *mean = (*mean * (WHOLE - share) + excess * share) / WHOLE;
        }
    }

    /// How much of the new excess makes the mean shortest, within [`SHARES`] of [`WHOLE`].
    fn share(&self, excess: &[i128]) -> i128 {
        let apart: Vec<i128> = self
            .mean
            .iter()
            .zip(excess)
            .map(|(mean, excess)| mean - excess)
            .collect();
        let share = dot(&self.mean, &apart).saturating_mul(WHOLE) / dot(&apart, &apart).max(1);
        share.clamp(SHARES.0, SHARES.1)
    }
}

fn dot(left: &[i128], right: &[i128]) -> i128 {
    let terms = left.iter().zip(right);
    terms.fold(0i128, |sum, (left, right)| {
        sum.saturating_add(left.saturating_mul(*right))
    })
}

impl<'w> Walk<'w> {
    /// From prices of nothing. `compact` finds the pairs that the problem leaves out.
    pub(super) fn new(desk: &'w Desk<'w>, basis: Basis, compact: Option<&'w Compact<'w>>) -> Self {
        let prices = vec![0; desk.calendar.slots.len()];
        Self {
            desk,
            compact,
            basis,
            stand: Stand {
                prices: prices.clone(),
                bound: i64::MIN,
                mean: Vec::new(),
                step: FIRST_STEP,
                idle: 0,
            },
            prices,
        }
    }

    /// The flow under the prices as they stand. `None` where the numbers are too large for it.
    pub(super) fn round(&mut self, stop: Stop<'_>) -> Result<Option<Round>, KernelError> {
        let prices: Vec<i64> = self.prices.iter().map(|price| price / PART).collect();
        let transport = match priced(self.desk, &prices) {
            Err(KernelError::TooLarge { .. }) => return Ok(None),
            transport => transport?,
        };
        self.basis.reprice(&transport)?;
        let mut effort = Effort::default();
        let optimal = self.basis.optimise(&transport, stop, &mut effort)?;
        let solution = self.basis.solution(&transport, effort)?;
        let bound = self.bound(&transport, &solution, &prices);
        let certificate = if optimal {
            certify(&transport, &solution)?
        } else {
            Certificate {
                bound: i64::MIN,
                least_reduced_cost: 0,
            }
        };
        let columns = Columns {
            transport,
            solution,
            basis: self.basis.clone(),
            certificate,
        };
        Ok(Some(Round {
            prices,
            columns,
            bound,
            optimal,
        }))
    }

    /// Goes on from other prices, in whole đồng; how it stood before.
    pub(super) fn set(&mut self, prices: &[i64]) -> Stand {
        let most = i64::MAX / PART;
        let prices: Vec<i64> = prices
            .iter()
            .map(|price| (*price).clamp(0, most) * PART)
            .collect();
        self.prices.clone_from(&prices);
        let stand = Stand {
            prices,
            bound: i64::MIN,
            mean: Vec::new(),
            step: FIRST_STEP / 4,
            idle: 0,
        };
        std::mem::replace(&mut self.stand, stand)
    }

    /// Goes back to where it stood before [`Self::set`].
    pub(super) fn back(&mut self, stand: Stand) {
        self.prices.clone_from(&stand.prices);
        self.stand = stand;
    }

    /// Sets the next prices; whether there is a next round. `best` is what the best plan costs.
    pub(super) fn follow(&mut self, round: &Round, best: i64) -> bool {
        let excess = excess(self.desk, round, self.tolerance(round));
        self.stand.note(&self.prices, &excess, round.bound);
        if self.stand.step < LAST_STEP {
            return false;
        }
        let stand = &self.stand;
        let moves = |(excess, price): (&i128, &i64)| if *excess < 0 && *price == 0 { 0 } else { *excess };
        let ways: Vec<i128> = stand.mean.iter().zip(&stand.prices).map(moves).collect();
        let norm = dot(&ways, &ways);
        if norm == 0 {
            return false;
        }
        let gap = i128::from(best) - i128::from(stand.bound);
        let scale = gap.max(1).saturating_mul(stand.step);
        let most = i128::from(self.desk.transport.magnitude().saturating_mul(2)) * i128::from(PART);
        let next = stand.prices.iter().zip(&ways).map(|(price, way)| {
            // The parts of prices and of steps cancel out.
            let by = scale.saturating_mul(*way) / norm;
            let next = (i128::from(*price) + by).clamp(0, most);
            i64::try_from(next).unwrap_or(i64::MAX)
        });
        self.prices = next.collect();
        true
    }

    /// Days whose prices differ by no more are as good as equal: less as the steps become shorter, and nothing in every
    /// other round, because either way finds what the other passes by.
    fn tolerance(&self, round: &Round) -> i64 {
        if self.stand.idle % 2 == 1 {
            return 0;
        }
        let dearest = round.prices.iter().copied().max().unwrap_or_default();
        let part = i128::from(dearest).saturating_mul(self.stand.step) / (EQUAL * FIRST_STEP);
        i64::try_from(part).unwrap_or_default()
    }

    /// What the duals of a flow prove under these prices.
    fn bound(&self, transport: &Transport, solution: &Solution, prices: &[i64]) -> i64 {
        let of_flow = match self.compact {
            None => i128::from(bound(transport, &solution.request_duals)),
            Some(compact) => self.bound_of_all(compact, transport, &solution.request_duals, prices),
        };
        let rooms = self.desk.calendar.slots.iter().zip(prices);
        let paid: i128 = rooms
            .map(|(slot, price)| i128::from(slot.room) * i128::from(*price))
            .sum();
        i64::try_from(of_flow - paid).unwrap_or(i64::MIN)
    }

    /// A bound over all pairs of the market. Of those that the problem leaves out no days are known: each is taken to
    /// ship on the cheapest day of its offer.
    fn bound_of_all(
        &self,
        compact: &Compact<'_>,
        transport: &Transport,
        duals: &[i64],
        prices: &[i64],
    ) -> i128 {
        let cheapest = cheapest_days(self.desk, prices);
        let beta: Vec<i64> = transport
            .requests()
            .iter()
            .zip(duals)
            .map(|(terminal, dual)| *dual.min(&terminal.slack_cost))
            .collect();
        let offers = transport.offers();
        let most = offers.iter().zip(&cheapest);
        let most = most
            .map(|(terminal, price)| terminal.slack_cost - price)
            .collect();
        let mut alpha = compact.offer_duals(compact.requests(), &beta, most);
        for (alpha, price) in alpha.iter_mut().zip(&cheapest) {
            *alpha += price;
        }
        for pair in transport.pairs() {
            let ends = (alpha.get_mut(index(pair.offer)), beta.get(index(pair.request)));
            if let (Some(alpha), Some(beta)) = ends {
                *alpha = (*alpha).min(pair.cost - beta);
            }
        }
        let sides = offers
            .iter()
            .zip(&alpha)
            .chain(transport.requests().iter().zip(&beta));
        sides
            .map(|(terminal, dual)| i128::from(terminal.quantity) * i128::from(*dual))
            .sum()
    }
}

/// The lowest price on any day of each offer's harvest; nothing where it has days beyond the slots of its point.
fn cheapest_days(desk: &Desk<'_>, prices: &[i64]) -> Vec<i64> {
    let (slots, lowest) = (&desk.calendar.slots, Lowest::new(prices));
    let mut cheapest = Vec::with_capacity(desk.harvests.len());
    for (harvest, point) in desk.harvests.iter().zip(&desk.point_of) {
        let before = |day: i64| {
            let key = (point.unwrap_or(usize::MAX), day);
            slots.partition_point(|slot| (slot.point, slot.day) < key)
        };
        let (from, end) = (before(harvest.0), before(harvest.1 + 1));
        let whole = i64::try_from(end - from) == Ok(harvest.1 - harvest.0 + 1);
        let ends = u32::try_from(from).ok().zip(u32::try_from(end).ok());
        let span = ends.map(|(from, end)| Span {
            from,
            to: end.saturating_sub(1),
        });
        cheapest.push(span.filter(|_| whole).map_or(0, |span| lowest.of(span)));
    }
    cheapest
}

/// The market's problem with the prices of days in the costs of the pairs. A pair that is dearer than both rests never
/// carries anything, however dear it is, so costs stay within what both rests cost.
fn priced(desk: &Desk<'_>, prices: &[i64]) -> Result<Transport, KernelError> {
    let lowest = Lowest::new(prices);
    let pairs: Vec<Pair> = desk
        .pairs
        .iter()
        .zip(&desk.calendar.lanes)
        .map(|(pair, lane)| {
            let dearest = || pair.cost + desk.gain(*pair).max(0) + 1;
            let cost = match lane {
                Lane::Free => pair.cost,
                Lane::Never => dearest(),
                Lane::Days(span) => (pair.cost + lowest.of(*span)).min(dearest()),
            };
            Pair { cost, ..*pair }
        })
        .collect();
    let (offers, requests) = (desk.transport.offers(), desk.transport.requests());
    Transport::new(offers.to_vec(), requests.to_vec(), &pairs)
}

/// What a flow ships in every slot above its room, each pair on the cheapest of its days.
fn excess(desk: &Desk<'_>, round: &Round, tolerance: i64) -> Vec<i128> {
    let lowest = Lowest::new(&round.prices);
    let mut left: Vec<i128> = desk.calendar.rooms().into_iter().map(i128::from).collect();
    let mut choices = Vec::new();
    for shipment in &round.columns.solution.shipments {
        if let Lane::Days(span) = desk.calendar.lane_of(shipment.pair) {
            let least = lowest.of(span);
            let cheap = |slot: &u32| {
                let price = round.prices.get(index(*slot));
                price.is_some_and(|price| price - least <= tolerance)
            };
            let days: Vec<u32> = span.slots().filter(cheap).collect();
            choices.push((
                days.len(),
                days.last().copied(),
                shipment.pair,
                days,
                shipment.quantity,
            ));
        }
    }
    // Who has the least choice goes first.
    choices.sort_unstable();
    for (count, _, _, days, quantity) in choices {
        let mut quantity = i128::from(quantity);
        for slot in &days {
            if let Some(left) = left.get_mut(index(*slot)) {
                let take = quantity.min((*left).max(0));
                *left -= take;
                quantity -= take;
            }
        }
        let count = i128::try_from(count.max(1)).unwrap_or(i128::MAX);
        for (slot, at) in days.iter().zip(0..) {
            if let Some(left) = left.get_mut(index(*slot)) {
                *left -= quantity / count + i128::from(at < quantity % count);
            }
        }
    }
    left.into_iter().map(|left: i128| -left).collect()
}
