//! A plan becomes proposals: what stands is left alone, what is new is made, what is gone is superseded.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::fold::fold;
use chonoi_domain::id::{OfferId, PlaceCode, ProposalId, RequestId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::proposal::{ProposalStatus, Side};
use chonoi_domain::quantity::UnitPrice;
use chonoi_matching::plan::{Allocation, Guidance, Parts, Plan, PointUse};
use chonoi_store::match_runs::{Outcome, Run};
use chonoi_store::near_misses::{NearMiss, Remainder};
use chonoi_store::proposals::{Prices, Proposal};
use chonoi_store::{Tx, match_runs, near_misses, offers, posts, proposals, requests, snapshots};
use serde::Serialize;
use uuid::Uuid;

use super::execute::Solved;
use super::input::Input;
use super::snapshots::MOST;
use super::view::Totals;
use crate::error::Error;
use crate::report::comparison::MethodSum;
use crate::report::sharing::{FairnessSum, PointSum};
use crate::report::sums::{self, Demand, Match, Sums, Supply};
use crate::service::{Market, Trace};
use crate::{basis, reasons};

/// What one run changes.
#[derive(Default)]
struct Changes {
    new: Vec<Proposal>,
    /// Stand in the plan: kept, left alone and new ones.
    standing: Vec<Proposal>,
    gone: Vec<ProposalId>,
}

/// Posts that have changed since the run read them. Their events ask for another run, which will see them as they are.
#[derive(Default)]
struct Stale {
    offers: BTreeSet<OfferId>,
    requests: BTreeSet<RequestId>,
}

impl Market {
    /// Writes everything a run came to, in one transaction.
    pub(super) async fn publish(
        &self,
        tx: &Tx,
        run: &Run,
        input: &Input,
        solved: Solved,
    ) -> Result<(), Error> {
        let Solved {
            plan,
            comparison,
            kept,
        } = solved;
        let names = input.point_names();
        let stale = changed_meanwhile(tx, input).await?;
        let changes = self.changes(run, input, &plan, &stale)?;
        proposals::insert_many(tx, &changes.new).await?;
        proposals::supersede(tx, &changes.gone, self.now()).await?;
        let standing: Vec<_> = changes.standing.iter().map(|p| p.id).collect();
        proposals::stand_in(tx, run.id, &standing).await?;
        near_misses::insert(tx, run.id, &rests(&plan, &names)?, &near(&plan)?).await?;

        let mut sums = self.sums(input, &changes.standing);
        sums.comparison = comparison.map(|all| all.iter().map(MethodSum::from).collect());
        sums.fairness = plan.fairness.as_ref().map(FairnessSum::of).transpose()?;
        sums.points = points(input, &plan, &names);
        let totals = totals(input, &changes, &sums);
        snapshots::insert(tx, run.id, kept.input, MOST).await?;
        let outcome = Outcome {
            input_hash: kept.input_hash,
            plan_hash: kept.plan_hash,
            objective: plan.objective,
            bound: plan.certificate.bound,
            totals: json(&totals)?,
            sums: json(&sums)?,
        };
        match_runs::finish(tx, run.id, outcome, self.now()).await?;
        let trace = Trace {
            user: run.requested_by.map(|user| user.0),
            organisation: None,
            action: "finish",
            kind: "match_run",
        };
        self.record(tx, trace, run.id, (None, Some(&totals))).await?;
        Ok(())
    }

    fn changes(&self, run: &Run, input: &Input, plan: &Plan, stale: &Stale) -> Result<Changes, Error> {
        let mut changes = Changes {
            standing: input.kept.clone(),
            ..Changes::default()
        };
        let mut open: BTreeMap<(OfferId, RequestId), Vec<&Proposal>> = BTreeMap::new();
        for proposal in &input.open {
            open.entry((proposal.offer, proposal.request))
                .or_default()
                .push(proposal);
        }
        for allocation in &plan.allocations {
            let pair = (id(&allocation.offer)?.into(), id(&allocation.request)?.into());
            let before = open.get_mut(&pair);
            let stands = before.and_then(|list| {
                let at = list
                    .iter()
                    .position(|proposal| says_the_same(proposal, allocation))?;
                Some(list.swap_remove(at))
            });
            if let Some(proposal) = stands {
                changes.standing.push(proposal.clone());
            } else if !(stale.offers.contains(&pair.0) || stale.requests.contains(&pair.1)) {
                let proposal = self.new_proposal(run, input, pair, allocation)?;
                changes.standing.push(proposal.clone());
                changes.new.push(proposal);
            }
        }
        changes.gone = open.into_values().flatten().map(|proposal| proposal.id).collect();
        Ok(changes)
    }

    fn new_proposal(
        &self,
        run: &Run,
        input: &Input,
        (offer, request): (OfferId, RequestId),
        allocation: &Allocation,
    ) -> Result<Proposal, Error> {
        let offered = input
            .offers
            .get(&offer)
            .ok_or_else(|| unknown(&allocation.offer))?;
        let wanted = input
            .requests
            .get(&request)
            .ok_or_else(|| unknown(&allocation.request))?;
        let (supplier, buyer) = (offered.post.supplier, wanted.post.buyer);
        let basis = basis::weaker(
            basis::of(offered.provenance.as_ref()),
            basis::of(wanted.provenance.as_ref()),
        );
        let name = |id| input.organisations.get(id).map_or("", |o| o.name.as_str());
        let now = self.now();
        Ok(Proposal {
            id: self.clock.fresh_id().into(),
            run: run.id,
            offer,
            request,
            supplier,
            buyer,
            product: allocation.product.clone(),
            province: wanted.province.clone(),
            basis: basis::word(basis).to_owned(),
            folded: self.searched(allocation, name(&supplier), name(&buyer), &wanted.province),
            quantity: allocation.quantity,
            grams: self.weigh(&allocation.product, allocation.quantity.0),
            km: allocation.km,
            prices: prices(allocation),
            ship_date: allocation.ship_date,
            arrive_date: allocation.arrive_date,
            reasons: reasons::write(&allocation.reasons)?,
            status: ProposalStatus::Open,
            declined: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }

    fn searched(&self, allocation: &Allocation, supplier: &str, buyer: &str, to: &PlaceCode) -> String {
        let product = self.product_brief(&allocation.product);
        let place = self.place_brief(to).province_name;
        fold(&format!(
            "{} {} {supplier} {buyer} {place}",
            product.name_vi, product.name_en
        ))
    }

    /// The sums over what was open and what stands.
    fn sums(&self, input: &Input, standing: &[Proposal]) -> Sums {
        let supplies: Vec<_> = input.offers.values().map(supply).collect();
        let demands: Vec<_> = input.requests.values().filter_map(demand).collect();
        let matches: Vec<_> = standing.iter().map(found).collect();
        sums::add_up(
            |product, quantity| self.weigh(product, quantity),
            &supplies,
            &demands,
            &matches,
        )
    }
}

/// Posts that another transaction has changed, and posts of proposals that have been answered, since the run read them.
async fn changed_meanwhile(tx: &Tx, input: &Input) -> Result<Stale, Error> {
    let mut stale = Stale::default();
    let now: BTreeMap<_, _> = proposals::waiting(&**tx)
        .await?
        .into_iter()
        .map(|p| (p.id, p.version))
        .collect();
    for proposal in input.open.iter().chain(&input.kept) {
        if now.get(&proposal.id) != Some(&proposal.version) {
            stale.offers.insert(proposal.offer);
            stale.requests.insert(proposal.request);
        }
    }
    let ids: Vec<_> = input.offers.keys().copied().collect();
    for record in posts::find_many::<Offer>(&**tx, &ids).await? {
        let read = input.offers.get(&record.post.id);
        if read.is_none_or(|read| read.post.version != record.post.version) {
            stale.offers.insert(record.post.id);
        }
    }
    let ids: Vec<_> = input.requests.keys().copied().collect();
    for record in posts::find_many::<Request>(&**tx, &ids).await? {
        let read = input.requests.get(&record.post.id);
        if read.is_none_or(|read| read.post.version != record.post.version) {
            stale.requests.insert(record.post.id);
        }
    }
    Ok(stale)
}

/// Whether an open proposal already says what the plan says, to both sides.
fn says_the_same(proposal: &Proposal, allocation: &Allocation) -> bool {
    let (prices, parts) = (&proposal.prices, &allocation.parts);
    let priced = (prices.ask.0, prices.freight.0, prices.handling.0, prices.bid.0);
    proposal.product == allocation.product
        && proposal.quantity == allocation.quantity
        && (proposal.ship_date, proposal.arrive_date) == (allocation.ship_date, allocation.arrive_date)
        && priced == (parts.ask, parts.freight, parts.handling, parts.bid)
}

fn prices(allocation: &Allocation) -> Prices {
    let (parts, guidance) = (&allocation.parts, &allocation.guidance);
    Prices {
        ask: UnitPrice(parts.ask),
        freight: UnitPrice(parts.freight),
        handling: UnitPrice(parts.handling),
        bid: UnitPrice(parts.bid),
        guidance: (guidance.low, guidance.high),
        opening: opening(parts, guidance),
        assumed: allocation.ask_assumed || allocation.bid_assumed,
    }
}

/// The middle of the guidance, clipped to what both sides can sign.
fn opening(parts: &Parts, guidance: &Guidance) -> UnitPrice {
    let middle = guidance.low.0 + (guidance.high.0 - guidance.low.0) / 2;
    let least = parts.delivered();
    UnitPrice(middle.clamp(least, parts.bid.max(least)))
}

/// What goes through points, with what they were called and where they were when the plan was made.
fn points(input: &Input, plan: &Plan, names: &BTreeMap<String, String>) -> Vec<PointSum> {
    let sum = |used: &PointUse| {
        let all = &input.market.capacities;
        let mut sum = PointSum::at(used, all.iter().find(|point| point.id == used.id));
        if let Some(name) = names.get(&used.id) {
            sum.point.clone_from(name);
        }
        sum
    };
    plan.capacities.iter().map(sum).collect()
}

fn rests(plan: &Plan, names: &BTreeMap<String, String>) -> Result<Vec<Remainder>, Error> {
    let mut rests = Vec::new();
    for unsold in &plan.unsold {
        rests.push(Remainder {
            side: Side::Supplier,
            post: id(&unsold.offer)?,
            quantity: unsold.quantity,
            reasons: reasons::write(&reasons::naming(&unsold.reasons, names)?)?,
        });
    }
    for unmet in &plan.unmet {
        rests.push(Remainder {
            side: Side::Buyer,
            post: id(&unmet.request)?,
            quantity: unmet.quantity,
            reasons: reasons::write(&reasons::naming(&unmet.reasons, names)?)?,
        });
    }
    Ok(rests)
}

fn near(plan: &Plan) -> Result<Vec<NearMiss>, Error> {
    let one = |near: &chonoi_matching::plan::NearMiss| {
        Ok(NearMiss {
            offer: id(&near.offer)?.into(),
            request: id(&near.request)?.into(),
            product: near.product.clone(),
            quantity: near.quantity,
            obstacle: reasons::write(&near.obstacle)?,
        })
    };
    plan.near_misses.iter().map(one).collect()
}

fn totals(input: &Input, changes: &Changes, sums: &Sums) -> Totals {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Totals {
        offers: count(input.offers.len()),
        requests: count(input.requests.len()),
        proposals: count(changes.standing.len()),
        matched_g: sums.totals.matched_g,
        unsold_g: sums.totals.unsold_g,
        unmet_g: sums.totals.unmet_g,
    }
}

fn supply(record: &offers::Record) -> Supply {
    Supply {
        supplier: record.post.supplier,
        product: record.post.terms.product.clone(),
        province: record.province.clone(),
        quantity: record.post.available().0,
        basis: basis::of(record.provenance.as_ref()),
    }
}

fn demand(record: &requests::Record) -> Option<Demand> {
    Some(Demand {
        request: record.post.id,
        product: record.post.terms.alternatives.first()?.product.clone(),
        province: record.province.clone(),
        quantity: record.post.open().0,
        basis: basis::of(record.provenance.as_ref()),
    })
}

fn found(proposal: &Proposal) -> Match {
    Match {
        supplier: proposal.supplier,
        request: proposal.request,
        product: proposal.product.clone(),
        province: proposal.province.clone(),
        quantity: proposal.quantity.0,
        basis: basis::read(&proposal.basis),
        price: proposal.prices.opening,
        guidance: proposal.prices.guidance,
    }
}

fn id(text: &str) -> Result<Uuid, Error> {
    Uuid::parse_str(text).map_err(Error::internal)
}

fn unknown(post: &str) -> Error {
    Error::internal(format!("the plan names the post {post}, which did not go in"))
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_opens_inside_what_both_can_sign() {
        let parts = |ask, bid| Parts {
            ask,
            freight: 10,
            handling: 5,
            freshness: 0,
            bid,
            stability: 0,
        };
        let guidance = |low, high| Guidance {
            low: UnitPrice(low),
            high: UnitPrice(high),
        };
        let cases = [
            (parts(100, 200), guidance(115, 200), 157),
            (parts(100, 200), guidance(150, 151), 150),
            (parts(100, 200), guidance(0, 20), 115),
            (parts(100, 200), guidance(900, 1_000), 200),
            (parts(100, 115), guidance(115, 115), 115),
        ];
        for (parts, guidance, want) in cases {
            assert_eq!(
                opening(&parts, &guidance),
                UnitPrice(want),
                "{parts:?} {guidance:?}"
            );
        }
    }
}
