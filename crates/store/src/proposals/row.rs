//! The tables `proposals` and `run_proposals`, and their rows as values.
#![expect(
    unreachable_pub,
    reason = "the derive wants public items; these modules keep them to the crate"
)]

use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::{Declined, Prices, Proposal};
use crate::error::StoreError;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub run_id: Uuid,
    pub offer_id: Uuid,
    pub request_id: Uuid,
    pub supplier_id: Uuid,
    pub buyer_id: Uuid,
    pub product_id: String,
    pub province: String,
    pub basis: String,
    #[sea_orm(column_type = "Text")]
    pub folded: String,
    pub quantity: i64,
    pub grams: i64,
    pub km: i64,
    pub ask: i64,
    pub freight: i64,
    pub handling: i64,
    pub bid: i64,
    pub guidance_low: i64,
    pub guidance_high: i64,
    pub opening_price: i64,
    pub ship_date: TimeDate,
    pub arrive_date: TimeDate,
    pub price_assumed: bool,
    #[sea_orm(column_type = "Text")]
    pub reasons: String,
    pub status: String,
    pub declined_side: Option<String>,
    pub declined_reason: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub declined_note: Option<String>,
    pub declined_terms: Option<String>,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) mod of_run {
    //! The table `run_proposals`: which proposals stand in which run's plan.
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_proposals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub proposal_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// All columns of `proposal`.
pub(super) fn write(proposal: &Proposal) -> ActiveModel {
    let declined = proposal.declined.as_ref();
    ActiveModel {
        id: Set(proposal.id.0),
        run_id: Set(proposal.run.0),
        offer_id: Set(proposal.offer.0),
        request_id: Set(proposal.request.0),
        supplier_id: Set(proposal.supplier.0),
        buyer_id: Set(proposal.buyer.0),
        product_id: Set(proposal.product.0.clone()),
        province: Set(proposal.province.0.clone()),
        basis: Set(proposal.basis.clone()),
        folded: Set(proposal.folded.clone()),
        quantity: Set(proposal.quantity.0),
        grams: Set(proposal.grams),
        km: Set(proposal.km),
        ask: Set(proposal.prices.ask.0),
        freight: Set(proposal.prices.freight.0),
        handling: Set(proposal.prices.handling.0),
        bid: Set(proposal.prices.bid.0),
        guidance_low: Set(proposal.prices.guidance.0.0),
        guidance_high: Set(proposal.prices.guidance.1.0),
        opening_price: Set(proposal.prices.opening.0),
        ship_date: Set(proposal.ship_date),
        arrive_date: Set(proposal.arrive_date),
        price_assumed: Set(proposal.prices.assumed),
        reasons: Set(proposal.reasons.clone()),
        status: Set(proposal.status.to_string()),
        declined_side: Set(declined.map(|d| d.side.to_string())),
        declined_reason: Set(declined.map(|d| d.reason.to_string())),
        declined_note: Set(declined.and_then(|d| d.note.clone())),
        declined_terms: Set(declined.map(|d| d.terms.clone())),
        version: Set(proposal.version),
        created_at: Set(proposal.created_at),
        updated_at: Set(proposal.updated_at),
    }
}

/// The row as a value.
pub(super) fn read(row: Model) -> Result<Proposal, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt("proposals", e);
    let declined = match (&row.declined_side, &row.declined_reason) {
        (Some(side), Some(reason)) => Some(Declined {
            side: side.parse().map_err(|e| bad(&e))?,
            reason: reason.parse().map_err(|e| bad(&e))?,
            note: row.declined_note,
            terms: row.declined_terms.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Proposal {
        id: row.id.into(),
        run: row.run_id.into(),
        offer: row.offer_id.into(),
        request: row.request_id.into(),
        supplier: row.supplier_id.into(),
        buyer: row.buyer_id.into(),
        product: ProductId(row.product_id),
        province: PlaceCode(row.province),
        basis: row.basis,
        folded: row.folded,
        quantity: Quantity(row.quantity),
        grams: row.grams,
        km: row.km,
        prices: Prices {
            ask: UnitPrice(row.ask),
            freight: UnitPrice(row.freight),
            handling: UnitPrice(row.handling),
            bid: UnitPrice(row.bid),
            guidance: (UnitPrice(row.guidance_low), UnitPrice(row.guidance_high)),
            opening: UnitPrice(row.opening_price),
            assumed: row.price_assumed,
        },
        ship_date: row.ship_date,
        arrive_date: row.arrive_date,
        reasons: row.reasons,
        status: row.status.parse().map_err(|e| bad(&e))?,
        declined,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
