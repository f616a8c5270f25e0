//! The object store behind the files, and the turn to work on a picture.

use std::path::Path as Folder;
use std::sync::Arc;

use chonoi_domain::id::FileId;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::sync::Semaphore;

use crate::error::Error;
use crate::service::Market;

/// How many pictures are worked on at once: each may take some hundred megabytes for a moment.
const PICTURES_AT_ONCE: usize = 2;

/// Shared by all clones of a market.
#[derive(Debug)]
pub(crate) struct Objects {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) pictures: Semaphore,
}

/// A folder that cannot hold the files.
#[derive(Debug, thiserror::Error)]
pub enum ObjectsError {
    /// It cannot be made.
    #[error("the folder for files cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// It cannot be used.
    #[error("the folder for files cannot be used: {0}")]
    Store(#[from] object_store::Error),
}

/// Where the full size of a file lies.
pub(crate) const FULL: &str = "files";
/// Where the small size of a photo lies.
pub(crate) const SMALL: &str = "thumbs";

impl Objects {
    pub(crate) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            pictures: Semaphore::new(PICTURES_AT_ONCE),
        }
    }

    /// Kept in memory: for tests and for tools that never see a file.
    pub(crate) fn in_memory() -> Self {
        Self::new(Arc::new(InMemory::new()))
    }

    pub(crate) async fn put(&self, part: &str, id: FileId, bytes: Vec<u8>) -> Result<(), Error> {
        let done = self.store.put(&path(part, id), bytes.into()).await;
        done.map(drop).map_err(Error::internal)
    }

    pub(crate) async fn get(&self, part: &str, id: FileId) -> Result<Vec<u8>, Error> {
        let found = match self.store.get(&path(part, id)).await {
            Err(object_store::Error::NotFound { .. }) => return Err(Error::NotFound("file")),
            found => found.map_err(Error::internal)?,
        };
        Ok(found.bytes().await.map_err(Error::internal)?.to_vec())
    }

    /// Removes a file's bytes in all sizes; those that are not there count as removed.
    pub(crate) async fn remove(&self, id: FileId) -> Result<(), Error> {
        for part in [FULL, SMALL] {
            match self.store.delete(&path(part, id)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(Error::internal(error)),
            }
        }
        Ok(())
    }
}

fn path(part: &str, id: FileId) -> Path {
    Path::from(format!("{part}/{id}"))
}

impl Market {
    /// The same market with its files in `folder`, which is made where it is missing.
    ///
    /// # Errors
    /// [`ObjectsError`] when the folder cannot be made or used.
    pub fn with_files_in(self, folder: &Folder) -> Result<Self, ObjectsError> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self {
            objects: Arc::new(Objects::new(Arc::new(store))),
            ..self
        })
    }
}
