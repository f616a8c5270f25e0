//! Pages of lists that are ordered by id, newest first.

use chonoi_domain::field::FieldError;
use uuid::Uuid;

use crate::error::Error;
use crate::posts::listing::Listing;

/// Rows a page has unless asked otherwise.
const USUAL: u64 = 24;
/// Rows a page has at the most.
const MOST: u64 = 100;

/// Where a page starts and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) after: Option<Uuid>,
    limit: u64,
}

impl Cursor {
    /// The page asked for: at most 100 rows, 24 unless asked otherwise, behind the place that the page before named.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit out of range or a cursor that is none.
    pub fn new(limit: Option<u64>, cursor: Option<&str>) -> Result<Self, Error> {
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            let rule = if limit == 0 {
                FieldError::new("limit", "min").with("min", 1)
            } else {
                FieldError::new("limit", "max").with("max", MOST)
            };
            return Err(Error::Invalid(vec![rule]));
        }
        let after = cursor.map(Uuid::parse_str).transpose();
        Ok(Self {
            after: after.map_err(|_| Error::field("cursor", "cursor"))?,
            limit,
        })
    }

    /// One more than shown, so that the last page is known to be the last.
    pub(crate) const fn ask_for(self) -> u64 {
        self.limit.saturating_add(1)
    }

    /// The rows that are shown out of those asked for, and where the next page starts.
    pub(crate) fn cut<T>(self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| id(row).to_string());
        (rows, next)
    }
}

/// A page of a list.
pub(crate) const fn listing<T>(items: Vec<T>, next_cursor: Option<String>, total: u64) -> Listing<T> {
    Listing {
        items,
        next_cursor,
        total,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(limit: u64, rows: u128) -> (usize, bool) {
        let cursor = Cursor::new(Some(limit), None).unwrap();
        let asked = (0..rows)
            .map(Uuid::from_u128)
            .take(usize::try_from(cursor.ask_for()).unwrap());
        let (rows, next) = cursor.cut(asked.collect(), |id| *id);
        (rows.len(), next.is_some())
    }

    #[test]
    fn the_last_page_is_known_to_be_the_last() {
        assert_eq!(page(3, 5), (3, true));
        assert_eq!(page(3, 3), (3, false));
        assert_eq!(page(3, 0), (0, false));
    }

    #[test]
    fn a_bad_page_is_refused() {
        assert!(Cursor::new(Some(0), None).is_err());
        assert!(Cursor::new(Some(101), None).is_err());
        assert!(Cursor::new(None, Some("x")).is_err());
        assert!(Cursor::new(None, Some(&Uuid::nil().to_string())).is_ok());
    }
}
