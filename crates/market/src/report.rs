//! The report of a run: sums, what was matched, what was not and why.

pub mod comparison;
pub mod sharing;
pub mod sums;
pub mod table;
pub mod workbook;

use std::collections::BTreeMap;

use chonoi_domain::id::{MatchRunId, OfferId, OrganisationId, ProductId, RequestId};
use chonoi_domain::match_run::RunStatus;
use chonoi_domain::proposal::Side;
use chonoi_store::near_misses::Remainder;
use chonoi_store::proposals::Filter;
use chonoi_store::{Reader, match_runs, near_misses, proposals};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::match_runs::view::RunView;
use crate::post_briefs::{OfferBrief, RequestBrief};
use crate::proposals::{NearMissView, ProposalView, RestView};
use crate::service::Market;
use sums::Sums;

/// Everything one run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The run.
    pub run: RunView,
    /// Sums by product, province and supplier.
    pub sums: Sums,
    /// The suppliers that the sums name.
    pub suppliers: BTreeMap<OrganisationId, OrganisationBrief>,
    /// Proposals that stood in its plan, oldest first, as they are now.
    pub matched: Vec<ProposalView>,
    /// What offers kept.
    pub unmatched_offers: Vec<UnmatchedOffer>,
    /// What requests lacked.
    pub unmatched_requests: Vec<UnmatchedRequest>,
    /// Pairs that one condition kept apart.
    pub near_misses: Vec<NearMissView>,
}

/// What an offer kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedOffer {
    /// The offer.
    pub offer: OfferBrief,
    /// How much and why.
    pub rest: RestView,
}

/// What a request lacked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedRequest {
    /// The request.
    pub request: RequestBrief,
    /// How much and why.
    pub rest: RestView,
}

/// More than a province's whole market has in a season.
const MOST: u64 = 200_000;

impl Market {
    /// The report of a run that is done. Everyone may read it; contacts and notes are only for those whom they concern.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] `run_not_done`.
    pub async fn run_report(&self, actor: Option<&Actor>, id: MatchRunId) -> Result<RunReport, Error> {
        let run = self.match_run(id).await?;
        if run.status != RunStatus::Done {
            return Err(Error::conflict("run_not_done"));
        }
        let db = self.store.reader();
        let sums: Sums = match match_runs::sums(db, id).await? {
            Some(text) => serde_json::from_str(&text).map_err(Error::internal)?,
            None => Sums::default(),
        };
        let suppliers = sums.by_supplier.iter().map(|sum| sum.supplier);
        let suppliers = self.organisation_briefs(db, suppliers).await?;
        let filter = Filter {
            run: Some(id),
            ..Filter::default()
        };
        let mut rows = proposals::list(db, &filter, None, MOST).await?;
        rows.reverse();
        let matched = self.proposal_views(db, actor, rows).await?;
        let near = near_misses::list(db, id).await?;
        let (unmatched_offers, unmatched_requests) = self.unmatched(db, id).await?;
        Ok(RunReport {
            run,
            sums,
            suppliers,
            matched,
            unmatched_offers,
            unmatched_requests,
            near_misses: self.near_miss_views(db, near).await?,
        })
    }

    async fn unmatched(
        &self,
        db: &impl Reader,
        run: MatchRunId,
    ) -> Result<(Vec<UnmatchedOffer>, Vec<UnmatchedRequest>), Error> {
        let rests = near_misses::rests(db, run).await?;
        let of = |side| rests.iter().filter(move |rest| rest.side == side);
        let offers = of(Side::Supplier).map(|rest| OfferId(rest.post)).collect();
        let requests = of(Side::Buyer).map(|rest| RequestId(rest.post)).collect();
        let briefs = self.briefs(db, &offers, &requests).await?;
        let offer = |rest: &Remainder| {
            let (offer, rest) = (briefs.offer(OfferId(rest.post))?, RestView::of(rest)?);
            Ok::<_, Error>(UnmatchedOffer { offer, rest })
        };
        let request = |rest: &Remainder| {
            let (request, rest) = (briefs.request(RequestId(rest.post))?, RestView::of(rest)?);
            Ok::<_, Error>(UnmatchedRequest { request, rest })
        };
        let offers = of(Side::Supplier).map(offer).collect::<Result<_, _>>()?;
        Ok((offers, of(Side::Buyer).map(request).collect::<Result<_, _>>()?))
    }

    /// Grams that `quantity` base units of `product` weigh, rounded down; goods in pieces and litres by the catalogue.
    #[must_use]
    pub fn grams(&self, product: &ProductId, quantity: i64) -> i64 {
        self.weigh(product, quantity)
    }

    pub(crate) fn weigh(&self, product: &ProductId, quantity: i64) -> i64 {
        let per_thousand = self
            .catalogue
            .product(product)
            .map_or(1_000, |p| p.grams_per_thousand);
        let grams = i128::from(quantity) * i128::from(per_thousand) / 1_000;
        i64::try_from(grams).unwrap_or(i64::MAX)
    }
}
