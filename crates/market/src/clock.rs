//! The one ambient clock of the program.

use chonoi_domain::clock::Clock;
use time::OffsetDateTime;
use uuid::Uuid;

/// The machine's clock, and ids made from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where time enters the program"
    )]
    fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc();
        now.replace_millisecond(now.millisecond()).unwrap_or(now)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where fresh ids enter the program"
    )]
    fn fresh_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// `instant` as UTC milliseconds, the form in which instants are stored.
#[must_use]
pub fn millis(instant: OffsetDateTime) -> i64 {
    i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// The instant of stored UTC milliseconds; the epoch for values no calendar holds.
#[must_use]
pub fn instant(millis: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
