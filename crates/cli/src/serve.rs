//! `chonoi serve`.

use std::sync::Arc;

use anyhow::Context as _;
use chonoi_server::config::Config;
use chonoi_server::health::Readiness;
use chonoi_server::metrics::Metrics;
use chonoi_server::state::AppState;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::SystemClock;
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
    let address = format!("http://{}", listener.local_addr()?);
    let clock = Arc::new(SystemClock);
    let state = AppState {
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
