//! What the lists of posts share: lists of codes as text, search words, and keyset paging that is stable under ties.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{Condition, Order};
use uuid::Uuid;

/// Codes as one text, each with a blank before and behind it, so that `LIKE '% code %'` finds exactly one.
pub(crate) fn join<T: AsRef<str>>(codes: impl IntoIterator<Item = T>) -> String {
    let mut text = String::from(" ");
    for code in codes {
        text.push_str(code.as_ref());
        text.push(' ');
    }
    text
}

/// The codes of a text made by [`join`].
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// `column` holds `code`, in a text made by [`join`].
pub(crate) fn holds(column: Expr, code: &str) -> Expr {
    column.like(LikeExpr::new(format!("% {} %", escaped(code))).escape('!'))
}

/// `column` contains `word` anywhere.
pub(crate) fn contains(column: Expr, word: &str) -> Expr {
    column.like(LikeExpr::new(format!("%{}%", escaped(word))).escape('!'))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out
}

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page<S> {
    /// In which order.
    pub sort: S,
    /// At most so many.
    pub limit: u64,
    /// Behind this place; `None` for the first page.
    pub after: Option<After>,
}

/// A place in an ordered list: the value it is ordered by and, where that is equal, the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The value as an integer; dates as Julian days.
    pub key: i64,
    /// The row's id.
    pub id: Uuid,
}

/// Rows behind (`key`, `id`) when ordered by `by` and then by `id_column`, both in `order`.
pub(crate) fn beyond(
    by: &Expr,
    id_column: &Expr,
    order: &Order,
    key: impl Into<Expr>,
    id: Uuid,
) -> Condition {
    let key = key.into();
    let (further, tied) = match order {
        Order::Desc => (by.clone().lt(key.clone()), id_column.clone().lt(id)),
        _ => (by.clone().gt(key.clone()), id_column.clone().gt(id)),
    };
    Condition::any()
        .add(further)
        .add(Condition::all().add(by.clone().eq(key)).add(tied))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_edges() {
        assert_eq!(join(["tom-su", "cua"]), " tom-su cua ");
        assert_eq!(join(Vec::<&str>::new()), " ");
        assert_eq!(split(" tom-su cua ").collect::<Vec<_>>(), ["tom-su", "cua"]);
        assert_eq!(escaped("50%_!"), "50!%!_!!");
    }
}
