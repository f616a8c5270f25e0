//! `chonoi serve`.

use std::sync::Arc;

use anyhow::Context as _;
use chonoi_market::clock::SystemClock;
use chonoi_server::config::Config;
use chonoi_server::metrics::Metrics;
use chonoi_server::state::AppState;
use tokio::net::TcpListener;

use crate::background::{self, Background};
use crate::{logging, open};

/// Serves until it is asked to stop.
///
/// # Errors
/// A broken setting, an address that is taken, a database that does not answer.
pub(crate) fn run(config: Config) -> anyhow::Result<()> {
    logging::start(&config)?;
    open::block_on(serve(config))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("CHONOI_LISTEN: cannot listen on {}", config.listen))?;
    let address = format!("http://{}", listener.local_addr()?);
    let market = open::whole_market(&config).await?;
    let readiness = background::readiness(&config);
    let background = Background::start(&market, &config, &readiness);
    let state = AppState {
        market,
        clock: Arc::new(SystemClock),
        readiness,
        metrics: Metrics::install(&SystemClock)?,
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| address.clone())
            .into(),
        config: Arc::new(config),
    };
    announce(&address);
    let served = chonoi_server::serve(listener, state, open::asked_to_stop()?).await;
    background.stop().await;
    served.context("the server failed")
}

/// Tells people, and scripts that wait for this line, where the market is.
#[expect(clippy::print_stdout, reason = "the address is what was asked for")]
fn announce(address: &str) {
    println!("Chợ Nổi: {address}");
}
