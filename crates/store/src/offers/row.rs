//! The table `offers`, and its rows as domain values.

use chonoi_domain::id::{CertificateId, FileId, OfferId, OrganisationId, PlaceCode, ProductId, UnitCode};
use chonoi_domain::post::offer::{Offer, OfferTerms, PriceBasis};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::Record;
use crate::error::StoreError;
use crate::listing::{join, split};

const TABLE: &str = "offers";
const DELIVERED: &str = "delivered";
const FARM: &str = "farm";

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub supplier: Uuid,
    pub product: String,
    pub state: String,
    pub grade: Option<String>,
    pub quantity: i64,
    pub unit: String,
    pub min_lot: i64,
    pub harvest_from: TimeDate,
    pub harvest_to: TimeDate,
    pub place: String,
    pub province: String,
    pub ask: Option<i64>,
    pub basis: String,
    #[sea_orm(column_type = "Text")]
    pub delivered_to: String,
    #[sea_orm(column_type = "Text")]
    pub certificates: String,
    #[sea_orm(column_type = "Text")]
    pub photos: String,
    pub stage: String,
    pub status: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub reserved: i64,
    pub version: i64,
    #[sea_orm(column_type = "Text")]
    pub search: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub provenance: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// All columns of `record`.
pub(super) fn write(record: &Record, search: &str) -> Result<ActiveModel, StoreError> {
    let (offer, terms) = (&record.post, &record.post.terms);
    let (basis, delivered_to) = match &terms.basis {
        PriceBasis::Farm => (FARM, join(Vec::<&str>::new())),
        PriceBasis::Delivered { provinces } => (DELIVERED, join(provinces.iter().map(PlaceCode::as_str))),
    };
    let provenance = record.provenance.as_ref().map(serde_json::to_string).transpose();
    Ok(ActiveModel {
        id: Set(offer.id.0),
        supplier: Set(offer.supplier.0),
        product: Set(terms.product.0.clone()),
        state: Set(terms.state.to_string()),
        grade: Set(terms.grade.clone()),
        quantity: Set(terms.quantity.0),
        unit: Set(terms.unit.0.clone()),
        min_lot: Set(terms.min_lot.0),
        harvest_from: Set(terms.harvest.from()),
        harvest_to: Set(terms.harvest.to()),
        place: Set(terms.place.0.clone()),
        province: Set(record.province.0.clone()),
        ask: Set(terms.ask.map(|ask| ask.0)),
        basis: Set(basis.to_owned()),
        delivered_to: Set(delivered_to),
        certificates: Set(join(terms.certificates.iter().map(CertificateId::as_str))),
        photos: Set(join(terms.photos.iter().map(ToString::to_string))),
        stage: Set(terms.stage.to_string()),
        status: Set(offer.status.to_string()),
        note: Set(terms.note.clone()),
        reserved: Set(offer.reserved.0),
        version: Set(offer.version),
        search: Set(search.to_owned()),
        provenance: Set(provenance.map_err(|e| StoreError::corrupt(TABLE, e))?),
        created_at: Set(record.created_at),
        updated_at: Set(record.updated_at),
    })
}

/// The row as domain values.
pub(super) fn read(row: Model) -> Result<Record, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt(TABLE, e);
    let codes = |text: &str| split(text).map(PlaceCode::from).collect();
    let basis = match row.basis.as_str() {
        DELIVERED => PriceBasis::Delivered {
            provinces: codes(&row.delivered_to),
        },
        _ => PriceBasis::Farm,
    };
    let photos = split(&row.photos)
        .map(str::parse::<FileId>)
        .collect::<Result<_, _>>();
    let provenance = row.provenance.as_deref().map(serde_json::from_str).transpose();
    let terms = OfferTerms {
        product: ProductId(row.product),
        state: row.state.parse().map_err(|e| bad(&e))?,
        grade: row.grade,
        quantity: Quantity(row.quantity),
        unit: UnitCode(row.unit),
        min_lot: Quantity(row.min_lot),
        harvest: DateWindow::new(row.harvest_from, row.harvest_to).map_err(|e| bad(&e))?,
        place: PlaceCode(row.place),
        ask: row.ask.map(UnitPrice),
        basis,
        certificates: split(&row.certificates).map(CertificateId::from).collect(),
        photos: photos.map_err(|e| bad(&e))?,
        stage: row.stage.parse().map_err(|e| bad(&e))?,
        note: row.note,
    };
    Ok(Record {
        post: Offer {
            id: OfferId(row.id),
            supplier: OrganisationId(row.supplier),
            terms,
            status: row.status.parse().map_err(|e| bad(&e))?,
            reserved: Quantity(row.reserved),
            version: row.version,
        },
        province: PlaceCode(row.province),
        provenance: provenance.map_err(|e| bad(&e))?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
