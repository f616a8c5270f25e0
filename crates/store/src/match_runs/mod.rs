//! Runs of the matching engine: the queue of those asked for, their progress, what became of them.

pub(crate) mod row;

use chonoi_domain::id::{MatchRunId, UserId};
use chonoi_domain::match_run::{RunCause, RunPhase, RunStatus};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{Column, Entity};

/// A run. Instants are UTC ms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id, time-ordered.
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
    /// The policy, as JSON.
    pub policy: String,
    /// Digest of everything that went in.
    pub input_hash: Option<String>,
    /// Digest of the plan as a document.
    pub plan_hash: Option<String>,
    /// When it may start.
    pub due_at: i64,
    /// How often a worker took it.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: i64,
    /// When a worker took it last.
    pub started_at: Option<i64>,
    /// When it was done or given up.
    pub finished_at: Option<i64>,
    /// The plan's objective, thousandths of a đồng.
    pub objective: Option<i64>,
    /// The proven bound of the objective, thousandths of a đồng.
    pub bound: Option<i64>,
    /// Totals, as JSON.
    pub totals: Option<String>,
    /// Why it was given up; for the operator.
    pub error: Option<String>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Digest of everything that went in.
    pub input_hash: String,
    /// Digest of the plan as a document.
    pub plan_hash: String,
    /// The plan's objective, thousandths of a đồng.
    pub objective: i64,
    /// The proven bound of the objective, thousandths of a đồng.
    pub bound: i64,
    /// Totals, as JSON.
    pub totals: String,
    /// Sums by product, province and supplier, as JSON.
    pub sums: String,
}

/// Writes a new run.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(tx: &Tx, run: &Run) -> Result<(), StoreError> {
    Entity::insert(row::write(run))
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// The run of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: MatchRunId) -> Result<Option<Run>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(row::read).transpose()
}

/// The newest run that is done.
///
/// # Errors
/// [`StoreError`].
pub async fn latest_done(db: &impl Reader) -> Result<Option<Run>, StoreError> {
    newest(db, RunStatus::Done).await
}

/// The newest run that waits for a worker.
///
/// # Errors
/// [`StoreError`].
pub async fn latest_queued(db: &impl Reader) -> Result<Option<Run>, StoreError> {
    newest(db, RunStatus::Queued).await
}

async fn newest(db: &impl Reader, status: RunStatus) -> Result<Option<Run>, StoreError> {
    Entity::find()
        .filter(Column::Status.eq(status.as_str()))
        .order_by(Column::Id, Order::Desc)
        .one(db)
        .await?
        .map(row::read)
        .transpose()
}

/// Newest first, behind `after`.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl Reader, after: Option<MatchRunId>, limit: u64) -> Result<Vec<Run>, StoreError> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|id| Column::Id.lt(id.0))))
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// How many there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(db: &impl Reader) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

/// What a worker that holds the lease of matching does next: a run that a dead worker left, else the oldest that is due.
///
/// # Errors
/// [`StoreError`].
pub async fn next(db: &impl Reader, now: i64) -> Result<Option<Run>, StoreError> {
    let due = Condition::all()
        .add(Column::Status.eq(RunStatus::Queued.as_str()))
        .add(Column::DueAt.lte(now));
    Entity::find()
        .filter(
            Condition::any()
                .add(Column::Status.eq(RunStatus::Running.as_str()))
                .add(due),
        )
        .order_by(Column::Status, Order::Desc)
        .order_by(Column::Id, Order::Asc)
        .one(db)
        .await?
        .map(row::read)
        .transpose()
}

/// Puts a queued run off until `due_at`; `false` when a worker has taken it meanwhile.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put_off(tx: &Tx, id: MatchRunId, due_at: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Status.eq(RunStatus::Queued.as_str()))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives `policy` (JSON) to the runs that wait for posts to be quiet; what a person asked for keeps its own.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn adopt(tx: &Tx, policy: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Policy, Expr::value(policy))
        .filter(Column::Status.eq(RunStatus::Queued.as_str()))
        .filter(Column::Cause.ne(RunCause::Broker.as_str()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// A worker takes the run. The caller has checked the state under the lease of matching.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take(tx: &Tx, id: MatchRunId, attempts: i32, now: i64) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        status: sea_orm::Set(RunStatus::Running.to_string()),
        phase: sea_orm::Set(RunPhase::Reading.to_string()),
        attempts: sea_orm::Set(attempts),
        started_at: sea_orm::Set(Some(now)),
        ..Default::default()
    };
    set(tx, id, row).await
}

/// Shows how far the run is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn progress(
    tx: &Tx,
    id: MatchRunId,
    phase: RunPhase,
    (done, total): (i64, i64),
) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        phase: sea_orm::Set(phase.to_string()),
        progress_done: sea_orm::Set(done),
        progress_total: sea_orm::Set(total),
        ..Default::default()
    };
    set(tx, id, row).await
}

/// The run is done.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn finish(tx: &Tx, id: MatchRunId, outcome: Outcome, now: i64) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        status: sea_orm::Set(RunStatus::Done.to_string()),
        phase: sea_orm::Set(RunPhase::Done.to_string()),
        input_hash: sea_orm::Set(Some(outcome.input_hash)),
        plan_hash: sea_orm::Set(Some(outcome.plan_hash)),
        objective: sea_orm::Set(Some(outcome.objective)),
        bound: sea_orm::Set(Some(outcome.bound)),
        totals: sea_orm::Set(Some(outcome.totals)),
        sums: sea_orm::Set(Some(outcome.sums)),
        finished_at: sea_orm::Set(Some(now)),
        ..Default::default()
    };
    set(tx, id, row).await
}

/// The run is given up.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn fail(tx: &Tx, id: MatchRunId, error: &str, now: i64) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        status: sea_orm::Set(RunStatus::Failed.to_string()),
        error: sea_orm::Set(Some(error.to_owned())),
        finished_at: sea_orm::Set(Some(now)),
        ..Default::default()
    };
    set(tx, id, row).await
}

async fn set(tx: &Tx, id: MatchRunId, row: row::ActiveModel) -> Result<(), StoreError> {
    Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The sums that [`finish`] wrote, as JSON; kept apart because lists of runs do not need them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sums(db: &impl Reader, id: MatchRunId) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(db).await?.and_then(|run| run.sums))
}
