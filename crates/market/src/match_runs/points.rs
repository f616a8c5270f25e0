//! The collection points that a run respects, with what is promised already and goes through them.

use std::collections::BTreeMap;

use chonoi_domain::capacity::Capacity;
use chonoi_domain::id::OfferId;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{CapacityPost, DayLoad, OfferPost};
use chonoi_matching::points::Points;
use chonoi_store::{Reader, capacities, deals, posts};
use time::Date;

use super::input::Input;
use crate::error::Error;
use crate::service::Market;

/// A promise as a point sees it.
struct Load {
    offer: OfferId,
    ships: Date,
    quantity: Quantity,
}

impl Market {
    /// Adds the points that are in force today to what a run reads. Goods of deals and of half accepted proposals take
    /// room of the point that their offer goes through, on the day they ship.
    pub(super) async fn add_points(
        &self,
        db: &impl Reader,
        input: &mut Input,
        today: Date,
    ) -> Result<(), Error> {
        let kept = capacities::in_force(db, today).await?;
        let Some(since) = kept.iter().map(|kept| kept.terms.window.from()).min() else {
            return Ok(());
        };
        input.market.capacities = kept.iter().map(post).collect();
        input.points = kept.into_iter().map(|kept| (kept.id, kept)).collect();
        let mut loads: Vec<Load> = deals::shipping_from(db, since)
            .await?
            .into_iter()
            .map(|deal| Load {
                offer: deal.offer,
                ships: deal.ship_date,
                quantity: deal.quantity,
            })
            .collect();
        loads.extend(input.kept.iter().map(|proposal| Load {
            offer: proposal.offer,
            ships: proposal.ship_date,
            quantity: proposal.quantity,
        }));
        let ids: Vec<_> = loads.iter().map(|load| load.offer).collect();
        // With all of its days: where a part of it goes does not change when some of them are past.
        let offers: BTreeMap<_, _> = posts::find_many::<Offer>(db, &ids)
            .await?
            .into_iter()
            .map(|record| {
                let (id, supplier) = (record.post.id, record.post.supplier.to_string());
                (id, OfferPost::of(id.to_string(), supplier, &record.post.terms))
            })
            .collect();
        let mut taken: BTreeMap<String, BTreeMap<Date, i64>> = BTreeMap::new();
        let points = Points::of(&self.catalogue, &input.market);
        for load in &loads {
            let point = offers.get(&load.offer).and_then(|offer| points.through(offer));
            if let Some(point) = point {
                *taken
                    .entry(point.id.clone())
                    .or_default()
                    .entry(load.ships)
                    .or_default() += load.quantity.0;
            }
        }
        for point in &mut input.market.capacities {
            let days = taken.remove(&point.id).unwrap_or_default().into_iter();
            point.taken = days
                .map(|(date, quantity)| DayLoad {
                    date,
                    quantity: Quantity(quantity),
                })
                .collect();
        }
        Ok(())
    }
}

/// As the engine reads it, with nothing promised yet.
fn post(kept: &Capacity) -> CapacityPost {
    let terms = &kept.terms;
    CapacityPost {
        id: kept.id.to_string(),
        place: terms.place.clone(),
        products: terms.products.clone(),
        quantity: terms.quantity,
        daily_quantity: terms.daily_quantity,
        window: terms.window,
        taken: Vec::new(),
    }
}
