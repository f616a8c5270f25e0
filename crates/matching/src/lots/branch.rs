//! The best plan of a part of a market under its minimum lots, by branch and bound on the exact kernel.
//!
//! Without the lots the part is a transportation problem; with them, a pair carries nothing or at least its lot.
//! A node of the search has pairs that are closed and pairs that are open, which carry their lot in any case. Its
//! bound is the optimal flow of what is left, in whole numbers. If a pair of that flow is below its lot, the node
//! splits on it; else the flow is a plan. Binary variables in a mixed integer program would have the same
//! relaxation (`x ≤ min(a, b)·z` and `x ≥ lot·z` allow every flow), but solved in floating point.
//!
//! The search goes depth first and stops after a fixed number of nodes.

use crate::kernel::{self, KernelError, Pair, Terminal, Transport, index};

use super::Lots;

/// The most nodes, however small the part is.
const NODES: usize = 1_024;

/// A pair of a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    /// Offer and request by their number in the part.
    pub(super) pair: Pair,
    pub(super) lot: i64,
    /// Place in the market.
    pub(super) place: usize,
}

/// Posts of a market with what the rest of the plan leaves to them.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) offers: Vec<Terminal>,
    pub(super) requests: Vec<Terminal>,
    /// Whether each request has to be filled.
    pub(super) hard: Vec<bool>,
    /// Ascending by (offer, request).
    pub(super) lanes: Vec<Lane>,
    /// What the plan so far carries on each lane.
    pub(super) carried: Vec<i64>,
}

/// What a search found.
#[derive(Debug)]
pub(super) struct Found {
    /// A better plan than the one so far: what it carries on each lane.
    pub(super) flow: Option<Vec<i64>>,
    /// The search came to its end: nothing is better.
    pub(super) complete: bool,
}

/// What a node of the search has decided about a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Nothing yet.
    Free,
    /// It carries nothing.
    Closed,
    /// It carries its lot at least.
    Open,
}

impl Part {
    /// A market as a whole.
    pub(super) fn whole(lots: &Lots, transport: &Transport, carried: &[i64]) -> Self {
        let lanes = transport.pairs().enumerate().map(|(place, pair)| Lane {
            pair,
            lot: lots.of(pair.offer, pair.request),
            place,
        });
        let requests = transport.requests().iter().zip(0u32..);
        Self {
            hard: requests.map(|(_, request)| lots.is_hard(request)).collect(),
            offers: transport.offers().to_vec(),
            requests: transport.requests().to_vec(),
            lanes: lanes.collect(),
            carried: carried.to_vec(),
        }
    }

    /// Adds a lane with what it carries, which its posts then have for it.
    pub(super) fn add(&mut self, lane: Lane, quantity: i64) {
        for end in ends(&mut self.offers, &mut self.requests, lane.pair)
            .into_iter()
            .flatten()
        {
            end.quantity += quantity;
        }
        self.lanes.push(lane);
        self.carried.push(quantity);
    }

    /// Writes what a search found into the plan of the market.
    pub(super) fn take(&self, flow: Option<&[i64]>, carried: &mut [i64]) {
        for (lane, &quantity) in self.lanes.iter().zip(flow.unwrap_or_default()) {
            if let Some(carried) = carried.get_mut(lane.place) {
                *carried = quantity;
            }
        }
    }

    fn cost(&self, flow: &[i64]) -> i64 {
        let rests = self.offers.iter().chain(&self.requests);
        let idle: i64 = rests.map(|rest| rest.slack_cost * rest.quantity).sum();
        let lanes = self.lanes.iter().zip(flow);
        let gained: i64 = lanes
            .map(|(lane, quantity)| quantity * (lane.pair.cost - self.slack(lane)))
            .sum();
        idle + gained
    }

    /// What a unit costs that a lane does not carry.
    fn slack(&self, lane: &Lane) -> i64 {
        let cost = |side: &[Terminal], at: u32| side.get(index(at)).map_or(0, |rest| rest.slack_cost);
        cost(&self.offers, lane.pair.offer) + cost(&self.requests, lane.pair.request)
    }
}

/// Searches for a better plan than the one the part carries, with so much `work`: nodes times pairs.
pub(super) fn search(part: &Part, work: usize) -> Result<Found, KernelError> {
    let mut best = part.cost(&part.carried);
    let mut found = Found {
        flow: None,
        complete: true,
    };
    let most = (work / (part.lanes.len() + 1)).clamp(8, NODES);
    let mut nodes = 0;
    let mut waiting = vec![vec![Use::Free; part.lanes.len()]];
    while let Some(mut lanes) = waiting.pop() {
        if nodes == most {
            found.complete = false;
            break;
        }
        nodes += 1;
        let Some((cost, flow)) = relaxed(part, &mut lanes)? else {
            continue;
        };
        if cost >= best {
            continue;
        }
        let Some(at) = split(part, &lanes, &flow) else {
            best = cost;
            found.flow = Some(flow);
            continue;
        };
        let full = part
            .lanes
            .get(at)
            .zip(flow.get(at))
            .is_some_and(|(lane, quantity)| quantity.saturating_mul(2) >= lane.lot);
        let with = |state: Use| {
            let mut lanes = lanes.clone();
            if let Some(lane) = lanes.get_mut(at) {
                *lane = state;
            }
            lanes
        };
        // The last is looked at first.
        let order = if full {
            [Use::Closed, Use::Open]
        } else {
            [Use::Open, Use::Closed]
        };
        waiting.extend(order.map(with));
    }
    Ok(found)
}

/// The free lane below its lot that carries most; of equal ones the first.
fn split(part: &Part, lanes: &[Use], flow: &[i64]) -> Option<usize> {
    let states = lanes.iter().zip(flow).zip(&part.lanes).enumerate();
    let below = states.filter(|(_, ((state, quantity), lane))| {
        **state == Use::Free && **quantity > 0 && **quantity < lane.lot
    });
    below
        .max_by_key(|(at, ((_, quantity), _))| (**quantity, std::cmp::Reverse(*at)))
        .map(|(at, _)| at)
}

/// The cost and flow of a node's relaxation; `None` where the open lanes ask for more than there is, or leave too
/// little for what has to be filled. Lanes whose
/// lot no longer fits are closed.
fn relaxed(part: &Part, lanes: &mut [Use]) -> Result<Option<(i64, Vec<i64>)>, KernelError> {
    let (mut offers, mut requests) = (part.offers.clone(), part.requests.clone());
    let mut flow = vec![0; lanes.len()];
    let mut fixed = 0;
    for ((lane, state), flow) in part.lanes.iter().zip(&*lanes).zip(&mut flow) {
        if *state == Use::Open {
            *flow = lane.lot;
            fixed += lane.lot * lane.pair.cost;
            for rest in ends(&mut offers, &mut requests, lane.pair).into_iter().flatten() {
                rest.quantity -= lane.lot;
            }
        }
    }
    if offers.iter().chain(&requests).any(|rest| rest.quantity < 0) {
        return Ok(None);
    }
    for (lane, state) in part.lanes.iter().zip(&mut *lanes) {
        let left = ends(&mut offers, &mut requests, lane.pair)
            .into_iter()
            .flatten()
            .map(|rest| rest.quantity)
            .min();
        if *state == Use::Free && left.is_none_or(|left| left < lane.lot) {
            *state = Use::Closed;
        }
    }
    let (of_offers, offers) = kept(&offers);
    let (of_requests, requests) = kept(&requests);
    let (mut pairs, mut places) = (Vec::new(), Vec::new());
    for ((at, lane), state) in part.lanes.iter().enumerate().zip(&*lanes) {
        let number = |numbers: &[Option<u32>], at: u32| numbers.get(index(at)).copied().flatten();
        let both = number(&of_offers, lane.pair.offer).zip(number(&of_requests, lane.pair.request));
        if let (Some((offer, request)), Use::Free | Use::Open) = (both, state) {
            let cost = lane.pair.cost;
            pairs.push(Pair { offer, request, cost });
            places.push(at);
        }
    }
    let solution = kernel::solve(&Transport::new(offers, requests, &pairs)?)?;
    let lacking = |number: Option<u32>| {
        let unmet = number.and_then(|number| solution.unmet.get(index(number)));
        unmet.is_some_and(|unmet| *unmet > 0)
    };
    let mut filled = part.hard.iter().zip(&of_requests);
    if filled.any(|(hard, number)| *hard && lacking(*number)) {
        return Ok(None);
    }
    for shipment in &solution.shipments {
        let place = places.get(shipment.pair).and_then(|&at| flow.get_mut(at));
        if let Some(flow) = place {
            *flow += shipment.quantity;
        }
    }
    Ok(Some((fixed + solution.objective, flow)))
}

fn ends<'t>(
    offers: &'t mut [Terminal],
    requests: &'t mut [Terminal],
    pair: Pair,
) -> [Option<&'t mut Terminal>; 2] {
    [
        offers.get_mut(index(pair.offer)),
        requests.get_mut(index(pair.request)),
    ]
}

/// The posts that have something left, and their numbers among those.
fn kept(side: &[Terminal]) -> (Vec<Option<u32>>, Vec<Terminal>) {
    let (mut numbers, mut kept) = (Vec::with_capacity(side.len()), Vec::new());
    for terminal in side {
        let number = u32::try_from(kept.len()).ok();
        numbers.push(number.filter(|_| terminal.quantity > 0));
        if terminal.quantity > 0 {
            kept.push(*terminal);
        }
    }
    (numbers, kept)
}
