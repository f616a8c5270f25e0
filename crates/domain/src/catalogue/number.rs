//! Decimals to scaled integers.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// `value` × `factor`, rounded half up; `None` beyond i64.
pub(super) fn scaled(value: Decimal, factor: i64) -> Option<i64> {
    value
        .checked_mul(Decimal::from(factor))?
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
}
