//! The public product feed: everything on sale, at a stable address, with a tag that changes when and only when the goods
//! do.

use chonoi_channels::feed::{About, jsonld, rss};
use chonoi_channels::profile::Profile;
use chonoi_domain::channel::{ChannelKind, ListingPhase};
use chonoi_store::{audit, listings};

use super::connection::CHANNELS;
use super::files::content;
use crate::error::Error;
use crate::service::Market;

/// The formats of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    /// RSS 2.0 with the fields of Google's and Meta's product feeds.
    Rss,
    /// schema.org linked data.
    JsonLd,
}

/// What the feed says about itself.
const TITLE: &str = "Chợ Nổi – nông sản, thủy sản Cà Mau";
const DESCRIPTION: &str =
    "Hàng đang chào bán trên Chợ Nổi, do hợp tác xã và doanh nghiệp đã được xác minh đăng.";

impl Market {
    /// A tag of the feed in `format` with addresses that begin with `public_url`: equal as long as the feed is.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn feed_tag(&self, format: FeedFormat, public_url: &str) -> Result<String, Error> {
        let profile = feed_profile()?;
        let prints = listings::fingerprint(self.store.reader(), &profile.id).await?;
        let version = env!("CARGO_PKG_VERSION");
        Ok(audit::digest(&(
            format == FeedFormat::Rss,
            version,
            public_url,
            prints,
        )))
    }

    /// The feed in `format` with addresses that begin with `public_url`.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn feed(&self, format: FeedFormat, public_url: &str) -> Result<String, Error> {
        let profile = feed_profile()?;
        let rows = listings::listed(self.store.reader(), &profile.id).await?;
        let rows = rows.iter().filter(|row| row.phase != ListingPhase::Dead);
        let goods = rows
            .map(|row| content(row, public_url))
            .collect::<Result<Vec<_>, _>>()?;
        let about = About {
            title: TITLE,
            url: public_url,
            description: DESCRIPTION,
        };
        match format {
            FeedFormat::Rss => rss(profile, about, &goods).map_err(Error::internal),
            FeedFormat::JsonLd => Ok(jsonld(profile, about, &goods)),
        }
    }
}

fn feed_profile() -> Result<&'static Profile, Error> {
    let feed = CHANNELS.iter().find(|profile| profile.kind == ChannelKind::Feed);
    feed.ok_or(Error::NotFound("channel"))
}
