//! Totals by product, province and supplier.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::{Catalogue, Product};
use chonoi_domain::fold::fold;
use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::plan::Plan;

use super::format;

/// A product's totals in its own unit.
pub(super) struct ProductRow {
    pub(super) name: String,
    pub(super) posts: String,
    pub(super) offered: String,
    pub(super) requested: String,
    pub(super) matched: String,
    pub(super) unsold: String,
    pub(super) unmet: String,
}

/// A province's or supplier's totals in tonnes.
pub(super) struct GroupRow {
    pub(super) name: String,
    pub(super) offered: String,
    pub(super) sold: String,
    pub(super) requested: String,
    pub(super) received: String,
}

/// Sums of one group; base units for a product, grams else.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    offers: i64,
    requests: i64,
    offered: i64,
    sold: i64,
    requested: i64,
    received: i64,
}

/// All groups. A request that accepts several products counts for the first of them.
pub(super) struct Groups<'a> {
    catalogue: &'a Catalogue,
    products: BTreeMap<&'a ProductId, Sums>,
    provinces: BTreeMap<&'a PlaceCode, Sums>,
    suppliers: BTreeMap<&'a str, Sums>,
}

impl<'a> Groups<'a> {
    /// The groups of a plan.
    pub(super) fn of(catalogue: &'a Catalogue, market: &'a Market, plan: &'a Plan) -> Self {
        let mut groups = Self {
            catalogue,
            products: BTreeMap::new(),
            provinces: BTreeMap::new(),
            suppliers: BTreeMap::new(),
        };
        let unsold: BTreeMap<&str, i64> = plan
            .unsold
            .iter()
            .map(|rest| (rest.offer.as_str(), rest.quantity.0))
            .collect();
        let unmet: BTreeMap<&str, i64> = plan
            .unmet
            .iter()
            .map(|rest| (rest.request.as_str(), rest.quantity.0))
            .collect();
        for offer in &market.offers {
            let rest = unsold.get(offer.id.as_str()).copied().unwrap_or(0);
            groups.offer(offer, offer.quantity.0 - rest);
        }
        for request in &market.requests {
            let rest = unmet.get(request.id.as_str()).copied().unwrap_or(0);
            groups.request(request, request.quantity.0 - rest);
        }
        groups
    }

    fn offer(&mut self, offer: &'a OfferPost, sold: i64) {
        let product = self.products.entry(&offer.product).or_default();
        product.offers += 1;
        product.offered = product.offered.saturating_add(offer.quantity.0);
        product.sold = product.sold.saturating_add(sold);
        let (offered, sold) = (
            self.grams(&offer.product, offer.quantity.0),
            self.grams(&offer.product, sold),
        );
        let province = self.catalogue.province_of(&offer.place).map(|place| &place.code);
        let province = province.map(|code| self.provinces.entry(code).or_default());
        for group in province
            .into_iter()
            .chain([self.suppliers.entry(&offer.supplier).or_default()])
        {
            group.offered = group.offered.saturating_add(offered);
            group.sold = group.sold.saturating_add(sold);
        }
    }

    fn request(&mut self, request: &'a RequestPost, received: i64) {
        let Some(first) = request.alternatives.first() else {
            return;
        };
        let product = self.products.entry(&first.product).or_default();
        product.requests += 1;
        product.requested = product.requested.saturating_add(request.quantity.0);
        product.received = product.received.saturating_add(received);
        let (requested, received) = (
            self.grams(&first.product, request.quantity.0),
            self.grams(&first.product, received),
        );
        if let Some(province) = self.catalogue.province_of(&request.place) {
            let group = self.provinces.entry(&province.code).or_default();
            group.requested = group.requested.saturating_add(requested);
            group.received = group.received.saturating_add(received);
        }
    }

    fn grams(&self, product: &ProductId, base: i64) -> i64 {
        let per_thousand = self
            .catalogue
            .product(product)
            .map_or(1_000, |p| p.grams_per_thousand);
        i64::try_from(i128::from(base) * i128::from(per_thousand) / 1_000).unwrap_or(i64::MAX)
    }

    /// By product, in the order of names.
    pub(super) fn products(&self) -> Vec<ProductRow> {
        let known = self
            .products
            .iter()
            .filter_map(|(id, sums)| Some((self.catalogue.product(id)?, sums)));
        let mut rows: Vec<ProductRow> = known.map(|(product, sums)| product_row(product, sums)).collect();
        rows.sort_by_cached_key(|row| fold(&row.name));
        rows
    }

    /// By province, the largest need first.
    pub(super) fn provinces(&self) -> Vec<GroupRow> {
        let mut rows: Vec<(&&PlaceCode, &Sums)> = self.provinces.iter().collect();
        rows.sort_by_key(|(code, sums)| (-sums.requested, -sums.offered, **code));
        let name = |code: &PlaceCode| {
            self.catalogue
                .place(code)
                .map_or_else(|| code.0.clone(), |p| p.name.clone())
        };
        rows.into_iter()
            .map(|(code, sums)| group_row(name(code), sums))
            .collect()
    }

    /// By supplier, the largest offer first.
    pub(super) fn suppliers(&self) -> Vec<GroupRow> {
        let mut rows: Vec<(&&str, &Sums)> = self.suppliers.iter().collect();
        rows.sort_by_key(|(name, sums)| (-sums.offered, **name));
        rows.into_iter()
            .map(|(name, sums)| group_row((*name).to_owned(), sums))
            .collect()
    }
}

fn product_row(product: &Product, sums: &Sums) -> ProductRow {
    let text = |amount: i64| format::quantity(Quantity(amount), product.base_unit);
    ProductRow {
        name: product.name_vi.clone(),
        posts: format!("{} / {}", sums.offers, sums.requests),
        offered: text(sums.offered),
        requested: text(sums.requested),
        matched: text(sums.sold),
        unsold: text(sums.offered - sums.sold),
        unmet: text(sums.requested - sums.received),
    }
}

fn group_row(name: String, sums: &Sums) -> GroupRow {
    GroupRow {
        name,
        offered: format::tonnes(sums.offered),
        sold: format::tonnes(sums.sold),
        requested: format::tonnes(sums.requested),
        received: format::tonnes(sums.received),
    }
}
