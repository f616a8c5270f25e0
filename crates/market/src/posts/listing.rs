//! Lists with keyset paging: a page, an opaque cursor to the next, the total.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chonoi_domain::field::FieldError;
use chonoi_store::listing::After;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::faults::Faults;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The page.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last.
    pub next_cursor: Option<String>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Rows a page has unless asked otherwise.
const USUAL: u64 = 24;
/// Rows a page has at the most.
const MOST: u64 = 100;

#[derive(Debug, Serialize, Deserialize)]
struct Cursor<'a> {
    /// The order it belongs to.
    s: &'a str,
    k: i64,
    i: Uuid,
}

/// The opaque text of a place in a list ordered by `sort`.
pub(crate) fn cursor(sort: &str, after: After) -> String {
    let cursor = Cursor {
        s: sort,
        k: after.key,
        i: after.id,
    };
    // Three plain values always have a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
}

/// The place a cursor names; a fault when it is none of this order's.
pub(crate) fn place(faults: &mut Faults, text: Option<&str>, sort: &str) -> Option<After> {
    let bytes = URL_SAFE_NO_PAD.decode(text?).unwrap_or_default();
    match serde_json::from_slice::<Cursor<'_>>(&bytes) {
        Ok(cursor) if cursor.s == sort => Some(After {
            key: cursor.k,
            id: cursor.i,
        }),
        _ => faults.add("cursor", "cursor"),
    }
}

/// How many rows a page is asked to have.
pub(crate) fn limit(faults: &mut Faults, asked: Option<u64>) -> u64 {
    match asked {
        None => USUAL,
        Some(rows @ 1..=MOST) => rows,
        Some(_) => {
            let error = FieldError::new("limit", "between")
                .with("min", 1)
                .with("max", MOST);
            faults.push::<()>(error);
            USUAL
        }
    }
}

/// Cuts `rows`, read with one more than `limit`, to a page; `key` tells the place of its last row.
pub(crate) fn page<R>(
    mut rows: Vec<R>,
    limit: u64,
    sort: &str,
    key: impl Fn(&R) -> After,
) -> (Vec<R>, Option<String>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| cursor(sort, key(last)));
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_in_its_own_order_only() {
        let after = After {
            key: i64::MAX,
            id: Uuid::from_u128(7),
        };
        let text = cursor("price", after);
        let mut faults = Faults::default();
        assert_eq!(place(&mut faults, Some(&text), "price"), Some(after));
        assert_eq!(place(&mut faults, None, "price"), None);
        assert_eq!(place(&mut faults, Some(&text), "newest"), None);
        assert_eq!(place(&mut faults, Some("not a cursor"), "price"), None);
        assert_eq!(faults.into_inner().len(), 2, "the first two had none");
    }
}
