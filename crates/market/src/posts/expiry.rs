//! Takes posts whose window has passed off the market.

use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::offer::{Offer, PostEvent};
use chonoi_domain::post::request::Request;
use chonoi_store::posts::{self, Stored};

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
        Ok(self.expire::<Offer>().await? + self.expire::<Request>().await?)
    }

    async fn expire<P: Stored>(&self) -> Result<usize, Error> {
        let mut expired = 0;
        loop {
            let done = self.expire_some::<P>().await?;
            expired += done;
            if done == 0 {
                return Ok(expired);
            }
        }
    }

    async fn expire_some<P: Stored>(&self) -> Result<usize, Error> {
        let due = posts::due::<P>(self.store.reader(), self.today(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let tx = self.store.begin().await?;
        let mut done = 0;
        for before in due {
            let (id, version) = (before.post.id(), before.post.version());
            let status = before.post.status().after(PostEvent::Expire)?;
            // A post that changed meanwhile is looked at again by the next round.
            if posts::set_status::<P>(&tx, id, version, status, self.now()).await? {
                let after = before.post.clone().being(status).next();
                let states = (Some(&before.post), Some(&after));
                self.record(&tx, by_itself(P::KIND), id, states).await?;
                self.tell(&tx, &P::changed(id)).await?;
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
