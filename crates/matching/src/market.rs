//! The engine's input: what is offered, what is wanted, and what earlier runs left behind.

use std::collections::BTreeSet;

use chonoi_domain::id::{CertificateId, PlaceCode, ProductId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{OfferTerms, PriceBasis};
use chonoi_domain::post::request::{Alternative, RequestTerms};
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use serde::{Deserialize, Serialize};
use time::Date;

use crate::error::Fault;

/// All posts of one run. Their order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// What can be had.
    pub offers: Vec<OfferPost>,
    /// What is lacked.
    pub requests: Vec<RequestPost>,
    /// Pairs that an earlier run proposed and nobody has declined; they get the policy's stability bonus.
    pub preferred: Vec<PairId>,
    /// Pairs that one side declined; they are not matched and are no near miss.
    pub excluded: Vec<PairId>,
    /// What collection points and processors can take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<CapacityPost>,
}

/// What a collection point or processor can take in all of a window, on every single day, or both. An offer goes
/// through one of them: of those whose place, products and days fit, one of its commune before one of its province,
/// then the one that begins first, then the first by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityPost {
    /// Names it among the points; decides ties.
    pub id: String,
    /// Commune or province whose offers go through it.
    pub place: PlaceCode,
    /// Products that it takes; empty for everything that is weighed.
    pub products: Vec<ProductId>,
    /// How much of its offers in all, in base units. At least one of this and `daily_quantity` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// How much of its offers on every day on which they ship, in base units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_quantity: Option<Quantity>,
    /// Offers harvested on one of these days go through it.
    pub window: DateWindow,
    /// What is promised already and goes through it; both limits hold for the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<DayLoad>,
}

/// What goes through a point on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLoad {
    /// When it ships.
    #[serde(with = "crate::plan::iso_date")]
    pub date: Date,
    /// How much, in base units.
    pub quantity: Quantity,
}

impl Market {
    /// Leaves out the posts that have these faults.
    pub fn leave_out(&mut self, faults: &[Fault]) {
        let of = |side: Side| {
            let faults = faults.iter().filter(move |fault| fault.side == side);
            faults.map(|fault| fault.id.as_str()).collect::<BTreeSet<_>>()
        };
        let (offers, requests) = (of(Side::Supplier), of(Side::Buyer));
        self.offers.retain(|post| !offers.contains(post.id.as_str()));
        self.requests.retain(|post| !requests.contains(post.id.as_str()));
    }

    /// The posts that can bear on these products: those of them and of all that requests join with them. Where
    /// nothing has a capacity, what is asked about them has the same answer in there as in the whole; capacities are left
    /// out. The products are told too.
    #[must_use]
    pub fn around(&self, products: impl IntoIterator<Item = ProductId>) -> (Self, BTreeSet<ProductId>) {
        let mut products: BTreeSet<_> = products.into_iter().collect();
        loop {
            let before = products.len();
            for request in &self.requests {
                let wanted = || request.alternatives.iter().map(|wanted| &wanted.product);
                if wanted().any(|product| products.contains(product)) {
                    products.extend(wanted().cloned());
                }
            }
            if products.len() == before {
                break;
            }
        }
        let named = |request: &&RequestPost| {
            let mut wanted = request.alternatives.iter();
            wanted.any(|wanted| products.contains(&wanted.product))
        };
        let offers = self.offers.iter().filter(|post| products.contains(&post.product));
        let offers: Vec<_> = offers.cloned().collect();
        let ids: BTreeSet<&str> = offers.iter().map(|post| post.id.as_str()).collect();
        let of_them = |pairs: &[PairId]| {
            let own = pairs.iter().filter(|pair| ids.contains(pair.offer.as_str()));
            own.cloned().collect::<Vec<_>>()
        };
        let near = Self {
            requests: self.requests.iter().filter(named).cloned().collect(),
            preferred: of_them(&self.preferred),
            excluded: of_them(&self.excluded),
            offers,
            capacities: Vec::new(),
        };
        (near, products)
    }
}

/// A pair of posts by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PairId {
    /// Id of the offer.
    pub offer: String,
    /// Id of the request.
    pub request: String,
}

/// An offer as far as matching needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPost {
    /// Unique among the offers; decides ties.
    pub id: String,
    /// Key of the supplier's organisation. An organisation is never matched with itself.
    pub supplier: String,
    /// What is sold.
    pub product: ProductId,
    /// In which state.
    pub state: ProductState,
    /// Size or quality as the trade says it.
    pub grade: Option<String>,
    /// What is still free, in base units; at least 1.
    pub quantity: Quantity,
    /// The least one buyer may take at a time, in base units; 0 for none.
    pub min_lot: Quantity,
    /// Days on which it can be harvested and shipped.
    pub harvest: DateWindow,
    /// Where it is picked up.
    pub place: PlaceCode,
    /// Asked price, đồng per 1,000 base units; `None` takes the low end of the product's band, at the farm.
    pub ask: Option<UnitPrice>,
    /// Where the ask is paid.
    pub basis: PriceBasis,
    /// Verified, valid certificates.
    pub certificates: Vec<CertificateId>,
}

/// A request as far as matching needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPost {
    /// Unique among the requests; decides ties.
    pub id: String,
    /// Key of the buyer's organisation.
    pub buyer: String,
    /// Products that would do, each with its bid in đồng per 1,000 base units, delivered; `None` takes the
    /// high end of the product's band. At least one, all of one base unit.
    pub alternatives: Vec<Alternative>,
    /// Accepted states; empty accepts any.
    pub states: Vec<ProductState>,
    /// Accepted grade; `None` accepts any.
    pub grade: Option<String>,
    /// What is still lacking, in base units; at least 1.
    pub quantity: Quantity,
    /// What is wanted on every day of the delivery window, in base units; `None` for goods that may come all at
    /// once. If less than all days is lacking, it is the last days that lack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_quantity: Option<Quantity>,
    /// The least one supplier may bring at a time, in base units; 0 for none.
    pub min_lot: Quantity,
    /// Days on which it may arrive.
    pub delivery: DateWindow,
    /// Where it must arrive.
    pub place: PlaceCode,
    /// Certificates required, all of them.
    pub certificates: Vec<CertificateId>,
    /// 1 (a promotion) to 5 (a locked-down city).
    pub urgency: i32,
    /// Days of shelf life that must remain at arrival.
    pub min_life_days: i32,
}

impl OfferPost {
    /// The post of an offer's terms: all of its quantity is free and all claimed certificates count. Who knows
    /// better changes `quantity` and `certificates`.
    #[must_use]
    pub fn of(id: impl Into<String>, supplier: impl Into<String>, terms: &OfferTerms) -> Self {
        Self {
            id: id.into(),
            supplier: supplier.into(),
            product: terms.product.clone(),
            state: terms.state,
            grade: terms.grade.clone(),
            quantity: terms.quantity,
            min_lot: terms.min_lot,
            harvest: terms.harvest,
            place: terms.place.clone(),
            ask: terms.ask,
            basis: terms.basis.clone(),
            certificates: terms.certificates.clone(),
        }
    }
}

impl RequestPost {
    /// The post of a request's terms: all of its quantity is lacking. Who knows better changes `quantity`.
    #[must_use]
    pub fn of(id: impl Into<String>, buyer: impl Into<String>, terms: &RequestTerms) -> Self {
        Self {
            id: id.into(),
            buyer: buyer.into(),
            alternatives: terms.alternatives.clone(),
            states: terms.states.clone(),
            grade: terms.grade.clone(),
            quantity: terms.quantity,
            daily_quantity: terms.daily_quantity,
            min_lot: terms.min_lot,
            delivery: terms.delivery,
            place: terms.place.clone(),
            certificates: terms.certificates.clone(),
            urgency: terms.urgency,
            min_life_days: terms.min_life_days,
        }
    }
}
