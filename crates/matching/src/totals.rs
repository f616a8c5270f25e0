//! Sums over a plan.

use std::collections::BTreeMap;

use chonoi_domain::quantity::{BaseUnit, Dong, Quantity};

use crate::network::Component;
use crate::plan::{Allocation, Totals, Volume};

/// The totals of all markets. Sums saturate; the objective's own bounds are checked before.
pub(crate) fn of(components: &[Component<'_>], allocations: &[Allocation]) -> Totals {
    let mut volumes = BTreeMap::new();
    for component in components {
        count(component, &mut volumes);
    }
    let matched: BTreeMap<_, _> = components.iter().flat_map(products).collect();
    let (mut value, mut freight, mut margin) = (0i128, 0i128, 0i128);
    for allocation in allocations {
        let amount = i128::from(allocation.quantity.0);
        value += amount * i128::from(allocation.parts.bid);
        freight += amount * i128::from(allocation.parts.freight);
        margin += amount * i128::from(allocation.parts.bid - allocation.parts.delivered());
        let volume = matched
            .get(allocation.product.as_str())
            .and_then(|unit| volumes.get_mut(unit));
        if let Some(volume) = volume {
            add(&mut volume.matched, allocation.quantity);
        }
    }
    Totals {
        offers: components
            .iter()
            .map(|component| component.posts.offers.len())
            .sum(),
        requests: components.iter().map(requests).sum(),
        volumes: volumes.into_values().collect(),
        value: whole(value),
        freight: whole(freight),
        margin: whole(margin),
    }
}

fn count(component: &Component<'_>, volumes: &mut BTreeMap<BaseUnit, Volume>) {
    for offer in &component.posts.offers {
        add(
            &mut volume(volumes, offer.product.base_unit).offered,
            offer.post.quantity,
        );
    }
    for request in &component.posts.requests {
        if let Some(wanted) = request.wanted.first() {
            add(
                &mut volume(volumes, wanted.product.base_unit).requested,
                request.post.quantity,
            );
        }
    }
}

/// Requests of a market; the days of one are one.
fn requests(component: &Component<'_>) -> usize {
    let requests = &component.posts.requests;
    let again = requests.windows(2).filter(|pair| match pair {
        [one, next] => one.post.id == next.post.id,
        _ => false,
    });
    requests.len() - again.count()
}

fn products<'c>(component: &'c Component<'_>) -> impl Iterator<Item = (&'c str, BaseUnit)> {
    component
        .posts
        .offers
        .iter()
        .map(|offer| (offer.product.id.as_str(), offer.product.base_unit))
}

fn volume(volumes: &mut BTreeMap<BaseUnit, Volume>, base_unit: BaseUnit) -> &mut Volume {
    let none = Quantity(0);
    volumes.entry(base_unit).or_insert(Volume {
        base_unit,
        offered: none,
        requested: none,
        matched: none,
    })
}

fn add(sum: &mut Quantity, more: Quantity) {
    sum.0 = sum.0.saturating_add(more.0);
}

/// Thousandths of a đồng, rounded half up.
fn whole(thousandths: i128) -> Dong {
    Dong(i64::try_from((thousandths + 500).div_euclid(1_000)).unwrap_or(i64::MAX))
}
