//! What is due on the channels: rows are taken under a lease, applied without any transaction open, and how that ended
//! is noted. On a channel by file this puts them into the file that waits for the operator.

use chonoi_channels::channel::Channel;
use chonoi_channels::feed::FeedChannel;
use chonoi_channels::file::FileChannel;
use chonoi_channels::listing::Listing as Content;
use chonoi_channels::reconcile::{Action, Ended};
use chonoi_domain::channel::{ChannelKind, DelistReason, DesiredState};
use chonoi_store::listings::{self, Listing};

use super::connection::CHANNELS;
use super::rows;
use crate::error::Error;
use crate::service::Market;

/// Rows taken at once.
const BATCH: u64 = 200;
/// A worker that has not finished a row for so long is dead; another may take it.
const LEASE_MS: i64 = 60_000;

impl Market {
    /// Applies what is due on all channels; how many rows.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn apply_listings(&self) -> Result<usize, Error> {
        let mut applied = 0;
        for profile in CHANNELS.iter() {
            applied += match profile.kind {
                ChannelKind::File => {
                    self.apply_all(&profile.id, &FileChannel::new(profile.clone()))
                        .await?
                }
                ChannelKind::Feed => {
                    self.apply_all(&profile.id, &FeedChannel::new(profile.clone()))
                        .await?
                }
            };
        }
        Ok(applied)
    }

    async fn apply_all(&self, id: &str, channel: &impl Channel) -> Result<usize, Error> {
        let mut applied = 0;
        loop {
            let rows = self.apply_batch(id, channel).await?;
            if rows == 0 {
                return Ok(applied);
            }
            applied += rows;
        }
    }

    async fn apply_batch(&self, id: &str, channel: &impl Channel) -> Result<usize, Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        let leased = listings::lease(&tx, id, (now, now + LEASE_MS), BATCH).await?;
        tx.commit().await?;
        if leased.is_empty() {
            return Ok(0);
        }
        let mut done = Vec::with_capacity(leased.len());
        for row in &leased {
            done.push((self.apply_row(row, channel).await?, row.version));
        }
        let tx = self.store.begin().await?;
        for (row, was) in &done {
            // Where the wish has changed meanwhile, the lease runs out and the row is taken again.
            listings::update(&tx, row, *was).await?;
        }
        tx.commit().await?;
        Ok(leased.len())
    }

    async fn apply_row(&self, row: &Listing, channel: &impl Channel) -> Result<Listing, Error> {
        let mut state = rows::state(row);
        // The lease is ours: it holds up others, not us.
        state.next_at = None;
        let now = self.now();
        let Some(action) = state.next(channel.capabilities(), now) else {
            return Ok(rows::with(row, state, None, now));
        };
        let key = format!("{}-{}", row.id, row.generation);
        let remote_id = row.remote_id.as_deref();
        let ended = match action {
            Action::LookUp => Ended::Look(channel.find(&row.sku).await),
            _ if row.desired == DesiredState::Delisted => {
                let reason = row.delist_reason.unwrap_or(DelistReason::Withdrawn);
                Ended::Operation(channel.delist(&row.sku, remote_id, reason, &key).await)
            }
            Action::Delist | Action::Create | Action::Update | Action::HandOver => {
                let content: Content = serde_json::from_str(&row.spec).map_err(Error::internal)?;
                Ended::Operation(channel.apply(&content, remote_id, &key).await)
            }
        };
        let sent = row.desired_hash.clone();
        state.settle(action, &sent, ended, self.now());
        Ok(rows::with(row, state, None, self.now()))
    }
}
