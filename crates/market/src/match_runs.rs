//! Runs of the matching engine: asked for by the trade department or woken by posts, done by the worker, watched by all.

mod execute;
pub(crate) mod input;
pub mod pairs;
mod points;
mod publish;
mod snapshots;
pub mod view;

use chonoi_domain::event::Event;
use chonoi_domain::id::{MatchRunId, UserId};
use chonoi_domain::match_run::{RunCause, RunPhase, RunStatus};
use chonoi_store::match_runs::Run;
use chonoi_store::{Tx, match_runs};
use serde_json::Value;

use crate::actor::Broker;
use crate::error::Error;
use crate::once::Once;
use crate::page::{Cursor, listing};
use crate::policies;
use crate::posts::listing::Listing;
use crate::service::{Market, Trace};
use view::RunView;

/// A run that posts woke starts after so many ms without a further change …
const QUIET_MS: i64 = 3_000;
/// … and at the latest so many ms after the first.
const PATIENCE_MS: i64 = 30_000;

impl Market {
    /// The trade department asks for a run; a policy replaces the weights in force for this run, keys left out keep theirs.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the key of the policy at fault, [`Error::KeyReused`].
    pub async fn start_match_run(
        &self,
        broker: &Broker,
        policy: Option<Value>,
        once: &Once,
    ) -> Result<RunView, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        let in_force = self.policy_in_force(&*tx).await?;
        let in_force = serde_json::to_value(in_force).map_err(Error::internal)?;
        let policy = policies::over(&in_force, policy, "policy.")?;
        let run = self.queued(RunCause::Broker, Some(broker.user()), &policy, 0)?;
        match_runs::insert(&tx, &run).await?;
        let view = RunView::of(run)?;
        let trace = Trace {
            user: Some(broker.user().0),
            organisation: Some(broker.organisation().0),
            action: "start",
            kind: "match_run",
        };
        self.record(&tx, trace, view.id, (None, Some(&view))).await?;
        self.tell(&tx, &Event::MatchRunRequested(view.id)).await?;
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The run of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn match_run(&self, id: MatchRunId) -> Result<RunView, Error> {
        let run = match_runs::find(self.store.reader(), id).await?;
        RunView::of(run.ok_or(Error::NotFound("match_run"))?)
    }

    /// The newest run that is done.
    ///
    /// # Errors
    /// [`Error::NotFound`] before the first.
    pub async fn latest_match_run(&self) -> Result<RunView, Error> {
        let run = match_runs::latest_done(self.store.reader()).await?;
        RunView::of(run.ok_or(Error::NotFound("match_run"))?)
    }

    /// Runs, newest first.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn match_runs(&self, cursor: Cursor) -> Result<Listing<RunView>, Error> {
        let db = self.store.reader();
        let rows = match_runs::list(db, cursor.after.map(MatchRunId), cursor.ask_for()).await?;
        let total = match_runs::count(db).await?;
        let (rows, next) = cursor.cut(rows, |run| run.id.0);
        let views = rows.into_iter().map(RunView::of).collect::<Result<_, _>>()?;
        Ok(listing(views, next, total))
    }

    /// Posts have changed: a run is due once they are quiet, or soon in any case. Goes with the transaction that takes
    /// the event from the outbox, so that neither is lost without the other.
    pub(crate) async fn wake_matching(&self, tx: &Tx) -> Result<(), Error> {
        let now = self.now();
        if let Some(run) = match_runs::latest_queued(&**tx).await? {
            let due = (run.created_at + PATIENCE_MS).min(now + QUIET_MS);
            // A run that was due at once reads the market when it starts: it will see the change.
            if run.due_at == run.created_at || match_runs::put_off(tx, run.id, due).await? {
                return Ok(());
            }
        }
        let policy = self.policy_in_force(&**tx).await?;
        let run = self.queued(RunCause::Posts, None, &policy, QUIET_MS)?;
        match_runs::insert(tx, &run).await?;
        Ok(())
    }

    /// Asks for the first run over a fresh market, in the transaction that fills it.
    pub(crate) async fn first_match_run(&self, tx: &Tx) -> Result<MatchRunId, Error> {
        let policy = self.policy_in_force(&**tx).await?;
        let run = self.queued(RunCause::Start, None, &policy, 0)?;
        match_runs::insert(tx, &run).await?;
        Ok(run.id)
    }

    fn queued(
        &self,
        cause: RunCause,
        requested_by: Option<UserId>,
        policy: &chonoi_matching::policy::Policy,
        wait_ms: i64,
    ) -> Result<Run, Error> {
        let now = self.now();
        Ok(Run {
            id: self.clock.fresh_id().into(),
            status: RunStatus::Queued,
            phase: RunPhase::Queued,
            done: 0,
            total: 0,
            cause,
            requested_by,
            policy: serde_json::to_string(policy).map_err(Error::internal)?,
            input_hash: None,
            plan_hash: None,
            due_at: now + wait_ms,
            attempts: 0,
            created_at: now,
            started_at: None,
            finished_at: None,
            objective: None,
            bound: None,
            totals: None,
            error: None,
        })
    }
}
