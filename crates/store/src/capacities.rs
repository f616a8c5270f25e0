//! What collection points and processors can take.

use chonoi_domain::capacity::{Capacity, CapacityTerms};
use chonoi_domain::id::{CapacityId, PlaceCode, ProductId};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, Set};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::listing::{join, split};
use row::{ActiveModel, Column, Entity, Model};

const TABLE: &str = "capacities";

pub(crate) mod row {
    //! The table `capacities`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "capacities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub name: String,
        pub place: String,
        #[sea_orm(column_type = "Text")]
        pub products: String,
        pub quantity: Option<i64>,
        pub daily_quantity: Option<i64>,
        pub from_date: TimeDate,
        pub to_date: TimeDate,
        pub removed: bool,
        #[sea_orm(column_type = "Text", nullable)]
        pub provenance: Option<String>,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes a new one.
///
/// # Errors
/// [`StoreError::Constraint`] of `capacities_some_quantity` where it says neither how much in all nor how much a day.
pub async fn insert(tx: &Tx, capacity: &Capacity) -> Result<(), StoreError> {
    Entity::insert(write(capacity)?)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes `capacity` over the row of its id that still has version `was`; `false` when there is none.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &Tx, capacity: &Capacity, was: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(write(capacity)?)
        .filter(Column::Id.eq(capacity.id.0))
        .filter(Column::Version.eq(was))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The one of that id, removed ones too.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: CapacityId) -> Result<Option<Capacity>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(read).transpose()
}

/// All that are not removed, those that have ended too, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn all(db: &impl Reader) -> Result<Vec<Capacity>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Removed.eq(false))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Those that are not removed and have not ended before `today`, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn in_force(db: &impl Reader, today: Date) -> Result<Vec<Capacity>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Removed.eq(false))
        .filter(Column::ToDate.gte(today))
        .order_by(Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

fn write(capacity: &Capacity) -> Result<ActiveModel, StoreError> {
    let terms = &capacity.terms;
    let provenance = capacity.provenance.as_ref().map(serde_json::to_string);
    Ok(ActiveModel {
        id: Set(capacity.id.0),
        kind: Set(terms.kind.to_string()),
        name: Set(terms.name.clone()),
        place: Set(terms.place.0.clone()),
        products: Set(join(terms.products.iter().map(ProductId::as_str))),
        quantity: Set(terms.quantity.map(|quantity| quantity.0)),
        daily_quantity: Set(terms.daily_quantity.map(|quantity| quantity.0)),
        from_date: Set(terms.window.from()),
        to_date: Set(terms.window.to()),
        removed: Set(capacity.removed),
        provenance: Set(provenance
            .transpose()
            .map_err(|e| StoreError::corrupt(TABLE, e))?),
        version: Set(capacity.version),
        created_at: Set(capacity.created_at),
        updated_at: Set(capacity.updated_at),
    })
}

fn read(row: Model) -> Result<Capacity, StoreError> {
    let bad = |e: &dyn std::fmt::Display| StoreError::corrupt(TABLE, e);
    let provenance = row.provenance.as_deref().map(serde_json::from_str).transpose();
    Ok(Capacity {
        id: row.id.into(),
        terms: CapacityTerms {
            kind: row.kind.parse().map_err(|e| bad(&e))?,
            name: row.name,
            place: PlaceCode(row.place),
            products: split(&row.products).map(ProductId::from).collect(),
            quantity: row.quantity.map(Quantity),
            daily_quantity: row.daily_quantity.map(Quantity),
            window: DateWindow::new(row.from_date, row.to_date).map_err(|e| bad(&e))?,
        },
        removed: row.removed,
        provenance: provenance.map_err(|e| bad(&e))?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
