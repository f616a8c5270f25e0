//! Fairness among sellers: the weighted price of [`crate::sides`], or floors under everyone's share, and what
//! either costs.
//!
//! **Floors** (leximin). All sellers are given the same floor under the share that they sell, as high as it can
//! be; whoever is in the way of a higher one stays there, and the others rise further. A floor is a step of the
//! price of what is kept: nothing up to `1 − floor`, prohibitive beyond. The highest floor is found by bisection
//! in steps of a thousandth; at every try the flow decides. The sets of what sellers can sell together are
//! polymatroids, so raising the floors one after the other loses nothing.

use chonoi_domain::quantity::Quantity;

use crate::kernel::{KernelError, Pair, Solution, Stop, Transport, index, solve_until};
use crate::plan::{Fairness, Share};
use crate::posts::Point;
use crate::sides::{Seller, Sides, Steps};
use crate::split::Group;

/// Floors are in parts of this.
const WHOLE: i64 = 1_000;
/// Times that sellers who are in the way are set apart. What is left then keeps the last floor of all.
const STAGES: usize = 8;

/// What each seller pays for what it keeps, with the floors that can be reached.
pub(crate) fn floors<'g>(
    group: &Group<'_>,
    points: &[Point<'_>],
    sellers: Vec<Seller<'g>>,
    pairs: &[Pair],
    prohibitive: i64,
    stop: Stop<'_>,
) -> Result<Vec<(Seller<'g>, Steps)>, KernelError> {
    let search = Search {
        group,
        points,
        pairs,
        prohibitive,
        stop,
    };
    let mut floors = vec![0; sellers.len()];
    let mut rising = vec![true; sellers.len()];
    for _ in 0..STAGES {
        let base = floors.clone();
        let at = |level: i64| -> Vec<i64> {
            let raised = base.iter().zip(&rising);
            raised
                .map(|(floor, rises)| if *rises { level.max(*floor) } else { *floor })
                .collect()
        };
        let (mut low, mut high) = (0, WHOLE + 1);
        while high - low > 1 {
            let middle = i64::midpoint(low, high);
            if search
                .short(&sellers, &at(middle))?
                .iter()
                .all(|short| *short == 0)
            {
                low = middle;
            } else {
                high = middle;
            }
        }
        floors = at(low);
        if low == WHOLE || stop() {
            break;
        }
        // Who falls short of a step more is in the way.
        let short = search.short(&sellers, &at(low + 1))?;
        for (rises, short) in rising.iter_mut().zip(short) {
            *rises &= short == 0;
        }
        if !rising.contains(&true) {
            break;
        }
    }
    let steps = sellers.into_iter().zip(floors);
    Ok(steps
        .map(|(seller, floor)| {
            let steps = step(&seller, floor, prohibitive);
            (seller, steps)
        })
        .collect())
}

/// Nothing up to `1 − floor`, then more than anything gains.
fn step(seller: &Seller<'_>, floor: i64, prohibitive: i64) -> Steps {
    let sold = i128::from(seller.offered) * i128::from(floor) / i128::from(WHOLE);
    let kept = seller.offered - i64::try_from(sold).unwrap_or(seller.offered);
    Steps {
        parts: vec![(kept, 0)],
        last: prohibitive,
    }
}

struct Search<'s> {
    group: &'s Group<'s>,
    points: &'s [Point<'s>],
    pairs: &'s [Pair],
    prohibitive: i64,
    stop: Stop<'s>,
}

impl Search<'_> {
    /// By how much each seller falls short of its floor where all together fall short by as little as can be.
    fn short(&self, sellers: &[Seller<'_>], floors: &[i64]) -> Result<Vec<i64>, KernelError> {
        let steps: Vec<_> = sellers
            .iter()
            .zip(floors)
            .map(|(seller, floor)| (seller.clone(), step(seller, *floor, self.prohibitive)))
            .collect();
        let sides = Sides::new(self.group, self.points, &steps, self.prohibitive);
        let transport = Transport::new(
            sides.offers(self.group),
            sides.requests(self.group),
            &sides.with(self.pairs.to_vec()),
        )?;
        let (solution, _) = solve_until(&transport, self.stop)?;
        let kept = |seller: &Seller<'_>| -> i64 {
            let offers = seller.offers.iter();
            offers
                .filter_map(|offer| solution.unsold.get(index(*offer)))
                .sum()
        };
        Ok(sellers.iter().map(kept).collect())
    }
}

/// The share of the seller that sells the smallest part of what it offers; of equal ones the first by product and
/// name. What no request fits, as `wanted` says of every offer, is left out: no plan can sell it.
pub(crate) fn worst(
    group: &Group<'_>,
    sellers: &[Seller<'_>],
    real: &Solution,
    wanted: impl Fn(usize) -> bool,
) -> Option<Share> {
    let share = |seller: &Seller<'_>| {
        let (mut offered, mut kept) = (0, 0);
        for at in seller.offers.iter().map(|offer| index(*offer)) {
            let post = group.offers.get(at).filter(|_| wanted(at));
            if let Some((post, rest)) = post.zip(real.unsold.get(at)) {
                offered += post.post.quantity.0;
                kept += rest;
            }
        }
        (offered > 0).then(|| Share {
            product: seller.product.clone(),
            supplier: seller.supplier.to_owned(),
            offered: Quantity(offered),
            sold: Quantity(offered - kept),
        })
    };
    let shares = sellers.iter().filter_map(share);
    shares.reduce(|worst, other| if below(&other, &worst) { other } else { worst })
}

/// Fairness over two markets.
pub(crate) fn joined(one: Option<Fairness>, other: Option<Fairness>) -> Option<Fairness> {
    let worse = |one: Option<Share>, other: Option<Share>| match (one, other) {
        (Some(one), Some(other)) => Some(if below(&other, &one) { other } else { one }),
        (one, other) => one.or(other),
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(Fairness {
            premium: one.premium + other.premium,
            price: one.price + other.price,
            worst_before: worse(one.worst_before, other.worst_before),
            worst_after: worse(one.worst_after, other.worst_after),
        }),
        (one, other) => one.or(other),
    }
}

/// Whether the first sells a smaller share than the second.
pub(crate) fn below(one: &Share, other: &Share) -> bool {
    let cross = |a: &Share, b: &Share| i128::from(a.sold.0) * i128::from(b.offered.0);
    cross(one, other) < cross(other, one)
}
