//! What the table of harvest offers has that requests have not: states, stages, asked prices, photos.

mod list;
pub(crate) mod row;

use chonoi_domain::id::{FileId, OrganisationId};
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::offer::{Offer, OfferStatus};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::connection::Reader;
use crate::error::StoreError;
use crate::listing::holds;
use crate::posts;
use row::{Column, Entity};

pub use list::{Sort, Wish};

/// An offer with what the books say around it.
pub type Record = posts::Record<Offer>;
/// Which offers are listed.
pub type Filter = posts::Filter<Offer>;

/// Whether any offer of `supplier` shows `photo`; with `in_public`, only offers that everyone may see count.
///
/// # Errors
/// [`StoreError`].
pub async fn shows_photo(
    db: &impl Reader,
    supplier: OrganisationId,
    photo: FileId,
    in_public: bool,
) -> Result<bool, StoreError> {
    let mut query = Entity::find()
        .filter(Column::Supplier.eq(supplier.0))
        .filter(holds(Expr::col(Column::Photos), &photo.to_string()));
    if in_public {
        let shown = OfferStatus::ALL.iter().filter(|status| status.is_public());
        query = query.filter(Column::Status.is_in(shown.map(|status| status.as_str())));
    }
    Ok(query.count(db).await? > 0)
}
