//! Lists of proposals and sums over them.

use chonoi_domain::id::{MatchRunId, OfferId, PlaceCode, ProductId, ProposalId, RequestId};
use chonoi_domain::proposal::ProposalStatus;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{Condition, FromQueryResult, Order, QueryOrder, QuerySelect};

use super::Proposal;
use super::row::{self, Column, Entity, of_run};
use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::contains;
use crate::parties::Parties;

/// Which proposals are listed; `None` and empty lists let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Standing in the plan of this run.
    pub run: Option<MatchRunId>,
    /// Of one of these organisations.
    pub of: Option<Parties>,
    /// Of this offer.
    pub offer: Option<OfferId>,
    /// Of this request.
    pub request: Option<RequestId>,
    /// In one of these states.
    pub statuses: Vec<ProposalStatus>,
    /// Of this product.
    pub product: Option<ProductId>,
    /// Going to this province.
    pub province: Option<PlaceCode>,
    /// Folded words that must all occur.
    pub words: Vec<String>,
}

/// Newest first, behind `after`.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &impl Reader,
    filter: &Filter,
    after: Option<ProposalId>,
    limit: u64,
) -> Result<Vec<Proposal>, StoreError> {
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

/// What goes to one province, of one product, on one kind of basis.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Flow {
    /// Province code.
    pub province: String,
    /// Product id.
    pub product_id: String,
    /// What the less certain of both posts rests on.
    pub basis: String,
    /// How many proposals.
    pub proposals: i64,
    /// Grams in all.
    pub grams: i64,
}

/// Sums over everything that waits or is agreed, by province, product and basis.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn flows(db: &impl Reader) -> Result<Vec<Flow>, StoreError> {
    let counted = [
        ProposalStatus::Open,
        ProposalStatus::AcceptedBySupplier,
        ProposalStatus::AcceptedByBuyer,
        ProposalStatus::Agreed,
    ];
    Ok(Entity::find()
        .select_only()
        .columns([Column::Province, Column::ProductId, Column::Basis])
        .column_as(Column::Id.count(), "proposals")
        // A sum of integers is a decimal on PostgreSQL; cast back, it is the same type on both.
        .column_as(Column::Grams.sum().cast_as("bigint"), "grams")
        .filter(Column::Status.is_in(counted.map(ProposalStatus::as_str)))
        .group_by(Column::Province)
        .group_by(Column::ProductId)
        .group_by(Column::Basis)
        .order_by(Column::Province, Order::Asc)
        .order_by(Column::ProductId, Order::Asc)
        .order_by(Column::Basis, Order::Asc)
        .into_model::<Flow>()
        .all(db)
        .await?)
}

fn passing(filter: &Filter) -> Condition {
    let mut all = Condition::all()
        .add_option(filter.run.map(|run| Column::Id.in_subquery(standing_in(run))))
        .add_option(filter.offer.map(|offer| Column::OfferId.eq(offer.0)))
        .add_option(filter.request.map(|request| Column::RequestId.eq(request.0)))
        .add_option(
            filter
                .product
                .as_ref()
                .map(|id| Column::ProductId.eq(id.as_str())),
        )
        .add_option(
            filter
                .province
                .as_ref()
                .map(|code| Column::Province.eq(code.as_str())),
        );
    if let Some(parties) = &filter.of {
        all = all.add(parties.among(Column::SupplierId, Column::BuyerId));
    }
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    for word in &filter.words {
        all = all.add(contains(Expr::col(Column::Folded), word));
    }
    all
}

fn standing_in(run: MatchRunId) -> SelectStatement {
    Query::select()
        .column(of_run::Column::ProposalId)
        .from(of_run::Entity)
        .and_where(Expr::col(of_run::Column::RunId).eq(run.0))
        .to_owned()
}
