//! What offers and requests have in common: an owner, terms, a life, and an amount of which some is reserved.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde::Serialize;
use uuid::Uuid;

use super::offer::{Offer, OfferStatus, OfferTerms, PostEvent};
use super::request::{Request, RequestStatus, RequestTerms};
use crate::actor::Role;
use crate::event::Event;
use crate::id::{OfferId, OrganisationId, PlaceCode, RequestId};
use crate::quantity::Quantity;
use crate::transition::{Refused, Word};
use crate::window::DateWindow;

/// An offer or a request, for the code that treats both alike.
pub trait Post: Clone + Debug + PartialEq + Eq + Serialize + Send + Sync + 'static {
    /// The word for it in the audit trail and in problems.
    const KIND: &'static str;
    /// The role in which an organisation posts it.
    const OWNER: Role;
    /// The name of its window among its terms.
    const WINDOW: &'static str;
    /// Its id.
    type Id: Copy + Ord + Debug + Display + FromStr + From<Uuid> + Into<Uuid> + Send + Sync;
    /// What it says.
    type Terms: Clone + Debug + Serialize + Send + Sync;
    /// Where it may be in its life.
    type Status: PostStatus;

    /// One that has just been written: its first version, nothing reserved.
    fn new(id: Self::Id, owner: OrganisationId, terms: Self::Terms, status: Self::Status) -> Self;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// Whose it is.
    fn owner(&self) -> OrganisationId;
    /// What it says.
    fn terms(&self) -> &Self::Terms;
    /// Where it is in its life.
    fn status(&self) -> Self::Status;
    /// How much of it is still to be had or still lacking, in base units.
    fn left(&self) -> Quantity;
    /// Counts changes.
    fn version(&self) -> i64;
    /// The same with other terms.
    #[must_use]
    fn saying(self, terms: Self::Terms) -> Self;
    /// The same at another point of its life.
    #[must_use]
    fn being(self, status: Self::Status) -> Self;
    /// The same as its next version.
    #[must_use]
    fn next(self) -> Self;
    /// The days on which these terms can be met.
    fn window(terms: &Self::Terms) -> DateWindow;
    /// The place these terms name.
    fn place(terms: &Self::Terms) -> &PlaceCode;
    /// What is told of a change of the one with this id.
    fn changed(id: Self::Id) -> Event;
}

/// The life of a post.
pub trait PostStatus: Word {
    /// Being written; seen by its organisation alone.
    const DRAFT: Self;
    /// On the market.
    const PUBLISHED: Self;
    /// Nothing left of it.
    const USED_UP: Self;
    /// Its window has passed.
    const EXPIRED: Self;

    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    fn after(self, event: PostEvent) -> Result<Self, Refused>;

    /// Whether everyone may see it: on the market, or there until lately.
    #[must_use]
    fn is_public(self) -> bool {
        [Self::PUBLISHED, Self::USED_UP, Self::EXPIRED].contains(&self)
    }
}

macro_rules! post {
    (
        $post:ident, $kind:literal, owner: $owner:ident in $role:ident, left: $left:ident, window: $window:ident,
        $id:ident, $terms:ident, $status:ident with $used_up:ident, $changed:ident
    ) => {
        impl Post for $post {
            const KIND: &'static str = $kind;
            const OWNER: Role = Role::$role;
            const WINDOW: &'static str = stringify!($window);
            type Id = $id;
            type Terms = $terms;
            type Status = $status;

            fn new(id: $id, $owner: OrganisationId, terms: $terms, status: $status) -> Self {
                Self {
                    id,
                    $owner,
                    terms,
                    status,
                    reserved: Quantity(0),
                    version: 1,
                }
            }

            fn id(&self) -> $id {
                self.id
            }

            fn owner(&self) -> OrganisationId {
                self.$owner
            }

            fn terms(&self) -> &$terms {
                &self.terms
            }

            fn status(&self) -> $status {
                self.status
            }

            fn left(&self) -> Quantity {
                self.$left()
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn saying(self, terms: $terms) -> Self {
                Self { terms, ..self }
            }

            fn being(self, status: $status) -> Self {
                Self { status, ..self }
            }

            fn next(self) -> Self {
                Self {
                    version: self.version + 1,
                    ..self
                }
            }

            fn window(terms: &$terms) -> DateWindow {
                terms.$window
            }

            fn place(terms: &$terms) -> &PlaceCode {
                &terms.place
            }

            fn changed(id: $id) -> Event {
                Event::$changed(id)
            }
        }

        impl PostStatus for $status {
            const DRAFT: Self = Self::Draft;
            const PUBLISHED: Self = Self::Published;
            const USED_UP: Self = Self::$used_up;
            const EXPIRED: Self = Self::Expired;

            fn after(self, event: PostEvent) -> Result<Self, Refused> {
                self.transition(event)
            }
        }
    };
}

post!(
    Offer, "offer", owner: supplier in Supplier, left: available, window: harvest,
    OfferId, OfferTerms, OfferStatus with SoldOut, OfferChanged
);
post!(
    Request, "request", owner: buyer in Buyer, left: open, window: delivery,
    RequestId, RequestTerms, RequestStatus with Fulfilled, RequestChanged
);

#[cfg(test)]
mod tests {
    use super::*;

    fn public<S: PostStatus>() -> String {
        let seen = S::ALL.iter().filter(|status| status.is_public());
        seen.map(|status| status.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn everyone_sees_what_is_or_was_on_the_market() {
        assert_eq!(public::<OfferStatus>(), "published sold_out expired");
        assert_eq!(public::<RequestStatus>(), "published fulfilled expired");
    }
}
