//! Minimum lots: no match of the plan is smaller than the minimum lot of either side.
//!
//! A pair carries nothing, or at least the larger of both lots. Left to itself, the optimal flow breaks that
//! here and there, because it gives a rest to whom it is worth most. Three steps mend it:
//!
//! 1. **Dive.** Of the matches below their lot those that are the weakest (fill the smallest share of the lot)
//!    at both of their ends are forbidden, and the flow is optimised again from the basis it has, until no match
//!    is below its lot. What a bounded number of rounds leaves is taken back.
//! 2. **Branch and bound** ([`branch`]) over the small markets as a whole, which proves the optimum, and over
//!    the surroundings ([`cluster`]) of what was forbidden in the others.
//! 3. The better plan is kept. What it costs more than the flow without lots is reported as the gap; the flow's
//!    certified bound is one for every plan with lots, too.
//!
//! Everything is counted in rounds and nodes, never in seconds, so the same input gives the same plan.

mod branch;
mod cluster;
pub(crate) mod losses;

use rayon::prelude::*;

use crate::columns::Columns;
use crate::kernel::{Effort, KernelError, Pair, Shipment, Solution, Stop, Terminal, Transport, index};
use crate::sides::Sides;
use crate::split::Group;
use branch::Part;

/// Rounds of the dive. Most markets need three to six; what is still below its lot then is taken back.
const ROUNDS: usize = 24;
/// A round of the dive that mends less than one match in so many is its last.
const STALLED: usize = 16;
/// Times that the surroundings of what was forbidden are searched, each time cut into other parts.
const PASSES: usize = 8;
/// Up to so many pairs a market is searched as a whole.
const WHOLE: usize = 4_096;
/// What the search of a whole market may look at: nodes times pairs.
const WHOLE_WORK: usize = 1 << 17;
/// The same for a part of a larger one; four times as much finds nothing more there.
const PART_WORK: usize = 1 << 15;

/// The least that a match may carry, by post.
#[derive(Debug)]
pub(crate) struct Lots {
    offers: Vec<i64>,
    requests: Vec<i64>,
    /// Requests that have to be filled, by number: what a full collection point leaves.
    hard: Vec<u32>,
}

impl Lots {
    pub(crate) fn new(group: &Group<'_>, sides: &Sides) -> Self {
        let offers = group.offers.iter().map(|offer| offer.post.min_lot.0);
        let requests = group.requests.iter().map(|request| request.post.min_lot.0);
        Self {
            offers: offers.collect(),
            requests: requests.collect(),
            hard: sides.hard(),
        }
    }

    /// The lots of a market in which each of these offers, by number, stands for an offer of this one, and which has
    /// other requests that have to be filled.
    pub(crate) fn split(&self, offers: impl Iterator<Item = u32>, hard: Vec<u32>) -> Self {
        let lot = |offer: u32| self.offers.get(index(offer)).copied().unwrap_or_default();
        Self {
            offers: offers.map(lot).collect(),
            requests: self.requests.clone(),
            hard,
        }
    }

    /// How many requests are posts; they come first.
    pub(crate) fn posts(&self) -> u32 {
        u32::try_from(self.requests.len()).unwrap_or(u32::MAX)
    }

    /// Whether a request has to be filled.
    fn is_hard(&self, request: u32) -> bool {
        self.hard.contains(&request)
    }

    /// Whether a request is a post, and not a limit of the market.
    pub(crate) fn is_post(&self, request: u32) -> bool {
        index(request) < self.requests.len()
    }

    /// The larger of both lots; none where the request is not a post.
    pub(crate) fn of(&self, offer: u32, request: u32) -> i64 {
        let lots = self
            .offers
            .get(index(offer))
            .zip(self.requests.get(index(request)));
        lots.map_or(0, |(offer, request)| *offer.max(request))
    }
}

/// A match that the flow without lots would make, but which is below its lot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Below {
    pub(crate) pair: Pair,
    pub(crate) quantity: i64,
}

/// A flow without matches below their lots.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// Its duals are those of the flow without lots.
    pub(crate) solution: Solution,
    /// What the flow without lots had below its lot, in the order of the pairs.
    pub(crate) below: Vec<Below>,
    /// No plan with lots is better.
    pub(crate) optimal: bool,
}

/// Mends the flow of a market.
///
/// # Errors
///
/// [`KernelError::Broken`] if the kernel fails, which is a bug.
pub(crate) fn respect(lots: &Lots, columns: &Columns, stop: Stop<'_>) -> Result<Planned, KernelError> {
    let (transport, flow) = (&columns.transport, &columns.solution);
    let proven = columns.certificate.bound == flow.objective;
    let below = below(lots, transport, flow);
    if below.is_empty() {
        return Ok(Planned {
            solution: flow.clone(),
            below,
            optimal: proven,
        });
    }
    let mut carried = vec![0; transport.pair_count()];
    let mut optimal = false;
    if proven && !stop() {
        let forbidden = dive(lots, columns, &mut carried, stop)?;
        optimal = improve(lots, transport, &forbidden, &mut carried)?;
    } else {
        fill(lots, transport, flow, &mut carried);
    }
    let solution = solution(transport, &carried, flow);
    Ok(Planned {
        optimal: optimal || (proven && solution.objective == flow.objective),
        solution,
        below,
    })
}

fn below(lots: &Lots, transport: &Transport, flow: &Solution) -> Vec<Below> {
    let shipments = flow.shipments.iter().filter_map(|shipment| {
        let pair = transport.pair(shipment.pair)?;
        let quantity = shipment.quantity;
        (quantity < lots.of(pair.offer, pair.request)).then_some(Below { pair, quantity })
    });
    shipments.collect()
}

/// What the flow carries, without what is below its lot.
fn fill(lots: &Lots, transport: &Transport, flow: &Solution, carried: &mut [i64]) {
    for shipment in &flow.shipments {
        let pair = transport.pair(shipment.pair);
        let enough = pair.is_some_and(|pair| shipment.quantity >= lots.of(pair.offer, pair.request));
        if let Some(carried) = carried.get_mut(shipment.pair) {
            *carried = if enough { shipment.quantity } else { 0 };
        }
    }
}

/// Forbids the weakest matches and optimises again until all fill their lots; returns the places of the pairs
/// that were forbidden or taken back.
fn dive(
    lots: &Lots,
    columns: &Columns,
    carried: &mut [i64],
    stop: Stop<'_>,
) -> Result<Vec<usize>, KernelError> {
    let (offers, requests) = (columns.transport.offers(), columns.transport.requests());
    let mut pairs: Vec<Pair> = columns.transport.pairs().collect();
    let (mut basis, mut flow) = (columns.basis.clone(), columns.solution.clone());
    let mut forbidden = Vec::new();
    let mut before = usize::MAX;
    for _ in 0..ROUNDS {
        let below = below(lots, &columns.transport, &flow);
        // Rests move on to other pairs: past this point more rounds cost welfare and mend nothing.
        if below.len() > before - before / STALLED {
            break;
        }
        before = below.len();
        if below.is_empty() || stop() {
            break;
        }
        for weak in weakest(lots, &below, offers.len(), requests.len()) {
            let place = columns.transport.position(weak.offer, weak.request);
            let place = place.ok_or(KernelError::Broken("a match that is no pair"))?;
            let ends = (offers.get(index(weak.offer)), requests.get(index(weak.request)));
            if let (Some(pair), (Some(offer), Some(request))) = (pairs.get_mut(place), ends) {
                // Dearer than both rests, so no optimum carries anything there.
                pair.cost = offer.slack_cost + request.slack_cost + 1;
                forbidden.push(place);
            }
        }
        let transport = Transport::new(offers.to_vec(), requests.to_vec(), &pairs)?;
        basis.reprice(&transport)?;
        if !basis.optimise(&transport, stop, &mut Effort::default())? {
            break;
        }
        flow = basis.solution(&transport, Effort::default())?;
    }
    let rest = below_places(lots, &columns.transport, &flow);
    forbidden.extend(rest);
    fill(lots, &columns.transport, &flow, carried);
    forbidden.sort_unstable();
    forbidden.dedup();
    Ok(forbidden)
}

fn below_places(lots: &Lots, transport: &Transport, flow: &Solution) -> Vec<usize> {
    let below = below(lots, transport, flow).into_iter();
    below
        .filter_map(|below| transport.position(below.pair.offer, below.pair.request))
        .collect()
}

/// Of the matches below their lots those that fill the smallest share of it at both ends; of equal shares the
/// first pair.
fn weakest(lots: &Lots, below: &[Below], offers: usize, requests: usize) -> Vec<Pair> {
    // A share in parts of 2³², exact enough to rank and the same everywhere.
    let share = |below: &Below| {
        let lot = i128::from(lots.of(below.pair.offer, below.pair.request).max(1));
        (
            (i128::from(below.quantity) << 32) / lot,
            below.pair.offer,
            below.pair.request,
        )
    };
    let mut of_offers = vec![None; offers];
    let mut of_requests = vec![None; requests];
    for below in below {
        let share = share(below);
        let ends = (
            of_offers.get_mut(index(below.pair.offer)),
            of_requests.get_mut(index(below.pair.request)),
        );
        for least in [ends.0, ends.1].into_iter().flatten() {
            *least = Some(least.map_or(share, |least: (i128, u32, u32)| least.min(share)));
        }
    }
    let weak = below.iter().filter(|below| {
        let share = Some(share(below));
        of_offers.get(index(below.pair.offer)) == Some(&share)
            && of_requests.get(index(below.pair.request)) == Some(&share)
    });
    weak.map(|below| below.pair).collect()
}

/// Searches for a better plan than the dive's; whether what it leaves is proven to be the best.
fn improve(
    lots: &Lots,
    transport: &Transport,
    forbidden: &[usize],
    carried: &mut [i64],
) -> Result<bool, KernelError> {
    if transport.pair_count() <= WHOLE {
        let part = Part::whole(lots, transport, carried);
        let found = branch::search(&part, WHOLE_WORK)?;
        part.take(found.flow.as_deref(), carried);
        if found.complete {
            return Ok(true);
        }
    }
    top_up(lots, transport, carried);
    let mut seeds = forbidden.to_vec();
    for pass in 1..=PASSES {
        if !improve_around(lots, transport, &seeds, carried)? {
            break;
        }
        // Other seeds first, so that the parts are others.
        seeds = forbidden.to_vec();
        seeds.rotate_left(pass * forbidden.len() / PASSES % forbidden.len().max(1));
        if pass % 2 == 1 {
            seeds.reverse();
        }
    }
    top_up(lots, transport, carried);
    Ok(false)
}

/// Searches the surroundings of the seeds; whether the plan is better now.
fn improve_around(
    lots: &Lots,
    transport: &Transport,
    seeds: &[usize],
    carried: &mut [i64],
) -> Result<bool, KernelError> {
    let rests = Rests::new(transport, carried);
    let clusters = cluster::around(lots, transport, seeds, carried);
    let parts = clusters
        .iter()
        .map(|cluster| cluster.part(lots, transport, &rests, carried));
    let parts: Vec<Part> = parts.collect();
    let found: Vec<_> = parts
        .par_iter()
        .map(|part| branch::search(part, PART_WORK))
        .collect();
    let mut better = false;
    for (part, found) in parts.iter().zip(found) {
        let flow = found?.flow;
        better |= flow.is_some();
        part.take(flow.as_deref(), carried);
    }
    Ok(better)
}

/// Matches what both sides still have wherever it fills the lot and saves something, the most saving pair first.
fn top_up(lots: &Lots, transport: &Transport, carried: &mut [i64]) {
    let mut rests = Rests::new(transport, carried);
    let (offers, requests) = (transport.offers(), transport.requests());
    let saving = |pair: &Pair| {
        let ends = offers
            .get(index(pair.offer))
            .zip(requests.get(index(pair.request)));
        ends.map_or(0, |(offer, request)| {
            pair.cost - offer.slack_cost - request.slack_cost
        })
    };
    let fits = |rests: &Rests, carried: &[i64], place: usize, pair: Pair| {
        let more = rests.both(pair);
        let all = more + carried.get(place).copied().unwrap_or_default();
        (more > 0 && all >= lots.of(pair.offer, pair.request)).then_some(more)
    };
    let pairs = transport.pairs().enumerate();
    let free = pairs.filter(|(place, pair)| fits(&rests, carried, *place, *pair).is_some());
    let mut free: Vec<_> = free.map(|(place, pair)| (saving(&pair), place, pair)).collect();
    free.retain(|(saving, ..)| *saving < 0);
    free.sort_unstable();
    for (_, place, pair) in free {
        if let Some(more) = fits(&rests, carried, place, pair) {
            rests.take(pair, more);
            if let Some(carried) = carried.get_mut(place) {
                *carried += more;
            }
        }
    }
}

/// What every post has left.
#[derive(Debug)]
struct Rests {
    unsold: Vec<i64>,
    unmet: Vec<i64>,
}

impl Rests {
    fn new(transport: &Transport, carried: &[i64]) -> Self {
        let quantities =
            |side: &[Terminal]| -> Vec<i64> { side.iter().map(|terminal| terminal.quantity).collect() };
        let mut rests = Self {
            unsold: quantities(transport.offers()),
            unmet: quantities(transport.requests()),
        };
        for (pair, quantity) in transport.pairs().zip(carried) {
            rests.take(pair, *quantity);
        }
        rests
    }

    fn take(&mut self, pair: Pair, quantity: i64) {
        let ends = (
            self.unsold.get_mut(index(pair.offer)),
            self.unmet.get_mut(index(pair.request)),
        );
        for rest in [ends.0, ends.1].into_iter().flatten() {
            *rest -= quantity;
        }
    }

    /// What both posts of a pair still have.
    fn both(&self, pair: Pair) -> i64 {
        let ends = (
            self.unsold.get(index(pair.offer)),
            self.unmet.get(index(pair.request)),
        );
        ends.0.zip(ends.1).map_or(0, |(unsold, unmet)| *unsold.min(unmet))
    }
}

/// The plan that carries so much on every pair.
pub(crate) fn solution(transport: &Transport, carried: &[i64], flow: &Solution) -> Solution {
    let Rests { unsold, unmet } = Rests::new(transport, carried);
    let mut shipments = Vec::new();
    let mut objective = 0;
    for ((pair, ends), &quantity) in transport.pairs().enumerate().zip(carried) {
        if quantity > 0 {
            shipments.push(Shipment { pair, quantity });
            objective += ends.cost * quantity;
        }
    }
    let rests = transport.offers().iter().chain(transport.requests());
    let rests = rests.zip(unsold.iter().chain(&unmet));
    objective += rests
        .map(|(terminal, rest)| terminal.slack_cost * rest)
        .sum::<i64>();
    Solution {
        shipments,
        unsold,
        unmet,
        objective,
        ..flow.clone()
    }
}
