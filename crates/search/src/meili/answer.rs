//! What the server found, in our order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use meilisearch_sdk::search::SearchResults;

use super::ask::{Asked, WINDOW};
use super::number;
use super::row::Row;
use crate::answer::{Answer, Counts, Hit};
use crate::geo::whole_km;
use crate::index::SearchError;
use crate::query::{Facet, Query};
use crate::rank::points;

/// The answers to all of `asked`, hits first, as the answer to `query`.
///
/// # Errors
/// [`SearchError::Unavailable`]: an answer that is none.
pub(super) fn merged(
    query: &Query,
    asked: &[Asked],
    found: Vec<SearchResults<Row>>,
) -> Result<Answer, SearchError> {
    if found.len() != asked.len() {
        return Err(SearchError::Unavailable("answers are missing".to_owned()));
    }
    let mut answer = Answer::default();
    for (at, (asked, found)) in asked.iter().zip(found).enumerate() {
        answer
            .facets
            .extend(counts(&asked.facets, found.facet_distribution));
        if at > 0 {
            continue;
        }
        let total = found.total_hits;
        answer.total = number(total.ok_or_else(|| SearchError::Unavailable("no total".to_owned()))?);
        let rows = found.hits.into_iter().map(|hit| hit.result).collect();
        let rows = if asked.is_ranked {
            ranked(query, rows)
        } else {
            rows
        };
        let wanted = rows.iter().skip(asked.skip).take(query.limit);
        answer.hits = wanted.map(|row| shown(query, row)).collect::<Result<_, _>>()?;
    }
    Ok(answer)
}

/// `rows` by our points, of equal ones the nearest day, then a number that is the same in every index.
fn ranked(query: &Query, mut rows: Vec<Row>) -> Vec<Row> {
    let rest = rows.split_off(WINDOW.min(rows.len()));
    rows.sort_by_cached_key(|row| (Reverse(points(query, &row.spelt())), row.order()));
    rows.extend(rest);
    rows
}

fn counts(
    asked: &[Facet],
    found: Option<HashMap<String, HashMap<String, usize>>>,
) -> BTreeMap<Facet, Counts> {
    let mut found = found.unwrap_or_default();
    let values = asked.iter().map(|facet| {
        let values = found.remove(facet.as_str()).unwrap_or_default();
        let counts = values.into_iter().filter(|(_, count)| *count > 0);
        (
            *facet,
            counts.map(|(value, count)| (value, number(count))).collect(),
        )
    });
    values.collect()
}

fn shown(query: &Query, row: &Row) -> Result<Hit, SearchError> {
    let key = row.id.parse();
    let key = key.map_err(|error| SearchError::Unavailable(format!("{error}")))?;
    let km = query.filters.near.zip(row.geo.as_ref());
    let km = km.map(|(near, geo)| whole_km(near, geo.lat, geo.lng));
    Ok(Hit::showing(
        key,
        [&row.title, &row.party, &row.place],
        km,
        &query.words,
    ))
}
