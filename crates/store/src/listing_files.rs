//! Files of listings that operators took away to upload to a platform: when, by whom, how many rows.

use chonoi_domain::id::{ListingFileId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `listing_files`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "listing_files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub channel: String,
        pub format: String,
        pub rows: i32,
        pub digest: String,
        pub made_by: Uuid,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One such file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListingFile {
    /// Its id, time-ordered.
    pub id: ListingFileId,
    /// The channel it is for.
    pub channel: String,
    /// `xlsx` or `csv`.
    pub format: String,
    /// Listings in it.
    pub rows: i32,
    /// SHA-256 of its bytes, in hex.
    pub digest: String,
    /// Who took it.
    pub made_by: UserId,
    /// When, UTC ms.
    pub created_at: i64,
}

/// Writes down that a file was taken.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(tx: &Tx, file: &ListingFile) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(file.id.0),
        channel: Set(file.channel.clone()),
        format: Set(file.format.clone()),
        rows: Set(file.rows),
        digest: Set(file.digest.clone()),
        made_by: Set(file.made_by.0),
        created_at: Set(file.created_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The file that was taken last for `channel`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn latest(db: &impl Reader, channel: &str) -> Result<Option<ListingFile>, StoreError> {
    let row = Entity::find()
        .filter(Column::Channel.eq(channel))
        .order_by(Column::Id, Order::Desc)
        .one(db)
        .await?;
    Ok(row.map(parse))
}

fn parse(row: Model) -> ListingFile {
    ListingFile {
        id: row.id.into(),
        channel: row.channel,
        format: row.format,
        rows: row.rows,
        digest: row.digest,
        made_by: row.made_by.into(),
        created_at: row.created_at,
    }
}
