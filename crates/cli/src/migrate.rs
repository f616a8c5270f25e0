//! `chonoi migrate`.

use chonoi_server::config::Config;

use crate::{logging, open};

/// Brings the database's schema up to this program's and ends.
///
/// # Errors
/// A broken setting, a database that does not answer, a schema step that fails.
pub(crate) fn run(config: &Config) -> anyhow::Result<()> {
    logging::start(config)?;
    open::block_on(async {
        open::store(config).await?;
        tracing::info!("the schema is up to date");
        Ok(())
    })
}
