//! Where a market stands by a plan: with minimum lots, fairness and capacities, as a run would make it.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::Catalogue;

use super::State;
use crate::error::MatchError;
use crate::kernel::Stop;
use crate::market::{Market, PairId};
use crate::network::Network;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::posts;
use crate::warm::Answer;
use crate::warm::value::Worth;

impl State {
    /// Solves `market` as a run would, and tells where it stands, with the plan. What is proven of it counts its minimum
    /// lots, too: the bound is that of the flow where they were not searched to the end.
    ///
    /// # Errors
    ///
    /// As [`Network::prepare`] and [`Network::solve`].
    pub fn planned(
        catalogue: &Catalogue,
        market: &Market,
        policy: &Policy,
        stop: Stop<'_>,
    ) -> Result<(Self, Plan), MatchError> {
        let plan = Network::prepare(catalogue, market, policy, &|_| {})?.solve_until(&|_| {}, stop)?;
        let mut trades: BTreeMap<PairId, i64> = BTreeMap::new();
        for allocation in &plan.allocations {
            let pair = PairId {
                offer: allocation.offer.clone(),
                request: allocation.request.clone(),
            };
            *trades.entry(pair).or_default() += allocation.quantity.0;
        }
        let optimal = plan.markets.iter().all(|market| market.optimal);
        let answer = Answer {
            objective: plan.objective,
            bound: if optimal {
                plan.objective
            } else {
                plan.certificate.bound
            },
            welfare: welfare(catalogue, market, policy, &plan),
            pivots: plan.certificate.pivots,
        };
        let state = Self {
            answer,
            worth: worth(catalogue, &plan),
            trades,
        };
        Ok((state, plan))
    }
}

/// As [`Answer::welfare`].
fn welfare(catalogue: &Catalogue, market: &Market, policy: &Policy, plan: &Plan) -> i64 {
    let (offers, requests) = (
        posts::offers(catalogue, market, policy),
        posts::requests(catalogue, market, policy),
    );
    let unsold: BTreeMap<&str, i64> = offers
        .iter()
        .map(|offer| (offer.post.id.as_str(), offer.unsold_cost))
        .collect();
    let unmet: BTreeMap<&str, i64> = requests
        .iter()
        .map(|request| (request.post.id.as_str(), request.unmet_cost))
        .collect();
    let cost = |costs: &BTreeMap<&str, i64>, id: &str| costs.get(id).copied().unwrap_or_default();
    let gain = plan.allocations.iter().map(|allocation| {
        let rests = cost(&unsold, &allocation.offer) + cost(&unmet, &allocation.request);
        i128::from(allocation.quantity.0) * i128::from(rests - allocation.cost)
    });
    narrow(gain.sum())
}

fn worth(catalogue: &Catalogue, plan: &Plan) -> Worth {
    let (mut grams, mut margin) = (0i128, 0i128);
    for allocation in &plan.allocations {
        let quantity = i128::from(allocation.quantity.0);
        let product = catalogue.product(&allocation.product);
        let per_thousand = product.map_or(1_000, |product| product.grams_per_thousand);
        grams += quantity * i128::from(per_thousand) / 1_000;
        margin += quantity * i128::from(allocation.parts.bid - allocation.parts.delivered());
    }
    Worth {
        grams: narrow(grams),
        margin: narrow(margin),
    }
}

fn narrow(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}
