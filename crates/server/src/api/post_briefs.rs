//! Offers and requests in few words, in the contract's words.

use chonoi_market::post_briefs as brief;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::briefs::{OrganisationBrief, PlaceBrief, ProductBrief, Window};

/// An offer in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferBrief)]
pub(crate) struct OfferBrief {
    /// Id.
    pub(crate) id: Uuid,
    /// Who sells.
    pub(crate) supplier: OrganisationBrief,
    /// What.
    pub(crate) product: ProductBrief,
    /// How much in all, in base units.
    pub(crate) quantity: i64,
    /// What is still free, in base units.
    pub(crate) available: i64,
    /// The trade unit it was posted in.
    pub(crate) unit: String,
    /// Base units in one of that unit.
    pub(crate) unit_base: i64,
    /// When it is harvested.
    pub(crate) harvest: Window,
    /// Where it is picked up.
    pub(crate) place: PlaceBrief,
    /// Asked price, đồng per 1,000 base units.
    pub(crate) ask: Option<i64>,
    /// State of the goods.
    pub(crate) state: &'static str,
    /// Size or quality.
    pub(crate) grade: Option<String>,
}

impl From<brief::OfferBrief> for OfferBrief {
    fn from(offer: brief::OfferBrief) -> Self {
        Self {
            id: offer.id.0,
            supplier: offer.supplier.into(),
            product: offer.product.into(),
            quantity: offer.quantity.0,
            available: offer.available.0,
            unit: offer.unit.0,
            unit_base: offer.unit_base,
            harvest: offer.harvest.into(),
            place: offer.place.into(),
            ask: offer.ask.map(|price| price.0),
            state: offer.state.as_str(),
            grade: offer.grade,
        }
    }
}

/// A request in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestBrief)]
pub(crate) struct RequestBrief {
    /// Id.
    pub(crate) id: Uuid,
    /// Who buys.
    pub(crate) buyer: OrganisationBrief,
    /// Products that would do.
    pub(crate) products: Vec<ProductBrief>,
    /// How much in all, in base units.
    pub(crate) quantity: i64,
    /// What is still lacking, in base units.
    pub(crate) open: i64,
    /// The trade unit it was posted in.
    pub(crate) unit: String,
    /// Base units in one of that unit.
    pub(crate) unit_base: i64,
    /// When it must arrive.
    pub(crate) delivery: Window,
    /// Where it must arrive.
    pub(crate) place: PlaceBrief,
    /// The highest bid, đồng per 1,000 base units.
    pub(crate) bid: Option<i64>,
}

impl From<brief::RequestBrief> for RequestBrief {
    fn from(request: brief::RequestBrief) -> Self {
        Self {
            id: request.id.0,
            buyer: request.buyer.into(),
            products: request.products.into_iter().map(Into::into).collect(),
            quantity: request.quantity.0,
            open: request.open.0,
            unit: request.unit.0,
            unit_base: request.unit_base,
            delivery: request.delivery.into(),
            place: request.place.into(),
            bid: request.bid.map(|price| price.0),
        }
    }
}
