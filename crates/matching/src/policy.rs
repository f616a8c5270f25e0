//! The weights of a plan, in đồng, with defaults argued where they stand.
//!
//! A pair is affordable when ask + freight + handling is at most the bid; that alone decides who may be
//! matched. All other weights only rank affordable pairs: no two feasible partners are ever both left with
//! a rest (unless the policy prices both rests at nothing).

use chonoi_domain::catalogue::Product;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The largest weight: above any price per kg on this market, small enough that sums stay exact.
const MOST: i64 = 100_000_000;

/// What the plan is optimal for. Amounts are đồng per kg; goods in pieces or litres are weighed by the
/// catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Loading, unloading and weighing between farm and buyer. 200 đ/kg: two handlings at 100,000 đ/t, what
    /// porters at collection points and wholesale markets take (assumption).
    pub handling_per_kg: i64,
    /// What goods lose that arrive at the very end of their shelf life; less in proportion. 2,000 đ/kg is
    /// about a tenth of the price of the cheaper fresh seafood, and outweighs some 700 km of refrigerated
    /// freight only when a trip uses all of the life: near buyers win perishable goods, far ones still get
    /// frozen and dry goods.
    pub freshness_per_kg: i64,
    /// Bonus of a pair that an earlier run proposed. 100 đ/kg is below the smallest step in which prices
    /// are named (500 or 1,000 đ/kg): it breaks ties, and a better partner still wins.
    pub stability_per_kg: i64,
    /// Whether sellers share what can be sold.
    pub fairness: FairnessWeights,
    /// Price of a kilogram left unsold, by how long the goods keep.
    pub unsold_per_kg: UnsoldWeights,
    /// Price of a kilogram left unmet, by urgency.
    pub unmet_per_kg: UnmetWeights,
    /// What is reported as a near miss.
    pub near_misses: NearMissLimits,
}

/// How much the plan gives up so that no seller is left with everything. Off by default: without it the plan is
/// worth most, every đồng of fairness is a đồng that buyers and sellers together lose, and how much of that is
/// right is for the trade department to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FairnessWeights {
    /// Price of a kilogram that a seller keeps of a product, once it keeps three quarters of what it offers of it;
    /// two thirds of that from a half on, a third from a quarter on, nothing below. 3,000 đ/kg is what leaving iced
    /// fish unsold costs: then a seller who would keep everything goes before one who has sold half.
    pub per_kg: i64,
    /// Raise the share of whoever sells least as far as can be, then the next one's, whatever it costs, instead of
    /// weighing it.
    pub leximin: bool,
}

impl FairnessWeights {
    /// Whether it weighs anything.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.leximin || self.per_kg > 0
    }
}

/// Đồng per kg unsold. What cannot wait goes first: live shrimp is lost within days, so its penalty is in
/// the order of the freight to another region; rice can be sold next month at the cost of storing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnsoldWeights {
    /// Keeps at most 3 days: live shrimp, giant prawn and fish, squid on ice, leaf vegetables.
    pub days_3: i64,
    /// Keeps at most 10 days: live crab and shellfish, iced fish and shrimp, fruit vegetables.
    pub days_10: i64,
    /// Keeps at most 60 days: eggs, roots, hard fruit.
    pub days_60: i64,
    /// Keeps longer, or has no known end: frozen, dried, rice, salt.
    pub longer: i64,
}

/// Đồng per kg unmet, doubling with each step of urgency: a locked-down city outbids an everyday buyer by
/// 6,000 đ/kg over the same goods, which is more than the freight from Cà Mau to any city of the south.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnmetWeights {
    /// Urgency 1: a promotion.
    pub urgency_1: i64,
    /// Urgency 2: additional demand.
    pub urgency_2: i64,
    /// Urgency 3: everyday demand.
    pub urgency_3: i64,
    /// Urgency 4: a shortage.
    pub urgency_4: i64,
    /// Urgency 5: a locked-down city.
    pub urgency_5: i64,
}

/// Limits of the near misses: further away is no near miss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NearMissLimits {
    /// Dates and shelf life may miss by so many days. 14: two harvest tides of an extensive shrimp pond.
    pub days: i64,
    /// Prices may miss by so many per cent of the bid. 30: beyond that nobody starts to negotiate.
    pub price_percent: i64,
    /// So many are kept for each post, the nearest first. 3 fit on a phone.
    pub per_post: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            handling_per_kg: 200,
            freshness_per_kg: 2_000,
            stability_per_kg: 100,
            fairness: FairnessWeights::default(),
            unsold_per_kg: UnsoldWeights::default(),
            unmet_per_kg: UnmetWeights::default(),
            near_misses: NearMissLimits::default(),
        }
    }
}

impl Default for UnsoldWeights {
    fn default() -> Self {
        Self {
            days_3: 5_000,
            days_10: 3_000,
            days_60: 1_500,
            longer: 300,
        }
    }
}

impl Default for UnmetWeights {
    fn default() -> Self {
        Self {
            urgency_1: 500,
            urgency_2: 1_000,
            urgency_3: 2_000,
            urgency_4: 4_000,
            urgency_5: 8_000,
        }
    }
}

impl Default for NearMissLimits {
    fn default() -> Self {
        Self {
            days: 14,
            price_percent: 30,
            per_post: 3,
        }
    }
}

/// A policy that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Not TOML, or a key that does not exist.
    #[error("the policy cannot be read: {0}")]
    Syntax(String),
    /// A value out of range.
    #[error("policy {key} is {value}; it must lie between 0 and {most}")]
    Range {
        /// Path of the key.
        key: &'static str,
        /// What was given.
        value: i64,
        /// The most that is allowed.
        most: i64,
    },
}

impl Policy {
    /// Reads a policy; keys left out take their defaults, unknown ones are refused.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] naming the key at fault.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(|error| PolicyError::Syntax(error.to_string()))?;
        policy.check()?;
        Ok(policy)
    }

    /// The whole policy as TOML, always in the same order: fit to be hashed and stored with a run.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Syntax`] if it cannot be written, which no checked policy causes.
    pub fn to_toml(&self) -> Result<String, PolicyError> {
        toml::to_string(self).map_err(|error| PolicyError::Syntax(error.to_string()))
    }

    /// Checks the range of every value.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Range`] for the first value out of range.
    pub fn check(&self) -> Result<(), PolicyError> {
        let Self {
            unsold_per_kg: unsold,
            unmet_per_kg: unmet,
            near_misses: near,
            ..
        } = self;
        let per_post = i64::try_from(near.per_post).unwrap_or(i64::MAX);
        let values = [
            ("handling_per_kg", self.handling_per_kg, MOST),
            ("freshness_per_kg", self.freshness_per_kg, MOST),
            ("stability_per_kg", self.stability_per_kg, MOST),
            ("fairness.per_kg", self.fairness.per_kg, MOST),
            ("unsold_per_kg.days_3", unsold.days_3, MOST),
            ("unsold_per_kg.days_10", unsold.days_10, MOST),
            ("unsold_per_kg.days_60", unsold.days_60, MOST),
            ("unsold_per_kg.longer", unsold.longer, MOST),
            ("unmet_per_kg.urgency_1", unmet.urgency_1, MOST),
            ("unmet_per_kg.urgency_2", unmet.urgency_2, MOST),
            ("unmet_per_kg.urgency_3", unmet.urgency_3, MOST),
            ("unmet_per_kg.urgency_4", unmet.urgency_4, MOST),
            ("unmet_per_kg.urgency_5", unmet.urgency_5, MOST),
            ("near_misses.days", near.days, 366),
            ("near_misses.price_percent", near.price_percent, 1_000),
            ("near_misses.per_post", per_post, 100),
        ];
        let wrong = values
            .into_iter()
            .find(|(_, value, most)| !(0..=*most).contains(value));
        wrong.map_or(Ok(()), |(key, value, most)| {
            Err(PolicyError::Range { key, value, most })
        })
    }

    /// `s_i` per kg for goods that keep `hours`; `None` keeps for ever.
    pub(crate) fn unsold(&self, hours: Option<i64>) -> i64 {
        match hours {
            Some(..=72) => self.unsold_per_kg.days_3,
            Some(..=240) => self.unsold_per_kg.days_10,
            Some(..=1_440) => self.unsold_per_kg.days_60,
            _ => self.unsold_per_kg.longer,
        }
    }

    /// `u_j` per kg.
    pub(crate) fn unmet(&self, urgency: i32) -> i64 {
        match urgency {
            ..=1 => self.unmet_per_kg.urgency_1,
            2 => self.unmet_per_kg.urgency_2,
            3 => self.unmet_per_kg.urgency_3,
            4 => self.unmet_per_kg.urgency_4,
            _ => self.unmet_per_kg.urgency_5,
        }
    }
}

/// A weight per kg as đồng per 1,000 base units of `product`, rounded down.
pub(crate) fn per_thousand(per_kg: i64, product: &Product) -> i64 {
    per_kg.saturating_mul(product.grams_per_thousand) / 1_000
}
