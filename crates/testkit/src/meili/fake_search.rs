//! What the server in a test finds: every word somewhere, every clause of a filter; of equal rank the nearest day.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const TEXTS: [&str; 6] = ["names", "synonyms", "categories", "places", "parties", "more"];

/// Whether `query` finds `document`.
pub(super) fn finds(query: &Value, document: &Map<String, Value>) -> bool {
    let filter = query["filter"].as_str().unwrap_or_default();
    let mut clauses = filter.split(" AND ").filter(|clause| !clause.is_empty());
    let texts: Vec<&str> = TEXTS
        .iter()
        .filter_map(|name| document.get(*name))
        .flat_map(texts)
        .collect();
    let has = |word: &str| {
        let mut words = texts.iter().flat_map(|text| text.split(' '));
        words.any(|other| other.starts_with(word))
    };
    let mut words = query["q"]
        .as_str()
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty());
    clauses.all(|clause| fits(clause, document)) && words.all(has)
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn fits(clause: &str, document: &Map<String, Value>) -> bool {
    let (name, rest) = clause.split_once(' ').unwrap_or((clause, ""));
    let value = document.get(name).unwrap_or(&Value::Null);
    let (operator, wanted) = rest.split_once(' ').unwrap_or((rest, ""));
    let number = || value.as_i64().zip(wanted.parse::<i64>().ok());
    match operator {
        "EXISTS" => !value.is_null(),
        "IN" => {
            let wanted: Vec<String> = serde_json::from_str(wanted).unwrap_or_default();
            texts(value)
                .iter()
                .any(|text| wanted.iter().any(|one| one == text))
        }
        ">=" => number().is_some_and(|(value, wanted)| value >= wanted),
        "<=" => number().is_some_and(|(value, wanted)| value <= wanted),
        other => panic!("the server in this test knows no {other:?}: {clause}"),
    }
}

/// What orders hits.
pub(super) fn order(document: &Map<String, Value>) -> (i64, i64) {
    let number = |name: &str| document.get(name).and_then(Value::as_i64).unwrap_or(i64::MAX);
    (number("first_day"), number("tie"))
}

/// How many of `found` have each value of `facets`.
pub(super) fn distribution(facets: &[Value], found: &[&Map<String, Value>]) -> Value {
    let mut all = Map::new();
    for facet in facets.iter().filter_map(Value::as_str) {
        let mut counts = BTreeMap::<&str, u64>::new();
        for value in found.iter().filter_map(|document| document.get(facet)) {
            for text in texts(value) {
                *counts.entry(text).or_default() += 1;
            }
        }
        all.insert(facet.to_owned(), json!(counts));
    }
    Value::Object(all)
}
