//! The list of requests: filters, orders, keyset paging.

use chonoi_domain::id::{CertificateId, OrganisationId, PlaceCode, ProductId};
use chonoi_domain::post::request::RequestStatus;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};
use time::Date;

use super::Record;
use super::row::{self, Column, Entity};
use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::{After, Page, beyond, contains, holds};
use crate::suspension;

/// In which order requests are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Earliest delivery first.
    Date,
    /// Most lacking first.
    Quantity,
    /// Most urgent first.
    Urgency,
}

/// Which requests are listed; empty lists and `None` let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Folded words that must all occur.
    pub words: Vec<String>,
    /// Any of these products would do.
    pub products: Option<Vec<ProductId>>,
    /// Delivered in this province.
    pub province: Option<PlaceCode>,
    /// Requires this certificate.
    pub certificate: Option<CertificateId>,
    /// In one of these states of life.
    pub statuses: Vec<RequestStatus>,
    /// Of one of these buyers.
    pub buyers: Option<Vec<OrganisationId>>,
    /// May be delivered on or after this day.
    pub from: Option<Date>,
    /// May be delivered on or before this day.
    pub to: Option<Date>,
    /// Leaves out buyers barred from the market.
    pub hide_suspended: bool,
}

/// One page of the requests that pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl Reader, filter: &Filter, page: &Page<Sort>) -> Result<Vec<Record>, StoreError> {
    let (by, order) = ordering(page.sort);
    let mut query = Entity::find().filter(passing(filter));
    if let Some(after) = page.after {
        query = query.filter(behind(page.sort, &by, &order, after));
    }
    let rows = query
        .order_by(by, order.clone())
        .order_by(Column::Id, order)
        .limit(page.limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// How many requests pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &impl Reader, filter: &Filter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(passing(filter)).count(db).await?)
}

/// The place of `record` in a list in the order `sort`.
#[must_use]
pub fn key(record: &Record, sort: Sort) -> After {
    let terms = &record.request.terms;
    let key = match sort {
        Sort::Newest => record.created_at,
        Sort::Date => i64::from(terms.delivery.from().to_julian_day()),
        Sort::Quantity => record.request.open().0,
        Sort::Urgency => i64::from(terms.urgency),
    };
    After {
        key,
        id: record.request.id.0,
    }
}

fn ordering(sort: Sort) -> (Expr, Order) {
    match sort {
        Sort::Newest => (Expr::col(Column::CreatedAt), Order::Desc),
        Sort::Date => (Expr::col(Column::DeliveryFrom), Order::Asc),
        Sort::Quantity => (
            Expr::col(Column::Quantity).sub(Expr::col(Column::Reserved)),
            Order::Desc,
        ),
        Sort::Urgency => (Expr::col(Column::Urgency), Order::Desc),
    }
}

fn behind(sort: Sort, by: &Expr, order: &Order, after: After) -> Condition {
    let id = Expr::col(Column::Id);
    let day = i32::try_from(after.key)
        .ok()
        .and_then(|d| Date::from_julian_day(d).ok());
    match (sort, day) {
        (Sort::Date, Some(day)) => beyond(by, &id, order, day, after.id),
        _ => beyond(by, &id, order, after.key, after.id),
    }
}

fn passing(filter: &Filter) -> Condition {
    let mut all = Condition::all()
        .add_option(filter.province.as_ref().map(|p| Column::Province.eq(p.as_str())))
        .add_option(filter.from.map(|day| Column::DeliveryTo.gte(day)))
        .add_option(filter.to.map(|day| Column::DeliveryFrom.lte(day)));
    if let Some(products) = &filter.products {
        // None of them must mean nothing, and an empty `any` would let everything through.
        let mut any = Condition::any().add(Expr::val(false).eq(true));
        for product in products {
            any = any.add(holds(Expr::col(Column::Products), product.as_str()));
        }
        all = all.add(any);
    }
    if let Some(buyers) = &filter.buyers {
        all = all.add(Column::Buyer.is_in(buyers.iter().map(|id| id.0)));
    }
    if let Some(certificate) = &filter.certificate {
        all = all.add(holds(Expr::col(Column::Certificates), certificate.as_str()));
    }
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    for word in &filter.words {
        all = all.add(contains(Expr::col(Column::Search), word));
    }
    if filter.hide_suspended {
        all = all.add(Column::Buyer.not_in_subquery(suspension::suspended()));
    }
    all
}
