//! Parts of the market that are solved anew for one question: those in which points have capacities or sellers share,
//! which solved markets know nothing of.

use std::collections::BTreeSet;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;
use chonoi_matching::market::Market;
use chonoi_matching::points::Points;
use chonoi_matching::warm::Edit;

use super::shelf::{Near, named};
use super::standing::Standing;

/// A preview solves markets of up to so many pairs of posts of one product anew, some ten times within its time.
const MOST_PREVIEWED: usize = 1 << 17;
/// A question of the trade department solves markets of up to so many anew, twice within its time.
pub(crate) const MOST_TRIED: usize = 1 << 27;

/// How a post is looked at.
pub(crate) enum Way {
    /// In a solved market; whether that leaves out what a run would count.
    Kept {
        /// The market.
        near: Near,
        /// Whether sellers share or a point has a capacity there.
        left_out: bool,
    },
    /// In a copy of these posts, solved as a run would.
    Anew(Market),
}

/// How to look at `post`, which names these products.
pub(crate) fn way(
    catalogue: &Catalogue,
    standing: &Standing,
    products: BTreeSet<ProductId>,
    post: &Edit,
) -> Way {
    let kept = |products, left_out| {
        let near = standing.near(products);
        Way::Kept { near, left_out }
    };
    let shared = standing.policy.fairness.is_asked();
    if !shared && standing.posts.capacities.is_empty() {
        return kept(products, false);
    }
    let mut with = standing.posts.clone();
    with.apply(post);
    let bearing = bearing(catalogue, &[&with], products.clone());
    let part = part(catalogue, &with, &bearing);
    if !shared && part.capacities.is_empty() {
        kept(products, false)
    } else if named(&part) > MOST_PREVIEWED {
        kept(products, true)
    } else {
        Way::Anew(part)
    }
}

/// The products that bear on these in any of the markets: those that requests name with them, and those that go through
/// the same points.
pub(crate) fn bearing(
    catalogue: &Catalogue,
    markets: &[&Market],
    products: BTreeSet<ProductId>,
) -> BTreeSet<ProductId> {
    let shared: Vec<_> = markets
        .iter()
        .flat_map(|market| {
            let points = Points::of(catalogue, market);
            points.products(&market.offers).into_values().collect::<Vec<_>>()
        })
        .collect();
    let mut products = products;
    loop {
        let before = products.len();
        for market in markets {
            products = market.around(products).1;
        }
        for shared in &shared {
            if !shared.is_disjoint(&products) {
                products.extend(shared.iter().cloned());
            }
        }
        if products.len() == before {
            return products;
        }
    }
}

/// What `market` has of products that [`bearing`] told, with the points that any of its offers go through.
pub(crate) fn part(catalogue: &Catalogue, market: &Market, products: &BTreeSet<ProductId>) -> Market {
    let (mut part, _) = market.around(products.iter().cloned());
    let points = Points::of(catalogue, market);
    let used: BTreeSet<&str> = points.products(&part.offers).into_keys().collect();
    let used = market
        .capacities
        .iter()
        .filter(|point| used.contains(point.id.as_str()));
    part.capacities = used.cloned().collect();
    part
}
