//! What ships on which day, and a book of what every post, point and day still has.

use std::collections::BTreeMap;

use super::calendar::{Lane, Span};
use super::desk::Desk;
use crate::kernel::{Terminal, index};

/// Stands where a pair is not limited by days.
pub(crate) const NO_SLOT: u32 = u32::MAX;

/// How much each pair, by its place in the problem, ships in which slot.
pub(crate) type Shares = BTreeMap<(u32, u32), i64>;

/// What is shipped, and what is left of everything.
#[derive(Debug)]
pub(super) struct Book<'d> {
    desk: &'d Desk<'d>,
    pub(super) shares: Shares,
    /// By slot.
    rooms: Vec<i64>,
    /// By point, in all.
    through: Vec<i64>,
    unsold: Vec<i64>,
    unmet: Vec<i64>,
}

impl<'d> Book<'d> {
    /// Nothing is shipped yet.
    pub(super) fn new(desk: &'d Desk<'d>) -> Self {
        let quantities =
            |side: &[Terminal]| -> Vec<i64> { side.iter().map(|terminal| terminal.quantity).collect() };
        Self {
            shares: Shares::new(),
            rooms: desk.calendar.rooms(),
            through: desk
                .points
                .iter()
                .map(|point| point.room().unwrap_or(i64::MAX))
                .collect(),
            unsold: quantities(desk.transport.offers()),
            unmet: quantities(desk.transport.requests()),
            desk,
        }
    }

    /// With these shares, which keep every limit.
    pub(super) fn of(desk: &'d Desk<'d>, shares: &Shares) -> Self {
        let mut book = Self::new(desk);
        for ((place, slot), quantity) in shares {
            book.add(*place, *slot, *quantity);
        }
        book
    }

    fn point(&self, offer: u32) -> Option<usize> {
        self.desk.point_of.get(index(offer)).copied().flatten()
    }

    fn add(&mut self, place: u32, slot: u32, quantity: i64) {
        let Some(pair) = self.desk.pair(place).filter(|_| quantity > 0) else {
            return;
        };
        let point = self.point(pair.offer);
        let left = [
            self.unsold.get_mut(index(pair.offer)),
            self.unmet.get_mut(index(pair.request)),
            self.rooms.get_mut(index(slot)),
            point.and_then(|point| self.through.get_mut(point)),
        ];
        for left in left.into_iter().flatten() {
            *left -= quantity;
        }
        *self.shares.entry((place, slot)).or_default() += quantity;
    }

    /// What a pair could still carry, days aside.
    fn most(&self, offer: u32, request: u32) -> i64 {
        let left = [
            self.unsold.get(index(offer)),
            self.unmet.get(index(request)),
            self.point(offer).and_then(|point| self.through.get(point)),
        ];
        left.into_iter().flatten().copied().min().unwrap_or_default()
    }

    /// Ships up to `wanted` more over a pair, as early as there is room, no share below its lot; how much it was.
    pub(super) fn put(&mut self, place: u32, wanted: i64) -> i64 {
        let Some(pair) = self
            .desk
            .pair(place)
            .filter(|pair| self.desk.is_post(pair.request))
        else {
            return 0;
        };
        let (lot, most) = (
            self.desk.lot(pair),
            wanted.min(self.most(pair.offer, pair.request)),
        );
        let mut left = most;
        match self.desk.calendar.lane_of(index(place)) {
            Lane::Never => {}
            Lane::Free => {
                if left > 0 && self.had(place, NO_SLOT) + left >= lot {
                    self.add(place, NO_SLOT, left);
                    left = 0;
                }
            }
            Lane::Days(span) => {
                for (slot, share) in self.cut(place, span, lot, most) {
                    self.add(place, slot, share);
                    left -= share;
                }
            }
        }
        most - left
    }

    /// A quantity cut into shares of at least a lot, on the first days that have room enough for it. Early days take as much
    /// as leaves a lot to each later one. What would be no lot stays.
    fn cut(&self, place: u32, span: Span, lot: i64, quantity: i64) -> Vec<(u32, i64)> {
        let (mut days, mut room, mut least) = (Vec::new(), 0, 0);
        for slot in span.slots() {
            let had = self.had(place, slot);
            let (most, need) = (self.room(slot), (lot - had).max(1));
            if room >= quantity || most < need {
                continue;
            }
            // Days that would all have to be filled, and then one more would not have its lot: those alone.
            if least + need > quantity {
                continue;
            }
            room += most;
            least += need;
            days.push((slot, most, need));
        }
        let mut left = quantity.min(room);
        let mut shares = Vec::with_capacity(days.len());
        for (slot, most, need) in days {
            least -= need;
            let share = most.min(left - least);
            left -= share;
            shares.push((slot, share));
        }
        shares
    }

    fn had(&self, place: u32, slot: u32) -> i64 {
        self.shares.get(&(place, slot)).copied().unwrap_or_default()
    }

    /// Ships what a flow ships, whose days end first before others; whether all of it found room.
    pub(super) fn put_all(&mut self, quantities: &BTreeMap<u32, i64>) -> bool {
        let days = |place: u32| match self.desk.calendar.lane_of(index(place)) {
            Lane::Days(span) => (span.to, span.from),
            Lane::Free | Lane::Never => (NO_SLOT, NO_SLOT),
        };
        let order = quantities.iter();
        let mut order: Vec<_> = order
            .map(|(place, quantity)| (days(*place), *place, *quantity))
            .collect();
        order.sort_unstable();
        let mut all = true;
        for (_, place, quantity) in order {
            all &= self.put(place, quantity) == quantity;
        }
        all
    }

    /// Ships all of a flow on the first day of each pair, where every day has room for that.
    pub(super) fn put_first(&mut self, quantities: &BTreeMap<u32, i64>) -> bool {
        let mut loads = vec![0i64; self.rooms.len()];
        let mut shares = Vec::new();
        for (place, quantity) in quantities {
            let slot = match self.desk.calendar.lane_of(index(*place)) {
                Lane::Never => return false,
                Lane::Free => NO_SLOT,
                Lane::Days(span) => span.from,
            };
            if let Some(load) = loads.get_mut(index(slot)) {
                *load += quantity;
            }
            shares.push((*place, slot, *quantity));
        }
        if loads.iter().zip(&self.rooms).any(|(load, room)| load > room) {
            return false;
        }
        for (place, slot, quantity) in shares {
            self.add(place, slot, quantity);
        }
        true
    }

    /// Ships whatever else fits and saves something, the most saving pair first.
    pub(super) fn top_up(&mut self) {
        let places = (0u32..).zip(&self.desk.pairs);
        let posts = places.filter(|(_, pair)| self.desk.is_post(pair.request));
        let free = posts.filter(|(_, pair)| self.most(pair.offer, pair.request) > 0);
        let mut free: Vec<_> = free
            .map(|(place, pair)| (-self.desk.gain(*pair), place))
            .filter(|(loss, _)| *loss < 0)
            .collect();
        free.sort_unstable();
        for (_, place) in free {
            self.put(place, i64::MAX);
        }
    }

    /// What a slot still takes.
    pub(super) fn room(&self, slot: u32) -> i64 {
        self.rooms.get(index(slot)).copied().unwrap_or_default()
    }

    /// What an offer keeps.
    pub(super) fn rest(&self, offer: u32) -> i64 {
        self.unsold.get(index(offer)).copied().unwrap_or_default()
    }
}
