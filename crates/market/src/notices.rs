//! Notices: what is new for someone since they looked last.

use std::collections::BTreeMap;

use chonoi_domain::id::{NoticeId, SavedSearchId};
use chonoi_store::{notices, saved_searches};

use crate::actor::Actor;
use crate::error::Error;
use crate::page::{Cursor, listing};
use crate::posts::listing::Listing;
use crate::service::Market;

/// Something new that fits a kept search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id.
    pub id: NoticeId,
    /// The search that it fits.
    pub saved_search: SavedSearchId,
    /// What that is called.
    pub search_name: String,
    /// What kind of thing it is about: `offer`, `request`, `organisation` or `product`.
    pub kind: String,
    /// The id of that.
    pub subject: String,
    /// How that was headed.
    pub title: String,
    /// When it was found, UTC ms.
    pub created_at: i64,
    /// Whether it has been read.
    pub read: bool,
}

/// A page of notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The page.
    pub page: Listing<NoticeView>,
    /// How many on all pages are unread.
    pub unread: u64,
}

impl Market {
    /// A page of one's own notices, the newest first.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn notices(&self, actor: &Actor, page: Cursor) -> Result<Notices, Error> {
        let db = self.store.reader();
        let rows = notices::of(db, actor.user(), page.after, page.ask_for()).await?;
        let (rows, next) = page.cut(rows, |notice| notice.id.0);
        let kept = saved_searches::of(db, actor.user()).await?;
        let names: BTreeMap<_, _> = kept.into_iter().map(|search| (search.id, search.name)).collect();
        let (total, unread) = notices::count(db, actor.user()).await?;
        let items = rows.into_iter().map(|notice| {
            let (kind, subject) = notice.subject.split_once('-').unwrap_or(("", &notice.subject));
            NoticeView {
                id: notice.id,
                saved_search: notice.saved_search,
                search_name: names.get(&notice.saved_search).cloned().unwrap_or_default(),
                kind: kind.to_owned(),
                subject: subject.to_owned(),
                title: notice.title.clone(),
                created_at: notice.created_at,
                read: notice.read_at.is_some(),
            }
        });
        Ok(Notices {
            page: listing(items.collect(), next, total),
            unread,
        })
    }

    /// Marks one's own notices as read; how many were unread. What someone has read is nobody else's business, so it
    /// leaves no audit event.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn read_notices(&self, actor: &Actor) -> Result<u64, Error> {
        let tx = self.store.begin().await?;
        let read = notices::read(&tx, actor.user(), self.now()).await?;
        tx.commit().await?;
        Ok(read)
    }
}
