//! The two catalogues say the same things: equal keys, and the same values to fill in.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::Value;

use super::Findings;
use super::tree::Tree;

/// Key (its parts joined by dots) to sentence.
type Catalogue = BTreeMap<String, String>;

/// `locales/vi.json` and `locales/en.json` have equal key sets and equal `{placeholders}`.
///
/// # Errors
/// When one of them is missing or is not JSON.
pub(crate) fn equal(tree: &Tree) -> anyhow::Result<Findings> {
    Ok(compare(
        &read(tree, "locales/vi.json")?,
        &read(tree, "locales/en.json")?,
    ))
}

fn read(tree: &Tree, path: &str) -> anyhow::Result<Catalogue> {
    let file = tree.get(path).with_context(|| format!("{path} is missing"))?;
    let value: Value = serde_json::from_str(&file.text).with_context(|| format!("{path} is not JSON"))?;
    let mut catalogue = Catalogue::new();
    flatten(&mut catalogue, "", &value);
    Ok(catalogue)
}

fn flatten(into: &mut Catalogue, prefix: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let key = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                flatten(into, &key, member);
            }
        }
        Value::String(text) => drop(into.insert(prefix.to_owned(), text.clone())),
        other => drop(into.insert(prefix.to_owned(), other.to_string())),
    }
}

fn compare(vi: &Catalogue, en: &Catalogue) -> Findings {
    let mut findings = Findings::new();
    for (key, text) in vi {
        match en.get(key) {
            None => findings.push(format!("en.json lacks {key}")),
            Some(other) if placeholders(text) != placeholders(other) => {
                findings.push(format!("{key}: the two languages fill in different values"));
            }
            Some(_) => {}
        }
    }
    findings.extend(
        en.keys()
            .filter(|key| !vi.contains_key(*key))
            .map(|key| format!("vi.json lacks {key}")),
    );
    findings.extend(
        vi.iter()
            .chain(en)
            .filter(|(_, text)| text.is_empty())
            .map(|(key, _)| format!("{key} is empty")),
    );
    findings
}

/// The names between braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(json: &str) -> Catalogue {
        let mut catalogue = Catalogue::new();
        flatten(&mut catalogue, "", &serde_json::from_str(json).unwrap());
        catalogue
    }

    #[test]
    fn nested_and_flat_keys_are_the_same_key() {
        assert_eq!(catalogue(r#"{"a": {"b": "x"}}"#), catalogue(r#"{"a.b": "x"}"#));
    }

    #[test]
    fn a_missing_key_and_a_missing_value_are_found() {
        let vi = catalogue(r#"{"a": "{so} kg", "b": "có"}"#);
        assert_eq!(compare(&vi, &vi), Findings::new());
        assert_eq!(
            compare(&vi, &catalogue(r#"{"a": "{so} kg"}"#)),
            ["en.json lacks b"]
        );
        assert_eq!(
            compare(&vi, &catalogue(r#"{"a": "kg", "b": "yes"}"#)),
            ["a: the two languages fill in different values"]
        );
    }
}
