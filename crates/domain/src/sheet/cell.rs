//! Rows of cells as a CSV or XLSX reader hands them over.

use std::borrow::Cow;

use time::Date;

use crate::fold::nfc;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing in it.
    Empty,
    /// Text as it stands there; all that a CSV file has.
    Text(String),
    /// A number of a spreadsheet, written with a decimal point: it is not open to two readings, as text is.
    Number(String),
    /// A date of a spreadsheet.
    Date(Date),
}

impl Cell {
    /// A cell of that text; white space alone is nothing.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Number(text) => text.trim().is_empty(),
            Self::Date(_) => false,
        }
    }

    /// What it says, in Unicode normal form C and trimmed.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Owned(nfc(text)),
            Self::Number(number) => Cow::Borrowed(number.trim()),
            Self::Date(date) => Cow::Owned(super::date::iso(*date)),
        }
    }
}

/// One row with its number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of a CSV file or row of a worksheet, counted from 1.
    pub line: u64,
    /// Its cells from the first column on.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of texts.
    #[must_use]
    pub fn of_texts<T: Into<String>>(line: u64, texts: impl IntoIterator<Item = T>) -> Self {
        Self {
            line,
            cells: texts.into_iter().map(Cell::text).collect(),
        }
    }

    /// Whether all its cells are empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }
}
