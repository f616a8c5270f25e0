//! A market with limited days as the search for a plan sees it.

use std::collections::BTreeMap;

use super::calendar::{Calendar, Lane};
use super::shares::Shares;
use crate::kernel::{self, KernelError, Pair, Solution, Terminal, Transport, index};
use crate::lots::{self, Lots};
use crate::network::Component;
use crate::posts::Point;
use crate::sides::Sides;

/// A market with limited days.
#[derive(Debug)]
pub(super) struct Desk<'d> {
    /// Its problem without the days: posts, and what it respects beyond its pairs.
    pub(super) transport: &'d Transport,
    pub(super) calendar: &'d Calendar,
    pub(super) lots: &'d Lots,
    pub(super) sides: &'d Sides,
    pub(super) points: &'d [Point<'d>],
    /// The point of every offer.
    pub(super) point_of: Vec<Option<usize>>,
    /// First and last harvest day of every offer, Julian.
    pub(super) harvests: Vec<(i64, i64)>,
    /// The pairs of the problem, in order.
    pub(super) pairs: Vec<Pair>,
    /// Where the pairs of every offer begin, and the end.
    starts: Vec<usize>,
}

impl<'d> Desk<'d> {
    pub(super) fn new(
        component: &'d Component<'d>,
        sides: &'d Sides,
        transport: &'d Transport,
        calendar: &'d Calendar,
        lots: &'d Lots,
    ) -> Self {
        let posts = &component.posts.offers;
        let pairs: Vec<Pair> = transport.pairs().collect();
        let offers = 0..=u32::try_from(transport.offers().len()).unwrap_or(u32::MAX);
        let starts = offers.map(|offer| pairs.partition_point(|pair| pair.offer < offer));
        Self {
            starts: starts.collect(),
            transport,
            calendar,
            lots,
            sides,
            points: &component.points,
            point_of: posts.iter().map(|offer| offer.point).collect(),
            harvests: posts.iter().map(|offer| (offer.from, offer.to)).collect(),
            pairs,
        }
    }

    pub(super) fn pair(&self, place: u32) -> Option<Pair> {
        self.pairs.get(index(place)).copied()
    }

    /// The pairs of an offer, each with its place.
    pub(super) fn row(&self, offer: u32) -> impl Iterator<Item = (u32, Pair)> + '_ {
        let at = |offer: usize| self.starts.get(offer).copied().unwrap_or_default();
        let (from, to) = (at(index(offer)), at(index(offer) + 1));
        let places = u32::try_from(from).unwrap_or(u32::MAX)..;
        places.zip(self.pairs.get(from..to).unwrap_or_default().iter().copied())
    }

    /// Whether a request is a post and not a limit of the market.
    pub(super) fn is_post(&self, request: u32) -> bool {
        self.lots.is_post(request)
    }

    /// Both ends of a pair.
    pub(super) fn ends(&self, pair: Pair) -> Option<(Terminal, Terminal)> {
        let offer = self.transport.offers().get(index(pair.offer))?;
        let request = self.transport.requests().get(index(pair.request))?;
        Some((*offer, *request))
    }

    /// What a unit shipped saves against leaving it on both sides; positive for every pair of posts.
    pub(super) fn gain(&self, pair: Pair) -> i64 {
        let ends = self.ends(pair);
        ends.map_or(0, |(offer, request)| {
            offer.slack_cost + request.slack_cost - pair.cost
        })
    }

    pub(super) fn lot(&self, pair: Pair) -> i64 {
        self.lots.of(pair.offer, pair.request)
    }

    /// What a flow of the problem carries over each pair of posts.
    pub(super) fn carried(&self, flow: &Solution) -> BTreeMap<u32, i64> {
        let real = flow.shipments.iter().filter_map(|shipment| {
            let place = u32::try_from(shipment.pair).ok()?;
            let real = self.is_post(self.pair(place)?.request);
            real.then_some((place, shipment.quantity))
        });
        real.collect()
    }

    /// Whether a pair may ship so that it uses this slot.
    pub(super) fn allows(&self, place: u32, pair: Pair, slot: u32) -> bool {
        let least = self.lot(pair).max(1);
        match self.calendar.lane_of(index(place)) {
            Lane::Days(span) => span.contains(slot) && self.calendar.room(slot) >= least,
            Lane::Free | Lane::Never => false,
        }
    }

    /// The shares as a flow of the market, with what the rests cost; its duals are those of `duals`.
    pub(super) fn flow(&self, shares: &Shares, duals: &Solution) -> Result<Solution, KernelError> {
        let mut carried = vec![0; self.pairs.len()];
        for ((place, _), quantity) in shares {
            if let Some(carried) = carried.get_mut(index(*place)) {
                *carried += quantity;
            }
        }
        self.leave(&mut carried)?;
        Ok(lots::solution(self.transport, &carried, duals))
    }

    /// Gives what no pair of posts carries to what the market respects beyond them, as cheaply as can be.
    fn leave(&self, carried: &mut [i64]) -> Result<(), KernelError> {
        if self.sides.is_empty() {
            return Ok(());
        }
        let mut rests: Vec<i64> = self
            .transport
            .offers()
            .iter()
            .map(|offer| offer.quantity)
            .collect();
        for (pair, carried) in self.pairs.iter().zip(carried.iter()) {
            if let Some(rest) = rests.get_mut(index(pair.offer)) {
                *rest -= carried;
            }
        }
        let first = self.lots.posts();
        let (mut offers, mut numbers) = (Vec::new(), Vec::new());
        for (offer, rest) in self.transport.offers().iter().zip(rests) {
            numbers.push(u32::try_from(offers.len()).unwrap_or(u32::MAX));
            if rest > 0 {
                offers.push(Terminal {
                    quantity: rest,
                    ..*offer
                });
            }
        }
        let end = u32::try_from(offers.len()).unwrap_or(u32::MAX);
        let numbered = |offer: u32| {
            let (at, next) = (
                numbers.get(index(offer))?,
                numbers.get(index(offer) + 1).unwrap_or(&end),
            );
            (at < next).then_some(*at)
        };
        let left: Vec<(u32, Pair)> = self
            .sides
            .pairs
            .iter()
            .filter_map(|pair| Some((numbered(pair.offer)?, *pair)))
            .collect();
        let pairs: Vec<Pair> = left
            .iter()
            .map(|(offer, pair)| Pair {
                offer: *offer,
                request: pair.request - first,
                cost: pair.cost,
            })
            .collect();
        let problem = Transport::new(offers, self.sides.requests.clone(), &pairs)?;
        let solution = kernel::solve(&problem)?;
        let unmet = self.sides.requests.iter().zip(&solution.unmet);
        if unmet
            .clone()
            .any(|(request, unmet)| request.slack_cost > 0 && *unmet > 0)
        {
            return Err(KernelError::Broken("more goes through a point than it takes"));
        }
        for shipment in &solution.shipments {
            let pair = left.get(shipment.pair).map(|(_, pair)| pair);
            let place = pair.and_then(|pair| self.transport.position(pair.offer, pair.request));
            let carried = place.and_then(|place| carried.get_mut(place));
            *carried.ok_or(KernelError::Broken("a rest that is no pair"))? = shipment.quantity;
        }
        Ok(())
    }
}
