//! The background work: takes events from the outbox, runs matching when it is due, sweeps.
//!
//! Every job is level-triggered and safe to repeat: a worker that dies at any point leaves nothing that the next one
//! does not do again. Several workers may run at once; what only one may do at a time is under a lease.

mod dispatch;
mod sweep;

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::error::Error;
use crate::service::Market;

/// How long to wait after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What a worker does, each on its own, so that a long run does not hold up the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// Takes events from the outbox and wakes what hangs off them.
    Events,
    /// Does the run that is due.
    Matching,
    /// Brings the search index up to date.
    Search,
    /// Expires, forgets, seals.
    Sweeps,
}

impl Job {
    /// How often to look for work.
    const fn pause(self) -> Duration {
        match self {
            Self::Events | Self::Matching | Self::Search => Duration::from_millis(250),
            Self::Sweeps => Duration::from_secs(20),
        }
    }

    /// Does it once; whether there may be more to do at once.
    async fn once(self, market: &Market, holder: &str) -> Result<bool, Error> {
        match self {
            Self::Events => market.dispatch().await.map(|events| events > 0),
            Self::Matching => market.do_match_run(holder).await,
            Self::Search => market.feed_search(holder).await,
            Self::Sweeps => market.sweep(holder).await.map(|()| false),
        }
    }
}

/// Works until `stop` ends; what is under way is finished first.
pub async fn run(market: Market, stop: impl Future<Output = ()> + Send) {
    let holder = market.clock.fresh_id().to_string();
    let (stopping, stopped) = watch::channel(false);
    tracing::info!(worker = holder, "the worker starts");
    let jobs = async {
        tokio::join!(
            repeat(Job::Events, &market, &holder, stopped.clone()),
            repeat(Job::Matching, &market, &holder, stopped.clone()),
            repeat(Job::Search, &market, &holder, stopped.clone()),
            repeat(Job::Sweeps, &market, &holder, stopped.clone()),
        )
    };
    let stop = async {
        stop.await;
        stopping.send_replace(true);
    };
    tokio::join!(jobs, stop);
    tracing::info!(worker = holder, "the worker has stopped");
}

/// Does everything that is due now, once, and what it leads to; for tests and for commands that wait for it.
///
/// # Errors
/// The first failure of any job.
pub async fn settle(market: &Market) -> Result<(), Error> {
    let holder = market.clock.fresh_id().to_string();
    Job::Sweeps.once(market, &holder).await?;
    loop {
        let events = Job::Events.once(market, &holder).await?;
        let matched = Job::Matching.once(market, &holder).await?;
        let searched = Job::Search.once(market, &holder).await?;
        if !(events || matched || searched) {
            return Ok(());
        }
    }
}

/// Does `job` again and again: at once while it has work, else after its pause.
async fn repeat(job: Job, market: &Market, holder: &str, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait = match job.once(market, holder).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => job.pause(),
            Err(error) => {
                tracing::error!(%error, ?job, "a job of the worker failed; it is tried again");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            _ = stopped.changed() => {}
        }
    }
}
