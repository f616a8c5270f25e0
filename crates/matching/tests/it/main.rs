//! The engine against tables, brute force and other solvers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod baselines;
mod columns;
mod daily;
mod daily_optimum;
mod days;
mod demonstration;
mod dimacs;
mod files;
mod input;
mod kernel;
mod lots;
mod near_misses;
mod notation;
mod oracles;
mod outlook;
mod pairs;
mod planned;
mod reasons;
mod sides;
mod snapshot;
mod tables;
mod warm;
mod what_if;
