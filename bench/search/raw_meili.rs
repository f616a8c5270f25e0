//! Meilisearch as it comes: its own ranking rules, typos and tokens, one call a question.
//!
//! Set are only what is searched, filtered and sorted by, and the limits that would make a total or a count inexact. The
//! call asks for the hits of the page with the total and the counts of each facet that is not narrowed, and, for each facet
//! that is, its counts without that narrowing.

use std::time::{Duration, Instant};

use chonoi_search::document::Document;
use chonoi_search::query::{Facet, Filters, Query, Sort};
use chonoi_testkit::meili::{KEY, Server, URL};
use meilisearch_sdk::client::Client;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};
use meilisearch_sdk::settings::{FacetingSettings, PaginationSetting, Settings};
use serde_json::{Map, Value, json};

use crate::noted::Spool;

const SEARCHED: [&str; 6] = ["names", "synonyms", "categories", "places", "parties", "more"];
const FILTERED: [&str; 6] = ["price", "volume", "first_day", "last_day", "reach", "_geo"];
const SORTED: [&str; 4] = ["price", "volume", "first_day", "_geo"];
const SHOWN: [&str; 4] = ["id", "title", "party", "place"];
/// So long a task may take.
const PATIENCE: Duration = Duration::from_secs(3_600);
const LOOK: Duration = Duration::from_millis(50);

pub(crate) struct Raw {
    client: Client,
    name: String,
}

/// A document as somebody would send it who knows nothing of our order.
fn row(document: &Document) -> Value {
    let (texts, facts) = (&document.texts, &document.facts);
    let mut row = Map::new();
    row.insert("id".to_owned(), json!(document.key));
    for (name, text) in [
        ("title", &document.title),
        ("party", &document.party),
        ("place", &document.place),
    ] {
        row.insert(name.to_owned(), json!(text));
    }
    let parts = [
        &texts.names,
        &texts.synonyms,
        &texts.categories,
        &texts.places,
        &texts.parties,
        &texts.more,
    ];
    for (name, names) in ["names", "synonyms", "categories", "places", "parties", "more"]
        .iter()
        .zip(parts)
    {
        row.insert((*name).to_owned(), json!(names));
    }
    for facet in Facet::ALL {
        row.insert(facet.to_string(), json!(document.values(*facet)));
    }
    for (name, value) in [
        ("price", facts.price),
        ("volume", facts.volume),
        ("first_day", facts.from),
        ("last_day", facts.to),
    ] {
        row.insert(name.to_owned(), json!(value));
    }
    row.insert("reach".to_owned(), json!(facts.reach));
    if let (Some(lat), Some(lng)) = (facts.lat, facts.lon) {
        row.insert("_geo".to_owned(), json!({ "lat": lat, "lng": lng }));
    }
    Value::Object(row)
}

impl Raw {
    pub(crate) async fn on(server: &Server) -> Self {
        let client = Client::new(&server.url, Some(&server.key)).unwrap();
        Self {
            client,
            name: format!("{}-raw", server.name),
        }
    }

    /// Fills the index; documents a second, from the first that is sent until all are found.
    pub(crate) async fn fill(&self, spool: &Spool) -> f64 {
        let index = self.client.index(&self.name);
        let made = self.client.create_index(&self.name, Some("id")).await.unwrap();
        made.wait_for_completion(&self.client, Some(LOOK), Some(PATIENCE))
            .await
            .unwrap();
        let facets = Facet::ALL.iter().map(|facet| facet.as_str());
        let settings = Settings {
            pagination: Some(PaginationSetting {
                max_total_hits: 10_000_000,
            }),
            faceting: Some(FacetingSettings {
                max_values_per_facet: 10_000,
                sort_facet_values_by: None,
            }),
            ..Settings::new()
                .with_searchable_attributes(SEARCHED)
                .with_filterable_attributes(facets.chain(FILTERED))
                .with_sortable_attributes(SORTED)
        };
        let mut last = index.set_settings(&settings).await.unwrap();
        let (started, mut documents) = (Instant::now(), 0);
        for piece in spool.pieces() {
            let rows: Vec<Value> = piece.iter().map(row).collect();
            documents += rows.len();
            last = index.add_or_replace(&rows, Some("id")).await.unwrap();
        }
        let done = last.wait_for_completion(&self.client, Some(LOOK), Some(PATIENCE));
        let done = done.await.unwrap();
        assert!(done.is_success(), "{done:?}");
        documents as f64 / started.elapsed().as_secs_f64()
    }

    /// The page with all counts; how many hits there are.
    pub(crate) async fn search(&self, query: &Query) -> u64 {
        let index = self.client.index(&self.name);
        let words: Vec<&str> = query.words.iter().map(|word| word.plain.as_str()).collect();
        let words = words.join(" ");
        let (apart, together): (Vec<Facet>, Vec<Facet>) =
            query.facets.iter().partition(|facet| query.filters.has(**facet));
        let names = |facets: &[Facet]| facets.iter().map(|facet| facet.as_str()).collect::<Vec<_>>();
        let first = (filter(&query.filters), names(&together));
        let others = apart
            .iter()
            .map(|facet| (filter(&query.filters.without(*facet)), names(&[*facet])));
        let others: Vec<_> = others.collect();
        let sort = sort(query);
        let sort: Vec<&str> = sort.iter().map(String::as_str).collect();
        let mut all = self.client.multi_search();
        for (at, (filter, facets)) in std::iter::once(&first).chain(&others).enumerate() {
            let mut asked = SearchQuery::new(&index);
            asked
                .with_query(&words)
                .with_matching_strategy(MatchingStrategies::ALL)
                .with_page(query.offset / query.limit.max(1) + 1)
                .with_hits_per_page(if at == 0 { query.limit } else { 0 })
                .with_attributes_to_retrieve(Selectors::Some(&SHOWN))
                .with_facets(Selectors::Some(facets));
            if !filter.is_empty() {
                asked.with_filter(filter);
            }
            if at == 0 && !sort.is_empty() {
                asked.with_sort(&sort);
            }
            all.with_search_query(asked);
        }
        let found = all.execute::<Value>().await.unwrap();
        u64::try_from(found.results[0].total_hits.unwrap()).unwrap()
    }
}

fn filter(filters: &Filters) -> String {
    let mut all: Vec<String> = Vec::new();
    for (facet, values) in &filters.facets {
        if *facet == Facet::Certificate {
            all.extend(values.iter().map(|value| format!("{facet} = {value:?}")));
        } else {
            all.push(format!("{facet} IN {values:?}"));
        }
    }
    for (name, sign, bound) in [
        ("price", ">=", filters.price.min),
        ("price", "<=", filters.price.max),
        ("volume", ">=", filters.volume.min),
        ("volume", "<=", filters.volume.max),
        ("last_day", ">=", filters.days.min),
        ("first_day", "<=", filters.days.max),
    ] {
        all.extend(bound.map(|bound| format!("{name} {sign} {bound}")));
    }
    if let Some((near, km)) = filters.near.and_then(|near| Some((near, near.km?))) {
        all.push(format!("_geoRadius({}, {}, {})", near.lat, near.lon, km * 1_000));
    }
    if let Some(deliver) = &filters.deliver {
        let ways = deliver.deadlines().into_iter().map(|(lead, day)| {
            let there = day.map_or_else(String::new, |day| format!(" AND first_day <= {day}"));
            format!("(reach = \"{}:{lead}\"{there})", deliver.province)
        });
        all.push(format!("({})", ways.collect::<Vec<_>>().join(" OR ")));
    }
    all.join(" AND ")
}

fn sort(query: &Query) -> Vec<String> {
    match (query.sort, query.filters.near) {
        (Sort::Price, _) => vec!["price:asc".to_owned()],
        (Sort::Date, _) => vec!["first_day:asc".to_owned()],
        (Sort::Volume, _) => vec!["volume:desc".to_owned()],
        (Sort::Distance, Some(near)) => vec![format!("_geoPoint({}, {}):asc", near.lat, near.lon)],
        _ => Vec::new(),
    }
}

/// Bytes of everything that the server of the tests holds.
pub(crate) async fn bytes() -> u64 {
    let (url, master) = (std::env::var(URL).unwrap(), std::env::var(KEY).ok());
    let client = Client::new(url, master.as_deref()).unwrap();
    u64::try_from(client.get_stats().await.unwrap().database_size).unwrap()
}
