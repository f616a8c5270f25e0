//! A new version beside the one that is searched.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use meilisearch_sdk::client::SwapIndexes;
use meilisearch_sdk::indexes::{Index, IndexesQuery};
use meilisearch_sdk::task_info::TaskInfo;
use serde_json::Value;
use time::OffsetDateTime;

use super::{Inner, LOOK, PATIENCE, TASK_PATIENCE, in_time, number, row, settings};
use crate::document::{Document, Key};
use crate::index::{Pending, Rebuild, SearchError};

/// Pieces that the server may have before it before we wait: it does what is alike in one go.
const AHEAD: usize = 20;
/// What a rebuild left that was given up is taken away when nobody has touched it for so long.
const KEEP: time::Duration = time::Duration::hours(1);

/// Letters of the shortest word in which the server looks for typos.
const SHORTEST: usize = 4;
/// Indexes that are looked through at the most: far above what a server of ours holds.
const MANY: usize = 1_000;

/// An index that is being filled. One that is given up stays on the server until a later rebuild.
pub(super) struct Building {
    inner: Arc<Inner>,
    next: String,
    begun: VecDeque<TaskInfo>,
    written: BTreeSet<Key>,
    /// Words that are long enough to hold typos.
    words: BTreeSet<String>,
}

impl Building {
    /// Makes a fresh index of a name that no other has.
    pub(super) async fn begin(inner: &Arc<Inner>) -> Result<Self, SearchError> {
        let next = inner.fresh().await?;
        let settings = settings::settings(&inner.catalogue);
        let index = inner.client.index(&next);
        inner.done(index.set_settings(&settings)).await?;
        Ok(Self {
            inner: Arc::clone(inner),
            next,
            begun: VecDeque::new(),
            written: BTreeSet::new(),
            words: BTreeSet::new(),
        })
    }

    async fn put(&mut self, documents: &[Document]) -> Result<(), SearchError> {
        let rows: Vec<Value> = documents.iter().map(row::of).collect();
        self.words.extend(documents.iter().flat_map(long_words));
        self.written
            .extend(documents.iter().map(|document| document.key.clone()));
        let index = self.inner.client.index(&self.next);
        let begun = in_time(TASK_PATIENCE, index.add_or_replace(&rows, Some("id"))).await?;
        self.begun.push_back(begun);
        self.wait(AHEAD).await
    }

    /// Waits until no more than `most` pieces are before the server.
    async fn wait(&mut self, most: usize) -> Result<(), SearchError> {
        while self.begun.len() > most {
            if let Some(begun) = self.begun.pop_front() {
                self.inner.finished(begun).await?;
            }
        }
        Ok(())
    }

    async fn swap(mut self) -> Result<(), SearchError> {
        self.wait(0).await?;
        let index = self.inner.client.index(&self.next);
        // The neighbours of a word that is known are other goods: typos are looked for in the others.
        let tolerance = settings::typos(std::mem::take(&mut self.words));
        self.inner.done(index.set_typo_tolerance(&tolerance)).await?;
        let there = self.inner.held(&self.next).await?;
        if there != number(self.written.len()) {
            let missing = format!("{there} of {} documents arrived", self.written.len());
            return Err(SearchError::Unavailable(missing));
        }
        self.inner.exchange(&self.next).await
    }
}

impl Inner {
    /// A new index beside ours, and those of the past taken away.
    async fn fresh(&self) -> Result<String, SearchError> {
        let prefix = format!("{}-", self.name);
        let mut all = IndexesQuery::new(&self.client);
        all.with_limit(MANY);
        let all = in_time(PATIENCE, self.client.list_all_indexes_with(&all))
            .await?
            .results;
        let beside: Vec<&Index> = all
            .iter()
            .filter(|index| index.uid.starts_with(&prefix))
            .collect();
        let numbers = beside.iter().filter_map(|index| index.uid.strip_prefix(&prefix));
        let last = numbers.filter_map(|number| number.parse::<u64>().ok()).max();
        let name = format!("{prefix}{}", last.unwrap_or_default() + 1);
        // Whoever else made it a moment ago has it: this rebuild gives up and is tried again.
        self.done(self.client.create_index(&name, Some("id"))).await?;
        let now = self.made(&name).await?;
        for index in beside.iter().filter(|index| is_left(index, now)) {
            not_found_is_fine(self.done(self.client.delete_index(&index.uid)).await)?;
        }
        Ok(name)
    }

    /// Puts the index called `next` in the place of ours, at once, and takes the former one away.
    async fn exchange(&self, next: &str) -> Result<(), SearchError> {
        let made = self.made(next).await?.ok_or(SearchError::NotBuilt)?;
        let is_first = self.made(&self.name).await?.is_none();
        let pair = SwapIndexes {
            indexes: (next.to_owned(), self.name.clone()),
            rename: is_first.then_some(true),
        };
        in_time(PATIENCE, self.client.swap_indexes([&pair])).await?;
        // A key for some indexes does not see this task, since it is of no one index: its effect is waited for.
        let exchanged = tokio::time::timeout(TASK_PATIENCE, self.exchanged(next, made));
        exchanged
            .await
            .map_err(|_| SearchError::Unavailable("the indexes were not exchanged".to_owned()))??;
        if is_first {
            return Ok(());
        }
        not_found_is_fine(self.done(self.client.delete_index(next)).await)
    }

    /// Ends when ours is the index that was made then.
    async fn exchanged(&self, next: &str, made: OffsetDateTime) -> Result<(), SearchError> {
        while self.made(&self.name).await? != Some(made) {
            if self.made(next).await?.is_none() && self.made(&self.name).await? != Some(made) {
                return Err(SearchError::Unavailable("the new index is gone".to_owned()));
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// When the index called `name` was made; `None` where there is none.
    async fn made(&self, name: &str) -> Result<Option<OffsetDateTime>, SearchError> {
        match in_time(PATIENCE, self.client.get_index(name)).await {
            Err(SearchError::NotBuilt) => Ok(None),
            found => Ok(found?.created_at),
        }
    }
}

/// Whether nobody has touched it for long, by the server's own clock.
fn is_left(index: &Index, now: Option<OffsetDateTime>) -> bool {
    now.zip(index.updated_at)
        .is_some_and(|(now, touched)| now - touched > KEEP)
}

fn long_words(document: &Document) -> Vec<String> {
    let parts = crate::rank::parts(&document.texts);
    let names = parts.into_iter().flatten();
    let words = names.flat_map(|name| crate::words::words(name));
    let long = words.filter(|word| word.plain.len() >= SHORTEST);
    long.map(|word| word.plain).collect()
}

fn not_found_is_fine(done: Result<(), SearchError>) -> Result<(), SearchError> {
    match done {
        Err(SearchError::NotBuilt) => Ok(()),
        done => done,
    }
}

impl Rebuild for Building {
    fn put(&mut self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(async move { self.put(&documents).await })
    }

    fn swap(self: Box<Self>) -> Pending<'static, ()> {
        Box::pin((*self).swap())
    }
}
