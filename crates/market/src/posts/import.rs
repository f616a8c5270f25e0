//! What importing offers and requests shares: the file as rows, the outcome, the rules that a sheet does not know.

use chonoi_domain::field::FieldError;
use chonoi_domain::sheet::{Row, SheetError};
use serde::{Deserialize, Serialize};

use super::fields::Reading;
use crate::error::Error;
use crate::import::reader::{self, ReadError};

/// The most posts that one file brings in through the API; larger ones go through the command line.
pub const MOST_IMPORTED: usize = 5_000;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Posts found in it, where it could be read without a fault.
    pub rows: usize,
    /// Posts made; 0 in a dry run and where anything is wrong.
    pub created: usize,
    /// Everything that is wrong, in the order of lines.
    pub errors: Vec<SheetError>,
}

impl Imported {
    /// Nothing was made because of `errors`.
    pub(crate) const fn refused(rows: usize, errors: Vec<SheetError>) -> Self {
        Self {
            rows,
            created: 0,
            errors,
        }
    }
}

/// The rows of a file.
pub(crate) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Error> {
    reader::rows(bytes).map_err(|error| {
        let mut fault = FieldError::new("file", error.rule());
        if let Some(line) = error.line() {
            fault = fault.with("line", line);
        }
        if let ReadError::Csv { cause, .. } | ReadError::Workbook { cause } = &error {
            fault = fault.with("cause", cause);
        }
        Error::Invalid(vec![fault])
    })
}

/// The faults of a row as faults of its line.
pub(crate) fn at_line(line: u64, reading: Reading<'_>) -> impl Iterator<Item = SheetError> {
    reading
        .faults
        .into_inner()
        .into_iter()
        .map(move |error| SheetError {
            line,
            column: String::new(),
            header: String::new(),
            error,
        })
}

/// Refuses more posts than one file may bring.
pub(crate) fn size(posts: usize) -> Result<(), Error> {
    if posts > MOST_IMPORTED {
        let fault = FieldError::new("file", "too_many").with("max", MOST_IMPORTED);
        return Err(Error::Invalid(vec![fault]));
    }
    Ok(())
}
