//! Log lines to standard error; standard output is for what a person or a script asked for.

use std::io::IsTerminal as _;

use chonoi_server::config::{Config, ConfigError, LogFormat};
use tracing_subscriber::EnvFilter;

/// Starts the log as the settings say.
///
/// # Errors
/// A filter that cannot be read, as a broken setting.
pub(crate) fn start(config: &Config) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| ConfigError {
        key: "CHONOI_LOG".to_owned(),
        rule: format!("must be a level or a list of filters, for example info,chonoi_market=debug ({error})"),
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines
            .with_target(false)
            .with_ansi(std::io::stderr().is_terminal())
            .init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}
