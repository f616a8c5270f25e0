//! Prices as people type them: `250.000`, `250k`, `5,2 triệu/tấn`, `250.000 đ/kg`.

use rust_decimal::Decimal;

use super::Context;
use super::cell::Cell;
use super::header::Dialect;
use super::number::{self, Counts};
use super::row::{Read, fault};
use super::unit::split;
use crate::catalogue::{Product, TradeUnit};
use crate::fold::{fold, nfc};
use crate::quantity::{Dong, UnitPrice};

/// The most that 1,000 base units may cost.
const MOST_PER_THOUSAND: i64 = 1_000_000_000;
/// The most that one trade unit may cost, before it is reduced to 1,000 base units.
const MOST_PER_UNIT: i64 = 1_000_000_000_000;

/// A price per some unit.
#[derive(Clone, Debug)]
pub(super) struct Price {
    dong: Dong,
    unit: Option<String>,
}

/// What a price says besides its number.
#[derive(Clone, Debug, Default)]
struct Measure {
    factor: Option<i64>,
    unit: Option<String>,
}

/// The price in a cell; `hint` is what the header says in brackets, for example `nghìn đồng/kg`.
pub(super) fn price(cell: &Cell, dialect: Dialect, hint: Option<&str>) -> Read<Price> {
    let hint = hint.and_then(|text| measure(text).ok()).unwrap_or_default();
    let (number, own) = match cell {
        Cell::Text(text) => {
            let text = nfc(text);
            let (digits, rest) = split(&text);
            let own = measure(rest)?;
            let small = own.factor.or(hint.factor).is_none_or(|factor| factor == 1);
            let counts = if small { Counts::Dong } else { Counts::Goods };
            (number::of_text(digits, dialect, counts)?, own)
        }
        _ => (number::of_cell(cell, dialect, Counts::Dong)?, Measure::default()),
    };
    let factor = own.factor.or(hint.factor).unwrap_or(1);
    Ok(Price {
        dong: whole_dong(number, factor)?,
        unit: own.unit.or(hint.unit),
    })
}

fn whole_dong(number: Decimal, factor: i64) -> Read<Dong> {
    if number.is_sign_negative() && !number.is_zero() {
        return Err(fault("min").with("min", 0));
    }
    let exact = number.checked_mul(Decimal::from(factor));
    if exact.is_some_and(|dong| !dong.fract().is_zero()) {
        return Err(fault("whole_dong"));
    }
    number::scaled(number, factor, MOST_PER_UNIT).map(Dong)
}

/// `đ/kg`, `k`, `triệu đồng/tấn`, `VNĐ`.
fn measure(text: &str) -> Read<Measure> {
    let (money, unit) = match text.split_once('/') {
        Some((money, unit)) => (money, Some(unit)),
        None => (text, None),
    };
    let words = fold(money).replace(['.', ','], " ");
    let mut factor = None;
    for word in words.split_whitespace() {
        let times = match word {
            "d" | "dong" | "vnd" => 1,
            "k" | "nghin" | "ngan" => 1_000,
            "tr" | "trieu" => 1_000_000,
            "kd" => 1_000,
            _ => return Err(fault("number")),
        };
        factor = Some(factor.unwrap_or(1).max(times));
    }
    let unit = unit
        .map(|u| u.trim().trim_start_matches("1 ").to_owned())
        .filter(|u| !u.is_empty());
    Ok(Measure { factor, unit })
}

impl Price {
    /// Per 1,000 base units of `product`; per `unit` where the price names none of its own.
    pub(super) fn per_thousand(
        &self,
        context: &Context<'_>,
        product: &Product,
        unit: &TradeUnit,
    ) -> Read<UnitPrice> {
        let unit = match &self.unit {
            Some(text) => context.unit(product, text)?,
            None => unit,
        };
        UnitPrice::per_unit(self.dong, unit.base)
            .filter(|price| price.0 <= MOST_PER_THOUSAND)
            .ok_or_else(|| fault("max").with("max", MOST_PER_THOUSAND.saturating_mul(unit.base) / 1_000))
    }
}
