//! Promising goods: the ledger's holds and releases with everything that hangs off them.

use std::collections::BTreeMap;

use chonoi_domain::event::Event;
use chonoi_domain::id::{OfferId, RequestId};
use chonoi_domain::quantity::Quantity;
use chonoi_store::Tx;
use chonoi_store::reservations::{self, Cause, Hold, Released, ReserveError};

use crate::error::Error;
use crate::service::Market;

impl Market {
    /// Holds `quantity` of `offer` for `request` because of `cause`, in the caller's transaction.
    ///
    /// # Errors
    /// [`Error::Conflict`] `sold_out` with what is `available`, or `off_market`; the caller must drop `tx` then.
    pub(crate) async fn hold(
        &self,
        tx: &Tx,
        sides: (OfferId, RequestId),
        quantity: Quantity,
        cause: Cause,
    ) -> Result<(), Error> {
        let hold = Hold {
            id: self.clock.fresh_id(),
            offer: sides.0,
            request: sides.1,
            quantity,
            cause,
        };
        reservations::reserve(tx, &hold, self.now())
            .await
            .map_err(refused)?;
        self.tell_both(tx, sides).await
    }

    /// Gives back what `cause` holds, in the caller's transaction; `None` when it holds nothing.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn release(&self, tx: &Tx, cause: Cause) -> Result<Option<Released>, Error> {
        let released = reservations::release(tx, self.clock.fresh_id(), cause, self.now()).await?;
        if let Some(released) = &released {
            self.tell_both(tx, (released.offer, released.request)).await?;
        }
        Ok(released)
    }

    async fn tell_both(&self, tx: &Tx, sides: (OfferId, RequestId)) -> Result<(), Error> {
        self.tell(tx, &Event::OfferChanged(sides.0)).await?;
        self.tell(tx, &Event::RequestChanged(sides.1)).await?;
        Ok(())
    }
}

/// A refused hold as a conflict that a person understands.
pub(crate) fn refused(error: ReserveError) -> Error {
    match error {
        ReserveError::NotEnough { available } => Error::Conflict {
            rule: "sold_out",
            params: BTreeMap::from([("available".to_owned(), available.to_string())]),
        },
        ReserveError::Closed => Error::conflict("off_market"),
        ReserveError::Store(error) => error.into(),
    }
}
