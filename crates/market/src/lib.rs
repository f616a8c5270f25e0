//! Use cases, one module per feature: who may, what the rules are, and the one transaction in which it happens.
//!
//! The only crate that opens transactions. Authority is an argument: a use case that needs a broker takes a
//! [`actor::Broker`], and only a checked login makes one.

pub mod actor;
pub mod basis;
pub mod brief;
pub mod capacities;
pub mod certificates;
pub mod channels;
pub mod clock;
pub mod deals;
pub mod demo;
pub mod demo_accounts;
mod entropy;
pub mod error;
pub mod files;
pub mod import;
pub mod installation;
mod login_throttle;
mod logins;
pub mod master_key;
pub mod match_runs;
pub mod members;
pub mod notices;
pub mod offers;
pub mod once;
pub mod organisations;
pub mod page;
pub mod passwords;
pub mod places;
pub mod policies;
pub mod post_briefs;
pub mod posts;
pub mod previews;
pub mod products;
pub mod proposals;
pub mod reasons;
pub mod report;
pub mod requests;
pub mod reservations;
pub mod saved_searches;
pub mod search;
mod service;
pub mod sessions;
pub mod summary;
#[doc(hidden)]
pub mod testing;
pub mod tokens;
mod warm_markets;
pub mod what_if;
pub mod worker;

pub use service::Market;
