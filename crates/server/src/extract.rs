//! Extractors that refuse with a [`Problem`](crate::problem::Problem) which names the field and the rule.

mod body;
mod nfc;
mod query;
mod shape;

pub use crate::extract::body::Body;
pub use crate::extract::query::Query;
