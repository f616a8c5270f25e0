//! A question as a query of Tantivy.
//!
//! Every word must be found; where it is found best says what it is worth, in whole points. Whole names are worth more
//! than words, beginnings more than middles, marks as they are written more than without. No frequency is counted: a
//! buyer who types `tôm` does not want the offer that says it most often.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query as Asks, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use super::collect::{Gather, Gathered};
use super::counting::Aside;
use super::schema::{HEAD, TAIL};
use super::version::Version;
use crate::answer::{Answer, Hit};
use crate::geo::whole_km;
use crate::index::SearchError;
use crate::query::{Facet, Filters, Query, Span};
use crate::rank::{
    BEGINNING, NAME_BEGINS, Names, OTHER_MARKS, OTHER_NAME, SHELF, TOGETHER, TYPOS, WHOLE_NAME, of_name,
    spans,
};
use crate::words::{Word, typos};

type Clause = Box<dyn Asks>;

impl Version {
    /// The answer to `query`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let searcher = self.searcher()?;
        let words = self.words(&searcher, query)?;
        let narrowed = |facet: &Facet| query.filters.has(*facet);
        let (apart, together): (Vec<Facet>, Vec<Facet>) =
            query.facets.iter().partition(|facet| narrowed(facet));
        let (aside, filters) = self.aside(&searcher, &query.filters, &apart)?;
        let gather = |keep, facets, aside| Gather {
            sort: query.sort,
            is_ranked: !query.words.is_empty(),
            keep,
            facets,
            aside,
            near: query.filters.near,
        };
        let whole = self.within(&words, &filters);
        let keep = query.offset.saturating_add(query.limit);
        let by_query = apart
            .into_iter()
            .filter(|facet| filters.has(*facet))
            .collect::<Vec<_>>();
        let mut found = searcher.search(&*whole, &gather(keep, together, aside))?;
        for facet in by_query {
            let wider = self.within(&words, &query.filters.without(facet));
            let counted = searcher.search(&*wider, &gather(0, vec![facet], Vec::new()))?;
            found.counts.extend(counted.counts);
        }
        self.answer(&searcher, query, found)
    }

    /// What of `filters` is better tested hit by hit, and the filters that are left to the query. That is every narrowing
    /// of a facet in `apart` that lets most documents through: what it keeps out has to be counted all the same.
    fn aside(
        &self,
        searcher: &Searcher,
        filters: &Filters,
        apart: &[Facet],
    ) -> Result<(Vec<Aside>, Filters), SearchError> {
        let mut left = filters.clone();
        let mut aside = Vec::new();
        for (facet, values) in &filters.facets {
            let is_once = filters.facets.iter().filter(|(other, _)| other == facet).count() == 1;
            let Some(field) = self
                .fields
                .facet(*facet)
                .filter(|_| is_once && apart.contains(facet))
            else {
                continue;
            };
            let mut documents = 0;
            for value in values {
                documents += searcher.doc_freq(&Term::from_field_text(field, value))?;
            }
            if documents * 2 >= searcher.num_docs() {
                left = left.without(*facet);
                aside.push(Aside {
                    facet: *facet,
                    values: values.clone(),
                });
            }
        }
        Ok((aside, left))
    }

    fn answer(&self, searcher: &Searcher, query: &Query, found: Gathered) -> Result<Answer, SearchError> {
        let shown = found.best.into_iter().skip(query.offset);
        let hits = shown.map(|(_, address)| self.hit(searcher, query, address));
        Ok(Answer {
            hits: hits.collect::<Result<_, _>>()?,
            total: found.total,
            facets: found.counts,
        })
    }

    fn hit(&self, searcher: &Searcher, query: &Query, address: DocAddress) -> Result<Hit, SearchError> {
        let row: TantivyDocument = searcher.doc(address)?;
        let text = |field| {
            row.get_first(field)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
        };
        let key = text(self.fields.key)
            .parse()
            .map_err(|error| SearchError::Unavailable(format!("{error}")))?;
        let texts = [
            text(self.fields.title),
            text(self.fields.party),
            text(self.fields.place),
        ];
        Ok(Hit::showing(
            key,
            texts,
            km(searcher, query, address)?,
            &query.words,
        ))
    }

    /// Documents with all words of `query`, worth what they are.
    fn words(&self, searcher: &Searcher, query: &Query) -> Result<Clause, SearchError> {
        if query.words.is_empty() {
            return Ok(Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)));
        }
        let last = query.words.len() - 1;
        let mut clauses = Vec::new();
        for (at, word) in query.words.iter().enumerate() {
            clauses.push((Occur::Must, self.word(searcher, word, at == last)?));
        }
        for range in spans(query) {
            if let Some(words) = query.words.get(range) {
                clauses.push((Occur::Should, self.names(words)));
            }
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Documents with `word` in any area, worth what the best of them is.
    fn word(&self, searcher: &Searcher, word: &Word, is_last: bool) -> Result<Clause, SearchError> {
        let mut ways: Vec<Clause> = Vec::new();
        let mut known = false;
        for area in &self.fields.areas {
            let plain = Term::from_field_text(area.field, &word.plain);
            known |= searcher.doc_freq(&plain)? > 0;
            let mut less = 0;
            if !word.is_bare() {
                ways.push(worth(
                    term(Term::from_field_text(area.field, &word.marked)),
                    area.worth,
                ));
                less = OTHER_MARKS;
            }
            ways.push(worth(term(plain.clone()), area.worth.saturating_sub(less)));
            if is_last {
                let begins = FuzzyTermQuery::new_prefix(plain, 0, true);
                ways.push(worth(Box::new(begins), area.worth.saturating_sub(BEGINNING)));
            }
        }
        // Typos are looked for only where nobody knows the word: the neighbours of a known one are other goods.
        if let Some(most) = typos(&word.plain).filter(|_| !known) {
            for area in &self.fields.areas {
                let plain = Term::from_field_text(area.field, &word.plain);
                let near = FuzzyTermQuery::new(plain, u8::try_from(most).unwrap_or(1), true);
                ways.push(worth(Box::new(near), area.worth.saturating_sub(TYPOS)));
            }
        }
        Ok(Box::new(DisjunctionMaxQuery::new(ways)))
    }

    /// What whole names made of `words` are worth on top.
    fn names(&self, words: &[Word]) -> Clause {
        let as_typed: Vec<&str> = words.iter().map(|word| word.marked.as_str()).collect();
        let plain: Vec<&str> = words.iter().map(|word| word.plain.as_str()).collect();
        let mut ways: Vec<Clause> = Vec::new();
        let mut shelves: Vec<(Occur, Clause)> = Vec::new();
        for area in &self.fields.areas {
            match area.names {
                Names::Own => {
                    let points = |most| f32::from(of_name(most, area.worth));
                    ways.push(phrase(area.field, &as_typed, [true, true], points(WHOLE_NAME)));
                    ways.push(phrase(area.field, &as_typed, [true, false], points(NAME_BEGINS)));
                    if words.len() > 1 {
                        ways.push(phrase(area.field, &as_typed, [false, false], points(TOGETHER)));
                    }
                    if as_typed != plain {
                        ways.push(phrase(area.field, &plain, [true, true], points(OTHER_NAME)));
                    }
                }
                Names::Shelf => {
                    let whole = phrase(area.field, &plain, [true, true], f32::from(SHELF));
                    shelves.push((Occur::Should, whole));
                }
                Names::None => {}
            }
        }
        shelves.push((Occur::Should, Box::new(DisjunctionMaxQuery::new(ways))));
        Box::new(BooleanQuery::new(shelves))
    }

    /// `words` among what `filters` leave.
    fn within(&self, words: &Clause, filters: &Filters) -> Clause {
        let mut clauses = vec![(Occur::Must, words.box_clone())];
        let mut must = |clause: Clause| clauses.push((Occur::Must, silent(clause)));
        for (facet, values) in &filters.facets {
            let Some(field) = self.fields.facet(*facet) else {
                continue;
            };
            let terms = values.iter().map(|value| Term::from_field_text(field, value));
            if facet.wants_all() {
                terms.for_each(|wanted| must(term(wanted)));
            } else {
                must(Box::new(TermSetQuery::new(terms)));
            }
        }
        if let Some(keys) = &filters.keys {
            let terms = keys
                .iter()
                .map(|key| Term::from_field_text(self.fields.key, &key.to_string()));
            must(Box::new(TermSetQuery::new(terms)));
        }
        let ends = |span: Span<i64>| (span.min, span.max);
        for (field, (min, max)) in [
            (self.fields.price, ends(filters.price)),
            (self.fields.volume, ends(filters.volume)),
            // A window meets the days when it ends no earlier than they begin, and begins no later than they end.
            (self.fields.to, (filters.days.min, None)),
            (self.fields.from, (None, filters.days.max)),
        ] {
            if min.is_some() || max.is_some() {
                must(range(field, min, max));
            }
        }
        if let Some(deliver) = &filters.deliver {
            let ways = deliver
                .deadlines()
                .into_iter()
                .map(|(lead, loaded_by)| -> Clause {
                    let reach = format!("{}:{lead}", deliver.province);
                    let reach = term(Term::from_field_text(self.fields.reach, &reach));
                    match loaded_by {
                        None => reach,
                        Some(day) => {
                            let there = range(self.fields.from, None, Some(day));
                            Box::new(BooleanQuery::intersection(vec![reach, there]))
                        }
                    }
                });
            let ways: Vec<_> = ways.collect();
            must(if ways.is_empty() {
                Box::new(EmptyQuery)
            } else {
                Box::new(BooleanQuery::union(ways))
            });
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

fn km(searcher: &Searcher, query: &Query, address: DocAddress) -> Result<Option<i64>, SearchError> {
    let Some(near) = query.filters.near else {
        return Ok(None);
    };
    let fast = searcher.segment_reader(address.segment_ord).fast_fields();
    let first = |name: &str| -> Result<Option<f64>, SearchError> {
        let column = fast.column_opt::<f64>(name)?;
        Ok(column.and_then(|column| column.first(address.doc_id)))
    };
    let (Some(lat), Some(lon)) = (first("lat")?, first("lon")?) else {
        return Ok(None);
    };
    Ok(Some(whole_km(near, lat, lon)))
}

fn term(term: Term) -> Clause {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn worth(clause: Clause, points: u8) -> Clause {
    Box::new(ConstScoreQuery::new(clause, f32::from(points.max(1))))
}

/// Narrows without a say in the rank.
fn silent(clause: Clause) -> Clause {
    Box::new(ConstScoreQuery::new(clause, 0.0))
}

fn range(field: Field, min: Option<i64>, max: Option<i64>) -> Clause {
    let bound = |value: Option<i64>| {
        value.map_or(Bound::Unbounded, |value| {
            Bound::Included(Term::from_field_i64(field, value))
        })
    };
    Box::new(RangeQuery::new(bound(min), bound(max)))
}

/// Documents where `spelt` stands in one name, from its beginning or to its end as asked.
fn phrase(field: Field, spelt: &[&str], [from_head, to_tail]: [bool; 2], points: f32) -> Clause {
    let head = from_head.then_some(HEAD);
    let tail = to_tail.then_some(TAIL);
    let all = head.into_iter().chain(spelt.iter().copied()).chain(tail);
    let terms: Vec<Term> = all.map(|text| Term::from_field_text(field, text)).collect();
    Box::new(ConstScoreQuery::new(
        Box::new(PhraseQuery::new(terms)),
        points.max(1.0),
    ))
}
