//! What a person logs in with: a phone number or an e-mail address, each in one normal form.

use crate::field::FieldError;

/// The longest e-mail address (RFC 5321, section 4.5.3.1, less the angle brackets).
const LONGEST_EMAIL: usize = 254;

/// A phone number or an e-mail address in its normal form: two spellings of one login are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Login {
    /// Ten digits beginning with 0.
    Phone(String),
    /// In lower case.
    Email(String),
}

impl Login {
    /// The login that `text` spells, wrong at `field` where it is none.
    ///
    /// # Errors
    /// Rule `phone_digits` or `email`.
    pub fn parse(field: &str, text: &str) -> Result<Self, FieldError> {
        if text.contains('@') {
            email(field, text).map(Self::Email)
        } else {
            phone(field, text).map(Self::Phone)
        }
    }

    /// It as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(text) | Self::Email(text) => text,
        }
    }
}

/// The normal form of a Vietnamese phone number: `+84 912 345 678`, `84912345678` and `0912.345.678` are
/// `0912345678`.
///
/// # Errors
/// Rule `phone_digits` unless ten digits beginning with 0 come out.
pub fn phone(field: &str, text: &str) -> Result<String, FieldError> {
    let wrong = || FieldError::new(field, "phone_digits");
    let text = text.trim();
    let spoken = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')' | '+' | '\u{a0}');
    if !text.chars().all(spoken) || text.chars().skip(1).any(|c| c == '+') {
        return Err(wrong());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.strip_prefix("0084").or_else(|| {
        digits
            .strip_prefix("84")
            .filter(|rest| text.starts_with('+') || rest.trim_start_matches('0').len() == 9)
    });
    let national = match abroad {
        // `+84 (0) 912…` is written too.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    };
    if national.len() == 10 && national.starts_with('0') {
        Ok(national)
    } else {
        Err(wrong())
    }
}

/// The normal form of an e-mail address: trimmed, in lower case.
///
/// # Errors
/// Rule `email` unless it is `name@host.tld` without blanks, at most 254 bytes.
pub fn email(field: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim().to_lowercase();
    let host_is_named = |host: &str| {
        host.contains('.')
            && host
                .split('.')
                .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
    };
    let well_formed = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !name.contains("..") && host_is_named(host));
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';');
    if well_formed && text.len() <= LONGEST_EMAIL && text.chars().all(plain) {
        Ok(text)
    } else {
        Err(FieldError::new(field, "email"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_has_many_spellings() {
        for spelling in [
            "0912345678",
            " 0912 345 678 ",
            "0912.345.678",
            "0912-345-678",
            "+84912345678",
            "+84 912 345 678",
            "84912345678",
            "0084912345678",
            "+84 (0) 912345678",
        ] {
            assert_eq!(
                Login::parse("login", spelling),
                Ok(Login::Phone("0912345678".to_owned())),
                "{spelling}"
            );
        }
    }

    #[test]
    fn nine_or_eleven_digits_are_no_phone() {
        for wrong in [
            "",
            "912345678",
            "09123456789",
            "091234567",
            "+1 912 345 6789",
            "09123456x8",
            "09+12345678",
            "htx",
        ] {
            let error = Login::parse("login", wrong).expect_err(wrong);
            assert_eq!(
                (error.field.as_str(), error.rule.as_str()),
                ("login", "phone_digits")
            );
        }
    }

    #[test]
    fn an_address_is_compared_in_lower_case() {
        assert_eq!(
            Login::parse("login", " HTX@ChoNoi.Example "),
            Ok(Login::Email("htx@chonoi.example".to_owned()))
        );
        for wrong in [
            "@a.vn",
            "a@",
            "a@vn",
            "a b@c.vn",
            "a@b..vn",
            "a@@b.vn",
            "a@b.vn, c@d.vn",
            "<a@b.vn>",
        ] {
            assert!(Login::parse("login", wrong).is_err(), "{wrong}");
        }
        assert!(email("email", &format!("{}@b.vn", "a".repeat(250))).is_err());
    }
}
