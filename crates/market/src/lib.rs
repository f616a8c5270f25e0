//! Use cases, one module per feature: who may, what the rules are, and the one transaction in which it happens.
//!
//! The only crate that opens transactions. Authority is an argument: a use case that needs a broker takes a
//! [`actor::Broker`], and only a checked login makes one.

pub mod actor;
pub mod brief;
pub mod clock;
pub mod error;
pub mod import;
pub mod once;
mod service;

pub use service::Market;
