//! The number under which a platform knows an offer. Hardly any platform honours an idempotency key, so this is the key.

use chonoi_domain::id::OfferId;

/// All our numbers begin so; a sweep touches nothing else on a platform.
pub const PREFIX: &str = "CM-";
/// Crockford's base 32: no letter that reads like a digit or another letter.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of an offer: the prefix and 26 digits of its id; the same offer always has the same one.
#[must_use]
pub fn of(offer: OfferId) -> String {
    let id = offer.0.as_u128();
    let digit = |at: u32| {
        let five = u8::try_from((id >> (at * 5)) & 31).unwrap_or(0);
        char::from(DIGITS.get(usize::from(five)).copied().unwrap_or(b'0'))
    };
    PREFIX.chars().chain((0..26).rev().map(digit)).collect()
}

/// Whether `text` could be one of ours.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == 26 && rest.bytes().all(|b| DIGITS.contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_number_is_stable_and_keeps_the_whole_id() {
        let of = |id: u128| of(OfferId(Uuid::from_u128(id)));
        assert_eq!(of(0), "CM-00000000000000000000000000");
        assert_eq!(of(33), "CM-00000000000000000000000011");
        assert_eq!(of(u128::MAX), "CM-7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert!(of(1) < of(2) && is_ours(&of(1)));
        assert!(!is_ours("CM-1") && !is_ours("SP-00000000000000000000000000"));
    }
}
