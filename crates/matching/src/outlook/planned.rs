//! What a post would come to by a plan: with minimum lots, fairness and capacities, as a run would make it.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::proposal::Side;

use super::{Outlook, Rung, average, named, partners};
use crate::error::MatchError;
use crate::kernel::Stop;
use crate::market::{Market, PairId};
use crate::network::Network;
use crate::plan::{Allocation, Plan};
use crate::policy::Policy;
use crate::warm::Edit;
use crate::warm::value::Priced;

/// As [`super::outlook`], of a market that is solved anew for the post and for each of the others.
///
/// # Errors
///
/// As [`Network::prepare`] and [`Network::solve`].
pub fn planned(
    catalogue: &Catalogue,
    (market, policy): (&Market, &Policy),
    post: &Edit,
    others: &[Edit],
    stop: Stop<'_>,
) -> Result<Outlook, MatchError> {
    let (side, id) = named(post);
    let of = |pair: &PairId| match side {
        Side::Supplier => pair.offer == id,
        Side::Buyer => pair.request == id,
    };
    let solve = |edit: &Edit| -> Result<(Plan, Vec<Priced>), MatchError> {
        let mut with = market.clone();
        with.apply(edit);
        let plan = Network::prepare(catalogue, &with, policy, &|_| {})?.solve_until(&|_| {}, stop)?;
        let own = plan.allocations.iter().map(priced);
        let own = own.filter(|trade| of(&trade.pair)).collect();
        Ok((plan, own))
    };
    let (plan, own) = solve(post)?;
    let mut outlook = Outlook {
        quantity: own.iter().map(|trade| trade.quantity).sum(),
        partners: partners(own.iter().map(|trade| &trade.pair)),
        price: average(side, &own),
        proven: plan.markets.iter().all(|market| market.optimal),
        rungs: Vec::with_capacity(others.len()),
    };
    for other in others {
        if stop() {
            break;
        }
        let (_, own) = solve(other)?;
        outlook.rungs.push(Rung {
            quantity: own.iter().map(|trade| trade.quantity).sum(),
            partners: partners(own.iter().map(|trade| &trade.pair)),
        });
    }
    Ok(outlook)
}

fn priced(allocation: &Allocation) -> Priced {
    Priced {
        pair: PairId {
            offer: allocation.offer.clone(),
            request: allocation.request.clone(),
        },
        quantity: allocation.quantity.0,
        parts: allocation.parts,
        guidance: allocation.guidance,
    }
}
