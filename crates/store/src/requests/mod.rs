//! Shortage requests.

mod list;
pub(crate) mod row;

use chonoi_domain::id::{OrganisationId, PlaceCode, RequestId};
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::post::request::{Request, RequestStatus};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Order, QueryOrder, QuerySelect};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{Column, Entity};

pub use list::{Filter, Sort, count, key, list};

/// A request with what the books say around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The request.
    pub request: Request,
    /// The province of its place.
    pub province: PlaceCode,
    /// The source of a demonstration post.
    pub provenance: Option<Provenance>,
    /// When it was written, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// What everyone may see: on the market, or there until lately.
pub const PUBLIC: [RequestStatus; 3] = [
    RequestStatus::Published,
    RequestStatus::Fulfilled,
    RequestStatus::Expired,
];

/// Writes a new request; `search` is the folded text that the list's `q` looks in.
///
/// # Errors
/// [`StoreError::Constraint`] when the buyer is unknown or the amounts contradict each other.
pub async fn insert(tx: &Tx, record: &Record, search: &str) -> Result<(), StoreError> {
    Entity::insert(row::write(record, search)?)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes many new requests at once, each with its search text; for loading, so the caller keeps batches to some
/// hundreds.
///
/// # Errors
/// [`StoreError::Constraint`] when a buyer is unknown or amounts contradict each other; then none is written.
pub async fn insert_many(tx: &Tx, records: &[(Record, String)]) -> Result<(), StoreError> {
    let rows = records.iter().map(|(record, search)| row::write(record, search));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// The request of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: RequestId) -> Result<Option<Record>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(row::read).transpose()
}

/// The requests of those ids that exist, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn find_many(db: &impl Reader, ids: &[RequestId]) -> Result<Vec<Record>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let ids = some.iter().map(|id| id.0);
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
        found.extend(rows.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?);
    }
    found.sort_by_key(|record| record.request.id);
    Ok(found)
}

/// Writes `record` over the row whose version is still `expected`; `false` when it no longer is. The record brings
/// its own next version; what is reserved stays as it is in the row.
///
/// # Errors
/// [`StoreError::Constraint`] when less than what is reserved would be left.
pub async fn update(tx: &Tx, record: &Record, search: &str, expected: i64) -> Result<bool, StoreError> {
    let mut row = row::write(record, search)?;
    row.id = sea_orm::NotSet;
    row.reserved = sea_orm::NotSet;
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(record.request.id.0))
        .filter(Column::Version.eq(expected))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Moves the row on to `status` if its version is still `expected`; whether it was. `at` is UTC ms.
///
/// # Errors
/// [`StoreError`].
pub async fn set_status(
    tx: &Tx,
    id: RequestId,
    expected: i64,
    status: RequestStatus,
    at: i64,
) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.as_str()))
        .col_expr(Column::Version, Expr::val(expected + 1))
        .col_expr(Column::UpdatedAt, Expr::val(at))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Version.eq(expected))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Replaces the search text alone; no change that anyone sees.
///
/// # Errors
/// [`StoreError`].
pub async fn set_search(tx: &Tx, id: RequestId, search: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Search, Expr::val(search))
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Everything that may be matched on `today` (in Vietnam): published, its delivery window not past, something lacking.
///
/// # Errors
/// [`StoreError`].
pub async fn open(db: &impl Reader, today: Date) -> Result<Vec<Record>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Status.eq(RequestStatus::Published.as_str()))
        .filter(Column::DeliveryTo.gte(today))
        .filter(Expr::col(Column::Reserved).lt(Expr::col(Column::Quantity)))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// Up to `limit` published requests whose delivery window ended before `today`.
///
/// # Errors
/// [`StoreError`].
pub async fn due(db: &impl Reader, today: Date, limit: u64) -> Result<Vec<Record>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Status.eq(RequestStatus::Published.as_str()))
        .filter(Column::DeliveryTo.lt(today))
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// All requests of `buyer`, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn of_buyer(db: &impl Reader, buyer: OrganisationId) -> Result<Vec<Record>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Buyer.eq(buyer.0))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}
