//! Numbers as they are written in Vietnam: 1.250,5.

use chonoi_domain::quantity::{BaseUnit, Dong, Quantity};
use time::Date;

/// A whole number with dots between thousands.
pub(super) fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    if number < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `thousandths` / 1,000 without trailing zeros.
pub(super) fn thousandths(thousandths: i64) -> String {
    let (units, rest) = (thousandths / 1_000, (thousandths % 1_000).unsigned_abs());
    let sign = if thousandths < 0 && units == 0 { "−" } else { "" };
    let text = format!("{sign}{},{rest:03}", whole(units));
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// A quantity in the unit people speak of: tấn from a tonne on, kg, lít, quả.
pub(super) fn quantity(amount: Quantity, base: BaseUnit) -> String {
    match base {
        BaseUnit::Gram if amount.0 >= 1_000_000 => format!("{} tấn", thousandths(amount.0 / 1_000)),
        BaseUnit::Gram => format!("{} kg", thousandths(amount.0)),
        BaseUnit::Millilitre => format!("{} lít", thousandths(amount.0)),
        BaseUnit::Piece => format!("{} quả", whole(amount.0)),
    }
}

/// Tonnes of so many grams.
pub(super) fn tonnes(grams: i64) -> String {
    thousandths(grams / 1_000)
}

/// A price in đồng per 1,000 base units.
pub(super) fn price(per_thousand: i64, base: BaseUnit) -> String {
    match base {
        BaseUnit::Gram => format!("{} đ/kg", whole(per_thousand)),
        BaseUnit::Millilitre => format!("{} đ/lít", whole(per_thousand)),
        BaseUnit::Piece => format!("{} đ/quả", thousandths(per_thousand)),
    }
}

/// Money.
pub(super) fn dong(amount: Dong) -> String {
    format!("{} đ", whole(amount.0))
}

/// `24/11/2026`.
pub(super) fn date(date: Date) -> String {
    format!(
        "{:02}/{:02}/{:04}",
        date.day(),
        u8::from(date.month()),
        date.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_vietnam() {
        assert_eq!(whole(1_250_000), "1.250.000");
        assert_eq!(whole(-999), "−999");
        assert_eq!(thousandths(1_250_500), "1.250,5");
        assert_eq!(thousandths(-500), "−0,5");
        assert_eq!(thousandths(10_000), "10");
        assert_eq!(quantity(Quantity(950_000_000), BaseUnit::Gram), "950 tấn");
        assert_eq!(quantity(Quantity(999_500), BaseUnit::Gram), "999,5 kg");
        assert_eq!(quantity(Quantity(30_000), BaseUnit::Piece), "30.000 quả");
        assert_eq!(price(2_200_000, BaseUnit::Piece), "2.200 đ/quả");
        assert_eq!(price(2_200_500, BaseUnit::Piece), "2.200,5 đ/quả");
    }
}
