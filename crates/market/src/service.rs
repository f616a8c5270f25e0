//! The market as one value: what every use case needs, shared by all requests and the worker.

use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::clock::{Clock, day_in_vietnam};
use chonoi_domain::event::Event;
use chonoi_store::{Store, StoreError, Tx, audit, outbox};
use time::Date;
use uuid::Uuid;

use crate::clock::millis;
use crate::files::objects::Objects;
use crate::logins::Logins;
use crate::master_key::MasterKey;
use crate::search::Search;
use crate::summary::standing::Kept;
use crate::warm_markets::WarmMarkets;

/// Handles of everything the use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Market {
    pub(crate) store: Store,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) logins: Arc<Logins>,
    pub(crate) objects: Arc<Objects>,
    pub(crate) kept: Arc<Kept>,
    pub(crate) search: Arc<Search>,
    pub(crate) warm: Arc<WarmMarkets>,
}

impl std::fmt::Debug for Market {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Market")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

/// Who wrote what, for the audit trail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trace {
    /// Who; `None` for the program itself.
    pub(crate) user: Option<Uuid>,
    /// For which organisation.
    pub(crate) organisation: Option<Uuid>,
    /// What, for example `publish`.
    pub(crate) action: &'static str,
    /// On which kind of row.
    pub(crate) kind: &'static str,
}

impl Market {
    /// A market over `store` with `catalogue` and `clock`.
    #[must_use]
    pub fn new(store: Store, catalogue: Arc<Catalogue>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            search: Arc::new(Search::new(&catalogue, None)),
            warm: Arc::new(WarmMarkets::new(Arc::clone(&catalogue), None)),
            catalogue,
            clock,
            logins: Arc::new(Logins::new(None, false)),
            objects: Arc::new(Objects::in_memory()),
            kept: Arc::default(),
        }
    }

    /// The same market, in which people can log in; with `demo` also under the demonstration's public password.
    #[must_use]
    pub fn with_logins(self, master: MasterKey, demo: bool) -> Self {
        Self {
            logins: Arc::new(Logins::new(Some(master), demo)),
            ..self
        }
    }

    /// The same market, whose solved markets take at most `bytes` of memory.
    #[must_use]
    pub fn with_solved_markets_in(self, bytes: usize) -> Self {
        Self {
            warm: Arc::new(WarmMarkets::new(Arc::clone(&self.catalogue), Some(bytes))),
            ..self
        }
    }

    /// The reference catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The present instant, UTC ms.
    #[must_use]
    pub fn now(&self) -> i64 {
        millis(self.clock.now())
    }

    /// Today in Vietnam.
    #[must_use]
    pub fn today(&self) -> Date {
        day_in_vietnam(self.clock.now())
    }

    /// Writes `event` to the outbox in the transaction of the change it tells of.
    pub(crate) async fn tell(&self, tx: &Tx, event: &Event) -> Result<(), StoreError> {
        outbox::push(tx, self.clock.fresh_id(), event, self.now()).await
    }

    /// Records a write in its own transaction; `before` and `after` are the row's states.
    pub(crate) async fn record<T: serde::Serialize>(
        &self,
        tx: &Tx,
        trace: Trace,
        subject: impl std::fmt::Display,
        states: (Option<&T>, Option<&T>),
    ) -> Result<(), StoreError> {
        let entry = audit::Entry {
            id: self.clock.fresh_id(),
            at: self.now(),
            user: trace.user,
            organisation: trace.organisation,
            action: trace.action,
            subject_kind: trace.kind,
            subject_id: subject.to_string(),
            before: states.0.map(audit::digest),
            after: states.1.map(audit::digest),
        };
        audit::record(tx, entry).await
    }
}
