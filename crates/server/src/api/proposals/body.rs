//! Proposals and near misses as they are shown.

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::BaseUnit;
use chonoi_market::organisations::ContactView as MarketContact;
use chonoi_market::proposals::{self, RestView};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::{ProductBrief, rfc3339};
use crate::api::post_briefs::{OfferBrief, RequestBrief};
use crate::api::reasons::{Reason, Speaker};

/// Which proposals are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProposalParams {
    /// Only those of one's own organisations.
    pub(crate) mine: bool,
    /// Status.
    pub(crate) status: Option<String>,
    /// Id of a product.
    pub(crate) product: Option<String>,
    /// Code of the province it goes to.
    pub(crate) province: Option<String>,
    /// Words in the names of product, sides and province.
    pub(crate) q: Option<String>,
    /// Rows a page, at most 100.
    pub(crate) limit: Option<u64>,
    /// Where the page starts.
    pub(crate) cursor: Option<String>,
}

/// Why a side says no.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclineInput)]
pub(crate) struct DeclineBody {
    /// `price`, `quantity`, `dates`, `quality`, `transport`, `elsewhere` or `other`.
    pub(crate) reason: String,
    /// In own words, at most 500 characters; needed with `other`.
    pub(crate) note: Option<String>,
}

/// A proposed connection.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposalView)]
pub(crate) struct ProposalView {
    id: Uuid,
    /// The run that made it.
    run_id: Uuid,
    offer: OfferBrief,
    request: RequestBrief,
    product: ProductBrief,
    /// In base units.
    quantity: i64,
    #[schema(format = Date)]
    ship_date: String,
    #[schema(format = Date)]
    arrive_date: String,
    /// By road.
    km: i64,
    /// Asked price, đồng per 1,000 base units, as all prices here.
    ask: i64,
    freight: i64,
    /// Loading and unloading.
    handling: i64,
    /// Price bid, delivered.
    bid: i64,
    guidance: Guidance,
    /// Delivered price at which a deal opens.
    opening_price: i64,
    /// A missing price was taken from the product's price band.
    price_assumed: bool,
    status: &'static str,
    reasons: Vec<Reason>,
    /// `supplier` or `buyer`; null for those who only watch.
    my_side: Option<&'static str>,
    declined: Option<DeclinedView>,
    deal_id: Option<Uuid>,
    /// The other side's contact, for a verified side.
    contact: Option<Contact>,
    version: i64,
    created_at: String,
}

/// Where a fair delivered price lies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Guidance {
    low: i64,
    high: i64,
}

/// How a side said no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Declined)]
pub(crate) struct DeclinedView {
    side: &'static str,
    reason: &'static str,
    note: Option<String>,
}

/// Whom to ring up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    name: String,
    phone: Option<String>,
}

impl From<MarketContact> for Contact {
    fn from(contact: MarketContact) -> Self {
        Self {
            name: contact.name,
            phone: contact.phone,
        }
    }
}

impl ProposalView {
    pub(crate) fn of(speaker: Speaker<'_>, view: proposals::ProposalView) -> Self {
        let unit = view.product.base_unit;
        Self {
            id: view.id.0,
            run_id: view.run.0,
            offer: view.offer.into(),
            request: view.request.into(),
            product: view.product.into(),
            quantity: view.quantity.0,
            ship_date: view.ship_date.to_string(),
            arrive_date: view.arrive_date.to_string(),
            km: view.km,
            ask: view.ask.0,
            freight: view.freight.0,
            handling: view.handling.0,
            bid: view.bid.0,
            guidance: Guidance {
                low: view.guidance_low.0,
                high: view.guidance_high.0,
            },
            opening_price: view.opening_price.0,
            price_assumed: view.price_assumed,
            status: view.status.as_str(),
            reasons: speaker.reasons(view.reasons, None, unit),
            my_side: view.my_side.map(Side::as_str),
            declined: view.declined.map(|no| DeclinedView {
                side: no.side.as_str(),
                reason: no.reason.as_str(),
                note: no.note,
            }),
            deal_id: view.deal.map(|id| id.0),
            contact: view.contact.map(Into::into),
            version: view.version,
            created_at: rfc3339(view.created_at),
        }
    }
}

/// A pair that one condition keeps apart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NearMissView)]
pub(crate) struct NearMissView {
    offer: OfferBrief,
    request: RequestBrief,
    /// The condition: `price`, `date`, `certificate`, `state`, `grade`, `minimum_lot`, `distance` or `shelf_life`.
    constraint: String,
    /// By how much it is missed.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    params: Map<String, Value>,
    /// A sentence.
    text: String,
}

impl NearMissView {
    pub(crate) fn of(speaker: Speaker<'_>, view: proposals::NearMissView) -> Self {
        Self {
            text: speaker.obstacle(&view.obstacle),
            offer: view.offer.into(),
            request: view.request.into(),
            constraint: view.obstacle.constraint,
            params: view.obstacle.by,
        }
    }
}

/// What a post keeps or lacks, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rest {
    /// In base units.
    pub(crate) quantity: i64,
    pub(crate) reasons: Vec<Reason>,
}

impl Rest {
    pub(crate) fn of(speaker: Speaker<'_>, side: Side, unit: BaseUnit, view: RestView) -> Self {
        Self {
            quantity: view.quantity.0,
            reasons: speaker.reasons(view.reasons, Some(side), unit),
        }
    }
}

/// What matching means for one post. The public gets the counts alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchesView)]
pub(crate) struct MatchesView {
    #[serde(skip_serializing_if = "Option::is_none")]
    proposals: Option<Vec<ProposalView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_misses: Option<Vec<NearMissView>>,
    counts: MatchCounts,
    /// Of an offer: what it keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsold: Option<Rest>,
    /// Of a request: what it lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    unmet: Option<Rest>,
}

/// How much there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchCounts {
    proposals: u64,
    near_misses: u64,
}

impl MatchesView {
    pub(crate) fn of(speaker: Speaker<'_>, side: Side, view: proposals::MatchesView) -> Self {
        let rest = view.rest.map(|rest| Rest::of(speaker, side, view.unit, rest));
        let (unsold, unmet) = match side {
            Side::Supplier => (rest, None),
            Side::Buyer => (None, rest),
        };
        let shown = view.detailed;
        let proposals = view
            .proposals
            .into_iter()
            .map(|p| ProposalView::of(speaker, p))
            .collect();
        let near_misses = view
            .near_misses
            .into_iter()
            .map(|n| NearMissView::of(speaker, n))
            .collect();
        Self {
            proposals: Some(proposals).filter(|_| shown),
            near_misses: Some(near_misses).filter(|_| shown),
            counts: MatchCounts {
                proposals: view.proposal_count,
                near_misses: view.near_miss_count,
            },
            unsold,
            unmet,
        }
    }
}
