//! What the settings accept, and what they say about what they do not.

use std::io::Write as _;
use std::path::Path;

use super::*;

fn load(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_variables(
        variables
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
    )
}

fn message(variables: &[(&str, &str)]) -> String {
    load(variables).unwrap_err().to_string()
}

#[test]
fn nothing_set_gives_the_documented_defaults() {
    let config = load(&[("HOME", "/root")]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.data_dir, Path::new("./var"));
    assert_eq!(config.database_url.0, "sqlite://./var/chonoi.db?mode=rwc");
    assert_eq!((config.demo, config.worker), (false, true));
    assert_eq!(config.body_limit, 1024 * 1024);
    assert!(config.public_url.is_none() && config.secret_key.is_none());
    assert!(config.search_url.is_none() && config.search_key.is_none());
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "listen = '127.0.0.1:1'\nlog = 'debug'").unwrap();
    let path = file.path().to_str().unwrap();
    let config = load(&[("CHONOI_CONFIG", path), ("CHONOI_LISTEN", "0.0.0.0:0")]).unwrap();
    assert_eq!(
        (config.listen.to_string().as_str(), config.log.as_str()),
        ("0.0.0.0:0", "debug")
    );
}

#[test]
fn the_data_folder_moves_the_default_database() {
    let config = load(&[("CHONOI_DATA_DIR", "/srv/chonoi")]).unwrap();
    assert_eq!(config.database_url.0, "sqlite:///srv/chonoi/chonoi.db?mode=rwc");
}

#[test]
fn an_unknown_variable_is_named_and_a_test_variable_is_not_ours() {
    assert!(
        message(&[("CHONOI_LISTNE", "x")])
            .starts_with("CHONOI_LISTNE: is not a setting; there are: listen, ")
    );
    assert!(load(&[("CHONOI_TEST_POSTGRES_URL", "x")]).is_ok());
}

#[test]
fn a_bad_value_is_named_with_its_rule() {
    let cases = [
        (
            "CHONOI_LISTEN",
            "8080",
            "must be an address and a port, for example 127.0.0.1:8080",
        ),
        ("CHONOI_DEMO", "yes", "must be true or false"),
        ("CHONOI_WORKER", "", "must be true or false"),
        ("CHONOI_DATA_DIR", "", "must name a folder"),
        (
            "CHONOI_DATABASE_URL",
            "mysql://x",
            "must begin with sqlite:// or postgres://",
        ),
        (
            "CHONOI_SEARCH_URL",
            "meilisearch:7700",
            "must begin with http:// or https://, for example http://meilisearch:7700",
        ),
        (
            "CHONOI_SEARCH_KEY",
            "two words",
            "must be a key of the search server, without blanks",
        ),
        ("CHONOI_LOG_FORMAT", "xml", "must be text or json"),
        ("CHONOI_BODY_LIMIT_KIB", "0", "must be 1 to 65536"),
        ("CHONOI_BODY_LIMIT_KIB", "-1", "must be a whole number"),
        ("CHONOI_REQUEST_TIMEOUT_SECONDS", "601", "must be 1 to 600"),
        (
            "CHONOI_SECRET_KEY",
            "abc",
            "must be 32 bytes in base64, as `openssl rand -base64 32` gives",
        ),
    ];
    for (key, text, rule) in cases {
        assert_eq!(message(&[(key, text)]), format!("{key}: {rule}"));
    }
}

#[test]
fn a_public_address_has_no_path() {
    let url =
        |text| load(&[("CHONOI_PUBLIC_URL", text)]).map(|config| (config.is_https(), config.public_url));
    assert_eq!(
        url("https://cho.example/").unwrap(),
        (true, Some("https://cho.example".to_owned()))
    );
    assert_eq!(
        url("http://127.0.0.1:80").unwrap(),
        (false, Some("http://127.0.0.1:80".to_owned()))
    );
    for bad in [
        "cho.example",
        "ftp://cho.example",
        "https://cho.example/x",
        "https://cho.example?x=1",
        "/",
    ] {
        assert!(
            url(bad)
                .unwrap_err()
                .to_string()
                .starts_with("CHONOI_PUBLIC_URL: must be a scheme"),
            "{bad}"
        );
    }
}

#[test]
fn the_file_is_held_to_the_same_rules() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "colour = 'red'").unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    assert!(message(&[("CHONOI_CONFIG", &path)]).starts_with(&format!("colour in {path}: is not a setting")));
    std::fs::write(&path, "worker = 3").unwrap();
    assert_eq!(
        message(&[("CHONOI_CONFIG", &path)]),
        format!("worker in {path}: must be true or false")
    );
    std::fs::write(&path, "worker = ").unwrap();
    assert!(message(&[("CHONOI_CONFIG", &path)]).starts_with(&path));
    assert!(
        message(&[("CHONOI_CONFIG", "/nowhere/x.toml")])
            .starts_with("CHONOI_CONFIG: must name a readable file")
    );
}

#[test]
fn a_secret_never_reaches_a_debug_line() {
    let config = load(&[("CHONOI_DATABASE_URL", "postgres://u:geheim@h/d")]).unwrap();
    assert!(!format!("{config:?}").contains("geheim"));
}
