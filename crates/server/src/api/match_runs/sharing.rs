//! What fairness among sellers costs and brings, and what goes through collection points, as JSON.

use std::collections::BTreeMap;

use chonoi_domain::id::OrganisationId;
use chonoi_market::Market;
use chonoi_market::brief;
use chonoi_market::report::sharing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::briefs::{OrganisationBrief, PlaceBrief, ProductBrief, Window};

/// What fairness among sellers costs and brings, in đồng.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FairnessSum {
    /// What buyers and sellers together lose by it, before minimum lots.
    price: i64,
    /// What sellers are charged for what they keep; paid by nobody, it only ranks plans.
    premium: i64,
    /// Who would sell the smallest share without it.
    worst_before: Option<ShareSum>,
    /// Who sells the smallest share in the plan.
    worst_after: Option<ShareSum>,
}

/// What a seller sells of one product, of what any request fits, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShareSum {
    supplier: OrganisationBrief,
    product: ProductBrief,
    offered: i64,
    sold: i64,
}

/// What goes through a collection point, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PointSum {
    /// Its name.
    point: String,
    /// What it takes in all; none where only its days have a limit.
    capacity: Option<i64>,
    /// What it takes on every day; none where its days have no limit.
    daily_capacity: Option<i64>,
    /// What its offers have.
    offered: i64,
    sold: i64,
    /// What one unit more would be worth, đồng per 1,000 base units.
    worth: i64,
    /// What was promised before and goes through it, beside all that.
    promised: i64,
    /// Where its offers come from; null in reports of an older program.
    place: Option<PlaceBrief>,
    /// Its days; null in reports of an older program.
    window: Option<Window>,
}

impl FairnessSum {
    pub(super) fn of(
        market: &Market,
        suppliers: &BTreeMap<OrganisationId, brief::OrganisationBrief>,
        sum: sharing::FairnessSum,
    ) -> Self {
        let share = |share: sharing::ShareSum| {
            Some(ShareSum {
                supplier: suppliers.get(&share.supplier)?.clone().into(),
                product: market.product_brief(&share.product).into(),
                offered: share.offered.0,
                sold: share.sold.0,
            })
        };
        Self {
            price: sum.price.0,
            premium: sum.premium.0,
            worst_before: sum.worst_before.and_then(share),
            worst_after: sum.worst_after.and_then(share),
        }
    }
}

impl PointSum {
    pub(crate) fn of(market: &Market, sum: sharing::PointSum) -> Self {
        let (place, window) = sum.takes.unzip();
        Self {
            place: place.map(|code| market.place_brief(&code).into()),
            window: window.map(Into::into),
            promised: sum.promised.0,
            point: sum.point,
            capacity: sum.capacity.map(|quantity| quantity.0),
            daily_capacity: sum.daily_capacity.map(|quantity| quantity.0),
            offered: sum.offered.0,
            sold: sum.sold.0,
            worth: sum.worth.0,
        }
    }
}
