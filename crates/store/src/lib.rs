//! The database: connections, transactions, and one query module per feature.
//!
//! The only crate besides the migrations that names the ORM. Entities are private to their module; what goes in and
//! out are domain types. Writers take a [`Tx`], readers take any [`Reader`].

pub mod audit;
pub mod capacities;
pub mod certificates;
mod connection;
pub mod deals;
mod error;
pub mod files;
pub mod idempotency;
pub mod leases;
pub mod listing;
pub mod listing_files;
pub mod listings;
pub mod login_throttle;
pub mod match_runs;
pub mod members;
pub mod near_misses;
pub mod notices;
pub mod offers;
pub mod organisations;
pub mod outbox;
pub mod parties;
pub mod policies;
pub mod posts;
pub mod proposals;
pub mod requests;
pub mod reservations;
pub mod saved_searches;
pub mod search;
pub mod sessions;
pub mod signing_keys;
pub mod snapshots;
pub mod summary;
mod suspension;
pub mod users;

pub use connection::{Reader, Store, Tx};
pub use error::StoreError;
