//! What figures rest on: published, derived, assumed, or posted by members themselves. Every total shows its shares.

use chonoi_domain::post::provenance::{Basis, Provenance};
use serde::{Deserialize, Serialize};

/// Grams of a total by what they rest on; they add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Printed in a source.
    pub published: i64,
    /// Reckoned from published figures.
    pub derived: i64,
    /// Assumed.
    pub assumption: i64,
    /// Posted by members themselves.
    pub own: i64,
}

/// The word for posts of members.
const OWN: &str = "own";

impl Shares {
    /// Adds `grams` that rest on `basis` (`None`: a member's own post).
    pub(crate) fn add(&mut self, basis: Option<Basis>, grams: i64) {
        let share = match basis {
            None => &mut self.own,
            Some(Basis::Published) => &mut self.published,
            Some(Basis::Derived) => &mut self.derived,
            Some(Basis::Assumption) => &mut self.assumption,
        };
        *share = share.saturating_add(grams);
    }

    /// All of it.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.published
            .saturating_add(self.derived)
            .saturating_add(self.assumption)
            .saturating_add(self.own)
    }
}

/// What a post rests on.
pub(crate) fn of(provenance: Option<&Provenance>) -> Option<Basis> {
    provenance.map(|source| source.basis)
}

/// A match is as sure as the less sure of its two posts: assumption, then derived, then published, then own.
pub(crate) fn weaker(a: Option<Basis>, b: Option<Basis>) -> Option<Basis> {
    [Basis::Assumption, Basis::Derived, Basis::Published]
        .into_iter()
        .find(|basis| a == Some(*basis) || b == Some(*basis))
}

/// The word under which it is kept.
pub(crate) fn word(basis: Option<Basis>) -> &'static str {
    basis.map_or(OWN, Basis::as_str)
}

/// What a kept word means; anything unknown counts as an assumption.
pub(crate) fn read(word: &str) -> Option<Basis> {
    if word == OWN {
        None
    } else {
        Some(word.parse().unwrap_or(Basis::Assumption))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_as_sure_as_its_weaker_side() {
        let cases = [
            ("own", "own", "own"),
            ("own", "published", "published"),
            ("published", "derived", "derived"),
            ("derived", "assumption", "assumption"),
            ("own", "assumption", "assumption"),
        ];
        for (a, b, want) in cases {
            assert_eq!(word(weaker(read(a), read(b))), want, "{a} with {b}");
            assert_eq!(word(weaker(read(b), read(a))), want, "{b} with {a}");
        }
    }

    #[test]
    fn shares_add_up() {
        let mut shares = Shares::default();
        for word in ["own", "published", "derived", "assumption", "no such word"] {
            shares.add(read(word), 10);
        }
        assert_eq!(shares.total(), 50);
        assert_eq!(shares.assumption, 20);
    }
}
