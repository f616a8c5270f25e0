//! The words and names that the catalogue knows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chonoi_domain::catalogue::{Catalogue, PlaceLevel};

use super::{names, spelling};
use crate::words::{Word, words};

/// The longest name in words.
const LONGEST: usize = 6;
/// The province whose communes win where several have one name.
const HOME: &str = "96";
/// Words of the trade that are in no name of the catalogue.
const TRADE: &str = "sống tươi ướp đá đông lạnh khô chế biến hạt loại cỡ size con kg hũ gói hộp bao chai thùng oxy sạch \
    hữu cơ vietgap globalgap ocop sao htx hợp tác xã công ty doanh nghiệp siêu thị chợ đầu mối nhà máy cơ sở thu gom";

/// A name of a product or a category.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) words: Vec<Word>,
    /// Its plain words without blanks.
    pub(super) joined: String,
    /// The same as it sounds.
    pub(super) heard: String,
    /// As it is written.
    pub(super) text: String,
}

/// A place that can be named in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownPlace {
    pub(super) code: String,
    pub(super) province: String,
    pub(super) is_province: bool,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

/// Names by their plain words.
#[derive(Debug)]
pub(super) struct Vocabulary {
    names: BTreeMap<String, Name>,
    words: BTreeSet<String>,
    places: BTreeMap<String, KnownPlace>,
}

impl Vocabulary {
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let mut vocabulary = Self {
            names: BTreeMap::new(),
            words: words(TRADE).into_iter().map(|word| word.plain).collect(),
            places: BTreeMap::new(),
        };
        for product in catalogue.products() {
            for name in names::of_product(product).iter().chain(&product.synonyms) {
                vocabulary.learn(name);
            }
        }
        for category in catalogue.categories() {
            names::of_category(category)
                .iter()
                .for_each(|name| vocabulary.learn(name));
        }
        vocabulary.learn_places(catalogue);
        vocabulary
    }

    /// The first spelling of a name is the one with its marks: catalogue names stand before their unmarked synonyms.
    fn learn(&mut self, name: &str) {
        let spelt = words(name);
        let plain: Vec<&str> = spelt.iter().map(|word| word.plain.as_str()).collect();
        self.words.extend(plain.iter().map(|word| (*word).to_owned()));
        let joined = plain.concat();
        let known = Name {
            heard: spelling::heard(&joined),
            joined,
            text: name.to_lowercase(),
            words: spelt.clone(),
        };
        self.names.entry(plain.join(" ")).or_insert(known);
    }

    fn learn_places(&mut self, catalogue: &Catalogue) {
        for level in [PlaceLevel::Province, PlaceLevel::Commune] {
            for place in catalogue.places().filter(|place| place.level == level) {
                let home = place
                    .parent
                    .as_ref()
                    .is_some_and(|parent| parent.as_str() == HOME);
                let plain = crate::words::plain(&place.short_name);
                let known = KnownPlace {
                    code: place.code.0.clone(),
                    province: place.parent.as_ref().unwrap_or(&place.code).0.clone(),
                    is_province: level == PlaceLevel::Province,
                    lat: place.position.lat,
                    lon: place.position.lon,
                };
                if level == PlaceLevel::Province || home {
                    self.words.extend(plain.split(' ').map(str::to_owned));
                }
                match self.places.get(&plain) {
                    Some(taken) if taken.is_province || !home => {}
                    _ => drop(self.places.insert(plain, known)),
                }
            }
        }
        for (alias, code) in [
            ("sai gon", "79"),
            ("tphcm", "79"),
            ("hcm", "79"),
            ("hue", "46"),
            ("sg", "79"),
        ] {
            let named = self.places.values().find(|place| place.code == code).cloned();
            if let Some(place) = named {
                self.places.entry(alias.to_owned()).or_insert(place);
            }
        }
    }

    /// Whether `word` is one of the catalogue's.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether `word` begins one of the catalogue's words.
    pub(super) fn begins(&self, word: &str) -> bool {
        let next = self.words.range(word.to_owned()..).next();
        next.is_some_and(|known| known.starts_with(word))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.values()
    }

    /// The place of that name, in plain words.
    pub(super) fn place(&self, plain: &str) -> Option<&KnownPlace> {
        self.places.get(plain)
    }

    /// Which of `words` form names: the longest from the left.
    pub(super) fn phrases(&self, words: &[Word]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let ends = (at + 1..=words.len().min(at + LONGEST)).rev();
            let named = ends.map(|end| at..end).find(|range| {
                let run = words.get(range.clone()).unwrap_or_default();
                let plain: Vec<&str> = run.iter().map(|word| word.plain.as_str()).collect();
                self.names.contains_key(&plain.join(" "))
            });
            at = named.as_ref().map_or(at + 1, |range| range.end);
            found.extend(named);
        }
        found
    }
}
