//! Days in a text: `trước 15/8`, `ngày mai`, `tuần sau`, `tháng 9`.

use time::{Date, Duration, Month};

use super::limits::{Limits, Piece, at};
use crate::query::Span;

/// A day that lies further back than this is next year's.
const PAST_DAYS: i64 = 60;

/// Takes a day or a span of days from the front of `pieces`; how many it takes.
pub(super) fn take(pieces: &[Piece<'_>], today: Date, limits: &mut Limits) -> Option<usize> {
    let cue = at(pieces, 0);
    let is_cue = matches!(
        cue,
        "truoc" | "sau" | "tu" | "den" | "toi" | "trong" | "vao" | "han"
    );
    let skip = usize::from(is_cue);
    let (length, first, last) = span(pieces.get(skip..)?, today)?;
    let (first, last) = (i64::from(first.to_julian_day()), i64::from(last.to_julian_day()));
    let days = &mut limits.days;
    match cue {
        "truoc" | "den" | "toi" | "han" => days.max = Some(last),
        "sau" | "tu" => days.min = Some(first),
        _ => {
            *days = Span {
                min: Some(first),
                max: Some(last),
            }
        }
    }
    Some(skip + length)
}

fn span(pieces: &[Piece<'_>], today: Date) -> Option<(usize, Date, Date)> {
    let (first, second) = (at(pieces, 0), at(pieces, 1));
    let day = |length, day| Some((length, day, day));
    let week = |length, monday: Date| Some((length, monday, monday.checked_add(Duration::days(6))?));
    let monday = today.checked_sub(Duration::days(i64::from(
        today.weekday().number_days_from_monday(),
    )))?;
    match (first, second) {
        ("hom", "nay") => day(2, today),
        ("ngay", "mai") => day(2, today.next_day()?),
        ("ngay", "mot" | "kia") => day(2, today.checked_add(Duration::days(2))?),
        ("tuan", "nay") => week(2, monday),
        ("tuan", "sau" | "toi") => week(2, monday.checked_add(Duration::days(7))?),
        ("cuoi", "tuan") => Some((
            2,
            monday.checked_add(Duration::days(5))?,
            monday.checked_add(Duration::days(6))?,
        )),
        ("thang", "nay") => month(2, today.year(), today.month()),
        ("thang", "sau" | "toi") => {
            let next = today.replace_day(28).ok()?.checked_add(Duration::days(7))?;
            month(2, next.year(), next.month())
        }
        ("thang", number) => {
            let number: u8 = number.parse().ok()?;
            named_month(2, number, today)
        }
        ("ngay", written) => {
            if let Some(found) = numbers(written).and_then(|numbers| of_numbers(&numbers, today)) {
                return day(2, found);
            }
            let number: u8 = written.parse().ok()?;
            if at(pieces, 2) == "thang" {
                let of: u8 = at(pieces, 3).parse().ok()?;
                return day(4, near(number, of, today)?);
            }
            let this = today.replace_day(number).ok().filter(|found| *found >= today);
            day(
                2,
                this.or_else(|| near(number, u8::from(today.month().next()), today))?,
            )
        }
        (written, _) => day(1, of_numbers(&numbers(written)?, today)?),
    }
}

/// `15/8`, `15-8`, `15/08/2026` as numbers.
fn numbers(written: &str) -> Option<Vec<i32>> {
    let slashes = written.contains('/');
    let parts: Vec<&str> = written.split(if slashes { '/' } else { '-' }).collect();
    // `10-15` is an amount; a date with dashes has a year.
    let shape = if slashes { 2..=3 } else { 3..=3 };
    if !shape.contains(&parts.len()) {
        return None;
    }
    parts.into_iter().map(|part| part.parse().ok()).collect()
}

fn of_numbers(numbers: &[i32], today: Date) -> Option<Date> {
    let small = |number: &i32| u8::try_from(*number).ok();
    match numbers {
        [day, month] => near(small(day)?, small(month)?, today),
        [day, month, year] => {
            let year = if *year < 100 { 2000 + year } else { *year };
            Date::from_calendar_date(year, Month::try_from(small(month)?).ok()?, small(day)?).ok()
        }
        _ => None,
    }
}

/// That day of the year in which it is near.
fn near(day: u8, month: u8, today: Date) -> Option<Date> {
    let month = Month::try_from(month).ok()?;
    let this = Date::from_calendar_date(today.year(), month, day).ok()?;
    if (today - this).whole_days() > PAST_DAYS {
        Date::from_calendar_date(today.year() + 1, month, day).ok()
    } else {
        Some(this)
    }
}

fn named_month(length: usize, number: u8, today: Date) -> Option<(usize, Date, Date)> {
    let of = Month::try_from(number).ok()?;
    let year = if number < u8::from(today.month()) {
        today.year() + 1
    } else {
        today.year()
    };
    month(length, year, of)
}

fn month(length: usize, year: i32, month: Month) -> Option<(usize, Date, Date)> {
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    let last = Date::from_calendar_date(year, month, month.length(year)).ok()?;
    Some((length, first, last))
}
