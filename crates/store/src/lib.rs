//! The database: connections, transactions, and one query module per feature.
//!
//! The only crate besides the migrations that names the ORM. Entities are private to their module; what goes in and
//! out are domain types. Writers take a [`Tx`], readers take any [`Reader`].

pub mod audit;
mod connection;
mod error;
pub mod idempotency;
pub mod leases;
pub mod outbox;

pub use connection::{Reader, Store, Tx};
pub use error::StoreError;
