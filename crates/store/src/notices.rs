//! Notices: what is new for someone since they looked last.

use chonoi_domain::id::{NoticeId, SavedSearchId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `notices`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user: Uuid,
        pub saved_search: Uuid,
        pub subject: String,
        #[sea_orm(column_type = "Text")]
        pub title: String,
        pub created_at: i64,
        pub read_at: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something new that fits a kept search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id, time-ordered.
    pub id: NoticeId,
    /// Whom it tells.
    pub user: UserId,
    /// The search that it fits.
    pub saved_search: SavedSearchId,
    /// What it is about, as the key of a document.
    pub subject: String,
    /// How that was headed.
    pub title: String,
    /// When it was found, UTC ms.
    pub created_at: i64,
    /// When it was read, UTC ms.
    pub read_at: Option<i64>,
}

/// Writes notices; one that was given before is not given again. How many are new.
///
/// # Errors
/// [`StoreError::Constraint`] when a search has been given up meanwhile.
pub async fn insert(tx: &Tx, notices: &[Notice]) -> Result<u64, StoreError> {
    let mut new = 0;
    for some in notices.chunks(500) {
        let rows = some.iter().map(|notice| ActiveModel {
            id: Set(notice.id.0),
            user: Set(notice.user.0),
            saved_search: Set(notice.saved_search.0),
            subject: Set(notice.subject.clone()),
            title: Set(notice.title.clone()),
            created_at: Set(notice.created_at),
            read_at: Set(notice.read_at),
        });
        let once = OnConflict::columns([Column::SavedSearch, Column::Subject])
            .do_nothing()
            .to_owned();
        new += Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(&**tx)
            .await?;
    }
    Ok(new)
}

/// Up to `limit` of someone's notices behind `after`, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(
    db: &impl Reader,
    user: UserId,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Notice>, StoreError> {
    let mut query = Entity::find().filter(Column::User.eq(user.0));
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    let rows = query
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// How many notices someone has, and how many of them are unread.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(db: &impl Reader, user: UserId) -> Result<(u64, u64), StoreError> {
    let all = Entity::find().filter(Column::User.eq(user.0));
    let unread = all.clone().filter(Column::ReadAt.is_null());
    Ok((all.count(db).await?, unread.count(db).await?))
}

/// Marks someone's notices as read at `at` (UTC ms); how many were unread.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn read(tx: &Tx, user: UserId, at: i64) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(at))
        .filter(Column::User.eq(user.0))
        .filter(Column::ReadAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected)
}

fn parse(row: Model) -> Notice {
    Notice {
        id: row.id.into(),
        user: row.user.into(),
        saved_search: row.saved_search.into(),
        subject: row.subject,
        title: row.title,
        created_at: row.created_at,
        read_at: row.read_at,
    }
}
