//! Dates, amounts, prices and places in a text, taken out of it as limits.

use time::Date;

use super::vocabulary::{KnownPlace, Vocabulary};
use super::{amounts, dates, places};
use crate::query::Span;
use crate::words::plain;

/// What a text says besides what it looks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) volume: Span<i64>,
    pub(super) price: Span<i64>,
    pub(super) days: Span<i64>,
    pub(super) place: Option<KnownPlace>,
    pub(super) near: Option<KnownPlace>,
    pub(super) deliver: Option<String>,
}

impl Limits {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A piece of a text between blanks.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    /// As it was typed.
    pub(super) typed: &'t str,
    /// Without marks, its signs kept: `15/8`, `50.000d/kg`.
    pub(super) plain: String,
}

impl<'t> Piece<'t> {
    fn of(typed: &'t str) -> Self {
        let folded = chonoi_domain::fold::fold(typed);
        let ends = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '"');
        Self {
            typed,
            plain: folded.trim_matches(ends).to_owned(),
        }
    }
}

/// The plain text of the piece at `at`, empty behind the end.
pub(super) fn at<'p>(pieces: &'p [Piece<'_>], at: usize) -> &'p str {
    pieces.get(at).map_or("", |piece| piece.plain.as_str())
}

/// Which side of a value a word in front of it leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    AtLeast,
    AtMost,
}

/// A cue in front of a value: how many pieces it has, and what it means.
pub(super) fn side(pieces: &[Piece<'_>]) -> (usize, Option<Side>) {
    let two = format!("{} {}", at(pieces, 0), at(pieces, 1));
    match two.as_str() {
        "it nhat" | "toi thieu" | "nhieu hon" | "lon hon" | "tro len" | "cao hon" => {
            return (2, Some(Side::AtLeast));
        }
        "toi da" | "khong qua" | "it hon" | "nho hon" | "thap hon" | "re hon" => {
            return (2, Some(Side::AtMost));
        }
        _ => {}
    }
    match at(pieces, 0) {
        "tren" | "tu" | "hon" | ">" | ">=" => (1, Some(Side::AtLeast)),
        "duoi" | "max" | "<" | "<=" => (1, Some(Side::AtMost)),
        "khoang" | "tam" | "co" | "~" | "can" => (1, None),
        _ => (0, None),
    }
}

/// The limits of `text` and what is left of it.
pub(super) fn take(vocabulary: &Vocabulary, text: &str, today: Date) -> (Limits, String) {
    let pieces: Vec<Piece<'_>> = text.split_whitespace().map(Piece::of).collect();
    let mut limits = Limits::default();
    let mut rest: Vec<&str> = Vec::new();
    let mut from = 0;
    while let Some(pieces) = pieces.get(from..).filter(|pieces| !pieces.is_empty()) {
        let before = rest.last().map(|word| plain(word)).unwrap_or_default();
        let taken = dates::take(pieces, today, &mut limits)
            .or_else(|| amounts::take_price(pieces, &mut limits))
            .or_else(|| amounts::take_volume(pieces, &before, &mut limits))
            .or_else(|| places::take(vocabulary, pieces, &mut limits));
        match taken {
            Some(length) => from += length,
            None => {
                rest.extend(pieces.first().map(|piece| piece.typed));
                from += 1;
            }
        }
    }
    (limits, rest.join(" "))
}
