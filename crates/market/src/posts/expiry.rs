//! Takes posts whose window has passed off the market.

use chonoi_domain::event::Event;
use chonoi_domain::post::offer::PostEvent;
use chonoi_store::{offers, requests};

use crate::error::Error;
use crate::service::{Market, Trace};

/// Posts taken in one transaction.
const AT_ONCE: u64 = 200;

impl Market {
    /// Expires every published offer and request whose window ended before today; how many. Meant to run again and
    /// again; two at once do no harm.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn expire_posts(&self) -> Result<usize, Error> {
        let mut expired = 0;
        loop {
            let done = self.expire_offers().await?;
            expired += done;
            if done == 0 {
                break;
            }
        }
        loop {
            let done = self.expire_requests().await?;
            expired += done;
            if done == 0 {
                return Ok(expired);
            }
        }
    }

    async fn expire_offers(&self) -> Result<usize, Error> {
        let due = offers::due(self.store.reader(), self.today(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let tx = self.store.begin().await?;
        let mut done = 0;
        for before in due {
            let (id, version) = (before.offer.id, before.offer.version);
            let mut after = before.offer.clone();
            after.status = after.status.transition(PostEvent::Expire)?;
            // A post that changed meanwhile is looked at again by the next round.
            if offers::set_status(&tx, id, version, after.status, self.now()).await? {
                after.version = version + 1;
                let states = (Some(&before.offer), Some(&after));
                self.record(&tx, by_itself("offer"), id, states).await?;
                self.tell(&tx, &Event::OfferChanged(id)).await?;
                done += 1;
            }
        }
        tx.commit().await?;
        Ok(done)
    }

    async fn expire_requests(&self) -> Result<usize, Error> {
        let due = requests::due(self.store.reader(), self.today(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let tx = self.store.begin().await?;
        let mut done = 0;
        for before in due {
            let (id, version) = (before.request.id, before.request.version);
            let mut after = before.request.clone();
            after.status = after.status.transition(PostEvent::Expire)?;
            if requests::set_status(&tx, id, version, after.status, self.now()).await? {
                after.version = version + 1;
                let states = (Some(&before.request), Some(&after));
                self.record(&tx, by_itself("request"), id, states).await?;
                self.tell(&tx, &Event::RequestChanged(id)).await?;
                done += 1;
            }
        }
        tx.commit().await?;
        Ok(done)
    }
}

/// A write of the program itself.
const fn by_itself(kind: &'static str) -> Trace {
    Trace {
        user: None,
        organisation: None,
        action: "expire",
        kind,
    }
}
