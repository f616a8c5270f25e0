//! XLSX worksheets, read cell by cell so that a sheet's claimed size costs nothing.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use chonoi_domain::sheet::{Cell, Row};
use time::{Date, Month};

use super::{MOST_COLUMNS, MOST_ROWS, ReadError};

/// The rows of the first worksheet that has any.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in book.sheet_names() {
        let rows = worksheet(&mut book, &name)?;
        if rows.iter().any(|row| !row.is_blank()) {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

fn worksheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, ReadError> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        other => other.map_err(broken)?,
    };
    let mut rows: Vec<Row> = Vec::new();
    while let Some(found) = cells.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        let line = u64::from(row) + 1;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let cell = cell(found.get_value());
        if cell.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.len() == MOST_ROWS {
                return Err(ReadError::TooLong);
            }
            rows.push(Row {
                line,
                cells: Vec::new(),
            });
        }
        if let Some(last) = rows.last_mut() {
            last.cells.resize(last.cells.len().max(column), Cell::Empty);
            last.cells.truncate(column);
            last.cells.push(cell);
        }
    }
    rows.sort_by_key(|row| row.line);
    Ok(rows)
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(number.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Bool(yes) => Cell::text(yes.to_string()),
        DataRef::DateTime(instant) => {
            date(*instant).map_or_else(|| Cell::Number(instant.as_f64().to_string()), Cell::Date)
        }
        DataRef::Error(error) => Cell::text(error.to_string()),
    }
}

fn date(instant: ExcelDateTime) -> Option<Date> {
    if !instant.is_datetime() {
        return None;
    }
    let (year, month, day, ..) = instant.to_ymd_hms_milli();
    Date::from_calendar_date(year.into(), Month::try_from(month).ok()?, day).ok()
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands over the error")]
fn broken(error: XlsxError) -> ReadError {
    ReadError::Workbook {
        cause: error.to_string(),
    }
}
