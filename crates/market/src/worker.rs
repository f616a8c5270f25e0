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

/// How often the outbox and the queue of runs are looked at.
const POLL: Duration = Duration::from_millis(250);
/// How often the sweeps run.
const SWEEP: Duration = Duration::from_secs(20);
/// How long to wait after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Works until `stop` ends; what is under way is finished first.
pub async fn run(market: Market, stop: impl Future<Output = ()>) {
    let holder = market.clock.fresh_id().to_string();
    let (stopping, stopped) = watch::channel(false);
    tracing::info!(worker = holder, "the worker starts");
    let jobs = async {
        tokio::join!(
            repeat(
                stopped.clone(),
                POLL,
                async || market.dispatch().await.map(|n| n > 0),
                "events"
            ),
            repeat(
                stopped.clone(),
                POLL,
                async || market.do_match_run(&holder).await,
                "matching"
            ),
            repeat(
                stopped.clone(),
                SWEEP,
                async || market.sweep(&holder).await.map(|()| false),
                "sweeps"
            ),
        )
    };
    let stop = async {
        stop.await;
        stopping.send_replace(true);
    };
    tokio::join!(jobs, stop);
    tracing::info!(worker = holder, "the worker has stopped");
}

/// Does everything that is due now, once, and what it leads to; for tests and for `chonoi` commands that wait for it.
///
/// # Errors
/// The first failure of any job.
pub async fn settle(market: &Market) -> Result<(), Error> {
    let holder = market.clock.fresh_id().to_string();
    market.sweep(&holder).await?;
    loop {
        let events = market.dispatch().await?;
        let matched = market.do_match_run(&holder).await?;
        if events == 0 && !matched {
            return Ok(());
        }
    }
}

/// Does `job` again and again: at once while it has work, else after `pause`.
async fn repeat(
    mut stopped: watch::Receiver<bool>,
    pause: Duration,
    job: impl AsyncFn() -> Result<bool, Error>,
    what: &str,
) {
    while !*stopped.borrow() {
        let wait = match job().await {
            Ok(true) => Duration::ZERO,
            Ok(false) => pause,
            Err(error) => {
                tracing::error!(%error, what, "a job of the worker failed; it is tried again");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            _ = stopped.changed() => {}
        }
    }
}
