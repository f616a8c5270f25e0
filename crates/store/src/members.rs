//! Who may do what for which organisation.

use chonoi_domain::actor::{Role, Verification};
use chonoi_domain::id::{OrganisationId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::organisations;
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `memberships`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A person's role in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub user: UserId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// Since when, UTC ms.
    pub since: i64,
}

/// Gives a role; one that is held already is left as it is.
///
/// # Errors
/// [`StoreError::Constraint`] when the person or the organisation is unknown.
pub async fn insert(tx: &Tx, membership: Membership) -> Result<(), StoreError> {
    let row = ActiveModel {
        user_id: Set(membership.user.0),
        organisation_id: Set(membership.organisation.0),
        role: Set(membership.role.as_str().to_owned()),
        created_at: Set(membership.since),
    };
    let held = OnConflict::columns([Column::UserId, Column::OrganisationId, Column::Role])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(held)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// A person's roles in the order they were given, each with the state of its organisation at this moment.
///
/// # Errors
/// [`StoreError`].
pub async fn of_user(
    db: &impl Reader,
    user: UserId,
) -> Result<Vec<(OrganisationId, Role, Verification)>, StoreError> {
    let rows: Vec<(Uuid, String, String)> = Entity::find()
        .select_only()
        .columns([Column::OrganisationId, Column::Role])
        .column(organisations::row::Column::Verification)
        .join(
            sea_orm::JoinType::InnerJoin,
            Entity::belongs_to(organisations::row::Entity)
                .from(Column::OrganisationId)
                .to(organisations::row::Column::Id)
                .into(),
        )
        .filter(Column::UserId.eq(user.0))
        .order_by(Column::CreatedAt, Order::Asc)
        .order_by(Column::OrganisationId, Order::Asc)
        .order_by(Column::Role, Order::Asc)
        .into_tuple()
        .all(db)
        .await?;
    let wrong = |e: &dyn std::fmt::Display| StoreError::corrupt("memberships", e);
    rows.into_iter()
        .map(|(organisation, role, state)| {
            let role = role.parse().map_err(|e| wrong(&e))?;
            let state = state.parse().map_err(|e| wrong(&e))?;
            Ok((organisation.into(), role, state))
        })
        .collect()
}

/// An organisation's people in the order they came.
///
/// # Errors
/// [`StoreError`].
pub async fn of_organisation(
    db: &impl Reader,
    organisation: OrganisationId,
) -> Result<Vec<Membership>, StoreError> {
    let rows = Entity::find()
        .filter(Column::OrganisationId.eq(organisation.0))
        .order_by(Column::CreatedAt, Order::Asc)
        .order_by(Column::UserId, Order::Asc)
        .order_by(Column::Role, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Membership {
                user: row.user_id.into(),
                organisation,
                role: row
                    .role
                    .parse()
                    .map_err(|e| StoreError::corrupt("memberships", e))?,
                since: row.created_at,
            })
        })
        .collect()
}
