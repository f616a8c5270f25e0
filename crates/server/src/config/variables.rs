//! Our part of the environment as a source of settings.

use std::collections::BTreeMap;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

/// What every variable of ours begins with.
pub(super) const PREFIX: &str = "CHONOI_";

/// What the variables of the test suites begin with; the program does not look at them.
const TESTS: &str = "CHONOI_TEST_";

/// The variables that are meant for us: key in lower case without the prefix, to its text.
pub(super) type Variables = BTreeMap<String, String>;

/// Picks ours out of all.
pub(super) fn ours(all: impl IntoIterator<Item = (String, String)>) -> Variables {
    all.into_iter()
        .filter(|(name, _)| !name.starts_with(TESTS))
        .filter_map(|(name, text)| Some((name.strip_prefix(PREFIX)?.to_lowercase(), text)))
        .collect()
}

/// The variables as values of the kinds that the defaults have, so that a word stays a word even where it looks like a
/// number.
pub(super) struct Source<'a> {
    pub(super) variables: &'a Variables,
    pub(super) defaults: &'a Dict,
}

impl Source<'_> {
    fn value(&self, key: &str, text: &str) -> Value {
        let as_text = || Value::from(text);
        match self.defaults.get(key) {
            Some(Value::Bool(..)) => text.parse::<bool>().map_or_else(|_| as_text(), Value::from),
            Some(Value::Num(..)) => text.parse::<u64>().map_or_else(|_| as_text(), Value::from),
            _ => as_text(),
        }
    }
}

impl Provider for Source<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let values = self
            .variables
            .iter()
            .map(|(key, text)| (key.clone(), self.value(key, text)))
            .collect::<Dict>();
        Ok(Map::from([(Profile::Default, values)]))
    }
}
