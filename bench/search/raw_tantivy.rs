//! Tantivy as it comes: its own tokenizer, rank, collectors and aggregations.
//!
//! What somebody would write who wants this page and has read Tantivy's manual. A word is looked for in the six texts of a
//! document, the last one also as a beginning, one that no document has also with typos; filters are term sets and ranges,
//! a circle is the box around it. Asked are in one search the best hits (by BM25 or by a column), how many there are, and
//! the counts of each facet that is not narrowed; then, for each facet that is, its counts without that narrowing; then the
//! stored texts of the page's hits.

use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, Instant};

use chonoi_search::document::Document;
use chonoi_search::query::{Facet, Filters, Near, Query, Sort};
use chonoi_search::words::typos;
use serde_json::json;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Collector, Count, TopDocs};
use tantivy::query::{
    BooleanQuery, FuzzyTermQuery, Occur, Query as Asks, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{
    DocAddress, DocId, Index, IndexReader, IndexWriter, Order, Score, Searcher, SegmentReader,
    TantivyDocument, Term,
};

const TEXTS: [&str; 6] = ["names", "synonyms", "categories", "places", "parties", "more"];
const NUMBERS: [&str; 4] = ["price", "volume", "from", "to"];

pub(crate) struct Raw {
    index: Index,
    writer: IndexWriter,
    taken: Duration,
    documents: usize,
}

pub(crate) struct Ready {
    reader: IndexReader,
    schema: Schema,
    pub(crate) built: f64,
}

impl Raw {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let mut schema = Schema::builder();
        for shown in ["key", "title", "party", "place"] {
            schema.add_text_field(shown, STRING | STORED);
        }
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("folded")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        for name in TEXTS {
            schema.add_text_field(
                name,
                TextOptions::default().set_indexing_options(indexing.clone()),
            );
        }
        for facet in Facet::ALL {
            schema.add_text_field(facet.as_str(), STRING | FAST);
        }
        schema.add_text_field("reach", STRING);
        for number in NUMBERS {
            schema.add_i64_field(number, INDEXED | FAST);
        }
        for degrees in ["lat", "lon"] {
            schema.add_f64_field(degrees, FAST);
        }
        let index = Index::create_in_dir(folder, schema.build()).unwrap();
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter)
            .build();
        index.tokenizers().register("folded", analyzer);
        let writer = index.writer_with_num_threads(1, 100_000_000).unwrap();
        Self {
            index,
            writer,
            taken: Duration::ZERO,
            documents: 0,
        }
    }

    pub(crate) fn put(&mut self, documents: &[Document]) {
        let started = Instant::now();
        let schema = self.index.schema();
        let field = |name: &str| schema.get_field(name).unwrap();
        for document in documents {
            let mut row = TantivyDocument::default();
            row.add_text(field("key"), document.key.to_string());
            for (name, text) in [
                ("title", &document.title),
                ("party", &document.party),
                ("place", &document.place),
            ] {
                row.add_text(field(name), text);
            }
            let (texts, facts) = (&document.texts, &document.facts);
            let parts = [
                &texts.names,
                &texts.synonyms,
                &texts.categories,
                &texts.places,
                &texts.parties,
                &texts.more,
            ];
            for (name, names) in TEXTS.iter().zip(parts) {
                names.iter().for_each(|text| row.add_text(field(name), text));
            }
            for facet in Facet::ALL {
                document
                    .values(*facet)
                    .iter()
                    .for_each(|value| row.add_text(field(facet.as_str()), value));
            }
            for reach in &facts.reach {
                row.add_text(field("reach"), reach);
            }
            for (name, value) in [("lat", facts.lat), ("lon", facts.lon)] {
                value
                    .into_iter()
                    .for_each(|value| row.add_f64(field(name), value));
            }
            for (name, value) in NUMBERS
                .iter()
                .zip([facts.price, facts.volume, facts.from, facts.to])
            {
                value
                    .into_iter()
                    .for_each(|value| row.add_i64(field(name), value));
            }
            self.writer.add_document(row).unwrap();
        }
        self.documents += documents.len();
        self.taken += started.elapsed();
    }

    pub(crate) fn finish(mut self) -> Ready {
        let started = Instant::now();
        self.writer.commit().unwrap();
        self.writer.wait_merging_threads().unwrap();
        let taken = self.taken + started.elapsed();
        Ready {
            reader: self.index.reader().unwrap(),
            schema: self.index.schema(),
            built: self.documents as f64 / taken.as_secs_f64(),
        }
    }
}

impl Ready {
    fn field(&self, name: &str) -> Field {
        self.schema.get_field(name).unwrap()
    }

    /// The page, and with `counts` every facet counted; how many hits there are.
    pub(crate) fn search(&self, query: &Query, counts: bool) -> u64 {
        let searcher = self.reader.searcher();
        let asked = self.asked(&searcher, query, &query.filters);
        let (apart, together): (Vec<Facet>, Vec<Facet>) = query
            .facets
            .iter()
            .filter(|_| counts)
            .partition(|facet| query.filters.has(**facet));
        let top = TopDocs::with_limit(query.limit.max(1)).and_offset(query.offset);
        let run = Run {
            searcher: &searcher,
            asked: &asked,
            facets: &together,
        };
        let (hits, total) = match (query.sort, query.filters.near) {
            (Sort::Price, _) => run.best(top.order_by_fast_field::<i64>("price", Order::Asc)),
            (Sort::Date, _) => run.best(top.order_by_fast_field::<i64>("from", Order::Asc)),
            (Sort::Volume, _) => run.best(top.order_by_fast_field::<i64>("volume", Order::Desc)),
            (Sort::Distance, Some(near)) => run.best(top.tweak_score(nearness(near))),
            _ => run.best(top.order_by_score()),
        };
        for facet in apart {
            let wider = self.asked(&searcher, query, &query.filters.without(facet));
            searcher.search(&wider, &counted(&[facet])).unwrap();
        }
        for address in hits {
            let _: TantivyDocument = searcher.doc(address).unwrap();
        }
        u64::try_from(total).unwrap()
    }

    fn asked(&self, searcher: &Searcher, query: &Query, filters: &Filters) -> BooleanQuery {
        let mut clauses: Vec<(Occur, Box<dyn Asks>)> = Vec::new();
        for (at, word) in query.words.iter().enumerate() {
            let is_last = at + 1 == query.words.len();
            clauses.push((Occur::Must, self.word(searcher, &word.plain, is_last)));
        }
        for (facet, values) in &filters.facets {
            let field = self.field(facet.as_str());
            let mut terms = values.iter().map(|value| Term::from_field_text(field, value));
            if *facet == Facet::Certificate {
                clauses.extend(terms.map(|term| (Occur::Must, exactly(term))));
            } else {
                clauses.push((Occur::Must, Box::new(TermSetQuery::new(terms.by_ref()))));
            }
        }
        for (name, min, max) in [
            ("price", filters.price.min, filters.price.max),
            ("volume", filters.volume.min, filters.volume.max),
            ("to", filters.days.min, None),
            ("from", None, filters.days.max),
        ] {
            if min.is_some() || max.is_some() {
                clauses.push((Occur::Must, self.range(name, min, max)));
            }
        }
        clauses.extend(
            self.around(filters)
                .into_iter()
                .map(|clause| (Occur::Must, clause)),
        );
        clauses.extend(self.deliverable(filters).map(|clause| (Occur::Must, clause)));
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(tantivy::query::AllQuery)));
        }
        BooleanQuery::new(clauses)
    }

    fn word(&self, searcher: &Searcher, plain: &str, is_last: bool) -> Box<dyn Asks> {
        let terms = TEXTS.map(|name| Term::from_field_text(self.field(name), plain));
        let is_known = terms.iter().any(|term| searcher.doc_freq(term).unwrap() > 0);
        let edits = typos(plain).filter(|_| !is_known);
        let mut ways: Vec<Box<dyn Asks>> = Vec::new();
        for term in terms {
            if is_last {
                ways.push(Box::new(FuzzyTermQuery::new_prefix(term.clone(), 0, true)));
            }
            if let Some(edits) = edits {
                let edits = u8::try_from(edits).unwrap();
                ways.push(Box::new(FuzzyTermQuery::new(term.clone(), edits, true)));
            }
            ways.push(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)));
        }
        Box::new(BooleanQuery::union(ways))
    }

    fn range(&self, name: &str, min: Option<i64>, max: Option<i64>) -> Box<dyn Asks> {
        let field = self.field(name);
        let bound = |value: Option<i64>| {
            value.map_or(Bound::Unbounded, |value| {
                Bound::Included(Term::from_field_i64(field, value))
            })
        };
        Box::new(RangeQuery::new(bound(min), bound(max)))
    }

    /// The box around the circle.
    fn around(&self, filters: &Filters) -> Vec<Box<dyn Asks>> {
        let Some((near, km)) = filters.near.and_then(|near| Some((near, near.km?))) else {
            return Vec::new();
        };
        let high = km as f64 / 111.2;
        let wide = high / near.lat.to_radians().cos();
        [("lat", near.lat, high), ("lon", near.lon, wide)]
            .map(|(name, at, by)| -> Box<dyn Asks> {
                let bound = |degrees| Bound::Included(Term::from_field_f64(self.field(name), degrees));
                Box::new(RangeQuery::new(bound(at - by), bound(at + by)))
            })
            .into()
    }

    fn deliverable(&self, filters: &Filters) -> Option<Box<dyn Asks>> {
        let deliver = filters.deliver.as_ref()?;
        let ways = deliver.deadlines().into_iter().map(|(lead, day)| {
            let reach = format!("{}:{lead}", deliver.province);
            let reach = exactly(Term::from_field_text(self.field("reach"), &reach));
            let mut all = vec![reach];
            all.extend(day.map(|day| self.range("from", None, Some(day))));
            let all: Box<dyn Asks> = Box::new(BooleanQuery::intersection(all));
            all
        });
        Some(Box::new(BooleanQuery::union(ways.collect())))
    }
}

/// A search for the hits of a page, how many there are, and counts.
struct Run<'a> {
    searcher: &'a Searcher,
    asked: &'a BooleanQuery,
    facets: &'a [Facet],
}

impl Run<'_> {
    fn best<K>(&self, top: impl Collector<Fruit = Vec<(K, DocAddress)>>) -> (Vec<DocAddress>, usize) {
        let (hits, total) = if self.facets.is_empty() {
            self.searcher.search(self.asked, &(top, Count)).unwrap()
        } else {
            let all = (top, Count, counted(self.facets));
            let (hits, total, _) = self.searcher.search(self.asked, &all).unwrap();
            (hits, total)
        };
        (hits.into_iter().map(|(_, address)| address).collect(), total)
    }
}

fn exactly(term: Term) -> Box<dyn Asks> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// The nearer the more; degrees are good enough to order by.
fn nearness(near: Near) -> impl Fn(&SegmentReader) -> Box<dyn Fn(DocId, Score) -> f64> + Send + Sync {
    move |segment| {
        let column = |name: &str| {
            let column = segment.fast_fields().f64(name).unwrap();
            column.first_or_default_col(f64::MAX.sqrt())
        };
        let (lat, lon, narrow) = (column("lat"), column("lon"), near.lat.to_radians().cos());
        Box::new(move |doc, _| {
            let (high, wide) = (
                lat.get_val(doc) - near.lat,
                (lon.get_val(doc) - near.lon) * narrow,
            );
            -(high * high + wide * wide)
        })
    }
}

fn counted(facets: &[Facet]) -> AggregationCollector {
    let all = facets.iter().map(|facet| {
        (
            facet.to_string(),
            json!({ "terms": { "field": facet.as_str(), "size": 10_000 } }),
        )
    });
    let all: serde_json::Map<_, _> = all.collect();
    let all: Aggregations = serde_json::from_value(all.into()).unwrap();
    AggregationCollector::from_aggs(all, AggContextParams::default())
}
