//! Deals and what happened to them.

pub(crate) mod row;

use chonoi_domain::deal::DealStatus;
use chonoi_domain::id::{DealId, OfferId, OrganisationId, ProductId, ProposalId, RequestId, UserId};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Order, QueryOrder, QuerySelect, Set};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::parties::Parties;
use row::{Column, Entity, event};

/// A deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    /// Its id, time-ordered.
    pub id: DealId,
    /// The proposal both sides said yes to.
    pub proposal: ProposalId,
    /// What is sold.
    pub offer: OfferId,
    /// What it covers.
    pub request: RequestId,
    /// Who sells.
    pub supplier: OrganisationId,
    /// Who buys.
    pub buyer: OrganisationId,
    /// What is shipped.
    pub product: ProductId,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Delivered price, đồng per 1,000 base units.
    pub price: UnitPrice,
    /// Freight within that price, đồng per 1,000 base units.
    pub freight: UnitPrice,
    /// When it ships.
    pub ship_date: Date,
    /// When it arrives.
    pub arrive_date: Date,
    /// Where it is in its life.
    pub status: DealStatus,
    /// Counts changes; the `ETag`.
    pub version: i64,
    /// When it was made, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

/// Something that happened to a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Fresh, time-ordered id.
    pub id: Uuid,
    /// When, UTC ms.
    pub at: i64,
    /// What: `agree`, or the word of a [`chonoi_domain::deal::DealEvent`].
    pub event: String,
    /// Who.
    pub user: Option<UserId>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// In own words.
    pub note: Option<String>,
}

/// Which deals are listed; `None` and empty lists let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of one of these organisations.
    pub of: Option<Parties>,
    /// In one of these states.
    pub statuses: Vec<DealStatus>,
}

/// Writes a new deal; of two for one proposal the second fails.
///
/// # Errors
/// [`StoreError::Duplicate`] when the proposal has a deal already.
pub async fn insert(tx: &Tx, deal: &Deal) -> Result<(), StoreError> {
    Entity::insert(row::write(deal))
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Notes what happened to `deal`.
///
/// # Errors
/// [`StoreError`].
pub async fn note(tx: &Tx, deal: DealId, happened: &Happened) -> Result<(), StoreError> {
    let row = event::ActiveModel {
        id: Set(happened.id),
        deal_id: Set(deal.0),
        at: Set(happened.at),
        event: Set(happened.event.clone()),
        user_id: Set(happened.user.map(|user| user.0)),
        organisation_id: Set(happened.organisation.map(|id| id.0)),
        note: Set(happened.note.clone()),
    };
    event::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The deal of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: DealId) -> Result<Option<Deal>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(row::read).transpose()
}

/// The deals of these proposals.
///
/// # Errors
/// [`StoreError`].
pub async fn of_proposals(db: &impl Reader, ids: &[ProposalId]) -> Result<Vec<Deal>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let which = Column::ProposalId.is_in(some.iter().map(|id| id.0));
        let rows = Entity::find().filter(which).all(db).await?;
        found.extend(rows.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Those that were not called off and ship on `day` or later, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn shipping_from(db: &impl Reader, day: Date) -> Result<Vec<Deal>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShipDate.gte(day))
        .filter(Column::Status.ne(DealStatus::Cancelled.as_str()))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// What happened to each of these deals, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn history(db: &impl Reader, ids: &[DealId]) -> Result<Vec<(DealId, Happened)>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::DealId.is_in(ids.iter().map(|id| id.0)))
        .order_by(event::Column::Id, Order::Asc)
        .all(db)
        .await?;
    let read = |row: event::Model| {
        let happened = Happened {
            id: row.id,
            at: row.at,
            event: row.event,
            user: row.user_id.map(Into::into),
            organisation: row.organisation_id.map(Into::into),
            note: row.note,
        };
        (row.deal_id.into(), happened)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Newest first, behind `after`.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &impl Reader,
    filter: &Filter,
    after: Option<DealId>,
    limit: u64,
) -> Result<Vec<Deal>, StoreError> {
    let rows = Entity::find()
        .filter(passing(filter))
        .filter(Condition::all().add_option(after.map(|id| Column::Id.lt(id.0))))
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// How many pass `filter`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(db: &impl Reader, filter: &Filter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(passing(filter)).count(db).await?)
}

/// Moves a deal from `version` to the next in state `status`; `false` when it no longer has that version.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn move_on(
    tx: &Tx,
    (id, version): (DealId, i64),
    status: DealStatus,
    now: i64,
) -> Result<bool, StoreError> {
    let row = row::ActiveModel {
        status: Set(status.to_string()),
        version: Set(version + 1),
        updated_at: Set(now),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id.0))
        .filter(Column::Version.eq(version))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

fn passing(filter: &Filter) -> Condition {
    let mut all = Condition::all();
    if let Some(parties) = &filter.of {
        all = all.add(parties.among(Column::SupplierId, Column::BuyerId));
    }
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    all
}
