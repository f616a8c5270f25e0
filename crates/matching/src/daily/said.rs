//! What a plan says about the days of its points: what ships on each, whose days are full, and the check of it all.

use chonoi_domain::quantity::Quantity;
use std::collections::{BTreeMap, BTreeSet};
use time::Date;

use super::calendar::{Calendar, Lane, Span};
use super::{Kept, NO_SLOT};
use crate::kernel::{KernelError, Solution, Transport, index};
use crate::lots::Lots;
use crate::network::Component;
use crate::pairing::day;
use crate::plan::{Allocation, DayUse};
use crate::reason::Reason;

impl Kept {
    /// What ships over a pair, each with its Julian day; none of one that is not limited by days.
    pub(crate) fn days_of(&self, place: usize) -> Vec<(Option<i64>, i64)> {
        let Ok(place) = u32::try_from(place) else {
            return Vec::new();
        };
        let shares = self.shares.range((place, 0)..=(place, NO_SLOT));
        let day = |slot: u32| self.calendar.slots.get(index(slot)).map(|slot| slot.day);
        shares
            .map(|((_, slot), quantity)| (day(*slot), *quantity))
            .collect()
    }

    /// What is shipped in every slot.
    fn loads(&self) -> Vec<i64> {
        let mut loads = vec![0; self.calendar.slots.len()];
        for ((_, slot), quantity) in &self.shares {
            if let Some(load) = loads.get_mut(index(*slot)) {
                *load += quantity;
            }
        }
        loads
    }

    /// What ships through a point on each of its days, and what more room on it would be worth.
    pub(crate) fn uses(&self, number: usize) -> Vec<DayUse> {
        let none = Vec::new();
        let prices = self.priced.as_ref().map_or(&none, |(_, prices)| prices);
        let prices = prices.iter().copied().chain(std::iter::repeat(0));
        let slots = self.calendar.slots.iter().zip(self.loads()).zip(prices);
        let of_point =
            slots.filter(|((slot, load), price)| slot.point == number && (*load > 0 || *price > 0));
        let used = of_point.filter_map(|((slot, load), worth)| {
            Some(DayUse {
                date: day(slot.day)?,
                quantity: Quantity(load),
                worth,
            })
        });
        used.collect()
    }
}

/// Days of a point from the first to the last, on all of which it is full.
#[derive(Clone, Copy, Debug)]
struct Days {
    point: usize,
    from: i64,
    to: i64,
}

/// Posts whose rest finds the days full that would do.
#[derive(Debug, Default)]
pub(crate) struct Full {
    offers: BTreeMap<u32, Days>,
    requests: BTreeMap<u32, Days>,
}

impl Full {
    /// A rest finds its days full where a partner has a rest, too, and all days of the pair are full; an offer's also
    /// where all of its days are.
    pub(crate) fn new(kept: &Kept, transport: &Transport, lots: &Lots, real: &Solution) -> Self {
        let loads = kept.loads();
        let is_full = |slot: u32, least: i64| {
            let load = loads.get(index(slot)).copied().unwrap_or_default();
            kept.calendar.room(slot) - load < least
        };
        let mut full = Self::default();
        let (mut open, mut blocked) = (BTreeSet::new(), BTreeSet::new());
        for (place, pair) in transport.pairs().enumerate() {
            let Lane::Days(span) = kept.calendar.lane_of(place) else {
                continue;
            };
            let rests = real
                .unsold
                .get(index(pair.offer))
                .zip(real.unmet.get(index(pair.request)));
            let Some((unsold, unmet)) = rests.filter(|(unsold, unmet)| **unsold > 0 || **unmet > 0) else {
                continue;
            };
            let least = lots.of(pair.offer, pair.request).max(1);
            let closed = span.slots().all(|slot| is_full(slot, least));
            if !closed {
                open.insert(pair.offer);
            }
            let Some(days) = days(&kept.calendar, span).filter(|_| closed) else {
                continue;
            };
            if *unsold > 0 {
                join(&mut full.offers, pair.offer, days);
            }
            if *unsold > 0 && *unmet > 0 {
                join(&mut full.requests, pair.request, days);
                blocked.insert(pair.offer);
            }
        }
        full.offers
            .retain(|offer, _| blocked.contains(offer) || !open.contains(offer));
        full
    }

    pub(crate) fn of_offer(&self, component: &Component<'_>, offer: usize) -> Option<Reason> {
        reason(component, self.offers.get(&u32::try_from(offer).ok()?)?)
    }

    pub(crate) fn of_request(&self, component: &Component<'_>, request: usize) -> Option<Reason> {
        reason(component, self.requests.get(&u32::try_from(request).ok()?)?)
    }
}

fn days(calendar: &Calendar, span: Span) -> Option<Days> {
    let (from, to) = (
        calendar.slots.get(index(span.from))?,
        calendar.slots.get(index(span.to))?,
    );
    Some(Days {
        point: from.point,
        from: from.day,
        to: to.day,
    })
}

/// More days of the same point; of another one they are not told.
fn join(of: &mut BTreeMap<u32, Days>, post: u32, days: Days) {
    let known = of.entry(post).or_insert(days);
    if known.point == days.point {
        known.from = known.from.min(days.from);
        known.to = known.to.max(days.to);
    }
}

fn reason(component: &Component<'_>, days: &Days) -> Option<Reason> {
    let point = component.points.get(days.point)?.post;
    Some(Reason::PointDaysFull {
        point: point.id.clone(),
        capacity: point.daily_quantity?,
        first_day: day(days.from)?,
        last_day: day(days.to)?,
    })
}

/// Whether every point takes what ships through it on every day, in days of the offer's harvest and no share below a lot:
/// from the allocations alone, a share each, and the posts.
pub(crate) fn verify(component: &Component<'_>, allocations: &[Allocation]) -> Result<(), KernelError> {
    let offers = &component.posts.offers;
    let mut loads: BTreeMap<(usize, Date), i64> = BTreeMap::new();
    for share in allocations {
        let at = offers.binary_search_by(|offer| offer.post.id.cmp(&share.offer));
        let offer = at.ok().and_then(|at| offers.get(at));
        let offer = offer.ok_or(KernelError::Broken("a share of no offer"))?;
        if !offer.post.harvest.contains(share.ship_date) {
            return Err(KernelError::Broken("a share ships on a day without harvest"));
        }
        if share.quantity < offer.post.min_lot {
            return Err(KernelError::Broken("a share is below its lot"));
        }
        if let Some(point) = offer.point {
            *loads.entry((point, share.ship_date)).or_default() += share.quantity.0;
        }
    }
    let fits = |((point, date), load): (&(usize, Date), &i64)| {
        let point = component.points.get(*point);
        let room = point.and_then(|point| point.room_on(date.to_julian_day().into()));
        room.is_none_or(|room| *load <= room)
    };
    if loads.iter().all(fits) {
        Ok(())
    } else {
        Err(KernelError::Broken("a point takes more on a day than it can"))
    }
}
