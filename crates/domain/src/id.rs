//! Typed ids, so that an offer's id cannot be passed where a request's is wanted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// An organisation: the tenant of everything it posts.
    OrganisationId,
    /// A person with a login.
    UserId,
    /// A login session (one family of refresh tokens).
    SessionId,
    /// A harvest offer.
    OfferId,
    /// A shortage request.
    RequestId,
    /// One run of the matching engine.
    MatchRunId,
    /// A proposed connection of an offer and a request.
    ProposalId,
    /// A deal that came from an accepted proposal.
    DealId,
    /// An uploaded file.
    FileId,
    /// A certificate held by an organisation.
    HeldCertificateId,
    /// One offer's row on one channel.
    ListingId,
    /// A file of listings that an operator took away.
    ListingFileId,
    /// A search that someone keeps.
    SavedSearchId,
    /// Something new that someone is told of.
    NoticeId,
    /// What a collection point or processor can take.
    CapacityId,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.to_owned())
            }
        }
    )+};
}

codes! {
    /// A product of the catalogue, for example `tom-su`.
    ProductId,
    /// A product category, for example `thuy-san`.
    CategoryId,
    /// A province (2 digits) or commune (5 digits) by its GSO code since 1 July 2025, for example `96` or `32236`.
    PlaceCode,
    /// A kind of certificate, for example `vietgap`.
    CertificateId,
    /// A trade unit, for example `kg`, `tan`, `qua`.
    UnitCode,
}
