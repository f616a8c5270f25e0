//! Sums of a run by product, province and supplier: a function of what was offered, requested and matched.

use std::collections::BTreeMap;

use chonoi_domain::id::{OrganisationId, PlaceCode, ProductId, RequestId};
use chonoi_domain::post::provenance::Basis;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

use super::comparison::MethodSum;
use super::sharing::{FairnessSum, PointSum};
use crate::basis::Shares;

/// An offer as the sums see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Supply {
    pub(crate) supplier: OrganisationId,
    pub(crate) product: ProductId,
    pub(crate) province: PlaceCode,
    pub(crate) quantity: i64,
    pub(crate) basis: Option<Basis>,
}

/// A request as the sums see it. What nobody covers counts at its first product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    pub(crate) request: RequestId,
    pub(crate) product: ProductId,
    pub(crate) province: PlaceCode,
    pub(crate) quantity: i64,
    pub(crate) basis: Option<Basis>,
}

/// A match as the sums see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) supplier: OrganisationId,
    pub(crate) request: RequestId,
    pub(crate) product: ProductId,
    pub(crate) province: PlaceCode,
    pub(crate) quantity: i64,
    pub(crate) basis: Option<Basis>,
    pub(crate) price: UnitPrice,
    pub(crate) guidance: (UnitPrice, UnitPrice),
}

/// All sums of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Over everything, in grams.
    pub totals: SumTotals,
    /// By product id, in its base unit.
    pub by_product: Vec<ProductSum>,
    /// By province code, in grams.
    pub by_province: Vec<ProvinceSum>,
    /// By supplier, the largest offer first, in grams.
    pub by_supplier: Vec<SupplierSum>,
    /// By product and province of the requests, in the product's base unit: what is scarce where.
    #[serde(default)]
    pub scarcity: Vec<ScarcitySum>,
    /// The plan beside simpler ways of matching, the plan first; none where the run was too large to compare.
    #[serde(default)]
    pub comparison: Option<Vec<MethodSum>>,
    /// What fairness among sellers costs and brings; none where the policy did not ask for it.
    #[serde(default)]
    pub fairness: Option<FairnessSum>,
    /// What goes through collection points, by name.
    #[serde(default)]
    pub points: Vec<PointSum>,
}

/// Grams over everything, with what they rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumTotals {
    /// Offered.
    pub offered_g: i64,
    /// Requested.
    pub requested_g: i64,
    /// Matched.
    pub matched_g: i64,
    /// Offered and not matched.
    pub unsold_g: i64,
    /// Requested and not matched.
    pub unmet_g: i64,
    /// Shares of what was offered.
    pub offered: Shares,
    /// Shares of what was requested.
    pub requested: Shares,
    /// Shares of what was matched; a match is as sure as its less sure side.
    pub matched: Shares,
}

/// One product, in its base unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSum {
    /// Which.
    pub product: ProductId,
    /// Offered.
    pub offered: Quantity,
    /// Requested: what is matched and what is not.
    pub requested: Quantity,
    /// Matched.
    pub matched: Quantity,
    /// Offered and not matched.
    pub unsold: Quantity,
    /// Requested and not matched.
    pub unmet: Quantity,
    /// Offers of it.
    pub offers: i64,
    /// Requests whose first product it is.
    pub requests: i64,
    /// Lowest price at which a match opens, đồng per 1,000 base units.
    pub price_low: Option<UnitPrice>,
    /// Highest such price.
    pub price_high: Option<UnitPrice>,
}

/// One province, in grams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvinceSum {
    /// Which.
    pub province: PlaceCode,
    /// Requested there.
    pub requested_g: i64,
    /// Matched to requests there.
    pub matched_g: i64,
    /// Requested there and not matched.
    pub unmet_g: i64,
    /// Offered there.
    pub offered_g: i64,
}

/// What is asked for of one product in one province, in the product's base unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScarcitySum {
    /// Which product.
    pub product: ProductId,
    /// Where it must arrive.
    pub province: PlaceCode,
    /// Requested there: what is matched and what is not.
    pub requested: Quantity,
    /// Matched.
    pub matched: Quantity,
    /// Lowest fair delivered price of any match there, đồng per 1,000 base units.
    pub guidance_low: Option<UnitPrice>,
    /// Highest such price.
    pub guidance_high: Option<UnitPrice>,
}

/// One supplier, in grams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierSum {
    /// Who.
    pub supplier: OrganisationId,
    /// Offered.
    pub offered_g: i64,
    /// Matched.
    pub matched_g: i64,
    /// Not matched.
    pub unsold_g: i64,
}

/// Adds up. `weigh` gives the grams of a quantity of a product.
pub(crate) fn add_up(
    weigh: impl Fn(&ProductId, i64) -> i64,
    supplies: &[Supply],
    demands: &[Demand],
    matches: &[Match],
) -> Sums {
    let mut sheet = Sheet::default();
    for supply in supplies {
        sheet.supply(supply, weigh(&supply.product, supply.quantity));
    }
    let mut covered: BTreeMap<RequestId, i64> = BTreeMap::new();
    let mut covered_g: BTreeMap<RequestId, i64> = BTreeMap::new();
    for found in matches {
        let grams = weigh(&found.product, found.quantity);
        *covered.entry(found.request).or_default() += found.quantity;
        *covered_g.entry(found.request).or_default() += grams;
        sheet.found(found, grams);
    }
    for demand in demands {
        let met = covered.get(&demand.request).copied().unwrap_or_default();
        let unmet = (demand.quantity - met).max(0);
        let met_g = covered_g.get(&demand.request).copied().unwrap_or_default();
        sheet.demand(demand, unmet, met_g, weigh(&demand.product, unmet));
    }
    sheet.finish()
}

#[derive(Default)]
struct Sheet {
    totals: SumTotals,
    products: BTreeMap<ProductId, ProductSum>,
    provinces: BTreeMap<PlaceCode, ProvinceSum>,
    scarcity: BTreeMap<(ProductId, PlaceCode), ScarcitySum>,
    suppliers: BTreeMap<OrganisationId, SupplierSum>,
}

impl Sheet {
    fn supply(&mut self, supply: &Supply, grams: i64) {
        self.totals.offered_g += grams;
        self.totals.offered.add(supply.basis, grams);
        let product = self.product(&supply.product);
        product.offered.0 += supply.quantity;
        product.unsold.0 += supply.quantity;
        product.offers += 1;
        self.province(&supply.province).offered_g += grams;
        let supplier = self.supplier(supply.supplier);
        supplier.offered_g += grams;
        supplier.unsold_g += grams;
    }

    fn found(&mut self, found: &Match, grams: i64) {
        self.totals.matched_g += grams;
        self.totals.matched.add(found.basis, grams);
        let product = self.product(&found.product);
        product.matched.0 += found.quantity;
        product.requested.0 += found.quantity;
        product.unsold.0 -= found.quantity;
        product.price_low = Some(product.price_low.map_or(found.price, |p| p.min(found.price)));
        product.price_high = Some(product.price_high.map_or(found.price, |p| p.max(found.price)));
        let (low, high) = found.guidance;
        let scarce = self.scarce(&found.product, &found.province);
        scarce.requested.0 += found.quantity;
        scarce.matched.0 += found.quantity;
        scarce.guidance_low = Some(scarce.guidance_low.map_or(low, |price| price.min(low)));
        scarce.guidance_high = Some(scarce.guidance_high.map_or(high, |price| price.max(high)));
        let province = self.province(&found.province);
        province.matched_g += grams;
        province.requested_g += grams;
        let supplier = self.supplier(found.supplier);
        supplier.matched_g += grams;
        supplier.unsold_g -= grams;
    }

    fn demand(&mut self, demand: &Demand, unmet: i64, met_g: i64, unmet_g: i64) {
        self.totals.requested_g += met_g + unmet_g;
        self.totals.unmet_g += unmet_g;
        self.totals.requested.add(demand.basis, met_g + unmet_g);
        let product = self.product(&demand.product);
        product.requested.0 += unmet;
        product.unmet.0 += unmet;
        product.requests += 1;
        self.scarce(&demand.product, &demand.province).requested.0 += unmet;
        let province = self.province(&demand.province);
        province.requested_g += unmet_g;
        province.unmet_g += unmet_g;
    }

    fn finish(mut self) -> Sums {
        self.totals.unsold_g = self.totals.offered_g - self.totals.matched_g;
        let mut by_supplier: Vec<_> = self.suppliers.into_values().collect();
        by_supplier.sort_by_key(|sum| (std::cmp::Reverse(sum.offered_g), sum.supplier));
        Sums {
            totals: self.totals,
            by_product: self.products.into_values().collect(),
            by_province: self.provinces.into_values().collect(),
            by_supplier,
            scarcity: self.scarcity.into_values().collect(),
            comparison: None,
            fairness: None,
            points: Vec::new(),
        }
    }

    fn product(&mut self, id: &ProductId) -> &mut ProductSum {
        let none = Quantity(0);
        self.products.entry(id.clone()).or_insert_with(|| ProductSum {
            product: id.clone(),
            offered: none,
            requested: none,
            matched: none,
            unsold: none,
            unmet: none,
            offers: 0,
            requests: 0,
            price_low: None,
            price_high: None,
        })
    }

    fn scarce(&mut self, product: &ProductId, province: &PlaceCode) -> &mut ScarcitySum {
        let none = Quantity(0);
        let key = (product.clone(), province.clone());
        self.scarcity.entry(key).or_insert_with(|| ScarcitySum {
            product: product.clone(),
            province: province.clone(),
            requested: none,
            matched: none,
            guidance_low: None,
            guidance_high: None,
        })
    }

    fn province(&mut self, code: &PlaceCode) -> &mut ProvinceSum {
        self.provinces.entry(code.clone()).or_insert_with(|| ProvinceSum {
            province: code.clone(),
            requested_g: 0,
            matched_g: 0,
            unmet_g: 0,
            offered_g: 0,
        })
    }

    fn supplier(&mut self, id: OrganisationId) -> &mut SupplierSum {
        self.suppliers.entry(id).or_insert(SupplierSum {
            supplier: id,
            offered_g: 0,
            matched_g: 0,
            unsold_g: 0,
        })
    }
}

#[cfg(test)]
mod tests;
