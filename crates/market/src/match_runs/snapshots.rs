//! What went into a run, for whoever wants to make its plan again.

use std::io::{self, Read as _};

use chonoi_domain::id::MatchRunId;
use chonoi_matching::plan::Plan;
use chonoi_matching::snapshot::{Snapshot, digest_of};
use chonoi_store::{match_runs, snapshots};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::actor::Actor;
use crate::error::Error;
use crate::service::Market;

/// Of so many of the newest runs the input is kept: some days of a busy market.
pub(super) const MOST: u64 = 100;

/// What a plan was made of.
pub(super) struct Kept {
    pub(super) input_hash: String,
    pub(super) plan_hash: String,
    /// The snapshot, gzipped.
    pub(super) input: Vec<u8>,
}

impl Kept {
    pub(super) fn of(snapshot: &Snapshot<'_>, plan: &Plan) -> io::Result<Self> {
        let mut input = GzEncoder::new(Vec::new(), Compression::default());
        snapshot.write(&mut input)?;
        Ok(Self {
            input_hash: snapshot.digest()?,
            plan_hash: digest_of(&snapshot.document(plan)?),
            input: input.finish()?,
        })
    }
}

impl Market {
    /// What went into a run, as JSON for `chonoi match --snapshot`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but the trade department and the auditor; [`Error::NotFound`] also where it is no
    /// longer kept.
    pub async fn run_snapshot(&self, actor: &Actor, id: MatchRunId) -> Result<Vec<u8>, Error> {
        if !actor.reads_trades() {
            return Err(Error::Forbidden("broker_or_auditor_only"));
        }
        let db = self.store.reader();
        let run = match_runs::find(db, id).await?;
        run.ok_or(Error::NotFound("match_run"))?;
        let kept = snapshots::find(db, id).await?;
        let kept = kept.ok_or(Error::NotFound("snapshot"))?;
        let read = tokio::task::spawn_blocking(move || {
            let mut text = Vec::new();
            GzDecoder::new(kept.as_slice()).read_to_end(&mut text)?;
            Ok::<_, io::Error>(text)
        });
        read.await.map_err(Error::internal)?.map_err(Error::internal)
    }
}
