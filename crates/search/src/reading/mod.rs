//! What people mean by what they type, read once for both indexes.
//!
//! Dates, amounts, prices and places become limits; misspelt names of the catalogue become the names; what is left is
//! looked for as words. Nothing is taken for certain: where the reading finds nothing, [`Reading::tries`] says what to
//! try next, down to the one name that is known.

mod amounts;
mod dates;
mod limits;
pub mod names;
mod places;
mod spelling;
mod vocabulary;

use std::ops::Range;

use chonoi_domain::catalogue::Catalogue;
use time::Date;

use self::limits::Limits;
use self::vocabulary::Vocabulary;
use crate::query::{Deliver, Facet, Filters, Near, Query, Span};
use crate::words::{Word, words};

/// Knows the names of the catalogue.
#[derive(Debug)]
pub struct Reader {
    vocabulary: Vocabulary,
}

/// Words that were looked for, and which of them are names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wording {
    words: Vec<Word>,
    phrases: Vec<Range<usize>>,
}

/// What a text was understood as.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The amount, grams.
    pub volume: Span<i64>,
    /// The price, đồng per 1,000 base units.
    pub price: Span<i64>,
    /// The days, as Julian days.
    pub days: Span<i64>,
    /// Code of the province or commune it is in.
    pub place: Option<String>,
    /// Code of the place it is near to.
    pub near: Option<String>,
    /// Code of the province it is brought to.
    pub deliver: Option<String>,
    /// The words as they were taken to be meant, where that is not as they were typed.
    pub corrected: Option<String>,
}

/// A text, read.
#[derive(Clone, Debug)]
pub struct Reading {
    meant: Wording,
    /// What it might have been, had every word been misspelt.
    guess: Option<Wording>,
    limits: Limits,
    corrected: Option<String>,
    today: Date,
}

/// A question to ask, and what it leaves out of what was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    /// The question.
    pub query: Query,
    /// Words that were left out.
    pub dropped: Vec<String>,
    /// Whether dates, amounts, prices and places of the text were left out.
    pub without_limits: bool,
}

impl Reader {
    /// A reader of texts about the goods and places of `catalogue`.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        Self {
            vocabulary: Vocabulary::of(catalogue),
        }
    }

    /// Reads `text` as typed on `today`.
    #[must_use]
    pub fn read(&self, text: &str, today: Date) -> Reading {
        let (limits, rest) = limits::take(&self.vocabulary, text, today);
        let typed = words(&rest);
        let meant = spelling::without_small_talk(&typed);
        let (words, corrected) = match spelling::correct(&self.vocabulary, &meant, false) {
            Some(better) => (better.words, Some(better.text)),
            None => (meant.clone(), None),
        };
        let guess = spelling::correct(&self.vocabulary, &words, true).map(|guess| self.wording(guess.words));
        Reading {
            meant: self.wording(words),
            guess,
            limits,
            corrected,
            today,
        }
    }

    fn wording(&self, words: Vec<Word>) -> Wording {
        Wording {
            phrases: self.vocabulary.phrases(&words),
            words,
        }
    }
}

impl Reading {
    /// What the text was understood as, for telling whoever typed it.
    #[must_use]
    pub fn understood(&self) -> Understood {
        let limits = &self.limits;
        Understood {
            volume: limits.volume,
            price: limits.price,
            days: limits.days,
            place: limits.place.as_ref().map(|place| place.code.clone()),
            near: limits.near.as_ref().map(|place| place.code.clone()),
            deliver: limits.deliver.clone(),
            corrected: self.corrected.clone(),
        }
    }

    /// The words that are looked for, for showing what was found.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.meant.words
    }

    /// What to ask, one after the other until something is found: the whole, then less and less of it. `base` holds what
    /// was chosen besides the text; that is never left out, and what it says wins over the text.
    #[must_use]
    pub fn tries(&self, base: &Query) -> Vec<Try> {
        let mut tries: Vec<Try> = Vec::new();
        for wording in self.wordings(base) {
            for without_limits in [false, true] {
                let query = self.query(base, &wording, without_limits);
                if tries.iter().all(|earlier| earlier.query != query) {
                    tries.push(Try {
                        dropped: self.dropped(&wording),
                        without_limits: without_limits && !self.limits.is_empty(),
                        query,
                    });
                }
            }
        }
        tries
    }

    fn wordings(&self, base: &Query) -> Vec<Wording> {
        let mut all = vec![self.meant.clone()];
        all.extend(self.guess.clone());
        for wording in all.clone() {
            all.push(wording.only(&wording.phrases));
        }
        if base.filters.without(Facet::Kind) == Filters::default() {
            let longest =
                |wording: &Wording| wording.phrases.iter().max_by_key(|phrase| phrase.len()).cloned();
            if let Some(phrase) = longest(&self.meant) {
                all.push(self.meant.only(&[phrase]));
            }
            for at in 0..self.meant.words.len() {
                all.push(self.meant.only(std::slice::from_ref(&(at..at + 1))));
            }
        }
        let meant_nothing = self.meant.words.is_empty();
        all.retain(|wording| meant_nothing || !wording.words.is_empty());
        all
    }

    fn dropped(&self, wording: &Wording) -> Vec<String> {
        if Some(wording) == self.guess.as_ref() {
            return Vec::new();
        }
        let kept = |word: &Word| wording.words.iter().any(|other| other.plain == word.plain);
        let gone = self.meant.words.iter().filter(|word| !kept(word));
        gone.map(|word| word.plain.clone()).collect()
    }

    fn query(&self, base: &Query, wording: &Wording, without_limits: bool) -> Query {
        let mut query = base.clone();
        query.words.clone_from(&wording.words);
        query.phrases.clone_from(&wording.phrases);
        if !without_limits {
            self.narrow(&mut query.filters);
        }
        query
    }

    /// Adds the limits of the text to what was chosen; where both say something, the choice wins.
    fn narrow(&self, filters: &mut Filters) {
        let limits = &self.limits;
        if filters.volume.is_open() {
            filters.volume = limits.volume;
        }
        if filters.price.is_open() {
            filters.price = limits.price;
        }
        if filters.days.is_open() && limits.deliver.is_none() {
            filters.days = limits.days;
        }
        if let Some(place) = &limits.place
            && !filters.has(Facet::Province)
            && !filters.has(Facet::Commune)
        {
            let facet = if place.is_province {
                Facet::Province
            } else {
                Facet::Commune
            };
            filters.narrow(facet, vec![place.code.clone()]);
        }
        if let Some(place) = &limits.near
            && filters.near.is_none()
        {
            filters.near = Some(Near {
                lat: place.lat,
                lon: place.lon,
                km: Some(NEARBY_KM),
            });
        }
        if let Some(province) = &limits.deliver
            && filters.deliver.is_none()
        {
            let by = limits.days.max.and_then(|day| i32::try_from(day).ok());
            filters.deliver = Some(Deliver {
                province: province.clone(),
                by: by.and_then(|day| Date::from_julian_day(day).ok()),
                today: self.today,
            });
        }
    }
}

/// What `gần` means where no distance is said.
const NEARBY_KM: i64 = 50;

impl Wording {
    /// Only the words in `ranges`.
    fn only(&self, ranges: &[Range<usize>]) -> Self {
        let mut out = Self::default();
        for range in ranges {
            let start = out.words.len();
            out.words
                .extend(self.words.get(range.clone()).unwrap_or_default().iter().cloned());
            if self.phrases.contains(range) {
                out.phrases.push(start..out.words.len());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;
