//! How far a run has come, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// Called while a run goes on, from any of its threads and in no fixed order of markets.
pub type Report<'a> = &'a (dyn Fn(Progress) + Sync);

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Finding the feasible pairs of each market.
    Pairing,
    /// Solving, proving and explaining each market.
    Solving,
}

/// How much of a stage is done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which stage.
    pub stage: Stage,
    /// What is done of it. Steps of several threads may arrive in another order than they were made.
    pub done: u64,
    /// What there is to do: so much for each pair of posts of one product.
    pub total: u64,
}

/// Parts into which the work on a market is divided.
pub(crate) const PARTS: u64 = 16;

/// Counts what is done of a stage.
pub(crate) struct Pace<'r> {
    report: Report<'r>,
    stage: Stage,
    total: u64,
    done: AtomicU64,
}

impl<'r> Pace<'r> {
    /// For markets of so many pairs of posts in all.
    pub(crate) fn new(report: Report<'r>, stage: Stage, pairs: u64) -> Self {
        Self {
            report,
            stage,
            total: pairs.saturating_mul(PARTS),
            done: AtomicU64::new(0),
        }
    }

    /// The share of a market of so many of them.
    pub(crate) fn of_market(&self, pairs: u64) -> Share<'_> {
        Share {
            pace: self,
            pairs,
            reached: AtomicU64::new(0),
        }
    }
}

/// What is done for one market.
pub(crate) struct Share<'p> {
    pace: &'p Pace<'p>,
    pairs: u64,
    reached: AtomicU64,
}

impl Share<'_> {
    /// So many of the [`PARTS`] are done; fewer than before changes nothing.
    pub(crate) fn reach(&self, parts: u64) {
        let parts = parts.min(PARTS);
        let before = self.reached.fetch_max(parts, Ordering::Relaxed);
        if parts > before {
            let more = (parts - before) * self.pairs;
            let done = self.pace.done.fetch_add(more, Ordering::Relaxed) + more;
            (self.pace.report)(Progress {
                stage: self.pace.stage,
                done,
                total: self.pace.total,
            });
        }
    }
}
