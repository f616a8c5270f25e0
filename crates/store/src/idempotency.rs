//! Answers already given, so that a repeated POST gets the same one.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `idempotency_keys`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub scope: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub body_digest: String,
        pub status: i32,
        #[sea_orm(column_type = "Text")]
        pub answer: String,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An answer given before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// SHA-256 of the request it answered, in hex.
    pub body_digest: String,
    /// HTTP status.
    pub status: i32,
    /// Body, JSON.
    pub answer: String,
}

/// The answer given to `key` in `scope` (user and operation), if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(db: &impl Reader, scope: &str, key: &str) -> Result<Option<Answer>, StoreError> {
    let row = Entity::find_by_id((scope.to_owned(), key.to_owned()))
        .one(db)
        .await?;
    Ok(row.map(|r| Answer {
        body_digest: r.body_digest,
        status: r.status,
        answer: r.answer,
    }))
}

/// Keeps an answer in the transaction of the change it reports. Of two at once, the second fails as a duplicate and
/// its change is rolled back with it.
///
/// # Errors
/// [`StoreError::Duplicate`] when the key was used before in this scope.
pub async fn keep(tx: &Tx, scope: &str, key: &str, answer: Answer, now: i64) -> Result<(), StoreError> {
    let row = ActiveModel {
        scope: Set(scope.to_owned()),
        key: Set(key.to_owned()),
        body_digest: Set(answer.body_digest),
        status: Set(answer.status),
        answer: Set(answer.answer),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Forgets answers given before `before` (UTC ms).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(tx: &Tx, before: i64) -> Result<u64, StoreError> {
    Ok(Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .exec(&**tx)
        .await?
        .rows_affected)
}
