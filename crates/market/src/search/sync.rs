//! Brings the index in line with the database: what has changed at once, all of it from time to time.
//!
//! A change is written to the queue with its event and leaves it only when the index has it. Everything is compared by
//! digest now and then, so that an index that was lost, wiped or written by someone else ends equal all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chonoi_domain::actor::Verification;
use chonoi_domain::id::{CertificateId, OfferId, OrganisationId, RequestId};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::offer::{Offer, OfferStatus};
use chonoi_domain::post::request::{Request, RequestStatus};
use chonoi_search::document::{Document, Key, Kind};
use chonoi_search::index::{SearchError, SearchIndex};
use chonoi_search::query::Query;
use chonoi_store::{Tx, certificates, leases, organisations, posts, search};
use uuid::Uuid;

use crate::error::Error;
use crate::service::Market;

/// Things brought up to date in one go.
const BATCH: u64 = 500;
/// The index is compared with the database so often.
const COMPARE_MS: i64 = 10 * 60_000;
/// Only the holder of this lease writes to the index.
const LEASE: &str = "search";
const LEASE_MS: i64 = 60_000;
/// In the queue it stands for everything: the whole index is compared.
const EVERYTHING: &str = "everything";

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reindexed {
    /// Documents in the new index.
    pub documents: u64,
    /// Documents that changed while it was made, and were mended.
    pub mended: u64,
}

/// Why the index is not in line yet.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Index(#[from] SearchError),
    #[error(transparent)]
    Market(#[from] Error),
}

impl From<chonoi_store::StoreError> for Trouble {
    fn from(error: chonoi_store::StoreError) -> Self {
        Self::Market(error.into())
    }
}

/// Where a walk over everything that is public stands.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Products,
    Offers(Option<OfferId>),
    Requests(Option<RequestId>),
    Organisations(Option<OrganisationId>),
}

impl Market {
    /// Notes in the transaction of an event's handling that these things may have changed in the index.
    pub(crate) async fn enqueue_search(&self, tx: &Tx, keys: &BTreeSet<Key>) -> Result<(), Error> {
        if self.search.index.is_some() && !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            search::enqueue(tx, &keys, self.clock.fresh_id()).await?;
        }
        Ok(())
    }

    /// Notes that anything may have changed.
    pub(crate) async fn enqueue_all_search(&self, tx: &Tx) -> Result<(), Error> {
        if self.search.index.is_some() {
            search::enqueue(tx, &[EVERYTHING.to_owned()], self.clock.fresh_id()).await?;
        }
        Ok(())
    }

    /// An organisation and all its posts, as keys.
    pub(crate) async fn search_keys_of(&self, organisation: OrganisationId) -> Result<BTreeSet<Key>, Error> {
        let (offered, asked) = search::posts_of(self.store.reader(), organisation).await?;
        let offered = offered.into_iter().map(|id| Key::new(Kind::Offer, id));
        let asked = asked.into_iter().map(|id| Key::new(Kind::Request, id));
        let own = Key::new(Kind::Organisation, organisation);
        Ok(offered.chain(asked).chain([own]).collect())
    }

    /// Brings what waits up to date, as far as one batch goes; whether there may be more. An index that is away is no
    /// failure: what waits, waits on.
    ///
    /// # Errors
    /// [`Error::Internal`] of the database.
    pub(crate) async fn feed_search(&self, holder: &str) -> Result<bool, Error> {
        let Some(index) = self.search.index.clone() else {
            return Ok(false);
        };
        let now = self.now();
        if now < self.search.retry_at.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let compared_at = self.search.compared_at.load(Ordering::Relaxed);
        let is_due = now.saturating_sub(compared_at) >= COMPARE_MS;
        if !is_due && search::waiting(self.store.reader()).await? == 0 {
            return Ok(false);
        }
        if !self.lease_search(holder).await? {
            return Ok(false);
        }
        let fed = self.feed_index(&index, is_due).await;
        let tx = self.store.begin().await?;
        leases::give_back(&tx, LEASE, holder).await?;
        tx.commit().await?;
        match fed {
            Ok(more) => {
                self.search.is_up();
                Ok(more)
            }
            Err(Trouble::Index(error)) => {
                self.search.write_failed(&error, now);
                Ok(false)
            }
            Err(Trouble::Market(error @ Error::Unavailable(_))) => {
                self.search.write_failed(&error, now);
                Ok(false)
            }
            Err(Trouble::Market(error)) => Err(error),
        }
    }

    async fn lease_search(&self, holder: &str) -> Result<bool, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        let taken = leases::take(&tx, LEASE, holder, now, now + LEASE_MS).await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn feed_index(&self, index: &Arc<dyn SearchIndex>, is_due: bool) -> Result<bool, Trouble> {
        match index.count().await {
            Err(SearchError::NotBuilt) => {
                let done = self.rebuild(index, &|_, _| {}).await?;
                tracing::info!(documents = done.documents, "the search index is built");
            }
            Err(error) => return Err(error.into()),
            Ok(_) if is_due => drop(self.compare(index).await?),
            Ok(_) => {}
        }
        let queued = search::queued(self.store.reader(), BATCH).await?;
        if queued.iter().any(|(key, _)| key == EVERYTHING) {
            self.compare(index).await?;
        }
        let keys: BTreeSet<Key> = queued.iter().filter_map(|(key, _)| key.parse().ok()).collect();
        let (shown, fresh) = self.bring_up(index, keys).await?;
        self.tell_savers(&shown, &fresh).await?;
        let tx = self.store.begin().await?;
        search::done(&tx, &queued).await?;
        tx.commit().await?;
        Ok(!queued.is_empty())
    }

    /// Writes the documents of `keys` as they should be now; those that are there now, and those of them that were not
    /// before.
    async fn bring_up(
        &self,
        index: &Arc<dyn SearchIndex>,
        keys: BTreeSet<Key>,
    ) -> Result<(BTreeSet<Key>, BTreeSet<Key>), Trouble> {
        if keys.is_empty() {
            return Ok((BTreeSet::new(), BTreeSet::new()));
        }
        let documents = self.documents(&keys).await?;
        let shown: BTreeSet<Key> = documents.iter().map(|document| document.key.clone()).collect();
        let before = known(index, &shown).await?;
        let gone: Vec<Key> = keys.difference(&shown).cloned().collect();
        if !gone.is_empty() {
            index.delete(gone).await?;
        }
        if !documents.is_empty() {
            index.put(documents).await?;
        }
        let fresh = shown.difference(&before).cloned().collect();
        Ok((shown, fresh))
    }

    /// Compares everything with the database and mends what differs; how many documents that were.
    async fn compare(&self, index: &Arc<dyn SearchIndex>) -> Result<u64, Trouble> {
        let started = self.now();
        let mut there = index.digests().await?;
        let mut mended = 0;
        let mut stage = Some(Stage::Products);
        while let Some(at) = stage {
            let (documents, next) = self.walk(at).await?;
            let differs = |document: &Document| there.get(&document.key) != Some(&document.digest());
            let stale: Vec<Document> = documents
                .iter()
                .filter(|document| differs(document))
                .cloned()
                .collect();
            for document in &documents {
                there.remove(&document.key);
            }
            mended += count(stale.len());
            if !stale.is_empty() {
                index.put(stale).await?;
            }
            stage = next;
        }
        // What is left stands for nothing public, unless it was published while we walked: look again.
        let left: BTreeSet<Key> = there.into_keys().collect();
        for some in left.into_iter().collect::<Vec<_>>().chunks(500) {
            mended += count(some.len());
            self.bring_up(index, some.iter().cloned().collect()).await?;
        }
        self.search.compared_at.store(started, Ordering::Relaxed);
        Ok(mended)
    }

    /// Whether a search finds all there is: the index has everything, or it is away and the database answers.
    ///
    /// # Errors
    /// [`Error::Internal`] of the database.
    pub async fn is_searchable(&self) -> Result<bool, Error> {
        let Some(index) = &self.search.index else {
            return Ok(true);
        };
        // One that is not built is about to be, and then lacks what waits.
        let is_away = !matches!(index.count().await, Ok(_) | Err(SearchError::NotBuilt));
        Ok(is_away || search::waiting(self.store.reader()).await? == 0)
    }

    /// Makes the index anew beside the one that is searched, and puts it in its place. `progress` hears how many
    /// documents are written and how many there will be.
    ///
    /// # Errors
    /// [`Error::Unavailable`] `search` when the index fails, [`Error::Internal`] when the database does.
    pub async fn reindex(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Reindexed, Error> {
        let Some(index) = self.search.index.clone() else {
            return Err(Error::Unavailable("search"));
        };
        self.rebuild(&index, progress).await.map_err(|trouble| match trouble {
            Trouble::Market(error) => error,
            Trouble::Index(error) => {
                tracing::error!(%error, "the index could not be made anew; the former one is searched on");
                Error::Unavailable("search")
            }
        })
    }

    async fn rebuild(
        &self,
        index: &Arc<dyn SearchIndex>,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Reindexed, Trouble> {
        let products = self.catalogue.products().filter(|product| !product.is_generic);
        let all = search::size(self.store.reader()).await? + count(products.count());
        let mut rebuild = index.rebuild().await?;
        let mut done = Reindexed::default();
        let mut stage = Some(Stage::Products);
        progress(0, all);
        while let Some(at) = stage {
            let (documents, next) = self.walk(at).await?;
            done.documents += count(documents.len());
            if !documents.is_empty() {
                rebuild.put(documents).await?;
            }
            progress(done.documents, all);
            stage = next;
        }
        rebuild.swap().await?;
        done.mended = self.compare(index).await?;
        Ok(done)
    }

    /// The public documents of one step of a walk over everything, and the next step.
    async fn walk(&self, stage: Stage) -> Result<(Vec<Document>, Option<Stage>), Error> {
        let db = self.store.reader();
        Ok(match stage {
            Stage::Products => {
                let real = self.catalogue.products().filter(|product| !product.is_generic);
                let describer = self.search.describer();
                let documents = real.map(|product| describer.product(product)).collect();
                (documents, Some(Stage::Offers(None)))
            }
            Stage::Offers(after) => {
                let ids = search::offers_after(db, after, BATCH).await?;
                let last = ids.last().copied();
                let next = last.map_or(Stage::Requests(None), |last| Stage::Offers(Some(last)));
                (self.offer_documents(&ids).await?, Some(next))
            }
            Stage::Requests(after) => {
                let ids = search::requests_after(db, after, BATCH).await?;
                let last = ids.last().copied();
                let next = last.map_or(Stage::Organisations(None), |last| Stage::Requests(Some(last)));
                (self.request_documents(&ids).await?, Some(next))
            }
            Stage::Organisations(after) => {
                let ids = search::organisations_after(db, after, BATCH).await?;
                let next = ids.last().copied().map(|last| Stage::Organisations(Some(last)));
                (self.organisation_documents(&ids).await?, next)
            }
        })
    }

    /// The documents of those of `keys` that everyone may see.
    async fn documents(&self, keys: &BTreeSet<Key>) -> Result<Vec<Document>, Error> {
        let mut documents = self.offer_documents(&ids(keys, Kind::Offer)).await?;
        documents.extend(self.request_documents(&ids(keys, Kind::Request)).await?);
        documents.extend(
            self.organisation_documents(&ids(keys, Kind::Organisation))
                .await?,
        );
        for key in keys.iter().filter(|key| key.kind == Kind::Product) {
            let product = self.catalogue.product(&key.id.as_str().into());
            let product = product.filter(|product| !product.is_generic);
            documents.extend(product.map(|product| self.search.describer().product(product)));
        }
        Ok(documents)
    }

    async fn offer_documents(&self, ids: &[OfferId]) -> Result<Vec<Document>, Error> {
        let db = self.store.reader();
        let records = posts::find_many::<Offer>(db, ids).await?;
        let suppliers = self
            .parties(records.iter().map(|record| record.post.supplier))
            .await?;
        let held = self.proven(suppliers.keys().copied()).await?;
        let published = records
            .iter()
            .filter(|record| record.post.status == OfferStatus::Published);
        Ok(published
            .filter_map(|record| {
                let supplier = suppliers.get(&record.post.supplier)?;
                let proven = held.get(&supplier.id).map(Vec::as_slice).unwrap_or_default();
                Some(self.search.describer().offer(&record.post, supplier, proven))
            })
            .collect())
    }

    async fn request_documents(&self, ids: &[RequestId]) -> Result<Vec<Document>, Error> {
        let records = posts::find_many::<Request>(self.store.reader(), ids).await?;
        let buyers = self
            .parties(records.iter().map(|record| record.post.buyer))
            .await?;
        let published = records
            .iter()
            .filter(|record| record.post.status == RequestStatus::Published);
        Ok(published
            .filter_map(|record| {
                let buyer = buyers.get(&record.post.buyer)?;
                Some(self.search.describer().request(&record.post, buyer))
            })
            .collect())
    }

    async fn organisation_documents(&self, ids: &[OrganisationId]) -> Result<Vec<Document>, Error> {
        let found = organisations::find_many(self.store.reader(), ids).await?;
        let verified = found
            .iter()
            .filter(|organisation| organisation.verification == Verification::Verified);
        Ok(verified
            .map(|organisation| self.search.describer().organisation(organisation))
            .collect())
    }

    /// Those of the organisations that are not barred.
    async fn parties(
        &self,
        ids: impl Iterator<Item = OrganisationId>,
    ) -> Result<BTreeMap<OrganisationId, Organisation>, Error> {
        let ids: BTreeSet<OrganisationId> = ids.collect();
        let ids: Vec<OrganisationId> = ids.into_iter().collect();
        let found = organisations::find_many(self.store.reader(), &ids).await?;
        let free = found
            .into_iter()
            .filter(|organisation| organisation.verification != Verification::Suspended);
        Ok(free.map(|organisation| (organisation.id, organisation)).collect())
    }

    /// Verified certificates that are valid today, by holder.
    async fn proven(
        &self,
        ids: impl Iterator<Item = OrganisationId>,
    ) -> Result<BTreeMap<OrganisationId, Vec<CertificateId>>, Error> {
        let ids: Vec<OrganisationId> = ids.collect();
        let held = certificates::counting(self.store.reader(), Some(&ids), self.today()).await?;
        let mut by_holder = BTreeMap::<_, Vec<CertificateId>>::new();
        for (holder, kind) in held {
            by_holder.entry(holder).or_default().push(kind);
        }
        Ok(by_holder)
    }
}

/// Those of `keys` that the index has.
async fn known(index: &Arc<dyn SearchIndex>, keys: &BTreeSet<Key>) -> Result<BTreeSet<Key>, SearchError> {
    if keys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query = Query {
        limit: keys.len(),
        ..Query::default()
    };
    query.filters.keys = Some(keys.iter().cloned().collect());
    let answer = index.search(&query).await?;
    Ok(answer.hits.into_iter().map(|hit| hit.key).collect())
}

fn ids<T: From<Uuid>>(keys: &BTreeSet<Key>, kind: Kind) -> Vec<T> {
    let of_kind = keys.iter().filter(|key| key.kind == kind);
    of_kind
        .filter_map(|key| Uuid::parse_str(&key.id).ok().map(T::from))
        .collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
