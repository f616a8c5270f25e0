//! Why any offer and any request are matched or not as the market stands, and what would change it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::{OfferId, RequestId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::error::MatchError;
use chonoi_matching::explain::pair::{PairAnswer, Verdict, surroundings};
use chonoi_matching::market::{Market as Posts, PairId};
use chonoi_matching::network::Network;
use chonoi_matching::policy::Policy;
use chonoi_store::posts;
use serde::{Deserialize, Serialize};

use super::execute::without;
use crate::actor::Actor;
use crate::error::Error;
use crate::post_briefs::{OfferBrief, RequestBrief};
use crate::reasons::{self, ObstacleView};
use crate::service::Market;

/// What is known about a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairView {
    /// What is offered.
    pub offer: OfferBrief,
    /// What is lacked.
    pub request: RequestBrief,
    /// Stable word: `matched`, `outdone`, `lot_not_filled`, `blocked`, `declined`, `other_product`,
    /// `same_organisation` or `no_road`.
    pub verdict: String,
    /// What a run over the market as it stands would give the pair, in base units.
    pub quantity: Quantity,
    /// Everything in the way.
    pub obstacles: Vec<ObstacleView>,
    /// What the price between both would have to give once the other obstacles are gone, đồng per 1,000 base units:
    /// a bound, and the exact step where the market is not too large for it.
    pub step: Option<(UnitPrice, Option<UnitPrice>)>,
    /// The larger of both minimum lots, in base units.
    pub lot: Option<Quantity>,
    /// Road in kilometres.
    pub km: Option<i64>,
}

impl Market {
    /// Explains a pair to one of its parties or to those who read all.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for all others; [`Error::Conflict`] `not_in_market` where one of the posts
    /// is not open or its organisation not verified.
    pub async fn explain_pair(
        &self,
        actor: &Actor,
        offer: OfferId,
        request: RequestId,
    ) -> Result<PairView, Error> {
        let db = self.store.reader();
        let seller = posts::find::<Offer>(db, offer)
            .await?
            .ok_or(Error::NotFound("offer"))?;
        let buyer = posts::find::<Request>(db, request)
            .await?
            .ok_or(Error::NotFound("request"))?;
        let concerned = actor.is_of(seller.post.supplier) || actor.is_of(buyer.post.buyer);
        if !(concerned || actor.reads_all()) {
            return Err(Error::NotFound("offer"));
        }
        let input = self.match_input(db).await?;
        let pair = PairId {
            offer: offer.to_string(),
            request: request.to_string(),
        };
        let policy = self.policy_of_latest(db).await?;
        let catalogue = Arc::clone(&self.catalogue);
        let answer = tokio::task::spawn_blocking(move || answered(&catalogue, &input.market, &policy, &pair));
        let answer = answer.await.map_err(Error::internal)?.map_err(Error::internal)?;
        let answer = answer.ok_or(Error::conflict("not_in_market"))?;
        let briefs = self
            .briefs(db, &BTreeSet::from([offer]), &BTreeSet::from([request]))
            .await?;
        let product = answer.product.clone().unwrap_or(seller.post.terms.product);
        let obstacle = |obstacle| reasons::read_obstacle(&reasons::write(obstacle)?, &product);
        Ok(PairView {
            offer: briefs.offer(offer)?,
            request: briefs.request(request)?,
            verdict: word(answer.verdict).to_owned(),
            quantity: answer.quantity,
            obstacles: answer.obstacles.iter().map(obstacle).collect::<Result<_, _>>()?,
            step: answer.step.map(|step| (step.at_least, step.exact)),
            lot: answer.lot.map(|lot| lot.quantity),
            km: answer.terms.map(|terms| terms.km),
        })
    }
}

/// Solves the posts that bear on the pair.
fn answered(
    catalogue: &Catalogue,
    market: &Posts,
    policy: &Policy,
    pair: &PairId,
) -> Result<Option<PairAnswer>, MatchError> {
    let mut near = surroundings(catalogue, market, &pair.offer);
    let asked = market.requests.iter().find(|post| post.id == pair.request);
    if let Some(asked) = asked.filter(|_| near.requests.iter().all(|post| post.id != pair.request)) {
        near.requests.push(asked.clone());
    }
    if let Err(MatchError::Posts(faults)) = Network::prepare(catalogue, &near, policy, &|_| {}) {
        let of = |side: Side| {
            let faults = faults.iter().filter(|fault| fault.side == side);
            faults.map(|fault| fault.id.clone()).collect()
        };
        near = without(near, &of(Side::Supplier), &of(Side::Buyer));
    }
    let network = Network::prepare(catalogue, &near, policy, &|_| {})?;
    network.explain(&network.solve(&|_| {})?, pair)
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Matched => "matched",
        Verdict::Outdone => "outdone",
        Verdict::LotNotFilled => "lot_not_filled",
        Verdict::Blocked => "blocked",
        Verdict::Declined => "declined",
        Verdict::OtherProduct => "other_product",
        Verdict::SameOrganisation => "same_organisation",
        Verdict::NoRoad => "no_road",
    }
}
