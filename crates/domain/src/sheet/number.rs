//! Numbers as people type them.

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;

use super::cell::Cell;
use super::header::Dialect;
use super::row::{Read, fault};

/// What a number counts decides how a lone separator before three digits is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// Weights and counts: may have a fraction.
    Goods,
    /// Whole đồng: has none.
    Dong,
}

/// The number in a cell.
pub(super) fn of_cell(cell: &Cell, dialect: Dialect, counts: Counts) -> Read<Decimal> {
    match cell {
        Cell::Number(text) => text.trim().parse().map_err(|_| fault("number")),
        Cell::Text(text) => of_text(text, dialect, counts),
        Cell::Empty | Cell::Date(_) => Err(fault("number")),
    }
}

/// The number in a text: digits with an optional sign, decimal sign and thousands signs.
///
/// # Errors
/// `number` for anything else; `ambiguous` where `1,250` (or in the strict dialect also an amount of money `1.250`) may
/// be more than a thousand or a little more than one.
pub(super) fn of_text(text: &str, dialect: Dialect, counts: Counts) -> Read<Decimal> {
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = packed.strip_prefix(['-', '+']).unwrap_or(&packed);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return Err(fault("number"));
    }
    let plain = to_plain(digits, dialect, counts)?;
    let number: Decimal = plain.parse().map_err(|_| fault("number"))?;
    Ok(if packed.starts_with('-') { -number } else { number })
}

/// The same number with a decimal point at most.
fn to_plain(digits: &str, dialect: Dialect, counts: Counts) -> Read<String> {
    let last = digits
        .rfind(['.', ','])
        .and_then(|at| digits.get(at..)?.chars().next());
    let Some(last) = last else {
        return Ok(digits.to_owned());
    };
    let other = if last == '.' { ',' } else { '.' };
    let (head, tail) = digits.rsplit_once(last).unwrap_or((digits, ""));
    if head.contains(other) {
        return if head.contains(last) || !is_grouped(head, other) {
            Err(fault("number"))
        } else {
            Ok(format!("{}.{tail}", without(head, other)))
        };
    }
    if head.contains(last) {
        return if is_grouped(digits, last) {
            Ok(without(digits, last))
        } else {
            Err(fault("number"))
        };
    }
    let may_be_thousands = tail.len() == 3 && is_grouped(digits, last) && !head.starts_with('0');
    if !may_be_thousands {
        return Ok(format!("{head}.{tail}"));
    }
    match (dialect, last, counts) {
        (Dialect::Strict, '.', Counts::Goods) => Ok(format!("{head}.{tail}")),
        (Dialect::Free, _, Counts::Dong) | (Dialect::Free, '.', Counts::Goods) => Ok(format!("{head}{tail}")),
        _ => {
            let short = format!("{head},{tail}");
            let short = short.trim_end_matches('0').trim_end_matches(',');
            Err(fault("ambiguous").with("choices", format!("{head}{tail}; {short}")))
        }
    }
}

/// Whether `sign` splits the digits into a first group of one to three and further groups of three.
fn is_grouped(digits: &str, sign: char) -> bool {
    let mut groups = digits.split(sign);
    let first = groups.next().map_or(0, str::len);
    (1..=3).contains(&first) && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
}

fn without(text: &str, sign: char) -> String {
    text.chars().filter(|c| *c != sign).collect()
}

/// `value` × `factor`, rounded half away from zero.
///
/// # Errors
/// `max` beyond `most`.
pub(super) fn scaled(value: Decimal, factor: i64, most: i64) -> Read<i64> {
    value
        .checked_mul(Decimal::from(factor))
        .map(|d| d.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
        .and_then(|d| d.to_i64())
        .filter(|n| *n <= most)
        .ok_or_else(|| fault("max").with("max", most / factor.max(1)))
}

/// A whole number from `min` to `max`.
pub(super) fn whole(cell: &Cell, dialect: Dialect, min: i32, max: i32) -> Read<i32> {
    let wrong = || fault("between").with("min", min).with("max", max);
    let number = of_cell(cell, dialect, Counts::Goods)?;
    if !number.fract().is_zero() {
        return Err(wrong());
    }
    number
        .to_i32()
        .filter(|n| (min..=max).contains(n))
        .ok_or_else(wrong)
}
