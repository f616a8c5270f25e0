//! Amounts and prices in a text: `2 tấn`, `trên 500kg`, `giá dưới 100k`, `50.000đ/kg`.

use super::limits::{Limits, Piece, Side, at, side};
use crate::query::Span;

/// Goods in such packs are named by what the pack holds: no amount that is wanted.
const PACKS: [&str; 9] = ["hu", "goi", "hop", "bao", "chai", "tui", "loai", "co", "size"];

/// Takes an amount from the front; how many pieces it takes. `before` is the word in front of it.
pub(super) fn take_volume(pieces: &[Piece<'_>], before: &str, limits: &mut Limits) -> Option<usize> {
    if PACKS.contains(&before) {
        return None;
    }
    let (skip, side) = side(pieces);
    let pieces = pieces.get(skip..)?;
    let spoken = spoken(at(pieces, 0), at(pieces, 1));
    let (number, unit) = split(at(pieces, 0));
    let (number, unit, length) = if unit.is_empty() || spoken.is_some() {
        (number, at(pieces, 1), 2)
    } else {
        (number, unit, 1)
    };
    let grams = grams(unit)?;
    let (low, high) = match spoken {
        Some(number) => (number * 1_000, None),
        None => range(number)?,
    };
    let times = |thousandths: i64| thousandths.checked_mul(grams).map(|product| product / 1_000);
    set(
        &mut limits.volume,
        side.or(Some(Side::AtLeast)),
        times(low)?,
        high.and_then(times),
    );
    Some(skip + length)
}

/// Takes a price from the front; how many pieces it takes.
pub(super) fn take_price(pieces: &[Piece<'_>], limits: &mut Limits) -> Option<usize> {
    let says_price = at(pieces, 0) == "gia";
    let mut skip = usize::from(says_price);
    let (cue, side) = side(pieces.get(skip..)?);
    skip += cue;
    let pieces = pieces.get(skip..)?;
    let (amount, per) = at(pieces, 0).split_once('/').unwrap_or((at(pieces, 0), ""));
    let (number, unit) = split(amount);
    let (mut length, mut per) = (1, per);
    let mut unit = unit;
    if unit.is_empty() {
        let (next, next_per) = at(pieces, 1).split_once('/').unwrap_or((at(pieces, 1), ""));
        if dong(next).is_some() {
            (unit, per, length) = (next, next_per, 2);
        }
    }
    let (low, high) = range(number)?;
    let factor = match dong(unit) {
        Some(factor) => factor,
        // Bare numbers are prices only where the text says so; small ones are thousands, as people say them.
        None if says_price && unit.is_empty() => {
            if low < 1_000_000 {
                1_000
            } else {
                1
            }
        }
        None => return None,
    };
    let per_thousand = if matches!(per, "tan" | "t") { 1_000 } else { 1 };
    let times = |thousandths: i64| {
        thousandths
            .checked_mul(factor)
            .map(|dong| dong / 1_000 / per_thousand)
    };
    set(
        &mut limits.price,
        side.or(Some(Side::AtMost)),
        times(low)?,
        high.and_then(times),
    );
    Some(skip + length)
}

fn set(span: &mut Span<i64>, side: Option<Side>, low: i64, high: Option<i64>) {
    if let Some(high) = high {
        *span = Span {
            min: Some(low),
            max: Some(high),
        };
    } else if side == Some(Side::AtMost) {
        span.max = Some(low);
    } else {
        span.min = Some(low);
    }
}

/// The number at the front of `text` and what follows it.
fn split(text: &str) -> (&str, &str) {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    text.split_at(end)
}

/// `1,5` or `10-15` in thousandths; the second number where there are two.
fn range(text: &str) -> Option<(i64, Option<i64>)> {
    match text.split_once('-') {
        Some((low, high)) => Some((thousandths(low)?, Some(thousandths(high)?))),
        None => Some((thousandths(text)?, None)),
    }
}

/// A Vietnamese number in thousandths: three digits behind a mark are thousands, fewer a fraction.
fn thousandths(text: &str) -> Option<i64> {
    let mut parts = text.split(['.', ',']);
    let mut whole = parts.next()?.to_owned();
    let mut fraction = String::new();
    for part in parts {
        if part.len() == 3 && fraction.is_empty() {
            whole.push_str(part);
        } else if fraction.is_empty() {
            fraction = part.to_owned();
        } else {
            return None;
        }
    }
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: i64 = whole.parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(fraction.parse().ok()?)
}

/// `hai tấn`: a number in a word, in front of units that are nothing else.
fn spoken(word: &str, unit: &str) -> Option<i64> {
    if !matches!(unit, "tan" | "kg" | "ky" | "ki") {
        return None;
    }
    let words = [
        "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi",
    ];
    let at = words.iter().position(|spoken| *spoken == word)?;
    i64::try_from(at + 1).ok()
}

/// Grams (or millilitres) in a unit.
fn grams(unit: &str) -> Option<i64> {
    Some(match unit {
        "g" | "gr" | "gam" | "gram" => 1,
        "kg" | "ky" | "ki" | "kilo" | "kgs" | "lit" | "l" => 1_000,
        "yen" => 10_000,
        "ta" => 100_000,
        "tan" | "t" => 1_000_000,
        _ => return None,
    })
}

/// Đồng in a unit of money.
fn dong(unit: &str) -> Option<i64> {
    Some(match unit {
        "d" | "dong" | "vnd" => 1,
        "k" | "nghin" | "ngan" | "ngàn" => 1_000,
        "tr" | "trieu" => 1_000_000,
        _ => return None,
    })
}
