//! What an index answers.

use std::collections::BTreeMap;

use crate::document::Key;
use crate::query::Facet;
use crate::words::{Part, Word, highlight};

/// A hit with what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which thing.
    pub key: Key,
    /// How it is headed.
    pub title: Vec<Part>,
    /// The organisation behind it.
    pub party: Vec<Part>,
    /// The place.
    pub place: Vec<Part>,
    /// Kilometres in a straight line, where a point was named.
    pub km: Option<i64>,
}

impl Hit {
    /// A hit that shows these texts, with what `asked` found in them.
    #[must_use]
    pub fn showing(key: Key, texts: [&str; 3], km: Option<i64>, asked: &[Word]) -> Self {
        let [title, party, place] = texts.map(|text| highlight(text, asked));
        Self {
            key,
            title,
            party,
            place,
            km,
        }
    }
}

/// How many hits have each value of a facet.
pub type Counts = BTreeMap<String, u64>;

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The hits that were wanted.
    pub hits: Vec<Hit>,
    /// How many there are in all; exact.
    pub total: u64,
    /// Counts by facet; exact.
    pub facets: BTreeMap<Facet, Counts>,
}
