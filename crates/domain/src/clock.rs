//! Time and fresh ids as a parameter, so that the same input always gives the same output.

use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

/// Source of the present instant and of fresh time-ordered ids (UUIDv7).
///
/// The program has one ambient implementation; tests use a fixed one.
pub trait Clock: Send + Sync {
    /// The present instant, UTC, to the millisecond.
    fn now(&self) -> OffsetDateTime;
    /// A fresh UUIDv7 that sorts after those given before.
    fn fresh_id(&self) -> Uuid;
}

/// The calendar day in Asia/Ho_Chi_Minh (UTC+7, no summer time since 1975) at `instant`.
#[must_use]
pub fn day_in_vietnam(instant: OffsetDateTime) -> Date {
    UtcOffset::from_hms(7, 0, 0).map_or_else(|_| instant.date(), |vn| instant.to_offset(vn).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn the_vietnamese_day_starts_at_17_utc() {
        assert_eq!(
            day_in_vietnam(datetime!(2026-11-24 16:59:59 UTC)),
            date!(2026 - 11 - 24)
        );
        assert_eq!(
            day_in_vietnam(datetime!(2026-11-24 17:00 UTC)),
            date!(2026 - 11 - 25)
        );
    }
}
