//! Organisations barred from the market, as a subquery for the lists of posts.

use chonoi_domain::actor::Verification;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

/// Ids of suspended organisations.
pub(crate) fn suspended() -> SelectStatement {
    Query::select()
        .column("id")
        .from("organisations")
        .and_where(Expr::col("verification").eq(Verification::Suspended.as_str()))
        .to_owned()
}
