//! Which point-days a pair can use. All days of all points that limit their days stand in one row of slots, so that
//! the days of a pair are a span of it.

use crate::kernel::{Transport, index};
use crate::lots::Lots;
use crate::network::Component;
use crate::pairing::{Pairing, Setting};
use crate::posts::Point;

/// Days of a point that are told apart, from the first on which anything could ship. Later ones are not used.
const HORIZON: i64 = 3_660;

/// A day of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Place of the point among those of the market.
    pub(crate) point: usize,
    /// Julian day on which goods ship.
    pub(crate) day: i64,
    /// What it can still take; no more than all of its offers have.
    pub(crate) room: i64,
}

/// Slots in a row, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl Span {
    /// Its slots.
    pub(crate) fn slots(self) -> std::ops::RangeInclusive<u32> {
        self.from..=self.to
    }

    pub(crate) fn contains(self, slot: u32) -> bool {
        self.slots().contains(&slot)
    }
}

/// How a pair is limited by days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Not at all.
    Free,
    /// On each of the days that would do the point takes less than a lot.
    Never,
    /// It ships on these days.
    Days(Span),
}

/// The days of all points of a market that limit them.
#[derive(Debug)]
pub(crate) struct Calendar {
    pub(crate) slots: Vec<Slot>,
    /// By the place of the pair in the market's problem.
    pub(crate) lanes: Vec<Lane>,
    /// Whether an offer goes through a point that limits its days.
    pub(crate) limited: Vec<bool>,
}

impl Calendar {
    /// `None` where no point of the market limits its days, or nothing that could be traded goes through one.
    pub(crate) fn new(
        setting: Setting<'_>,
        component: &Component<'_>,
        transport: &Transport,
        lots: &Lots,
    ) -> Option<Self> {
        let posts = &component.posts;
        let limit = |point: Option<usize>| {
            let point = component.points.get(point?)?;
            point.post.daily_quantity
        };
        let limited: Vec<bool> = posts
            .offers
            .iter()
            .map(|offer| limit(offer.point).is_some())
            .collect();
        if !limited.contains(&true) {
            return None;
        }
        let windows: Vec<Option<(usize, i64, i64)>> = transport
            .pairs()
            .map(|pair| {
                let offer = posts.offers.get(index(pair.offer))?;
                let request = posts.requests.get(index(pair.request))?;
                limit(offer.point)?;
                let (from, to) = Pairing::new(setting, offer, request)?.ship_days();
                Some((offer.point?, from, to))
            })
            .collect();
        let (slots, starts) = slots(component, &windows);
        let mut calendar = Self {
            slots,
            lanes: Vec::with_capacity(windows.len()),
            limited,
        };
        for (pair, window) in transport.pairs().zip(windows) {
            let least = lots.of(pair.offer, pair.request).max(1);
            let lane = window.map_or(Lane::Free, |window| calendar.lane(&starts, window, least));
            calendar.lanes.push(lane);
        }
        Some(calendar)
    }

    /// The slots of a pair, without those at its ends that take less than `least`.
    fn lane(&self, starts: &[Start], (point, from, to): (usize, i64, i64), least: i64) -> Lane {
        let Some(start) = starts.get(point).filter(|start| start.days > 0) else {
            return Lane::Never;
        };
        let last = to.min(start.day + start.days - 1);
        let slot = |day: i64| u32::try_from(start.slot + day - start.day).ok();
        let takes = |slot: &u32| self.room(*slot) >= least;
        let ends = slot(from.max(start.day)).zip(slot(last));
        let Some((from, to)) = ends.filter(|_| from <= last) else {
            return Lane::Never;
        };
        let (first, last) = ((from..=to).find(takes), (from..=to).rev().find(takes));
        match first.zip(last) {
            Some((from, to)) => Lane::Days(Span { from, to }),
            None => Lane::Never,
        }
    }

    /// What a slot can take.
    pub(crate) fn room(&self, slot: u32) -> i64 {
        self.slots.get(index(slot)).map_or(0, |slot| slot.room)
    }

    pub(crate) fn lane_of(&self, place: usize) -> Lane {
        self.lanes.get(place).copied().unwrap_or(Lane::Never)
    }

    pub(crate) fn is_limited(&self, offer: u32) -> bool {
        self.limited.get(index(offer)).copied().unwrap_or_default()
    }

    /// What every slot can take.
    pub(crate) fn rooms(&self) -> Vec<i64> {
        self.slots.iter().map(|slot| slot.room).collect()
    }
}

/// Where the slots of a point begin.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    slot: i64,
    day: i64,
    days: i64,
}

fn slots(component: &Component<'_>, windows: &[Option<(usize, i64, i64)>]) -> (Vec<Slot>, Vec<Start>) {
    let mut ranges: Vec<Option<(i64, i64)>> = vec![None; component.points.len()];
    for (point, from, to) in windows.iter().flatten() {
        if let Some(range) = ranges.get_mut(*point) {
            let (first, last) = range.unwrap_or((*from, *to));
            *range = Some((first.min(*from), last.max(*to)));
        }
    }
    let (mut slots, mut starts) = (Vec::new(), Vec::new());
    for (number, (point, range)) in component.points.iter().zip(ranges).enumerate() {
        let mut start = Start::default();
        if let Some((first, last)) = range {
            let last = last.min(first + HORIZON - 1);
            start = Start {
                slot: i64::try_from(slots.len()).unwrap_or(i64::MAX),
                day: first,
                days: last - first + 1,
            };
            slots.extend(days_of(component, number, point, first, last));
        }
        starts.push(start);
    }
    (slots, starts)
}

fn days_of(component: &Component<'_>, number: usize, point: &Point<'_>, first: i64, last: i64) -> Vec<Slot> {
    let offers = component.posts.offers.iter();
    let here = offers.filter(|offer| offer.point == Some(number));
    let offered: i64 = here.map(|offer| offer.post.quantity.0).sum();
    let slot = |day: i64| Slot {
        point: number,
        day,
        room: point.room_on(day).unwrap_or(offered).min(offered),
    };
    (first..=last).map(slot).collect()
}
