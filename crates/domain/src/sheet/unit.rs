//! Trade units by code or as people say them, and amounts with their unit in one cell.

use rust_decimal::Decimal;

use super::Context;
use super::cell::Cell;
use super::error::choices;
use super::header::Dialect;
use super::number::{self, Counts};
use super::row::{Read, fault};
use crate::catalogue::{Product, TradeUnit};
use crate::fold::{fold, nfc};
use crate::quantity::Quantity;

/// The most that one post may hold, in base units: a million tonnes.
const MOST: i64 = 1_000_000_000_000;

/// What people also say for a unit; the first code that the product has is meant.
const SPOKEN: [(&str, &[&str]); 28] = [
    ("kgs", &["kg"]),
    ("kí", &["kg"]),
    ("ký", &["kg"]),
    ("kilo", &["kg"]),
    ("kilogram", &["kg"]),
    ("kilogam", &["kg"]),
    ("ki lo gam", &["kg"]),
    ("ki-lô-gam", &["kg"]),
    ("kg.", &["kg"]),
    ("gr", &["g"]),
    ("gram", &["g"]),
    ("t", &["tan"]),
    ("tấn", &["tan"]),
    ("ton", &["tan"]),
    ("tonne", &["tan"]),
    ("tons", &["tan"]),
    ("tạ", &["ta"]),
    ("l", &["lit"]),
    ("lit.", &["lit"]),
    ("litre", &["lit"]),
    ("liter", &["lit"]),
    ("trái", &["trai", "qua"]),
    ("quả", &["qua", "trai"]),
    ("qua", &["qua", "trai"]),
    ("trai", &["trai", "qua"]),
    ("trứng", &["qua"]),
    ("cái", &["qua"]),
    ("hột", &["qua"]),
];

/// A number and the unit that stood beside it.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub(super) number: Decimal,
    pub(super) unit: Option<String>,
}

impl Amount {
    /// In base units, rounded half up.
    pub(super) fn in_base(&self, unit: &TradeUnit) -> Read<Quantity> {
        number::scaled(self.number, unit.base, MOST).map(Quantity)
    }
}

/// The amount in a cell: `1.250,5`, `1,5 tấn`, `500kg`.
pub(super) fn amount(cell: &Cell, dialect: Dialect) -> Read<Amount> {
    let Cell::Text(text) = cell else {
        let number = number::of_cell(cell, dialect, Counts::Goods)?;
        return Ok(Amount { number, unit: None });
    };
    let text = nfc(text);
    let (digits, unit) = split(&text);
    if unit.chars().next().is_some_and(|c| !c.is_alphabetic()) {
        return Err(fault("number"));
    }
    Ok(Amount {
        number: number::of_text(digits, dialect, Counts::Goods)?,
        unit: Some(unit.trim().to_owned()).filter(|u| !u.is_empty()),
    })
}

/// The number at the start of a text, and the rest.
pub(super) fn split(text: &str) -> (&str, &str) {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+') || c.is_whitespace();
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

impl<'a> Context<'a> {
    /// The unit of `product` that `text` says.
    ///
    /// # Errors
    /// `unit` when the product is not traded in it, `ambiguous` when several of its units are called so.
    pub(super) fn unit(&self, product: &Product, text: &str) -> Read<&'a TradeUnit> {
        let said = nfc(text).to_lowercase();
        let units = self.catalogue.units_of(product);
        let by_code = |code: &str| units.iter().copied().find(|unit| unit.code.as_str() == code);
        let spoken = SPOKEN.iter().find(|(word, _)| *word == said);
        let known =
            by_code(&said).or_else(|| spoken.and_then(|(_, codes)| codes.iter().find_map(|c| by_code(c))));
        if let Some(unit) = known {
            return Ok(unit);
        }
        let called: Vec<&TradeUnit> = units
            .iter()
            .copied()
            .filter(|unit| is_called(unit, &said))
            .collect();
        let begin: Vec<&TradeUnit> = units.iter().copied().filter(|unit| begins(unit, &said)).collect();
        match (called.as_slice(), begin.as_slice()) {
            ([unit], _) => Ok(unit),
            ([], []) => Err(fault("unit")
                .with("value", text)
                .with("choices", shown(&usual_first(units)))),
            ([], several) | (several, _) => Err(fault("ambiguous")
                .with("value", text)
                .with("choices", shown(several))),
        }
    }
}

/// Whether a unit's name is `said`: all of it, what stands before a comma or bracket, or its first word where that is
/// also its code. A word with marks has to have the right ones, for `tạ` is 100 kg and `tá` is a dozen.
fn is_called(unit: &TradeUnit, said: &str) -> bool {
    let name = unit.name_vi.to_lowercase();
    let short = name.split([',', '(']).next().unwrap_or(&name).trim();
    let first = short.split(' ').next().unwrap_or(short);
    let same = |name: &str| name == said || (fold(said) == said && fold(name) == said);
    same(&name) || same(short) || (fold(first) == unit.code.as_str() && same(first))
}

fn begins(unit: &TradeUnit, said: &str) -> bool {
    let name = unit.name_vi.to_lowercase();
    let ends_word = |rest: &str| rest.starts_with(' ');
    name.strip_prefix(said).is_some_and(ends_word)
        || (fold(said) == said && fold(&name).strip_prefix(said).is_some_and(ends_word))
}

/// The units anybody knows before the boxes and sizes.
fn usual_first(mut units: Vec<&TradeUnit>) -> Vec<&TradeUnit> {
    units.sort_by_key(|unit| !matches!(unit.code.as_str(), "kg" | "ta" | "tan" | "lit" | "qua" | "chuc"));
    units
}

fn shown(units: &[&TradeUnit]) -> String {
    choices(
        units
            .iter()
            .map(|unit| format!("{} ({})", unit.name_vi, unit.code)),
    )
}
