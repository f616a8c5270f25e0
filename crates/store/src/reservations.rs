//! The reservation ledger: the one door through which anything is promised, so that nothing is sold twice.
//!
//! A hold draws down an offer and a request by the same quantity, each in one guarded statement; a check constraint
//! stands behind the guard. Rows are only ever added: a release is a row with the negative quantity. Locks are taken
//! on the offer first and the request second, so that two holds never wait for each other in a ring.

use chonoi_domain::id::{DealId, OfferId, RequestId};
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::offer::{Offer, OfferStatus, PostEvent};
use chonoi_domain::post::request::{Request, RequestStatus};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::transition::Word as _;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use thiserror::Error;

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::posts::{self, Stored};
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `reservations`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reservations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub offer: Uuid,
        pub request: Uuid,
        pub quantity: i64,
        pub cause_kind: String,
        pub cause_id: Uuid,
        pub step: String,
        pub at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const HOLD: &str = "hold";
const RELEASE: &str = "release";

/// Why something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Both sides agreed on a deal.
    Deal(DealId),
}

impl Cause {
    fn columns(self) -> (&'static str, Uuid) {
        match self {
            Self::Deal(id) => ("deal", id.0),
        }
    }
}

/// What is to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Fresh id of the ledger's row.
    pub id: Uuid,
    /// Of which offer.
    pub offer: OfferId,
    /// For which request.
    pub request: RequestId,
    /// How much, in base units; more than 0.
    pub quantity: Quantity,
    /// Why.
    pub cause: Cause,
}

/// What was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Released {
    /// Of which offer.
    pub offer: OfferId,
    /// For which request.
    pub request: RequestId,
    /// How much, in base units.
    pub quantity: Quantity,
}

/// Why nothing was held. The transaction goes on; what it wrote before stays its own matter.
#[derive(Debug, Error)]
pub enum ReserveError {
    /// Less is left than asked for: on the offer, or lacking on the request, whichever is the smaller.
    #[error("only {available} left")]
    NotEnough {
        /// What both could still give, in base units.
        available: Quantity,
    },
    /// One of them is not on the market any more.
    #[error("not on the market")]
    Closed,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for ReserveError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Holds what `hold` says at the instant `at` (UTC ms), on both sides or not at all. An offer with nothing left
/// becomes sold out and a request that lacks nothing fulfilled.
///
/// On a refusal the caller must drop the transaction: the offer's side may have been drawn down in it already.
///
/// # Errors
/// [`ReserveError`]; [`StoreError::Duplicate`] inside it when this cause has held before.
pub async fn reserve(tx: &Tx, hold: &Hold, at: i64) -> Result<(), ReserveError> {
    if hold.quantity.0 <= 0 {
        return Err(StoreError::corrupt("reservations", "a hold of nothing").into());
    }
    let offer = draw::<Offer>(tx, hold.offer, hold.quantity, at).await?;
    // Untouched after a refusal of the offer, so that the refusal can say what the request still lacks.
    let request = offer && draw::<Request>(tx, hold.request, hold.quantity, at).await?;
    if !request {
        return Err(refusal(tx, hold, offer).await?);
    }
    append(tx, hold, HOLD, hold.quantity.0, at).await?;
    Ok(())
}

/// Gives back what `cause` holds; `None` when it holds nothing (any more). An offer that was sold out and a request
/// that was fulfilled come back on the market. `id` is fresh, `at` UTC ms.
///
/// # Errors
/// [`StoreError`].
pub async fn release(tx: &Tx, id: Uuid, cause: Cause, at: i64) -> Result<Option<Released>, StoreError> {
    let (kind, cause_id) = cause.columns();
    let rows = Entity::find()
        .filter(Column::CauseKind.eq(kind))
        .filter(Column::CauseId.eq(cause_id))
        .all(&**tx)
        .await?;
    let Some(held) = rows.iter().find(|row| row.step == HOLD) else {
        return Ok(None);
    };
    if rows.iter().any(|row| row.step == RELEASE) {
        return Ok(None);
    }
    let back = Hold {
        id,
        offer: OfferId(held.offer),
        request: RequestId(held.request),
        quantity: Quantity(held.quantity),
        cause,
    };
    // The unique index lets only one of two releases at once through; the other fails and is rolled back.
    append(tx, &back, RELEASE, -back.quantity.0, at).await?;
    let less = Quantity(-back.quantity.0);
    draw::<Offer>(tx, back.offer, less, at).await?;
    draw::<Request>(tx, back.request, less, at).await?;
    Ok(Some(Released {
        offer: back.offer,
        request: back.request,
        quantity: back.quantity,
    }))
}

/// What the ledger says is held of `offer`, in base units: the sum that the offer's own column must equal.
///
/// # Errors
/// [`StoreError`].
pub async fn held(db: &impl Reader, offer: OfferId) -> Result<Quantity, StoreError> {
    let rows = Entity::find().filter(Column::Offer.eq(offer.0)).all(db).await?;
    Ok(Quantity(rows.iter().map(|row| row.quantity).sum()))
}

/// Adds `quantity` (less than 0 gives back) to what is reserved of a post; `false` when it will not bear it.
async fn draw<P: Stored>(tx: &Tx, id: P::Id, quantity: Quantity, at: i64) -> Result<bool, StoreError> {
    let columns = P::COLUMNS;
    let after = Expr::col(columns.reserved).add(quantity.0);
    let mut draw = P::Table::update_many()
        .col_expr(columns.reserved, after.clone())
        .col_expr(columns.version, Expr::col(columns.version).add(1))
        .col_expr(columns.updated_at, Expr::val(at))
        .filter(columns.id.eq(id.into()))
        .filter(after.lte(Expr::col(columns.quantity)));
    if quantity.0 > 0 {
        draw = draw.filter(columns.status.eq(P::Status::PUBLISHED.as_str()));
    }
    let rows = draw.exec_with_returning(&**tx).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(false);
    };
    let post = P::read(row)?.post;
    if let Ok(next) = post.status().after(turn(post.left())) {
        P::Table::update_many()
            .col_expr(columns.status, Expr::val(next.as_str()))
            .filter(columns.id.eq(id.into()))
            .exec(&**tx)
            .await?;
    }
    Ok(true)
}

/// What an amount tells a post: all gone, or something there (again). Where nothing changes the state refuses it.
fn turn(left: Quantity) -> PostEvent {
    if left == Quantity(0) {
        PostEvent::RunOut
    } else {
        PostEvent::Restock
    }
}

/// Why a hold failed, as the rows stand now; what this transaction drew from the offer already counts as free.
async fn refusal(tx: &Tx, hold: &Hold, drawn: bool) -> Result<ReserveError, StoreError> {
    let offer = posts::find::<Offer>(&**tx, hold.offer).await?;
    let request = posts::find::<Request>(&**tx, hold.request).await?;
    let (Some(offer), Some(request)) = (offer, request) else {
        return Ok(ReserveError::Closed);
    };
    let (offer, request) = (offer.post, request.post);
    let gone = |status| !matches!(status, OfferStatus::Published | OfferStatus::SoldOut);
    let unwanted = |status| !matches!(status, RequestStatus::Published | RequestStatus::Fulfilled);
    if gone(offer.status) || unwanted(request.status) {
        return Ok(ReserveError::Closed);
    }
    let own = if drawn { hold.quantity.0 } else { 0 };
    let available = Ord::min(offer.available().0 + own, request.open().0);
    Ok(ReserveError::NotEnough {
        available: Quantity(available),
    })
}

async fn append(tx: &Tx, hold: &Hold, step: &str, quantity: i64, at: i64) -> Result<(), StoreError> {
    let (kind, cause_id) = hold.cause.columns();
    let row = ActiveModel {
        id: Set(hold.id),
        offer: Set(hold.offer.0),
        request: Set(hold.request.0),
        quantity: Set(quantity),
        cause_kind: Set(kind.to_owned()),
        cause_id: Set(cause_id),
        step: Set(step.to_owned()),
        at: Set(at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}
