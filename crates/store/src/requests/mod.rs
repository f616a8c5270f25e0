//! What the table of shortage requests has that offers have not: several products, urgency.

mod list;
pub(crate) mod row;

use chonoi_domain::post::request::Request;

use crate::posts;

pub use list::Sort;

/// A request with what the books say around it.
pub type Record = posts::Record<Request>;
/// Which requests are listed.
pub type Filter = posts::Filter<Request>;
