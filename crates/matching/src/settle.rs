//! One market from its network to its part of the plan.

use chonoi_domain::quantity::{Quantity, UnitPrice};

use crate::columns::{self, Columns};
use crate::compact::Compact;
use crate::daily::said::{self, Full};
use crate::daily::{self, Asked, Kept};
use crate::error::MatchError;
use crate::explain::View;
use crate::fairness;
use crate::kernel::certificate::{Certificate, bound, certify};
use crate::kernel::duals::{Interval, request_intervals};
use crate::kernel::{self, KernelError, Pair, Solution, Stop, Transport};
use crate::lots::losses::Losses;
use crate::lots::{self, Lots};
use crate::near_miss::{self, Scan};
use crate::network::{Component, Unfair};
use crate::pairing::{Pairing, Setting};
use crate::plan::{
    Allocation, DayShare, Fairness, Guidance, NearMiss, Outcome, Parts, PointUse, Unmet, Unsold,
};
use crate::policy::Policy;
use crate::posts::{Point, ReadyOffer};
use crate::progress::Share;
use crate::reason::Reason;
use crate::sides::{self, Sides};

/// What is done of a market's [`crate::progress::PARTS`] when it is solved, as a large one takes its time.
const SOLVED: u64 = 8;
/// When its lots are respected.
const WITH_LOTS: u64 = 11;
/// When its near misses are found.
const WITH_NEAR_MISSES: u64 = 13;

/// A solved, proven and explained market.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) outcome: Outcome,
    pub(crate) fairness: Option<Fairness>,
    pub(crate) capacities: Vec<PointUse>,
    pub(crate) least_reduced_cost: i64,
    pub(crate) pivots: u64,
    /// Feasible pairs, all of which the certificate covers.
    pub(crate) pairs: usize,
    pub(crate) allocations: Vec<Allocation>,
    pub(crate) unsold: Vec<Unsold>,
    pub(crate) unmet: Vec<Unmet>,
    pub(crate) near_misses: Vec<NearMiss>,
}

/// Solves one market and tells `share` how far it is. Nothing leaves here without a certificate; told to stop, the
/// certificate's bound lies below the objective.
pub(crate) fn settle(
    setting: Setting<'_>,
    policy: &Policy,
    component: &Component<'_>,
    (stop, share): (Stop<'_>, &Share<'_>),
) -> Result<Settled, MatchError> {
    let compact = component.indexed.then(|| Compact::new(setting, &component.posts));
    let broken = |source| component.refused(source);
    let solve = |transport, sides| solved(component, transport, sides, compact.as_ref(), stop);
    let columns = solve(&component.transport, &component.sides).map_err(broken)?;
    share.reach(SOLVED);
    let lots = Lots::new(&component.posts, &component.sides);
    let planned = lots::respect(&lots, &columns, stop).map_err(broken)?;
    let asked = Asked {
        setting,
        component,
        sides: &component.sides,
        columns: &columns,
        lots: &lots,
        planned: &planned,
        compact: compact.as_ref().filter(|_| !component.complete),
    };
    let kept = daily::keep(asked, stop).map_err(broken)?;
    share.reach(WITH_LOTS);
    let planned = kept.as_ref().map_or(&planned, |kept| &kept.planned);
    let priced = kept.as_ref().and_then(|kept| kept.priced.as_ref());
    let priced = priced.map(|(columns, _)| columns);
    let intervals = match priced {
        Some(priced) => Ok(priced_intervals(component.complete, priced)),
        None => intervals(component.complete, &columns, compact.as_ref()),
    };
    let intervals = intervals.map_err(broken)?;
    let transport = &columns.transport;
    let real = |flow: &Solution| component.sides.real(&component.posts, transport, flow);
    let ((solution, premium), (_, flow_premium)) = (real(&planned.solution), real(&columns.solution));
    let flow = real(kept.as_ref().map_or(&columns.solution, |kept| &kept.flow)).0;
    let solution = &solution;
    let scan = near_miss::scan(
        setting,
        &policy.near_misses,
        &component.posts,
        solution,
        compact.as_ref(),
    );
    share.reach(WITH_NEAR_MISSES);
    let view = View::new(setting, component, transport, solution, compact.as_ref());
    let fairness = component.unfair.as_ref().map(|unfair| {
        let before = solve(&unfair.transport, &unfair.sides)?;
        let kept = without(component, unfair, &before, stop)?;
        let sellers = sides::sellers(&component.posts, policy);
        let worst = |real: &Solution| {
            fairness::worst(&component.posts, &sellers, real, |offer| view.is_wanted(offer))
        };
        Ok(Fairness {
            premium,
            price: columns.solution.objective - flow_premium - before.solution.objective,
            worst_before: worst(&kept),
            worst_after: worst(solution),
        })
    });
    let fairness = fairness.transpose().map_err(broken)?;
    let matched = (solution, transport, intervals.as_slice());
    let allocations = allocations(setting, component, matched, kept.as_ref(), &view).map_err(broken)?;
    let capacities = uses(
        component,
        priced.map_or(&columns.solution, |priced| &priced.solution),
        solution,
        kept.as_ref(),
    );
    let full = kept
        .as_ref()
        .map(|kept| Full::new(kept, transport, &lots, solution));
    let losses = Losses::new(component, &flow, solution, &planned.below);
    Ok(Settled {
        outcome: Outcome {
            product: component.product.clone(),
            flow_objective: columns.solution.objective,
            bound: columns.certificate.bound,
            objective: planned.solution.objective,
            lot_gap: planned.solution.objective - columns.solution.objective,
            optimal: planned.optimal,
            daily_bound: kept.as_ref().map(|kept| kept.bound),
        },
        fairness,
        unsold: unsold(
            component,
            solution,
            &losses,
            (&capacities, full.as_ref()),
            &view,
            &scan,
        ),
        capacities,
        least_reduced_cost: columns.certificate.least_reduced_cost,
        pivots: solution.effort.pivots,
        pairs: view.pairs,
        allocations,
        unmet: unmet(component, solution, &losses, full.as_ref(), &view, &scan),
        near_misses: scan.near_misses,
    })
}

/// The plan of a market without fairness, over the real posts.
fn without(
    component: &Component<'_>,
    unfair: &Unfair,
    before: &Columns,
    stop: Stop<'_>,
) -> Result<Solution, KernelError> {
    let lots = Lots::new(&component.posts, &unfair.sides);
    let kept = lots::respect(&lots, before, stop)?;
    let real = unfair
        .sides
        .real(&component.posts, &before.transport, &kept.solution);
    Ok(real.0)
}

/// The optimum over all feasible pairs, or what was found before the stop.
pub(crate) fn solved(
    component: &Component<'_>,
    transport: &Transport,
    sides: &Sides,
    compact: Option<&Compact<'_>>,
    stop: Stop<'_>,
) -> Result<Columns, KernelError> {
    if let Some(compact) = compact.filter(|_| !component.complete) {
        let (offers, requests) = (transport.offers().to_vec(), transport.requests().to_vec());
        return columns::solve(compact, offers, requests, &sides.pairs, stop);
    }
    let (basis, solution, optimal) = kernel::solve_with_basis(transport, stop)?;
    let certificate = if optimal {
        certify(transport, &solution)?
    } else {
        Certificate {
            bound: bound(transport, &solution.request_duals),
            least_reduced_cost: 0,
        }
    };
    Ok(Columns {
        transport: transport.clone(),
        solution,
        basis,
        certificate,
    })
}

/// Intervals of the requests' duals. The duals of a flow that is not optimal prove nothing, so they may lie
/// anywhere then.
fn intervals(
    complete: bool,
    columns: &Columns,
    compact: Option<&Compact<'_>>,
) -> Result<Vec<Interval>, KernelError> {
    if columns.certificate.bound < columns.solution.objective {
        let anywhere = Interval {
            low: i64::MIN / 4,
            high: i64::MAX / 4,
        };
        return Ok(vec![anywhere; columns.solution.request_duals.len()]);
    }
    match compact.filter(|_| !complete) {
        Some(compact) => columns::intervals(compact, columns),
        None => Ok(request_intervals(&columns.transport, &columns.solution)),
    }
}

/// As [`intervals`], under prices of days. Where pairs were left out, which of them the prices would let in is not known,
/// so each dual stands for itself there.
fn priced_intervals(complete: bool, priced: &Columns) -> Vec<Interval> {
    if complete {
        return request_intervals(&priced.transport, &priced.solution);
    }
    let duals = priced.solution.request_duals.iter();
    duals
        .map(|dual| Interval {
            low: *dual,
            high: *dual,
        })
        .collect()
}

/// What goes through each point of the market.
fn uses(component: &Component<'_>, flow: &Solution, real: &Solution, kept: Option<&Kept>) -> Vec<PointUse> {
    let of_point = |(number, point): (usize, &Point<'_>)| {
        let offers = component.posts.offers.iter().zip(&real.unsold);
        let here: Vec<_> = offers
            .filter(|(offer, _)| offer.point == Some(number))
            .map(|(offer, unsold)| (offer.post.quantity.0, *unsold))
            .collect();
        let offered: i64 = here.iter().map(|(quantity, _)| quantity).sum();
        (!here.is_empty()).then(|| PointUse {
            id: point.post.id.clone(),
            capacity: point.post.quantity,
            daily_capacity: point.post.daily_quantity,
            offered: Quantity(offered),
            sold: Quantity(offered - here.iter().map(|(_, unsold)| unsold).sum::<i64>()),
            worth: component.sides.worth(point, flow),
            days: kept.map(|kept| kept.uses(number)).unwrap_or_default(),
        })
    };
    component.points.iter().enumerate().filter_map(of_point).collect()
}

/// The matches of a plan, each day's share for itself.
fn allocations(
    setting: Setting<'_>,
    component: &Component<'_>,
    (solution, transport, intervals): (&Solution, &Transport, &[Interval]),
    kept: Option<&Kept>,
    view: &View<'_>,
) -> Result<Vec<Allocation>, KernelError> {
    let mut allocations = Vec::with_capacity(solution.shipments.len());
    for shipment in &solution.shipments {
        let days = kept.map(|kept| kept.days_of(shipment.pair));
        let days = days.unwrap_or_else(|| vec![(None, shipment.quantity)]);
        let pair = transport.pair(shipment.pair);
        let ends = pair.and_then(|pair| Some((pair, *intervals.get(kernel::index(pair.request))?)));
        for share in &days {
            let part = (*share, days.len() > 1);
            let made =
                ends.and_then(|(pair, interval)| allocation(setting, component, pair, part, interval, view));
            allocations.push(made.ok_or(KernelError::Broken("a shipment between posts that do not pair"))?);
        }
    }
    if kept.is_some() {
        said::verify(component, &allocations)?;
    }
    Ok(allocations)
}

fn allocation(
    setting: Setting<'_>,
    component: &Component<'_>,
    pair: Pair,
    ((day, quantity), is_part): ((Option<i64>, i64), bool),
    interval: Interval,
    view: &View<'_>,
) -> Option<Allocation> {
    let offer = component.posts.offers.get(kernel::index(pair.offer))?;
    let request = component.posts.requests.get(kernel::index(pair.request))?;
    let pairing = Pairing::new(setting, offer, request)?;
    let (ship_date, arrive_date) = day.map_or_else(|| pairing.days(), |day| pairing.on(day))?;
    let share = DayShare {
        ship_date,
        arrive_date,
        quantity: Quantity(quantity),
    };
    let parts = pairing.parts();
    Some(Allocation {
        offer: offer.post.id.clone(),
        request: request.post.id.clone(),
        product: offer.product.id.clone(),
        quantity: Quantity(quantity),
        ship_date,
        arrive_date,
        days: is_part.then_some(share).into_iter().collect(),
        km: pairing.road.km,
        cost: pair.cost,
        parts,
        ask_assumed: offer.ask_assumed,
        bid_assumed: pairing.bid_assumed(),
        guidance: guidance(&parts, interval),
        reasons: view.why_matched(&pairing, pair, parts),
    })
}

/// One unit more of the request costs `β`, so it is worth `bid + β` delivered (`β` is negative where there
/// is a margin to share). What both sides can sign lies between the cost at the door and the bid.
pub(crate) fn guidance(parts: &Parts, interval: Interval) -> Guidance {
    let (least, most) = (parts.delivered(), parts.bid.max(parts.delivered()));
    let clip = |dual: i64| UnitPrice((parts.bid + dual).clamp(least, most));
    Guidance {
        low: clip(interval.low),
        high: clip(interval.high),
    }
}

fn unsold(
    component: &Component<'_>,
    solution: &Solution,
    losses: &Losses,
    (capacities, days): (&[PointUse], Option<&Full>),
    view: &View<'_>,
    scan: &Scan,
) -> Vec<Unsold> {
    let full = |offer: &ReadyOffer<'_>| {
        let point = component.points.get(offer.point?)?;
        let used = capacities.iter().find(|used| used.id == point.post.id)?;
        let capacity = used.capacity?;
        let room = point.room().unwrap_or_default();
        (used.sold.0 >= room).then(|| Reason::PointFull {
            point: used.id.clone(),
            capacity,
        })
    };
    let posts = component.posts.offers.iter().zip(&solution.unsold).enumerate();
    let rests = posts.filter(|(_, (_, quantity))| **quantity > 0);
    rests
        .map(|(at, (offer, &quantity))| Unsold {
            offer: offer.post.id.clone(),
            quantity: Quantity(quantity),
            cost: offer.unsold_cost,
            reasons: {
                let others = view.why_unsold(at, offer.post.quantity, scan);
                let days = days.and_then(|days| days.of_offer(component, at));
                let points = full(offer).into_iter().chain(days);
                let all = points.chain(losses.of_offer(at, others));
                all.collect()
            },
        })
        .collect()
}

fn unmet(
    component: &Component<'_>,
    solution: &Solution,
    losses: &Losses,
    days: Option<&Full>,
    view: &View<'_>,
    scan: &Scan,
) -> Vec<Unmet> {
    let posts = component.posts.requests.iter().zip(&solution.unmet).enumerate();
    let rests = posts.filter(|(_, (_, quantity))| **quantity > 0);
    rests
        .map(|(at, (request, &quantity))| Unmet {
            request: request.post.id.clone(),
            quantity: Quantity(quantity),
            cost: request.unmet_cost,
            reasons: {
                let others = losses.of_request(at, view.why_unmet(at, request.post.quantity, scan));
                let days = days.and_then(|days| days.of_request(component, at));
                days.into_iter().chain(others).collect()
            },
        })
        .collect()
}
