//! What went into the newest runs, so that their plans can be made again.

use chonoi_domain::id::MatchRunId;
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `snapshots`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "snapshots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(column_type = "Blob")]
        pub input: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps what went into a run, gzipped JSON, and gives up all but the `most` newest.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(tx: &Tx, run: MatchRunId, input: Vec<u8>, most: u64) -> Result<(), StoreError> {
    let row = ActiveModel {
        run_id: Set(run.0),
        input: Set(input),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    let oldest: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::RunId)
        .order_by(Column::RunId, Order::Desc)
        .offset(most.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(&**tx)
        .await?;
    if let Some(oldest) = oldest {
        Entity::delete_many()
            .filter(Column::RunId.lt(oldest))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}

/// What went into a run, as it was kept; `None` where it has been given up.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(db: &impl Reader, run: MatchRunId) -> Result<Option<Vec<u8>>, StoreError> {
    let row = Entity::find_by_id(run.0).one(db).await?;
    Ok(row.map(|row| row.input))
}
