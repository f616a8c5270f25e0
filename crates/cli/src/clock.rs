//! The program's one ambient source of time and ids.

use chonoi_domain::clock::Clock;
use time::OffsetDateTime;
use uuid::Uuid;

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time enters the program")]
    fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc();
        now.replace_millisecond(now.millisecond()).unwrap_or(now)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where fresh ids enter the program"
    )]
    fn fresh_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
