//! How full the buckets are that slow down guessing. Keys are digests: no address and no login is kept.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{DbBackend, Order, QueryOrder, QuerySelect, Set};

use crate::connection::Tx;
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `login_throttle`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "login_throttle")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub full_until: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// When each of these buckets will have drained (UTC ms, 0 for one never filled); locked until the transaction ends.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lock(tx: &Tx, keys: &[String]) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut keys = keys.to_vec();
    // Every caller locks in the same order, so that none waits for one that waits for it.
    keys.sort();
    let empty = keys.iter().map(|key| ActiveModel {
        key: Set(key.clone()),
        full_until: Set(0),
    });
    Entity::insert_many(empty)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    let mut query = Entity::find()
        .filter(Column::Key.is_in(keys))
        .order_by(Column::Key, Order::Asc);
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    let rows = query.all(&**tx).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.full_until)).collect())
}

/// Sets when a bucket will have drained.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set(tx: &Tx, key: &str, full_until: i64) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::FullUntil, full_until.into())
        .filter(Column::Key.eq(key))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets buckets that had drained by `before` (UTC ms).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(tx: &Tx, before: i64) -> Result<u64, StoreError> {
    let drained = Entity::delete_many().filter(Column::FullUntil.lt(before));
    Ok(drained.exec(&**tx).await?.rows_affected)
}
