//! Days of collection points that take only so much: prices for a bound, plans that keep every limit, the gap between.
//!
//! # The problem
//!
//! A pair `(i, j)` may ship on the days `D_ij` that lie in the harvest and, with the lead of its road, in the delivery
//! window; its cost is the same on all of them. An offer goes through one point `p(i)`, and a point that limits its days
//! takes `room(p, d)` on day `d`:
//!
//! ```text
//! minimise  Σ c_ij x_ijd + Σ s_i unsold_i + Σ u_j unmet_j        d ∈ D_ij, integers ≥ 0
//! Σ_jd x_ijd + unsold_i = a_i     Σ_id x_ijd + unmet_j = b_j     Σ_{i at p, j} x_ijd ≤ room(p, d)
//! ```
//!
//! A unit takes something of an offer, of a request and of a point-day. That is a three-index transportation problem and
//! no flow any more: two offers, two days and two requests of one unit each, where every pair can ship on one day only,
//! have a fractional solution of 2 and a whole one of 1. So there is no proof of equality as for the market itself; there
//! is a bound, a plan, and the gap between both.
//!
//! # The method
//!
//! 1. The plan without the limits is tried first: on the first day of each pair, then with the days that end first
//!    ([`shares`]). If all of it finds room, it is the plan, and as good as proven without the limits.
//! 2. Prices of the slots ([`prices`]) give bounds, each from an exact flow, and flows that nearly keep the limits.
//! 3. A flow becomes a plan by moving shipments to other days of theirs and dropping what finds none ([`spread`]).
//! 4. A plan becomes a better one by setting aside, for every offer, what it ships on each day, and solving who gets it
//!    exactly ([`split`]), with what an offer keeps set aside for one day after the other. No step makes it worse.
//! 5. Minimum lots are kept by the search of [`crate::lots`] in the split market; every share of a day is a delivery.
//!    What then still fits is matched, the most saving pair first.
//!
//! Everything is counted in rounds, in a fixed order and in whole numbers, so the same input gives the same plan. Told
//! to stop, the best plan so far is the answer, and the best bound so far stays proven.
//!
//! # Overflow
//!
//! Prices never make a pair dearer than both rests and one more (it carries nothing then), so a priced problem has costs
//! within those that [`crate::lots`] has too; each problem is checked by [`Transport::new`] all the same, and where one
//! is refused, the search ends with what it has. `room` is cut to what all offers of the point have, so `Σ λ·room` is a
//! sum of quantities times costs, taken in 128 bits; steps are taken in 128 bits, saturated.
//!
//! # Sources
//!
//! - M. L. Fisher, "The Lagrangian relaxation method for solving integer programming problems", Management Science 27
//!   (1981): the bound, the step, repairing what the relaxation gives.
//! - B. T. Polyak, "Minimization of unsmooth functionals", USSR Computational Mathematics and Mathematical Physics 9
//!   (1969): the length of the step.
//! - F. Barahona and R. Anbil, "The volume algorithm: producing primal solutions with a subgradient method", Mathematical
//!   Programming 87 (2000): the mean of the flows as the way on.

mod calendar;
mod desk;
mod lowest;
mod prices;
pub(crate) mod said;
mod shares;
mod split;
mod spread;

use crate::columns::Columns;
use crate::compact::Compact;
use crate::kernel::certificate::certify;
use crate::kernel::{self, KernelError, Pair, Solution, Stop, Transport};
use crate::lots::{self, Below, Lots, Planned};
use crate::network::Component;
use crate::pairing::Setting;
use crate::posts::Point;
use crate::sides::Sides;
pub(crate) use calendar::Calendar;
use desk::Desk;
use prices::{Round, Walk, rounds};
use shares::Book;
pub(crate) use shares::{NO_SLOT, Shares};
use split::Split;
use spread::{by_pair, spread};

/// Every so many rounds of prices a plan is made of the flow.
const PLAN_EVERY: usize = 8;
/// Turns of setting aside that bring nothing before it ends.
const IDLE_TURNS: usize = 8;
/// Turns of setting aside in all.
const TURNS: usize = 64;

/// A plan that keeps the limits of the days.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The plan, with its minimum lots.
    pub(crate) planned: Planned,
    /// The plan before minimum lots.
    pub(crate) flow: Solution,
    pub(crate) calendar: Calendar,
    /// What ships on which day.
    pub(crate) shares: Shares,
    /// The flow under the best prices and these; `None` where the plan without limits keeps them.
    pub(crate) priced: Option<(Columns, Vec<i64>)>,
    /// No plan that keeps the limits costs less.
    pub(crate) bound: i64,
}

/// The market that is asked about, and its plan without limits.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) setting: Setting<'a>,
    pub(crate) component: &'a Component<'a>,
    pub(crate) sides: &'a Sides,
    pub(crate) columns: &'a Columns,
    pub(crate) lots: &'a Lots,
    pub(crate) planned: &'a Planned,
    /// Finds the pairs that the problem leaves out; `None` where it has all.
    pub(crate) compact: Option<&'a Compact<'a>>,
}

/// A plan that keeps the limits of the days; `None` where the market has none.
///
/// # Errors
/// [`KernelError::Broken`] if the kernel fails, which is a bug.
pub(crate) fn keep(asked: Asked<'_>, stop: Stop<'_>) -> Result<Option<Kept>, KernelError> {
    let transport = &asked.columns.transport;
    let Some(calendar) = Calendar::new(asked.setting, asked.component, transport, asked.lots) else {
        return Ok(None);
    };
    let desk = Desk::new(asked.component, asked.sides, transport, &calendar, asked.lots);
    let found = as_planned(&desk, asked.planned);
    let (shares, fits) = (found.shares, found.fits);
    if fits {
        return Ok(Some(Kept {
            planned: asked.planned.clone(),
            flow: asked.columns.solution.clone(),
            bound: asked.columns.certificate.bound,
            shares,
            calendar,
            priced: None,
        }));
    }
    let searched = search(&desk, asked, shares, stop)?;
    Ok(Some(searched.kept(calendar)))
}

/// What a way of matching takes that goes through these of the `feasible` pairs in order, as much of each as fits;
/// `None` where the market has no limits of days.
///
/// # Errors
/// [`KernelError`] if the pairs are not those of the market.
pub(crate) fn taken(
    setting: Setting<'_>,
    component: &Component<'_>,
    feasible: &[Pair],
    order: &[Pair],
) -> Result<Option<Vec<(Pair, i64)>>, KernelError> {
    let daily = |point: &Point<'_>| point.post.daily_quantity.is_some();
    if !component.points.iter().any(daily) {
        return Ok(None);
    }
    let posts = &component.posts;
    let none = Sides::new(posts, &[], &[], 0);
    let lots = Lots::new(posts, &none);
    let transport = Transport::new(none.offers(posts), none.requests(posts), feasible)?;
    let Some(calendar) = Calendar::new(setting, component, &transport, &lots) else {
        return Ok(None);
    };
    let desk = Desk::new(component, &none, &transport, &calendar, &lots);
    let mut book = Book::new(&desk);
    for pair in order {
        let place = transport.position(pair.offer, pair.request);
        if let Some(place) = place.and_then(|place| u32::try_from(place).ok()) {
            book.put(place, i64::MAX);
        }
    }
    let sold = by_pair(&book.shares);
    let sales = sold
        .into_iter()
        .filter_map(|(place, quantity)| Some((desk.pair(place)?, quantity)));
    Ok(Some(sales.collect()))
}

struct Tried {
    shares: Shares,
    fits: bool,
}

/// The plan without limits, as much of it as finds room.
fn as_planned(desk: &Desk<'_>, planned: &Planned) -> Tried {
    let quantities = desk.carried(&planned.solution);
    let mut book = Book::new(desk);
    if book.put_first(&quantities) {
        return Tried {
            shares: book.shares,
            fits: true,
        };
    }
    let mut book = Book::new(desk);
    let fits = book.put_all(&quantities);
    if !fits {
        book.top_up();
    }
    Tried {
        shares: book.shares,
        fits,
    }
}

/// What a search found.
struct Searched {
    planned: Planned,
    flow: Solution,
    shares: Shares,
    round: Option<Round>,
    bound: i64,
}

impl Searched {
    fn kept(self, calendar: Calendar) -> Kept {
        Kept {
            planned: self.planned,
            flow: self.flow,
            calendar,
            shares: self.shares,
            priced: self.round.map(|round| (round.columns, round.prices)),
            bound: self.bound,
        }
    }
}

/// A plan and what it costs.
#[derive(Clone)]
struct Candidate {
    shares: Shares,
    objective: i64,
}

impl Candidate {
    fn new(desk: &Desk<'_>, shares: Shares, duals: &Solution) -> Result<Self, KernelError> {
        let objective = desk.flow(&shares, duals)?.objective;
        Ok(Self { shares, objective })
    }

    /// Takes the other if it costs less; whether it does.
    fn improve(&mut self, other: Self) -> bool {
        let better = other.objective < self.objective;
        if better {
            *self = other;
        }
        better
    }
}

/// Searches for prices, for a plan without minimum lots, and then for one with. `first` is one with.
fn search(desk: &Desk<'_>, asked: Asked<'_>, first: Shares, stop: Stop<'_>) -> Result<Searched, KernelError> {
    let base = &asked.columns.solution;
    let with_lots = Candidate::new(desk, first, base)?;
    let mut free = with_lots.clone();
    let mut proof = Proof {
        walk: Walk::new(desk, asked.columns.basis.clone(), asked.compact),
        bound: asked.columns.certificate.bound,
        round: None,
    };
    proof.walk(desk, &mut free, stop)?;
    let none = vec![0; desk.calendar.slots.len()];
    let prices = proof
        .round
        .as_ref()
        .map_or(none.clone(), |round| round.prices.clone());
    for prices in polish(desk, &mut free, base, &prices, stop)? {
        proof.try_prices(&prices, free.objective, stop)?;
    }
    proof.walk(desk, &mut free, stop)?;
    let Proof { round, bound, .. } = proof;
    let prices = round.as_ref().map_or(&none, |round| &round.prices);
    let duals = round.as_ref().map_or(base, |round| &round.columns.solution);
    let (planned, shares) = lotted(desk, &free, with_lots, prices, duals, stop)?;
    let flow = desk.flow(&free.shares, duals)?;
    let optimal = planned.solution.objective == bound;
    Ok(Searched {
        planned: Planned { optimal, ..planned },
        flow,
        shares,
        round,
        bound,
    })
}

/// The best bound so far.
struct Proof<'w> {
    walk: Walk<'w>,
    bound: i64,
    /// The round that gave it, unless that was the market without limits.
    round: Option<Round>,
}

impl<'w> Proof<'w> {
    /// Goes on with the prices, round by round. `plan` becomes the best of the plans that the flows gave on the way,
    /// minimum lots aside.
    fn walk(&mut self, desk: &Desk<'w>, plan: &mut Candidate, stop: Stop<'_>) -> Result<(), KernelError> {
        for number in 0..rounds(desk.pairs.len()) {
            if stop() || plan.objective == self.bound {
                return Ok(());
            }
            let Some(round) = self.walk.round(stop)? else {
                break;
            };
            if number % PLAN_EVERY == 0 && round.optimal {
                repair(desk, &round, plan, stop)?;
            }
            let on = round.optimal && self.walk.follow(&round, plan.objective);
            self.take(round);
            if !on {
                break;
            }
        }
        if let Some(best) = &self.round {
            repair(desk, best, plan, stop)?;
        }
        Ok(())
    }

    /// Takes a round if its bound is better, or the first one.
    fn take(&mut self, round: Round) {
        let better = round.bound > self.bound;
        self.bound = self.bound.max(round.bound);
        if round.optimal && (better || self.round.is_none()) {
            self.round = Some(round);
        }
    }

    /// Whether other prices give a better bound; then the walk goes on from them.
    fn try_prices(&mut self, prices: &[i64], best: i64, stop: Stop<'_>) -> Result<(), KernelError> {
        if stop() || best == self.bound {
            return Ok(());
        }
        let kept = self.walk.set(prices);
        match self.walk.round(stop)? {
            Some(round) if round.bound > self.bound => self.take(round),
            _ => self.walk.back(kept),
        }
        Ok(())
    }
}

/// Makes a plan of a flow under prices.
fn repair(desk: &Desk<'_>, round: &Round, plan: &mut Candidate, stop: Stop<'_>) -> Result<(), KernelError> {
    let solution = &round.columns.solution;
    if let Some(shares) = spread(desk, &desk.carried(solution), &round.prices)? {
        plan.improve(Candidate::new(desk, shares.clone(), solution)?);
        if let Some((better, _)) = set_aside(desk, &shares, &round.prices, 0, stop)? {
            plan.improve(Candidate::new(desk, better, solution)?);
        }
    }
    Ok(())
}

/// Who gets what, with the days of every offer set aside as in `shares`, and the prices of the slots then. `None` where
/// it was stopped or the numbers are too large.
fn set_aside(
    desk: &Desk<'_>,
    shares: &Shares,
    prices: &[i64],
    turn: usize,
    stop: Stop<'_>,
) -> Result<Option<(Shares, Vec<i64>)>, KernelError> {
    let Some(split) = Split::new(desk, shares, prices, turn)? else {
        return Ok(None);
    };
    let (solution, _) = kernel::solve_until(&split.transport, stop)?;
    let found = || (split.shares(desk, &solution), split.prices(desk, &solution));
    Ok(split.keeps(&solution).then(found))
}

/// Makes a plan better until a round of turns brings nothing; the prices of slots that each turn had.
fn polish(
    desk: &Desk<'_>,
    plan: &mut Candidate,
    duals: &Solution,
    prices: &[i64],
    stop: Stop<'_>,
) -> Result<Vec<Vec<i64>>, KernelError> {
    let (mut idle, mut turn, mut seen) = (0, 0, Vec::new());
    while idle < IDLE_TURNS && turn < TURNS && !stop() {
        // To the cheapest days first, so that dear ones are free for those who have no other.
        let moved = spread(desk, &by_pair(&plan.shares), prices)?;
        let all = |shares: &Shares| shares.values().sum::<i64>() == plan.shares.values().sum::<i64>();
        let shares = moved.filter(all).unwrap_or_else(|| plan.shares.clone());
        let Some((found, prices)) = set_aside(desk, &shares, prices, turn, stop)? else {
            break;
        };
        if !seen.contains(&prices) {
            seen.push(prices);
        }
        let better = plan.improve(Candidate::new(desk, found, duals)?);
        idle = if better { 0 } else { idle + 1 };
        turn += 1;
    }
    Ok(seen)
}

/// The better of `first` and of what the search for minimum lots makes of `plan`.
fn lotted(
    desk: &Desk<'_>,
    plan: &Candidate,
    first: Candidate,
    prices: &[i64],
    duals: &Solution,
    stop: Stop<'_>,
) -> Result<(Planned, Shares), KernelError> {
    let mut best = first;
    let mut below = Vec::new();
    let mut book = Book::new(desk);
    book.put_all(&by_pair(&plan.shares));
    book.top_up();
    best.improve(Candidate::new(desk, book.shares, duals)?);
    for turn in [0, 1] {
        let Some(split) = Split::new(desk, &plan.shares, prices, turn)? else {
            break;
        };
        let (basis, solution, optimal) = kernel::solve_with_basis(&split.transport, stop)?;
        if !optimal {
            break;
        }
        let columns = Columns {
            certificate: certify(&split.transport, &solution)?,
            transport: split.transport.clone(),
            solution,
            basis,
        };
        let planned = lots::respect(&split.lots(desk), &columns, stop)?;
        if !split.keeps(&planned.solution) {
            continue;
        }
        let mut book = Book::of(desk, &split.shares(desk, &planned.solution));
        book.top_up();
        let better = best.improve(Candidate::new(desk, book.shares, duals)?);
        if better || turn == 0 {
            below = of_offers(&split, &planned.below);
        }
    }
    let solution = desk.flow(&best.shares, duals)?;
    let planned = Planned {
        solution,
        below,
        optimal: false,
    };
    Ok((planned, best.shares))
}

/// Matches below their lot, by offers instead of their parts.
fn of_offers(split: &Split, below: &[Below]) -> Vec<Below> {
    let below = below.iter().filter_map(|below| {
        let mut below = *below;
        below.pair.offer = split.offer(below.pair.offer)?;
        Some(below)
    });
    below.collect()
}
