//! A channel as configuration: columns, units, limits, and the words of its result file.

use std::collections::BTreeMap;

use chonoi_domain::channel::ChannelKind;
use chonoi_domain::field::FieldError;
use chonoi_domain::quantity::{BaseUnit, Dong, Quantity};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::listing::Listing;

/// A channel's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name in addresses and in the database.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How it is connected.
    pub kind: ChannelKind,
    /// Against what it was run, in Vietnamese; honest about what it was not run against.
    pub ran_against: String,
    /// The same in English.
    pub ran_against_en: String,
    /// What it refuses.
    pub limits: Limits,
    /// What is sold there, for goods counted in g, ml and pieces.
    pub units: Units,
    /// Columns of its file, in order; none for a feed.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// How its result file is read; none for a feed.
    pub results: Option<Results>,
}

/// What a platform refuses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest title, in characters; a longer one is cut at a word.
    pub title: usize,
    /// Longest description, in characters; a longer one is cut at a word.
    pub description: usize,
    /// Most photos; further ones are left out.
    pub photos: usize,
    /// Prices are rounded up to a multiple of this, in đồng.
    pub price_step: i64,
    /// Highest price of a sale unit, in đồng.
    pub price: i64,
    /// Highest stock, in sale units; more is shown as this.
    pub stock: i64,
    /// Fields that must not be empty.
    pub required: Vec<Field>,
}

/// Sale units by base unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// Of goods by weight.
    pub gram: SaleUnit,
    /// Of goods by volume.
    pub millilitre: SaleUnit,
    /// Of goods by the piece.
    pub piece: SaleUnit,
}

/// What one item in the basket is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaleUnit {
    /// As the platform shows it.
    pub name: String,
    /// Base units in one.
    pub base: i64,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Our number.
    Sku,
    /// Whether to sell or to stop, in the words of the column's `values`.
    Action,
    /// Title.
    Title,
    /// Description.
    Description,
    /// Đồng per sale unit.
    Price,
    /// Sale units left.
    Stock,
    /// The sale unit's name.
    Unit,
    /// Sale units that one buyer has to take.
    MinOrder,
    /// Grams of one sale unit.
    Weight,
    /// Category, from wide to narrow.
    Category,
    /// All photos, split by `;`.
    Photos,
    /// The best photo.
    Photo,
    /// Certificates.
    Certificates,
    /// Where it comes from.
    Origin,
    /// First day of harvest.
    HarvestFrom,
    /// Last day of harvest.
    HarvestTo,
    /// Who sells.
    Supplier,
    /// The offer's own page.
    Url,
    /// The same text in every row, the column's `value`.
    Fixed,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// What it holds.
    pub field: Field,
    /// Text of a [`Field::Fixed`] column.
    #[serde(default)]
    pub value: String,
}

/// How a result file is read: headers and words are compared without marks and case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Headers of our number.
    pub sku: Vec<String>,
    /// Headers of the outcome.
    pub status: Vec<String>,
    /// Headers of the platform's own id.
    pub remote_id: Vec<String>,
    /// Headers of what went wrong.
    pub error: Vec<String>,
    /// Outcome words by meaning.
    pub words: BTreeMap<Meaning, Vec<String>>,
}

/// What an outcome word of a result file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// It is on sale, or off, as asked.
    Applied,
    /// The platform checks it.
    Accepted,
    /// The platform refused it.
    Rejected,
}

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("channel profile: {0}")]
pub struct ProfileError(String);

const EMBEDDED: [&str; 4] = [
    include_str!("../profiles/voso.toml"),
    include_str!("../profiles/postmart.toml"),
    include_str!("../profiles/madeincamau.toml"),
    include_str!("../profiles/feed.toml"),
];

/// The profiles that ship with the program, in the order they are shown.
///
/// # Errors
/// None that a test of this crate would let pass.
pub fn embedded() -> Result<Vec<Profile>, ProfileError> {
    EMBEDDED.into_iter().map(Profile::from_toml).collect()
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// A key is unknown, missing or of the wrong type, or a number cannot be meant.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|error| ProfileError(error.to_string()))?;
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), ProfileError> {
        let wrong = |what: &str| Err(ProfileError(format!("{}: {what}", self.id)));
        let Limits {
            price_step,
            price,
            stock,
            title,
            ..
        } = self.limits;
        if price_step < 1 || price < price_step || stock < 1 || title < 10 {
            return wrong("limits leave nothing to sell");
        }
        let units = [&self.units.gram, &self.units.millilitre, &self.units.piece];
        if units.iter().any(|unit| unit.base < 1) {
            return wrong("a sale unit holds at least one base unit");
        }
        let by_file = self.kind == ChannelKind::File;
        if by_file != self.results.is_some() || by_file == self.columns.is_empty() {
            return wrong("a file has columns and results, a feed has neither");
        }
        if by_file && self.columns.iter().all(|column| column.field != Field::Sku) {
            return wrong("a file needs a column for our number");
        }
        Ok(())
    }

    /// The sale unit of goods counted in `base`.
    #[must_use]
    pub const fn unit(&self, base: BaseUnit) -> &SaleUnit {
        match base {
            BaseUnit::Gram => &self.units.gram,
            BaseUnit::Millilitre => &self.units.millilitre,
            BaseUnit::Piece => &self.units.piece,
        }
    }

    /// Price of a sale unit, rounded up to the step; `None` beyond 64 bits.
    #[must_use]
    pub fn price(&self, listing: &Listing) -> Option<Dong> {
        let exact = listing.price.total(Quantity(self.unit(listing.base_unit).base))?;
        let step = self.limits.price_step;
        let steps = exact.0.checked_add(step - 1)? / step;
        steps.checked_mul(step).map(Dong)
    }

    /// Whole sale units left, at most what the platform can show.
    #[must_use]
    pub fn stock(&self, listing: &Listing) -> i64 {
        (listing.available.0 / self.unit(listing.base_unit).base).clamp(0, self.limits.stock)
    }

    /// Sale units that one buyer has to take, at least 1.
    #[must_use]
    pub fn min_order(&self, listing: &Listing) -> i64 {
        let base = self.unit(listing.base_unit).base;
        let whole = listing.min_lot.0 / base;
        (whole + i64::from(listing.min_lot.0 % base > 0)).max(1)
    }

    /// Grams of one sale unit.
    #[must_use]
    pub fn weight(&self, listing: &Listing) -> i64 {
        let base = i128::from(self.unit(listing.base_unit).base);
        i64::try_from(base * i128::from(listing.grams_per_thousand) / 1_000).unwrap_or(i64::MAX)
    }

    /// What the platform would refuse in `listing`; empty when it fits. Too long a text is no fault: it is cut.
    #[must_use]
    pub fn faults(&self, listing: &Listing) -> Vec<FieldError> {
        let mut faults = Vec::new();
        match self.price(listing) {
            Some(price) if price.0 <= self.limits.price => {}
            _ => faults.push(FieldError::new("price", "max").with("max", self.limits.price)),
        }
        let (stock, least) = (self.stock(listing), self.min_order(listing));
        if stock < least {
            faults.push(FieldError::new("stock", "min").with("min", least));
        }
        for field in &self.limits.required {
            if crate::table::text(self, listing, *field).is_some_and(|text| text.is_empty()) {
                faults.push(FieldError::new(field.name(), "required"));
            }
        }
        faults
    }
}

impl Field {
    /// Its name in errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sku => "sku",
            Self::Action => "action",
            Self::Title => "title",
            Self::Description => "description",
            Self::Price => "price",
            Self::Stock => "stock",
            Self::Unit => "unit",
            Self::MinOrder => "min_order",
            Self::Weight => "weight",
            Self::Category => "category",
            Self::Photos | Self::Photo => "photos",
            Self::Certificates => "certificates",
            Self::Origin => "origin",
            Self::HarvestFrom => "harvest.from",
            Self::HarvestTo => "harvest.to",
            Self::Supplier => "supplier",
            Self::Url => "url",
            Self::Fixed => "fixed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_shipped_profiles_are_good_and_honest() {
        let profiles = embedded().unwrap();
        let ids: Vec<&str> = profiles.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["voso", "postmart", "madeincamau", "feed"]);
        for profile in &profiles {
            assert!(
                profile.ran_against.contains("Chưa") && profile.ran_against_en.contains("Not run"),
                "{}",
                profile.id
            );
            assert_eq!(profile.faults(&samples::listing(1)), [], "{}", profile.id);
        }
    }

    #[test]
    fn prices_and_stock_are_per_sale_unit() {
        let voso = &embedded().unwrap()[0];
        let (shrimp, eggs) = (samples::listing(1), samples::listing(2));
        assert_eq!(voso.price(&shrimp), Some(Dong(210_100)), "rounded up to 100 đ");
        assert_eq!(
            (voso.stock(&shrimp), voso.min_order(&shrimp), voso.weight(&shrimp)),
            (1_500, 51, 1_000)
        );
        assert_eq!(voso.price(&eggs), Some(Dong(32_100)), "per 10 eggs");
        assert_eq!(
            (voso.stock(&eggs), voso.min_order(&eggs), voso.weight(&eggs)),
            (3_000, 30, 680)
        );
    }

    #[test]
    fn what_a_platform_would_refuse_is_said_before() {
        let voso = &embedded().unwrap()[0];
        let mut listing = samples::listing(1);
        listing.photos.clear();
        listing.available = Quantity(999);
        listing.price.0 = i64::MAX;
        let rules: Vec<String> = voso
            .faults(&listing)
            .iter()
            .map(|f| format!("{} {}", f.field, f.rule))
            .collect();
        assert_eq!(rules, ["price max", "stock min"]);
        let mut strict = voso.clone();
        strict.limits.required.push(Field::Photo);
        assert!(
            strict
                .faults(&listing)
                .iter()
                .any(|f| f.field == "photos" && f.rule == "required")
        );
    }

    #[test]
    fn a_wrong_profile_is_refused() {
        let good = EMBEDDED[0];
        for (was, is) in [
            ("price_step = 100", "price_step = 0"),
            ("kind = \"file\"", "kind = \"feed\""),
            ("title = 120", "titel = 120"),
        ] {
            assert!(good.contains(was), "{was}");
            assert!(Profile::from_toml(&good.replace(was, is)).is_err(), "{is}");
        }
    }
}
