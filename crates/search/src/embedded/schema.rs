//! The fields of the index and how a document becomes a row of them.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, TantivyError};

use crate::document::Document;
use crate::query::Facet;
use crate::rank::{AREAS, Names, parts};
use crate::words::words;

/// Stands before the first word of each name, so that a phrase can ask for a beginning.
pub(super) const HEAD: &str = "^";
/// Stands behind the last word of each name.
pub(super) const TAIL: &str = "$";
/// Words of different names lie so far apart that no phrase spans them.
const GAP: usize = 8;

/// A part of a document's texts, in which words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// Every word twice at one place, as it is written and without marks, so that a phrase may mix both.
    pub(super) field: Field,
    /// What a word found here is worth; whole points, so that sums are exact.
    pub(super) worth: u8,
    /// Whether whole names are looked for here, and whose.
    pub(super) names: Names,
}

/// The handles of all fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) key: Field,
    pub(super) digest: Field,
    pub(super) title: Field,
    pub(super) party: Field,
    pub(super) place: Field,
    pub(super) areas: Vec<Area>,
    facets: Vec<(Facet, Field)>,
    pub(super) reach: Field,
    pub(super) price: Field,
    pub(super) volume: Field,
    pub(super) from: Field,
    pub(super) to: Field,
    lat: Field,
    lon: Field,
    tie: Field,
}

impl Fields {
    /// The schema of every version.
    pub(super) fn schema() -> Schema {
        let mut schema = Schema::builder();
        schema.add_text_field("key", STRING | FAST | STORED);
        schema.add_text_field("digest", STRING | FAST);
        for shown in ["title", "party", "place"] {
            schema.add_text_field(shown, STORED);
        }
        for (name, _, names) in AREAS {
            let record = match names {
                Names::None => IndexRecordOption::Basic,
                Names::Own | Names::Shelf => IndexRecordOption::WithFreqsAndPositions,
            };
            let indexing = TextFieldIndexing::default()
                .set_index_option(record)
                .set_fieldnorms(false);
            let options = TextOptions::default().set_indexing_options(indexing);
            schema.add_text_field(name, options);
        }
        for facet in Facet::ALL {
            schema.add_text_field(facet.as_str(), STRING | FAST);
        }
        schema.add_text_field("reach", STRING);
        for number in ["price", "volume", "from", "to"] {
            schema.add_i64_field(number, INDEXED | FAST);
        }
        schema.add_i64_field("tie", FAST);
        schema.add_f64_field("lat", FAST);
        schema.add_f64_field("lon", FAST);
        schema.build()
    }

    /// The handles in `schema`.
    ///
    /// # Errors
    /// A schema of another program.
    pub(super) fn of(schema: &Schema) -> Result<Self, TantivyError> {
        let field = |name: &str| schema.get_field(name);
        let areas = AREAS.iter().map(|(name, worth, names)| {
            Ok(Area {
                field: field(name)?,
                worth: *worth,
                names: *names,
            })
        });
        let facets = Facet::ALL
            .iter()
            .map(|facet| Ok((*facet, field(facet.as_str())?)));
        Ok(Self {
            key: field("key")?,
            digest: field("digest")?,
            title: field("title")?,
            party: field("party")?,
            place: field("place")?,
            areas: areas.collect::<Result<_, TantivyError>>()?,
            facets: facets.collect::<Result<_, TantivyError>>()?,
            reach: field("reach")?,
            price: field("price")?,
            volume: field("volume")?,
            from: field("from")?,
            to: field("to")?,
            lat: field("lat")?,
            lon: field("lon")?,
            tie: field("tie")?,
        })
    }

    /// The field of a facet; every facet has one.
    pub(super) fn facet(&self, facet: Facet) -> Option<Field> {
        self.facets
            .iter()
            .find(|(of, _)| *of == facet)
            .map(|(_, field)| *field)
    }

    /// `document` as a row.
    pub(super) fn write(&self, document: &Document) -> TantivyDocument {
        let mut row = TantivyDocument::default();
        row.add_text(self.key, document.key.to_string());
        row.add_text(self.digest, document.digest());
        row.add_text(self.title, &document.title);
        row.add_text(self.party, &document.party);
        row.add_text(self.place, &document.place);
        for (area, names) in self.areas.iter().zip(parts(&document.texts)) {
            row.add_pre_tokenized_text(area.field, tokens(names));
        }
        for (facet, field) in &self.facets {
            for value in document.values(*facet) {
                row.add_text(*field, value);
            }
        }
        self.write_numbers(&mut row, document);
        row
    }

    fn write_numbers(&self, row: &mut TantivyDocument, document: &Document) {
        let facts = &document.facts;
        for reach in &facts.reach {
            row.add_text(self.reach, reach);
        }
        let numbers = [
            (self.price, facts.price),
            (self.volume, facts.volume),
            (self.from, facts.from),
            (self.to, facts.to),
            (self.tie, Some(document.tie())),
        ];
        for (field, value) in numbers {
            if let Some(value) = value {
                row.add_i64(field, value);
            }
        }
        if let (Some(lat), Some(lon)) = (facts.lat, facts.lon) {
            row.add_f64(self.lat, lat);
            row.add_f64(self.lon, lon);
        }
    }
}

/// The words of `names`, each name between its marks.
fn tokens(names: &[String]) -> PreTokenizedString {
    let mut tokens = Vec::new();
    let mut push = |text: &str, position: usize| {
        tokens.push(Token {
            position,
            text: text.to_owned(),
            position_length: 1,
            ..Token::default()
        });
    };
    let mut position = 0;
    for name in names {
        push(HEAD, position);
        for word in words(name) {
            position += 1;
            push(&word.plain, position);
            if !word.is_bare() {
                push(&word.marked, position);
            }
        }
        position += 1;
        push(TAIL, position);
        position += GAP;
    }
    PreTokenizedString {
        text: String::new(),
        tokens,
    }
}
