//! Vietnamese text without its marks, as people type it on a phone.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` in lower case without tone and vowel marks, `đ` as `d`, runs of white space as one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` in Unicode normal form C, trimmed: the form in which all text is stored.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.trim().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_stroke_are_dropped() {
        for (marked, plain) in [
            ("Tôm Sú  Cao Tiền", "tom su cao tien"),
            ("ĐẦM DƠI", "dam doi"),
            ("đường", "duong"),
            ("Bồn bồn", "bon bon"),
        ] {
            assert_eq!(fold(marked), plain);
        }
    }
}
