//! Matches, rests and near misses as rows of the page.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::{Catalogue, Product};
use chonoi_domain::fold::fold;
use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::BaseUnit;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::plan::{Allocation, NearMiss, Plan};

use super::super::sentences::{self, Words};
use super::format;

/// A match.
pub(super) struct MatchRow {
    pub(super) product: String,
    pub(super) quantity: String,
    pub(super) offer: String,
    pub(super) from: String,
    pub(super) request: String,
    pub(super) to: String,
    pub(super) days: String,
    pub(super) km: String,
    pub(super) ask: String,
    pub(super) freight: String,
    pub(super) bid: String,
    pub(super) guidance: String,
    pub(super) reasons: Vec<String>,
}

/// What a post keeps or lacks.
pub(super) struct RestRow {
    pub(super) post: String,
    pub(super) product: String,
    pub(super) place: String,
    pub(super) quantity: String,
    pub(super) of: String,
    pub(super) reasons: Vec<String>,
}

/// A pair that one condition keeps apart.
pub(super) struct MissRow {
    pub(super) product: String,
    pub(super) offer: String,
    pub(super) request: String,
    pub(super) quantity: String,
    pub(super) text: String,
}

/// Posts by id, to name them in rows.
pub(super) struct Lists<'a> {
    catalogue: &'a Catalogue,
    offers: BTreeMap<&'a str, &'a OfferPost>,
    requests: BTreeMap<&'a str, &'a RequestPost>,
}

impl<'a> Lists<'a> {
    /// Rows about the posts of `market`.
    pub(super) fn new(catalogue: &'a Catalogue, market: &'a Market) -> Self {
        Self {
            catalogue,
            offers: market
                .offers
                .iter()
                .map(|post| (post.id.as_str(), post))
                .collect(),
            requests: market
                .requests
                .iter()
                .map(|post| (post.id.as_str(), post))
                .collect(),
        }
    }

    /// All matches, by product, then offer and request.
    pub(super) fn matches(&self, plan: &Plan) -> Vec<MatchRow> {
        let mut rows: Vec<MatchRow> = plan.allocations.iter().map(|a| self.match_row(a)).collect();
        rows.sort_by_cached_key(|row| fold(&row.product));
        rows
    }

    fn match_row(&self, a: &Allocation) -> MatchRow {
        let words = self.words(&a.product, Side::Supplier);
        let price = |per_thousand| format::price(per_thousand, words.base);
        let marked = |text: String, assumed| if assumed { format!("{text} *") } else { text };
        MatchRow {
            product: self.product(&a.product),
            quantity: format::quantity(a.quantity, words.base),
            offer: self.offer(&a.offer),
            from: self.place(self.offers.get(a.offer.as_str()).map(|post| &post.place)),
            request: self.request(&a.request),
            to: self.place(self.requests.get(a.request.as_str()).map(|post| &post.place)),
            days: format!("{} → {}", format::date(a.ship_date), format::date(a.arrive_date)),
            km: format::whole(a.km),
            ask: marked(price(a.parts.ask), a.ask_assumed),
            freight: price(a.parts.freight),
            bid: marked(price(a.parts.bid), a.bid_assumed),
            guidance: format!("{} – {}", price(a.guidance.low.0), price(a.guidance.high.0)),
            reasons: words.reasons(&a.reasons),
        }
    }

    /// What offers keep.
    pub(super) fn unsold(&self, plan: &Plan) -> Vec<RestRow> {
        let rows = plan
            .unsold
            .iter()
            .filter(|rest| rest.quantity.0 > 0)
            .filter_map(|rest| {
                let post = self.offers.get(rest.offer.as_str())?;
                let words = self.words(&post.product, Side::Supplier);
                Some(RestRow {
                    post: self.offer(&rest.offer),
                    product: format!(
                        "{} ({})",
                        self.product(&post.product),
                        sentences::state(post.state)
                    ),
                    place: self.place(Some(&post.place)),
                    quantity: format::quantity(rest.quantity, words.base),
                    of: format::quantity(post.quantity, words.base),
                    reasons: words.reasons(&rest.reasons),
                })
            });
        rows.collect()
    }

    /// What requests lack.
    pub(super) fn unmet(&self, plan: &Plan) -> Vec<RestRow> {
        let rows = plan
            .unmet
            .iter()
            .filter(|rest| rest.quantity.0 > 0)
            .filter_map(|rest| {
                let post = self.requests.get(rest.request.as_str())?;
                let first = post.alternatives.first()?;
                let words = self.words(&first.product, Side::Buyer);
                let products: Vec<String> = post
                    .alternatives
                    .iter()
                    .map(|a| self.product(&a.product))
                    .collect();
                Some(RestRow {
                    post: self.request(&rest.request),
                    product: products.join(" hoặc "),
                    place: self.place(Some(&post.place)),
                    quantity: format::quantity(rest.quantity, words.base),
                    of: format::quantity(post.quantity, words.base),
                    reasons: words.reasons(&rest.reasons),
                })
            });
        rows.collect()
    }

    /// Pairs that miss by one condition: first those where both sides still have something.
    pub(super) fn misses(&self, plan: &Plan) -> Vec<MissRow> {
        let (open, served): (Vec<_>, Vec<_>) = plan.near_misses.iter().partition(|miss| miss.quantity.0 > 0);
        open.into_iter()
            .chain(served)
            .map(|miss| self.miss(miss))
            .collect()
    }

    fn miss(&self, miss: &NearMiss) -> MissRow {
        let words = self.words(&miss.product, Side::Supplier);
        MissRow {
            product: self.product(&miss.product),
            offer: self.offer(&miss.offer),
            request: self.request(&miss.request),
            quantity: format::quantity(miss.quantity, words.base),
            text: words.obstacle(&miss.obstacle),
        }
    }

    fn words(&self, product: &ProductId, side: Side) -> Words<'a> {
        let base = self
            .catalogue
            .product(product)
            .map_or(BaseUnit::Gram, |p| p.base_unit);
        Words {
            catalogue: self.catalogue,
            base,
            side,
        }
    }

    fn product(&self, id: &ProductId) -> String {
        let name = |product: &Product| product.name_vi.clone();
        self.catalogue.product(id).map_or_else(|| id.0.clone(), name)
    }

    fn offer(&self, id: &str) -> String {
        let by = self.offers.get(id).map_or("", |post| post.supplier.as_str());
        format!("{id} · {by}")
    }

    fn request(&self, id: &str) -> String {
        let by = self.requests.get(id).map_or("", |post| post.buyer.as_str());
        format!("{id} · {by}")
    }

    /// `Xã Năm Căn, Cà Mau`.
    fn place(&self, code: Option<&PlaceCode>) -> String {
        let Some(place) = code.and_then(|code| self.catalogue.place(code)) else {
            return String::new();
        };
        match self.catalogue.province_of(&place.code) {
            Some(province) if place.parent.is_some() => format!("{}, {}", place.name, province.short_name),
            _ => place.name.clone(),
        }
    }
}
