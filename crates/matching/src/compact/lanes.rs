//! Posts as numbers, and the lanes they stand in.

use std::collections::BTreeMap;
use std::ops::Range;

use chonoi_domain::fold::fold;
use chonoi_domain::id::{CertificateId, PlaceCode};

use crate::kernel::index;
use crate::posts::{ReadyOffer, ReadyRequest};
use crate::split::Group;

/// Harvests that begin in the same so many days share a lane.
const LANE_DAYS: i64 = 8;
#[derive(Debug, Default)]
pub(super) struct Seller {
    /// Its number among the offers of the market.
    pub(super) offer: u32,
    pub(super) ask: i64,
    pub(super) quantity: i64,
    pub(super) lot: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) certificates: u64,
    pub(super) grade: u32,
    pub(super) organisation: u32,
    /// The most that the stability bonus can be.
    pub(super) bonus: i64,
    /// Has declined or preferred partners.
    pub(super) special: bool,
}

#[derive(Debug)]
pub(super) struct Buyer {
    pub(super) quantity: i64,
    pub(super) lot: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) certificates: u64,
    /// 0 accepts any.
    pub(super) grade: u32,
    pub(super) organisation: u32,
    /// Product and bid.
    pub(super) wanted: Vec<(u32, i64)>,
}

#[derive(Debug)]
pub(super) struct Lane {
    /// Any of its offers, for what all share.
    pub(super) sample: usize,
    /// Its part of the sellers, the lowest ask first.
    pub(super) sellers: Range<usize>,
    /// Where its offers are, by the number of the place.
    pub(super) origin: u32,
    /// Whether it differs from the lane before only by its days.
    pub(super) continues: bool,
    pub(super) earliest: i64,
    pub(super) latest: i64,
}

/// Numbers for texts, from 1; the same text gets the same number.
pub(super) struct Names<T>(pub(super) BTreeMap<T, u32>);

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord> Names<T> {
    pub(super) fn number(&mut self, name: T) -> u32 {
        let next = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        *self.0.entry(name).or_insert(next)
    }

    /// The names in the order of their numbers.
    pub(super) fn in_order(self) -> Vec<T> {
        let mut named: Vec<_> = self.0.into_iter().map(|(name, number)| (number, name)).collect();
        named.sort_unstable();
        named.into_iter().map(|(_, name)| name).collect()
    }
}

/// Lanes, the lanes of each product, and the offers in the order of the lanes.
pub(super) fn lanes<'c>(
    group: &'c Group<'c>,
    products: &mut Names<&'c str>,
    origins: &mut Names<&'c PlaceCode>,
) -> (Vec<Lane>, Vec<Vec<u32>>, Vec<u32>) {
    let mut keyed: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for (number, offer) in (0u32..).zip(&group.offers) {
        let product = products.number(offer.product.id.as_str());
        let basis = (offer.ask_assumed, &offer.delivered_to);
        let days = offer.from.div_euclid(LANE_DAYS);
        let key = (product, offer.post.state, &offer.post.place, basis, days);
        keyed.entry(key).or_default().push(number);
    }
    let mut shelves = vec![Vec::new(); products.0.len() + 1];
    let (mut lanes, mut order) = (
        Vec::with_capacity(keyed.len()),
        Vec::with_capacity(group.offers.len()),
    );
    let mut before = None;
    for (number, ((product, state, place, basis, _), mut offers)) in (0u32..).zip(keyed) {
        let shared = Some((product, state, place, basis));
        let continues = before == shared;
        before = shared;
        offers.sort_by_key(|&offer| group.offers.get(index(offer)).map(|offer| offer.ask));
        if let Some(shelf) = shelves.get_mut(index(product)) {
            shelf.push(number);
        }
        let ready = || offers.iter().filter_map(|offer| group.offers.get(index(*offer)));
        lanes.push(Lane {
            sample: offers.first().copied().map_or(0, index),
            sellers: order.len()..order.len() + offers.len(),
            origin: origins.number(place) - 1,
            continues,
            earliest: ready().map(|offer| offer.from).min().unwrap_or_default(),
            latest: ready().map(|offer| offer.to).max().unwrap_or_default(),
        });
        order.extend(offers);
    }
    (lanes, shelves, order)
}

pub(super) fn wanted<'c>(request: &'c ReadyRequest<'c>, products: &mut Names<&'c str>) -> Vec<(u32, i64)> {
    let wanted = request.wanted.iter();
    wanted
        .map(|wanted| (products.number(wanted.product.id.as_str()), wanted.bid))
        .collect()
}

/// Numbers for what posts name.
#[derive(Default)]
pub(super) struct Namer<'c> {
    pub(super) grades: Names<String>,
    pub(super) organisations: Names<&'c str>,
    pub(super) certificates: Names<&'c str>,
}

impl<'c> Namer<'c> {
    pub(super) fn seller(&mut self, number: u32, offer: &'c ReadyOffer<'c>) -> Seller {
        Seller {
            offer: number,
            ask: offer.ask,
            quantity: offer.post.quantity.0,
            lot: offer.post.min_lot.0,
            from: offer.from,
            to: offer.to,
            certificates: self.certificates(offer.post.certificates.iter()),
            grade: offer
                .post
                .grade
                .as_ref()
                .map_or(0, |grade| self.grades.number(fold(grade))),
            organisation: self.organisations.number(&offer.post.supplier),
            bonus: if offer.preferred.is_empty() {
                0
            } else {
                offer.stability
            },
            special: !offer.preferred.is_empty() || !offer.excluded.is_empty(),
        }
    }

    pub(super) fn certificates(&mut self, held: impl Iterator<Item = &'c CertificateId>) -> u64 {
        let bit = |id: &'c CertificateId| 1u64.checked_shl(self.certificates.number(id.as_str()) - 1);
        held.map(bit)
            .map(Option::unwrap_or_default)
            .fold(0, |all, bit| all | bit)
    }
}
