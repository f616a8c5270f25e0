//! Where the figure behind a post comes from. Posts of people have none; posts built from published figures always do.

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// How directly the figure was taken from its source.
    Basis {
        /// Printed in the source.
        Published = "published",
        /// Reckoned from published figures.
        Derived = "derived",
        /// From catalogue, season and population; not measured.
        Assumption = "assumption",
    }
}

/// The source of a demonstration post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// How directly it was taken.
    pub basis: Basis,
    /// Id of the source.
    pub source_id: String,
    /// Who published it; empty for our own assumptions.
    pub publisher: String,
    /// Where; empty for our own assumptions.
    pub url: String,
    /// The figure in words, with the post's share of it.
    pub figure: String,
}
