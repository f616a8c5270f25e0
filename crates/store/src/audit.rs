//! Who did what to which row: written with every change, sealed into a hash chain by a worker afterwards.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{IntoActiveModel, Order, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `audit_events`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: i64,
        pub user_id: Option<Uuid>,
        pub organisation_id: Option<Uuid>,
        pub action: String,
        pub subject_kind: String,
        pub subject_id: String,
        pub before_digest: Option<String>,
        pub after_digest: Option<String>,
        #[sea_orm(unique)]
        pub seal_number: Option<i64>,
        pub seal: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One write to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Fresh, time-ordered id.
    pub id: Uuid,
    /// When, UTC ms.
    pub at: i64,
    /// Who; `None` for the program itself.
    pub user: Option<Uuid>,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// What, for example `publish`.
    pub action: &'static str,
    /// On which kind of row, for example `offer`.
    pub subject_kind: &'static str,
    /// On which row.
    pub subject_id: String,
    /// Digest of the row before; `None` where there was none.
    pub before: Option<String>,
    /// Digest of the row after; `None` where there is none.
    pub after: Option<String>,
}

/// Where the chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Number of the first seal that does not follow from the one before.
    pub seal_number: i64,
}

/// SHA-256 of `value`'s JSON in hex, the digest of a row's state.
#[must_use]
pub fn digest(value: &impl serde::Serialize) -> String {
    serde_json::to_vec(value)
        .map(|bytes| hex(&Sha256::digest(bytes)))
        .unwrap_or_default()
}

/// Records a write in its own transaction.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn record(tx: &Tx, entry: Entry) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(entry.id),
        at: Set(entry.at),
        user_id: Set(entry.user),
        organisation_id: Set(entry.organisation),
        action: Set(entry.action.to_owned()),
        subject_kind: Set(entry.subject_kind.to_owned()),
        subject_id: Set(entry.subject_id),
        before_digest: Set(entry.before),
        after_digest: Set(entry.after),
        seal_number: Set(None),
        seal: Set(None),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// When `action` was first done to `subject`, UTC ms; `None` where it never was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn first(db: &impl Reader, action: &str, subject: &str) -> Result<Option<i64>, StoreError> {
    let found = Entity::find()
        .filter(Column::SubjectId.eq(subject))
        .filter(Column::Action.eq(action))
        .order_by(Column::At, Order::Asc)
        .one(db)
        .await?;
    Ok(found.map(|entry| entry.at))
}

/// How many entries there are. Every write adds one in its own transaction and none is ever taken away, so the number
/// names a state of the books, whichever process wrote it. Sealed entries are counted by their numbers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn written(db: &impl Reader) -> Result<i64, StoreError> {
    // One statement, so that no sealing comes between the two parts.
    let sealed = Query::select()
        .expr(Expr::col(Column::SealNumber).max())
        .from(Entity)
        .to_owned();
    let open = Query::select()
        .expr(Expr::col(Column::Id).count())
        .from(Entity)
        .and_where(Expr::col(Column::SealNumber).is_null())
        .to_owned();
    let part = |query: SelectStatement| Expr::SubQuery(None, Box::new(query.into()));
    let query = Query::select()
        .expr_as(part(sealed), "sealed")
        .expr_as(part(open), "open")
        .to_owned();
    let row = db.query_one(&query).await?;
    let Some(row) = row else { return Ok(0) };
    let (sealed, open): (Option<i64>, i64) = (row.try_get("", "sealed")?, row.try_get("", "open")?);
    Ok(sealed.unwrap_or(0) + open)
}

/// Seals up to `limit` entries onto the chain; the number sealed. Run under a lease: one sealer at a time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn seal(tx: &Tx, limit: u64) -> Result<u64, StoreError> {
    let last = Entity::find()
        .filter(Column::SealNumber.is_not_null())
        .order_by(Column::SealNumber, Order::Desc)
        .one(&**tx)
        .await?;
    let (mut number, mut chain) = last.map_or((0, String::new()), |l| {
        (l.seal_number.unwrap_or(0), l.seal.unwrap_or_default())
    });
    let open = Entity::find()
        .filter(Column::SealNumber.is_null())
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(&**tx)
        .await?;
    let mut sealed = 0;
    for row in open {
        number += 1;
        chain = link(&chain, number, &row);
        let mut row = row.into_active_model();
        row.seal_number = Set(Some(number));
        row.seal = Set(Some(chain.clone()));
        row.update(&**tx).await?;
        sealed += 1;
    }
    Ok(sealed)
}

/// Walks the chain from its start; the first break, if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn verify(db: &impl Reader) -> Result<Option<Break>, StoreError> {
    let (mut number, mut chain) = (0, String::new());
    loop {
        let page = Entity::find()
            .filter(Column::SealNumber.gt(number))
            .order_by(Column::SealNumber, Order::Asc)
            .limit(1000)
            .all(db)
            .await?;
        if page.is_empty() {
            return Ok(None);
        }
        for row in page {
            number += 1;
            chain = link(&chain, number, &row);
            if row.seal_number != Some(number) || row.seal.as_deref() != Some(chain.as_str()) {
                return Ok(Some(Break { seal_number: number }));
            }
        }
    }
}

fn link(previous: &str, number: i64, row: &Model) -> String {
    let fields = (
        (previous, number, row.id, row.at, row.user_id, row.organisation_id),
        (
            &row.action,
            &row.subject_kind,
            &row.subject_id,
            &row.before_digest,
            &row.after_digest,
        ),
    );
    digest(&fields)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
