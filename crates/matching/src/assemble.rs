//! The plan of all markets from the plans of each.

use std::collections::BTreeMap;

use crate::days;
use crate::error::MatchError;
use crate::fairness;
use crate::network::Component;
use crate::plan::{DailyProof, Plan, Proof};
use crate::settle::Settled;
use crate::totals;

/// Puts the markets together in the order of the ids, whatever market a post was in.
pub(crate) fn plan(components: &[Component<'_>], settled: Vec<Settled>) -> Result<Plan, MatchError> {
    let certificate = proof(components, &settled)?;
    let flow_objective = sum(settled.iter().map(|market| market.outcome.flow_objective))?;
    let objective = sum(settled.iter().map(|market| market.outcome.objective))?;
    let daily = daily(&settled, objective)?;
    let (mut allocations, mut unsold) = (Vec::new(), Vec::new());
    let (mut unmet, mut near_misses) = (Vec::new(), Vec::new());
    let (mut markets, mut capacities, mut fairness) = (Vec::new(), Vec::new(), None);
    for market in settled {
        fairness = fairness::joined(fairness, market.fairness);
        capacities.extend(market.capacities);
        markets.push(market.outcome);
        allocations.extend(market.allocations);
        unsold.extend(market.unsold);
        unmet.extend(market.unmet);
        near_misses.extend(market.near_misses);
    }
    let days = days(components);
    allocations
        .sort_by(|a, b| (&a.offer, &a.request, a.arrive_date).cmp(&(&b.offer, &b.request, b.arrive_date)));
    let allocations = days::joined(allocations, |request| days.contains_key(request));
    unsold.sort_by(|a, b| a.offer.cmp(&b.offer));
    unmet.sort_by(|a, b| a.request.cmp(&b.request));
    let unmet = days::lacking(unmet, |request| days.get(request).copied());
    near_misses.sort_by(|a, b| (&a.offer, &a.request).cmp(&(&b.offer, &b.request)));
    let near_misses = days::nearest(near_misses);
    capacities.sort_by(|a, b| a.id.cmp(&b.id));
    let totals = totals::of(components, &allocations);
    Ok(Plan {
        flow_objective,
        objective,
        lot_gap: objective - flow_objective,
        certificate,
        allocations,
        unsold,
        unmet,
        near_misses,
        fairness,
        capacities,
        daily,
        markets,
        totals,
    })
}

/// The requests that are wanted day by day, with how many days.
fn days<'c>(components: &'c [Component<'_>]) -> BTreeMap<&'c str, usize> {
    let mut days = BTreeMap::new();
    let requests = components.iter().flat_map(|component| &component.posts.requests);
    for request in requests.filter(|request| request.post.daily_quantity.is_some()) {
        *days.entry(request.post.id.as_str()).or_default() += 1;
    }
    days
}

fn proof(components: &[Component<'_>], settled: &[Settled]) -> Result<Proof, MatchError> {
    let least = settled.iter().map(|market| market.least_reduced_cost).min();
    Ok(Proof {
        bound: sum(settled.iter().map(|market| market.outcome.bound))?,
        least_reduced_cost: least.unwrap_or_default(),
        markets: components.len(),
        pairs: settled.iter().map(|market| market.pairs).sum(),
        pivots: settled.iter().map(|market| market.pivots).sum(),
    })
}

/// What is proven about the plan where any market has limits of days.
fn daily(settled: &[Settled], objective: i64) -> Result<Option<DailyProof>, MatchError> {
    let outcomes = || settled.iter().map(|market| &market.outcome);
    if outcomes().all(|outcome| outcome.daily_bound.is_none()) {
        return Ok(None);
    }
    let bound = sum(outcomes().map(|outcome| outcome.daily_bound.unwrap_or(outcome.bound)))?;
    Ok(Some(DailyProof {
        bound,
        gap: objective - bound,
    }))
}

fn sum(mut objectives: impl Iterator<Item = i64>) -> Result<i64, MatchError> {
    objectives
        .try_fold(0, i64::checked_add)
        .ok_or(MatchError::SumTooLarge)
}
