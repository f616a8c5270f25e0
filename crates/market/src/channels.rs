//! Sales channels: which offers should stand on which, what is known to stand there, and the files and feeds between.
//!
//! [`sync`] brings rows in line with the offers, [`chonoi_channels::reconcile`] moves one row, [`apply`] does what
//! needs no operator, [`files`] hands out listing files, [`results`] takes the platforms' answers back.

pub(crate) mod apply;
pub(crate) mod connection;
pub mod feed;
pub mod files;
pub mod results;
mod rows;
mod standing;
mod sync;
pub mod view;

use crate::actor::Broker;
use crate::error::Error;
use crate::service::{Market, Trace};

impl Market {
    /// Compares every offer with what should stand on the channels, now, and does what needs no operator.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a channel that is none.
    pub async fn reconcile_channel(&self, broker: &Broker, channel: &str) -> Result<(), Error> {
        connection::channel(channel)?;
        let changed = self.sweep_listings().await?;
        self.apply_listings().await?;
        tracing::info!(channel, changed, "listings were compared because a person asked");
        let tx = self.store.begin().await?;
        let trace = trace(broker, "reconcile", "channel");
        self.record(&tx, trace, channel, (None, Some(&changed))).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A write by `broker` for the audit trail.
fn trace(broker: &Broker, action: &'static str, kind: &'static str) -> Trace {
    Trace {
        user: Some(broker.user().0),
        organisation: Some(broker.organisation().0),
        action,
        kind,
    }
}
