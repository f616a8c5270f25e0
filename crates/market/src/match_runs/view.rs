//! A run as it is shown.

use chonoi_domain::id::{MatchRunId, UserId};
use chonoi_domain::match_run::{RunCause, RunPhase, RunStatus};
use chonoi_store::match_runs::Run;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;

/// A run. Instants are UTC ms, the objective and its bound thousandths of a đồng.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Its id.
    pub id: MatchRunId,
    /// Where it is in its life.
    pub status: RunStatus,
    /// What it is busy with.
    pub phase: RunPhase,
    /// Steps of the phase that are done.
    pub done: i64,
    /// Steps of the phase in all; 0 while unknown.
    pub total: i64,
    /// What asked for it.
    pub cause: RunCause,
    /// Who asked for it, where that was a person.
    pub requested_by: Option<UserId>,
    /// When it was asked for.
    pub created_at: i64,
    /// When a worker took it.
    pub started_at: Option<i64>,
    /// When it was done or given up.
    pub finished_at: Option<i64>,
    /// Digest of everything that went in: the same input and policy give the same plan.
    pub input_hash: Option<String>,
    /// Digest of the plan as `chonoi match` writes it.
    pub plan_hash: Option<String>,
    /// The weights it was asked to use.
    pub policy: Value,
    /// The plan's objective.
    pub objective: Option<i64>,
    /// The proven bound; the objective is above it by what minimum lots cost at most.
    pub bound: Option<i64>,
    /// Totals of the plan.
    pub totals: Option<Totals>,
    /// Whether it was given up; the cause is in the log.
    pub failed: bool,
}

/// Totals of a plan, in grams where goods are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Offers in the market.
    pub offers: i64,
    /// Requests in the market.
    pub requests: i64,
    /// Proposals that stand, those kept from earlier runs included.
    pub proposals: i64,
    /// Matched.
    pub matched_g: i64,
    /// Offered and not matched.
    pub unsold_g: i64,
    /// Requested and not matched.
    pub unmet_g: i64,
}

impl RunView {
    pub(super) fn of(run: Run) -> Result<Self, Error> {
        let totals = run.totals.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: run.id,
            status: run.status,
            phase: run.phase,
            done: run.done,
            total: run.total,
            cause: run.cause,
            requested_by: run.requested_by,
            created_at: run.created_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
            input_hash: run.input_hash,
            plan_hash: run.plan_hash,
            policy: serde_json::from_str(&run.policy).map_err(Error::internal)?,
            objective: run.objective,
            bound: run.bound,
            totals: totals.map_err(Error::internal)?,
            failed: run.error.is_some(),
        })
    }
}
