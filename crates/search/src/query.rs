//! What is asked of an index.

use std::ops::Range;

use chonoi_domain::words as words_of;
use time::Date;

use crate::document::{Key, Kind};
use crate::words::Word;

words_of! {
    /// What hits are counted by, and may be narrowed to values of.
    Facet {
        /// Kind of thing.
        Kind = "kind",
        /// Category of the product tree; what lies below counts too.
        Category = "category",
        /// Product.
        Product = "product",
        /// State of the goods.
        State = "state",
        /// Size or quality.
        Grade = "grade",
        /// Week of the window.
        Week = "week",
        /// Province.
        Province = "province",
        /// Commune.
        Commune = "commune",
        /// Certificate.
        Certificate = "certificate",
        /// Kind of the organisation behind it.
        PartyKind = "party_kind",
        /// How sure the volume is.
        Confidence = "confidence",
        /// Band of prices.
        PriceBand = "price_band",
        /// Band of volumes.
        VolumeBand = "volume_band",
    }
}

words_of! {
    /// In which order hits come.
    Sort {
        /// The best first; of equal rank the nearest day.
        Relevance = "relevance",
        /// The cheapest first, those without a price last.
        Price = "price",
        /// The nearest day first.
        Date = "date",
        /// The nearest place first.
        Distance = "distance",
        /// The largest first.
        Volume = "volume",
    }
}

impl Facet {
    /// Whether all wanted values must be there, where of every other facet one is enough.
    #[must_use]
    pub const fn wants_all(self) -> bool {
        matches!(self, Self::Certificate)
    }
}

/// Both ends included; an absent end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// The least.
    pub min: Option<T>,
    /// The most.
    pub max: Option<T>,
}

impl<T> Default for Span<T> {
    fn default() -> Self {
        Self { min: None, max: None }
    }
}

impl<T> Span<T> {
    /// Whether it lets everything through.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// A point on the map and how far around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Kilometres in a straight line; `None` only measures.
    pub km: Option<i64>,
}

/// Goods that can be in a province by a day, alive or fresh as they are sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliver {
    /// Code of the province.
    pub province: String,
    /// The day; `None` asks only that the goods outlast the road.
    pub by: Option<Date>,
    /// Today: nothing leaves earlier.
    pub today: Date,
}

/// The longest road in whole days that a document may carry in its reach.
pub const MOST_LEAD_DAYS: i64 = 4;

impl Deliver {
    /// For every lead in days that is still in time, the last day (Julian) on which the goods must have been there to be
    /// loaded.
    #[must_use]
    pub fn deadlines(&self) -> Vec<(i64, Option<i64>)> {
        let leads = 0..=MOST_LEAD_DAYS;
        match self.by {
            None => leads.map(|lead| (lead, None)).collect(),
            Some(by) => {
                let (by, today) = (
                    i64::from(by.to_julian_day()),
                    i64::from(self.today.to_julian_day()),
                );
                leads
                    .filter(|lead| today + lead <= by)
                    .map(|lead| (lead, Some(by - lead)))
                    .collect()
            }
        }
    }
}

/// What must hold of a hit. Values of one facet are alternatives, except certificates, which must all be there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// Wanted values by facet.
    pub facets: Vec<(Facet, Vec<String>)>,
    /// Only these things; `None` for all.
    pub keys: Option<Vec<Key>>,
    /// Price, đồng per 1,000 base units.
    pub price: Span<i64>,
    /// Volume, grams.
    pub volume: Span<i64>,
    /// Days (Julian) of which at least one lies in the document's window.
    pub days: Span<i64>,
    /// Around a point.
    pub near: Option<Near>,
    /// Deliverable there by then.
    pub deliver: Option<Deliver>,
}

impl Filters {
    /// Narrows `facet` to `values`; none leave it as it is.
    pub fn narrow(&mut self, facet: Facet, values: Vec<String>) {
        if !values.is_empty() {
            self.facets.push((facet, values));
        }
    }

    /// Whether `facet` is narrowed.
    #[must_use]
    pub fn has(&self, facet: Facet) -> bool {
        self.facets.iter().any(|(narrowed, _)| *narrowed == facet)
    }

    /// The same without what is wanted of `facet`.
    #[must_use]
    pub fn without(&self, facet: Facet) -> Self {
        let mut other = self.clone();
        other.facets.retain(|(narrowed, _)| *narrowed != facet);
        other
    }

    /// The kind asked for, where one is.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let wanted = self.facets.iter().find(|(facet, _)| *facet == Facet::Kind);
        wanted.and_then(|(_, values)| values.first()?.parse().ok())
    }
}

/// A question to an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Words that must all be found, the last perhaps unfinished; none find everything.
    pub words: Vec<Word>,
    /// Which of the words form names of the catalogue, as ranges of `words`.
    pub phrases: Vec<Range<usize>>,
    /// What must hold besides.
    pub filters: Filters,
    /// In which order.
    pub sort: Sort,
    /// Hits before those that are wanted.
    pub offset: usize,
    /// Hits that are wanted.
    pub limit: usize,
    /// What to count by. A facet that is narrowed is counted as if it were not, so that its other values can be chosen.
    pub facets: Vec<Facet>,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            words: Vec::new(),
            phrases: Vec::new(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            offset: 0,
            limit: 24,
            facets: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn what_is_loaded_too_late_does_not_arrive() {
        let deliver = |by| Deliver {
            province: "79".to_owned(),
            by,
            today: date!(2026 - 11 - 24),
        };
        let tomorrow = date!(2026 - 11 - 25);
        let day = i64::from(tomorrow.to_julian_day());
        assert_eq!(
            deliver(Some(tomorrow)).deadlines(),
            [(0, Some(day)), (1, Some(day - 1))]
        );
        assert_eq!(deliver(Some(date!(2026 - 11 - 23))).deadlines(), []);
        assert_eq!(deliver(None).deadlines().len(), 5);
    }
}
