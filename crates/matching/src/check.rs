//! The rules a post and a collection point have to keep before they enter a market.

use std::collections::BTreeSet;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{CertificateId, ProductId};
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::post::request::MOST_DAYS;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};

use crate::error::{Fault, MatchError};
use crate::market::{DayLoad, Market, OfferPost, RequestPost};

/// Above any price per kg, litre or 1,000 pieces: 1,000,000,000 đ.
const MOST_PRICE: i64 = 1_000_000_000;
/// Above any shelf life that a buyer can ask for: ten years.
const MOST_LIFE_DAYS: i32 = 3_660;

/// Every fault of every post, offers first, in the order given.
pub(crate) fn faults(catalogue: &Catalogue, market: &Market) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for offer in &market.offers {
        let mut fields = Fields::new(catalogue);
        fields.id(&offer.id, &mut seen);
        fields.offer(offer);
        found.extend(fields.faults(Side::Supplier, &offer.id));
    }
    seen.clear();
    for request in &market.requests {
        let mut fields = Fields::new(catalogue);
        fields.id(&request.id, &mut seen);
        fields.request(request);
        found.extend(fields.faults(Side::Buyer, &request.id));
    }
    found
}

/// The first fault of the collection points.
pub(crate) fn point_fault(market: &Market) -> Option<MatchError> {
    let mut seen = BTreeSet::new();
    market.capacities.iter().find_map(|point| {
        let negative = |quantity: &Quantity| quantity.0 < 0;
        let taken = |load: &DayLoad| negative(&load.quantity);
        let error = if !seen.insert(&point.id) {
            FieldError::new("id", "duplicate")
        } else if point.quantity.is_none() && point.daily_quantity.is_none() {
            FieldError::new("quantity", "required")
        } else if point.quantity.as_ref().is_some_and(negative) {
            FieldError::new("quantity", "min").with("min", 0)
        } else if point.daily_quantity.as_ref().is_some_and(negative) {
            FieldError::new("daily_quantity", "min").with("min", 0)
        } else if point.taken.iter().any(taken) {
            FieldError::new("taken", "min").with("min", 0)
        } else {
            return None;
        };
        let id = point.id.clone();
        Some(MatchError::Point { id, error })
    })
}

struct Fields<'a> {
    catalogue: &'a Catalogue,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        Self {
            catalogue,
            errors: Vec::new(),
        }
    }

    fn faults(self, side: Side, id: &str) -> impl Iterator<Item = Fault> {
        self.errors.into_iter().map(move |error| Fault {
            side,
            id: id.to_owned(),
            error,
        })
    }

    fn id<'m>(&mut self, id: &'m str, seen: &mut BTreeSet<&'m str>) {
        if id.is_empty() {
            self.errors.push(FieldError::new("id", "required"));
        } else if id.chars().any(char::is_control) {
            self.errors.push(FieldError::new("id", "text"));
        } else if !seen.insert(id) {
            self.errors.push(FieldError::new("id", "duplicate"));
        }
    }

    fn offer(&mut self, offer: &OfferPost) {
        self.product("product", &offer.product, offer.ask, "ask");
        self.amounts(offer.quantity, offer.min_lot);
        self.place("place", &offer.place);
        if let PriceBasis::Delivered { provinces } = &offer.basis {
            if provinces.is_empty() {
                self.errors.push(FieldError::new("basis.provinces", "required"));
            }
            for (at, province) in provinces.iter().enumerate() {
                self.place(&format!("basis.provinces[{at}]"), province);
            }
        }
        self.certificates(&offer.certificates);
    }

    fn request(&mut self, request: &RequestPost) {
        if request.alternatives.is_empty() {
            self.errors.push(FieldError::new("alternatives", "required"));
        }
        let mut seen = BTreeSet::new();
        let mut units = BTreeSet::new();
        for (at, wanted) in request.alternatives.iter().enumerate() {
            let field = format!("alternatives[{at}].product");
            if !seen.insert(&wanted.product) {
                self.errors.push(FieldError::new(&field, "duplicate"));
            }
            self.product(
                &field,
                &wanted.product,
                wanted.bid,
                &format!("alternatives[{at}].bid"),
            );
            let unit = self
                .catalogue
                .product(&wanted.product)
                .map(|product| product.base_unit);
            units.extend(unit);
            if unit.is_some() && units.len() > 1 {
                self.errors.push(FieldError::new(&field, "base_unit"));
            }
        }
        self.amounts(request.quantity, request.min_lot);
        self.daily(request);
        self.place("place", &request.place);
        self.certificates(&request.certificates);
        self.range("urgency", request.urgency.into(), 1, 5);
        self.range(
            "min_life_days",
            request.min_life_days.into(),
            0,
            MOST_LIFE_DAYS.into(),
        );
    }

    fn product(&mut self, field: &str, id: &ProductId, price: Option<UnitPrice>, price_field: &str) {
        let Some(product) = self.catalogue.product(id) else {
            self.errors
                .push(FieldError::new(field, "unknown").with("value", id));
            return;
        };
        match price {
            Some(UnitPrice(price)) => self.range(price_field, price, 0, MOST_PRICE),
            None if product.band.is_none() => self.errors.push(FieldError::new(price_field, "price_or_band")),
            None => {}
        }
    }

    fn amounts(&mut self, quantity: Quantity, min_lot: Quantity) {
        self.range("quantity", quantity.0, 1, i64::MAX);
        self.range("min_lot", min_lot.0, 0, i64::MAX);
    }

    fn daily(&mut self, request: &RequestPost) {
        let Some(daily) = request.daily_quantity else {
            return;
        };
        self.range("daily_quantity", daily.0, 1, i64::MAX);
        let days = request.delivery.days();
        if days > MOST_DAYS {
            self.errors
                .push(FieldError::new("delivery", "max_days").with("max", MOST_DAYS));
        }
        let most = daily.0.saturating_mul(days);
        self.range("quantity", request.quantity.0, 1, most.max(1));
    }

    fn place(&mut self, field: &str, code: &chonoi_domain::id::PlaceCode) {
        if self.catalogue.province_of(code).is_none() {
            self.errors
                .push(FieldError::new(field, "unknown").with("value", code));
        }
    }

    fn certificates(&mut self, ids: &[CertificateId]) {
        for (at, id) in ids.iter().enumerate() {
            if self.catalogue.certificate(id).is_none() {
                self.errors
                    .push(FieldError::new(format!("certificates[{at}]"), "unknown").with("value", id));
            }
        }
    }

    fn range(&mut self, field: &str, value: i64, least: i64, most: i64) {
        if value < least {
            self.errors.push(FieldError::new(field, "min").with("min", least));
        } else if value > most {
            self.errors.push(FieldError::new(field, "max").with("max", most));
        }
    }
}
