//! CSV and its relatives.

use std::borrow::Cow;

use chonoi_domain::sheet::{Cell, Row};
use csv::{ReaderBuilder, StringRecord};

use super::{MOST_COLUMNS, MOST_ROWS, ReadError};

/// Lines that are looked at to tell the separator.
const SAMPLE: usize = 20;

/// All rows of a text.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, ReadError> {
    let text = decoded(bytes)?;
    if text.contains('\0') {
        return Err(ReadError::Format);
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| broken(&e))? {
        if rows.len() == MOST_ROWS {
            return Err(ReadError::TooLong);
        }
        rows.push(Row {
            line: line_of(&text, &record),
            cells: record.iter().take(MOST_COLUMNS).map(Cell::text).collect(),
        });
    }
    Ok(rows)
}

fn broken(error: &csv::Error) -> ReadError {
    ReadError::Csv {
        line: error.position().map_or(0, csv::Position::line),
        cause: error.to_string(),
    }
}

/// The line a record stands in: the reader counts blank lines before it as its own.
fn line_of(text: &str, record: &StringRecord) -> u64 {
    let Some(position) = record.position() else {
        return 0;
    };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.get(start..).unwrap_or("");
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let skipped = rest.get(..blank).map_or(0, |lines| lines.matches('\n').count());
    position.line() + u64::try_from(skipped).unwrap_or(0)
}

/// Comma, semicolon or tab, whichever the first lines have most of; the tab and the semicolon win a tie, for a comma
/// is also a decimal sign.
fn separator(text: &str) -> u8 {
    let count = |sign: char| {
        let lines = text.lines().take(SAMPLE);
        lines
            .map(|line| outside_quotes(line).filter(|c| *c == sign).count())
            .sum::<usize>()
    };
    let (tabs, semicolons, commas) = (count('\t'), count(';'), count(','));
    if tabs > 0 && tabs >= semicolons && tabs >= commas {
        b'\t'
    } else if semicolons > 0 && semicolons >= commas {
        b';'
    } else {
        b','
    }
}

fn outside_quotes(line: &str) -> impl Iterator<Item = char> {
    let mut quoted = false;
    line.chars().filter(move |c| {
        if *c == '"' {
            quoted = !quoted;
        }
        !quoted
    })
}

/// UTF-8 with or without its mark, UTF-16 with it.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return wide(rest, u16::from_le_bytes).map(Cow::Owned);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return wide(rest, u16::from_be_bytes).map(Cow::Owned);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or(bytes);
        let newlines = before.iter().filter(|b| **b == b'\n').count();
        ReadError::Encoding {
            line: u64::try_from(newlines).unwrap_or(0) + 1,
        }
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(ReadError::Encoding { line: 1 }),
    }
}
