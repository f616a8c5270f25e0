//! A clock that stands still until it is moved, and ids that count.

use std::sync::Mutex;

use chonoi_domain::clock::Clock;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A clock for tests.
#[derive(Debug)]
pub struct FixedClock {
    state: Mutex<(OffsetDateTime, u64)>,
}

impl FixedClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: OffsetDateTime) -> Self {
        Self {
            state: Mutex::new((now, 0)),
        }
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        self.state.lock().expect("no panic under the lock").0 += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        self.state.lock().expect("no panic under the lock").0
    }

    /// Time-ordered: the clock's milliseconds, then a counter.
    fn fresh_id(&self) -> Uuid {
        let mut state = self.state.lock().expect("no panic under the lock");
        state.1 += 1;
        let millis = u64::try_from(state.0.unix_timestamp_nanos() / 1_000_000).expect("after 1970");
        let mut bytes = [0_u8; 10];
        bytes[2..].copy_from_slice(&state.1.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
