//! The list of offers: filters, orders, keyset paging.

use chonoi_domain::id::{CertificateId, OrganisationId, PlaceCode, ProductId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{OfferStage, OfferStatus};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};
use time::Date;

use super::Record;
use super::row::{self, Column, Entity};
use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::{After, Page, beyond, contains, holds};
use crate::suspension;

/// In which order offers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Cheapest first; without a price last.
    Price,
    /// Earliest harvest first.
    Date,
    /// Most left first.
    Quantity,
}

/// Which offers are listed; empty lists and `None` let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Folded words that must all occur.
    pub words: Vec<String>,
    /// One of these products.
    pub products: Option<Vec<ProductId>>,
    /// In this state.
    pub state: Option<ProductState>,
    /// Picked up in this province.
    pub province: Option<PlaceCode>,
    /// Picked up at exactly this place.
    pub place: Option<PlaceCode>,
    /// Claims this certificate.
    pub certificate: Option<CertificateId>,
    /// At this stage.
    pub stage: Option<OfferStage>,
    /// In one of these states of life.
    pub statuses: Vec<OfferStatus>,
    /// Of one of these suppliers.
    pub suppliers: Option<Vec<OrganisationId>>,
    /// Can be picked up on or after this day.
    pub from: Option<Date>,
    /// Can be picked up on or before this day.
    pub to: Option<Date>,
    /// At least so much is left.
    pub min_available: Option<Quantity>,
    /// Asks at most this.
    pub max_ask: Option<UnitPrice>,
    /// Leaves out suppliers barred from the market.
    pub hide_suspended: bool,
}

/// One page of the offers that pass `filter`.
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

/// How many offers pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &impl Reader, filter: &Filter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(passing(filter)).count(db).await?)
}

/// The place of `record` in a list in the order `sort`.
#[must_use]
pub fn key(record: &Record, sort: Sort) -> After {
    let terms = &record.offer.terms;
    let key = match sort {
        Sort::Newest => record.created_at,
        Sort::Price => terms.ask.map_or(NO_PRICE, |ask| ask.0),
        Sort::Date => i64::from(terms.harvest.from().to_julian_day()),
        Sort::Quantity => record.offer.available().0,
    };
    After {
        key,
        id: record.offer.id.0,
    }
}

/// Sorts behind every price.
const NO_PRICE: i64 = i64::MAX;

fn available() -> Expr {
    Expr::col(Column::Quantity).sub(Expr::col(Column::Reserved))
}

fn ordering(sort: Sort) -> (Expr, Order) {
    match sort {
        Sort::Newest => (Expr::col(Column::CreatedAt), Order::Desc),
        Sort::Price => (
            Func::coalesce([Expr::col(Column::Ask), Expr::val(NO_PRICE)]).into(),
            Order::Asc,
        ),
        Sort::Date => (Expr::col(Column::HarvestFrom), Order::Asc),
        Sort::Quantity => (available(), Order::Desc),
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
    let text = |column: Column, value: Option<&str>| value.map(|value| column.eq(value));
    let mut all = Condition::all()
        .add_option(text(Column::State, filter.state.map(ProductState::as_str)))
        .add_option(text(
            Column::Province,
            filter.province.as_ref().map(PlaceCode::as_str),
        ))
        .add_option(text(Column::Place, filter.place.as_ref().map(PlaceCode::as_str)))
        .add_option(text(Column::Stage, filter.stage.map(OfferStage::as_str)))
        .add_option(filter.from.map(|day| Column::HarvestTo.gte(day)))
        .add_option(filter.to.map(|day| Column::HarvestFrom.lte(day)))
        .add_option(filter.min_available.map(|least| available().gte(least.0)))
        .add_option(filter.max_ask.map(|most| Column::Ask.lte(most.0)));
    if let Some(products) = &filter.products {
        all = all.add(Column::Product.is_in(products.iter().map(ProductId::as_str)));
    }
    if let Some(suppliers) = &filter.suppliers {
        all = all.add(Column::Supplier.is_in(suppliers.iter().map(|id| id.0)));
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
        all = all.add(Column::Supplier.not_in_subquery(suspension::suspended()));
    }
    all
}
