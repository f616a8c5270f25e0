//! Which collection point an offer goes through, for those who keep the books of points: what is promised already has
//! to be told to the engine with the point that it takes room of.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;

use crate::market::{CapacityPost, Market, OfferPost};
use crate::posts::{self, Point};

/// The points of a market, ready to be asked about offers.
#[derive(Debug)]
pub struct Points<'m> {
    catalogue: &'m Catalogue,
    points: Vec<Point<'m>>,
}

impl<'m> Points<'m> {
    /// The points of `market`.
    #[must_use]
    pub fn of(catalogue: &'m Catalogue, market: &'m Market) -> Self {
        Self {
            catalogue,
            points: posts::points(market),
        }
    }

    /// The point that `offer` goes through, as [`CapacityPost`] says.
    #[must_use]
    pub fn through(&self, offer: &OfferPost) -> Option<&'m CapacityPost> {
        let at = posts::point_of(self.catalogue, &self.points, offer)?;
        self.points.get(at).map(|point| point.post)
    }

    /// The products that each point takes of `offers`, by its id; a point that takes nothing of them is not told.
    #[must_use]
    pub fn products(&self, offers: &[OfferPost]) -> BTreeMap<&'m str, BTreeSet<ProductId>> {
        let mut found: BTreeMap<&str, BTreeSet<ProductId>> = BTreeMap::new();
        for offer in offers {
            if let Some(point) = self.through(offer) {
                found.entry(&point.id).or_default().insert(offer.product.clone());
            }
        }
        found
    }
}
