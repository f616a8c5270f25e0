//! Prices: the band of the time where one was printed, else the catalogue's, and what asks and bids make of it.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::Product;

use super::inputs::Inputs;
use super::words::turn;

/// Low and high end, đồng per 1,000 base units (per kg, per litre, per 1,000 pieces).
pub(super) type Band = (i64, i64);

/// Where in the band, in percent of its width, the asks of successive posts lie.
const ASK: [i64; 9] = [30, 45, 40, 55, 25, 50, 35, 60, 40];
/// Where in the band the bids of successive posts lie; the low ones make near misses by price.
const BID: [i64; 11] = [70, 85, 60, 15, 75, 95, 30, 90, 65, 20, 80];
/// Loading and unloading that a bid allows for, đồng per kg.
const HANDLING: i64 = 400;
/// A band narrower than this share of its low end (percent) is widened by half of it on both sides.
const NARROW: i64 = 14;

/// The bands of all products.
pub(super) struct Prices {
    of_the_time: BTreeMap<String, Band>,
}

impl Prices {
    /// Collects what was printed in 2021 at farm gate, landing or wholesale.
    pub(super) fn read(inputs: &Inputs) -> Self {
        let mut of_the_time: BTreeMap<String, Band> = BTreeMap::new();
        let mut see = |product: &str, low: Option<i64>, high: Option<i64>| {
            let (Some(low), Some(high)) = (low, high) else {
                return;
            };
            let band = of_the_time.entry(product.to_owned()).or_insert((low, high));
            *band = (band.0.min(low), band.1.max(high));
        };
        for p in &inputs.prices {
            let early = matches!(p.level.as_str(), "farm_gate" | "landing" | "wholesale");
            if early && p.date.starts_with("2021") && p.unit == "VND/kg" {
                see(&p.product_id, p.price_min.parse().ok(), p.price_max.parse().ok());
            }
        }
        for s in &inputs.supply {
            let price = s.price_vnd_kg.parse().ok();
            if s.period_start.starts_with("2021") {
                see(&s.product_id, price, price);
            }
        }
        Self { of_the_time }
    }

    /// Whether the band was printed at the time.
    pub(super) fn is_of_the_time(&self, product: &Product) -> bool {
        self.of_the_time.contains_key(product.id.as_str())
    }

    /// The band of a product; 0 where nobody knows one.
    pub(super) fn band(&self, product: &Product) -> Band {
        let band = self
            .of_the_time
            .get(product.id.as_str())
            .copied()
            .or_else(|| product.band.map(|b| (b.min.0, b.max.0)));
        let (low, high) = band.unwrap_or((0, 0));
        if (high - low) * 100 < low * NARROW {
            let half = low * NARROW / 200;
            return (low - half, high + half);
        }
        (low, high)
    }

    /// The ask of the `i`th post, đồng per 1,000 base units at the farm.
    pub(super) fn ask(&self, product: &Product, i: usize) -> i64 {
        round(at(self.band(product), turn(ASK, i)))
    }

    /// The bid of the `i`th post delivered at `place`, đồng per 1,000 base units.
    ///
    /// It is the farm price it allows for, the freight from Cà Mau and the handling.
    pub(super) fn bid(&self, inputs: &Inputs, product: &Product, place: &str, i: usize) -> i64 {
        self.bid_at(inputs, product, place, turn(BID, i))
    }

    /// A bid at a given percentage of the band.
    pub(super) fn bid_at(&self, inputs: &Inputs, product: &Product, place: &str, percent: i64) -> i64 {
        let handling = HANDLING * product.grams_per_thousand / 1_000;
        round(at(self.band(product), percent) + freight(inputs, product, place) + handling)
    }
}

/// Freight from Cà Mau in the usual state, đồng per 1,000 base units.
pub(super) fn freight(inputs: &Inputs, product: &Product, place: &str) -> i64 {
    let km = inputs.catalogue.road_km(&"96".into(), &place.into()).unwrap_or(0);
    inputs.catalogue.freight(product, product.usual_state, km.max(50))
}

fn at((low, high): Band, percent: i64) -> i64 {
    low + (high - low) * percent / 100
}

/// A price as people write it.
pub(super) fn round(price: i64) -> i64 {
    let step = match price {
        ..2_000 => 10,
        2_000..20_000 => 100,
        20_000..100_000 => 500,
        100_000..1_000_000 => 1_000,
        _ => 10_000,
    };
    (price + step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_round_to_what_people_write() {
        assert_eq!(round(1_117), 1_120);
        assert_eq!(round(5_049), 5_000);
        assert_eq!(round(83_333), 83_500);
        assert_eq!(round(1_234_567), 1_230_000);
    }
}
