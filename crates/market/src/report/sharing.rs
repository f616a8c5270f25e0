//! What fairness among sellers costs and brings, and what goes through collection points.

use chonoi_domain::id::{OrganisationId, PlaceCode, ProductId};
use chonoi_domain::quantity::{Dong, Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::CapacityPost;
use chonoi_matching::plan::{Fairness, PointUse, Share};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Error;

/// What fairness costs and brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FairnessSum {
    /// What buyers and sellers together lose by it, before minimum lots.
    pub price: Dong,
    /// What sellers are charged for what they keep; paid by nobody, it only ranks plans.
    pub premium: Dong,
    /// Who would sell the smallest share without it.
    pub worst_before: Option<ShareSum>,
    /// Who sells the smallest share in the plan.
    pub worst_after: Option<ShareSum>,
}

/// What a seller sells of one product, of what any request fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareSum {
    /// Who.
    pub supplier: OrganisationId,
    /// What.
    pub product: ProductId,
    /// Offered, in base units.
    pub offered: Quantity,
    /// Sold of that.
    pub sold: Quantity,
}

/// What goes through a collection point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointSum {
    /// Its name.
    pub point: String,
    /// What it can take in all, in base units; `None` where only its days have a limit.
    pub capacity: Option<Quantity>,
    /// What it can take on every day; `None` where its days have no limit.
    #[serde(default)]
    pub daily_capacity: Option<Quantity>,
    /// What its offers have.
    pub offered: Quantity,
    /// What of that is sold.
    pub sold: Quantity,
    /// What one unit more would be worth, đồng per 1,000 base units.
    pub worth: UnitPrice,
    /// What was promised before and goes through it, beside all that.
    #[serde(default)]
    pub promised: Quantity,
    /// Where its offers come from, and on which days; `None` in reports of an older program.
    #[serde(default)]
    pub takes: Option<(PlaceCode, DateWindow)>,
}

impl FairnessSum {
    pub(crate) fn of(fairness: &Fairness) -> Result<Self, Error> {
        let share = |share: &Option<Share>| share.as_ref().map(ShareSum::of).transpose();
        Ok(Self {
            price: dong(fairness.price),
            premium: dong(fairness.premium),
            worst_before: share(&fairness.worst_before)?,
            worst_after: share(&fairness.worst_after)?,
        })
    }
}

impl ShareSum {
    fn of(share: &Share) -> Result<Self, Error> {
        let supplier = Uuid::parse_str(&share.supplier).map_err(Error::internal)?;
        Ok(Self {
            supplier: supplier.into(),
            product: share.product.clone(),
            offered: share.offered,
            sold: share.sold,
        })
    }
}

impl From<&PointUse> for PointSum {
    fn from(used: &PointUse) -> Self {
        Self {
            point: used.id.clone(),
            capacity: used.capacity,
            daily_capacity: used.daily_capacity,
            offered: used.offered,
            sold: used.sold,
            worth: UnitPrice(used.worth),
            promised: Quantity(0),
            takes: None,
        }
    }
}

impl PointSum {
    /// With what is promised at the point already.
    pub(crate) fn at(used: &PointUse, point: Option<&CapacityPost>) -> Self {
        let taken = point.into_iter().flat_map(|point| &point.taken);
        let taken = taken.map(|load| load.quantity.0);
        Self {
            promised: Quantity(taken.fold(0, i64::saturating_add)),
            takes: point.map(|point| (point.place.clone(), point.window)),
            ..Self::from(used)
        }
    }
}

/// Whole đồng of thousandths, rounded half up.
fn dong(thousandths: i64) -> Dong {
    Dong(thousandths.saturating_add(500).div_euclid(1_000))
}
