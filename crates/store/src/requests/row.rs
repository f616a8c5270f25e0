//! The table `requests`, and its rows as domain values.

use chonoi_domain::id::{CertificateId, OrganisationId, PlaceCode, RequestId, UnitCode};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::request::{Request, RequestTerms};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::Record;
use crate::error::StoreError;
use crate::listing::{join, split};

const TABLE: &str = "requests";

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub buyer: Uuid,
    #[sea_orm(column_type = "Text")]
    pub products: String,
    #[sea_orm(column_type = "Text")]
    pub alternatives: String,
    #[sea_orm(column_type = "Text")]
    pub states: String,
    pub grade: Option<String>,
    pub quantity: i64,
    pub daily_quantity: Option<i64>,
    pub unit: String,
    pub min_lot: i64,
    pub delivery_from: TimeDate,
    pub delivery_to: TimeDate,
    pub place: String,
    pub province: String,
    #[sea_orm(column_type = "Text")]
    pub certificates: String,
    pub min_life_days: i32,
    pub urgency: i32,
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
    let (request, terms) = (&record.post, &record.post.terms);
    let unwritable = |e| StoreError::corrupt(TABLE, e);
    let provenance = record.provenance.as_ref().map(serde_json::to_string).transpose();
    let products = terms.alternatives.iter().map(|a| a.product.as_str());
    Ok(ActiveModel {
        id: Set(request.id.0),
        buyer: Set(request.buyer.0),
        products: Set(join(products)),
        alternatives: Set(serde_json::to_string(&terms.alternatives).map_err(unwritable)?),
        states: Set(join(terms.states.iter().map(|s| s.as_str()))),
        grade: Set(terms.grade.clone()),
        quantity: Set(terms.quantity.0),
        daily_quantity: Set(terms.daily_quantity.map(|daily| daily.0)),
        unit: Set(terms.unit.0.clone()),
        min_lot: Set(terms.min_lot.0),
        delivery_from: Set(terms.delivery.from()),
        delivery_to: Set(terms.delivery.to()),
        place: Set(terms.place.0.clone()),
        province: Set(record.province.0.clone()),
        certificates: Set(join(terms.certificates.iter().map(CertificateId::as_str))),
        min_life_days: Set(terms.min_life_days),
        urgency: Set(terms.urgency),
        status: Set(request.status.to_string()),
        note: Set(terms.note.clone()),
        reserved: Set(request.reserved.0),
        version: Set(request.version),
        search: Set(search.to_owned()),
        provenance: Set(provenance.map_err(unwritable)?),
        created_at: Set(record.created_at),
        updated_at: Set(record.updated_at),
    })
}

/// The row as domain values.
pub(super) fn read(row: Model) -> Result<Record, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt(TABLE, e);
    let states = split(&row.states)
        .map(str::parse::<ProductState>)
        .collect::<Result<_, _>>();
    let provenance = row.provenance.as_deref().map(serde_json::from_str).transpose();
    let terms = RequestTerms {
        alternatives: serde_json::from_str(&row.alternatives).map_err(|e| bad(&e))?,
        states: states.map_err(|e| bad(&e))?,
        grade: row.grade,
        quantity: Quantity(row.quantity),
        daily_quantity: row.daily_quantity.map(Quantity),
        unit: UnitCode(row.unit),
        min_lot: Quantity(row.min_lot),
        delivery: DateWindow::new(row.delivery_from, row.delivery_to).map_err(|e| bad(&e))?,
        place: PlaceCode(row.place),
        certificates: split(&row.certificates).map(CertificateId::from).collect(),
        min_life_days: row.min_life_days,
        urgency: row.urgency,
        note: row.note,
    };
    Ok(Record {
        post: Request {
            id: RequestId(row.id),
            buyer: OrganisationId(row.buyer),
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
