//! The market in narrow rows: what is on it, without what nobody adds up.

use chonoi_domain::actor::Verification;
use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::transition::Word;
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, QuerySelect};
use time::Date;

use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::split;
use crate::posts::Stored;
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

/// What is on the market on `today`, all of it taken or not, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn lines<P: Stored>(db: &impl Reader, today: Date) -> Result<Vec<Line>, StoreError> {
    let columns = P::COLUMNS;
    let live = [P::Status::PUBLISHED, P::Status::USED_UP];
    let rows: Vec<Columns> = P::Table::find()
        .select_only()
        .columns([
            columns.products,
            columns.province,
            columns.quantity,
            columns.from,
            columns.to,
            columns.provenance,
        ])
        .filter(columns.status.is_in(live.map(Word::as_str)))
        .filter(columns.to.gte(today))
        .filter(columns.owner.not_in_subquery(suspension::suspended()))
        .order_by(columns.id, Order::Asc)
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
