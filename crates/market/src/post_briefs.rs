//! Offers and requests in the few words in which proposals, deals and reports name them.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::id::{OfferId, OrganisationId, ProductId, RequestId, UnitCode};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_store::{Reader, offers, organisations, posts, requests};
use serde::{Deserialize, Serialize};

use crate::brief::{OrganisationBrief, PlaceBrief, ProductBrief};
use crate::error::Error;
use crate::service::Market;

/// An offer in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferBrief {
    /// Its id.
    pub id: OfferId,
    /// Who sells.
    pub supplier: OrganisationBrief,
    /// What.
    pub product: ProductBrief,
    /// How much in all, in base units.
    pub quantity: Quantity,
    /// What is still free, in base units.
    pub available: Quantity,
    /// The trade unit it was posted in.
    pub unit: UnitCode,
    /// Base units in one of that unit.
    pub unit_base: i64,
    /// When it is harvested.
    pub harvest: DateWindow,
    /// Where it is picked up.
    pub place: PlaceBrief,
    /// Asked price, đồng per 1,000 base units.
    pub ask: Option<UnitPrice>,
    /// In which state.
    pub state: ProductState,
    /// Size or quality.
    pub grade: Option<String>,
}

/// A request in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestBrief {
    /// Its id.
    pub id: RequestId,
    /// Who buys.
    pub buyer: OrganisationBrief,
    /// Products that would do.
    pub products: Vec<ProductBrief>,
    /// How much in all, in base units.
    pub quantity: Quantity,
    /// What is still lacking, in base units.
    pub open: Quantity,
    /// The trade unit it was posted in.
    pub unit: UnitCode,
    /// Base units in one of that unit.
    pub unit_base: i64,
    /// When it must arrive.
    pub delivery: DateWindow,
    /// Where it must arrive.
    pub place: PlaceBrief,
    /// The highest bid, đồng per 1,000 base units.
    pub bid: Option<UnitPrice>,
}

/// Lines by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Briefs {
    pub(crate) offers: BTreeMap<OfferId, OfferBrief>,
    pub(crate) requests: BTreeMap<RequestId, RequestBrief>,
    pub(crate) organisations: BTreeMap<OrganisationId, Organisation>,
}

impl Market {
    /// These posts and their organisations.
    pub(crate) async fn briefs(
        &self,
        db: &impl Reader,
        offer_ids: &BTreeSet<OfferId>,
        request_ids: &BTreeSet<RequestId>,
    ) -> Result<Briefs, Error> {
        let ids: Vec<_> = offer_ids.iter().copied().collect();
        let found_offers = posts::find_many::<Offer>(db, &ids).await?;
        let ids: Vec<_> = request_ids.iter().copied().collect();
        let found_requests = posts::find_many::<Request>(db, &ids).await?;
        let sellers = found_offers.iter().map(|record| record.post.supplier);
        let buyers = found_requests.iter().map(|record| record.post.buyer);
        let parties: BTreeSet<_> = sellers.chain(buyers).collect();
        let parties: Vec<_> = parties.into_iter().collect();
        let mut briefs = Briefs {
            organisations: organisations::find_many(db, &parties)
                .await?
                .into_iter()
                .map(|o| (o.id, o))
                .collect(),
            ..Briefs::default()
        };
        for record in &found_offers {
            let brief = self.offer_brief(record, &briefs.organisations)?;
            briefs.offers.insert(brief.id, brief);
        }
        for record in &found_requests {
            let brief = self.request_brief(record, &briefs.organisations)?;
            briefs.requests.insert(brief.id, brief);
        }
        Ok(briefs)
    }
}

impl Briefs {
    /// The line of an offer that a row of ours names.
    pub(crate) fn offer(&self, id: OfferId) -> Result<OfferBrief, Error> {
        self.offers.get(&id).cloned().ok_or_else(|| lost("offer", id))
    }

    /// The line of a request that a row of ours names.
    pub(crate) fn request(&self, id: RequestId) -> Result<RequestBrief, Error> {
        self.requests.get(&id).cloned().ok_or_else(|| lost("request", id))
    }
}

impl Market {
    fn offer_brief(
        &self,
        record: &offers::Record,
        parties: &BTreeMap<OrganisationId, Organisation>,
    ) -> Result<OfferBrief, Error> {
        let (offer, terms) = (&record.post, &record.post.terms);
        let supplier = parties.get(&offer.supplier);
        Ok(OfferBrief {
            id: offer.id,
            supplier: self.organisation_brief(supplier.ok_or_else(|| lost("organisation", offer.supplier))?),
            product: self.product_brief(&terms.product),
            quantity: terms.quantity,
            available: offer.available(),
            unit: terms.unit.clone(),
            unit_base: self.unit_base(Some(&terms.product), &terms.unit),
            harvest: terms.harvest,
            place: self.place_brief(&terms.place),
            ask: terms.ask,
            state: terms.state,
            grade: terms.grade.clone(),
        })
    }

    fn request_brief(
        &self,
        record: &requests::Record,
        parties: &BTreeMap<OrganisationId, Organisation>,
    ) -> Result<RequestBrief, Error> {
        let (request, terms) = (&record.post, &record.post.terms);
        let buyer = parties.get(&request.buyer);
        let products = terms.alternatives.iter().map(|wanted| &wanted.product);
        Ok(RequestBrief {
            id: request.id,
            buyer: self.organisation_brief(buyer.ok_or_else(|| lost("organisation", request.buyer))?),
            unit_base: self.unit_base(products.clone().next(), &terms.unit),
            products: products.map(|id| self.product_brief(id)).collect(),
            quantity: terms.quantity,
            open: request.open(),
            unit: terms.unit.clone(),
            delivery: terms.delivery,
            place: self.place_brief(&terms.place),
            bid: terms.alternatives.iter().filter_map(|wanted| wanted.bid).max(),
        })
    }

    /// Base units in one `unit` of `product`; 1 where the catalogue no longer knows it.
    fn unit_base(&self, product: Option<&ProductId>, unit: &UnitCode) -> i64 {
        let product = product.and_then(|id| self.catalogue.product(id));
        let units = product
            .map(|product| self.catalogue.units_of(product))
            .unwrap_or_default();
        units
            .iter()
            .find(|known| known.code == *unit)
            .map_or(1, |known| known.base)
    }
}

fn lost(what: &str, id: impl std::fmt::Display) -> Error {
    Error::internal(format!("a row names {what} {id}, which is not there"))
}
