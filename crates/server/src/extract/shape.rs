//! What serde says about an input of another shape, as a field and a rule.

use chonoi_domain::field::FieldError;

/// The field and the rule behind serde's sentence; serde keeps neither as data, only as these fixed beginnings.
pub(super) fn explain(path: &str, said: &str) -> FieldError {
    let path = if path == "." { "" } else { path };
    if let Some(name) = said.strip_prefix("missing field ") {
        FieldError::new(join(path, &quoted(name)), "required")
    } else if let Some(rest) = said.strip_prefix("unknown field ") {
        // The path ends with the unknown name already.
        let name = quoted(rest);
        let whole = if path.ends_with(&name) {
            path.to_owned()
        } else {
            join(path, &name)
        };
        FieldError::new(whole, "unknown")
    } else if let Some((_, known)) = said
        .strip_prefix("unknown variant ")
        .and_then(|rest| rest.split_once("expected "))
    {
        let known = known.trim_start_matches("one of ").replace('`', "");
        FieldError::new(path, "one_of").with("known", known)
    } else if said.starts_with("invalid type: null") {
        FieldError::new(path, "required")
    } else if said.starts_with("invalid type")
        || said.starts_with("invalid digit")
        || said.starts_with("cannot parse")
    {
        FieldError::new(path, "type")
    } else if said.starts_with("invalid value") || said.starts_with("number too") {
        FieldError::new(path, "range")
    } else {
        FieldError::new(path, "format")
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The text between the first pair of backquotes.
fn quoted(text: &str) -> String {
    text.split('`').nth(1).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Lot {
        kg: i64,
        state: State,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum State {
        Fresh,
        Frozen,
    }

    fn check(json: &str, field: &str, rule: &str) {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let error = serde_path_to_error::deserialize::<_, Vec<Lot>>(value).unwrap_err();
        let found = explain(&error.path().to_string(), &error.inner().to_string());
        assert_eq!(
            (found.field.as_str(), found.rule.as_str()),
            (field, rule),
            "{error}"
        );
    }

    #[test]
    fn serde_says_where_and_what() {
        check(r#"[{"kg": 1}]"#, "[0].state", "required");
        check(r#"[{"kg": null, "state": "fresh"}]"#, "[0].kg", "required");
        check(r#"[{"kg": "1", "state": "fresh"}]"#, "[0].kg", "type");
        check(r#"[{"kg": 1.5, "state": "fresh"}]"#, "[0].kg", "type");
        check(
            r#"[{"kg": 99999999999999999999, "state": "fresh"}]"#,
            "[0].kg",
            "type",
        );
        check(r#"[{"kg": 1, "state": "dry"}]"#, "[0].state", "one_of");
        check(
            r#"[{"kg": 1, "state": "fresh", "colour": 1}]"#,
            "[0].colour",
            "unknown",
        );
        check(r#"{"kg": 1}"#, "", "type");
    }

    #[test]
    fn the_words_that_are_known_are_told() {
        let error = explain("state", "unknown variant `dry`, expected `fresh` or `frozen`");
        assert_eq!(error.params.get("known").unwrap(), "fresh or frozen");
    }
}
