//! Runs as they are asked for and shown.

use chonoi_market::match_runs::view;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::rfc3339;
use crate::locale::{Locale, t};

/// What a run is asked for with.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = MatchRunInput)]
pub(crate) struct RunBody {
    /// Weights that replace those in force for this run alone, in đồng per kg; keys left out keep theirs.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    pub(crate) policy: Option<Value>,
}

/// One page of runs.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunParams {
    /// Rows a page, at most 100.
    pub(crate) limit: Option<u64>,
    /// Where the page starts.
    pub(crate) cursor: Option<String>,
}

/// A run of the matching engine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunView)]
pub(crate) struct RunView {
    id: Uuid,
    /// `queued`, `running`, `done` or `failed`.
    status: &'static str,
    /// `queued`, `reading`, `pairing`, `solving`, `writing` or `done`.
    phase: &'static str,
    progress: Progress,
    /// `broker`, `posts` or `start`.
    trigger: &'static str,
    requested_by: Option<Uuid>,
    created_at: String,
    started_at: Option<String>,
    finished_at: Option<String>,
    /// Digest of all that went in: the same input and policy give the same plan.
    input_hash: Option<String>,
    /// Digest of the plan as `chonoi match --snapshot` writes it.
    plan_hash: Option<String>,
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    policy: Value,
    /// The plan's objective, thousandths of a đồng.
    objective: Option<i64>,
    /// The proven bound; the objective is above it by what minimum lots cost at most.
    bound: Option<i64>,
    totals: Option<Totals>,
    /// Why it was given up.
    error: Option<String>,
}

/// How far the phase is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Progress {
    done: i64,
    /// 0 while unknown.
    total: i64,
}

/// Totals of a plan, goods in grams.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunTotals)]
pub(crate) struct Totals {
    offers: i64,
    requests: i64,
    proposals: i64,
    matched_g: i64,
    unsold_g: i64,
    unmet_g: i64,
}

impl RunView {
    pub(crate) fn of(locale: Locale, run: view::RunView) -> Self {
        Self {
            id: run.id.0,
            status: run.status.as_str(),
            phase: run.phase.as_str(),
            progress: Progress {
                done: run.done,
                total: run.total,
            },
            trigger: run.cause.as_str(),
            requested_by: run.requested_by.map(|user| user.0),
            created_at: rfc3339(run.created_at),
            started_at: run.started_at.map(rfc3339),
            finished_at: run.finished_at.map(rfc3339),
            input_hash: run.input_hash,
            plan_hash: run.plan_hash,
            policy: run.policy,
            objective: run.objective,
            bound: run.bound,
            totals: run.totals.map(Into::into),
            error: run.failed.then(|| t(locale, "match_run.failed", &[])),
        }
    }
}

impl From<view::Totals> for Totals {
    fn from(totals: view::Totals) -> Self {
        Self {
            offers: totals.offers,
            requests: totals.requests,
            proposals: totals.proposals,
            matched_g: totals.matched_g,
            unsold_g: totals.unsold_g,
            unmet_g: totals.unmet_g,
        }
    }
}
