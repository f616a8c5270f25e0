//! Which passwords are refused: short ones, ones everyone tries first, ones that are the login or the name.
//!
//! Length and a list of common ones, no rules about kinds of characters (NIST SP 800-63B, section 5.1.1.2).

use std::collections::BTreeMap;

use chonoi_domain::field::FieldError;
use chonoi_domain::fold::fold;

/// The fewest characters.
pub const SHORTEST: usize = 10;
/// The most characters.
pub const LONGEST: usize = 128;

/// Words that common passwords are made of, without marks, blanks and digits.
const COMMON: &str = include_str!("common.txt");

/// Rows of keys that are walked along.
const ROWS: [&str; 6] = [
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Refuses a password that would be guessed; `own` are the person's login and names.
///
/// # Errors
/// At `field`: rule `password_short`, `password_long`, `password_common` or `password_own`.
pub fn check(field: &str, password: &str, own: &[&str]) -> Result<(), FieldError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(FieldError {
            params: BTreeMap::from([("min".to_owned(), SHORTEST.to_string())]),
            ..FieldError::new(field, "password_short")
        });
    }
    if length > LONGEST {
        return Err(FieldError::new(field, "password_long").with("max", LONGEST));
    }
    let plain = letters_and_digits(password);
    if is_common(&plain) {
        return Err(FieldError::new(field, "password_common"));
    }
    let is_own = |text: &&str| {
        let text = letters_and_digits(text.split('@').next().unwrap_or_default());
        // A word of four letters may stand in a long password; it may not be most of it.
        text.len() >= 4 && plain.contains(&text) && plain.len() < text.len() + 6
    };
    if own.iter().any(is_own) {
        return Err(FieldError::new(field, "password_own"));
    }
    Ok(())
}

fn is_common(plain: &str) -> bool {
    let word = plain.trim_matches(|c: char| c.is_ascii_digit());
    let mut distinct: Vec<char> = plain.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 3
        || ROWS.iter().any(|row| row.contains(plain))
        || is_repeated(plain)
        || COMMON.lines().any(|common| common == word && !word.is_empty())
}

/// Whether it is one short piece over and over.
fn is_repeated(plain: &str) -> bool {
    let chars: Vec<char> = plain.chars().collect();
    (1..=4).any(|piece| {
        chars.len() >= 2 * piece && chars.iter().zip(chars.iter().skip(piece)).all(|(a, b)| a == b)
    })
}

fn letters_and_digits(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(password: &str) -> Option<String> {
        let own = ["0912345678", "htxtanphat@chonoi.example", "Hợp tác xã Tân Phát"];
        check("password", password, &own).err().map(|e| e.rule)
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for (password, broken) in [
            ("", Some("password_short")),
            ("123456789", Some("password_short")),
            ("1234567890", Some("password_common")),
            ("0987654321", Some("password_common")),
            ("aaaaaaaaaa", Some("password_common")),
            ("abababababab", Some("password_common")),
            ("qwertyuiop", Some("password_common")),
            ("1qaz2wsx3edc", Some("password_common")),
            ("Mật khẩu 123", Some("password_common")),
            ("Password2021", Some("password_common")),
            ("anhyeuem1234", Some("password_common")),
            ("cà mau 20212", Some("password_common")),
            ("0912345678", Some("password_own")),
            ("0912345678a", Some("password_own")),
            ("htxtanphat1", Some("password_own")),
            ("hợp tác xã tân phát", Some("password_own")),
            ("con tôm ôm cây đước", None),
            ("8391027465", None),
            ("kh0-quen-duoc", None),
        ] {
            assert_eq!(rule(password).as_deref(), broken, "{password}");
        }
        assert_eq!(rule(&"ă1x9".repeat(40)).as_deref(), Some("password_long"));
    }

    #[test]
    fn the_list_is_in_the_form_it_is_compared_in() {
        for word in COMMON.lines() {
            assert_eq!(letters_and_digits(word), word);
            assert_eq!(word.trim_matches(|c: char| c.is_ascii_digit()), word);
        }
    }
}
