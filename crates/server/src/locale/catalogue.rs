//! Sentences by key, with values to fill in.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::Locale;

/// Marks the sentences that only the server speaks, so that pages need not load them; no part of the key.
const SERVER_ONLY: &str = "server.";

/// Key to sentence. Keys may be nested in the file; here their parts are joined by dots.
type Sentences = HashMap<String, String>;

static VI: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../../locales/vi.json")));
static EN: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../../locales/en.json")));

/// The sentence of `key` in this language with each `{name}` replaced by its value; the key itself where there is no
/// such sentence, so that a gap shows and nothing breaks.
#[must_use]
pub fn t(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let Some(sentence) = of(locale).get(key) else {
        tracing::warn!(key, "a sentence is missing from the catalogue");
        return key.to_owned();
    };
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        match args.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push('…'),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether the catalogue has a sentence for this key.
#[must_use]
pub fn has(key: &str) -> bool {
    VI.contains_key(key)
}

fn of(locale: Locale) -> &'static Sentences {
    match locale {
        Locale::Vi => &VI,
        Locale::En => &EN,
    }
}

fn read(text: &str) -> Sentences {
    let mut sentences = Sentences::new();
    match serde_json::from_str(text) {
        Ok(value) => flatten(&mut sentences, "", value),
        Err(error) => tracing::error!(%error, "a built-in catalogue is not JSON"),
    }
    sentences
}

fn flatten(into: &mut Sentences, key: &str, value: Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let longer = if key.is_empty() {
                    name
                } else {
                    format!("{key}.{name}")
                };
                flatten(into, &longer, member);
            }
        }
        Value::String(sentence) => {
            into.insert(key.strip_prefix(SERVER_ONLY).unwrap_or(key).to_owned(), sentence);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |sentences: &'static Sentences| sentences.keys().collect::<BTreeSet<_>>();
        assert!(!VI.is_empty());
        assert_eq!(keys(&VI), keys(&EN));
    }

    #[test]
    fn values_are_filled_in() {
        assert_eq!(
            t(Locale::Vi, "rule.min", &[("min", "10 kg")]),
            "Ít nhất là 10 kg."
        );
        assert_eq!(t(Locale::En, "rule.min", &[("min", "10 kg")]), "At least 10 kg.");
        assert_eq!(t(Locale::En, "rule.min", &[]), "At least ….");
        assert_eq!(t(Locale::En, "no.such.key", &[]), "no.such.key");
    }
}
