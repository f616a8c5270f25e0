//! One market from its network to its part of the plan.

use chonoi_domain::quantity::{Quantity, UnitPrice};

use crate::error::MatchError;
use crate::explain::View;
use crate::kernel::certificate::{Certificate, certify};
use crate::kernel::duals::{Interval, request_intervals};
use crate::kernel::{self, KernelError, Pair, Solution};
use crate::near_miss::{self, Scan};
use crate::network::Component;
use crate::pairing::{Pairing, Setting};
use crate::plan::{Allocation, Guidance, NearMiss, Parts, Unmet, Unsold};
use crate::policy::Policy;

/// A solved, proven and explained market.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) objective: i64,
    pub(crate) certificate: Certificate,
    pub(crate) pivots: u64,
    pub(crate) allocations: Vec<Allocation>,
    pub(crate) unsold: Vec<Unsold>,
    pub(crate) unmet: Vec<Unmet>,
    pub(crate) near_misses: Vec<NearMiss>,
}

/// Solves one market. Nothing leaves here without a certificate.
pub(crate) fn settle(
    setting: Setting<'_>,
    policy: &Policy,
    component: &Component<'_>,
) -> Result<Settled, MatchError> {
    let broken = |source| MatchError::Kernel {
        product: component.product.clone(),
        source,
    };
    let transport = &component.transport;
    let solution = kernel::solve(transport).map_err(broken)?;
    let certificate = certify(transport, &solution).map_err(broken)?;
    let scan = near_miss::scan(setting, &policy.near_misses, &component.posts, &solution);
    let view = View::new(setting, component, &solution);
    let allocations = allocations(setting, component, &solution, &view).map_err(broken)?;
    Ok(Settled {
        objective: solution.objective,
        certificate,
        pivots: solution.effort.pivots,
        allocations,
        unsold: unsold(component, &solution, &view, &scan),
        unmet: unmet(component, &solution, &view, &scan),
        near_misses: scan.near_misses,
    })
}

fn allocations(
    setting: Setting<'_>,
    component: &Component<'_>,
    solution: &Solution,
    view: &View<'_>,
) -> Result<Vec<Allocation>, KernelError> {
    let intervals = request_intervals(&component.transport, solution);
    let shipments = solution.shipments.iter().map(|shipment| {
        let pair = component.transport.pair(shipment.pair)?;
        let interval = intervals.get(kernel::index(pair.request))?;
        allocation(setting, component, pair, shipment.quantity, *interval, view)
    });
    shipments
        .collect::<Option<_>>()
        .ok_or(KernelError::Broken("a shipment between posts that do not pair"))
}

fn allocation(
    setting: Setting<'_>,
    component: &Component<'_>,
    pair: Pair,
    quantity: i64,
    interval: Interval,
    view: &View<'_>,
) -> Option<Allocation> {
    let offer = component.posts.offers.get(kernel::index(pair.offer))?;
    let request = component.posts.requests.get(kernel::index(pair.request))?;
    let pairing = Pairing::new(setting, offer, request)?;
    let (ship_date, arrive_date) = pairing.days()?;
    let parts = pairing.parts();
    Some(Allocation {
        offer: offer.post.id.clone(),
        request: request.post.id.clone(),
        product: offer.product.id.clone(),
        quantity: Quantity(quantity),
        ship_date,
        arrive_date,
        km: pairing.road.km,
        cost: pair.cost,
        parts,
        ask_assumed: offer.ask_assumed,
        bid_assumed: pairing.bid_assumed(),
        guidance: guidance(&parts, interval),
        reasons: view.why_matched(&pairing, pair, parts, quantity),
    })
}

/// One unit more of the request costs `β`, so it is worth `bid + β` delivered (`β` is negative where there
/// is a margin to share). What both sides can sign lies between the cost at the door and the bid.
fn guidance(parts: &Parts, interval: Interval) -> Guidance {
    let (least, most) = (parts.delivered(), parts.bid.max(parts.delivered()));
    let clip = |dual: i64| UnitPrice((parts.bid + dual).clamp(least, most));
    Guidance {
        low: clip(interval.low),
        high: clip(interval.high),
    }
}

fn unsold(component: &Component<'_>, solution: &Solution, view: &View<'_>, scan: &Scan) -> Vec<Unsold> {
    let posts = component.posts.offers.iter().zip(&solution.unsold).enumerate();
    let rests = posts.filter(|(_, (_, quantity))| **quantity > 0);
    rests
        .map(|(at, (offer, &quantity))| Unsold {
            offer: offer.post.id.clone(),
            quantity: Quantity(quantity),
            cost: offer.unsold_cost,
            reasons: view.why_unsold(at, offer.post.quantity, scan),
        })
        .collect()
}

fn unmet(component: &Component<'_>, solution: &Solution, view: &View<'_>, scan: &Scan) -> Vec<Unmet> {
    let posts = component.posts.requests.iter().zip(&solution.unmet).enumerate();
    let rests = posts.filter(|(_, (_, quantity))| **quantity > 0);
    rests
        .map(|(at, (request, &quantity))| Unmet {
            request: request.post.id.clone(),
            quantity: Quantity(quantity),
            cost: request.unmet_cost,
            reasons: view.why_unmet(at, request.post.quantity, scan),
        })
        .collect()
}
