//! Certificates that organisations hold.

use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::{CertificateId, HeldCertificateId, OrganisationId};
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, Set};
use time::Date;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `held_certificates`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "held_certificates")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub kind: String,
        pub number: String,
        pub issuer: String,
        pub valid_from: TimeDate,
        pub valid_to: TimeDate,
        pub file_id: Option<Uuid>,
        pub verification: String,
        pub decided_by: Option<Uuid>,
        pub decided_at: Option<i64>,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps a new certificate.
///
/// # Errors
/// [`StoreError::Constraint`] when its organisation is unknown.
pub async fn insert(tx: &Tx, certificate: &HeldCertificate) -> Result<(), StoreError> {
    Entity::insert(active(certificate))
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes `certificate` over the row of its id that still has version `was`; `false` when there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn update(tx: &Tx, certificate: &HeldCertificate, was: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(active(certificate))
        .filter(Column::Id.eq(certificate.id.0))
        .filter(Column::Version.eq(was))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The certificate of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: HeldCertificateId) -> Result<Option<HeldCertificate>, StoreError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(parse).transpose()
}

/// An organisation's certificates, the newest first.
///
/// # Errors
/// [`StoreError`].
pub async fn of(db: &impl Reader, organisation: OrganisationId) -> Result<Vec<HeldCertificate>, StoreError> {
    let rows = Entity::find()
        .filter(Column::OrganisationId.eq(organisation.0))
        .order_by(Column::Id, Order::Desc)
        .all(db)
        .await?;
    rows.into_iter().map(parse).collect()
}

/// All certificates of those organisations, in no particular order.
///
/// # Errors
/// [`StoreError`].
pub async fn of_many(
    db: &impl Reader,
    organisations: &[OrganisationId],
) -> Result<Vec<HeldCertificate>, StoreError> {
    let mut found = Vec::new();
    for some in organisations.chunks(500) {
        let ids = some.iter().map(|id| id.0);
        let rows = Entity::find()
            .filter(Column::OrganisationId.is_in(ids))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Verified certificates that are valid on `day`: of these organisations, or of all where none are named.
///
/// # Errors
/// [`StoreError`].
pub async fn counting(
    db: &impl Reader,
    organisations: Option<&[OrganisationId]>,
    day: Date,
) -> Result<Vec<(OrganisationId, CertificateId)>, StoreError> {
    let mut query = Entity::find()
        .filter(Column::Verification.eq(CertificateStatus::Verified.as_str()))
        .filter(Column::ValidFrom.lte(day))
        .filter(Column::ValidTo.gte(day));
    if let Some(ids) = organisations {
        query = query.filter(Column::OrganisationId.is_in(ids.iter().map(|id| id.0)));
    }
    let rows = query.order_by(Column::Id, Order::Asc).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.organisation_id.into(), CertificateId(row.kind)))
        .collect())
}

fn active(c: &HeldCertificate) -> ActiveModel {
    ActiveModel {
        id: Set(c.id.0),
        organisation_id: Set(c.organisation.0),
        kind: Set(c.kind.0.clone()),
        number: Set(c.number.clone()),
        issuer: Set(c.issuer.clone()),
        valid_from: Set(c.valid_from),
        valid_to: Set(c.valid_to),
        file_id: Set(c.file.map(|f| f.0)),
        verification: Set(c.status.as_str().to_owned()),
        decided_by: Set(c.decided.map(|(by, _)| by.0)),
        decided_at: Set(c.decided.map(|(_, at)| at)),
        version: Set(c.version),
        created_at: Set(c.created_at),
        updated_at: Set(c.updated_at),
    }
}

fn parse(row: Model) -> Result<HeldCertificate, StoreError> {
    Ok(HeldCertificate {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        kind: CertificateId(row.kind),
        number: row.number,
        issuer: row.issuer,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        file: row.file_id.map(Into::into),
        status: row
            .verification
            .parse()
            .map_err(|e| StoreError::corrupt("held_certificates", e))?,
        decided: row.decided_by.map(Into::into).zip(row.decided_at),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
