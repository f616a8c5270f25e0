//! Dates as people type them: the day before the month, as everywhere in Vietnam.

use time::{Date, Duration, Month};

use super::cell::Cell;
use super::row::{Read, fault};
use crate::fold::fold;
use crate::window::DateWindow;

/// `2026-11-24`.
pub(super) fn iso(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

/// The date in a cell: ISO, `24/11/2026`, `24-11-26`, `24.11.2026`, a spreadsheet's date or its serial number.
pub(super) fn of_cell(cell: &Cell) -> Read<Date> {
    match cell {
        Cell::Date(date) => Ok(*date),
        Cell::Number(serial) => of_serial(serial).ok_or_else(|| fault("date")),
        Cell::Text(text) => of_text(text),
        Cell::Empty => Err(fault("date")),
    }
}

/// Both days in one cell: `12/8/2021 - 20/8/2021`, `12/8–20/8/2021`, `từ 12 đến 20/8/2021`, or one day alone.
pub(super) fn window_of_cell(cell: &Cell) -> Read<DateWindow> {
    let Cell::Text(text) = cell else {
        let day = of_cell(cell)?;
        return DateWindow::new(day, day).map_err(|_| fault("date_order"));
    };
    let folded = fold(text).replace(['–', '—'], " - ");
    let folded = folded.strip_prefix("tu ").unwrap_or(&folded);
    let folded = folded.strip_prefix("ngay ").unwrap_or(folded);
    let ends = folded
        .split_once(" den ")
        .or_else(|| folded.split_once(" - "))
        .or_else(|| folded.split_once("->"))
        .or_else(|| {
            folded
                .split_once('-')
                .filter(|_| folded.matches('-').count() == 1)
        });
    let (from, to) = match ends {
        None => (of_text(folded)?, of_text(folded)?),
        Some((from, to)) => {
            let to = of_text(to.trim().trim_start_matches("ngay "))?;
            (first_end(from.trim(), to)?, to)
        }
    };
    DateWindow::new(from, to).map_err(|_| fault("date_order").with("from", iso(from)).with("to", iso(to)))
}

/// The first end of a window, whose month and year may be those of the last.
fn first_end(text: &str, to: Date) -> Read<Date> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    match parts.as_slice() {
        [day] => from_parts(&to.year().to_string(), &u8::from(to.month()).to_string(), day),
        [day, month] => from_parts(&to.year().to_string(), month, day),
        _ => of_text(text),
    }
}

fn of_text(text: &str) -> Read<Date> {
    let text = text.trim();
    let day_part = text.split(['T', ' ']).next().unwrap_or(text);
    let rest_is_time = text.get(day_part.len()..).is_some_and(|rest| {
        rest.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'T' | 'Z' | '+' | ' '))
    });
    if !rest_is_time {
        return Err(fault("date"));
    }
    let parts: Vec<&str> = day_part.split(['/', '-', '.']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => from_parts(year, month, day),
        [day, month, year] => from_parts(year, month, day),
        _ => Err(fault("date")),
    }
}

fn from_parts(year: &str, month: &str, day: &str) -> Read<Date> {
    let number = |text: &str, most: usize| -> Option<i32> {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| fits)
    };
    let date = || {
        let full = match (year.len(), number(year, 4)?) {
            (2, short) => 2000 + short,
            (4, full) => full,
            _ => return None,
        };
        let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
        let day = u8::try_from(number(day, 2)?).ok()?;
        Date::from_calendar_date(full, month, day).ok()
    };
    date()
        .filter(|date| (2000..=2100).contains(&date.year()))
        .ok_or_else(|| fault("date"))
}

/// Days since 30 December 1899, as spreadsheets count them; from 2000 to 2100 only.
fn of_serial(text: &str) -> Option<Date> {
    let whole = text.split('.').next()?;
    let days: i64 = whole
        .trim()
        .parse()
        .ok()
        .filter(|d| (36_526..=73_415).contains(d))?;
    let epoch = Date::from_calendar_date(1899, Month::December, 30).ok()?;
    epoch.checked_add(Duration::days(days))
}
