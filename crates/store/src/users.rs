//! People with a login. The database decides whose a phone number or an address is.

use chonoi_domain::id::UserId;
use chonoi_domain::login::Login;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `users`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        #[sea_orm(unique)]
        pub phone: Option<String>,
        #[sea_orm(unique)]
        pub email: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub password_hash: String,
        pub password_changed_at: i64,
        pub demo: bool,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A person with a login.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Phone number in its normal form.
    pub phone: Option<String>,
    /// E-mail address in its normal form.
    pub email: Option<String>,
    /// Their password's hash, a PHC string.
    pub password_hash: String,
    /// When the password was set, UTC ms.
    pub password_changed_at: i64,
    /// Whether it is an account of the demonstration, with a public password.
    pub demo: bool,
    /// When they came, UTC ms.
    pub created_at: i64,
}

impl std::fmt::Debug for User {
    /// Without phone, address and hash: none of them belongs in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl User {
    /// What they log in with: the phone number where there is one.
    #[must_use]
    pub fn login(&self) -> &str {
        self.phone
            .as_deref()
            .or(self.email.as_deref())
            .unwrap_or_default()
    }
}

/// Keeps a new person.
///
/// # Errors
/// [`StoreError::Duplicate`] naming `phone` or `email` when the login is another's.
pub async fn insert(tx: &Tx, user: &User) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(user.id.0),
        name: Set(user.name.clone()),
        phone: Set(user.phone.clone()),
        email: Set(user.email.clone()),
        password_hash: Set(user.password_hash.clone()),
        password_changed_at: Set(user.password_changed_at),
        demo: Set(user.demo),
        created_at: Set(user.created_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Whose login it is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_login(db: &impl Reader, login: &Login) -> Result<Option<User>, StoreError> {
    let by = match login {
        Login::Phone(text) => Column::Phone.eq(text.as_str()),
        Login::Email(text) => Column::Email.eq(text.as_str()),
    };
    Ok(Entity::find().filter(by).one(db).await?.map(parse))
}

/// The person of that id.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(db: &impl Reader, id: UserId) -> Result<Option<User>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(parse))
}

/// The people of those ids, in no particular order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_many(db: &impl Reader, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
    let ids = ids.iter().map(|id| id.0);
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// All accounts of the demonstration, in the order they were made.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn demo_accounts(db: &impl Reader) -> Result<Vec<User>, StoreError> {
    let mut rows = Entity::find().filter(Column::Demo.eq(true)).all(db).await?;
    rows.sort_by_key(|r| r.id);
    Ok(rows.into_iter().map(parse).collect())
}

/// Sets a new password's hash.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_password(tx: &Tx, id: UserId, hash: &str, now: i64) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, hash.into())
        .col_expr(Column::PasswordChangedAt, now.into())
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn parse(row: Model) -> User {
    User {
        id: row.id.into(),
        name: row.name,
        phone: row.phone,
        email: row.email,
        password_hash: row.password_hash,
        password_changed_at: row.password_changed_at,
        demo: row.demo,
        created_at: row.created_at,
    }
}
