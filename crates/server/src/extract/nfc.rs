//! Unicode form NFC for everything that people type: the same Vietnamese letter has several spellings.

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Brings every text within `value` into form NFC.
pub(super) fn normalise(value: &mut Value) {
    match value {
        Value::String(text) if !is_nfc(text) => *text = text.nfc().collect(),
        Value::Array(items) => items.iter_mut().for_each(normalise),
        Value::Object(members) => members.values_mut().for_each(normalise),
        _ => {}
    }
}
