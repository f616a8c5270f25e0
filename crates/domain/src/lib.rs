//! The rules of the market as pure types: no input or output, no clock, no randomness.
//!
//! Quantities are integers in a product's base unit (g, ml or piece), money is whole đồng, instants are UTC
//! milliseconds, calendar dates are dates in Asia/Ho_Chi_Minh.

pub mod actor;
pub mod capacity;
pub mod catalogue;
pub mod certificate;
pub mod channel;
pub mod clock;
pub mod deal;
pub mod event;
pub mod field;
pub mod fold;
pub mod id;
pub mod login;
pub mod match_run;
pub mod organisation;
pub mod post;
pub mod proposal;
pub mod quantity;
pub mod sheet;
pub mod transition;
pub mod window;
