//! The plan of a run beside what simpler ways of matching would have come to.

use chonoi_domain::quantity::Dong;
use chonoi_matching::baselines::{Measured, Method};
use serde::{Deserialize, Serialize};

/// What one way of matching comes to, over what the run had to place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodSum {
    /// Stable word: `engine`, `first_come`, `nearest_first` or `eight_cheapest`.
    pub method: String,
    /// Placed, in grams.
    pub placed_g: i64,
    /// What is gained over no trade at all, by the weights of the run.
    pub welfare: Dong,
    /// Tonnes times kilometres.
    pub tonne_km: i64,
    /// Unsold goods that keep at most ten days, in grams.
    pub unsold_perishable_g: i64,
    /// The smallest share that any supplier sells of what has a feasible buyer, in thousandths.
    pub worst_share: Option<i64>,
    /// Suppliers who have a feasible buyer and sell nothing.
    pub without_sale: i64,
}

impl From<&Measured> for MethodSum {
    fn from(measured: &Measured) -> Self {
        Self {
            method: word(measured.method).to_owned(),
            placed_g: measured.placed_g,
            welfare: measured.welfare,
            tonne_km: measured.tonne_km,
            unsold_perishable_g: measured.unsold_perishable_g,
            worst_share: measured.worst_share,
            without_sale: i64::try_from(measured.without_sale).unwrap_or(i64::MAX),
        }
    }
}

const fn word(method: Method) -> &'static str {
    match method {
        Method::Engine => "engine",
        Method::FirstCome => "first_come",
        Method::NearestFirst => "nearest_first",
        Method::EightCheapest => "eight_cheapest",
    }
}
