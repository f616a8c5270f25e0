//! Quantities of pairs that are given, spread over their days: a transportation problem from pairs to slots, solved
//! exactly. What does not fit anywhere is dropped where it loses least.

use std::collections::BTreeMap;

use super::calendar::Lane;
use super::desk::Desk;
use super::shares::{NO_SLOT, Shares};
use crate::kernel::{self, KernelError, Pair, Terminal, Transport, index};

/// The cheapest days under `prices`, a price by slot, and of equally cheap ones the earliest. `None` where the numbers
/// are too large for it.
pub(super) fn spread(
    desk: &Desk<'_>,
    quantities: &BTreeMap<u32, i64>,
    prices: &[i64],
) -> Result<Option<Shares>, KernelError> {
    let mut shares = Shares::new();
    let (mut offers, mut places, mut arcs) = (Vec::new(), Vec::new(), Vec::new());
    let dearest = prices.iter().copied().max().unwrap_or_default();
    let days = i64::try_from(prices.len()).unwrap_or(i64::MAX);
    for (&place, &quantity) in quantities {
        let span = match desk.calendar.lane_of(index(place)) {
            Lane::Free => {
                shares.insert((place, NO_SLOT), quantity);
                continue;
            }
            Lane::Never => continue,
            Lane::Days(span) => span,
        };
        let Some(pair) = desk.pair(place) else { continue };
        let offer = u32::try_from(offers.len()).unwrap_or(u32::MAX);
        for slot in span.slots().filter(|slot| desk.allows(place, pair, *slot)) {
            let price = prices.get(index(slot)).copied().unwrap_or_default();
            arcs.push((offer, slot, price + i64::from(slot - span.from)));
        }
        places.push(place);
        offers.push(Terminal {
            quantity,
            slack_cost: desk.gain(pair).max(0).saturating_add(dearest + days + 1),
        });
    }
    let mut slots: Vec<u32> = arcs.iter().map(|(_, slot, _)| *slot).collect();
    slots.sort_unstable();
    slots.dedup();
    let number =
        |slot: &u32| u32::try_from(slots.binary_search(slot).unwrap_or_default()).unwrap_or_default();
    let requests: Vec<Terminal> = slots
        .iter()
        .map(|slot| Terminal {
            quantity: desk.calendar.room(*slot),
            slack_cost: 0,
        })
        .collect();
    let pairs: Vec<Pair> = arcs
        .iter()
        .map(|(offer, slot, cost)| Pair {
            offer: *offer,
            request: number(slot),
            cost: *cost,
        })
        .collect();
    let problem = match Transport::new(offers, requests, &pairs) {
        Err(KernelError::TooLarge { .. } | KernelError::TooMany) => return Ok(None),
        problem => problem?,
    };
    for shipment in kernel::solve(&problem)?.shipments {
        if let Some((offer, slot, _)) = arcs.get(shipment.pair)
            && let Some(place) = places.get(index(*offer))
        {
            shares.insert((*place, *slot), shipment.quantity);
        }
    }
    Ok(Some(shares))
}

/// What the pairs carry in all.
pub(super) fn by_pair(shares: &Shares) -> BTreeMap<u32, i64> {
    let mut quantities = BTreeMap::new();
    for ((place, _), quantity) in shares {
        *quantities.entry(*place).or_default() += quantity;
    }
    quantities
}
