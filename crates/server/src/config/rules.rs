//! The rule of each setting; every sentence ends what `KEY: …` begins.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::raw::Raw;
use super::{Config, LogFormat, Secret};

/// A key and the rule that its value breaks.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) key: &'static str,
    pub(super) rule: &'static str,
}

type Checked<T> = Result<T, Broken>;

/// Turns what was written into what is meant.
///
/// # Errors
/// The first key that breaks its rule.
pub(super) fn check(raw: Raw) -> Checked<Config> {
    let data_dir = data_dir(&raw.data_dir)?;
    Ok(Config {
        listen: raw.listen.parse().map_err(|_| Broken {
            key: "listen",
            rule: "must be an address and a port, for example 127.0.0.1:8080",
        })?,
        public_url: public_url(&raw.public_url)?,
        database_url: Secret(database_url(&raw.database_url, &data_dir)?),
        data_dir,
        search_url: search_url(&raw.search_url)?,
        search_key: search_key(&raw.search_key)?,
        demo: raw.demo,
        worker: raw.worker,
        log: raw.log,
        log_format: log_format(&raw.log_format)?,
        body_limit: within(
            "body_limit_kib",
            raw.body_limit_kib,
            1..=65_536,
            "must be 1 to 65536",
        )? << 10,
        upload_limit: within(
            "upload_limit_mib",
            raw.upload_limit_mib,
            1..=100,
            "must be 1 to 100",
        )? << 20,
        request_timeout: seconds(
            "request_timeout_seconds",
            raw.request_timeout_seconds,
            1..=600,
            "must be 1 to 600",
        )?,
        shutdown_timeout: seconds(
            "shutdown_timeout_seconds",
            raw.shutdown_timeout_seconds,
            0..=600,
            "must be 0 to 600",
        )?,
        trusted_proxies: within("trusted_proxies", raw.trusted_proxies, 0..=10, "must be 0 to 10")?,
        solved_markets: within(
            "solved_markets_mib",
            raw.solved_markets_mib,
            1..=65_536,
            "must be 1 to 65536",
        )? << 20,
        secret_key: secret_key(&raw.secret_key)?,
    })
}

fn data_dir(text: &str) -> Checked<PathBuf> {
    if text.is_empty() {
        return Err(Broken {
            key: "data_dir",
            rule: "must name a folder",
        });
    }
    Ok(PathBuf::from(text))
}

fn public_url(text: &str) -> Checked<Option<String>> {
    const RULE: &str = "must be a scheme and a host without a path, for example https://chonoi.example.vn";
    if text.is_empty() {
        return Ok(None);
    }
    let broken = || Broken {
        key: "public_url",
        rule: RULE,
    };
    let url = text.trim_end_matches('/');
    let uri: axum::http::Uri = url.parse().map_err(|_| broken())?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    // An address without a path parses as one with the path `/`.
    if web && uri.host().is_some_and(|host| !host.is_empty()) && uri.path() == "/" && uri.query().is_none() {
        Ok(Some(url.to_owned()))
    } else {
        Err(broken())
    }
}

fn database_url(text: &str, data_dir: &Path) -> Checked<String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if text.is_empty() {
        Ok(format!(
            "sqlite://{}?mode=rwc",
            data_dir.join("chonoi.db").display()
        ))
    } else if known.iter().any(|scheme| text.starts_with(scheme)) {
        Ok(text.to_owned())
    } else {
        Err(Broken {
            key: "database_url",
            rule: "must begin with sqlite:// or postgres://",
        })
    }
}

fn search_url(text: &str) -> Checked<Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    let uri: Option<axum::http::Uri> = text.parse().ok();
    let is_web =
        uri.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none());
    is_web.then(|| Some(text.to_owned())).ok_or(Broken {
        key: "search_url",
        rule: "must begin with http:// or https://, for example http://meilisearch:7700",
    })
}

fn search_key(text: &str) -> Checked<Option<Secret<String>>> {
    let is_key = text.chars().all(|c| c.is_ascii_graphic());
    let key = (!text.is_empty()).then(|| Secret(text.to_owned()));
    is_key.then_some(key).ok_or(Broken {
        key: "search_key",
        rule: "must be a key of the search server, without blanks",
    })
}

fn log_format(text: &str) -> Checked<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Broken {
            key: "log_format",
            rule: "must be text or json",
        }),
    }
}

fn secret_key(text: &str) -> Checked<Option<Secret<[u8; 32]>>> {
    if text.is_empty() {
        return Ok(None);
    }
    STANDARD
        .decode(text)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .map(|key| Some(Secret(key)))
        .ok_or(Broken {
            key: "secret_key",
            rule: "must be 32 bytes in base64, as `openssl rand -base64 32` gives",
        })
}

fn within(key: &'static str, value: u64, range: RangeInclusive<u64>, rule: &'static str) -> Checked<usize> {
    if !range.contains(&value) {
        return Err(Broken { key, rule });
    }
    usize::try_from(value).map_err(|_| Broken { key, rule })
}

fn seconds(
    key: &'static str,
    value: u64,
    range: RangeInclusive<u64>,
    rule: &'static str,
) -> Checked<Duration> {
    if range.contains(&value) {
        Ok(Duration::from_secs(value))
    } else {
        Err(Broken { key, rule })
    }
}
