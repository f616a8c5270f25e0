//! Events from the outbox to what they wake.

use std::collections::BTreeSet;

use chonoi_domain::event::Event;
use chonoi_domain::id::{OfferId, OrganisationId, ProposalId};
use chonoi_domain::proposal::ProposalStatus;
use chonoi_search::document::{Key, Kind};
use chonoi_store::outbox::Claimed;
use chonoi_store::{outbox, proposals};

use crate::error::Error;
use crate::service::Market;

/// Events taken at once.
const BATCH: u64 = 200;
/// A worker that has not handled an event for so long is dead; another may take it.
const CLAIM_MS: i64 = 60_000;
/// An event that fails so often is dropped with a line in the log: the sweeps mend what it should have woken.
const MOST_ATTEMPTS: i32 = 10;

/// What a batch of events wakes, each once however many events ask for it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wakes {
    /// The market has to be matched again.
    matching: bool,
    /// Proposals whose state decides whether it has to be.
    answered: BTreeSet<ProposalId>,
    /// Posts whose search texts carry an organisation's name, and listings that hang off how it stands.
    renamed: BTreeSet<OrganisationId>,
    /// Offers whose listings on the channels may have to change.
    listings: BTreeSet<OfferId>,
    /// Things whose document in the search index may have to change.
    searched: BTreeSet<Key>,
}

impl Wakes {
    /// The one table of what hangs off which event.
    fn of(events: impl Iterator<Item = Event>) -> Self {
        let mut wakes = Self::default();
        for event in events {
            match event {
                Event::OfferChanged(id) => {
                    wakes.matching = true;
                    wakes.listings.insert(id);
                    wakes.searched.insert(Key::new(Kind::Offer, id));
                }
                Event::RequestChanged(id) => {
                    wakes.matching = true;
                    wakes.searched.insert(Key::new(Kind::Request, id));
                }
                Event::OrganisationChanged(id) => {
                    wakes.matching = true;
                    wakes.renamed.insert(id);
                }
                Event::ProposalChanged(id) => {
                    wakes.answered.insert(id);
                }
                Event::CapacityChanged(_) => wakes.matching = true,
                // Runs are taken from their own queue; a deal's posts have events of their own.
                Event::MatchRunRequested(_) | Event::DealChanged(_) => {}
            }
        }
        wakes
    }
}

impl Market {
    /// Handles a batch of events; how many there were.
    ///
    /// # Errors
    /// The failure of a handler: the batch stays claimed and comes back.
    pub(super) async fn dispatch(&self) -> Result<usize, Error> {
        if outbox::waiting(self.store.reader()).await? == 0 {
            return Ok(0);
        }
        let now = self.now();
        let tx = self.store.begin().await?;
        let claimed = outbox::claim(&tx, BATCH, now, now + CLAIM_MS).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let wakes = Wakes::of(claimed.iter().map(|c| c.event.clone()));
        if let Err(error) = self.wake_others(&wakes).await {
            self.drop_hopeless(&claimed).await?;
            return Err(error);
        }
        let mut searched = wakes.searched.clone();
        for organisation in &wakes.renamed {
            searched.extend(self.search_keys_of(*organisation).await?);
        }
        let matching = wakes.matching || self.frees_goods(&wakes.answered).await?;
        let ids: Vec<_> = claimed.iter().map(|c| c.id).collect();
        let tx = self.store.begin().await?;
        if matching {
            self.wake_matching(&tx).await?;
        }
        self.enqueue_search(&tx, &searched).await?;
        outbox::done(&tx, &ids).await?;
        tx.commit().await?;
        Ok(ids.len())
    }

    /// Handlers that open transactions of their own, so they must bear being called again.
    async fn wake_others(&self, wakes: &Wakes) -> Result<(), Error> {
        for organisation in &wakes.renamed {
            self.refold_posts(*organisation).await?;
        }
        let mut changed = self.sync_listings(&wakes.listings).await?;
        for organisation in &wakes.renamed {
            changed += self.sync_listings_of(*organisation).await?;
        }
        if changed > 0 {
            self.apply_listings().await?;
        }
        Ok(())
    }

    /// Whether one of these proposals has ended without a deal, so that its goods look for another partner.
    async fn frees_goods(&self, answered: &BTreeSet<ProposalId>) -> Result<bool, Error> {
        for id in answered {
            let found = proposals::find(self.store.reader(), *id).await?;
            let ended = |status| matches!(status, ProposalStatus::Declined | ProposalStatus::Expired);
            if found.is_some_and(|proposal| ended(proposal.status)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn drop_hopeless(&self, claimed: &[Claimed]) -> Result<(), Error> {
        let hopeless: Vec<_> = claimed
            .iter()
            .filter(|c| c.attempts + 1 >= MOST_ATTEMPTS)
            .collect();
        if hopeless.is_empty() {
            return Ok(());
        }
        for event in &hopeless {
            tracing::error!(event = ?event.event, "an event is dropped after too many failures");
        }
        let ids: Vec<_> = hopeless.iter().map(|c| c.id).collect();
        let tx = self.store.begin().await?;
        outbox::done(&tx, &ids).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_hangs_off_which_event() {
        let id = Uuid::nil();
        let wakes = |event| Wakes::of(std::iter::once(event));
        let matching = |event| wakes(event).matching;
        assert!(matching(Event::OfferChanged(id.into())));
        assert!(matching(Event::RequestChanged(id.into())));
        assert!(matching(Event::OrganisationChanged(id.into())));
        assert!(matching(Event::CapacityChanged(id.into())));
        assert!(!matching(Event::DealChanged(id.into())));
        assert!(!matching(Event::MatchRunRequested(id.into())));
        let answered = wakes(Event::ProposalChanged(id.into()));
        assert!(!answered.matching && answered.answered.len() == 1);
        let twice = [Event::OfferChanged(id.into()), Event::OfferChanged(id.into())];
        assert_eq!(Wakes::of(twice.into_iter()).listings.len(), 1);
    }
}
