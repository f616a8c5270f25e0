//! What is found: offers, requests, organisations and products, each as a document of one type.

use std::fmt;
use std::str::FromStr;

use chonoi_domain::words as words_of;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::query::Facet;

words_of! {
    /// What kind of thing a document stands for.
    Kind {
        /// A harvest offer.
        Offer = "offer",
        /// A shortage request.
        Request = "request",
        /// An organisation.
        Organisation = "organisation",
        /// A product of the catalogue.
        Product = "product",
    }
}

/// Which thing a document stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key {
    /// Its kind.
    pub kind: Kind,
    /// Its id within the kind.
    pub id: String,
}

impl Key {
    /// The thing of that kind and id.
    pub fn new(kind: Kind, id: impl fmt::Display) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind, self.id)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

/// A text that is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key of a document: {0}")]
pub struct BadKey(String);

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bad = || BadKey(text.to_owned());
        let (kind, id) = text.split_once('-').ok_or_else(bad)?;
        Ok(Self {
            kind: kind.parse().map_err(|_| bad())?,
            id: id.to_owned(),
        })
    }
}

impl TryFrom<String> for Key {
    type Error = BadKey;

    fn try_from(text: String) -> Result<Self, BadKey> {
        text.parse()
    }
}

/// The texts in which words are looked for, the weightiest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Names of what it is; each by itself.
    pub names: Vec<String>,
    /// Other names of it, regional ones too.
    pub synonyms: Vec<String>,
    /// Names of its place in the product tree, the nearest first.
    pub categories: Vec<String>,
    /// The commune and the province.
    pub places: Vec<String>,
    /// Names of the organisation behind it.
    pub parties: Vec<String>,
    /// Whatever else it says.
    pub more: Vec<String>,
}

/// What is filtered, counted and sorted by. Absent is absent, not zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Products it is about.
    pub products: Vec<String>,
    /// Their categories and all that lie above.
    pub categories: Vec<String>,
    /// States of the goods.
    pub states: Vec<String>,
    /// Size or quality.
    pub grade: Option<String>,
    /// Weeks of its window, ISO 8601: `2026-W48`.
    pub weeks: Vec<String>,
    /// Code of the province.
    pub province: Option<String>,
    /// Code of the place itself.
    pub commune: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Đồng per 1,000 base units.
    pub price: Option<i64>,
    /// Grams that are free or lacking.
    pub volume: Option<i64>,
    /// Certificates.
    pub certificates: Vec<String>,
    /// Kind of the organisation behind it.
    pub party_kind: Option<String>,
    /// How sure the volume is.
    pub confidence: Option<String>,
    /// First day, as a Julian day.
    pub from: Option<i64>,
    /// Last day, as a Julian day.
    pub to: Option<i64>,
    /// `79:1`: it can be in province 79 one day after it is loaded, and keeps as long.
    pub reach: Vec<String>,
}

/// A thing that can be found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Which thing.
    pub key: Key,
    /// How it is headed.
    pub title: String,
    /// The organisation behind it, as it is shown.
    pub party: String,
    /// The place, as it is shown.
    pub place: String,
    /// Its texts.
    pub texts: Texts,
    /// Its facts.
    pub facts: Facts,
}

impl Document {
    /// A digest of all that it says: two documents of one digest need not be exchanged.
    #[must_use]
    pub fn digest(&self) -> String {
        // A document is plain data; were it ever not to serialise, an empty digest only makes it be written again.
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        let hash = Sha256::digest(&bytes);
        hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The values that it has of `facet`.
    #[must_use]
    pub fn values(&self, facet: Facet) -> Vec<String> {
        let facts = &self.facts;
        let one = |value: &Option<String>| value.iter().cloned().collect();
        let in_band =
            |value: Option<i64>, bounds: &[i64]| value.iter().map(|value| band(*value, bounds)).collect();
        match facet {
            Facet::Kind => vec![self.key.kind.to_string()],
            Facet::Category => facts.categories.clone(),
            Facet::Product => facts.products.clone(),
            Facet::State => facts.states.clone(),
            Facet::Grade => one(&facts.grade),
            Facet::Week => facts.weeks.clone(),
            Facet::Province => one(&facts.province),
            Facet::Commune => one(&facts.commune),
            Facet::Certificate => facts.certificates.clone(),
            Facet::PartyKind => one(&facts.party_kind),
            Facet::Confidence => one(&facts.confidence),
            Facet::PriceBand => in_band(facts.price, &PRICE_BOUNDS),
            Facet::VolumeBand => in_band(facts.volume, &VOLUME_BOUNDS),
        }
    }

    /// A number that orders documents of equal rank the same way in every index; no more than 53 bits, so that JSON
    /// carries it.
    #[must_use]
    pub fn tie(&self) -> i64 {
        let hash = Sha256::digest(self.key.to_string().as_bytes());
        hash.iter()
            .take(6)
            .fold(0, |sum, byte| (sum << 8) | i64::from(*byte))
    }
}

/// The band of `bounds` in which `value` lies, as `low-high`; the last is open: `low-`.
#[must_use]
pub fn band(value: i64, bounds: &[i64]) -> String {
    let low = bounds
        .iter()
        .rev()
        .find(|bound| **bound <= value)
        .copied()
        .unwrap_or(0);
    bounds
        .iter()
        .find(|bound| **bound > value)
        .map_or_else(|| format!("{low}-"), |high| format!("{low}-{high}"))
}

/// Bounds of price bands, đồng per 1,000 base units.
pub const PRICE_BOUNDS: [i64; 6] = [0, 20_000, 50_000, 100_000, 200_000, 500_000];
/// Bounds of volume bands, grams.
pub const VOLUME_BOUNDS: [i64; 5] = [0, 100_000, 1_000_000, 10_000_000, 100_000_000];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back() {
        let key = Key::new(Kind::Product, "tom-su");
        assert_eq!(key.to_string(), "product-tom-su");
        assert_eq!("product-tom-su".parse(), Ok(key));
        assert!("boat-1".parse::<Key>().is_err());
        assert!("offer".parse::<Key>().is_err());
    }

    #[test]
    fn bands_meet_without_a_gap() {
        let band = |value| band(value, &PRICE_BOUNDS);
        assert_eq!(band(0), "0-20000");
        assert_eq!(band(19_999), "0-20000");
        assert_eq!(band(20_000), "20000-50000");
        assert_eq!(band(9_000_000), "500000-");
    }
}
