//! A question in Meilisearch's words.

use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};

use super::row::MARKED;
use crate::query::{Facet, Filters, Query, Sort, Span};
use crate::rank::AREAS;

/// The best hits by the server's rank that are counted again by ours. Beyond them the server's order stands.
pub(super) const WINDOW: usize = 100;

/// What is read of a hit that is shown.
const SHOWN: [&str; 5] = ["id", "title", "party", "place", "_geo"];
/// What its order is counted from.
const ORDERED: [&str; 3] = ["first_day", "tie", MARKED];

/// A question to the server, in pieces that it can borrow.
pub(super) struct Asked {
    words: String,
    filter: String,
    sort: Vec<String>,
    pub(super) facets: Vec<Facet>,
    attributes: Vec<&'static str>,
    per_page: usize,
    page: usize,
    /// Hits before the wanted ones on that page.
    pub(super) skip: usize,
    /// Whether our own order is to be put over the server's.
    pub(super) is_ranked: bool,
}

impl Asked {
    /// For the hits of `query`, counted by `facets`.
    pub(super) fn hits(query: &Query, facets: &[Facet]) -> Self {
        let is_ranked = query.sort == Sort::Relevance && !query.words.is_empty() && query.offset < WINDOW;
        let (per_page, page, skip) = if is_ranked && query.limit > 0 {
            let needed = query.offset.saturating_add(query.limit);
            (needed.max(WINDOW), 1, query.offset)
        } else {
            page(query.offset, query.limit)
        };
        let mut attributes = SHOWN.to_vec();
        if is_ranked {
            attributes.extend(ORDERED);
            attributes.extend(AREAS.iter().map(|(name, ..)| *name));
        }
        Self {
            words: words(query),
            filter: filter(&query.filters),
            sort: sort(query),
            facets: facets.to_vec(),
            attributes,
            per_page,
            page,
            skip,
            is_ranked,
        }
    }

    /// For the counts of `facet` alone, as if it were not narrowed.
    pub(super) fn counts(query: &Query, facet: Facet) -> Self {
        Self {
            words: words(query),
            filter: filter(&query.filters.without(facet)),
            sort: Vec::new(),
            facets: vec![facet],
            attributes: vec!["id"],
            per_page: 0,
            page: 1,
            skip: 0,
            is_ranked: false,
        }
    }

    /// The names of the facets.
    pub(super) fn facets(&self) -> Vec<&str> {
        self.facets.iter().map(|facet| facet.as_str()).collect()
    }

    /// The orders.
    pub(super) fn sort(&self) -> Vec<&str> {
        self.sort.iter().map(String::as_str).collect()
    }

    /// The whole question.
    pub(super) fn in_words<'a>(
        &'a self,
        index: &'a Index,
        facets: &'a [&'a str],
        sort: &'a [&'a str],
    ) -> SearchQuery<'a, meilisearch_sdk::DefaultHttpClient> {
        let mut asked = SearchQuery::new(index);
        asked
            .with_query(&self.words)
            .with_matching_strategy(MatchingStrategies::ALL)
            .with_hits_per_page(self.per_page)
            .with_page(self.page)
            .with_attributes_to_retrieve(Selectors::Some(&self.attributes))
            .with_facets(Selectors::Some(facets))
            .with_locales(&["vie"]);
        if !self.filter.is_empty() {
            asked.with_filter(&self.filter);
        }
        if !sort.is_empty() {
            asked.with_sort(sort);
        }
        asked
    }
}

/// The smallest page that holds `limit` hits from `offset` on: its size, its number, and the hits before them on it.
fn page(offset: usize, limit: usize) -> (usize, usize, usize) {
    if limit == 0 {
        return (0, 1, 0);
    }
    let last = offset.saturating_add(limit - 1);
    let sizes = limit..=last.saturating_add(1);
    let size = sizes.into_iter().find(|size| offset / size == last / size);
    let size = size.unwrap_or(limit);
    (size, offset / size + 1, offset % size)
}

/// The words that are looked for. They stand in the index without marks, as here. The neighbours of a word with digits are
/// other goods, `ST24` and `ST25`, so it stands between quotes, where the server looks for no typos.
fn words(query: &Query) -> String {
    let words = query.words.iter().map(|word| {
        let has_digit = word.plain.bytes().any(|b| b.is_ascii_digit());
        if has_digit {
            quoted(&word.plain)
        } else {
            word.plain.clone()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The filter, empty where everything passes.
fn filter(filters: &Filters) -> String {
    let mut all: Vec<String> = Vec::new();
    for (facet, values) in &filters.facets {
        if facet.wants_all() {
            all.extend(
                values
                    .iter()
                    .map(|value| format!("certificate = {}", quoted(value))),
            );
        } else {
            all.push(format!("{facet} IN [{}]", list(values)));
        }
    }
    if let Some(keys) = &filters.keys {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        all.push(format!("id IN [{}]", list(&keys)));
    }
    span(&mut all, "price", filters.price);
    span(&mut all, "volume", filters.volume);
    // A window meets the days when it ends no earlier than they begin, and begins no later than they end.
    all.extend(filters.days.min.map(|day| format!("last_day >= {day}")));
    all.extend(filters.days.max.map(|day| format!("first_day <= {day}")));
    if let Some((near, km)) = filters.near.and_then(|near| Some((near, near.km?))) {
        let metres = km.saturating_mul(1_000);
        all.push(format!("_geoRadius({}, {}, {metres})", near.lat, near.lon));
    }
    if let Some(deliver) = &filters.deliver {
        let ways = deliver.deadlines().into_iter().map(|(lead, loaded_by)| {
            let reach = format!("reach = {}", quoted(&format!("{}:{lead}", deliver.province)));
            match loaded_by {
                None => reach,
                Some(day) => format!("({reach} AND first_day <= {day})"),
            }
        });
        let ways: Vec<String> = ways.collect();
        all.push(if ways.is_empty() {
            "id IN []".to_owned()
        } else {
            format!("({})", ways.join(" OR "))
        });
    }
    all.join(" AND ")
}

/// The order asked for, with what orders the equal; none for rank.
fn sort(query: &Query) -> Vec<String> {
    let asked_for = match (query.sort, query.filters.near) {
        (Sort::Relevance, _) => return Vec::new(),
        (Sort::Price, _) => Some("price:asc".to_owned()),
        (Sort::Volume, _) => Some("volume:desc".to_owned()),
        (Sort::Distance, Some(near)) => Some(format!("_geoPoint({}, {}):asc", near.lat, near.lon)),
        (Sort::Date, _) | (Sort::Distance, None) => None,
    };
    let equal = ["first_day:asc", "tie:asc"].map(str::to_owned);
    asked_for.into_iter().chain(equal).collect()
}

fn span(all: &mut Vec<String>, name: &str, span: Span<i64>) {
    all.extend(span.min.map(|least| format!("{name} >= {least}")));
    all.extend(span.max.map(|most| format!("{name} <= {most}")));
}

fn list(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| self::quoted(value)).collect();
    quoted.join(", ")
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_page_holds_what_is_wanted() {
        for (offset, limit) in [
            (0, 24),
            (24, 24),
            (240, 24),
            (7, 24),
            (95, 10),
            (0, 0),
            (1, 1),
            (9_999, 7),
        ] {
            let (size, number, skip) = page(offset, limit);
            assert!(
                limit == 0 || (number - 1) * size + skip == offset,
                "{offset} {limit}"
            );
            assert!(skip + limit <= size, "{offset} {limit}");
        }
        assert_eq!(page(48, 24), (24, 3, 0));
    }
}
