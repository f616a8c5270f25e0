//! What any channel can do, and how an operation on it ends.

use std::future::Future;
use std::time::Duration;

use chonoi_domain::channel::DelistReason;
use chonoi_domain::field::FieldError;
use thiserror::Error;

use crate::listing::Listing;

/// What a channel supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// A person carries files to the platform and back.
    pub needs_operator: bool,
    /// It can be asked whether it has a listing.
    pub finds: bool,
    /// It hands over orders.
    pub orders: bool,
    /// It calls us when something happens.
    pub webhooks: bool,
}

/// A listing as the platform has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The platform's own id.
    pub remote_id: String,
    /// Digest of what stands there, in the terms of [`Listing::digest`].
    pub digest: String,
}

/// How an operation that reached the channel ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stands there now.
    Applied(Observed),
    /// The channel took it and will decide later; ask again by the ticket.
    Accepted {
        /// Names the pending operation.
        ticket: String,
    },
    /// Not now: too many calls, or down.
    Retry {
        /// Wait at least so long.
        after: Duration,
    },
    /// The channel will not have it as it is.
    Rejected {
        /// What it says is wrong.
        fields: Vec<FieldError>,
    },
    /// It may have happened: look before anything is created again.
    Unknown,
}

/// An operation that could not be carried out, and whose fault that is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChannelError {
    /// Ours: the channel cannot do this at all.
    #[error("the channel does not support this operation")]
    Unsupported,
    /// Ours: the configuration is wrong.
    #[error("the channel's configuration is wrong: {0}")]
    Configuration(String),
    /// Ours to mend: the listing breaks the channel's rules.
    #[error("the listing breaks {} of the channel's rules", fields.len())]
    Refused {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// Theirs: try again.
    #[error("the channel is not available")]
    Unavailable {
        /// Wait at least so long.
        retry_after: Duration,
    },
    /// A webhook whose signature does not fit.
    #[error("the webhook was not signed by the channel")]
    Forged,
}

/// An order as the channel hands it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteOrder {
    /// The channel's id of it; unique on the channel.
    pub id: String,
    /// Our numbers with sale units ordered.
    pub lines: Vec<(String, i64)>,
}

/// A page of orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// The orders.
    pub orders: Vec<RemoteOrder>,
    /// Where to go on; `None` at the end.
    pub cursor: Option<String>,
}

/// A platform on which offers are sold. Implementations keep no state between calls.
pub trait Channel: Send + Sync {
    /// What it supports.
    fn capabilities(&self) -> Capabilities;

    /// Whether it answers, with a word about what it is.
    fn probe(&self) -> impl Future<Output = Result<String, ChannelError>> + Send;

    /// The listing of that number, if the platform has one.
    fn find(&self, sku: &str) -> impl Future<Output = Result<Option<Observed>, ChannelError>> + Send;

    /// Makes the platform show `listing`; creates it where there is no `remote_id`. Repeating a call with the same
    /// `key` changes nothing where the platform honours keys.
    fn apply(
        &self,
        listing: &Listing,
        remote_id: Option<&str>,
        key: &str,
    ) -> impl Future<Output = Result<Outcome, ChannelError>> + Send;

    /// Takes a listing off.
    fn delist(
        &self,
        sku: &str,
        remote_id: Option<&str>,
        reason: DelistReason,
        key: &str,
    ) -> impl Future<Output = Result<Outcome, ChannelError>> + Send;

    /// Orders since `cursor`.
    fn pull_orders(&self, cursor: Option<&str>) -> impl Future<Output = Result<Orders, ChannelError>> + Send;

    /// Whether a webhook's raw body was signed by the platform.
    ///
    /// # Errors
    /// [`ChannelError::Forged`], or [`ChannelError::Unsupported`] where there are none.
    fn verify_webhook(&self, headers: &[(&str, &str)], raw_body: &[u8]) -> Result<(), ChannelError>;
}
