//! Searches that people keep, to be told when something new fits.

use std::collections::BTreeSet;

use chonoi_domain::field::FieldError;
use chonoi_domain::fold::nfc;
use chonoi_domain::id::{NoticeId, SavedSearchId};
use chonoi_search::document::Key;
use chonoi_store::saved_searches::{self, SavedSearch};
use chonoi_store::{StoreError, notices};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::error::Error;
use crate::once::Once;
use crate::search::{Item, SearchQuery, Subject};
use crate::service::{Market, Trace};

/// The longest name, in characters.
const LONGEST: usize = 80;
/// The most that one person keeps.
const MOST: usize = 50;
/// Searches looked through in one go.
const CHUNK: u64 = 200;
/// The word for them in audit and errors.
const KIND: &str = "saved_search";

/// A kept search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearchView {
    /// Its id.
    pub id: SavedSearchId,
    /// What it is called.
    pub name: String,
    /// What it searches for.
    pub query: SearchQuery,
    /// Counts its changes, from 1; the `ETag`.
    pub version: i64,
    /// When it was kept, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

impl Market {
    /// One's own searches, the newest first.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn saved_searches(&self, actor: &Actor) -> Result<Vec<SavedSearchView>, Error> {
        let kept = saved_searches::of(self.store.reader(), actor.user()).await?;
        kept.iter().map(view).collect()
    }

    /// One of one's own searches.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for someone else's.
    pub async fn saved_search(&self, actor: &Actor, id: SavedSearchId) -> Result<SavedSearchView, Error> {
        view(&self.own_search(actor, id).await?)
    }

    /// Keeps a search.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the fields at fault, those of the search among them.
    pub async fn save_search(
        &self,
        actor: &Actor,
        name: &str,
        query: &SearchQuery,
        once: &Once,
    ) -> Result<SavedSearchView, Error> {
        let name = self.checked_search(name, query)?;
        let now = self.now();
        let kept = SavedSearch {
            id: SavedSearchId(self.clock.fresh_id()),
            user: actor.user(),
            name,
            query: serde_json::to_string(query).map_err(Error::internal)?,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let shown = view(&kept)?;
        let tx = self.store.begin().await?;
        if let Some(given) = self.answered(&*tx, once).await? {
            return Ok(given);
        }
        if saved_searches::of(&*tx, actor.user()).await?.len() >= MOST {
            let error = FieldError::new("name", "too_many").with("max", MOST);
            return Err(Error::Invalid(vec![error]));
        }
        saved_searches::insert(&tx, &kept).await.map_err(named_twice)?;
        self.record(&tx, trace(actor, "create"), kept.id, (None, Some(&kept)))
            .await?;
        self.keep(&tx, once, &shown).await?;
        tx.commit().await?;
        Ok(shown)
    }

    /// Changes one of one's own searches.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Changed`].
    pub async fn change_saved_search(
        &self,
        actor: &Actor,
        id: SavedSearchId,
        version: i64,
        (name, query): (&str, &SearchQuery),
    ) -> Result<SavedSearchView, Error> {
        let name = self.checked_search(name, query)?;
        let before = self.own_search(actor, id).await?;
        let after = SavedSearch {
            name,
            query: serde_json::to_string(query).map_err(Error::internal)?,
            version: version.saturating_add(1),
            updated_at: self.now(),
            ..before.clone()
        };
        let tx = self.store.begin().await?;
        let done = saved_searches::update(&tx, &after, version).await;
        if !done.map_err(named_twice)? {
            let current = view(&before)?;
            return Err(Error::Changed {
                version: current.version,
                current: Box::new(serde_json::to_value(&current).map_err(Error::internal)?),
            });
        }
        self.record(&tx, trace(actor, "change"), id, (Some(&before), Some(&after)))
            .await?;
        tx.commit().await?;
        view(&after)
    }

    /// Gives one of one's own searches up, with the notices that came of it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn forget_search(&self, actor: &Actor, id: SavedSearchId) -> Result<(), Error> {
        let before = self.own_search(actor, id).await?;
        let tx = self.store.begin().await?;
        saved_searches::delete(&tx, id).await?;
        self.record(&tx, trace(actor, "delete"), id, (Some(&before), None))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Tells whoever keeps a search what of `shown`, which have just been brought up to date, fits and is new to it: made
    /// since the search was, or in `fresh`, which the index did not have before.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the index goes away meanwhile, [`Error::Internal`].
    pub(crate) async fn tell_savers(
        &self,
        shown: &BTreeSet<Key>,
        fresh: &BTreeSet<Key>,
    ) -> Result<(), Error> {
        if shown.is_empty() {
            return Ok(());
        }
        let shown: Vec<Key> = shown.iter().cloned().collect();
        let mut after = None;
        loop {
            let kept = saved_searches::after(self.store.reader(), after, CHUNK).await?;
            let Some(last) = kept.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for search in &kept {
                self.tell_saver(search, &shown, fresh).await?;
            }
        }
    }

    async fn tell_saver(
        &self,
        search: &SavedSearch,
        shown: &[Key],
        fresh: &BTreeSet<Key>,
    ) -> Result<(), Error> {
        let found = match self.fitting(&view(search)?.query, shown).await {
            // A search of an older program, or of a place that is no more: its owner sees that when they open it.
            Err(Error::Invalid(_)) => return Ok(()),
            found => found?,
        };
        let now = self.now();
        let new = found.iter().filter(|item| {
            let (created_at, changed_at) = times(item);
            let since = search.updated_at;
            created_at >= since || (changed_at >= since && fresh.contains(&item.key))
        });
        let given: Vec<_> = new
            .map(|item| notices::Notice {
                id: NoticeId(self.clock.fresh_id()),
                user: search.user,
                saved_search: search.id,
                subject: item.key.to_string(),
                title: item.title.iter().map(|part| part.text.as_str()).collect(),
                created_at: now,
                read_at: None,
            })
            .collect();
        if given.is_empty() {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        // It may have been given up since it was read: then nobody waits for these.
        if saved_searches::find(&*tx, search.id).await?.is_some() {
            notices::insert(&tx, &given).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn checked_search(&self, name: &str, query: &SearchQuery) -> Result<String, Error> {
        let name = nfc(name);
        if name.is_empty() {
            return Err(Error::field("name", "required"));
        }
        if name.chars().count() > LONGEST {
            let error = FieldError::new("name", "too_long").with("max", LONGEST);
            return Err(Error::Invalid(vec![error]));
        }
        self.check_search(query)?;
        Ok(name)
    }

    async fn own_search(&self, actor: &Actor, id: SavedSearchId) -> Result<SavedSearch, Error> {
        let found = saved_searches::find(self.store.reader(), id).await?;
        found
            .filter(|search| search.user == actor.user())
            .ok_or(Error::NotFound(KIND))
    }
}

/// When what was found was made and when it last changed, UTC ms; products never are.
fn times(item: &Item) -> (i64, i64) {
    match &item.subject {
        Subject::Offer(view) => (view.created_at, view.updated_at),
        Subject::Request(view) => (view.created_at, view.updated_at),
        Subject::Organisation(view) => (view.created_at, view.updated_at),
        Subject::Product(_) => (i64::MIN, i64::MIN),
    }
}

fn named_twice(error: StoreError) -> Error {
    if error.is_duplicate_of("saved_searches") {
        Error::field("name", "twice")
    } else {
        error.into()
    }
}

fn trace(actor: &Actor, action: &'static str) -> Trace {
    Trace {
        user: Some(actor.user().0),
        organisation: None,
        action,
        kind: KIND,
    }
}

fn view(search: &SavedSearch) -> Result<SavedSearchView, Error> {
    Ok(SavedSearchView {
        id: search.id,
        name: search.name.clone(),
        query: serde_json::from_str(&search.query).map_err(Error::internal)?,
        version: search.version,
        created_at: search.created_at,
        updated_at: search.updated_at,
    })
}
