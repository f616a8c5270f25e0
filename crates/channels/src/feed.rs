//! The `feed` kind: everything on sale at a stable address, for search engines and aggregators to fetch.

mod jsonld;
mod rss;

use chonoi_domain::channel::DelistReason;

use crate::channel::{Capabilities, Channel, ChannelError, Observed, Orders, Outcome};
use crate::listing::{Listing, digest};
use crate::profile::Profile;

pub use jsonld::jsonld;
pub use rss::{FeedError, rss};

/// What a feed says about itself.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// The market's absolute address.
    pub url: &'a str,
    /// A sentence about it.
    pub description: &'a str,
}

/// A strong `ETag` of a document: equal exactly when its bytes are.
#[must_use]
pub fn etag(document: &[u8]) -> String {
    format!("\"{}\"", digest(document))
}

/// The feed as a channel. It is made anew from the rows whenever it is fetched, so what is desired stands there at once.
#[derive(Clone, Debug)]
pub struct FeedChannel {
    profile: Profile,
}

impl FeedChannel {
    /// The channel of that profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile }
    }
}

impl Channel for FeedChannel {
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    async fn probe(&self) -> Result<String, ChannelError> {
        Ok(self.profile.ran_against.clone())
    }

    async fn find(&self, _sku: &str) -> Result<Option<Observed>, ChannelError> {
        Err(ChannelError::Unsupported)
    }

    async fn apply(
        &self,
        listing: &Listing,
        _remote_id: Option<&str>,
        _key: &str,
    ) -> Result<Outcome, ChannelError> {
        let fields = self.profile.faults(listing);
        Ok(if fields.is_empty() {
            Outcome::Applied(Observed {
                remote_id: listing.sku.clone(),
                digest: listing.digest(),
            })
        } else {
            Outcome::Rejected { fields }
        })
    }

    async fn delist(
        &self,
        sku: &str,
        _remote_id: Option<&str>,
        _reason: DelistReason,
        _key: &str,
    ) -> Result<Outcome, ChannelError> {
        Ok(Outcome::Applied(Observed {
            remote_id: sku.to_owned(),
            digest: String::new(),
        }))
    }

    async fn pull_orders(&self, _cursor: Option<&str>) -> Result<Orders, ChannelError> {
        Err(ChannelError::Unsupported)
    }

    fn verify_webhook(&self, _headers: &[(&str, &str)], _raw_body: &[u8]) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::embedded;
    use crate::samples;
    use expect_test::expect_file;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    fn profile() -> Profile {
        embedded().unwrap().pop().unwrap()
    }

    const ABOUT: About<'static> = About {
        title: "Chợ Nổi",
        url: "https://cho.example",
        description: "Nông sản, thủy sản Cà Mau & các tỉnh",
    };

    #[test]
    fn the_feeds_say_the_same_goods() {
        let listings = [samples::listing(1), samples::listing(2)];
        let xml = rss(&profile(), ABOUT, &listings).unwrap();
        expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/products.xml")].assert_eq(&xml);
        let json = jsonld(&profile(), ABOUT, &listings);
        expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/products.jsonld")].assert_eq(&json);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["itemListElement"].as_array().map(Vec::len), Some(2));
        let mut reader = Reader::from_str(&xml);
        let mut depth = 0;
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }

    #[test]
    fn the_etag_changes_with_the_goods_and_only_with_them() {
        let one = [samples::listing(1)];
        let tag = |listings: &[Listing]| etag(rss(&profile(), ABOUT, listings).unwrap().as_bytes());
        assert_eq!(tag(&one), tag(&one));
        assert_ne!(tag(&one), tag(&[]));
        assert_eq!(tag(&[]).len(), 66);
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let mut listing = samples::listing(1);
        listing.title = "a\u{0}b\u{b} <c>".to_owned();
        let xml = rss(&profile(), ABOUT, &[listing]).unwrap();
        assert!(xml.contains("<g:title>ab &lt;c&gt;</g:title>"), "{xml}");
    }

    #[tokio::test]
    async fn what_is_desired_stands_there_at_once() {
        let channel = FeedChannel::new(profile());
        let listing = samples::listing(1);
        let outcome = channel.apply(&listing, None, "k").await.unwrap();
        assert_eq!(
            outcome,
            Outcome::Applied(Observed {
                remote_id: listing.sku.clone(),
                digest: listing.digest()
            })
        );
    }
}
