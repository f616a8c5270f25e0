//! The same sums over whatever a way of matching placed.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::Product;
use chonoi_domain::quantity::Dong;

use super::{Measured, Method, Sale, Scene};
use crate::explain::PERISHABLE_HOURS;
use crate::kernel::index;
use crate::pairing::Setting;

/// What a supplier has that someone could buy, and what of it is sold, in thousandths of a gram.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    offered: i128,
    sold: i128,
}

/// Sums over markets; weights in thousandths of a gram, welfare in thousandths of a đồng.
#[derive(Debug, Default)]
pub(super) struct Meter {
    placed: i128,
    welfare: i128,
    weight_km: i128,
    perishable: i128,
    shares: BTreeMap<String, Share>,
}

impl Meter {
    pub(super) fn read(&mut self, setting: Setting<'_>, scene: &Scene<'_, '_>, sales: &[Sale]) {
        let posts = &scene.component.posts;
        let mut sold = vec![0; posts.offers.len()];
        for sale in sales {
            let ends = posts
                .offers
                .get(index(sale.pair.offer))
                .zip(posts.requests.get(index(sale.pair.request)));
            let Some((offer, request)) = ends else { continue };
            let road = setting.routes.road(&offer.post.place, &request.post.place);
            let weight = weigh(offer.product, sale.quantity);
            let gain = offer.unsold_cost + request.unmet_cost - sale.pair.cost;
            self.placed += weight;
            self.weight_km += weight * road.map_or(0, |road| i128::from(road.km));
            self.welfare += i128::from(sale.quantity) * i128::from(gain);
            if let Some(sold) = sold.get_mut(index(sale.pair.offer)) {
                *sold += sale.quantity;
            }
        }
        let mut wanted = vec![false; posts.offers.len()];
        for pair in &scene.pairs {
            if let Some(wanted) = wanted.get_mut(index(pair.offer)) {
                *wanted = true;
            }
        }
        for ((offer, sold), wanted) in posts.offers.iter().zip(sold).zip(wanted) {
            let keeps = offer.life_hours.is_some_and(|hours| hours <= PERISHABLE_HOURS);
            if keeps {
                self.perishable += weigh(offer.product, offer.post.quantity.0 - sold);
            }
            if wanted {
                let share = self.shares.entry(offer.post.supplier.clone()).or_default();
                share.offered += weigh(offer.product, offer.post.quantity.0);
                share.sold += weigh(offer.product, sold);
            }
        }
    }

    pub(super) fn measured(&self, method: Method) -> Measured {
        let share = |share: &Share| share.sold * 1_000 / share.offered.max(1);
        let worst = self.shares.values().map(share).min();
        Measured {
            method,
            placed_g: rounded(self.placed, 1_000),
            welfare: Dong(rounded(self.welfare, 1_000)),
            tonne_km: rounded(self.weight_km, 1_000_000_000),
            unsold_perishable_g: rounded(self.perishable, 1_000),
            worst_share: worst.map(|share| rounded(share, 1)),
            without_sale: self.shares.values().filter(|share| share.sold == 0).count(),
        }
    }
}

/// Thousandths of a gram.
fn weigh(product: &Product, quantity: i64) -> i128 {
    i128::from(quantity) * i128::from(product.grams_per_thousand)
}

/// Rounded half up, saturated.
fn rounded(sum: i128, unit: i128) -> i64 {
    i64::try_from((sum + unit / 2).div_euclid(unit)).unwrap_or(i64::MAX)
}
