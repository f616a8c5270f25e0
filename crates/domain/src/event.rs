//! What happened, as an outbox row: it only wakes workers, which compare what should be with what is.

use serde::{Deserialize, Serialize};

use crate::id::{CapacityId, DealId, MatchRunId, OfferId, OrganisationId, ProposalId, RequestId};

/// Something that derived data hangs off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Event {
    /// An offer was posted or changed in any way.
    OfferChanged(OfferId),
    /// A request was posted or changed in any way.
    RequestChanged(RequestId),
    /// An organisation was verified, suspended or changed.
    OrganisationChanged(OrganisationId),
    /// A run was asked for.
    MatchRunRequested(MatchRunId),
    /// A proposal was answered.
    ProposalChanged(ProposalId),
    /// A deal was made or moved on.
    DealChanged(DealId),
    /// What a collection point or processor can take was added, changed, removed or put back.
    CapacityChanged(CapacityId),
}

impl Event {
    /// The word for its kind, the outbox row's topic.
    #[must_use]
    pub const fn topic(&self) -> &'static str {
        match self {
            Self::OfferChanged(_) => "offer_changed",
            Self::RequestChanged(_) => "request_changed",
            Self::OrganisationChanged(_) => "organisation_changed",
            Self::MatchRunRequested(_) => "match_run_requested",
            Self::ProposalChanged(_) => "proposal_changed",
            Self::DealChanged(_) => "deal_changed",
            Self::CapacityChanged(_) => "capacity_changed",
        }
    }
}
