//! Searches that people keep, to be told when something new fits.

use chonoi_domain::id::{SavedSearchId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `saved_searches`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_searches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user: Uuid,
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub query: String,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A search that someone keeps.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SavedSearch {
    /// Its id, time-ordered.
    pub id: SavedSearchId,
    /// Whose it is.
    pub user: UserId,
    /// What they call it; nobody has two of one name.
    pub name: String,
    /// The parameters of the search, as its address holds them.
    pub query: String,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was kept, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

/// Keeps a search.
///
/// # Errors
/// [`StoreError::Duplicate`] of `saved_searches_name` where they have one of that name.
pub async fn insert(tx: &Tx, search: &SavedSearch) -> Result<(), StoreError> {
    Entity::insert(active(search))
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes `search` over the row of its id that still has version `was`; `false` when there is none.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &Tx, search: &SavedSearch, was: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(active(search))
        .filter(Column::Id.eq(search.id.0))
        .filter(Column::Version.eq(was))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives a search up, with the notices that came of it; whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn delete(tx: &Tx, id: SavedSearchId) -> Result<bool, StoreError> {
    let done = Entity::delete_by_id(id.0).exec(&**tx).await?;
    Ok(done.rows_affected == 1)
}

/// The search of that id.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(db: &impl Reader, id: SavedSearchId) -> Result<Option<SavedSearch>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(parse))
}

/// Someone's searches, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(db: &impl Reader, user: UserId) -> Result<Vec<SavedSearch>, StoreError> {
    let rows = Entity::find()
        .filter(Column::User.eq(user.0))
        .order_by(Column::Id, Order::Desc)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Up to `limit` searches of everyone behind `after`, in id order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn after(
    db: &impl Reader,
    after: Option<SavedSearchId>,
    limit: u64,
) -> Result<Vec<SavedSearch>, StoreError> {
    let mut query = Entity::find();
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let rows = query
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

fn active(search: &SavedSearch) -> ActiveModel {
    ActiveModel {
        id: Set(search.id.0),
        user: Set(search.user.0),
        name: Set(search.name.clone()),
        query: Set(search.query.clone()),
        version: Set(search.version),
        created_at: Set(search.created_at),
        updated_at: Set(search.updated_at),
    }
}

fn parse(row: Model) -> SavedSearch {
    SavedSearch {
        id: row.id.into(),
        user: row.user.into(),
        name: row.name,
        query: row.query,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
