//! What is wrong with one field of an input: a stable rule with its values, put into words at the edge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Path of the field in the input, for example `harvest.to` or `items[2].quantity`.
    pub field: String,
    /// Stable code of the rule, for example `required`, `min`, `date_order`; the catalogues hold `rule.<code>`.
    pub rule: String,
    /// Values the sentence needs, for example `min` → `1`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl FieldError {
    /// `field` breaks `rule`.
    pub fn new(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            rule: rule.into(),
            params: BTreeMap::new(),
        }
    }

    /// The same with one more value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
