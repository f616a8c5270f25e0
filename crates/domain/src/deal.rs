//! A deal: what both sides agreed to, until it is delivered.

use crate::transition::Refused;
use crate::words;

words! {
    /// Where a deal is in its life.
    DealStatus {
        /// Terms are being talked over.
        Negotiating = "negotiating",
        /// Both agreed; the quantity is reserved.
        Agreed = "agreed",
        /// Signed.
        Signed = "signed",
        /// Being delivered.
        Fulfilling = "fulfilling",
        /// Delivered in full.
        Completed = "completed",
        /// Called off; the quantity is free again.
        Cancelled = "cancelled",
        /// In dispute.
        Disputed = "disputed",
    }
}

words! {
    /// What can happen to a deal.
    DealEvent {
        /// Both sign.
        Sign = "sign",
        /// The first delivery leaves.
        Ship = "ship",
        /// The last delivery is received.
        Complete = "complete",
        /// It is called off.
        Cancel = "cancel",
        /// One side disputes.
        Dispute = "dispute",
    }
}

impl DealStatus {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    pub fn transition(self, event: DealEvent) -> Result<Self, Refused> {
        use DealEvent as E;
        use DealStatus as S;
        match (self, event) {
            (S::Agreed, E::Sign) => Ok(S::Signed),
            (S::Agreed | S::Signed, E::Ship) => Ok(S::Fulfilling),
            (S::Fulfilling | S::Disputed, E::Complete) => Ok(S::Completed),
            (S::Negotiating | S::Agreed | S::Signed | S::Disputed, E::Cancel) => Ok(S::Cancelled),
            (S::Agreed | S::Signed | S::Fulfilling | S::Completed, E::Dispute) => Ok(S::Disputed),
            _ => Err(Refused {
                state: self.as_str(),
                event: event.as_str(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_road_cannot_be_cancelled() {
        assert!(DealStatus::Fulfilling.transition(DealEvent::Cancel).is_err());
        assert_eq!(
            DealStatus::Agreed.transition(DealEvent::Cancel),
            Ok(DealStatus::Cancelled)
        );
        assert!(DealStatus::Completed.transition(DealEvent::Ship).is_err());
    }
}
