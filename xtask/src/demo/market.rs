//! The whole demonstration market.

use super::directory::Directory;
use super::inputs::Inputs;
use super::post::{Offer, Request};
use super::prices::Prices;
use super::{assumed_offers, assumed_requests, demand, showcase, supply};

/// Everything that is written.
pub(super) struct Market {
    pub(super) offers: Vec<Offer>,
    pub(super) requests: Vec<Request>,
    pub(super) directory: Directory,
}

impl Market {
    /// Builds the market: published figures first, then assumptions, then the pairs for show.
    pub(super) fn build(inputs: &Inputs) -> anyhow::Result<Self> {
        let prices = Prices::read(inputs);
        let mut directory = Directory::named(inputs);
        let mut offers = supply::offers(inputs, &prices, &mut directory)?;
        let mut requests = demand::requests(inputs, &prices, &mut directory)?;
        let more = assumed_offers::offers(inputs, &prices, &mut directory, &offers)?;
        offers.extend(more);
        let more = assumed_requests::requests(inputs, &prices, &mut directory, requests.len())?;
        requests.extend(more);
        let (show_offers, show_requests) = showcase::posts(inputs, &prices, &mut directory)?;
        offers.extend(show_offers);
        requests.extend(show_requests);
        Ok(Self {
            offers,
            requests,
            directory,
        })
    }
}
