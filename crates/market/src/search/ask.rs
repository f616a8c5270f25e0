//! Finds what was asked for: all of it, then less and less, in the index or else in the database.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use chonoi_search::answer::Answer;
use chonoi_search::document::Key;
use chonoi_search::index::SearchError;
use chonoi_search::query::{Facet, Filters, Query};
use chonoi_search::reading::{Reading, Try, Understood};

use super::found::Item;
use super::query::{Asked, SearchQuery};
use crate::error::Error;
use crate::service::Market;

/// Hits that stand in where nothing fits.
const NEAREST: usize = 6;

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The index.
    Index,
    /// The database, while the index is away: words and the plain filters only, no counts by value.
    Database,
}

/// How many hits have a value, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value, as the parameter takes it.
    pub value: String,
    /// Its name in Vietnamese, where the catalogue has one.
    pub name_vi: Option<String>,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The value above it in a tree.
    pub parent: Option<String>,
    /// How many hits have it.
    pub count: u64,
}

/// A page of what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The page.
    pub items: Vec<Item>,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page, from 1.
    pub page: u64,
    /// Hits a page.
    pub per_page: u64,
    /// Counts by facet, the commonest value first.
    pub facets: BTreeMap<Facet, Vec<FacetValue>>,
    /// What the text was understood as.
    pub understood: Understood,
    /// Words that were left out, since nothing has them all.
    pub dropped: Vec<String>,
    /// Whether what the text says of days, amounts, prices and places was left out, since nothing fits it.
    pub without_limits: bool,
    /// Parameters that the database cannot go by.
    pub ignored: Vec<&'static str>,
    /// Where the answer comes from.
    pub source: Source,
    /// Where nothing fits: the nearest things there are.
    pub nearest: Vec<Item>,
}

/// An answer with the question that it answers.
struct Met {
    tried: Try,
    answer: Answer,
}

impl Market {
    /// What everyone may find.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault. An index that is away is no error.
    pub async fn find(&self, query: &SearchQuery) -> Result<Found, Error> {
        let asked = self.asked(query)?;
        let reading = self.search.reader().read(&asked.text, self.today());
        match self.in_index(&asked, &reading).await {
            Ok(found) => found,
            Err(error) => {
                self.search.ask_failed(&error, self.now());
                self.in_database(query, &asked, &reading).await
            }
        }
    }

    /// The outer error is the index's, the inner the database's.
    async fn in_index(&self, asked: &Asked, reading: &Reading) -> Result<Result<Found, Error>, SearchError> {
        let met = self.meet(reading.tries(&asked.base)).await?;
        let nearest = if met.answer.total == 0 {
            self.nearest(asked, reading).await?
        } else {
            Answer::default()
        };
        Ok(self.shown(asked, reading, met, nearest).await)
    }

    async fn shown(
        &self,
        asked: &Asked,
        reading: &Reading,
        met: Met,
        nearest: Answer,
    ) -> Result<Found, Error> {
        Ok(Found {
            items: self.items(met.answer.hits).await?,
            total: met.answer.total,
            page: asked.page,
            per_page: asked.per_page,
            facets: self.facets(met.answer.facets),
            understood: reading.understood(),
            dropped: met.tried.dropped,
            without_limits: met.tried.without_limits,
            ignored: Vec::new(),
            source: Source::Index,
            nearest: self.items(nearest.hits).await?,
        })
    }

    /// Asks until something is found; the first question's answer where nothing is.
    async fn meet(&self, tries: Vec<Try>) -> Result<Met, SearchError> {
        let index = self.search.index.as_ref().ok_or(SearchError::NotBuilt)?;
        if self.now() < self.search.ask_at.load(Ordering::Relaxed) {
            return Err(SearchError::Unavailable("it failed a moment ago".to_owned()));
        }
        let mut nothing = None;
        for mut tried in tries {
            // Until something is found its counts are of no use; the first question's are those of nothing.
            let facets = std::mem::take(&mut tried.query.facets);
            let full = |query: &Query| Query {
                facets: facets.clone(),
                ..query.clone()
            };
            let is_first = nothing.is_none();
            let answer = if is_first {
                index.search(&full(&tried.query)).await?
            } else {
                index.search(&tried.query).await?
            };
            if answer.total > 0 {
                let answer = if is_first {
                    answer
                } else {
                    index.search(&full(&tried.query)).await?
                };
                return Ok(Met { tried, answer });
            }
            nothing.get_or_insert(Met { tried, answer });
        }
        nothing.ok_or(SearchError::NotBuilt)
    }

    /// What is nearest to a search that nothing fits: the same words with none of the filters, then anything of the kind.
    async fn nearest(&self, asked: &Asked, reading: &Reading) -> Result<Answer, SearchError> {
        let mut filters = Filters::default();
        filters.narrow(Facet::Kind, vec![asked.kind.to_string()]);
        let tree = asked.base.filters.facets.iter();
        let tree = tree.filter(|(facet, _)| matches!(facet, Facet::Product | Facet::Category));
        filters.facets.extend(tree.cloned());
        filters.near = asked
            .base
            .filters
            .near
            .map(|near| chonoi_search::query::Near { km: None, ..near });
        let base = Query {
            limit: NEAREST,
            sort: asked.base.sort,
            filters,
            ..Query::default()
        };
        Ok(self.meet(reading.tries(&base)).await?.answer)
    }

    /// Whether a search holds, before it is kept.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault.
    pub(crate) fn check_search(&self, query: &SearchQuery) -> Result<(), Error> {
        self.asked(query).map(drop)
    }

    /// Which of the things of those keys a kept search would find, as it is meant and not with less.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a search that no longer holds; [`Error::Unavailable`] while the index is away.
    pub(crate) async fn fitting(&self, query: &SearchQuery, keys: &[Key]) -> Result<Vec<Item>, Error> {
        let asked = self.asked(query)?;
        let mut base = asked.base;
        base.facets.clear();
        base.filters.keys = Some(keys.to_vec());
        base.offset = 0;
        base.limit = keys.len();
        let reading = self.search.reader().read(&asked.text, self.today());
        let index = self.search.index.as_ref();
        let index = index.ok_or(Error::Unavailable("search"))?;
        let first = reading.tries(&base).into_iter().next();
        let Some(tried) = first else {
            return Ok(Vec::new());
        };
        let answer = index.search(&tried.query).await;
        let answer = answer.map_err(|_| Error::Unavailable("search"))?;
        self.items(answer.hits).await
    }
}
