//! Matching through the real router.

mod capacities;
mod main_job;
mod previews;
mod reading;
mod runs;
mod snapshots;
mod trade;
mod trials;
