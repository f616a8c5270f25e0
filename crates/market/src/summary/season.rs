//! The season calendar: grams harvested, by product and week.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;
use chonoi_store::summary::Line;
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

use crate::brief::ProductBrief;
use crate::service::Market;

/// Grams by product and week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// The Mondays on which the weeks begin.
    pub weeks: Vec<Date>,
    /// Products, the largest harvest first.
    pub rows: Vec<SeasonRow>,
}

/// One product's weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonRow {
    /// Which.
    pub product: ProductBrief,
    /// Grams in each week.
    pub grams: Vec<i64>,
}

/// Weeks shown, this one included.
const WEEKS: usize = 12;
/// Products shown.
const MOST_ROWS: usize = 24;

impl Market {
    pub(super) fn season(&self, offers: &[Line], today: Date) -> Season {
        let weeks = weeks(today);
        let mut rows: BTreeMap<&ProductId, Vec<i64>> = BTreeMap::new();
        for line in offers {
            let Some(product) = line.products.first() else {
                continue;
            };
            let grams = self.weigh(product, line.quantity);
            let row = rows.entry(product).or_insert_with(|| vec![0; weeks.len()]);
            for (sum, share) in row
                .iter_mut()
                .zip(spread(grams, (line.from.max(today), line.to), &weeks))
            {
                *sum += share;
            }
        }
        let mut rows: Vec<_> = rows
            .into_iter()
            .filter(|(_, grams)| grams.iter().any(|g| *g > 0))
            .collect();
        rows.sort_by_key(|(_, grams)| Reverse(grams.iter().sum::<i64>()));
        rows.truncate(MOST_ROWS);
        let row = |(product, grams): (&ProductId, Vec<i64>)| SeasonRow {
            product: self.product_brief(product),
            grams,
        };
        Season {
            rows: rows.into_iter().map(row).collect(),
            weeks,
        }
    }
}

/// The Mondays from the one on or before `today` on.
fn weeks(today: Date) -> Vec<Date> {
    let monday = today - Duration::days(i64::from(today.weekday().number_days_from_monday()));
    (0..WEEKS)
        .filter_map(|n| monday.checked_add(Duration::weeks(i64::try_from(n).ok()?)))
        .collect()
}

/// What of `grams` falls into each week when every day of the window bears the same; the parts of a window that lies
/// inside the weeks add up to the whole.
fn spread(grams: i64, (from, to): (Date, Date), weeks: &[Date]) -> Vec<i64> {
    let days = (to - from).whole_days() + 1;
    // What has come by the end of the day before `day`, so that rounding never loses a gram.
    let by = |day: Date| {
        let passed = (day - from).whole_days().clamp(0, days.max(0));
        i128::from(grams) * i128::from(passed) / i128::from(days.max(1))
    };
    let share = |monday: &Date| {
        let next = *monday + Duration::weeks(1);
        i64::try_from(by(next) - by(*monday)).unwrap_or(0)
    };
    weeks.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn weeks_begin_on_the_monday_before() {
        let found = weeks(date!(2026 - 11 - 25));
        assert_eq!(
            (found.len(), found[0], found[1]),
            (12, date!(2026 - 11 - 23), date!(2026 - 11 - 30))
        );
        assert_eq!(weeks(date!(2026 - 11 - 23))[0], date!(2026 - 11 - 23));
    }

    #[test]
    fn a_harvest_is_spread_over_its_days_without_loss() {
        let weeks = weeks(date!(2026 - 11 - 23));
        let check = |grams, from, to, want: &[i64]| {
            let spread = spread(grams, (from, to), &weeks);
            assert_eq!(&spread[..want.len()], want, "{grams} over {from} to {to}");
            assert!(spread[want.len()..].iter().all(|g| *g == 0));
        };
        // Two days in the first week, eight after it.
        check(100, date!(2026 - 11 - 28), date!(2026 - 12 - 07), &[20, 70, 10]);
        check(10, date!(2026 - 11 - 29), date!(2026 - 12 - 01), &[3, 7]);
        check(7, date!(2026 - 11 - 24), date!(2026 - 11 - 24), &[7]);
        // Out of sight.
        check(100, date!(2027 - 06 - 01), date!(2027 - 06 - 30), &[]);
    }
}
