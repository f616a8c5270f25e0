//! Lists of posts: filters, orders, keyset paging.

use chonoi_domain::id::{CertificateId, OrganisationId, PlaceCode, ProductId};
use chonoi_domain::transition::Word as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};
use time::Date;

use super::{Ranking, Record, Stored};
use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::{After, Page, beyond, contains, holds};
use crate::suspension;

/// Which posts are listed; empty lists and `None` let everything through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<P: Stored> {
    /// Folded words that must all occur.
    pub words: Vec<String>,
    /// Any of these products.
    pub products: Option<Vec<ProductId>>,
    /// Its place is in this province.
    pub province: Option<PlaceCode>,
    /// Claims or requires this certificate.
    pub certificate: Option<CertificateId>,
    /// In one of these states of life.
    pub statuses: Vec<P::Status>,
    /// Of one of these organisations.
    pub owners: Option<Vec<OrganisationId>>,
    /// Its window ends on or after this day.
    pub from: Option<Date>,
    /// Its window begins on or before this day.
    pub to: Option<Date>,
    /// What only this kind of post can be asked for.
    pub wish: P::Wish,
    /// Leaves out organisations barred from the market.
    pub hide_suspended: bool,
}

impl<P: Stored> Default for Filter<P> {
    fn default() -> Self {
        Self {
            words: Vec::new(),
            products: None,
            province: None,
            certificate: None,
            statuses: Vec::new(),
            owners: None,
            from: None,
            to: None,
            wish: P::Wish::default(),
            hide_suspended: false,
        }
    }
}

/// One page of the posts that pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn list<P: Stored>(
    db: &impl Reader,
    filter: &Filter<P>,
    page: &Page<P::Sort>,
) -> Result<Vec<Record<P>>, StoreError> {
    let ranking = P::ranking(page.sort);
    let mut query = P::Table::find().filter(passing(filter));
    if let Some(after) = page.after {
        query = query.filter(behind::<P>(&ranking, after));
    }
    let rows = query
        .order_by(ranking.by, ranking.order.clone())
        .order_by(P::COLUMNS.id, ranking.order)
        .limit(page.limit);
    super::read_all(db, rows).await
}

/// How many posts pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn count<P: Stored>(db: &impl Reader, filter: &Filter<P>) -> Result<u64, StoreError> {
    Ok(P::Table::find().filter(passing(filter)).count(db).await?)
}

/// The place of `record` in a list in the order `sort`.
#[must_use]
pub fn key<P: Stored>(record: &Record<P>, sort: P::Sort) -> After {
    After {
        key: P::rank(record, sort),
        id: record.post.id().into(),
    }
}

fn behind<P: Stored>(ranking: &Ranking, after: After) -> Condition {
    let Ranking { by, order, is_day } = ranking;
    let id = Expr::col(P::COLUMNS.id);
    let day = i32::try_from(after.key)
        .ok()
        .and_then(|d| Date::from_julian_day(d).ok());
    match day.filter(|_| *is_day) {
        Some(day) => beyond(by, &id, order, day, after.id),
        None => beyond(by, &id, order, after.key, after.id),
    }
}

fn passing<P: Stored>(filter: &Filter<P>) -> Condition {
    let columns = P::COLUMNS;
    let mut all = Condition::all()
        .add(P::fulfilling(&filter.wish))
        .add_option(
            filter
                .province
                .as_ref()
                .map(|province| columns.province.eq(province.as_str())),
        )
        .add_option(filter.from.map(|day| columns.to.gte(day)))
        .add_option(filter.to.map(|day| columns.from.lte(day)))
        .add_option(filter.products.as_deref().map(P::of_products));
    if let Some(owners) = &filter.owners {
        all = all.add(columns.owner.is_in(owners.iter().map(|id| id.0)));
    }
    if let Some(certificate) = &filter.certificate {
        all = all.add(holds(Expr::col(columns.certificates), certificate.as_str()));
    }
    if !filter.statuses.is_empty() {
        all = all.add(columns.status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    for word in &filter.words {
        all = all.add(contains(Expr::col(columns.search), word));
    }
    if filter.hide_suspended {
        all = all.add(columns.owner.not_in_subquery(suspension::suspended()));
    }
    all
}
