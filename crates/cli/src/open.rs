//! What every subcommand that touches the market begins with.

use std::sync::Arc;

use anyhow::Context as _;
use chonoi_domain::catalogue::Catalogue;
use chonoi_market::Market;
use chonoi_market::clock::SystemClock;
use chonoi_market::master_key::MasterKey;
use chonoi_search::embedded::Embedded;
use chonoi_search::index::SearchIndex;
use chonoi_search::meili::Meili;
use chonoi_server::config::{Config, Secret};
use chonoi_store::Store;
use tokio::signal::unix::{SignalKind, signal};

/// Runs `work` on a runtime of its own.
///
/// # Errors
/// Those of `work`, or none to be had for the runtime.
pub(crate) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Runtime::new()
        .context("the runtime could not start")?
        .block_on(work)
}

/// The database, with its schema brought up to this program's; the data folder is made where it is missing.
///
/// # Errors
/// A folder that cannot be made, a database that does not answer, a schema step that fails.
pub(crate) async fn store(config: &Config) -> anyhow::Result<Store> {
    let folder = config.data_dir.display();
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("CHONOI_DATA_DIR: the folder {folder} cannot be made"))?;
    let store = Store::connect(&config.database_url.0)
        .await
        .context("CHONOI_DATABASE_URL: the database does not answer")?;
    store
        .migrate()
        .await
        .context("the database's schema cannot be brought up to date")?;
    Ok(store)
}

/// The use cases over `store`, without logins.
///
/// # Errors
/// Only if the built-in catalogue is broken.
pub(crate) fn market(store: Store) -> anyhow::Result<Market> {
    let catalogue = Catalogue::embedded().context("the built-in catalogue cannot be read")?;
    Ok(Market::new(store, Arc::new(catalogue), Arc::new(SystemClock)))
}

/// The use cases with everything they work with: database, logins, uploaded files, search index.
///
/// # Errors
/// A database that does not answer, a key or a folder that cannot be made.
pub(crate) async fn whole_market(config: &Config) -> anyhow::Result<Market> {
    market(store(config).await?)?
        .with_logins(master_key(config)?, config.demo)
        .with_search(index(config)?)
        .with_solved_markets_in(config.solved_markets)
        .with_files_in(&config.data_dir.join("objects"))
        .context("CHONOI_DATA_DIR")
}

/// How the index is called on a search server.
const INDEX: &str = "chonoi";

/// The search index: on the server of the settings, else in the data folder. It need not have been built yet, nor the
/// server be there: the worker builds it when it can.
///
/// # Errors
/// A folder that cannot be made.
pub(crate) fn index(config: &Config) -> anyhow::Result<Arc<dyn SearchIndex>> {
    if let Some(url) = &config.search_url {
        let catalogue = Catalogue::embedded().context("the built-in catalogue cannot be read")?;
        let key = config.search_key.as_ref().map(|Secret(key)| key.as_str());
        let index = Meili::at(url, key, INDEX, Arc::new(catalogue)).context("CHONOI_SEARCH_KEY")?;
        return Ok(Arc::new(index));
    }
    let folder = config.data_dir.join("search");
    let index = Embedded::in_folder(&folder).context("CHONOI_DATA_DIR: no folder for the search index")?;
    Ok(Arc::new(index))
}

/// The key that seals the signing keys: the one of the settings, else the one in the data folder, made on the first
/// start.
///
/// # Errors
/// A key file that cannot be made or is none.
pub(crate) fn master_key(config: &Config) -> anyhow::Result<MasterKey> {
    match &config.secret_key {
        Some(Secret(bytes)) => Ok(MasterKey::from_bytes(*bytes)),
        None => MasterKey::from_file(&config.data_dir.join("secret.key")).context("CHONOI_SECRET_KEY"),
    }
}

/// Ends at SIGTERM (a service manager) or SIGINT (a person).
///
/// # Errors
/// When the system gives no signals.
pub(crate) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
