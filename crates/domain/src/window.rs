//! A span of calendar days, both ends included.

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// Days from `from` to `to`, both included; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct DateWindow {
    from: Date,
    to: Date,
}

/// Both ends as they are written in files and in the API.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Ends {
    from: Date,
    to: Date,
}

impl From<DateWindow> for Ends {
    fn from(window: DateWindow) -> Self {
        Self {
            from: window.from,
            to: window.to,
        }
    }
}

impl TryFrom<Ends> for DateWindow {
    type Error = EmptyWindow;
    fn try_from(ends: Ends) -> Result<Self, EmptyWindow> {
        Self::new(ends.from, ends.to)
    }
}

/// The last day lies before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last day lies before the first")]
pub struct EmptyWindow;

impl DateWindow {
    /// From the first to the last day.
    ///
    /// # Errors
    /// [`EmptyWindow`] when `to` lies before `from`.
    pub fn new(from: Date, to: Date) -> Result<Self, EmptyWindow> {
        if to < from {
            Err(EmptyWindow)
        } else {
            Ok(Self { from, to })
        }
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn to(self) -> Date {
        self.to
    }

    /// Whether `day` lies inside.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days in both, or `None`.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// The same window `days` later (earlier when negative); `None` past the calendar's end.
    #[must_use]
    pub fn shifted(self, days: i64) -> Option<Self> {
        let by = Duration::days(days);
        Some(Self {
            from: self.from.checked_add(by)?,
            to: self.to.checked_add(by)?,
        })
    }

    /// How many days it spans, at least 1.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn windows_meet_in_the_days_they_share() {
        let a = DateWindow::new(date!(2026 - 11 - 24), date!(2026 - 11 - 30)).unwrap();
        let b = a.shifted(6).unwrap();
        assert_eq!(a.overlap(b).map(DateWindow::days), Some(1));
        assert_eq!(a.overlap(b.shifted(1).unwrap()), None);
        assert_eq!(DateWindow::new(a.to(), a.from()), Err(EmptyWindow));
    }
}
