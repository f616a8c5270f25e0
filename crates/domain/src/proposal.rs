//! A proposed connection of one offer and one request, and how both sides answer it.

use crate::transition::Refused;
use crate::words;

words! {
    /// Where a proposal is in its life.
    ProposalStatus {
        /// Waits for both.
        Open = "open",
        /// The supplier said yes; waits for the buyer.
        AcceptedBySupplier = "accepted_by_supplier",
        /// The buyer said yes; waits for the supplier.
        AcceptedByBuyer = "accepted_by_buyer",
        /// Both said yes: there is a deal and the quantity is reserved.
        Agreed = "agreed",
        /// One side said no, with a reason.
        Declined = "declined",
        /// Its ship date has passed unanswered.
        Expired = "expired",
        /// A later run proposed something else.
        Superseded = "superseded",
    }
}

words! {
    /// Which side of a trade.
    Side {
        /// Sells.
        Supplier = "supplier",
        /// Buys.
        Buyer = "buyer",
    }
}

words! {
    /// What can happen to a proposal.
    ProposalEvent {
        /// The supplier says yes.
        SupplierAccepts = "supplier_accepts",
        /// The buyer says yes.
        BuyerAccepts = "buyer_accepts",
        /// One side says no.
        Decline = "decline",
        /// Its ship date has passed.
        Expire = "expire",
        /// A later run no longer proposes it.
        Supersede = "supersede",
    }
}

impl ProposalEvent {
    /// The yes of `side`.
    #[must_use]
    pub const fn accept(side: Side) -> Self {
        match side {
            Side::Supplier => Self::SupplierAccepts,
            Side::Buyer => Self::BuyerAccepts,
        }
    }
}

impl ProposalStatus {
    /// The state after `event`. Saying yes twice changes nothing; a run supersedes only what nobody has answered.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    pub fn transition(self, event: ProposalEvent) -> Result<Self, Refused> {
        use ProposalEvent as E;
        use ProposalStatus as S;
        match (self, event) {
            (S::Open | S::AcceptedBySupplier, E::SupplierAccepts) => Ok(S::AcceptedBySupplier),
            (S::Open | S::AcceptedByBuyer, E::BuyerAccepts) => Ok(S::AcceptedByBuyer),
            (S::AcceptedByBuyer, E::SupplierAccepts) | (S::AcceptedBySupplier, E::BuyerAccepts) => {
                Ok(S::Agreed)
            }
            (S::Open | S::AcceptedBySupplier | S::AcceptedByBuyer, E::Decline) => Ok(S::Declined),
            (S::Open | S::AcceptedBySupplier | S::AcceptedByBuyer, E::Expire) => Ok(S::Expired),
            (S::Open, E::Supersede) => Ok(S::Superseded),
            _ => Err(Refused {
                state: self.as_str(),
                event: event.as_str(),
            }),
        }
    }

    /// Whether it still waits for an answer.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(
            self,
            Self::Open | Self::AcceptedBySupplier | Self::AcceptedByBuyer
        )
    }
}

words! {
    /// Why a side declines.
    DeclineReason {
        /// Price.
        Price = "price",
        /// Quantity.
        Quantity = "quantity",
        /// Dates.
        Dates = "dates",
        /// Quality, size or certificate.
        Quality = "quality",
        /// Transport.
        Transport = "transport",
        /// Sold or bought elsewhere.
        Elsewhere = "elsewhere",
        /// Something else, in the note.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposals_life_as_a_table() {
        let mut table = String::new();
        for state in ProposalStatus::ALL {
            for event in ProposalEvent::ALL {
                if let Ok(next) = state.transition(*event) {
                    table.push_str(&format!("{state} --{event}--> {next}\n"));
                }
            }
        }
        expect_test::expect![[r#"
            open --supplier_accepts--> accepted_by_supplier
            open --buyer_accepts--> accepted_by_buyer
            open --decline--> declined
            open --expire--> expired
            open --supersede--> superseded
            accepted_by_supplier --supplier_accepts--> accepted_by_supplier
            accepted_by_supplier --buyer_accepts--> agreed
            accepted_by_supplier --decline--> declined
            accepted_by_supplier --expire--> expired
            accepted_by_buyer --supplier_accepts--> agreed
            accepted_by_buyer --buyer_accepts--> accepted_by_buyer
            accepted_by_buyer --decline--> declined
            accepted_by_buyer --expire--> expired
        "#]]
        .assert_eq(&table);
    }
}
