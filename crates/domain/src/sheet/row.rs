//! One row as it is read: cells by column, and the faults found so far.

use std::collections::BTreeMap;

use super::cell::{Cell, Row};
use super::column::Column;
use super::error::{SheetError, letters};
use super::header::Header;
use crate::field::FieldError;

/// A value could not be read; its fault is already noted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Faulty;

/// A value, or the fault of its cell.
pub(super) type Read<T> = Result<T, FieldError>;

/// A row and its faults.
#[derive(Debug)]
pub(super) struct RowReader<'a> {
    header: &'a Header,
    row: &'a Row,
    errors: Vec<(usize, SheetError)>,
}

impl<'a> RowReader<'a> {
    pub(super) const fn new(header: &'a Header, row: &'a Row) -> Self {
        Self {
            header,
            row,
            errors: Vec::new(),
        }
    }

    /// Its number in the file.
    pub(super) const fn line(&self) -> u64 {
        self.row.line
    }

    /// The cell of `column`; `None` where the sheet has no such column or the cell is empty.
    pub(super) fn cell(&self, column: Column) -> Option<&'a Cell> {
        let index = self.header.get(column)?.index;
        self.row.cells.get(index).filter(|cell| !cell.is_empty())
    }

    /// What the header says in brackets about `column`.
    pub(super) fn hint(&self, column: Column) -> Option<&'a str> {
        self.header.get(column)?.hint.as_deref()
    }

    /// Whether the sheet has that column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.header.get(column).is_some()
    }

    /// The name of `column` in errors.
    pub(super) fn field(&self, column: Column) -> &'static str {
        self.header.kind.field(column)
    }

    /// Notes that `column` breaks a rule.
    pub(super) fn fail(&mut self, column: Column, error: FieldError) -> Faulty {
        let heading = self.header.get(column);
        let fault = SheetError {
            line: self.row.line,
            column: heading.map_or_else(String::new, |h| letters(h.index)),
            header: heading.map_or_else(String::new, |h| h.text.clone()),
            error,
        };
        self.errors.push((heading.map_or(usize::MAX, |h| h.index), fault));
        Faulty
    }

    /// Notes that `column` breaks `rule`, with nothing more to say.
    pub(super) fn fail_rule(&mut self, column: Column, rule: &str) -> Faulty {
        let error = FieldError::new(self.field(column), rule);
        self.fail(column, error)
    }

    /// The value of a cell that must not be empty.
    pub(super) fn required<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&Cell) -> Read<T>,
    ) -> Result<T, Faulty> {
        match self.optional(column, read)? {
            Some(value) => Ok(value),
            None => Err(self.fail_rule(column, "required")),
        }
    }

    /// The value of a cell that may be empty.
    pub(super) fn optional<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&Cell) -> Read<T>,
    ) -> Result<Option<T>, Faulty> {
        let Some(cell) = self.cell(column) else {
            return Ok(None);
        };
        match read(cell) {
            Ok(value) => Ok(Some(value)),
            Err(mut error) => {
                error.field = self.field(column).to_owned();
                error
                    .params
                    .entry("value".to_owned())
                    .or_insert_with(|| cell.shown().into_owned());
                Err(self.fail(column, error))
            }
        }
    }

    /// Text of at most `most` characters.
    pub(super) fn text(&mut self, column: Column, most: usize) -> Result<Option<String>, Faulty> {
        self.optional(column, |cell| {
            let text = cell.shown().into_owned();
            if text.chars().count() > most {
                Err(fault("too_long").with("max", most))
            } else {
                Ok(text)
            }
        })
    }

    /// The faults in the order of columns.
    pub(super) fn into_errors(mut self) -> Vec<SheetError> {
        self.errors.sort_by_key(|(index, _)| *index);
        self.errors.into_iter().map(|(_, error)| error).collect()
    }
}

/// A fault whose field is filled in by the row.
pub(super) fn fault(rule: &str) -> FieldError {
    FieldError::new("", rule)
}

/// The ids met so far in a file, with their lines.
#[derive(Debug, Default)]
pub(super) struct SeenIds {
    lines: BTreeMap<String, u64>,
}

impl SeenIds {
    /// Notes a fault where the row's id stood further up already.
    pub(super) fn check(&mut self, row: &mut RowReader<'_>) {
        let Some(id) = row.cell(Column::Id).map(|cell| cell.shown().into_owned()) else {
            return;
        };
        if let Some(first) = self.lines.get(&id) {
            let error = FieldError::new(row.field(Column::Id), "duplicate")
                .with("value", &id)
                .with("first_line", first);
            row.fail(Column::Id, error);
        } else {
            self.lines.insert(id, row.line());
        }
    }
}
