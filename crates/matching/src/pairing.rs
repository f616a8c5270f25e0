//! One offer and one request: whether they fit, on which day, at what cost, and what is in the way.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::fold::fold;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use time::Date;

use crate::plan::Parts;
use crate::posts::{ReadyOffer, ReadyRequest, Wanted};
use crate::reason::{Condition, Obstacle};
use crate::routes::{Road, Routes};

/// What every pair of a run shares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) routes: &'a Routes<'a>,
}

/// An offer and a request that names its product, of two organisations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairing<'p, 'a> {
    catalogue: &'p Catalogue,
    pub(crate) offer: &'p ReadyOffer<'a>,
    pub(crate) request: &'p ReadyRequest<'a>,
    wanted: &'p Wanted<'a>,
    pub(crate) road: Road,
}

/// The conditions from the cheapest to test to the dearest.
const BY_EFFORT: [Condition; 8] = [
    Condition::Date,
    Condition::MinimumLot,
    Condition::ShelfLife,
    Condition::State,
    Condition::Price,
    Condition::Certificate,
    Condition::Distance,
    Condition::Grade,
];

impl<'p, 'a> Pairing<'p, 'a> {
    /// `None` where the request does not name the product, both posts are of one organisation, or no road
    /// is known.
    pub(crate) fn new(
        setting: Setting<'p>,
        offer: &'p ReadyOffer<'a>,
        request: &'p ReadyRequest<'a>,
    ) -> Option<Self> {
        let wanted = request.wants(offer.product)?;
        let road = setting.routes.road(&offer.post.place, &request.post.place)?;
        (offer.post.supplier != request.post.buyer).then_some(Self {
            catalogue: setting.catalogue,
            offer,
            request,
            wanted,
            road,
        })
    }

    /// Whether one side declined the other.
    pub(crate) fn declined(&self) -> bool {
        self.offer.excluded.contains(self.request.post.id.as_str())
    }

    /// Whether the pair is an arc of the network.
    pub(crate) fn feasible(&self) -> bool {
        !self.declined() && BY_EFFORT.iter().all(|&condition| self.holds(condition))
    }

    /// Whether one condition is met.
    pub(crate) fn holds(&self, condition: Condition) -> bool {
        let (offer, request) = (self.offer, self.request);
        match condition {
            Condition::Price => self.delivered() <= self.wanted.bid,
            Condition::Date => self.days_off() == 0,
            Condition::ShelfLife => self.hours_short() <= 0,
            Condition::Certificate => request
                .post
                .certificates
                .iter()
                .all(|id| offer.certificates.contains(id)),
            Condition::State => {
                request.post.states.is_empty() || request.post.states.contains(&offer.post.state)
            }
            Condition::Grade => self.grade_fits(),
            Condition::MinimumLot => self.lot().0 <= self.carries(),
            Condition::Distance => offer.reaches(request),
        }
    }

    /// What the pair costs.
    pub(crate) fn parts(&self) -> Parts {
        let offer = self.offer;
        let preferred = offer.preferred.contains(self.request.post.id.as_str());
        Parts {
            ask: offer.ask,
            freight: self.freight(),
            handling: offer.handling,
            freshness: self.freshness(),
            bid: self.wanted.bid,
            stability: if preferred { offer.stability } else { 0 },
        }
    }

    /// First day on which the goods can ship so that they arrive in time, and the day they then arrive.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        self.on(self.ship_days().0)
    }

    /// A ship day, Julian, and the day on which the goods then arrive.
    pub(crate) fn on(&self, ship: i64) -> Option<(Date, Date)> {
        Some((day(ship)?, day(ship + self.road.lead.days)?))
    }

    /// First and last day on which the goods can ship so that they arrive in time, as Julian days; the last is before the
    /// first where there is none.
    pub(crate) fn ship_days(&self) -> (i64, i64) {
        let lead = self.road.lead.days;
        let (from, to) = (self.request.from - lead, self.request.to - lead);
        (self.offer.from.max(from), self.offer.to.min(to))
    }

    pub(crate) fn bid_assumed(&self) -> bool {
        self.wanted.bid_assumed
    }

    /// The larger of both minimum lots and whose it is.
    pub(crate) fn lot(&self) -> (i64, Side) {
        let (offer, request) = (self.offer.post.min_lot.0, self.request.post.min_lot.0);
        if request > offer {
            (request, Side::Buyer)
        } else {
            (offer, Side::Supplier)
        }
    }

    /// What is in the way if `condition` is not met. `None` where the day that would do is beyond the
    /// calendar.
    pub(crate) fn obstacle(&self, condition: Condition) -> Option<Obstacle> {
        let (offer, request) = (self.offer, self.request);
        Some(match condition {
            Condition::Price => Obstacle::Price {
                per_thousand: UnitPrice(self.price_over()),
                assumed: offer.ask_assumed || self.wanted.bid_assumed,
            },
            Condition::Date => {
                let days = self.days_off();
                let nearest = if days > 0 { request.to } else { request.from };
                Obstacle::Date {
                    days,
                    ship_date: day(nearest - self.road.lead.days)?,
                }
            }
            Condition::ShelfLife => Obstacle::ShelfLife {
                hours: self.hours_short(),
            },
            Condition::Certificate => {
                let required = request.post.certificates.iter();
                let mut missing: Vec<_> = required
                    .filter(|id| !offer.certificates.contains(id))
                    .cloned()
                    .collect();
                missing.sort();
                missing.dedup();
                Obstacle::Certificate { missing }
            }
            Condition::State => Obstacle::State {
                offered: offer.post.state,
                accepted: request.post.states.clone(),
            },
            Condition::Grade => Obstacle::Grade {
                offered: offer.post.grade.clone(),
                wanted: request.post.grade.clone().unwrap_or_default(),
            },
            Condition::MinimumLot => {
                let (lot, of) = self.lot();
                Obstacle::MinimumLot {
                    lot: Quantity(lot),
                    of,
                    has: Quantity(self.carries()),
                }
            }
            Condition::Distance => Obstacle::Distance {
                province: request.province.clone(),
                km: self.road.km,
            },
        })
    }

    /// Đồng by which the goods at the buyer's door exceed the bid.
    pub(crate) fn price_over(&self) -> i64 {
        self.delivered() - self.wanted.bid
    }

    pub(crate) fn bid(&self) -> i64 {
        self.wanted.bid
    }

    /// Days from the harvest window to the days that would do: positive if it comes too late, 0 if it fits.
    pub(crate) fn days_off(&self) -> i64 {
        let lead = self.road.lead.days;
        let (first, last) = (self.request.from - lead, self.request.to - lead);
        if self.offer.from > last {
            self.offer.from - last
        } else {
            (self.offer.to - first).min(0)
        }
    }

    /// Hours of shelf life lacking at arrival.
    pub(crate) fn hours_short(&self) -> i64 {
        let left = self.offer.life_hours.map(|life| life - self.road.lead.hours);
        left.map_or(0, |left| self.request.min_life_hours - left)
    }

    fn delivered(&self) -> i64 {
        self.offer.ask + self.freight() + self.offer.handling
    }

    fn freight(&self) -> i64 {
        self.offer.freight(self.catalogue, self.road.km)
    }

    /// Capped below both penalties together, so that it ranks affordable pairs and never forbids one.
    fn freshness(&self) -> i64 {
        let lost = self.offer.freshness_lost(self.road.lead);
        lost.min(self.offer.unsold_cost + self.request.unmet_cost - 1)
            .max(0)
    }

    fn carries(&self) -> i64 {
        self.offer.post.quantity.0.min(self.request.post.quantity.0)
    }

    fn grade_fits(&self) -> bool {
        let Some(wanted) = &self.request.post.grade else {
            return true;
        };
        self.offer
            .post
            .grade
            .as_ref()
            .is_some_and(|offered| fold(offered) == fold(wanted))
    }
}

/// A Julian day as a date; `None` beyond the calendar.
pub(crate) fn day(julian: i64) -> Option<Date> {
    Date::from_julian_day(i32::try_from(julian).ok()?).ok()
}
