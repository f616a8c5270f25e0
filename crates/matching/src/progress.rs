//! How far a run has come, for whoever watches it.

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

/// A step that has just been finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which stage.
    pub stage: Stage,
    /// Markets finished in this stage.
    pub done: usize,
    /// Markets in all.
    pub total: usize,
}
