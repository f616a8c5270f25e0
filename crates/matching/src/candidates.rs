//! The feasible pairs of a market, found by an index instead of testing every offer with every request.
//!
//! Offers of a product are sorted by what they cost before freight. A request only looks at those whose sum
//! is within its bid; everything dearer cannot be affordable however near it is.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;

use crate::kernel::Pair;
use crate::pairing::{Pairing, Setting};
use crate::split::Group;

/// All feasible pairs, ascending by (offer, request).
pub(crate) fn feasible(setting: Setting<'_>, group: &Group<'_>) -> Vec<Pair> {
    let index = by_price(group);
    let mut pairs = Vec::new();
    for (request, number) in group.requests.iter().zip(0u32..) {
        for wanted in &request.wanted {
            let offers = index
                .get(&wanted.product.id)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let affordable = offers.iter().take_while(|entry| entry.floor <= wanted.bid);
            for entry in affordable {
                let pairing = group
                    .offers
                    .get(entry.at)
                    .and_then(|offer| Pairing::new(setting, offer, request));
                if let Some(pairing) = pairing.filter(Pairing::feasible) {
                    pairs.push(Pair {
                        offer: entry.number,
                        request: number,
                        cost: pairing.parts().cost(),
                    });
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// An offer in the index.
struct Entry {
    /// Ask and handling.
    floor: i64,
    at: usize,
    number: u32,
}

fn by_price<'a>(group: &Group<'a>) -> BTreeMap<&'a ProductId, Vec<Entry>> {
    let mut index: BTreeMap<&ProductId, Vec<Entry>> = BTreeMap::new();
    for ((at, offer), number) in group.offers.iter().enumerate().zip(0u32..) {
        let floor = offer.ask + offer.handling;
        index
            .entry(&offer.product.id)
            .or_default()
            .push(Entry { floor, at, number });
    }
    for entries in index.values_mut() {
        entries.sort_by_key(|entry| entry.floor);
    }
    index
}
