//! A run from the queue to its plan: under a lease, off the request path, with its progress for all to see.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::MatchRunId;
use chonoi_domain::match_run::{RunEvent, RunPhase};
use chonoi_domain::proposal::Side;
use chonoi_matching::baselines::Measured;
use chonoi_matching::error::MatchError;
use chonoi_matching::market::Market as Posts;
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use chonoi_matching::progress::{Progress, Report, Stage};
use chonoi_matching::snapshot::Snapshot;
use chonoi_store::match_runs::Run;
use chonoi_store::{leases, match_runs};
use tokio::task::JoinHandle;

use super::input::Input;
use super::snapshots::Kept;
use crate::error::Error;
use crate::service::Market;

/// Only the holder of this lease runs the engine.
const LEASE: &str = "matching";
/// A worker that has not been heard of for so long is dead.
const LEASE_MS: i64 = 15_000;
/// How often the progress is shown and the lease extended.
const TICK: Duration = Duration::from_millis(300);
/// A run that three workers did not survive is given up.
const MOST_ATTEMPTS: i32 = 3;

/// How far the engine is; written by its threads, read by the one that shows it.
#[derive(Debug, Default)]
struct Gauge(Mutex<Option<Progress>>);

impl Gauge {
    fn note(&self, progress: Progress) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let further = seen.is_none_or(|s| rank(progress) > rank(s));
        if further {
            *seen = Some(progress);
        }
    }

    fn read(&self) -> Option<Progress> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn rank(progress: Progress) -> (bool, u64) {
    (matches!(progress.stage, Stage::Solving), progress.done)
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Match(#[from] MatchError),
    #[error(transparent)]
    Write(#[from] std::io::Error),
}

/// What the engine answers.
pub(super) struct Solved {
    pub(super) plan: Plan,
    /// What simpler ways come to, where the run is not too large for that.
    pub(super) comparison: Option<Vec<Measured>>,
    /// What the plan was made of and can be made of again.
    pub(super) kept: Kept,
}

impl Market {
    /// Does the run that is due, if any, as `holder`; whether there was one. A run that a dead worker left is taken over.
    ///
    /// # Errors
    /// [`Error::Internal`] when the database fails; the run then stays for the next worker.
    pub(crate) async fn do_match_run(&self, holder: &str) -> Result<bool, Error> {
        let Some(run) = self.take_match_run(holder).await? else {
            return Ok(false);
        };
        tracing::info!(run = %run.id, cause = %run.cause, attempt = run.attempts, "matching starts");
        match self.follow(&run, holder).await {
            Ok(true) => tracing::info!(run = %run.id, "matching is done"),
            Ok(false) => tracing::warn!(run = %run.id, "another worker has taken over this run"),
            Err(error) => {
                tracing::error!(run = %run.id, %error, "matching failed");
                self.give_up(run.id, &error.to_string()).await?;
            }
        }
        let tx = self.store.begin().await?;
        leases::give_back(&tx, LEASE, holder).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn take_match_run(&self, holder: &str) -> Result<Option<Run>, Error> {
        let now = self.now();
        // A look without a transaction first: most of the time there is nothing to do.
        if match_runs::next(self.store.reader(), now).await?.is_none() {
            return Ok(None);
        }
        let tx = self.store.begin().await?;
        if !leases::take(&tx, LEASE, holder, now, now + LEASE_MS).await? {
            return Ok(None);
        }
        let Some(mut run) = match_runs::next(&*tx, now).await? else {
            return Ok(None);
        };
        if run.attempts >= MOST_ATTEMPTS {
            match_runs::fail(&tx, run.id, "no worker survived it", now).await?;
            tx.commit().await?;
            tracing::error!(run = %run.id, "given up: no worker survived this run; the next change of a post asks for another");
            return Ok(None);
        }
        run.status = run.status.transition(RunEvent::Take)?;
        run.attempts += 1;
        match_runs::take(&tx, run.id, run.attempts, now).await?;
        tx.commit().await?;
        Ok(Some(run))
    }

    async fn give_up(&self, id: MatchRunId, why: &str) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        match_runs::fail(&tx, id, why, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads, solves, writes; `false` when the lease was lost on the way, and then nothing is written.
    async fn follow(&self, run: &Run, holder: &str) -> Result<bool, Error> {
        let policy: Policy = serde_json::from_str(&run.policy).map_err(Error::internal)?;
        let input = self.match_input(self.store.reader()).await?;
        let gauge = Arc::new(Gauge::default());
        let mut solving = solve(
            Arc::clone(&self.catalogue),
            input.market.clone(),
            policy,
            Arc::clone(&gauge),
        );
        let solved = loop {
            tokio::select! {
                solved = &mut solving => break solved.map_err(Error::internal)?.map_err(Error::internal)?,
                () = tokio::time::sleep(TICK) => {
                    if !self.show(run, holder, gauge.read()).await? {
                        return Ok(false);
                    }
                }
            }
        };
        self.conclude(run, holder, &input, solved).await
    }

    /// Shows the progress and extends the lease; `false` when another worker has it.
    async fn show(&self, run: &Run, holder: &str, seen: Option<Progress>) -> Result<bool, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        if !leases::take(&tx, LEASE, holder, now, now + LEASE_MS).await? {
            return Ok(false);
        }
        if let Some(seen) = seen {
            let phase = match seen.stage {
                Stage::Pairing => RunPhase::Pairing,
                Stage::Solving => RunPhase::Solving,
            };
            let steps = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            match_runs::progress(&tx, run.id, phase, (steps(seen.done), steps(seen.total))).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes the plan if this worker still has the lease and the run is still its own.
    async fn conclude(&self, run: &Run, holder: &str, input: &Input, solved: Solved) -> Result<bool, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        let mine = leases::take(&tx, LEASE, holder, now, now + LEASE_MS).await?;
        let same = match_runs::find(&*tx, run.id)
            .await?
            .is_some_and(|r| r.attempts == run.attempts);
        if !(mine && same) {
            return Ok(false);
        }
        self.publish(&tx, run, input, solved).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Solves on the blocking pool.
fn solve(
    catalogue: Arc<Catalogue>,
    posts: Posts,
    policy: Policy,
    gauge: Arc<Gauge>,
) -> JoinHandle<Result<Solved, Failed>> {
    tokio::task::spawn_blocking(move || {
        let report = |progress| gauge.note(progress);
        match planned(&catalogue, &posts, &policy, &report) {
            Err(Failed::Match(MatchError::Posts(faults))) => {
                for fault in &faults {
                    tracing::warn!(%fault, "a post is left out of the run");
                }
                let of = |side| {
                    faults
                        .iter()
                        .filter(|f| f.side == side)
                        .map(|f| f.id.clone())
                        .collect()
                };
                let posts = without(posts, &of(Side::Supplier), &of(Side::Buyer));
                planned(&catalogue, &posts, &policy, &report)
            }
            other => other,
        }
    })
}

fn planned(
    catalogue: &Catalogue,
    posts: &Posts,
    policy: &Policy,
    report: Report<'_>,
) -> Result<Solved, Failed> {
    let network = Network::prepare(catalogue, posts, policy, report)?;
    let plan = network.solve(report)?;
    let comparison = network.compare(posts, &plan)?;
    let kept = Kept::of(&Snapshot::new(posts, policy), &plan)?;
    Ok(Solved {
        plan,
        comparison,
        kept,
    })
}

/// The market without these posts: one that breaks a rule must not hold up all others.
pub(super) fn without(mut posts: Posts, offers: &BTreeSet<String>, requests: &BTreeSet<String>) -> Posts {
    posts.offers.retain(|post| !offers.contains(&post.id));
    posts.requests.retain(|post| !requests.contains(&post.id));
    posts
}
