//! Proposed connections of an offer and a request.

mod list;
pub(crate) mod row;

use chonoi_domain::id::{MatchRunId, OfferId, OrganisationId, PlaceCode, ProductId, ProposalId, RequestId};
use chonoi_domain::proposal::{DeclineReason, ProposalStatus, Side};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Order, QueryOrder, QuerySelect, Set};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{Column, Entity, of_run};

pub use list::{Filter, Flow, count, flows, list};

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id, time-ordered.
    pub id: ProposalId,
    /// The run that made it.
    pub run: MatchRunId,
    /// What is offered.
    pub offer: OfferId,
    /// What it covers.
    pub request: RequestId,
    /// Who sells.
    pub supplier: OrganisationId,
    /// Who buys.
    pub buyer: OrganisationId,
    /// What is shipped.
    pub product: ProductId,
    /// Province it goes to.
    pub province: PlaceCode,
    /// What the less certain of both posts rests on.
    pub basis: String,
    /// Folded text that the list's words are looked up in.
    pub folded: String,
    /// How much, in base units.
    pub quantity: Quantity,
    /// The same in grams.
    pub grams: i64,
    /// Road between both places, kilometres.
    pub km: i64,
    /// What it costs.
    pub prices: Prices,
    /// When it ships.
    pub ship_date: Date,
    /// When it arrives.
    pub arrive_date: Date,
    /// Why, as a JSON list of codes with values.
    pub reasons: String,
    /// Where it is in its life.
    pub status: ProposalStatus,
    /// The no, if one side said it.
    pub declined: Option<Declined>,
    /// Counts changes; the `ETag`.
    pub version: i64,
    /// When it was made, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

/// Prices of a proposal, đồng per 1,000 base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// Asked.
    pub ask: UnitPrice,
    /// Freight; 0 where the ask is for goods delivered.
    pub freight: UnitPrice,
    /// Loading and unloading.
    pub handling: UnitPrice,
    /// Bid, delivered.
    pub bid: UnitPrice,
    /// Lowest and highest fair delivered price.
    pub guidance: (UnitPrice, UnitPrice),
    /// Delivered price at which a deal opens.
    pub opening: UnitPrice,
    /// A missing ask or bid was taken from the product's band.
    pub assumed: bool,
}

/// How a side said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// Who.
    pub side: Side,
    /// Why.
    pub reason: DeclineReason,
    /// In own words.
    pub note: Option<String>,
    /// Digest of what both posts said then: the pair stays out until one of them says something else.
    pub terms: String,
}

/// The waiting states, in which a proposal still counts.
const WAITING: [ProposalStatus; 3] = [
    ProposalStatus::Open,
    ProposalStatus::AcceptedBySupplier,
    ProposalStatus::AcceptedByBuyer,
];

/// Rows of one insert: 32 columns stay below SQLite's 32,766 values a statement.
const BATCH: usize = 500;

/// Writes new proposals.
///
/// # Errors
/// [`StoreError::Constraint`] when a post is unknown.
pub async fn insert_many(tx: &Tx, proposals: &[Proposal]) -> Result<(), StoreError> {
    for some in proposals.chunks(BATCH) {
        Entity::insert_many(some.iter().map(row::write))
            .exec_without_returning(&**tx)
            .await?;
    }
    Ok(())
}

/// Notes that these proposals stand in the plan of `run`.
///
/// # Errors
/// [`StoreError`].
pub async fn stand_in(tx: &Tx, run: MatchRunId, proposals: &[ProposalId]) -> Result<(), StoreError> {
    for some in proposals.chunks(BATCH) {
        let rows = some.iter().map(|id| of_run::ActiveModel {
            run_id: Set(run.0),
            proposal_id: Set(id.0),
        });
        of_run::Entity::insert_many(rows)
            .exec_without_returning(&**tx)
            .await?;
    }
    Ok(())
}

/// The proposal of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: ProposalId) -> Result<Option<Proposal>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(row::read).transpose()
}

/// Everything that waits for an answer, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn waiting(db: &impl Reader) -> Result<Vec<Proposal>, StoreError> {
    in_states(db, &WAITING).await
}

/// Everything that was declined, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn declined(db: &impl Reader) -> Result<Vec<Proposal>, StoreError> {
    in_states(db, &[ProposalStatus::Declined]).await
}

async fn in_states(db: &impl Reader, states: &[ProposalStatus]) -> Result<Vec<Proposal>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Status.is_in(states.iter().map(|s| s.as_str())))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// Up to `limit` proposals that still wait although their ship date lies before `today`.
///
/// # Errors
/// [`StoreError`].
pub async fn due(db: &impl Reader, today: Date, limit: u64) -> Result<Vec<Proposal>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Status.is_in(WAITING.iter().map(|s| s.as_str())))
        .filter(Column::ShipDate.lt(today))
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// Moves a proposal from `version` to the next in state `status`; `false` when it no longer has that version.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn move_on(
    tx: &Tx,
    (id, version): (ProposalId, i64),
    status: ProposalStatus,
    declined: Option<&Declined>,
    now: i64,
) -> Result<bool, StoreError> {
    let mut row = row::ActiveModel {
        status: Set(status.to_string()),
        version: Set(version + 1),
        updated_at: Set(now),
        ..Default::default()
    };
    if let Some(no) = declined {
        row.declined_side = Set(Some(no.side.to_string()));
        row.declined_reason = Set(Some(no.reason.to_string()));
        row.declined_note = Set(no.note.clone());
        row.declined_terms = Set(Some(no.terms.clone()));
    }
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id.0))
        .filter(Column::Version.eq(version))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Supersedes those of `ids` that are still open; how many were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn supersede(tx: &Tx, ids: &[ProposalId], now: i64) -> Result<u64, StoreError> {
    let mut changed = 0;
    for some in ids.chunks(BATCH) {
        let done = Entity::update_many()
            .col_expr(Column::Status, Expr::value(ProposalStatus::Superseded.as_str()))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .filter(Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(Column::Status.eq(ProposalStatus::Open.as_str()))
            .exec(&**tx)
            .await?;
        changed += done.rows_affected;
    }
    Ok(changed)
}
