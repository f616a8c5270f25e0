//! What the search index is made of, and what it has yet to be told.
//!
//! The queue holds each changed thing once, with the mark of its last change; whoever has brought the index up to date
//! takes the row away only if the mark is still the one it saw. So a change is never lost, however long the index is
//! away and whoever dies in between.

use chonoi_domain::actor::Verification;
use chonoi_domain::id::{OfferId, OrganisationId, RequestId};
use chonoi_domain::post::offer::OfferStatus;
use chonoi_domain::post::request::RequestStatus;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::{offers, organisations, requests};
use row::{ActiveModel, Column, Entity};

pub(crate) mod row {
    //! The table `search_queue`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_queue")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub mark: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keys written or taken away in one statement.
const CHUNK: usize = 500;

/// Writes down that these things have changed; `mark` must be fresh and time-ordered.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn enqueue(tx: &Tx, keys: &[String], mark: Uuid) -> Result<(), StoreError> {
    for some in keys.chunks(CHUNK) {
        let rows = some.iter().map(|key| ActiveModel {
            key: Set(key.clone()),
            mark: Set(mark),
        });
        Entity::insert_many(rows)
            .on_conflict(
                OnConflict::column(Column::Key)
                    .update_column(Column::Mark)
                    .to_owned(),
            )
            .exec_without_returning(&**tx)
            .await?;
    }
    Ok(())
}

/// Up to `limit` of the things that changed first, each with its mark.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn queued(db: &impl Reader, limit: u64) -> Result<Vec<(String, Uuid)>, StoreError> {
    let rows = Entity::find()
        .order_by(Column::Mark, Order::Asc)
        .order_by(Column::Key, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.mark)).collect())
}

/// How many things wait.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn waiting(db: &impl Reader) -> Result<u64, StoreError> {
    Ok(Entity::find().count(db).await?)
}

/// Takes away what is done, unless it has changed again meanwhile.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn done(tx: &Tx, seen: &[(String, Uuid)]) -> Result<(), StoreError> {
    let mut by_mark = std::collections::BTreeMap::<Uuid, Vec<&str>>::new();
    for (key, mark) in seen {
        by_mark.entry(*mark).or_default().push(key);
    }
    for (mark, keys) in by_mark {
        for some in keys.chunks(CHUNK) {
            Entity::delete_many()
                .filter(Column::Mark.eq(mark))
                .filter(Column::Key.is_in(some.iter().copied()))
                .exec(&**tx)
                .await?;
        }
    }
    Ok(())
}

/// Up to `limit` published offers behind `after`, in id order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn offers_after(
    db: &impl Reader,
    after: Option<OfferId>,
    limit: u64,
) -> Result<Vec<OfferId>, StoreError> {
    use offers::row::{Column, Entity};
    let mut query = Entity::find().filter(Column::Status.eq(OfferStatus::Published.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids = query.select_only().column(Column::Id);
    let ids = ids.order_by(Column::Id, Order::Asc).limit(limit);
    let ids: Vec<Uuid> = ids.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(OfferId).collect())
}

/// Up to `limit` published requests behind `after`, in id order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn requests_after(
    db: &impl Reader,
    after: Option<RequestId>,
    limit: u64,
) -> Result<Vec<RequestId>, StoreError> {
    use requests::row::{Column, Entity};
    let mut query = Entity::find().filter(Column::Status.eq(RequestStatus::Published.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids = query.select_only().column(Column::Id);
    let ids = ids.order_by(Column::Id, Order::Asc).limit(limit);
    let ids: Vec<Uuid> = ids.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(RequestId).collect())
}

/// Up to `limit` verified organisations behind `after`, in id order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn organisations_after(
    db: &impl Reader,
    after: Option<OrganisationId>,
    limit: u64,
) -> Result<Vec<OrganisationId>, StoreError> {
    use organisations::row::{Column, Entity};
    let mut query = Entity::find().filter(Column::Verification.eq(Verification::Verified.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids = query.select_only().column(Column::Id);
    let ids = ids.order_by(Column::Id, Order::Asc).limit(limit);
    let ids: Vec<Uuid> = ids.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Ids of all offers and requests of an organisation.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn posts_of(
    db: &impl Reader,
    organisation: OrganisationId,
) -> Result<(Vec<OfferId>, Vec<RequestId>), StoreError> {
    let offered: Vec<Uuid> = offers::row::Entity::find()
        .filter(offers::row::Column::Supplier.eq(organisation.0))
        .select_only()
        .column(offers::row::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let asked: Vec<Uuid> = requests::row::Entity::find()
        .filter(requests::row::Column::Buyer.eq(organisation.0))
        .select_only()
        .column(requests::row::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok((
        offered.into_iter().map(OfferId).collect(),
        asked.into_iter().map(RequestId).collect(),
    ))
}

/// How many published offers, published requests and verified organisations there are: what a rebuild goes through.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn size(db: &impl Reader) -> Result<u64, StoreError> {
    let offered = offers::row::Entity::find()
        .filter(offers::row::Column::Status.eq(OfferStatus::Published.as_str()))
        .count(db)
        .await?;
    let asked = requests::row::Entity::find()
        .filter(requests::row::Column::Status.eq(RequestStatus::Published.as_str()))
        .count(db)
        .await?;
    let known = organisations::row::Entity::find()
        .filter(organisations::row::Column::Verification.eq(Verification::Verified.as_str()))
        .count(db)
        .await?;
    Ok(offered + asked + known)
}
