//! The one trait of both indexes, and how they say no.

use std::collections::BTreeMap;
use std::pin::Pin;

use crate::answer::Answer;
use crate::document::{Document, Key};
use crate::query::Query;

/// Why an index did not do what was asked. Whatever it is, the database still can.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// It has never been built, or was lost; a rebuild makes it.
    #[error("the index is not built")]
    NotBuilt,
    /// It is not there just now, or busy: trying again may help.
    #[error("the index is unavailable: {0}")]
    Unavailable(String),
    /// It refused, and would refuse again: the fault is ours or the operator's.
    #[error("the index refused: {0}")]
    Refused(String),
}

/// What an index does meanwhile.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, SearchError>> + Send + 'a>>;

/// An index: derived from the database, lost without harm.
pub trait SearchIndex: Send + Sync + std::fmt::Debug {
    /// What is found.
    fn search<'a>(&'a self, query: &'a Query) -> Pending<'a, Answer>;

    /// Writes documents over those of the same keys; when it returns they are found.
    fn put(&self, documents: Vec<Document>) -> Pending<'_, ()>;

    /// Takes documents out; unknown keys are none's loss.
    fn delete(&self, keys: Vec<Key>) -> Pending<'_, ()>;

    /// How many documents there are.
    fn count(&self) -> Pending<'_, u64>;

    /// The digest of every document, to compare with what should be there.
    fn digests(&self) -> Pending<'_, BTreeMap<Key, String>>;

    /// Begins a new version, beside the one that is searched.
    fn rebuild(&self) -> Pending<'_, Box<dyn Rebuild>>;
}

/// A new version of an index while it is made; dropped unfinished, it leaves no trace in what is searched.
pub trait Rebuild: Send {
    /// Writes documents into the new version.
    fn put(&mut self, documents: Vec<Document>) -> Pending<'_, ()>;

    /// Puts the new version in the place of the old one, at once and for everyone.
    fn swap(self: Box<Self>) -> Pending<'static, ()>;
}
