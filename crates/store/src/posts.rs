//! Offers and requests: how both are kept. What their tables do not share is in [`crate::offers`] and
//! [`crate::requests`].

mod list;
mod table;

use chonoi_domain::id::{OrganisationId, PlaceCode};
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::transition::Word as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, Order, QueryOrder, QuerySelect};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;

pub use list::{Filter, count, key, list};
pub use table::{Columns, Ranking, Stored};

/// A post with what the books say around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<P> {
    /// The offer or request.
    pub post: P,
    /// The province of its place.
    pub province: PlaceCode,
    /// The source of a demonstration post.
    pub provenance: Option<Provenance>,
    /// When it was written, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// Writes a new post; `search` is the folded text that the list's `q` looks in.
///
/// # Errors
/// [`StoreError::Constraint`] when its organisation is unknown or the amounts contradict each other.
pub async fn insert<P: Stored>(tx: &Tx, record: &Record<P>, search: &str) -> Result<(), StoreError> {
    P::Table::insert(P::write(record, search)?)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes many new posts at once, each with its search text; for loading, so the caller keeps batches to some
/// hundreds.
///
/// # Errors
/// [`StoreError::Constraint`] when an organisation is unknown or amounts contradict each other; then none is written.
pub async fn insert_many<P: Stored>(tx: &Tx, records: &[(Record<P>, String)]) -> Result<(), StoreError> {
    let rows = records.iter().map(|(record, search)| P::write(record, search));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if !rows.is_empty() {
        P::Table::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// The post of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find<P: Stored>(db: &impl Reader, id: P::Id) -> Result<Option<Record<P>>, StoreError> {
    let rows = P::Table::find().filter(P::COLUMNS.id.eq(id.into()));
    rows.one(db).await?.map(P::read).transpose()
}

/// The posts of those ids that exist, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn find_many<P: Stored>(db: &impl Reader, ids: &[P::Id]) -> Result<Vec<Record<P>>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let ids = some.iter().map(|&id| -> Uuid { id.into() });
        found.extend(read_all(db, P::Table::find().filter(P::COLUMNS.id.is_in(ids))).await?);
    }
    found.sort_by_key(|record: &Record<P>| record.post.id());
    Ok(found)
}

/// Writes `record` over the row whose version is still `expected`; `false` when it no longer is. The record brings
/// its own next version; what is reserved stays as it is in the row.
///
/// # Errors
/// [`StoreError::Constraint`] when less than what is reserved would be left.
pub async fn update<P: Stored>(
    tx: &Tx,
    record: &Record<P>,
    search: &str,
    expected: i64,
) -> Result<bool, StoreError> {
    let mut row = P::write(record, search)?;
    row.not_set(P::COLUMNS.id);
    row.not_set(P::COLUMNS.reserved);
    let done = P::Table::update_many()
        .set(row)
        .filter(P::COLUMNS.id.eq(record.post.id().into()))
        .filter(P::COLUMNS.version.eq(expected))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Moves the row on to `status` if its version is still `expected`; whether it was. `at` is UTC ms.
///
/// # Errors
/// [`StoreError`].
pub async fn set_status<P: Stored>(
    tx: &Tx,
    id: P::Id,
    expected: i64,
    status: P::Status,
    at: i64,
) -> Result<bool, StoreError> {
    let done = P::Table::update_many()
        .col_expr(P::COLUMNS.status, Expr::val(status.as_str()))
        .col_expr(P::COLUMNS.version, Expr::val(expected + 1))
        .col_expr(P::COLUMNS.updated_at, Expr::val(at))
        .filter(P::COLUMNS.id.eq(id.into()))
        .filter(P::COLUMNS.version.eq(expected))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Replaces the search text alone; no change that anyone sees.
///
/// # Errors
/// [`StoreError`].
pub async fn set_search<P: Stored>(tx: &Tx, id: P::Id, search: &str) -> Result<(), StoreError> {
    P::Table::update_many()
        .col_expr(P::COLUMNS.search, Expr::val(search))
        .filter(P::COLUMNS.id.eq(id.into()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Everything that may be matched on `today` (in Vietnam): published, its window not past, something left of it.
///
/// # Errors
/// [`StoreError`].
pub async fn open<P: Stored>(db: &impl Reader, today: Date) -> Result<Vec<Record<P>>, StoreError> {
    let rows = published::<P>()
        .filter(P::COLUMNS.to.gte(today))
        .filter(Expr::col(P::COLUMNS.reserved).lt(Expr::col(P::COLUMNS.quantity)));
    read_all(db, rows).await
}

/// Up to `limit` published posts whose window ended before `today`.
///
/// # Errors
/// [`StoreError`].
pub async fn due<P: Stored>(db: &impl Reader, today: Date, limit: u64) -> Result<Vec<Record<P>>, StoreError> {
    let rows = published::<P>().filter(P::COLUMNS.to.lt(today)).limit(limit);
    read_all(db, rows).await
}

/// All posts of `owner`, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn of_owner<P: Stored>(
    db: &impl Reader,
    owner: OrganisationId,
) -> Result<Vec<Record<P>>, StoreError> {
    let rows = P::Table::find()
        .filter(P::COLUMNS.owner.eq(owner.0))
        .order_by(P::COLUMNS.id, Order::Asc);
    read_all(db, rows).await
}

/// How many published posts each of `owners` has; those with none are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn published_by<P: Stored>(
    db: &impl Reader,
    owners: &[OrganisationId],
) -> Result<Vec<(OrganisationId, i64)>, StoreError> {
    let counted: Vec<(Uuid, i64)> = P::Table::find()
        .select_only()
        .column(P::COLUMNS.owner)
        .column_as(P::COLUMNS.id.count(), "posts")
        .filter(P::COLUMNS.owner.is_in(owners.iter().map(|id| id.0)))
        .filter(P::COLUMNS.status.eq(P::Status::PUBLISHED.as_str()))
        .group_by(P::COLUMNS.owner)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted
        .into_iter()
        .map(|(id, posts)| (id.into(), posts))
        .collect())
}

/// Published posts, oldest first.
fn published<P: Stored>() -> Select<P::Table> {
    P::Table::find()
        .filter(P::COLUMNS.status.eq(P::Status::PUBLISHED.as_str()))
        .order_by(P::COLUMNS.id, Order::Asc)
}

async fn read_all<P: Stored>(db: &impl Reader, rows: Select<P::Table>) -> Result<Vec<Record<P>>, StoreError> {
    rows.all(db).await?.into_iter().map(P::read).collect()
}
