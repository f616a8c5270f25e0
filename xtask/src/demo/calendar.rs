//! The market's days, counted from its first day, and the seasons of the catalogue.

use chonoi_domain::catalogue::Product;
use chonoi_domain::post::ProductState;
use time::macros::{date, format_description};
use time::{Date, Duration};

/// The day that the dates of the files are relative to: the first day of HCMC's supply plan of August 2021.
pub(super) const FIRST_DAY: Date = date!(2021 - 08 - 23);
/// A figure whose period begins later than this is moved back, by whole weeks, to the first week.
const REACH: i64 = 28;
/// Goods that keep this long are for sale outside their harvest too.
const STORABLE_HOURS: i64 = 60 * 24;

/// The date of a day of the market, ISO.
pub(super) fn iso(day: i64) -> anyhow::Result<String> {
    let format = format_description!("[year]-[month]-[day]");
    Ok((FIRST_DAY + Duration::days(day)).format(format)?)
}

/// The first day of a figure's posts and by how many weeks the figure was moved to get there.
///
/// A period that has begun begins on the first day; one that begins soon keeps its day; a later one (and one that was
/// over before the market opened) is moved by whole weeks, its weekday kept.
pub(super) fn start(period_start: &str, period_end: &str) -> anyhow::Result<(i64, i64)> {
    let (begins, ends) = (day_of(period_start)?, day_of(period_end)?);
    if begins > REACH || ends < 0 {
        let day = begins.rem_euclid(7);
        return Ok((day, (day - begins) / 7));
    }
    Ok((begins.max(0), 0))
}

fn day_of(iso: &str) -> anyhow::Result<i64> {
    let format = format_description!("[year]-[month]-[day]");
    Ok((Date::parse(iso, format)? - FIRST_DAY).whole_days())
}

/// The first day, within four weeks, on which the product is to be had: harvested then, or kept from an earlier harvest.
pub(super) fn season_opens(product: &Product) -> Option<i64> {
    (0..=REACH).find(|day| {
        let month = u8::from((FIRST_DAY + Duration::days(*day)).month());
        product.harvest_months.contains(&month) || storable(product)
    })
}

/// Whether the product keeps long enough to be sold out of store.
pub(super) fn storable(product: &Product) -> bool {
    product
        .hours_in(product.usual_state)
        .is_some_and(|h| h >= STORABLE_HOURS)
        && product.usual_state != ProductState::Fresh
}

/// Days an offer stays open: longer the longer the goods keep.
pub(super) fn window(product: &Product) -> i64 {
    match product.usual_state {
        ProductState::Grain => 27,
        ProductState::Dried | ProductState::Processed | ProductState::Frozen => 41,
        ProductState::Live => 9,
        ProductState::Fresh | ProductState::Iced => match product.hours_in(product.usual_state) {
            Some(h) if h >= 20 * 24 => 20,
            Some(h) if h >= 8 * 24 => 13,
            _ => 7,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_start_where_their_period_says_or_are_moved_by_weeks() {
        assert_eq!(start("2021-08-23", "2021-09-06").unwrap(), (0, 0));
        assert_eq!(start("2021-07-25", "2021-12-31").unwrap(), (0, 0));
        assert_eq!(start("2021-09-18", "2021-10-15").unwrap(), (26, 0));
        assert_eq!(start("2021-11-21", "2022-01-31").unwrap(), (6, -12));
        assert_eq!(start("2021-07-08", "2021-07-15").unwrap(), (3, 7));
        assert_eq!(iso(60).unwrap(), "2021-10-22");
    }
}
