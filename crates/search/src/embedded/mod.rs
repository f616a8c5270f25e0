//! The index in a folder of the program's own, on Tantivy.
//!
//! `<folder>/current` names the version that is searched; each version is a folder beside it. A rebuild writes a new
//! one and then replaces that file, so that whoever searches sees the old or the new, never a half. Many processes of
//! one machine may search; one of them writes at a time, and another that tries is told to try again.

mod ask;
mod collect;
mod counting;
mod schema;
mod version;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::{IndexWriter, TantivyDocument, Term};

use self::schema::Fields;
use self::version::Version;
use crate::answer::Answer;
use crate::document::{Document, Key};
use crate::index::{Pending, Rebuild, SearchError, SearchIndex};
use crate::query::Query;

/// Memory of the writer of single changes, bytes: the least that Tantivy takes.
const CHANGES: usize = 15_000_000;
/// Memory of the writer of a whole index, bytes.
const WHOLE: usize = 100_000_000;

/// An index in a folder. Cheap to clone.
#[derive(Clone)]
pub struct Embedded {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    open: RwLock<Option<Arc<Version>>>,
    writer: Mutex<Option<(String, IndexWriter)>>,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded")
            .field("folder", &self.inner.folder)
            .finish_non_exhaustive()
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl Embedded {
    /// The index in `folder`, which is made where it is missing. It need not have been built yet.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, SearchError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                open: RwLock::new(None),
                writer: Mutex::new(None),
            }),
        })
    }

    async fn blocking<T, F>(&self, work: F) -> Result<T, SearchError>
    where
        T: Send + 'static,
        F: FnOnce(&Inner) -> Result<T, SearchError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .unwrap_or_else(|error| Err(SearchError::Unavailable(error.to_string())))
    }
}

impl Inner {
    /// The version that is searched now; opened again when another process has replaced it.
    fn current(&self) -> Result<Arc<Version>, SearchError> {
        let name = version::current(&self.folder)?.ok_or(SearchError::NotBuilt)?;
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(version) = open.filter(|version| version.name == name) {
            return Ok(version);
        }
        let version = Arc::new(Version::open(&self.folder, &name)?);
        let mut slot = self.open.write().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(Arc::clone(&version));
        Ok(version)
    }

    /// Does `changes` with the one writer of the current version and makes them seen.
    fn write(
        &self,
        changes: impl FnOnce(&Fields, &IndexWriter) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        let version = self.current()?;
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A writer that failed, or that belongs to a version of the past, is let go with what it had not written.
        let kept = slot.take().filter(|(name, _)| *name == version.name);
        let mut writer = match kept {
            Some((_, writer)) => writer,
            None => version.index.writer_with_num_threads(1, CHANGES)?,
        };
        changes(&version.fields, &writer)?;
        writer.commit()?;
        version.searcher()?;
        *slot = Some((version.name.clone(), writer));
        Ok(())
    }
}

fn put(fields: &Fields, writer: &IndexWriter, documents: &[Document]) -> Result<(), SearchError> {
    for document in documents {
        writer.delete_term(Term::from_field_text(fields.key, &document.key.to_string()));
        let row: TantivyDocument = fields.write(document);
        writer.add_document(row)?;
    }
    Ok(())
}

impl SearchIndex for Embedded {
    fn search<'a>(&'a self, query: &'a Query) -> Pending<'a, Answer> {
        Box::pin(async move {
            let query = query.clone();
            self.blocking(move |inner| inner.current()?.search(&query)).await
        })
    }

    fn put(&self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(self.blocking(move |inner| inner.write(|fields, writer| put(fields, writer, &documents))))
    }

    fn delete(&self, keys: Vec<Key>) -> Pending<'_, ()> {
        Box::pin(self.blocking(move |inner| {
            inner.write(|fields, writer| {
                for key in &keys {
                    writer.delete_term(Term::from_field_text(fields.key, &key.to_string()));
                }
                Ok(())
            })
        }))
    }

    fn count(&self) -> Pending<'_, u64> {
        Box::pin(self.blocking(|inner| Ok(inner.current()?.searcher()?.num_docs())))
    }

    fn digests(&self) -> Pending<'_, BTreeMap<Key, String>> {
        Box::pin(self.blocking(|inner| inner.current()?.digests()))
    }

    fn rebuild(&self) -> Pending<'_, Box<dyn Rebuild>> {
        Box::pin(async {
            let rebuild = self.blocking(|inner| Building::begin(&inner.folder)).await?;
            let rebuild: Box<dyn Rebuild> = Box::new(rebuild);
            Ok(rebuild)
        })
    }
}

/// A version that is being written.
struct Building {
    folder: PathBuf,
    version: Arc<Version>,
    writer: Option<IndexWriter>,
}

impl Building {
    fn begin(folder: &Path) -> Result<Self, SearchError> {
        let version = Version::create(folder)?;
        let writer = version.index.writer_with_num_threads(1, WHOLE)?;
        Ok(Self {
            folder: folder.to_owned(),
            version: Arc::new(version),
            writer: Some(writer),
        })
    }

    fn finish(mut self) -> Result<(), SearchError> {
        if let Some(mut writer) = self.writer.take() {
            writer.commit()?;
            writer.wait_merging_threads()?;
        }
        version::make_current(&self.folder, &self.version.name)?;
        version::forget_others(&self.folder, &self.version.name);
        Ok(())
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // Given up half-way: nobody will ever read it.
        if let Some(writer) = self.writer.take() {
            drop(writer);
            version::forget(&self.folder, &self.version.name);
        }
    }
}

impl Rebuild for Building {
    fn put(&mut self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(async move {
            let writer = self
                .writer
                .as_ref()
                .ok_or_else(|| SearchError::Unavailable("the rebuild has ended".to_owned()))?;
            let fields = &self.version.fields;
            tokio::task::block_in_place(|| put(fields, writer, &documents))
        })
    }

    fn swap(self: Box<Self>) -> Pending<'static, ()> {
        Box::pin(async move {
            tokio::task::spawn_blocking(move || self.finish())
                .await
                .unwrap_or_else(|error| Err(SearchError::Unavailable(error.to_string())))
        })
    }
}

#[cfg(test)]
mod tests;
