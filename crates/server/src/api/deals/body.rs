//! Deals as they are shown.

use chonoi_domain::proposal::Side;
use chonoi_market::deals;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::{ProductBrief, rfc3339};
use crate::api::post_briefs::{OfferBrief, RequestBrief};
use crate::api::proposals::body::Contact;

/// Which deals are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DealParams {
    /// Only those of one's own organisations.
    pub(crate) mine: bool,
    /// Status.
    pub(crate) status: Option<String>,
    /// Rows a page, at most 100.
    pub(crate) limit: Option<u64>,
    /// Where the page starts.
    pub(crate) cursor: Option<String>,
}

/// What happens to a deal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DealEventInput)]
pub(crate) struct DealEventBody {
    /// `sign`, `ship`, `complete`, `cancel` or `dispute`.
    pub(crate) event: String,
    /// In own words, at most 500 characters.
    pub(crate) note: Option<String>,
}

/// A deal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DealView)]
pub(crate) struct DealView {
    id: Uuid,
    proposal_id: Uuid,
    offer: OfferBrief,
    request: RequestBrief,
    product: ProductBrief,
    /// In base units.
    quantity: i64,
    /// Delivered price, đồng per 1,000 base units.
    price: i64,
    /// Freight within it, đồng per 1,000 base units.
    freight: i64,
    #[schema(format = Date)]
    ship_date: String,
    #[schema(format = Date)]
    arrive_date: String,
    status: &'static str,
    /// For verified sides.
    contact: Option<Contacts>,
    version: i64,
    created_at: String,
    updated_at: String,
    /// `supplier` or `buyer`; null for those who only watch.
    my_side: Option<&'static str>,
    /// Oldest first.
    history: Vec<Happened>,
}

/// Whom to ring up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contacts {
    supplier: Contact,
    buyer: Contact,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Happened {
    at: String,
    /// `agree`, or an event.
    event: String,
    /// Name of the organisation that did it.
    by: String,
    note: Option<String>,
}

impl From<deals::DealView> for DealView {
    fn from(view: deals::DealView) -> Self {
        let contacts = view.supplier_contact.zip(view.buyer_contact);
        Self {
            id: view.id.0,
            proposal_id: view.proposal.0,
            offer: view.offer.into(),
            request: view.request.into(),
            product: view.product.into(),
            quantity: view.quantity.0,
            price: view.price.0,
            freight: view.freight.0,
            ship_date: view.ship_date.to_string(),
            arrive_date: view.arrive_date.to_string(),
            status: view.status.as_str(),
            contact: contacts.map(|(supplier, buyer)| Contacts {
                supplier: supplier.into(),
                buyer: buyer.into(),
            }),
            version: view.version,
            created_at: rfc3339(view.created_at),
            updated_at: rfc3339(view.updated_at),
            my_side: view.my_side.map(Side::as_str),
            history: view.history.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<deals::HappenedView> for Happened {
    fn from(view: deals::HappenedView) -> Self {
        Self {
            at: rfc3339(view.at),
            event: view.event,
            by: view.by.map(|organisation| organisation.name).unwrap_or_default(),
            note: view.note,
        }
    }
}
