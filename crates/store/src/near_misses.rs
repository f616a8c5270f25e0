//! What a run could not match: the rests of posts with their reasons, and the pairs that one condition keeps apart.

use chonoi_domain::id::{MatchRunId, OfferId, ProductId, RequestId};
use chonoi_domain::match_run::RunStatus;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::Quantity;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Order, QueryOrder, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::match_runs::row as run;
use row::{Column, Entity};

pub(crate) mod row {
    //! The table `near_misses`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "near_misses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub offer_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: Uuid,
        pub product_id: String,
        pub quantity: i64,
        #[sea_orm(column_type = "Text")]
        pub obstacle: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod rest {
    //! The table `remainders`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "remainders")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub side: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub post_id: Uuid,
        pub quantity: i64,
        #[sea_orm(column_type = "Text")]
        pub reasons: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a post keeps (an offer) or lacks (a request) in a run's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder {
    /// Supplier for an offer, buyer for a request.
    pub side: Side,
    /// The post.
    pub post: Uuid,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Why, as a JSON list of codes with values.
    pub reasons: String,
}

/// A pair that one condition keeps apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The offer.
    pub offer: OfferId,
    /// The request.
    pub request: RequestId,
    /// What would be traded.
    pub product: ProductId,
    /// What both still have, in base units.
    pub quantity: Quantity,
    /// The condition and by how much it is missed, as JSON.
    pub obstacle: String,
}

/// Rows of one insert: stays far below SQLite's 32,766 values a statement.
const BATCH: usize = 1_000;

/// Writes what `run` could not match.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    tx: &Tx,
    run: MatchRunId,
    rests: &[Remainder],
    near: &[NearMiss],
) -> Result<(), StoreError> {
    for some in rests.chunks(BATCH) {
        let rows = some.iter().map(|r| rest::ActiveModel {
            run_id: Set(run.0),
            side: Set(r.side.to_string()),
            post_id: Set(r.post),
            quantity: Set(r.quantity.0),
            reasons: Set(r.reasons.clone()),
        });
        rest::Entity::insert_many(rows)
            .exec_without_returning(&**tx)
            .await?;
    }
    for some in near.chunks(BATCH) {
        let rows = some.iter().map(|n| row::ActiveModel {
            run_id: Set(run.0),
            offer_id: Set(n.offer.0),
            request_id: Set(n.request.0),
            product_id: Set(n.product.0.clone()),
            quantity: Set(n.quantity.0),
            obstacle: Set(n.obstacle.clone()),
        });
        Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// All rests of `run`, offers before requests, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn rests(db: &impl Reader, run: MatchRunId) -> Result<Vec<Remainder>, StoreError> {
    let rows = rest::Entity::find()
        .filter(rest::Column::RunId.eq(run.0))
        .order_by(rest::Column::Side, Order::Desc)
        .order_by(rest::Column::PostId, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(read_rest).collect()
}

/// The rest of one post in `run`.
///
/// # Errors
/// [`StoreError`].
pub async fn rest_of(
    db: &impl Reader,
    run: MatchRunId,
    side: Side,
    post: Uuid,
) -> Result<Option<Remainder>, StoreError> {
    let key = (run.0, side.to_string(), post);
    rest::Entity::find_by_id(key)
        .one(db)
        .await?
        .map(read_rest)
        .transpose()
}

/// All near misses of `run`, by offer, then request.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl Reader, run: MatchRunId) -> Result<Vec<NearMiss>, StoreError> {
    found(db, Column::RunId.eq(run.0)).await
}

/// The near misses of one offer in `run`.
///
/// # Errors
/// [`StoreError`].
pub async fn of_offer(
    db: &impl Reader,
    run: MatchRunId,
    offer: OfferId,
) -> Result<Vec<NearMiss>, StoreError> {
    found(db, Column::RunId.eq(run.0).and(Column::OfferId.eq(offer.0))).await
}

/// The near misses of one request in `run`.
///
/// # Errors
/// [`StoreError`].
pub async fn of_request(
    db: &impl Reader,
    run: MatchRunId,
    request: RequestId,
) -> Result<Vec<NearMiss>, StoreError> {
    found(db, Column::RunId.eq(run.0).and(Column::RequestId.eq(request.0))).await
}

/// Forgets what runs that ended before `before` (UTC ms) could not match; `latest` is kept. Their totals stay.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(tx: &Tx, latest: MatchRunId, before: i64) -> Result<u64, StoreError> {
    let old = || {
        Query::select()
            .column(run::Column::Id)
            .from(run::Entity)
            .and_where(Expr::col(run::Column::Status).eq(RunStatus::Done.as_str()))
            .and_where(Expr::col(run::Column::FinishedAt).lt(before))
            .and_where(Expr::col(run::Column::Id).ne(latest.0))
            .to_owned()
    };
    let near = Entity::delete_many()
        .filter(Column::RunId.in_subquery(old()))
        .exec(&**tx)
        .await?;
    let rests = rest::Entity::delete_many()
        .filter(rest::Column::RunId.in_subquery(old()))
        .exec(&**tx)
        .await?;
    Ok(near.rows_affected + rests.rows_affected)
}

async fn found(db: &impl Reader, which: Expr) -> Result<Vec<NearMiss>, StoreError> {
    let rows = Entity::find()
        .filter(which)
        .order_by(Column::OfferId, Order::Asc)
        .order_by(Column::RequestId, Order::Asc)
        .all(db)
        .await?;
    let read = |row: row::Model| NearMiss {
        offer: row.offer_id.into(),
        request: row.request_id.into(),
        product: ProductId(row.product_id),
        quantity: Quantity(row.quantity),
        obstacle: row.obstacle,
    };
    Ok(rows.into_iter().map(read).collect())
}

fn read_rest(row: rest::Model) -> Result<Remainder, StoreError> {
    Ok(Remainder {
        side: row
            .side
            .parse()
            .map_err(|e| StoreError::corrupt("remainders", e))?,
        post: row.post_id,
        quantity: Quantity(row.quantity),
        reasons: row.reasons,
    })
}
