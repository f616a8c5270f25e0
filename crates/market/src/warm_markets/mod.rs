//! Markets that this process keeps solved, for previews and for questions of the kind "what if".
//!
//! One thread owns them: an answer takes milliseconds, and a solved market that two questions changed at once would be
//! of no use to either. They hold nothing that cannot be made again: whatever a process remembers is compared with the
//! posts as they stand before it is used, so that a lost event, another process or a restart cannot make an answer
//! stale. Published plans never come from here.

pub(crate) mod copies;
pub(crate) mod shelf;
pub(crate) mod standing;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chonoi_domain::catalogue::Catalogue;
use tokio::sync::oneshot;

use crate::error::Error;
use shelf::Shelf;
use standing::Standing;

/// How long somebody waits for an answer. What has begun goes on, so that the next question finds the market solved.
const PATIENCE: Duration = Duration::from_secs(5);
/// Questions that may wait; further ones are turned away.
const WAITING: usize = 64;
/// Memory for solved markets where the settings say nothing, in bytes.
const USUAL_BYTES: usize = 256 << 20;

type Job = Box<dyn FnOnce(&mut Shelf<'_>) + Send>;

/// The thread that owns the solved markets, and the posts as they were read last.
pub(crate) struct WarmMarkets {
    catalogue: Arc<Catalogue>,
    bytes: usize,
    thread: OnceLock<SyncSender<Job>>,
    read: Mutex<Option<Arc<Standing>>>,
}

impl WarmMarkets {
    /// None yet; `bytes` bounds the memory of those that are kept.
    pub(crate) fn new(catalogue: Arc<Catalogue>, bytes: Option<usize>) -> Self {
        Self {
            catalogue,
            bytes: bytes.unwrap_or(USUAL_BYTES),
            thread: OnceLock::new(),
            read: Mutex::default(),
        }
    }

    /// Asks the thread.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where too many wait already or the answer takes too long.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Shelf<'_>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |shelf| {
            // Who asked may have gone on typing: then another question is waiting already.
            if !answer.is_closed() {
                drop(answer.send(work(shelf)));
            }
        });
        let busy = Error::Unavailable("solved markets");
        if self.thread().try_send(job).is_err() {
            return Err(busy);
        }
        let answered = tokio::time::timeout(PATIENCE, answered).await;
        answered.ok().and_then(Result::ok).ok_or(busy)
    }

    fn thread(&self) -> &SyncSender<Job> {
        self.thread.get_or_init(|| {
            let (jobs, waiting) = sync_channel(WAITING);
            let (catalogue, bytes) = (Arc::clone(&self.catalogue), self.bytes);
            let thread = std::thread::Builder::new().name("solved-markets".to_owned());
            if let Err(error) = thread.spawn(move || serve(&catalogue, bytes, &waiting)) {
                tracing::error!(%error, "no thread for the solved markets: previews are not answered");
            }
            jobs
        })
    }

    fn last(&self) -> Option<Arc<Standing>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, read: &Arc<Standing>) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(read));
    }
}

/// Answers until the last who may ask is gone. A question that fails badly costs the markets, not the thread.
fn serve(catalogue: &Catalogue, bytes: usize, waiting: &Receiver<Job>) {
    loop {
        let served = catch_unwind(AssertUnwindSafe(|| {
            let mut shelf = Shelf::new(catalogue, bytes);
            while let Ok(job) = waiting.recv() {
                job(&mut shelf);
            }
        }));
        match served {
            Ok(()) => return,
            Err(_) => tracing::error!("a question to the solved markets failed; they are built anew"),
        }
    }
}

#[cfg(test)]
mod tests;
