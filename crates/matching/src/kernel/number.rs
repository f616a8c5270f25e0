//! The number types of costs and potentials.
//!
//! Costs and potentials are 32 bits wide wherever they fit: a reduced cost then takes one 32-bit addition and
//! one subtraction, and the potentials of a market of 100,000 posts stay in the second-level cache. Where
//! they do not fit, the same code runs on 64 bits.
#![expect(
    clippy::as_conversions,
    reason = "narrowing where the caller keeps the value within the limit"
)]

/// Costs of this size or smaller are kept in 32 bits.
pub(super) const NARROW: i64 = (1 << 29) - 1;

/// A potential, or a reduced cost. Three values within [`Potential::LIMIT`] can be added without a wrap.
pub(super) trait Potential: Copy + Ord + Default {
    /// The largest absolute value a potential may take.
    const LIMIT: i64;

    /// The value, which the caller has checked or will check against [`Potential::LIMIT`].
    fn of(value: i64) -> Self;

    /// The value in 64 bits.
    fn wide(self) -> i64;
}

/// Potentials that arcs of cost `C` can be priced with.
pub(super) trait Reduce<C>: Potential {
    /// `cost + tail − head`.
    fn reduced(cost: C, tail: Self, head: Self) -> Self;
}

impl Potential for i32 {
    const LIMIT: i64 = NARROW;

    fn of(value: i64) -> Self {
        value as Self
    }

    fn wide(self) -> i64 {
        self.into()
    }
}

impl Potential for i64 {
    const LIMIT: i64 = Self::MAX / 4;

    fn of(value: i64) -> Self {
        value
    }

    fn wide(self) -> i64 {
        self
    }
}

impl Reduce<i32> for i32 {
    fn reduced(cost: i32, tail: Self, head: Self) -> Self {
        cost + tail - head
    }
}

impl Reduce<i32> for i64 {
    fn reduced(cost: i32, tail: Self, head: Self) -> Self {
        Self::from(cost) + tail - head
    }
}

impl Reduce<Self> for i64 {
    fn reduced(cost: Self, tail: Self, head: Self) -> Self {
        cost + tail - head
    }
}
