//! Jobs by the clock: what has passed expires, what is old is forgotten, the audit trail is sealed.

use chonoi_store::{audit, idempotency, leases, match_runs, near_misses};

use crate::error::Error;
use crate::service::Market;

const DAY_MS: i64 = 24 * 3_600_000;
/// An answer is kept for repeated requests this long.
const KEEP_ANSWERS_MS: i64 = 2 * DAY_MS;
/// What older runs could not match is kept this long; their totals stay.
const KEEP_REASONS_MS: i64 = 7 * DAY_MS;
/// Only the holder of this lease seals.
const SEALING: &str = "audit";
const SEALING_MS: i64 = 60_000;
/// Audit events sealed in one transaction.
const SEALS: u64 = 500;

impl Market {
    /// One round of all sweeps.
    ///
    /// # Errors
    /// The first failure.
    pub(super) async fn sweep(&self, holder: &str) -> Result<(), Error> {
        let posts = self.expire_posts().await?;
        let proposals = self.expire_proposals().await?;
        if posts > 0 || proposals > 0 {
            tracing::info!(posts, proposals, "what has passed has expired");
        }
        let listings = self.sweep_listings().await?;
        self.apply_listings().await?;
        if listings > 0 {
            tracing::info!(listings, "listings on the channels have been brought in line");
        }
        self.sweep_files_hourly().await?;
        self.forget().await?;
        self.forget_old_sessions().await?;
        while self.seal(holder).await? == SEALS {}
        Ok(())
    }

    async fn forget(&self) -> Result<(), Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        idempotency::forget(&tx, now - KEEP_ANSWERS_MS).await?;
        if let Some(latest) = match_runs::latest_done(&*tx).await? {
            near_misses::forget(&tx, latest.id, now - KEEP_REASONS_MS).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Seals some of the audit trail; how much.
    async fn seal(&self, holder: &str) -> Result<u64, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        if !leases::take(&tx, SEALING, holder, now, now + SEALING_MS).await? {
            return Ok(0);
        }
        let sealed = audit::seal(&tx, SEALS).await?;
        leases::give_back(&tx, SEALING, holder).await?;
        tx.commit().await?;
        Ok(sealed)
    }
}
