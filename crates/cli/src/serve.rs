//! `chonoi serve`.

use std::sync::Arc;

use anyhow::Context as _;
use chonoi_domain::catalogue::Catalogue;
use chonoi_market::Market;
use chonoi_market::clock::SystemClock;
use chonoi_server::config::Config;
use chonoi_server::health::Readiness;
use chonoi_server::metrics::Metrics;
use chonoi_server::state::AppState;
use chonoi_store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::logging;

/// Serves until it is asked to stop.
///
/// # Errors
/// A broken setting, an address that is taken, a folder that cannot be made.
pub(crate) fn run(config: Config) -> anyhow::Result<()> {
    logging::start(&config)?;
    tokio::runtime::Runtime::new()
        .context("the runtime could not start")?
        .block_on(serve(config))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("the data folder {} cannot be made", config.data_dir.display()))?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("CHONOI_LISTEN: cannot listen on {}", config.listen))?;
    let store = open(&config).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let clock = Arc::new(SystemClock);
    let catalogue = Arc::new(Catalogue::embedded().context("the built-in catalogue cannot be read")?);
    let state = AppState {
        market: Market::new(store, catalogue, clock.clone()),
        metrics: Metrics::install(clock.as_ref())?,
        clock,
        readiness: Readiness::default(),
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| address.clone())
            .into(),
        config: Arc::new(config),
    };
    announce(&address);
    chonoi_server::serve(listener, state, asked_to_stop()?)
        .await
        .context("the server failed")
}

/// The database, with its schema brought up to this program's.
async fn open(config: &Config) -> anyhow::Result<Store> {
    let store = Store::connect(&config.database_url.0)
        .await
        .context("CHONOI_DATABASE_URL: the database does not answer")?;
    store
        .migrate()
        .await
        .context("the database's schema cannot be brought up to date")?;
    Ok(store)
}

/// Tells people, and scripts that wait for this line, where the market is.
#[expect(clippy::print_stdout, reason = "the address is what was asked for")]
fn announce(address: &str) {
    println!("Chợ Nổi: {address}");
}

/// Ends at SIGTERM (a service manager) or SIGINT (a person).
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
