//! What goes on beside the requests: the worker, and the demonstration market at the start.

use std::time::Duration;

use anyhow::Context as _;
use chonoi_market::demo_accounts::DemoAccount;
use chonoi_market::{Market, demo, worker};
use chonoi_server::config::Config;
use chonoi_server::health::Readiness;
use chonoi_server::locale::{Locale, t};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{logging, open};

/// What `/readyz` waits for where the demonstration market is wanted.
const DEMONSTRATION: &str = "demonstration";
/// How often to look whether it has been matched, by this process or another.
const LOOK: Duration = Duration::from_millis(200);
/// How often to look whether the search index has it; then the program is ready all the same, and the index follows.
const SEARCH_LOOKS: u32 = 100;
/// How long the worker gets to finish what it is doing.
const GRACE: Duration = Duration::from_secs(20);

/// The background work of one process.
pub(crate) struct Background {
    stop: oneshot::Sender<()>,
    worker: Option<JoinHandle<()>>,
}

/// Whether this process may take requests at once, or only when the demonstration market is matched.
pub(crate) fn readiness(config: &Config) -> Readiness {
    if config.demo {
        Readiness::waiting_for(&[DEMONSTRATION])
    } else {
        Readiness::default()
    }
}

impl Background {
    /// Starts what the settings ask for.
    pub(crate) fn start(market: &Market, config: &Config, readiness: &Readiness) -> Self {
        let (stop, stopped) = oneshot::channel();
        if config.demo {
            tokio::spawn(show(market.clone(), readiness.clone()));
        }
        let worker = config.worker.then(|| {
            // The sender is dropped at the latest when the process ends.
            let stopped = async { drop(stopped.await) };
            tokio::spawn(worker::run(market.clone(), stopped))
        });
        Self { stop, worker }
    }

    /// Lets the worker finish what it is doing.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Some(worker) = self.worker
            && tokio::time::timeout(GRACE, worker).await.is_err()
        {
            tracing::warn!("the worker was cut off; what it left is taken up at the next start");
        }
    }
}

/// Loads the demonstration market into an empty database, makes its accounts and waits until it has been matched.
async fn show(market: Market, readiness: Readiness) {
    match prepare(&market).await {
        Ok(accounts) => {
            readiness.done(DEMONSTRATION);
            announce(&accounts);
            match demo::age(&market).await {
                Ok(Some(days)) if days > 0 => tell_age(days),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the demonstration market's age cannot be read"),
            }
        }
        Err(error) => tracing::error!(
            error = format!("{error:#}"),
            "the demonstration market is not there"
        ),
    }
}

/// Tells who started the program whom they can be.
#[expect(clippy::print_stdout, reason = "the accounts are what was asked for")]
fn announce(accounts: &[(DemoAccount, String)]) {
    println!("Tài khoản trình diễn / demonstration accounts:");
    for (account, organisation) in accounts {
        println!(
            "  {:<28} {}  {:<10} {organisation}",
            account.login,
            account.password,
            account.role.as_str()
        );
    }
}

/// Says that the demonstration's dates are old, and how to begin anew.
#[expect(clippy::print_stdout, reason = "it explains what is served")]
fn tell_age(days: i64) {
    for locale in Locale::ALL {
        println!("{}", t(locale, "cli.demo_age", &[("days", &days.to_string())]));
    }
}

async fn prepare(market: &Market) -> anyhow::Result<Vec<(DemoAccount, String)>> {
    if let Some(loaded) = demo::load(market).await.context("it cannot be loaded")? {
        tracing::info!(
            organisations = loaded.organisations,
            offers = loaded.offers,
            requests = loaded.requests,
            "the demonstration market is loaded"
        );
    }
    market
        .seed_demo_accounts()
        .await
        .context("its accounts cannot be made")?;
    while !demo::is_matched(market).await.context("it cannot be matched")? {
        tokio::time::sleep(LOOK).await;
    }
    for _ in 0..SEARCH_LOOKS {
        if market.is_searchable().await.context("it cannot be searched")? {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    market
        .demo_accounts()
        .await
        .context("its accounts cannot be read")
}

/// `chonoi worker`: the background work alone, until it is asked to stop.
///
/// # Errors
/// A broken setting, a database that does not answer.
pub(crate) fn run(config: &Config) -> anyhow::Result<()> {
    logging::start(config)?;
    open::block_on(async {
        let market = open::whole_market(config).await?;
        let stop = open::asked_to_stop()?;
        worker::run(market, stop).await;
        Ok(())
    })
}
