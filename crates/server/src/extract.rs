//! Extractors that refuse with a [`Problem`](crate::problem::Problem) which names the field and the rule.

mod body;
pub(crate) mod caller;
mod creation;
mod nfc;
mod query;
mod shape;
mod upload;
mod version;

pub use crate::extract::body::Body;
pub use crate::extract::caller::{Caller, MaybeCaller};
pub use crate::extract::creation::Creation;
pub use crate::extract::query::Query;
pub use crate::extract::upload::Upload;
pub use crate::extract::version::{IfMatch, etag};
