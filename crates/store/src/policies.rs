//! The weights of matching: every version that was ever in force, the newest of which is.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, Set};
use uuid::Uuid;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `policies`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        #[sea_orm(column_type = "Text")]
        pub policy: String,
        pub changed_by: Option<Uuid>,
        pub changed_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Counts from 1.
    pub version: i64,
    /// The weights, as JSON.
    pub policy: String,
    /// Who put it in force.
    pub changed_by: Option<Uuid>,
    /// Since when it is in force, UTC ms.
    pub changed_at: i64,
}

/// The version in force; `None` before the first change.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn newest(db: &impl Reader) -> Result<Option<Policy>, StoreError> {
    let row = Entity::find().order_by_desc(Column::Version).one(db).await?;
    Ok(row.map(|row| Policy {
        version: row.version,
        policy: row.policy,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
    }))
}

/// Puts a new version in force; `false` if there is one of that number already.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(tx: &Tx, policy: &Policy) -> Result<bool, StoreError> {
    let row = ActiveModel {
        version: Set(policy.version),
        policy: Set(policy.policy.clone()),
        changed_by: Set(policy.changed_by),
        changed_at: Set(policy.changed_at),
    };
    let once = OnConflict::column(Column::Version).do_nothing().to_owned();
    let done = Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(&**tx)
        .await?;
    Ok(done == 1)
}
