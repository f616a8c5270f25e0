//! A harvest offer: what will be harvested, how much, when, where and for how much.

use serde::{Deserialize, Serialize};

use super::ProductState;
use crate::id::{CertificateId, FileId, OfferId, OrganisationId, PlaceCode, ProductId, UnitCode};
use crate::quantity::{Quantity, UnitPrice};
use crate::transition::Refused;
use crate::window::DateWindow;
use crate::words;

words! {
    /// How sure the volume is.
    OfferStage {
        /// Dự kiến: matched, not listed on channels.
        Forecast = "forecast",
        /// Đã xác nhận.
        Confirmed = "confirmed",
        /// Sẵn sàng giao.
        Ready = "ready",
    }
}

words! {
    /// Where an offer is in its life.
    OfferStatus {
        /// Being written; seen by its organisation alone.
        Draft = "draft",
        /// On the market.
        Published = "published",
        /// Nothing left.
        SoldOut = "sold_out",
        /// Its harvest window has passed.
        Expired = "expired",
        /// Taken back by its organisation.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to an offer or a request.
    PostEvent {
        /// Its organisation puts it on the market.
        Publish = "publish",
        /// Its organisation takes it back.
        Withdraw = "withdraw",
        /// All of it is reserved.
        RunOut = "run_out",
        /// Some of it came back, or more was added.
        Restock = "restock",
        /// Its window has passed.
        Expire = "expire",
    }
}

impl OfferStatus {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    pub fn transition(self, event: PostEvent) -> Result<Self, Refused> {
        use OfferStatus as S;
        use PostEvent as E;
        match (self, event) {
            (S::Draft | S::Withdrawn, E::Publish) | (S::SoldOut, E::Restock) => Ok(S::Published),
            (S::Draft | S::Published | S::SoldOut, E::Withdraw) => Ok(S::Withdrawn),
            (S::Published, E::RunOut) => Ok(S::SoldOut),
            (S::Draft | S::Published | S::SoldOut | S::Withdrawn, E::Expire) => Ok(S::Expired),
            _ => Err(Refused {
                state: self.as_str(),
                event: event.as_str(),
            }),
        }
    }
}

impl OfferStage {
    /// The stage after the supplier says the harvest is surer.
    ///
    /// # Errors
    /// [`Refused`] when `to` is not surer than the present stage.
    pub fn advance(self, to: Self) -> Result<Self, Refused> {
        if to > self {
            Ok(to)
        } else {
            Err(Refused {
                state: self.as_str(),
                event: to.as_str(),
            })
        }
    }
}

/// Where the ask price is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceBasis {
    /// At the farm or collection point: the buyer pays freight on top.
    Farm,
    /// Delivered, freight included, to these provinces only.
    Delivered {
        /// Province codes, sorted.
        provinces: Vec<PlaceCode>,
    },
}

/// What an offer says, before it has an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferTerms {
    /// What is sold.
    pub product: ProductId,
    /// In which state.
    pub state: ProductState,
    /// Size or quality as the trade says it, for example `20 con/kg`.
    pub grade: Option<String>,
    /// How much in all, in base units; more than 0.
    pub quantity: Quantity,
    /// The trade unit the supplier typed, for showing it again.
    pub unit: UnitCode,
    /// The least that one buyer may take, in base units; at most `quantity`.
    pub min_lot: Quantity,
    /// When it is harvested and can be picked up.
    pub harvest: DateWindow,
    /// Commune (or province) where it is picked up.
    pub place: PlaceCode,
    /// Asked price; `None` leaves it to the product's price band.
    pub ask: Option<UnitPrice>,
    /// Where that price is paid.
    pub basis: PriceBasis,
    /// Certificates claimed, sorted; only verified, valid ones count in a match.
    pub certificates: Vec<CertificateId>,
    /// Photos, at most 6, in order.
    pub photos: Vec<FileId>,
    /// How sure the volume is.
    pub stage: OfferStage,
    /// A note of the supplier, at most 500 characters.
    pub note: Option<String>,
}

/// An offer on the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id, time-ordered.
    pub id: OfferId,
    /// Who sells.
    pub supplier: OrganisationId,
    /// What it says.
    pub terms: OfferTerms,
    /// Where it is in its life.
    pub status: OfferStatus,
    /// Reserved so far, in base units; never above the quantity.
    pub reserved: Quantity,
    /// Counts changes; the `ETag`.
    pub version: i64,
}

impl Offer {
    /// What is still free, in base units.
    #[must_use]
    pub fn available(&self) -> Quantity {
        Quantity((self.terms.quantity.0 - self.reserved.0).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offers_life_as_a_table() {
        let mut table = String::new();
        for state in OfferStatus::ALL {
            for event in PostEvent::ALL {
                if let Ok(next) = state.transition(*event) {
                    table.push_str(&format!("{state} --{event}--> {next}\n"));
                }
            }
        }
        expect_test::expect![[r#"
            draft --publish--> published
            draft --withdraw--> withdrawn
            draft --expire--> expired
            published --withdraw--> withdrawn
            published --run_out--> sold_out
            published --expire--> expired
            sold_out --withdraw--> withdrawn
            sold_out --restock--> published
            sold_out --expire--> expired
            withdrawn --publish--> published
            withdrawn --expire--> expired
        "#]]
        .assert_eq(&table);
    }

    #[test]
    fn a_stage_only_gets_surer() {
        assert_eq!(
            OfferStage::Forecast.advance(OfferStage::Ready),
            Ok(OfferStage::Ready)
        );
        assert!(OfferStage::Ready.advance(OfferStage::Confirmed).is_err());
        assert!(OfferStage::Ready.advance(OfferStage::Ready).is_err());
    }
}
