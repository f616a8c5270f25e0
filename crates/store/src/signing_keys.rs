//! Keys that sign access tokens, sealed under a key that is not in the database.

use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `signing_keys`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kid: String,
        #[sea_orm(column_type = "Text")]
        pub sealed: String,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A sealed key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// Nonce and ciphertext, base64.
    pub sealed: String,
    /// Since when it signs, UTC ms.
    pub created_at: i64,
}

/// Keeps a new key.
///
/// # Errors
/// [`StoreError::Duplicate`] of `signing_keys` when the name is taken.
pub async fn insert(tx: &Tx, key: &SigningKey) -> Result<(), StoreError> {
    let row = ActiveModel {
        kid: Set(key.kid.clone()),
        sealed: Set(key.sealed.clone()),
        created_at: Set(key.created_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// All keys, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all(db: &impl Reader) -> Result<Vec<SigningKey>, StoreError> {
    let rows = Entity::find()
        .order_by(Column::CreatedAt, Order::Desc)
        .order_by(Column::Kid, Order::Desc)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SigningKey {
            kid: row.kid,
            sealed: row.sealed,
            created_at: row.created_at,
        })
        .collect())
}

/// Forgets keys made before `before` (UTC ms).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(tx: &Tx, before: i64) -> Result<u64, StoreError> {
    let old = Entity::delete_many().filter(Column::CreatedAt.lt(before));
    Ok(old.exec(&**tx).await?.rows_affected)
}
