//! Removes files that nothing shows: uploads that were never posted, bytes whose row was never written.

use std::collections::BTreeSet;

use chonoi_domain::id::FileId;
use chonoi_store::files::{self, File};
use chonoi_store::leases;
use object_store::path::Path;

use super::KIND;
use super::objects::{FULL, SMALL};
use crate::error::Error;
use crate::service::{Market, Trace};

/// An upload may wait so long for its post, UTC ms: a form that is kept offline, a certificate being copied out.
const PATIENCE_MS: i64 = 7 * 24 * 3_600_000;
/// How often files are swept, over all processes.
const EVERY_MS: i64 = 3_600_000;
/// The lease that says when they were swept last.
const SWEEPING: &str = "files";
/// Rows looked at in one go.
const AT_ONCE: u64 = 500;

impl Market {
    /// [`Market::sweep_files`], but at most once an hour over all processes; how many were removed.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn sweep_files_hourly(&self) -> Result<usize, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        // A new name each time, and no giving back: the lease runs out when the next sweep is due.
        let holder = self.clock.fresh_id().to_string();
        if !leases::take(&tx, SWEEPING, &holder, now, now + EVERY_MS).await? {
            return Ok(0);
        }
        tx.commit().await?;
        self.sweep_files().await
    }

    /// Removes files older than a week that no offer shows and no certificate names; how many. Meant to run again and
    /// again.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn sweep_files(&self) -> Result<usize, Error> {
        let before = self.now() - PATIENCE_MS;
        let (mut removed, mut after) = (0, None);
        loop {
            let old = files::older_than(self.store.reader(), before, after, AT_ONCE).await?;
            let Some(last) = old.last() else { break };
            after = Some(last.id);
            for file in old {
                if self.remove_unused(&file).await? {
                    removed += 1;
                }
            }
        }
        Ok(removed + self.sweep_objects(before).await?)
    }

    async fn remove_unused(&self, file: &File) -> Result<bool, Error> {
        let tx = self.store.begin().await?;
        if files::is_used(&*tx, file).await? {
            return Ok(false);
        }
        let removed = files::remove(&tx, file.id).await?;
        let trace = Trace {
            user: None,
            organisation: None,
            action: "sweep",
            kind: KIND,
        };
        self.record(&tx, trace, file.id, (Some(file), None)).await?;
        tx.commit().await?;
        self.objects.remove(file.id).await?;
        Ok(removed)
    }

    /// Removes bytes written before `before` (UTC ms) that no row names: of an upload that was cut off.
    async fn sweep_objects(&self, before: i64) -> Result<usize, Error> {
        let mut strays = BTreeSet::new();
        for part in [FULL, SMALL] {
            let found = self
                .objects
                .store
                .list_with_delimiter(Some(&Path::from(part)))
                .await;
            for object in found.map_err(Error::internal)?.objects {
                let id = object
                    .location
                    .filename()
                    .and_then(|name| name.parse::<FileId>().ok());
                if object.last_modified.timestamp_millis() < before {
                    strays.extend(id);
                }
            }
        }
        let mut removed = 0;
        for id in strays {
            if files::find(self.store.reader(), id).await?.is_none() {
                self.objects.remove(id).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
