//! The published sources behind figures (`data/reference/sources.csv`).

use std::collections::{BTreeMap, BTreeSet};

use chonoi_store::summary::Line;
use serde::{Deserialize, Serialize};

use super::files;
use crate::error::Error;

/// A published source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Who published it.
    pub publisher: String,
    /// Where.
    pub url: String,
    /// When: a day, a month or a year; empty where it is not known.
    pub published: String,
}

/// All sources by id.
pub(super) fn all() -> Result<BTreeMap<String, Source>, Error> {
    let source = |row: files::SourceRow| {
        let source = Source {
            id: row.id.clone(),
            publisher: row.publisher,
            url: row.url,
            published: row.published,
        };
        (row.id, source)
    };
    Ok(files::sources()?.into_iter().map(source).collect())
}

/// The sources that these posts name, by id; our own assumptions are no source.
pub(crate) fn behind<'l>(lines: impl Iterator<Item = &'l Line>) -> Result<Vec<Source>, Error> {
    let named: BTreeSet<&str> = lines
        .filter_map(|line| line.provenance.as_ref())
        .flat_map(|provenance| provenance.source_id.split_whitespace())
        .collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = all()?;
    Ok(named.into_iter().filter_map(|id| all.remove(id)).collect())
}
