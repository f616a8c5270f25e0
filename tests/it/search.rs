//! Search over the real router: what is found, how the index is fed, searches that are kept.

mod address;
mod feeding;
mod kept;
mod relevance;
