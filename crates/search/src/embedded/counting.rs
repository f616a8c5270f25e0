//! Counts of one facet in one segment, a block of documents at a time.

use std::collections::BTreeSet;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::answer::Counts;
use crate::query::Facet;

/// A narrowing that is tested hit by hit and not by the query, so that one pass also counts what it keeps out.
#[derive(Clone, Debug)]
pub(super) struct Aside {
    pub(super) facet: Facet,
    pub(super) values: Vec<String>,
}

/// The values of a block of documents; kept to be filled again.
#[derive(Default)]
pub(super) struct Values {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ords: Vec<u64>,
}

impl Values {
    /// Takes up the values of `docs`, which rise.
    fn read(&mut self, column: &Column<u64>, docs: &[DocId]) {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.ords.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.ords);
    }
}

/// How often each value of a facet was met.
pub(super) struct Counter {
    facet: Facet,
    column: StrColumn,
    counts: Vec<u64>,
}

impl Counter {
    /// A counter for the documents of `segment`; `None` where none of them has a value.
    pub(super) fn of(facet: Facet, segment: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let column = segment.fast_fields().str(facet.as_str())?;
        Ok(column.map(|column| Self {
            facet,
            counts: vec![0; column.num_terms()],
            column,
        }))
    }

    /// Counts the values of `docs`, which rise.
    pub(super) fn count(&mut self, docs: &[DocId], values: &mut Values) {
        values.read(self.column.ords(), docs);
        for ord in &values.ords {
            if let Some(count) = place(*ord).and_then(|ord| self.counts.get_mut(ord)) {
                *count += 1;
            }
        }
    }

    /// The counts by value.
    pub(super) fn named(self) -> tantivy::Result<(Facet, Counts)> {
        let counted = (0_u64..).zip(self.counts).filter(|(_, sum)| *sum > 0);
        let (ords, sums): (Vec<u64>, Vec<u64>) = counted.unzip();
        let (mut sums, mut named) = (sums.into_iter(), Counts::new());
        // In one go: to find each by itself, its block would be unpacked every time.
        self.column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
            if let Some(sum) = sums.next() {
                named.insert(String::from_utf8_lossy(name).into_owned(), sum);
            }
        })?;
        Ok((self.facet, named))
    }
}

/// What of the narrowings a document does not fulfil.
#[derive(Clone, Copy, Default)]
pub(super) struct Missed {
    /// How many.
    pub(super) narrowings: usize,
    /// The last of them.
    pub(super) last: usize,
}

/// A narrowing in one segment.
pub(super) struct Test {
    pub(super) counter: Counter,
    /// By ordinal, whether the value is wanted.
    wanted: Vec<bool>,
    /// How many wanted values a document must have.
    needed: usize,
}

impl Test {
    /// `None` where no document of `segment` has any value of the facet: then none fulfils it.
    pub(super) fn of(aside: &Aside, segment: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let Some(counter) = Counter::of(aside.facet, segment)? else {
            return Ok(None);
        };
        let mut wanted = vec![false; counter.counts.len()];
        for value in &aside.values {
            let ord = counter.column.dictionary().term_ord(value.as_bytes())?;
            if let Some(is_wanted) = ord.and_then(place).and_then(|ord| wanted.get_mut(ord)) {
                *is_wanted = true;
            }
        }
        let distinct: BTreeSet<&String> = aside.values.iter().collect();
        let needed = if aside.facet.wants_all() {
            distinct.len()
        } else {
            1
        };
        Ok(Some(Self {
            counter,
            wanted,
            needed,
        }))
    }

    /// Notes under the number `own` which of `docs`, which rise, do not fulfil it.
    pub(super) fn note(&self, own: usize, docs: &[DocId], values: &mut Values, missed: &mut [Missed]) {
        values.read(self.counter.column.ords(), docs);
        let mut rows = values.docs.iter().zip(&values.ords).peekable();
        for (doc, missed) in docs.iter().zip(missed) {
            let mut has = 0;
            while let Some((_, ord)) = rows.next_if(|(of, _)| *of == doc) {
                let is_wanted = place(*ord).and_then(|ord| self.wanted.get(ord));
                has += usize::from(is_wanted.copied().unwrap_or_default());
            }
            if has < self.needed {
                missed.narrowings += 1;
                missed.last = own;
            }
        }
    }
}

fn place(ord: u64) -> Option<usize> {
    usize::try_from(ord).ok()
}
