//! Matching through the real router.

mod main_job;
mod reading;
mod runs;
mod trade;
