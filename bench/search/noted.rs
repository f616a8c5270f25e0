//! An index that notes what it is asked, what it is built of and how long that takes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chonoi_search::answer::Answer;
use chonoi_search::document::{Document, Key};
use chonoi_search::index::{Pending, Rebuild, SearchIndex};
use chonoi_search::query::Query;

/// Documents that are read again at once.
const PIECE: usize = 5_000;

#[derive(Debug, Default)]
struct Notes {
    asked: Option<Query>,
    documents: usize,
    building: Duration,
    copy: Option<BufWriter<File>>,
}

#[derive(Debug)]
pub(crate) struct Noted {
    index: Arc<dyn SearchIndex>,
    notes: Arc<Mutex<Notes>>,
}

impl Noted {
    /// Over `index`; the documents that it is built of are written to the file `copy`.
    pub(crate) fn over(index: Arc<dyn SearchIndex>, copy: &Spool) -> Self {
        let notes = Notes {
            copy: Some(BufWriter::new(File::create(&copy.0).unwrap())),
            ..Notes::default()
        };
        Self {
            index,
            notes: Arc::new(Mutex::new(notes)),
        }
    }

    /// The question that found what was answered, or the first where none did. Forgotten with that.
    pub(crate) fn asked(&self) -> Query {
        self.notes.lock().unwrap().asked.take().unwrap()
    }

    /// Documents a second, the database's part left out.
    pub(crate) fn built(&self) -> f64 {
        let mut notes = self.notes.lock().unwrap();
        notes.copy.take();
        notes.documents as f64 / notes.building.as_secs_f64()
    }
}

/// A file with the documents of an index.
pub(crate) struct Spool(pub(crate) PathBuf);

impl Spool {
    /// The documents, piece by piece.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Vec<Document>> {
        let mut lines = BufReader::new(File::open(&self.0).unwrap()).lines();
        std::iter::from_fn(move || {
            let lines = lines.by_ref().take(PIECE).map(Result::unwrap);
            let some: Vec<Document> = lines.map(|line| serde_json::from_str(&line).unwrap()).collect();
            (!some.is_empty()).then_some(some)
        })
    }
}

struct Timed {
    rebuild: Box<dyn Rebuild>,
    notes: Arc<Mutex<Notes>>,
}

impl Rebuild for Timed {
    fn put(&mut self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(async move {
            if let Some(copy) = &mut self.notes.lock().unwrap().copy {
                for document in &documents {
                    serde_json::to_writer(&mut *copy, document).unwrap();
                    copy.write_all(b"\n").unwrap();
                }
            }
            let (count, started) = (documents.len(), Instant::now());
            self.rebuild.put(documents).await?;
            let mut notes = self.notes.lock().unwrap();
            notes.documents += count;
            notes.building += started.elapsed();
            Ok(())
        })
    }

    fn swap(self: Box<Self>) -> Pending<'static, ()> {
        Box::pin(async move {
            let started = Instant::now();
            self.rebuild.swap().await?;
            self.notes.lock().unwrap().building += started.elapsed();
            Ok(())
        })
    }
}

impl SearchIndex for Noted {
    fn search<'a>(&'a self, query: &'a Query) -> Pending<'a, Answer> {
        Box::pin(async move {
            let answer = self.index.search(query).await?;
            let mut notes = self.notes.lock().unwrap();
            // What stands in where nothing fits is asked without counts.
            if !query.facets.is_empty() && (answer.total > 0 || notes.asked.is_none()) {
                notes.asked = Some(query.clone());
            }
            Ok(answer)
        })
    }

    fn put(&self, documents: Vec<Document>) -> Pending<'_, ()> {
        self.index.put(documents)
    }

    fn delete(&self, keys: Vec<Key>) -> Pending<'_, ()> {
        self.index.delete(keys)
    }

    fn count(&self) -> Pending<'_, u64> {
        self.index.count()
    }

    fn digests(&self) -> Pending<'_, BTreeMap<Key, String>> {
        self.index.digests()
    }

    fn rebuild(&self) -> Pending<'_, Box<dyn Rebuild>> {
        Box::pin(async {
            let timed: Box<dyn Rebuild> = Box::new(Timed {
                rebuild: self.index.rebuild().await?,
                notes: Arc::clone(&self.notes),
            });
            Ok(timed)
        })
    }
}
