//! The index on a Meilisearch server, for installations of several machines.
//!
//! Everyone searches the index of one name; a rebuild fills another beside it and the server exchanges both at once
//! ([`rebuild`]). Every task is waited for, and its failure is ours. The server only finds: what a hit is worth is
//! counted by the same scale as in the embedded index ([`answer`]).

mod answer;
mod ask;
mod rebuild;
mod row;
mod settings;
pub mod token;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chonoi_domain::catalogue::Catalogue;
use meilisearch_sdk::client::Client;
use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::errors::{Error, ErrorCode, ErrorType, MeilisearchError};
use meilisearch_sdk::search::SearchQuery;
use meilisearch_sdk::task_info::TaskInfo;
use serde_json::Value;

use self::answer::merged;
use self::ask::Asked;
use self::rebuild::Building;
use self::row::{Digest, Row};
use crate::answer::Answer;
use crate::document::{Document, Key};
use crate::index::{Pending, Rebuild, SearchError, SearchIndex};
use crate::query::{Facet, Query};

/// A question that is not answered by then counts as failed.
const PATIENCE: Duration = Duration::from_secs(3);
/// A task that is not done by then counts as failed.
const TASK_PATIENCE: Duration = Duration::from_secs(300);
/// How often to look whether a task is done.
const LOOK: Duration = Duration::from_millis(20);
/// Digests read at once.
const CHUNK: usize = 5_000;
/// Ends the name of the index that is searched. The number is that of its settings and documents: a program with another
/// one sees no index and builds its own.
const VERSION: &str = "v1";

/// What the key of the program must be allowed, and no more, on the indexes `<name>-*`.
pub const RIGHTS: [&str; 10] = [
    "search",
    "documents.add",
    "documents.get",
    "documents.delete",
    "indexes.create",
    "indexes.get",
    "indexes.delete",
    "indexes.swap",
    "settings.update",
    "tasks.get",
];

/// An index on a server. Cheap to clone.
#[derive(Clone)]
pub struct Meili {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    name: String,
    catalogue: Arc<Catalogue>,
}

impl std::fmt::Debug for Meili {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meili")
            .field("name", &self.inner.name)
            .finish_non_exhaustive()
    }
}

impl From<Error> for SearchError {
    fn from(error: Error) -> Self {
        match error {
            Error::Meilisearch(refused) => refused.into(),
            Error::InvalidRequest | Error::CantUseWithoutApiKey(_) => Self::Refused(error.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<MeilisearchError> for SearchError {
    fn from(error: MeilisearchError) -> Self {
        match (&error.error_code, &error.error_type) {
            // What is not filterable has not our settings: the server made the index by itself when it was wiped under us.
            (
                ErrorCode::IndexNotFound
                | ErrorCode::InvalidSearchFilter
                | ErrorCode::InvalidSearchFacets
                | ErrorCode::InvalidSearchSort,
                _,
            ) => Self::NotBuilt,
            (_, ErrorType::InvalidRequest | ErrorType::Auth) => Self::Refused(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl Meili {
    /// The index called `name` on the server at `url`, with the names of `catalogue` as synonyms. Nothing is asked yet.
    ///
    /// # Errors
    /// [`SearchError::Refused`]: a key that cannot stand in a header.
    pub fn at(
        url: &str,
        key: Option<&str>,
        name: &str,
        catalogue: Arc<Catalogue>,
    ) -> Result<Self, SearchError> {
        if key.is_some_and(|key| !key.chars().all(|c| c.is_ascii_graphic())) {
            return Err(SearchError::Refused(
                "a key is of visible ASCII letters".to_owned(),
            ));
        }
        Ok(Self {
            inner: Arc::new(Inner {
                client: Client::new(url.trim_end_matches('/'), key)?,
                name: format!("{name}-{VERSION}"),
                catalogue,
            }),
        })
    }
}

impl Inner {
    /// Waits for what `asked` began, and makes its failure ours.
    async fn done(&self, asked: impl Future<Output = Result<TaskInfo, Error>>) -> Result<(), SearchError> {
        let begun = in_time(TASK_PATIENCE, asked).await?;
        self.finished(begun).await
    }

    async fn finished(&self, begun: TaskInfo) -> Result<(), SearchError> {
        let waiting = begun.wait_for_completion(&self.client, Some(LOOK), Some(TASK_PATIENCE));
        let task = in_time(TASK_PATIENCE, waiting).await?;
        if task.is_failure() {
            return Err(task.unwrap_failure().into());
        }
        Ok(())
    }

    /// How many documents there are in the index called `name`, which must have our settings.
    async fn held(&self, name: &str) -> Result<u64, SearchError> {
        let index = self.client.index(name);
        let mut asked = SearchQuery::new(&index);
        asked
            .with_filter("kind EXISTS")
            .with_page(1)
            .with_hits_per_page(0);
        let found = in_time(PATIENCE, asked.execute::<Row>()).await?;
        Ok(number(found.total_hits.unwrap_or_default()))
    }

    async fn put(&self, documents: &[Document]) -> Result<(), SearchError> {
        // The server would make an index without settings where there is none.
        self.held(&self.name).await?;
        let rows: Vec<Value> = documents.iter().map(row::of).collect();
        let index = self.client.index(&self.name);
        self.done(index.add_or_replace(&rows, Some("id"))).await
    }

    async fn delete(&self, keys: &[Key]) -> Result<(), SearchError> {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let index = self.client.index(&self.name);
        self.done(index.delete_documents(&keys)).await
    }

    /// One call for the hits and for the counts of every facet that is narrowed, each without its own narrowing.
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let narrowed = |facet: &Facet| query.filters.has(*facet);
        let (apart, together): (Vec<Facet>, Vec<Facet>) =
            query.facets.iter().partition(|facet| narrowed(facet));
        let mut asked = vec![Asked::hits(query, &together)];
        asked.extend(apart.iter().map(|facet| Asked::counts(query, *facet)));
        let index = self.client.index(&self.name);
        let facets: Vec<Vec<&str>> = asked.iter().map(Asked::facets).collect();
        let sorts: Vec<Vec<&str>> = asked.iter().map(Asked::sort).collect();
        let mut all = self.client.multi_search();
        for (asked, (facets, sort)) in asked.iter().zip(facets.iter().zip(&sorts)) {
            all.with_search_query(asked.in_words(&index, facets, sort));
        }
        let found = in_time(PATIENCE, all.execute::<Row>()).await?;
        merged(query, &asked, found.results)
    }

    async fn digests(&self) -> Result<BTreeMap<Key, String>, SearchError> {
        let index = self.client.index(&self.name);
        let mut found = BTreeMap::new();
        for offset in (0..).step_by(CHUNK) {
            let mut asked = DocumentsQuery::new(&index);
            asked
                .with_limit(CHUNK)
                .with_offset(offset)
                .with_fields(["id", "digest"]);
            let page = in_time(TASK_PATIENCE, asked.execute::<Digest>()).await?;
            let is_last = page.results.len() < CHUNK;
            for row in page.results {
                if let Ok(key) = row.id.parse() {
                    found.insert(key, row.digest);
                }
            }
            if is_last {
                break;
            }
        }
        Ok(found)
    }
}

async fn in_time<T>(
    patience: Duration,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, SearchError> {
    match tokio::time::timeout(patience, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(SearchError::Unavailable(format!("no answer within {patience:?}"))),
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl SearchIndex for Meili {
    fn search<'a>(&'a self, query: &'a Query) -> Pending<'a, Answer> {
        Box::pin(self.inner.search(query))
    }

    fn put(&self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(async move { self.inner.put(&documents).await })
    }

    fn delete(&self, keys: Vec<Key>) -> Pending<'_, ()> {
        Box::pin(async move { self.inner.delete(&keys).await })
    }

    fn count(&self) -> Pending<'_, u64> {
        Box::pin(self.inner.held(&self.inner.name))
    }

    fn digests(&self) -> Pending<'_, BTreeMap<Key, String>> {
        Box::pin(self.inner.digests())
    }

    fn rebuild(&self) -> Pending<'_, Box<dyn Rebuild>> {
        Box::pin(async {
            let rebuild: Box<dyn Rebuild> = Box::new(Building::begin(&self.inner).await?);
            Ok(rebuild)
        })
    }
}

#[cfg(test)]
mod tests;
