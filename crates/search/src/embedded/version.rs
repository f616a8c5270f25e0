//! A version of the index: a folder, and the file that names the one that is searched.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::columnar::StrColumn;
use tantivy::{DocId, Index, IndexReader, ReloadPolicy, Searcher};

use super::schema::Fields;
use crate::document::Key;
use crate::index::SearchError;

/// Names the version that is searched.
const CURRENT: &str = "current";
/// Names the files of a version's last commit.
const META: &str = "meta.json";
/// Begins the name of every version. The number is that of the schema: a program with another one sees no index and
/// builds its own.
const PREFIX: &str = "v1-";
/// A version that is not current is kept for so long, for processes that still search it.
const KEEP: std::time::Duration = std::time::Duration::from_secs(3_600);

/// An open version.
pub(super) struct Version {
    pub(super) name: String,
    pub(super) fields: Fields,
    pub(super) index: Index,
    reader: IndexReader,
    meta: PathBuf,
    /// What [`META`] said when the reader last took up what it names.
    seen: Mutex<Vec<u8>>,
}

impl Version {
    /// A new, empty version of a name that no other has.
    pub(super) fn create(folder: &Path) -> Result<Self, SearchError> {
        for number in 1.. {
            let name = format!("{PREFIX}{number:06}");
            match std::fs::create_dir(folder.join(&name)) {
                Ok(()) => {
                    let index = Index::create_in_dir(folder.join(&name), Fields::schema())?;
                    return Self::over(folder, name, index);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(SearchError::Unavailable("no name is left".to_owned()))
    }

    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, SearchError> {
        let index = Index::open_in_dir(folder.join(name)).map_err(|_| SearchError::NotBuilt)?;
        Self::over(folder, name.to_owned(), index)
    }

    fn over(folder: &Path, name: String, index: Index) -> Result<Self, SearchError> {
        // Tantivy's own watcher may overtake a reload that we ask for with one that it began before the commit.
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields: Fields::of(&index.schema())?,
            meta: folder.join(&name).join(META),
            name,
            index,
            reader,
            seen: Mutex::default(),
        })
    }

    /// All that is committed, whoever wrote it.
    ///
    /// # Errors
    /// [`SearchError::NotBuilt`] when the version is gone; a file that cannot be read.
    pub(super) fn searcher(&self) -> Result<Searcher, SearchError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let meta = std::fs::read(&self.meta).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SearchError::NotBuilt,
            _ => error.into(),
        })?;
        if *seen != meta {
            self.reader.reload()?;
            *seen = meta;
        }
        Ok(self.reader.searcher())
    }

    /// The digest of every document.
    pub(super) fn digests(&self) -> Result<BTreeMap<Key, String>, SearchError> {
        let searcher = self.searcher()?;
        let mut found = BTreeMap::new();
        for segment in searcher.segment_readers() {
            let fast = segment.fast_fields();
            let (Some(keys), Some(digests)) = (fast.str("key")?, fast.str("digest")?) else {
                continue;
            };
            for doc in segment.doc_ids_alive() {
                if let Ok(key) = first(&keys, doc)?.parse::<Key>() {
                    found.insert(key, first(&digests, doc)?);
                }
            }
        }
        Ok(found)
    }
}

fn first(column: &StrColumn, doc: DocId) -> Result<String, SearchError> {
    let mut text = String::new();
    if let Some(ord) = column.term_ords(doc).next() {
        column.ord_to_str(ord, &mut text)?;
    }
    Ok(text)
}

/// The name of the version that is searched; `None` where none has been built by a program of this schema.
pub(super) fn current(folder: &Path) -> Result<Option<String>, SearchError> {
    match std::fs::read_to_string(folder.join(CURRENT)) {
        Ok(name) => Ok(Some(name).filter(|name| name.starts_with(PREFIX))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes `name` the version that is searched: whoever reads sees the old name or the new one.
pub(super) fn make_current(folder: &Path, name: &str) -> Result<(), SearchError> {
    let draft = folder.join(format!("{CURRENT}.{name}"));
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(name.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, folder.join(CURRENT))?;
    Ok(())
}

/// Takes away versions of the past, the youngest of them excepted while another process may still search it.
pub(super) fn forget_others(folder: &Path, current: &str) {
    for path in versions(folder) {
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name != current) && is_old(&path) {
            remove(&path);
        }
    }
}

/// Takes a version away.
pub(super) fn forget(folder: &Path, name: &str) {
    remove(&folder.join(name));
}

fn versions(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn is_old(path: &Path) -> bool {
    let changed = std::fs::metadata(path.join(META)).and_then(|meta| meta.modified());
    changed.map_or(true, |at| at.elapsed().is_ok_and(|age| age > KEEP))
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_dir_all(path) {
        tracing::warn!(%error, path = %path.display(), "a former version of the index stays on disk");
    }
}
