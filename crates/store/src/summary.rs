//! The market in narrow rows: what is on it, without what nobody adds up.

use chonoi_domain::actor::Verification;
use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::post::offer::OfferStatus;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::post::request::RequestStatus;
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, QuerySelect};
use time::Date;

use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::split;
use crate::offers::row as offer;
use crate::requests::row as request;
use crate::suspension;

/// A post on the market, matched or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is offered, or the products that would do; never empty.
    pub products: Vec<ProductId>,
    /// Province it is picked up in, or must arrive in.
    pub province: PlaceCode,
    /// How much in all, in base units.
    pub quantity: i64,
    /// First day of harvest or delivery.
    pub from: Date,
    /// Last day of harvest or delivery.
    pub to: Date,
    /// The source of a demonstration post.
    pub provenance: Option<Provenance>,
}

type Columns = (String, String, i64, TimeDate, TimeDate, Option<String>);

/// Offers on the market on `today`, sold out or not, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn offers(db: &impl Reader, today: Date) -> Result<Vec<Line>, StoreError> {
    use offer::{Column, Entity};
    let live = [OfferStatus::Published, OfferStatus::SoldOut];
    let rows: Vec<Columns> = Entity::find()
        .select_only()
        .columns([
            Column::Product,
            Column::Province,
            Column::Quantity,
            Column::HarvestFrom,
            Column::HarvestTo,
            Column::Provenance,
        ])
        .filter(Column::Status.is_in(live.map(OfferStatus::as_str)))
        .filter(Column::HarvestTo.gte(today))
        .filter(Column::Supplier.not_in_subquery(suspension::suspended()))
        .order_by(Column::Id, Order::Asc)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Requests on the market on `today`, covered or not, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn requests(db: &impl Reader, today: Date) -> Result<Vec<Line>, StoreError> {
    use request::{Column, Entity};
    let live = [RequestStatus::Published, RequestStatus::Fulfilled];
    let rows: Vec<Columns> = Entity::find()
        .select_only()
        .columns([
            Column::Products,
            Column::Province,
            Column::Quantity,
            Column::DeliveryFrom,
            Column::DeliveryTo,
            Column::Provenance,
        ])
        .filter(Column::Status.is_in(live.map(RequestStatus::as_str)))
        .filter(Column::DeliveryTo.gte(today))
        .filter(Column::Buyer.not_in_subquery(suspension::suspended()))
        .order_by(Column::Id, Order::Asc)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Whether no organisation has registered yet: the database is fresh.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is_empty(db: &impl Reader) -> Result<bool, StoreError> {
    let found = crate::organisations::row::Entity::find().one(db).await?;
    Ok(found.is_none())
}

/// Whether the demonstration market is on the books.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_demo(db: &impl Reader) -> Result<bool, StoreError> {
    use crate::organisations::row::{Column, Entity};
    let found = Entity::find()
        .filter(Column::Demo.eq(true))
        .filter(Column::Verification.eq(Verification::Verified.as_str()))
        .one(db)
        .await?;
    Ok(found.is_some())
}

fn read((products, province, quantity, from, to, provenance): Columns) -> Result<Line, StoreError> {
    let provenance = provenance.as_deref().map(serde_json::from_str).transpose();
    Ok(Line {
        products: split(&products).map(ProductId::from).collect(),
        province: PlaceCode(province),
        quantity,
        from,
        to,
        provenance: provenance.map_err(|e| StoreError::corrupt("posts", e))?,
    })
}
