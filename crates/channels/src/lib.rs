//! Sales channels: what a listing says, how each platform wants it, and what to do next about each one.
//!
//! A channel is a *profile* ([`profile::Profile`]): a configuration that picks a kind, its columns, its units and its
//! limits. Two kinds exist: `file` (CSV and XLSX that an operator uploads and whose result file he gives back) and
//! `feed` (a product feed at a stable address). No connection to any platform has been run; each profile says so.
//!
//! Nothing here keeps state or reads a clock. The market stores one row for each offer on each channel and asks
//! [`reconcile`] what comes next.

pub mod channel;
pub mod feed;
pub mod file;
pub mod listing;
pub mod profile;
pub mod reconcile;
pub mod results;
pub mod sku;
pub mod table;

#[cfg(test)]
mod samples;
