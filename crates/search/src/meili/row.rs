//! A document as the server keeps it, and what is read back of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::query::Facet;
use crate::rank::{AREAS, Spelt, parts};
use crate::words::{Word, words};

/// Where the words with their marks stand, part by part; not searched.
pub(super) const MARKED: &str = "marked";

/// What is read of a document: where a name stands it holds words without marks, joined by blanks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) party: String,
    pub(super) place: String,
    #[serde(rename = "_geo")]
    pub(super) geo: Option<Geo>,
    first_day: Option<i64>,
    tie: i64,
    names: Vec<String>,
    synonyms: Vec<String>,
    categories: Vec<String>,
    places: Vec<String>,
    parties: Vec<String>,
    more: Vec<String>,
    marked: Vec<Vec<String>>,
}

/// What is compared of a document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Digest {
    pub(super) id: String,
    pub(super) digest: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Geo {
    pub(super) lat: f64,
    pub(super) lng: f64,
}

impl Row {
    /// Its names in the order of [`AREAS`], both ways of spelling each.
    pub(super) fn spelt(&self) -> Vec<Vec<Spelt<'_>>> {
        let plain = [
            &self.names,
            &self.synonyms,
            &self.categories,
            &self.places,
            &self.parties,
            &self.more,
        ];
        let parts = plain.into_iter().zip(&self.marked);
        let spelt = parts.map(|(plain, marked)| {
            let plain = plain.iter().map(String::as_str);
            plain.zip(marked.iter().map(String::as_str)).collect()
        });
        spelt.collect()
    }

    /// What orders it among those of equal rank; the smallest comes first.
    pub(super) fn order(&self) -> (i64, i64) {
        (self.first_day.unwrap_or(i64::MAX), self.tie)
    }
}

/// `document` as one flat object.
pub(super) fn of(document: &Document) -> Value {
    let facts = &document.facts;
    let mut row = Map::new();
    let mut set = |name: &str, value: Value| drop(row.insert(name.to_owned(), value));
    set("id", json!(document.key));
    set("digest", json!(document.digest()));
    set("tie", json!(document.tie()));
    for (name, text) in [
        ("title", &document.title),
        ("party", &document.party),
        ("place", &document.place),
    ] {
        set(name, json!(text));
    }
    let mut all_marked = Vec::new();
    for ((name, ..), names) in AREAS.iter().zip(parts(&document.texts)) {
        let names: Vec<Vec<Word>> = names.iter().map(|name| words(name)).collect();
        set(name, json!(joined(&names, |word| &word.plain)));
        all_marked.push(joined(&names, |word| &word.marked));
    }
    set(MARKED, json!(all_marked));
    set("reach", json!(facts.reach));
    for facet in Facet::ALL {
        set(facet.as_str(), json!(document.values(*facet)));
    }
    for (name, number) in [
        ("price", facts.price),
        ("volume", facts.volume),
        ("first_day", facts.from),
        ("last_day", facts.to),
    ] {
        if let Some(number) = number {
            set(name, json!(number));
        }
    }
    if let (Some(lat), Some(lng)) = (facts.lat, facts.lon) {
        set("_geo", json!(Geo { lat, lng }));
    }
    Value::Object(row)
}

fn joined(names: &[Vec<Word>], spelling: fn(&Word) -> &str) -> Vec<String> {
    let names = names.iter();
    names
        .map(|name| name.iter().map(spelling).collect::<Vec<_>>().join(" "))
        .collect()
}
