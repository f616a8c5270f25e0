//! The report of a run as JSON.

use chonoi_domain::proposal::Side;
use chonoi_market::Market;
use chonoi_market::report::{RunReport, comparison, sums};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::RunView;
use super::sharing::{FairnessSum, PointSum};
use crate::api::briefs::{OrganisationBrief, PlaceBrief, ProductBrief};
use crate::api::post_briefs::{OfferBrief, RequestBrief};
use crate::api::proposals::body::{NearMissView, ProposalView, Rest};
use crate::api::reasons::{Reason, Speaker};
use crate::api::summary::body::Shares;

/// Everything one run came to. The arithmetic over products is in their base unit, all else in grams.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunReport)]
pub(crate) struct ReportView {
    run: RunView,
    totals: ReportTotals,
    by_product: Vec<ProductSum>,
    by_province: Vec<ProvinceSum>,
    by_supplier: Vec<SupplierSum>,
    /// What is asked for of each product in each province, and where fair delivered prices lie.
    scarcity: Vec<ScarcitySum>,
    /// The plan beside simpler ways of matching over the same pairs, the plan first; null where the run was too large
    /// to compare.
    comparison: Option<Vec<MethodSum>>,
    /// What fairness among sellers costs and brings; null where the run did not ask for it.
    fairness: Option<FairnessSum>,
    /// What goes through collection points; empty without any.
    points: Vec<PointSum>,
    matched: Vec<ProposalView>,
    unmatched_offers: Vec<UnmatchedOffer>,
    unmatched_requests: Vec<UnmatchedRequest>,
    near_misses: Vec<NearMissView>,
}

/// Grams over everything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportTotals {
    offered_g: i64,
    requested_g: i64,
    matched_g: i64,
    unsold_g: i64,
    unmet_g: i64,
    shares: ReportShares,
}

/// What the totals rest on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportShares {
    offered: Shares,
    requested: Shares,
    matched: Shares,
}

/// One product, in its base unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductSum {
    product: ProductBrief,
    offered: i64,
    requested: i64,
    matched: i64,
    unsold: i64,
    unmet: i64,
    offers: i64,
    requests: i64,
    /// Lowest price at which a match opens.
    price_low: Option<i64>,
    /// Highest such price.
    price_high: Option<i64>,
}

/// One province, in grams.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProvinceSum {
    province: PlaceBrief,
    requested_g: i64,
    matched_g: i64,
    unmet_g: i64,
    offered_g: i64,
}

/// What is asked for of one product in one province, in the product's base unit. Prices in đồng per 1,000 of them,
/// delivered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScarcitySum {
    product: ProductBrief,
    province: PlaceBrief,
    requested: i64,
    matched: i64,
    /// Requested and not matched, in grams, so that products can be compared.
    unmet_g: i64,
    /// Requested, in grams.
    requested_g: i64,
    /// Lowest fair price of any match there; null where nothing is matched.
    guidance_low: Option<i64>,
    /// Highest such price.
    guidance_high: Option<i64>,
}

/// One supplier, in grams.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupplierSum {
    supplier: OrganisationBrief,
    offered_g: i64,
    matched_g: i64,
    unsold_g: i64,
}

/// What one way of matching comes to, over what the run had to place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MethodSum {
    /// `engine`, `first_come`, `nearest_first` or `eight_cheapest`.
    method: String,
    /// Placed, in grams.
    placed_g: i64,
    /// What is gained over no trade at all, by the weights of the run, in đồng.
    welfare: i64,
    /// Tonnes times kilometres.
    tonne_km: i64,
    /// Unsold goods that keep at most ten days, in grams.
    unsold_perishable_g: i64,
    /// The smallest share that any supplier sells of what has a feasible buyer, in thousandths.
    worst_share: Option<i64>,
    /// Suppliers who have a feasible buyer and sell nothing.
    without_sale: i64,
}

/// What an offer kept, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmatchedOffer {
    offer: OfferBrief,
    quantity: i64,
    reasons: Vec<Reason>,
}

/// What a request lacked, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmatchedRequest {
    request: RequestBrief,
    quantity: i64,
    reasons: Vec<Reason>,
}

impl ReportView {
    pub(crate) fn of(market: &Market, speaker: Speaker<'_>, report: RunReport) -> Self {
        let RunReport {
            run,
            sums,
            mut suppliers,
            matched,
            unmatched_offers,
            unmatched_requests,
            near_misses,
        } = report;
        let fairness = sums.fairness.map(|sum| FairnessSum::of(market, &suppliers, sum));
        let supplier = |sum: sums::SupplierSum| {
            Some(SupplierSum {
                supplier: suppliers.remove(&sum.supplier)?.into(),
                offered_g: sum.offered_g,
                matched_g: sum.matched_g,
                unsold_g: sum.unsold_g,
            })
        };
        Self {
            run: RunView::of(speaker.locale, run),
            totals: sums.totals.into(),
            by_product: sums
                .by_product
                .into_iter()
                .map(|sum| ProductSum::of(market, sum))
                .collect(),
            by_province: sums
                .by_province
                .into_iter()
                .map(|sum| ProvinceSum::of(market, sum))
                .collect(),
            by_supplier: sums.by_supplier.into_iter().filter_map(supplier).collect(),
            scarcity: sums
                .scarcity
                .into_iter()
                .map(|sum| ScarcitySum::of(market, sum))
                .collect(),
            comparison: sums
                .comparison
                .map(|all| all.into_iter().map(Into::into).collect()),
            fairness,
            points: sums
                .points
                .into_iter()
                .map(|sum| PointSum::of(market, sum))
                .collect(),
            matched: matched
                .into_iter()
                .map(|view| ProposalView::of(speaker, view))
                .collect(),
            unmatched_offers: unmatched_offers
                .into_iter()
                .map(|u| UnmatchedOffer::of(speaker, u))
                .collect(),
            unmatched_requests: unmatched_requests
                .into_iter()
                .map(|u| UnmatchedRequest::of(speaker, u))
                .collect(),
            near_misses: near_misses
                .into_iter()
                .map(|view| NearMissView::of(speaker, view))
                .collect(),
        }
    }
}

impl From<sums::SumTotals> for ReportTotals {
    fn from(totals: sums::SumTotals) -> Self {
        Self {
            offered_g: totals.offered_g,
            requested_g: totals.requested_g,
            matched_g: totals.matched_g,
            unsold_g: totals.unsold_g,
            unmet_g: totals.unmet_g,
            shares: ReportShares {
                offered: totals.offered.into(),
                requested: totals.requested.into(),
                matched: totals.matched.into(),
            },
        }
    }
}

impl From<comparison::MethodSum> for MethodSum {
    fn from(sum: comparison::MethodSum) -> Self {
        Self {
            method: sum.method,
            placed_g: sum.placed_g,
            welfare: sum.welfare.0,
            tonne_km: sum.tonne_km,
            unsold_perishable_g: sum.unsold_perishable_g,
            worst_share: sum.worst_share,
            without_sale: sum.without_sale,
        }
    }
}

impl ProductSum {
    fn of(market: &Market, sum: sums::ProductSum) -> Self {
        Self {
            product: market.product_brief(&sum.product).into(),
            offered: sum.offered.0,
            requested: sum.requested.0,
            matched: sum.matched.0,
            unsold: sum.unsold.0,
            unmet: sum.unmet.0,
            offers: sum.offers,
            requests: sum.requests,
            price_low: sum.price_low.map(|price| price.0),
            price_high: sum.price_high.map(|price| price.0),
        }
    }
}

impl ScarcitySum {
    fn of(market: &Market, sum: sums::ScarcitySum) -> Self {
        let unmet = sum.requested.0 - sum.matched.0;
        Self {
            unmet_g: market.grams(&sum.product, unmet),
            requested_g: market.grams(&sum.product, sum.requested.0),
            product: market.product_brief(&sum.product).into(),
            province: market.place_brief(&sum.province).into(),
            requested: sum.requested.0,
            matched: sum.matched.0,
            guidance_low: sum.guidance_low.map(|price| price.0),
            guidance_high: sum.guidance_high.map(|price| price.0),
        }
    }
}

impl ProvinceSum {
    fn of(market: &Market, sum: sums::ProvinceSum) -> Self {
        Self {
            province: market.place_brief(&sum.province).into(),
            requested_g: sum.requested_g,
            matched_g: sum.matched_g,
            unmet_g: sum.unmet_g,
            offered_g: sum.offered_g,
        }
    }
}

impl UnmatchedOffer {
    fn of(speaker: Speaker<'_>, view: chonoi_market::report::UnmatchedOffer) -> Self {
        let unit = view.offer.product.base_unit;
        let rest = Rest::of(speaker, Side::Supplier, unit, view.rest);
        Self {
            offer: view.offer.into(),
            quantity: rest.quantity,
            reasons: rest.reasons,
        }
    }
}

impl UnmatchedRequest {
    fn of(speaker: Speaker<'_>, view: chonoi_market::report::UnmatchedRequest) -> Self {
        let unit = super::unit_of(&view.request);
        let rest = Rest::of(speaker, Side::Buyer, unit, view.rest);
        Self {
            request: view.request.into(),
            quantity: rest.quantity,
            reasons: rest.reasons,
        }
    }
}
