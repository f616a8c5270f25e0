//! One offer's row on one sales channel: what should stand there, and what is known to stand there.
//!
//! A row is derived: the market can make all of them again from the offers. Only what a platform said (its id, its
//! refusal) is found nowhere else.

mod list;
pub(crate) mod row;

use chonoi_domain::channel::{DelistReason, DesiredState, ListingPhase};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{ListingFileId, ListingId, OfferId, OrganisationId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{DbBackend, Order, QueryOrder};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{Column, Entity};

pub use list::{Filter, candidates, count, counts, fingerprint, list, listed, wanting};

/// One offer on one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Its id, time-ordered.
    pub id: ListingId,
    /// The channel, by its configured name.
    pub channel: String,
    /// The offer; unique together with the channel.
    pub offer: OfferId,
    /// Whose offer it is: the tenant.
    pub supplier: OrganisationId,
    /// The stable number under which the platform knows it; unique on the channel.
    pub sku: String,
    /// Counts changes of what is desired, from 1.
    pub generation: i64,
    /// Whether it should be on sale there.
    pub desired: DesiredState,
    /// Digest of `spec`; empty while the offer was never fit for the channel.
    pub desired_hash: String,
    /// What the listing should say, as JSON; of the last time it was fit; empty before.
    pub spec: String,
    /// Why it should not be on sale; `None` while it should.
    pub delist_reason: Option<DelistReason>,
    /// The platform's own id for it.
    pub remote_id: Option<String>,
    /// Digest of what is known to stand on the platform; `None` while nothing does.
    pub observed_hash: Option<String>,
    /// The last file in which it was handed to an operator.
    pub handed: Option<Handed>,
    /// How far the channel is from what is desired.
    pub phase: ListingPhase,
    /// Tries since the last success.
    pub attempts: i32,
    /// Not to be tried before, UTC ms; while it is being applied, when the lease on it ends.
    pub next_at: Option<i64>,
    /// What the platform had against it; empty when nothing.
    pub last_error: Vec<FieldError>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When the row was made, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// A row's place in a file that an operator took away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The file.
    pub file: ListingFileId,
    /// Digest of what the file said of it; empty where it said to take it off.
    pub hash: String,
}

/// Writes a new row; `false` when the channel has one for this offer already.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, listing: &Listing) -> Result<bool, StoreError> {
    let mut there_already = OnConflict::columns([Column::Channel, Column::Offer]);
    there_already.do_nothing();
    let rows = Entity::insert(row::write(listing)?)
        .on_conflict(there_already)
        .exec_without_returning(&**tx)
        .await?;
    Ok(rows == 1)
}

/// Writes `listing` over the row of its id that still has version `was`; `false` when there is none. The listing
/// brings its own next version.
///
/// # Errors
/// [`StoreError`].
pub async fn update(tx: &Tx, listing: &Listing, was: i64) -> Result<bool, StoreError> {
    let mut values = row::write(listing)?;
    values.id = sea_orm::NotSet;
    let done = Entity::update_many()
        .set(values)
        .filter(Column::Id.eq(listing.id.0))
        .filter(Column::Version.eq(was))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The rows of those offers on all channels, by offer and channel.
///
/// # Errors
/// [`StoreError`].
pub async fn of_offers(db: &impl Reader, offers: &[OfferId]) -> Result<Vec<Listing>, StoreError> {
    let mut found = Vec::new();
    for some in offers.chunks(500) {
        let rows = Entity::find()
            .filter(Column::Offer.is_in(some.iter().map(|id| id.0)))
            .order_by(Column::Offer, Order::Asc)
            .order_by(Column::Channel, Order::Asc)
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// The rows of `channel` with those numbers.
///
/// # Errors
/// [`StoreError`].
pub async fn by_sku(db: &impl Reader, channel: &str, skus: &[String]) -> Result<Vec<Listing>, StoreError> {
    let mut found = Vec::new();
    for some in skus.chunks(500) {
        let rows = Entity::find()
            .filter(Column::Channel.eq(channel))
            .filter(Column::Sku.is_in(some))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Takes a lease until `until` (UTC ms) on up to `limit` rows of `channel` that are due at `now`: to be applied, to be
/// taken off, or being applied under a lease that ran out. What takes goods off comes before what puts them on. Two
/// workers never get the same row.
///
/// # Errors
/// [`StoreError`].
pub async fn lease(
    tx: &Tx,
    channel: &str,
    (now, until): (i64, i64),
    limit: u64,
) -> Result<Vec<Listing>, StoreError> {
    let due = [
        ListingPhase::Delisting,
        ListingPhase::Pending,
        ListingPhase::Applying,
    ];
    let mut free = Query::select();
    free.column(Column::Id)
        .from(Entity)
        .and_where(Expr::col(Column::Channel).eq(channel))
        .and_where(Expr::col(Column::Phase).is_in(due.map(ListingPhase::as_str)))
        .and_where(
            Expr::col(Column::NextAt)
                .is_null()
                .or(Expr::col(Column::NextAt).lte(now)),
        );
    // By the words, "delisted" comes before "listed".
    free.order_by(Column::Desired, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .limit(limit);
    if tx.get_database_backend() == DbBackend::Postgres {
        free.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = Entity::update_many()
        .col_expr(Column::Phase, Expr::value(ListingPhase::Applying.as_str()))
        .col_expr(Column::NextAt, Expr::value(until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.in_subquery(free))
        .exec_with_returning(&**tx)
        .await?;
    let mut leased = rows.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?;
    leased.sort_by_key(|listing| (std::cmp::Reverse(listing.desired), listing.id));
    Ok(leased)
}
