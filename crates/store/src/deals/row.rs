//! The tables `deals` and `deal_events`, and their rows as values.
#![expect(
    unreachable_pub,
    reason = "the derive wants public items; these modules keep them to the crate"
)]

use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::Deal;
use crate::error::StoreError;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub proposal_id: Uuid,
    pub offer_id: Uuid,
    pub request_id: Uuid,
    pub supplier_id: Uuid,
    pub buyer_id: Uuid,
    pub product_id: String,
    pub quantity: i64,
    pub price: i64,
    pub freight: i64,
    pub ship_date: TimeDate,
    pub arrive_date: TimeDate,
    pub status: String,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) mod event {
    //! The table `deal_events`.
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deal_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub deal_id: Uuid,
        pub at: i64,
        pub event: String,
        pub user_id: Option<Uuid>,
        pub organisation_id: Option<Uuid>,
        #[sea_orm(column_type = "Text", nullable)]
        pub note: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// All columns of `deal`.
pub(super) fn write(deal: &Deal) -> ActiveModel {
    ActiveModel {
        id: Set(deal.id.0),
        proposal_id: Set(deal.proposal.0),
        offer_id: Set(deal.offer.0),
        request_id: Set(deal.request.0),
        supplier_id: Set(deal.supplier.0),
        buyer_id: Set(deal.buyer.0),
        product_id: Set(deal.product.0.clone()),
        quantity: Set(deal.quantity.0),
        price: Set(deal.price.0),
        freight: Set(deal.freight.0),
        ship_date: Set(deal.ship_date),
        arrive_date: Set(deal.arrive_date),
        status: Set(deal.status.to_string()),
        version: Set(deal.version),
        created_at: Set(deal.created_at),
        updated_at: Set(deal.updated_at),
    }
}

/// The row as a value.
pub(super) fn read(row: Model) -> Result<Deal, StoreError> {
    Ok(Deal {
        id: row.id.into(),
        proposal: row.proposal_id.into(),
        offer: row.offer_id.into(),
        request: row.request_id.into(),
        supplier: row.supplier_id.into(),
        buyer: row.buyer_id.into(),
        product: ProductId(row.product_id),
        quantity: Quantity(row.quantity),
        price: UnitPrice(row.price),
        freight: UnitPrice(row.freight),
        ship_date: row.ship_date,
        arrive_date: row.arrive_date,
        status: row.status.parse().map_err(|e| StoreError::corrupt("deals", e))?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
