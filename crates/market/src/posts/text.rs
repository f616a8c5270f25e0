//! Free text in posts: length, form, and no phone numbers, which only a verified counterparty may see.

use chonoi_domain::field::FieldError;
use chonoi_domain::fold::{fold, nfc};

use super::faults::Faults;

/// Longest grade in characters.
pub(crate) const MOST_GRADE: usize = 80;
/// Longest note in characters.
pub(crate) const MOST_NOTE: usize = 500;

/// `text` trimmed, in form NFC and without control characters; `None` when nothing is left.
pub(crate) fn clean(text: Option<&str>) -> Option<String> {
    let kept: String = text?
        .chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    Some(nfc(&kept)).filter(|text| !text.is_empty())
}

/// Checks the length of `text` and that it holds no phone number.
pub(crate) fn check(faults: &mut Faults, field: &str, text: Option<&str>, most: usize) {
    let Some(text) = text else { return };
    if text.chars().count() > most {
        faults.push::<()>(FieldError::new(field, "too_long").with("max", most));
    }
    if holds_phone(text) {
        faults.add::<()>(field, "phone_number");
    }
}

/// Whether a Vietnamese phone number stands in `text`: 0 or 84 and what follows, however spaced.
fn holds_phone(text: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('x')) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' | '(' | ')' if !digits.is_empty() => {}
            _ => {
                if is_phone(&digits) {
                    return true;
                }
                digits.clear();
            }
        }
    }
    false
}

/// Mobile numbers have nine digits behind the 0 or 84, landlines (beginning with 2) ten.
fn is_phone(digits: &str) -> bool {
    let rest = digits.strip_prefix("84").or_else(|| digits.strip_prefix('0'));
    rest.is_some_and(|rest| match rest.len() {
        9 => rest.starts_with(['3', '5', '7', '8', '9']),
        10 => rest.starts_with('2'),
        _ => false,
    })
}

/// The words of a search without their marks, at most eight.
pub(crate) fn words(q: Option<&str>) -> Vec<String> {
    let folded = fold(q.unwrap_or_default());
    folded
        .split(' ')
        .filter(|w| !w.is_empty())
        .take(8)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_told_from_other_numbers() {
        for text in [
            "gọi 0912345678",
            "ĐT: 0912.345.678",
            "+84 912 345 678",
            "(0290) 383-1234",
        ] {
            assert!(holds_phone(text), "{text}");
        }
        for text in [
            "20 con/kg",
            "giá 1.250.000.000 đ",
            "lô 20261124",
            "từ 10.000 kg",
            "0123",
        ] {
            assert!(!holds_phone(text), "{text}");
        }
    }

    #[test]
    fn text_is_kept_composed_and_printable() {
        assert_eq!(clean(Some("  to\u{302}m\u{0}\tsú ")).as_deref(), Some("tôm sú"));
        assert_eq!(clean(Some(" \n ")), None);
        assert_eq!(words(Some("Tôm  SÚ")), ["tom", "su"]);
    }
}
