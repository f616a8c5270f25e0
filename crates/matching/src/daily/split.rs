//! Who gets what once every offer has set aside so much for each of its days: exact again.
//!
//! An offer becomes one part a day, and the parts of a point-day that have more than it takes share a pseudo-request
//! for what has to stay, as the offers of a point do for its whole window ([`crate::sides`]). What stays because of a
//! day counts for the window, too, so the window's pseudo-request asks for that much less.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::shares::{Book, NO_SLOT, Shares};
use crate::kernel::{KernelError, Pair, Solution, Terminal, Transport, index};
use crate::lots::Lots;

/// So many turns are one with room first, one even one, and some of single days.
const CYCLE: usize = 4;

/// A market whose offers are split over their days.
#[derive(Debug)]
pub(super) struct Split {
    pub(super) transport: Transport,
    /// Of every part: the offer and the slot.
    parts: Vec<(u32, u32)>,
    /// Where the pairs of its problem stand in the whole one; those that are only here stand nowhere.
    places: Vec<Option<u32>>,
    /// Requests that have to be filled.
    hard: Vec<u32>,
    /// Those of them that stand for a full slot.
    of_slots: BTreeMap<u32, u32>,
}

impl Split {
    /// Sets aside for each day what `shares` ship. What an offer keeps is set aside, by the turn, for days that still
    /// have room, evenly for all of its days, or for one of them after the other in the order of their `prices`. `None`
    /// where the numbers are too large.
    pub(super) fn new(
        desk: &Desk<'_>,
        shares: &Shares,
        prices: &[i64],
        turn: usize,
    ) -> Result<Option<Self>, KernelError> {
        let parts = parts(desk, shares, prices, turn);
        let over = over(desk, &parts);
        let requests = Requests::new(desk, &over);
        let mut pairs: Vec<(Pair, Option<u32>)> = Vec::new();
        for ((offer, slot), part) in parts.keys().zip(0u32..) {
            for (place, pair) in desk.row(*offer) {
                let ships = *slot != NO_SLOT && desk.allows(place, pair, *slot);
                let free = *slot == NO_SLOT && !desk.calendar.is_limited(*offer);
                let request = requests.number(pair.request);
                if let Some(request) = request.filter(|_| ships || free || !desk.is_post(pair.request)) {
                    let cost = pair.cost;
                    let pair = Pair {
                        offer: part,
                        request,
                        cost,
                    };
                    pairs.push((pair, Some(place)));
                }
            }
            let rest = desk.transport.offers().get(index(*offer));
            if let Some((request, rest)) = requests.of_slot(*slot).zip(rest) {
                let cost = rest.slack_cost;
                let pair = Pair {
                    offer: part,
                    request,
                    cost,
                };
                pairs.push((pair, None));
            }
        }
        let offers = parts.iter().map(|((offer, _), quantity)| Terminal {
            quantity: *quantity,
            slack_cost: slack(desk, *offer),
        });
        pairs.sort_unstable();
        let (pairs, places): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        match Transport::new(offers.collect(), requests.terminals, &pairs) {
            Err(KernelError::TooLarge { .. } | KernelError::TooMany) => Ok(None),
            transport => Ok(Some(Self {
                transport: transport?,
                parts: parts.into_keys().collect(),
                places,
                hard: requests.hard,
                of_slots: requests.of_slots,
            })),
        }
    }

    /// Whether a flow leaves what has to stay.
    pub(super) fn keeps(&self, solution: &Solution) -> bool {
        let unmet = |request: &u32| solution.unmet.get(index(*request)).copied();
        self.hard.iter().all(|request| unmet(request) == Some(0))
    }

    /// The shares of a flow over the posts.
    pub(super) fn shares(&self, desk: &Desk<'_>, solution: &Solution) -> Shares {
        let share = |shipment: &crate::kernel::Shipment| {
            let place = (*self.places.get(shipment.pair)?)?;
            let pair = self.transport.pair(shipment.pair)?;
            let (_, slot) = self.parts.get(index(pair.offer))?;
            let real = desk.is_post(desk.pair(place)?.request);
            real.then_some(((place, *slot), shipment.quantity))
        };
        solution.shipments.iter().filter_map(share).collect()
    }

    /// What more room in a slot is worth by the duals of an optimal flow.
    pub(super) fn prices(&self, desk: &Desk<'_>, solution: &Solution) -> Vec<i64> {
        let price = |slot: u32| {
            let request = self.of_slots.get(&slot)?;
            solution.request_duals.get(index(*request)).copied()
        };
        let slots = (0u32..).take(desk.calendar.slots.len());
        slots.map(|slot| price(slot).unwrap_or_default().max(0)).collect()
    }

    /// The offer of a part.
    pub(super) fn offer(&self, part: u32) -> Option<u32> {
        self.parts.get(index(part)).map(|(offer, _)| *offer)
    }

    /// The minimum lots of the parts.
    pub(super) fn lots(&self, desk: &Desk<'_>) -> Lots {
        desk.lots
            .split(self.parts.iter().map(|(offer, _)| *offer), self.hard.clone())
    }
}

fn slack(desk: &Desk<'_>, offer: u32) -> i64 {
    let offer = desk.transport.offers().get(index(offer));
    offer.map_or(0, |offer| offer.slack_cost)
}

/// How much of each offer is set aside for which slot.
fn parts(desk: &Desk<'_>, shares: &Shares, prices: &[i64], turn: usize) -> BTreeMap<(u32, u32), i64> {
    let mut parts: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    for ((place, slot), quantity) in shares {
        if let Some(pair) = desk.pair(*place) {
            *parts.entry((pair.offer, *slot)).or_default() += quantity;
        }
    }
    let book = Book::of(desk, shares);
    let mut rooms: Vec<i64> = (0..).zip(prices).map(|(slot, _)| book.room(slot)).collect();
    for offer in (0u32..).take(desk.transport.offers().len()) {
        let mut rest = book.rest(offer);
        let mut put = |slot: u32, quantity: i64| {
            if quantity > 0 {
                *parts.entry((offer, slot)).or_default() += quantity;
            }
        };
        let slots = slots(desk, offer, prices);
        if slots.is_empty() {
            put(NO_SLOT, rest);
            continue;
        }
        if turn.is_multiple_of(CYCLE) {
            for slot in &slots {
                if let Some(room) = rooms.get_mut(index(*slot)) {
                    let some = rest.min(*room);
                    put(*slot, some);
                    *room -= some;
                    rest -= some;
                }
            }
        }
        if turn % CYCLE == 1 {
            let even = rest / i64::try_from(slots.len()).unwrap_or(i64::MAX);
            for slot in &slots {
                put(*slot, even);
                rest -= even;
            }
        }
        // The first of them takes what the even parts leave over.
        let at = (turn / CYCLE * (CYCLE - 2) + (turn % CYCLE).saturating_sub(2)) % slots.len();
        put(slots.get(at).copied().unwrap_or(NO_SLOT), rest);
    }
    parts
}

/// The slots that an offer can use, by price and day. None for one without limits.
fn slots(desk: &Desk<'_>, offer: u32, prices: &[i64]) -> Vec<u32> {
    if !desk.calendar.is_limited(offer) {
        return Vec::new();
    }
    let spans = desk
        .row(offer)
        .filter_map(|(place, _)| match desk.calendar.lane_of(index(place)) {
            super::calendar::Lane::Days(span) => Some(span),
            _ => None,
        });
    let ends = spans.fold(None, |ends: Option<(u32, u32)>, span| {
        let (from, to) = ends.unwrap_or((span.from, span.to));
        Some((from.min(span.from), to.max(span.to)))
    });
    let Some((from, to)) = ends else {
        return Vec::new();
    };
    let price = |slot: u32| prices.get(index(slot)).copied().unwrap_or_default();
    let mut slots: Vec<u32> = (from..=to).filter(|slot| desk.calendar.room(*slot) > 0).collect();
    slots.sort_by_key(|slot| (price(*slot), *slot));
    slots
}

/// What of each slot has to stay.
fn over(desk: &Desk<'_>, parts: &BTreeMap<(u32, u32), i64>) -> BTreeMap<u32, i64> {
    let mut aside: BTreeMap<u32, i64> = BTreeMap::new();
    for ((_, slot), quantity) in parts.iter().filter(|((_, slot), _)| *slot != NO_SLOT) {
        *aside.entry(*slot).or_default() += quantity;
    }
    let over = aside
        .into_iter()
        .map(|(slot, quantity)| (slot, quantity - desk.calendar.room(slot)));
    over.filter(|(_, over)| *over > 0).collect()
}

/// The requests of a split market: the posts, what the market respects beyond its pairs, and the full slots.
struct Requests {
    terminals: Vec<Terminal>,
    /// By the number in the whole market.
    numbers: Vec<Option<u32>>,
    of_slots: BTreeMap<u32, u32>,
    hard: Vec<u32>,
}

impl Requests {
    fn new(desk: &Desk<'_>, over: &BTreeMap<u32, i64>) -> Self {
        let mut requests = Self {
            terminals: Vec::new(),
            numbers: Vec::new(),
            of_slots: BTreeMap::new(),
            hard: Vec::new(),
        };
        let mut less: BTreeMap<u32, i64> = BTreeMap::new();
        for (slot, over) in over {
            let point = desk
                .calendar
                .slots
                .get(index(*slot))
                .and_then(|slot| desk.points.get(slot.point));
            if let Some(window) = point.and_then(|point| desk.sides.window_of(point)) {
                *less.entry(window).or_default() += over;
            }
        }
        for (number, terminal) in (0u32..).zip(desk.transport.requests()) {
            let quantity = terminal.quantity - less.get(&number).copied().unwrap_or_default();
            let new = (quantity > 0).then(|| requests.add(quantity, terminal.slack_cost));
            requests.numbers.push(new);
            let hard = !desk.is_post(number) && terminal.slack_cost > 0;
            requests.hard.extend(new.filter(|_| hard));
        }
        // More than a path through the whole market can gain by a unit.
        let prohibitive = desk.transport.magnitude().saturating_mul(3).saturating_add(1);
        for (slot, over) in over {
            let number = requests.add(*over, prohibitive);
            requests.of_slots.insert(*slot, number);
            requests.hard.push(number);
        }
        requests
    }

    fn add(&mut self, quantity: i64, slack_cost: i64) -> u32 {
        let number = u32::try_from(self.terminals.len()).unwrap_or(u32::MAX);
        self.terminals.push(Terminal { quantity, slack_cost });
        number
    }

    fn number(&self, request: u32) -> Option<u32> {
        self.numbers.get(index(request)).copied().flatten()
    }

    fn of_slot(&self, slot: u32) -> Option<u32> {
        self.of_slots.get(&slot).copied()
    }
}
