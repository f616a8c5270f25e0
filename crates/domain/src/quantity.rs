//! Quantities and money as integers. No float ever holds a weight or a price.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a product is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseUnit {
    /// Gram; prices are per 1,000 g.
    Gram,
    /// Millilitre; prices are per 1,000 ml.
    Millilitre,
    /// Piece; prices are per 1,000 pieces.
    Piece,
}

impl BaseUnit {
    /// The word used in files and in the API: `g`, `ml` or `piece`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gram => "g",
            Self::Millilitre => "ml",
            Self::Piece => "piece",
        }
    }
}

/// An amount in the product's base unit (g, ml or piece), never negative in a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

/// Money in whole đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);

/// A price in whole đồng per 1,000 base units: per kg, per litre, per 1,000 pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitPrice(pub i64);

impl UnitPrice {
    /// What `quantity` costs, rounded half up to whole đồng; `None` beyond i64.
    #[must_use]
    pub fn total(self, quantity: Quantity) -> Option<Dong> {
        let thousandths = i128::from(self.0).checked_mul(i128::from(quantity.0))?;
        i64::try_from((thousandths + 500).div_euclid(1000)).ok().map(Dong)
    }

    /// From a price per trade unit of `base_per_unit` base units, rounded half up to whole đồng per 1,000.
    #[must_use]
    pub fn per_unit(price: Dong, base_per_unit: i64) -> Option<Self> {
        if base_per_unit <= 0 {
            return None;
        }
        let unit = i128::from(base_per_unit);
        let scaled = i128::from(price.0).checked_mul(1000)?;
        i64::try_from((scaled * 2 + unit).div_euclid(unit * 2))
            .ok()
            .map(Self)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_per_trade_unit_becomes_a_price_per_thousand() {
        let cases = [
            (250_000, 1_000, 250_000),     // per kg
            (5_200_000, 1_000_000, 5_200), // per tấn
            (22_000, 10, 2_200_000),       // per 10 eggs, per 1,000 eggs
            (10_000, 1_300, 7_692),        // per nải of 1.3 kg: 7,692.3
        ];
        for (price, unit, want) in cases {
            assert_eq!(
                UnitPrice::per_unit(Dong(price), unit),
                Some(UnitPrice(want)),
                "{price} per {unit}"
            );
        }
        assert_eq!(UnitPrice::per_unit(Dong(1), 0), None);
    }

    #[test]
    fn a_total_rounds_half_up_and_refuses_overflow() {
        assert_eq!(UnitPrice(1).total(Quantity(499)), Some(Dong(0)));
        assert_eq!(UnitPrice(1).total(Quantity(500)), Some(Dong(1)));
        assert_eq!(UnitPrice(i64::MAX).total(Quantity(i64::MAX)), None);
    }
}
