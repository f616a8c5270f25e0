//! Posts of one side that share all that a place decides, as sorted lists.

use std::collections::BTreeMap;

use chonoi_domain::post::ProductState;

use crate::compact::Link;
use crate::compact::lanes::{Buyer, Seller};
use crate::compact::look::LaneView;
use crate::posts::ReadyOffer;
use crate::reason::Condition;

use super::Asked;

/// How many members miss each condition, in the order of [`Condition::ALL`].
pub(super) type Misses = [usize; Condition::ALL.len()];

/// Numbers of the members of a crowd, each list ascending.
#[derive(Debug, Default)]
pub(super) struct Crowd<'c> {
    pub(super) members: usize,
    /// Asks or bids.
    prices: Vec<i64>,
    from: Vec<i64>,
    to: Vec<i64>,
    /// Lots and quantities of those whose lot is not larger than what they have.
    lots: Vec<i64>,
    quantities: Vec<i64>,
    certificates: BTreeMap<u64, usize>,
    grades: BTreeMap<u32, usize>,
    /// Of requests alone.
    lives: Vec<i64>,
    states: BTreeMap<&'c [ProductState], usize>,
}

impl<'c> Crowd<'c> {
    fn add(&mut self, price: i64, (from, to): (i64, i64), (lot, quantity): (i64, i64)) {
        self.members += 1;
        self.prices.push(price);
        self.from.push(from);
        self.to.push(to);
        if lot <= quantity {
            self.lots.push(lot);
            self.quantities.push(quantity);
        }
    }

    pub(super) fn of_sellers(sellers: &[Seller]) -> Self {
        let mut crowd = Self::default();
        for seller in sellers {
            crowd.add(
                seller.ask,
                (seller.from, seller.to),
                (seller.lot, seller.quantity),
            );
            *crowd.certificates.entry(seller.certificates).or_default() += 1;
            *crowd.grades.entry(seller.grade).or_default() += 1;
        }
        crowd.sorted()
    }

    pub(super) fn of_buyers(buyers: &[Asked<'c>]) -> Self {
        let mut crowd = Self::default();
        for Asked {
            bid, buyer, ready, ..
        } in buyers
        {
            crowd.add(*bid, (buyer.from, buyer.to), (buyer.lot, buyer.quantity));
            *crowd.certificates.entry(buyer.certificates).or_default() += 1;
            *crowd.grades.entry(buyer.grade).or_default() += 1;
            crowd.lives.push(ready.min_life_hours);
            *crowd.states.entry(&ready.post.states).or_default() += 1;
        }
        crowd.sorted()
    }

    fn sorted(mut self) -> Self {
        for list in [
            &mut self.prices,
            &mut self.from,
            &mut self.to,
            &mut self.lots,
            &mut self.quantities,
            &mut self.lives,
        ] {
            list.sort_unstable();
        }
        self
    }

    /// Members whose lot does not fit what a post has, or who have less than its lot.
    fn lot_misses(&self, lot: i64, quantity: i64) -> usize {
        if lot > quantity {
            return self.members;
        }
        let hopeless = self.members - self.lots.len();
        hopeless + above(&self.lots, quantity) + below(&self.quantities, lot)
    }

    /// How many sellers a request misses by each condition, in the order of [`Condition::ALL`].
    pub(super) fn missed_by_request(&self, view: &LaneView, buyer: &Buyer) -> Misses {
        let all_if = |missed: bool| if missed { self.members } else { 0 };
        let certificates = self.certificates.iter();
        let lacking = certificates.filter(|(held, _)| buyer.certificates & !**held != 0);
        let grades = self.grades.iter();
        let other = grades.filter(|(grade, _)| buyer.grade != 0 && buyer.grade != **grade);
        [
            above(&self.prices, view.bid - view.extra),
            above(&self.from, view.last) + below(&self.to, view.first),
            all_if(view.hours_short > 0),
            lacking.map(|(_, count)| count).sum(),
            all_if(!view.state),
            other.map(|(_, count)| count).sum(),
            self.lot_misses(buyer.lot, buyer.quantity),
            all_if(!view.reached),
        ]
    }

    /// How many buyers an offer misses by each condition.
    pub(super) fn missed_by_offer(
        &self,
        seller: &Seller,
        sample: &ReadyOffer<'_>,
        link: Link,
        reached: bool,
    ) -> Misses {
        let certificates = self.certificates.iter();
        let lacking = certificates.filter(|(wanted, _)| **wanted & !seller.certificates != 0);
        let grades = self.grades.iter();
        let other = grades.filter(|(grade, _)| **grade != 0 && seller.grade != **grade);
        let states = self.states.iter();
        let refused = states.filter(|(states, _)| !states.is_empty() && !states.contains(&sample.post.state));
        [
            below(&self.prices, seller.ask + link.freight + sample.handling),
            below(&self.to, seller.from + link.days) + above(&self.from, seller.to + link.days),
            above(&self.lives, link.left),
            lacking.map(|(_, count)| count).sum(),
            refused.map(|(_, count)| count).sum(),
            other.map(|(_, count)| count).sum(),
            self.lot_misses(seller.lot, seller.quantity),
            if reached { 0 } else { self.members },
        ]
    }
}

fn above(ascending: &[i64], value: i64) -> usize {
    ascending.len() - ascending.partition_point(|other| *other <= value)
}

fn below(ascending: &[i64], value: i64) -> usize {
    ascending.partition_point(|other| *other < value)
}
