//! Events that wake the worker, written in the transaction of the change they tell of.
//!
//! A row is claimed for a while, handled, and deleted; a worker that dies lets its claim run out. What handles an
//! event compares what should be with what is, so a lost or doubled event mends itself.

use chonoi_domain::event::Event;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{DbBackend, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `outbox`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub topic: String,
        #[sea_orm(column_type = "Text")]
        pub event: String,
        pub created_at: i64,
        pub claimed_until: i64,
        pub attempts: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A claimed event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The row's id, for [`done`].
    pub id: Uuid,
    /// What happened.
    pub event: Event,
    /// How often it was claimed before.
    pub attempts: i32,
}

/// Writes `event`; `id` must be fresh and time-ordered, `now` is UTC ms.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn push(tx: &Tx, id: Uuid, event: &Event, now: i64) -> Result<(), StoreError> {
    let text = serde_json::to_string(event).map_err(|e| StoreError::corrupt("outbox", e))?;
    let row = ActiveModel {
        id: Set(id),
        topic: Set(event.topic().to_owned()),
        event: Set(text),
        created_at: Set(now),
        claimed_until: Set(0),
        attempts: Set(0),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Claims up to `limit` of the oldest free events until `until` (UTC ms). Two workers never claim the same row.
///
/// # Errors
/// [`StoreError`].
pub async fn claim(tx: &Tx, limit: u64, now: i64, until: i64) -> Result<Vec<Claimed>, StoreError> {
    let mut free = Query::select();
    free.column(Column::Id)
        .from(Entity)
        .and_where(Expr::col(Column::ClaimedUntil).lte(now));
    free.order_by(Column::Id, sea_orm::Order::Asc).limit(limit);
    if tx.get_database_backend() == DbBackend::Postgres {
        free.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.in_subquery(free))
        .exec_with_returning(&**tx)
        .await?;
    let mut claimed = rows.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|c| c.id);
    Ok(claimed)
}

/// Removes events that were handled.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn done(tx: &Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// How many events wait, for readiness, metrics and tests that end in a quiet world.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn waiting(db: &impl Reader) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

fn parse(row: Model) -> Result<Claimed, StoreError> {
    let event = serde_json::from_str(&row.event).map_err(|e| StoreError::corrupt("outbox", e))?;
    Ok(Claimed {
        id: row.id,
        event,
        attempts: row.attempts - 1,
    })
}
