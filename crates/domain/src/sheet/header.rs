//! Finding the header row and what its columns mean.

use std::collections::BTreeMap;

use super::cell::Row;
use super::column::{Column, Kind};
use super::error::{SheetError, choices, letters};
use super::headings;
use crate::field::FieldError;
use crate::fold::fold;

/// How a sheet is written; the module's doc says what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The command line's CSV format.
    Strict,
    /// A person's spreadsheet.
    Free,
}

/// The header stands within this many rows; above it stand a title, a date, an address.
const DEEPEST: usize = 10;
/// So many strict names make a header strict, so that a slip in one of the others is found.
const STRICT_NAMES: usize = 5;
/// So many headings make a row the header of a free sheet.
const FREE_HEADINGS: usize = 3;

/// The header of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) dialect: Dialect,
    line: u64,
    columns: BTreeMap<Column, Heading>,
}

/// One column that is read.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    pub(super) index: usize,
    /// As it stands in the file.
    pub(super) text: String,
    /// What stands in brackets, without marks: `kg`, `d/kg`.
    pub(super) hint: Option<String>,
}

impl Header {
    /// The header and its index among `rows`.
    ///
    /// # Errors
    /// No row is a header, or the header lacks, doubles or (when strict) does not know a column.
    pub(super) fn find(kind: Kind, rows: &[Row]) -> Result<(usize, Self), Vec<SheetError>> {
        for (at, row) in rows.iter().enumerate().take(DEEPEST) {
            if count(row, |text| strict_column(kind, text).is_some()) >= STRICT_NAMES {
                return Self::read(kind, Dialect::Strict, row).map(|header| (at, header));
            }
            if count(row, |text| free_column(kind, text).is_some()) >= FREE_HEADINGS {
                return Self::read(kind, Dialect::Free, row).map(|header| (at, header));
            }
        }
        let wanted = kind.strict().iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let error = FieldError::new("header", "no_header").with("columns", wanted.join(","));
        let line = rows.iter().find(|row| !row.is_blank()).map_or(1, |row| row.line);
        Err(vec![SheetError::of_line(line, error)])
    }

    fn read(kind: Kind, dialect: Dialect, row: &Row) -> Result<Self, Vec<SheetError>> {
        let mut header = Self {
            kind,
            dialect,
            line: row.line,
            columns: BTreeMap::new(),
        };
        let mut errors = Vec::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let text = cell.shown().into_owned();
            if text.is_empty() {
                continue;
            }
            if let Err(error) = header.add(index, &text) {
                errors.push(SheetError {
                    line: row.line,
                    column: letters(index),
                    header: text,
                    error,
                });
            }
        }
        errors.extend(
            header
                .missing()
                .into_iter()
                .map(|e| SheetError::of_line(row.line, e)),
        );
        if errors.is_empty() {
            Ok(header)
        } else {
            Err(errors)
        }
    }

    fn add(&mut self, index: usize, text: &str) -> Result<(), FieldError> {
        let column = match self.dialect {
            Dialect::Strict => strict_column(self.kind, text).ok_or_else(|| {
                let known = self
                    .kind
                    .strict()
                    .iter()
                    .map(|(name, _)| *name)
                    .collect::<Vec<_>>();
                FieldError::new("header", "unknown_column")
                    .with("value", text)
                    .with("columns", known.join(","))
            })?,
            Dialect::Free => match (two_meanings(text), free_column(self.kind, text)) {
                (Some(both), _) => {
                    return Err(FieldError::new("header", "ambiguous")
                        .with("value", text)
                        .with("choices", both));
                }
                (None, Some(column)) => column,
                (None, None) => return Ok(()),
            },
        };
        let hint = bracketed(text).filter(|_| self.dialect == Dialect::Free);
        let heading = Heading {
            index,
            text: text.to_owned(),
            hint,
        };
        match self.columns.get(&column) {
            Some(first) => Err(FieldError::new(self.kind.field(column), "duplicate_column")
                .with("value", text)
                .with("first", format!("{} ({})", letters(first.index), first.text))),
            None => {
                self.columns.insert(column, heading);
                Ok(())
            }
        }
    }

    fn missing(&self) -> Vec<FieldError> {
        let kept = |column| self.columns.contains_key(&column);
        // What is wanted every day says how much it is in all.
        let has = |column| kept(column) || (column == Column::Quantity && kept(Column::Daily));
        let mut lacking: Vec<Column> = match self.dialect {
            Dialect::Strict => Kind::strict_needs().into_iter().filter(|c| !has(*c)).collect(),
            Dialect::Free => [Column::Product, Column::Quantity]
                .into_iter()
                .filter(|c| !has(*c))
                .collect(),
        };
        if self.dialect == Dialect::Free {
            if !has(Column::Place) && !has(Column::Province) {
                lacking.push(Column::Place);
            }
            if !has(Column::Window) {
                lacking.extend([Column::From, Column::To].into_iter().filter(|c| !has(*c)));
            }
        }
        let name = |column| match self.dialect {
            Dialect::Strict => self.kind.field(column).to_owned(),
            Dialect::Free => free_name(column).to_owned(),
        };
        lacking
            .into_iter()
            .map(|c| FieldError::new(self.kind.field(c), "missing_column").with("name", name(c)))
            .collect()
    }

    /// The heading of `column`, where the sheet has it.
    pub(super) fn get(&self, column: Column) -> Option<&Heading> {
        self.columns.get(&column)
    }

    /// A row that gave no post and no fault: none may be passed over in silence.
    pub(super) fn unreadable(&self, line: u64) -> SheetError {
        SheetError::of_line(line, FieldError::new("row", "unreadable"))
    }

    /// A header and nothing below it.
    pub(super) fn no_rows(&self) -> SheetError {
        SheetError::of_line(self.line, FieldError::new("rows", "no_rows"))
    }
}

fn count(row: &Row, is_heading: impl Fn(&str) -> bool) -> usize {
    row.cells.iter().filter(|cell| is_heading(&cell.shown())).count()
}

fn strict_column(kind: Kind, text: &str) -> Option<Column> {
    let name = text.trim_start_matches('\u{feff}');
    let found = kind.strict().iter().find(|(known, _)| *known == name);
    found.map(|(_, column)| *column)
}

fn free_column(kind: Kind, text: &str) -> Option<Column> {
    headings::meaning(&plain(text)).filter(|column| kind.knows(*column))
}

fn two_meanings(text: &str) -> Option<String> {
    let plain = plain(text);
    let found = headings::TWO_MEANINGS.iter().find(|(known, _)| *known == plain);
    found.map(|(_, both)| choices(both.split("; ")))
}

/// A heading without marks, brackets and what they hold, and trailing signs.
fn plain(text: &str) -> String {
    let mut depth = 0_u32;
    let outside: String = text
        .chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth = depth.saturating_add(1);
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    let folded = fold(&outside.replace('_', " "));
    folded.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn bracketed(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(['(', '['])?;
    let (inside, _) = rest.split_once([')', ']'])?;
    Some(inside.trim().to_owned()).filter(|hint| !hint.is_empty())
}

const fn free_name(column: Column) -> &'static str {
    match column {
        Column::Product => "Sản phẩm",
        Column::Quantity => "Số lượng",
        Column::Place => "Xã/phường",
        Column::From => "Từ ngày",
        Column::To => "Đến ngày",
        _ => "",
    }
}
