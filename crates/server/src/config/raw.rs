//! The settings as they are written, before their rules are checked, and where each was written.

use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Format as _, Toml};
use figment::value::Dict;
use serde::Deserialize;

use super::variables::{PREFIX, Source, Variables};
use super::{ConfigError, DEFAULTS};

/// One field a key of `config.default.toml`, in its order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) listen: String,
    pub(super) public_url: String,
    pub(super) data_dir: String,
    pub(super) database_url: String,
    pub(super) search_url: String,
    pub(super) search_key: String,
    pub(super) demo: bool,
    pub(super) worker: bool,
    pub(super) log: String,
    pub(super) log_format: String,
    pub(super) body_limit_kib: u64,
    pub(super) upload_limit_mib: u64,
    pub(super) request_timeout_seconds: u64,
    pub(super) shutdown_timeout_seconds: u64,
    pub(super) trusted_proxies: u64,
    pub(super) solved_markets_mib: u64,
    pub(super) secret_key: String,
}

/// Who set what, to name a key as its operator knows it.
pub(super) struct Origins {
    file: Option<PathBuf>,
    variables: Variables,
}

impl Origins {
    /// The name of `key` where it was set last.
    pub(super) fn name(&self, key: &str) -> String {
        match &self.file {
            Some(file) if !self.variables.contains_key(key) => format!("{key} in {}", file.display()),
            _ => format!("{PREFIX}{}", key.to_uppercase()),
        }
    }
}

impl Raw {
    /// Lays the operator's file over the defaults and the environment over both.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value of another kind.
    pub(super) fn read(mut variables: Variables) -> Result<(Self, Origins), ConfigError> {
        let file = variables
            .remove("config")
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        let origins = Origins { file, variables };
        let base = Figment::from(Toml::string(DEFAULTS));
        let defaults: Dict = base.extract().map_err(|error| origins.explain(&error))?;
        let with_file = match &origins.file {
            Some(path) => base.merge(Toml::string(&text_of(path)?)),
            None => base,
        };
        with_file
            .merge(Source {
                variables: &origins.variables,
                defaults: &defaults,
            })
            .extract()
            .map_err(|error| origins.explain(&error))
            .map(|raw| (raw, origins))
    }
}

fn text_of(path: &std::path::Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError {
        key: format!("{PREFIX}CONFIG"),
        rule: format!("must name a readable file; {} is not: {error}", path.display()),
    })
}

impl Origins {
    fn explain(&self, error: &figment::Error) -> ConfigError {
        use figment::error::Kind;
        let path = error.path.first().map_or("", String::as_str);
        let (key, rule) = match &error.kind {
            Kind::UnknownField(key, known) => (
                key.as_str(),
                format!("is not a setting; there are: {}", known.join(", ")),
            ),
            Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => {
                (path, format!("must be {}", plain(wanted)))
            }
            other => (path, other.to_string()),
        };
        match key {
            "" => ConfigError {
                key: self.file_name(),
                rule,
            },
            key => ConfigError {
                key: self.name(key),
                rule,
            },
        }
    }

    fn file_name(&self) -> String {
        self.file
            .as_ref()
            .map_or_else(|| "the settings".to_owned(), |file| file.display().to_string())
    }
}

/// What the parser wants, in words an operator knows.
fn plain(wanted: &str) -> &str {
    match wanted {
        "a boolean" => "true or false",
        "u64" => "a whole number",
        "a string" => "a text in quotes",
        other => other,
    }
}
