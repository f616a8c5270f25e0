//! Login sessions and their rotating refresh tokens, of which only hashes are kept.

use chonoi_domain::id::{SessionId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{DbBackend, Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `sessions`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user_id: Uuid,
        #[sea_orm(column_type = "Text")]
        pub user_agent: String,
        pub created_at: i64,
        pub last_used_at: i64,
        pub expires_at: i64,
        pub ended_at: Option<i64>,
        pub end_reason: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod token {
    //! The table `refresh_tokens`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub session_id: Uuid,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
        pub salt: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One login on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What the browser called itself.
    pub user_agent: String,
    /// When it began, UTC ms.
    pub created_at: i64,
    /// When its token was last exchanged, UTC ms.
    pub last_used_at: i64,
    /// When it ends by itself, UTC ms.
    pub expires_at: i64,
    /// When it was ended, UTC ms.
    pub ended_at: Option<i64>,
}

impl Session {
    /// Whether it holds at `now`.
    #[must_use]
    pub const fn is_live(&self, now: i64) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// A refresh token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// The session it continues.
    pub session: SessionId,
    /// When it was given out, UTC ms.
    pub created_at: i64,
    /// When it ends, UTC ms.
    pub expires_at: i64,
    /// When it was exchanged for the next, UTC ms.
    pub used_at: Option<i64>,
    /// What the next was made with, so that a repeated exchange gives the same one.
    pub salt: Option<String>,
}

/// Begins a session.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(session.id.0),
        user_id: Set(session.user.0),
        user_agent: Set(session.user_agent.clone()),
        created_at: Set(session.created_at),
        last_used_at: Set(session.last_used_at),
        expires_at: Set(session.expires_at),
        ended_at: Set(session.ended_at),
        end_reason: Set(None),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The session of that id, ended or not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(db: &impl Reader, id: SessionId) -> Result<Option<Session>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(parse))
}

/// A person's live sessions, the last used first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn live_of(db: &impl Reader, user: UserId, now: i64) -> Result<Vec<Session>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.0))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by(Column::LastUsedAt, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Notes that the session was used and lasts until `expires_at`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(tx: &Tx, id: SessionId, now: i64, expires_at: i64) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, now.into())
        .col_expr(Column::ExpiresAt, expires_at.into())
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Ends one session; `false` when it had ended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end(tx: &Tx, id: SessionId, reason: &str, now: i64) -> Result<bool, StoreError> {
    let ended = ending(reason, now).filter(Column::Id.eq(id.0));
    Ok(ended.exec(&**tx).await?.rows_affected == 1)
}

/// Ends all of a person's sessions but `except`; how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_all(
    tx: &Tx,
    user: UserId,
    except: Option<SessionId>,
    reason: &str,
    now: i64,
) -> Result<u64, StoreError> {
    let mut ended = ending(reason, now).filter(Column::UserId.eq(user.0));
    if let Some(kept) = except {
        ended = ended.filter(Column::Id.ne(kept.0));
    }
    Ok(ended.exec(&**tx).await?.rows_affected)
}

fn ending(reason: &str, now: i64) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, now.into())
        .col_expr(Column::EndReason, reason.into())
        .filter(Column::EndedAt.is_null())
}

/// Keeps a token's hash.
///
/// # Errors
/// [`StoreError::Duplicate`] of `refresh_tokens` when it is kept already.
pub async fn insert_token(tx: &Tx, token: &Token) -> Result<(), StoreError> {
    let row = token::ActiveModel {
        hash: Set(token.hash.clone()),
        session_id: Set(token.session.0),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        used_at: Set(token.used_at),
        salt: Set(token.salt.clone()),
    };
    token::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The token of that hash; locked until the transaction ends, so that of two exchanges the second sees the first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lock_token(tx: &Tx, hash: &str) -> Result<Option<Token>, StoreError> {
    let mut query = token::Entity::find_by_id(hash.to_owned());
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    Ok(query.one(&**tx).await?.map(|row| Token {
        hash: row.hash,
        session: row.session_id.into(),
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        salt: row.salt,
    }))
}

/// Marks a token as exchanged.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_token(tx: &Tx, hash: &str, salt: &str, now: i64) -> Result<(), StoreError> {
    token::Entity::update_many()
        .col_expr(token::Column::UsedAt, now.into())
        .col_expr(token::Column::Salt, salt.into())
        .filter(token::Column::Hash.eq(hash))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets sessions that ended by themselves or were ended before `before` (UTC ms), with their tokens; how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(tx: &Tx, before: i64) -> Result<u64, StoreError> {
    let over = || {
        Expr::col(Column::ExpiresAt)
            .lt(before)
            .or(Expr::col(Column::EndedAt).lt(before))
    };
    let mut old = Query::select();
    old.column(Column::Id).from(Entity).and_where(over());
    token::Entity::delete_many()
        .filter(token::Column::SessionId.in_subquery(old))
        .exec(&**tx)
        .await?;
    Ok(Entity::delete_many()
        .filter(over())
        .exec(&**tx)
        .await?
        .rows_affected)
}

fn parse(row: Model) -> Session {
    Session {
        id: row.id.into(),
        user: row.user_id.into(),
        user_agent: row.user_agent,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
    }
}
