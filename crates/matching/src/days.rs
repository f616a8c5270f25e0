//! Requests that are wanted day by day: one request a day for the network, one again in the plan.
//!
//! A day is a request of its own, with the same id, so that whoever is declined or preferred is so on every day.
//! The cost of a pair does not depend on the day; only what fits does.

use std::borrow::Cow;

use chonoi_domain::post::request::MOST_DAYS;
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use time::Duration;

use crate::market::RequestPost;
use crate::plan::{Allocation, DayShare, Guidance, NearMiss, Unmet};
use crate::reason::{Obstacle, Reason};

/// The request itself, or one for each day on which something is lacking, from the last day back.
pub(crate) fn of(post: &RequestPost) -> Vec<Cow<'_, RequestPost>> {
    let Some(Quantity(daily)) = post.daily_quantity.filter(|daily| daily.0 > 0) else {
        return vec![Cow::Borrowed(post)];
    };
    let mut left = post.quantity.0;
    let mut days = Vec::new();
    for back in 0..post.delivery.days().min(MOST_DAYS) {
        let day = post.delivery.to() - Duration::days(back);
        let window = DateWindow::new(day, day);
        if let (Ok(delivery), true) = (window, left > 0) {
            days.push(Cow::Owned(RequestPost {
                quantity: Quantity(daily.min(left)),
                delivery,
                ..post.clone()
            }));
            left -= daily.min(left);
        }
    }
    days.reverse();
    days
}

/// Joins the days of every pair; allocations come by offer, request and day.
pub(crate) fn joined(allocations: Vec<Allocation>, is_daily: impl Fn(&str) -> bool) -> Vec<Allocation> {
    let mut joined: Vec<Allocation> = Vec::with_capacity(allocations.len());
    for mut day in allocations {
        if is_daily(&day.request) {
            day.days = vec![DayShare {
                ship_date: day.ship_date,
                arrive_date: day.arrive_date,
                quantity: day.quantity,
            }];
        }
        match joined.last_mut() {
            Some(first) if first.offer == day.offer && first.request == day.request => {
                first.quantity.0 += day.quantity.0;
                first.days.append(&mut day.days);
                first.guidance = Guidance {
                    low: first.guidance.low.min(day.guidance.low),
                    high: first.guidance.high.max(day.guidance.high),
                };
            }
            _ => joined.push(day),
        }
    }
    for allocation in &mut joined {
        if let [first, .., last] = allocation.days.as_slice() {
            let over = Reason::OverDays {
                days: allocation.days.len(),
                first_day: first.arrive_date,
                last_day: last.arrive_date,
            };
            allocation.reasons.insert(0, over);
        }
    }
    joined
}

/// Joins the days of every request that lack something; they come by request and day. The reasons are those of
/// the day that lacks most.
pub(crate) fn lacking(unmet: Vec<Unmet>, days: impl Fn(&str) -> Option<usize>) -> Vec<Unmet> {
    let mut joined: Vec<(Unmet, i64, usize)> = Vec::with_capacity(unmet.len());
    for day in unmet {
        let quantity = day.quantity.0;
        match joined.last_mut() {
            Some((first, most, count)) if first.request == day.request => {
                first.quantity.0 += quantity;
                *count += 1;
                if quantity > *most {
                    *most = quantity;
                    first.reasons = day.reasons;
                }
            }
            _ => joined.push((day, quantity, 1)),
        }
    }
    let with_days = joined.into_iter().map(|(mut rest, _, lacking)| {
        if let Some(of) = days(&rest.request) {
            rest.reasons.insert(0, Reason::DaysLacking { days: lacking, of });
        }
        rest
    });
    with_days.collect()
}

/// Keeps of the days of every pair the one that comes nearest.
pub(crate) fn nearest(near_misses: Vec<NearMiss>) -> Vec<NearMiss> {
    let off = |near: &NearMiss| match near.obstacle {
        Obstacle::Date { days, .. } => days.abs(),
        _ => 0,
    };
    let mut kept: Vec<NearMiss> = Vec::with_capacity(near_misses.len());
    for near in near_misses {
        match kept.last_mut() {
            Some(last) if last.offer == near.offer && last.request == near.request => {
                if off(&near) < off(last) {
                    *last = near;
                }
            }
            _ => kept.push(near),
        }
    }
    kept
}
