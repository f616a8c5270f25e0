//! Named leases, so that a job runs in one process at a time and moves on when that process dies.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};

use crate::connection::Tx;
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `leases`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "leases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub holder: String,
        pub until: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Takes or extends `name` for `holder` until `until` (UTC ms); `false` while another holds it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take(tx: &Tx, name: &str, holder: &str, now: i64, until: i64) -> Result<bool, StoreError> {
    let row = ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(holder.to_owned()),
        until: Set(0),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    let free = Column::Until.lte(now).or(Column::Holder.eq(holder));
    let taken = Entity::update_many()
        .col_expr(Column::Holder, holder.into())
        .col_expr(Column::Until, until.into())
        .filter(Column::Name.eq(name))
        .filter(free)
        .exec(&**tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Gives `name` back if `holder` still has it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn give_back(tx: &Tx, name: &str, holder: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Until, 0_i64.into())
        .filter(Column::Name.eq(name))
        .filter(Column::Holder.eq(holder))
        .exec(&**tx)
        .await?;
    Ok(())
}
