//! A shortage request: what is lacked, by when, where and for how much.

use serde::{Deserialize, Serialize};

use super::ProductState;
use super::offer::PostEvent;
use crate::field::FieldError;
use crate::id::{CertificateId, OrganisationId, PlaceCode, ProductId, RequestId, UnitCode};
use crate::quantity::{Quantity, UnitPrice};
use crate::transition::Refused;
use crate::window::DateWindow;
use crate::words;

/// No post is larger: a million tonnes.
const MOST: i64 = 1_000_000_000_000;
/// The most days of a request that is wanted day by day: a quarter of a year.
pub const MOST_DAYS: i64 = 92;

words! {
    /// Where a request is in its life.
    RequestStatus {
        /// Being written.
        Draft = "draft",
        /// On the market.
        Published = "published",
        /// All of it is covered.
        Fulfilled = "fulfilled",
        /// Its delivery window has passed.
        Expired = "expired",
        /// Taken back by its organisation.
        Withdrawn = "withdrawn",
    }
}

impl RequestStatus {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    pub fn transition(self, event: PostEvent) -> Result<Self, Refused> {
        use PostEvent as E;
        use RequestStatus as S;
        match (self, event) {
            (S::Draft | S::Withdrawn, E::Publish) | (S::Fulfilled, E::Restock) => Ok(S::Published),
            (S::Draft | S::Published | S::Fulfilled, E::Withdraw) => Ok(S::Withdrawn),
            (S::Published, E::RunOut) => Ok(S::Fulfilled),
            (S::Draft | S::Published | S::Fulfilled | S::Withdrawn, E::Expire) => Ok(S::Expired),
            _ => Err(Refused {
                state: self.as_str(),
                event: event.as_str(),
            }),
        }
    }
}

/// One product that would do, with its own bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The product.
    pub product: ProductId,
    /// Price paid delivered; `None` leaves it to the product's price band.
    pub bid: Option<UnitPrice>,
}

/// What a request says, before it has an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTerms {
    /// Products that would do, at least one, all of one base unit, no product twice.
    pub alternatives: Vec<Alternative>,
    /// Accepted states; empty accepts any.
    pub states: Vec<ProductState>,
    /// Accepted grade; `None` accepts any.
    pub grade: Option<String>,
    /// How much in all, in base units; more than 0.
    pub quantity: Quantity,
    /// How much on every day of the delivery window, in base units, for goods that are wanted day by day;
    /// `quantity` is then this times the days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_quantity: Option<Quantity>,
    /// The trade unit the buyer typed, for showing it again.
    pub unit: UnitCode,
    /// The least that one supplier may bring at a time, in base units; at most `quantity`, and at most
    /// `daily_quantity` where there is one.
    pub min_lot: Quantity,
    /// When it must arrive.
    pub delivery: DateWindow,
    /// Commune or province where it must arrive.
    pub place: PlaceCode,
    /// Certificates required, sorted.
    pub certificates: Vec<CertificateId>,
    /// Days of shelf life that must remain at arrival.
    pub min_life_days: i32,
    /// 1 (a promotion) to 5 (a locked-down city).
    pub urgency: i32,
    /// A note of the buyer, at most 500 characters.
    pub note: Option<String>,
}

/// What `daily` comes to on all days of `delivery`.
///
/// # Errors
/// A [`FieldError`] on `daily_quantity`: `positive` for nothing, `max_days` for more than [`MOST_DAYS`] days, `max` where
/// the whole is no quantity.
pub fn over_days(daily: Quantity, delivery: DateWindow) -> Result<Quantity, FieldError> {
    let days = delivery.days();
    if daily.0 < 1 {
        return Err(FieldError::new("daily_quantity", "positive").with("min", 1));
    }
    if days > MOST_DAYS {
        return Err(FieldError::new("daily_quantity", "max_days")
            .with("max", MOST_DAYS)
            .with("days", days));
    }
    let whole = daily.0.checked_mul(days).filter(|whole| *whole <= MOST);
    whole
        .map(Quantity)
        .ok_or_else(|| FieldError::new("daily_quantity", "max").with("max", MOST / days.max(1)))
}

/// A request on the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id, time-ordered.
    pub id: RequestId,
    /// Who buys.
    pub buyer: OrganisationId,
    /// What it says.
    pub terms: RequestTerms,
    /// Where it is in its life.
    pub status: RequestStatus,
    /// Covered so far by deals, in base units; never above the quantity.
    pub reserved: Quantity,
    /// Counts changes; the `ETag`.
    pub version: i64,
}

impl Request {
    /// What is still lacking, in base units.
    #[must_use]
    pub fn open(&self) -> Quantity {
        Quantity((self.terms.quantity.0 - self.reserved.0).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_comes_back_when_a_deal_falls_through() {
        let covered = RequestStatus::Published.transition(PostEvent::RunOut).unwrap();
        assert_eq!(covered, RequestStatus::Fulfilled);
        assert_eq!(
            covered.transition(PostEvent::Restock),
            Ok(RequestStatus::Published)
        );
        assert!(RequestStatus::Expired.transition(PostEvent::Publish).is_err());
    }
}
