//! The settings: one documented default file, a file of the operator's, and the environment, read in that order.

mod raw;
mod rules;
mod variables;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::raw::Raw;

/// The file that documents every key; its values are the defaults.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Every setting, parsed and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Scheme and host that people type, without a path or a closing slash; `None`: the listen address.
    pub public_url: Option<String>,
    /// Folder of everything that is kept.
    pub data_dir: PathBuf,
    /// `sqlite://…` or `postgres://…`; may hold a password, so it is never logged.
    pub database_url: Secret<String>,
    /// A Meilisearch server to search with; `None`: an index in the data folder.
    pub search_url: Option<String>,
    /// The key for that server; `None` where it asks for none.
    pub search_key: Option<Secret<String>>,
    /// Whether to load the demonstration market into an empty database.
    pub demo: bool,
    /// Whether this process also does the background work.
    pub worker: bool,
    /// Log filter, as `tracing_subscriber::EnvFilter` reads it.
    pub log: String,
    /// How a log line looks.
    pub log_format: LogFormat,
    /// Largest request body in bytes, uploads apart.
    pub body_limit: usize,
    /// Largest uploaded file in bytes.
    pub upload_limit: usize,
    /// When a request is given up.
    pub request_timeout: Duration,
    /// How long open requests get to end at a stop.
    pub shutdown_timeout: Duration,
    /// How many entries from the end of X-Forwarded-For the client's address stands.
    pub trusted_proxies: usize,
    /// Memory in bytes for the markets that are kept solved for previews.
    pub solved_markets: usize,
    /// Key that encrypts signing keys at rest; `None`: a file in the data folder.
    pub secret_key: Option<Secret<[u8; 32]>>,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// A value that must not reach a log.
#[derive(Clone)]
pub struct Secret<T>(pub T);

impl<T> std::fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// A setting that stops the start: its name as the operator wrote it, and the rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {rule}")]
pub struct ConfigError {
    /// `CHONOI_LISTEN`, or ``listen in the file `chonoi.toml` ``.
    pub key: String,
    /// What the value must be, in a sentence.
    pub rule: String,
}

impl Config {
    /// Reads the settings from the process's environment and the file that `CHONOI_CONFIG` names.
    ///
    /// # Errors
    /// The first setting that is unknown or breaks its rule.
    pub fn load() -> Result<Self, ConfigError> {
        Self::from_variables(std::env::vars())
    }

    /// The same from given variables, so that it can be tried without touching the process.
    ///
    /// # Errors
    /// The first setting that is unknown or breaks its rule.
    pub fn from_variables(all: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let (raw, origins) = Raw::read(variables::ours(all))?;
        rules::check(raw).map_err(|broken| ConfigError {
            key: origins.name(broken.key),
            rule: broken.rule.to_owned(),
        })
    }

    /// Whether people come by https, so that cookies must be marked Secure.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

#[cfg(test)]
mod tests;
