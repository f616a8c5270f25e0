//! The table `listings`, and its rows as domain values.
#![expect(
    unreachable_pub,
    reason = "the derive wants public items; this module keeps them to the crate"
)]

use chonoi_domain::id::{ListingFileId, ListingId, OfferId, OrganisationId};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::{Handed, Listing};
use crate::error::StoreError;

const TABLE: &str = "listings";

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel: String,
    pub offer: Uuid,
    pub supplier: Uuid,
    pub sku: String,
    pub generation: i64,
    pub desired: String,
    pub desired_hash: String,
    #[sea_orm(column_type = "Text")]
    pub spec: String,
    pub delist_reason: Option<String>,
    pub remote_id: Option<String>,
    pub observed_hash: Option<String>,
    pub handed_in: Option<Uuid>,
    pub handed_hash: Option<String>,
    pub phase: String,
    pub attempts: i32,
    pub next_at: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub last_error: String,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// All columns of `listing`.
pub(super) fn write(listing: &Listing) -> Result<ActiveModel, StoreError> {
    let last_error = serde_json::to_string(&listing.last_error);
    let handed = listing.handed.as_ref();
    Ok(ActiveModel {
        id: Set(listing.id.0),
        channel: Set(listing.channel.clone()),
        offer: Set(listing.offer.0),
        supplier: Set(listing.supplier.0),
        sku: Set(listing.sku.clone()),
        generation: Set(listing.generation),
        desired: Set(listing.desired.to_string()),
        desired_hash: Set(listing.desired_hash.clone()),
        spec: Set(listing.spec.clone()),
        delist_reason: Set(listing.delist_reason.map(|reason| reason.to_string())),
        remote_id: Set(listing.remote_id.clone()),
        observed_hash: Set(listing.observed_hash.clone()),
        handed_in: Set(handed.map(|handed| handed.file.0)),
        handed_hash: Set(handed.map(|handed| handed.hash.clone())),
        phase: Set(listing.phase.to_string()),
        attempts: Set(listing.attempts),
        next_at: Set(listing.next_at),
        last_error: Set(last_error.map_err(|e| StoreError::corrupt(TABLE, e))?),
        version: Set(listing.version),
        created_at: Set(listing.created_at),
        updated_at: Set(listing.updated_at),
    })
}

/// The row as domain values.
pub(super) fn read(row: Model) -> Result<Listing, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt(TABLE, e);
    let reason = row.delist_reason.as_deref().map(str::parse).transpose();
    let handed = row.handed_in.zip(row.handed_hash).map(|(file, hash)| Handed {
        file: ListingFileId(file),
        hash,
    });
    Ok(Listing {
        id: ListingId(row.id),
        channel: row.channel,
        offer: OfferId(row.offer),
        supplier: OrganisationId(row.supplier),
        sku: row.sku,
        generation: row.generation,
        desired: row.desired.parse().map_err(|e| bad(&e))?,
        desired_hash: row.desired_hash,
        spec: row.spec,
        delist_reason: reason.map_err(|e| bad(&e))?,
        remote_id: row.remote_id,
        observed_hash: row.observed_hash,
        handed,
        phase: row.phase.parse().map_err(|e| bad(&e))?,
        attempts: row.attempts,
        next_at: row.next_at,
        last_error: serde_json::from_str(&row.last_error).map_err(|e| bad(&e))?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
