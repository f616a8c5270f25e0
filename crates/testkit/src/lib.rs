//! What tests share: a database for each test, on SQLite and on PostgreSQL, a clock that stands still, a search
//! server where there is one with a stand-in for it, and a wire that breaks.
//!
//! For tests only, so it panics where it cannot go on.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

pub mod clock;
pub mod database;
pub mod meili;
mod postgres;
pub mod wire;
