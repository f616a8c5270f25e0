//! Tables of posts: the strict CSV format of the command line and people's own spreadsheets, parsed into posts.
//!
//! A reader elsewhere turns the bytes of a CSV or XLSX file into [`Row`]s; here rows become offers or requests, or every
//! error of every row, named by line and column. Nothing is guessed: what can be read two ways is an error that names
//! the readings. One faulty row and there is no result at all, so nothing is ever half imported.
//!
//! Two dialects are told apart by the header row ([`Dialect`]):
//!
//! - **strict**: the columns `id,supplier,product,…` and `id,buyer,products,…` by exactly these names, in any order.
//!   Lists are split by spaces, a decimal point is a decimal point, and an unknown column is an error.
//! - **free**: Vietnamese headers with or without their marks, in any order, below at most nine other rows; unknown
//!   columns are passed over, lists are split by `;`, line breaks or commas, and `1.250` is one thousand two hundred fifty.

mod cell;
mod column;
mod date;
mod error;
mod header;
mod headings;
mod list;
mod money;
mod names;
mod number;
mod offer;
mod place;
mod product;
mod request;
mod row;
mod unit;

#[cfg(test)]
mod tests;

pub use cell::{Cell, Row};
pub use column::{Column, Kind};
pub use error::{SheetError, letters as column_letters};
pub use header::Dialect;
pub use offer::OfferRow;
pub use request::RequestRow;

use crate::catalogue::Catalogue;
use header::Header;
use names::Names;

/// What a whole sheet came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// In which dialect it was written.
    pub dialect: Dialect,
    /// The posts, in the order of their rows; at least one.
    pub posts: Vec<T>,
}

/// Reads tables of posts against one catalogue; make one and use it for many files.
#[derive(Debug)]
pub struct SheetParser<'c> {
    catalogue: &'c Catalogue,
    names: Names,
}

impl<'c> SheetParser<'c> {
    /// A parser that knows the products, places and certificates of `catalogue` by name.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue) -> Self {
        Self {
            catalogue,
            names: Names::of(catalogue),
        }
    }

    /// The offers of a sheet. `progress` is told after each row how many rows are done.
    ///
    /// # Errors
    /// Every fault of the header, or else of every row, in the order of lines and columns.
    pub fn offers(
        &self,
        rows: &[Row],
        progress: impl FnMut(usize),
    ) -> Result<Parsed<OfferRow>, Vec<SheetError>> {
        self.posts(Kind::Offers, rows, progress, offer::read)
    }

    /// The requests of a sheet. `progress` is told after each row how many rows are done.
    ///
    /// # Errors
    /// Every fault of the header, or else of every row, in the order of lines and columns.
    pub fn requests(
        &self,
        rows: &[Row],
        progress: impl FnMut(usize),
    ) -> Result<Parsed<RequestRow>, Vec<SheetError>> {
        self.posts(Kind::Requests, rows, progress, request::read)
    }

    fn posts<T>(
        &self,
        kind: Kind,
        rows: &[Row],
        mut progress: impl FnMut(usize),
        read: impl Fn(&Context<'_>, &mut row::RowReader<'_>) -> Result<T, row::Faulty>,
    ) -> Result<Parsed<T>, Vec<SheetError>> {
        let (at, header) = Header::find(kind, rows)?;
        let context = Context {
            catalogue: self.catalogue,
            names: &self.names,
            dialect: header.dialect,
        };
        let mut ids = row::SeenIds::default();
        let (mut posts, mut errors) = (Vec::new(), Vec::new());
        for (done, line) in rows.iter().enumerate().skip(at + 1) {
            if !line.is_blank() {
                let mut reader = row::RowReader::new(&header, line);
                ids.check(&mut reader);
                let post = read(&context, &mut reader);
                let faults = reader.into_errors();
                match post {
                    Ok(post) if faults.is_empty() => posts.push(post),
                    Err(row::Faulty) if faults.is_empty() => errors.push(header.unreadable(line.line)),
                    _ => errors.extend(faults),
                }
            }
            progress(done + 1);
        }
        if errors.is_empty() && posts.is_empty() {
            errors.push(header.no_rows());
        }
        if errors.is_empty() {
            Ok(Parsed {
                dialect: header.dialect,
                posts,
            })
        } else {
            Err(errors)
        }
    }
}

/// What reading a row needs besides the row.
#[derive(Clone, Copy, Debug)]
struct Context<'a> {
    catalogue: &'a Catalogue,
    names: &'a Names,
    dialect: Dialect,
}
