//! The table `match_runs`, and its rows as values.
#![expect(
    unreachable_pub,
    reason = "the derive wants public items; this module keeps them to the crate"
)]

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::Run;
use crate::error::StoreError;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_runs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub status: String,
    pub phase: String,
    pub progress_done: i64,
    pub progress_total: i64,
    pub cause: String,
    pub requested_by: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub policy: String,
    pub input_hash: Option<String>,
    pub due_at: i64,
    pub attempts: i32,
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub objective: Option<i64>,
    pub bound: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub totals: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub sums: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub error: Option<String>,
    pub plan_hash: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// All columns of `run` but the sums.
pub(super) fn write(run: &Run) -> ActiveModel {
    ActiveModel {
        id: Set(run.id.0),
        status: Set(run.status.to_string()),
        phase: Set(run.phase.to_string()),
        progress_done: Set(run.done),
        progress_total: Set(run.total),
        cause: Set(run.cause.to_string()),
        requested_by: Set(run.requested_by.map(|user| user.0)),
        policy: Set(run.policy.clone()),
        input_hash: Set(run.input_hash.clone()),
        due_at: Set(run.due_at),
        attempts: Set(run.attempts),
        created_at: Set(run.created_at),
        started_at: Set(run.started_at),
        finished_at: Set(run.finished_at),
        objective: Set(run.objective),
        bound: Set(run.bound),
        totals: Set(run.totals.clone()),
        sums: Set(None),
        error: Set(run.error.clone()),
        plan_hash: Set(run.plan_hash.clone()),
    }
}

/// The row as a value.
pub(super) fn read(row: Model) -> Result<Run, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt("match_runs", e);
    Ok(Run {
        id: row.id.into(),
        status: row.status.parse().map_err(|e| bad(&e))?,
        phase: row.phase.parse().map_err(|e| bad(&e))?,
        done: row.progress_done,
        total: row.progress_total,
        cause: row.cause.parse().map_err(|e| bad(&e))?,
        requested_by: row.requested_by.map(Into::into),
        policy: row.policy,
        input_hash: row.input_hash,
        due_at: row.due_at,
        attempts: row.attempts,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        objective: row.objective,
        bound: row.bound,
        totals: row.totals,
        error: row.error,
        plan_hash: row.plan_hash,
    })
}
