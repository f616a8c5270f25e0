//! Use cases, one module per feature: who may, what the rules are, and the one transaction in which it happens.
//!
//! The only crate that opens transactions. Authority is an argument: a use case that needs a broker takes a
//! [`actor::Broker`], and only a checked login makes one.

pub mod actor;
pub mod brief;
pub mod clock;
mod entropy;
pub mod error;
pub mod files;
pub mod import;
mod logins;
pub mod master_key;
pub mod offers;
pub mod once;
pub mod organisations;
pub mod passwords;
pub mod places;
pub mod posts;
pub mod products;
pub mod requests;
pub mod reservations;
mod service;
#[doc(hidden)]
pub mod testing;
pub mod tokens;

pub use service::Market;
