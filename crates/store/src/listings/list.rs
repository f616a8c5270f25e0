//! Reading many rows of a channel: pages, counts, the whole of what is listed, and which offers a sweep looks at.

use std::collections::BTreeMap;

use chonoi_domain::channel::{DesiredState, ListingPhase};
use chonoi_domain::id::{ListingId, OfferId, OrganisationId};
use chonoi_domain::post::offer::OfferStatus;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};

use super::Listing;
use super::row::{self, Column, Entity};
use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::contains;
use crate::offers::row as offer_row;

/// Which rows of a channel are listed; empty lists and `None` let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The channel.
    pub channel: String,
    /// In this phase.
    pub phase: Option<ListingPhase>,
    /// Folded words that must all occur in what the offer is searched by, or in the row's number.
    pub words: Vec<String>,
    /// Of one of these suppliers.
    pub suppliers: Option<Vec<OrganisationId>>,
}

/// Up to `limit` rows that pass `filter`, newest first, behind `after`.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &impl Reader,
    filter: &Filter,
    after: Option<ListingId>,
    limit: u64,
) -> Result<Vec<Listing>, StoreError> {
    let mut query = Entity::find().filter(passing(filter));
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after.0));
    }
    let rows = query
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// How many rows pass `filter`.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &impl Reader, filter: &Filter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(passing(filter)).count(db).await?)
}

/// How many rows each channel has in each phase; of these suppliers, or of all.
///
/// # Errors
/// [`StoreError`].
pub async fn counts(
    db: &impl Reader,
    suppliers: Option<&[OrganisationId]>,
) -> Result<BTreeMap<(String, ListingPhase), u64>, StoreError> {
    let mut query = Entity::find()
        .select_only()
        .column(Column::Channel)
        .column(Column::Phase)
        .column_as(Column::Id.count(), "rows")
        .group_by(Column::Channel)
        .group_by(Column::Phase);
    if let Some(suppliers) = suppliers {
        query = query.filter(Column::Supplier.is_in(suppliers.iter().map(|id| id.0)));
    }
    let found: Vec<(String, String, i64)> = query.into_tuple().all(db).await?;
    let mut out = BTreeMap::new();
    for (channel, phase, rows) in found {
        let phase = phase.parse().map_err(|e| StoreError::corrupt("listings", e))?;
        out.insert((channel, phase), u64::try_from(rows).unwrap_or(0));
    }
    Ok(out)
}

/// Every row of `channel` that should be on sale there, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn listed(db: &impl Reader, channel: &str) -> Result<Vec<Listing>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Channel.eq(channel))
        .filter(Column::Desired.eq(DesiredState::Listed.as_str()))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// Every row of `channel` that is or may be on sale there, or should be: all but those that are off and should be.
///
/// # Errors
/// [`StoreError`].
pub async fn wanting(db: &impl Reader, channel: &str) -> Result<Vec<Listing>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Channel.eq(channel))
        .filter(Column::Phase.ne(ListingPhase::Delisted.as_str()))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(row::read).collect()
}

/// Number and digest of everything that should be on sale on `channel`, by number: it changes when, and only when, the
/// channel's content does.
///
/// # Errors
/// [`StoreError`].
pub async fn fingerprint(db: &impl Reader, channel: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Sku)
        .column(Column::DesiredHash)
        .filter(Column::Channel.eq(channel))
        .filter(Column::Desired.eq(DesiredState::Listed.as_str()))
        .order_by(Column::Sku, Order::Asc)
        .into_tuple()
        .all(db)
        .await?)
}

/// Up to `limit` offers behind `after`, in id order, that a sweep has to look at: those on the market, and those that
/// some channel is still meant to sell.
///
/// # Errors
/// [`StoreError`].
pub async fn candidates(
    db: &impl Reader,
    after: Option<OfferId>,
    limit: u64,
) -> Result<Vec<OfferId>, StoreError> {
    use offer_row::{Column as OfferColumn, Entity as Offers};
    let listed = Query::select()
        .column(Column::Offer)
        .from(Entity)
        .and_where(Expr::col(Column::Desired).eq(DesiredState::Listed.as_str()))
        .to_owned();
    let either = Condition::any()
        .add(OfferColumn::Status.eq(OfferStatus::Published.as_str()))
        .add(OfferColumn::Id.in_subquery(listed));
    let mut query = Offers::find()
        .select_only()
        .column(OfferColumn::Id)
        .filter(either);
    if let Some(after) = after {
        query = query.filter(OfferColumn::Id.gt(after.0));
    }
    let ids: Vec<Uuid> = query
        .order_by(OfferColumn::Id, Order::Asc)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(OfferId).collect())
}

fn passing(filter: &Filter) -> Condition {
    let mut all = Condition::all().add(Column::Channel.eq(&filter.channel));
    if let Some(phase) = filter.phase {
        all = all.add(Column::Phase.eq(phase.as_str()));
    }
    if let Some(suppliers) = &filter.suppliers {
        all = all.add(Column::Supplier.is_in(suppliers.iter().map(|id| id.0)));
    }
    for word in &filter.words {
        let offers = Query::select()
            .column(offer_row::Column::Id)
            .from(offer_row::Entity)
            .and_where(contains(Expr::col(offer_row::Column::Search), word))
            .to_owned();
        let sku = contains(Expr::col(Column::Sku), &word.to_uppercase());
        all = all.add(Condition::any().add(Column::Offer.in_subquery(offers)).add(sku));
    }
    all
}
