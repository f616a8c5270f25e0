//! What a collection point or processor can take of what is harvested around it.

use serde::{Deserialize, Serialize};

use crate::id::{CapacityId, PlaceCode, ProductId};
use crate::post::provenance::Provenance;
use crate::quantity::Quantity;
use crate::window::DateWindow;
use crate::words;

words! {
    /// What kind of point it is.
    CapacityKind {
        /// Điểm thu gom.
        CollectionPoint = "collection_point",
        /// Cơ sở sơ chế, chế biến, cấp đông.
        Processor = "processor",
    }
}

/// What a point says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityTerms {
    /// What it is.
    pub kind: CapacityKind,
    /// What people call it.
    pub name: String,
    /// Commune or province whose offers go through it.
    pub place: PlaceCode,
    /// Products that it takes, all weighed; empty for everything that is weighed.
    pub products: Vec<ProductId>,
    /// The most it takes in all of its days, in grams. This or `daily_quantity` is there.
    pub quantity: Option<Quantity>,
    /// The most it takes on any one day, in grams.
    pub daily_quantity: Option<Quantity>,
    /// Its days.
    pub window: DateWindow,
}

/// A collection point or processor with what it can take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Its id.
    pub id: CapacityId,
    /// What it says of itself.
    pub terms: CapacityTerms,
    /// Taken off the list; it can be put back.
    pub removed: bool,
    /// The source of a demonstration point.
    pub provenance: Option<Provenance>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was written, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}
