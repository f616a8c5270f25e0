//! How each simpler way chooses among the pairs of a market.

use std::collections::BTreeSet;

use super::{Method, Sale, Scene};
use crate::columns::Columns;
use crate::daily::{self, Asked};
use crate::error::MatchError;
use crate::kernel::certificate::certify;
use crate::kernel::{self, KernelError, Pair, Transport, index};
use crate::lots::{self, Lots};
use crate::pairing::Setting;
use crate::sides::Sides;

/// Pairs that each post keeps.
const KEPT: usize = 8;

impl Scene<'_, '_> {
    pub(super) fn choose(&self, setting: Setting<'_>, method: Method) -> Result<Vec<Sale>, MatchError> {
        let turn = |request: u32| self.turns.get(index(request)).copied().unwrap_or(usize::MAX);
        let mut pairs = self.pairs.clone();
        match method {
            Method::FirstCome => pairs.sort_by_key(|pair| (turn(pair.request), pair.cost, pair.offer)),
            Method::NearestFirst => {
                pairs.sort_by_cached_key(|pair| (self.km(setting, *pair), pair.cost, *pair));
            }
            Method::Engine | Method::EightCheapest => {
                let best = self.best_of_cheapest(setting);
                return best.map_err(|source| self.component.refused(source));
            }
        }
        let taken = self.taken(setting, &pairs);
        taken.map_err(|source| self.component.refused(source))
    }

    fn km(&self, setting: Setting<'_>, pair: Pair) -> i64 {
        let posts = &self.component.posts;
        let ends = posts
            .offers
            .get(index(pair.offer))
            .zip(posts.requests.get(index(pair.request)));
        let road =
            ends.and_then(|(offer, request)| setting.routes.road(&offer.post.place, &request.post.place));
        road.map_or(i64::MAX, |road| road.km)
    }

    /// Pair after pair as much as both sides and the offer's collection point still have, if that is a lot.
    fn taken(&self, setting: Setting<'_>, pairs: &[Pair]) -> Result<Vec<Sale>, KernelError> {
        let lots = Lots::new(&self.component.posts, &Sides::default());
        if let Some(days) = daily::taken(setting, self.component, &self.pairs, pairs)? {
            let sale = |(pair, quantity)| Sale { pair, quantity };
            return Ok(days.into_iter().map(sale).collect());
        }
        let rest = |terminals: &[kernel::Terminal]| -> Vec<i64> {
            terminals.iter().map(|terminal| terminal.quantity).collect()
        };
        let points = self.component.points.iter();
        let mut room: Vec<i64> = points.map(|point| point.room().unwrap_or(i64::MAX)).collect();
        let transport = &self.component.transport;
        let (mut supply, mut demand) = (rest(transport.offers()), rest(transport.requests()));
        let mut sales = Vec::new();
        for &pair in pairs {
            let ends = supply
                .get_mut(index(pair.offer))
                .zip(demand.get_mut(index(pair.request)));
            let Some((has, lacks)) = ends else { continue };
            let point = self.component.posts.offers.get(index(pair.offer));
            let room = point.and_then(|offer| room.get_mut(offer.point?));
            let most = room.as_ref().map_or(i64::MAX, |room| **room);
            let quantity = (*has).min(*lacks).min(most);
            if quantity > 0 && quantity >= lots.of(pair.offer, pair.request) {
                *has -= quantity;
                *lacks -= quantity;
                if let Some(room) = room {
                    *room -= quantity;
                }
                sales.push(Sale { pair, quantity });
            }
        }
        Ok(sales)
    }

    /// The optimum, with its lots, over the pairs that are among the cheapest of one of their posts.
    fn best_of_cheapest(&self, setting: Setting<'_>) -> Result<Vec<Sale>, KernelError> {
        let whole = &self.component.transport;
        let (offers, requests) = (whole.offers().to_vec(), whole.requests().to_vec());
        let sides = &self.component.sides;
        let transport = Transport::new(offers, requests, &sides.with(cheapest(&self.pairs)))?;
        let (basis, solution, _) = kernel::solve_with_basis(&transport, &|| false)?;
        let certificate = certify(&transport, &solution)?;
        let columns = Columns {
            transport,
            solution,
            basis,
            certificate,
        };
        let lots = Lots::new(&self.component.posts, sides);
        let planned = lots::respect(&lots, &columns, &|| false)?;
        let asked = Asked {
            setting,
            component: self.component,
            sides,
            columns: &columns,
            lots: &lots,
            planned: &planned,
            compact: None,
        };
        let kept = daily::keep(asked, &|| false)?;
        let planned = kept.map_or(planned, |kept| kept.planned);
        let (real, _) = sides.real(&self.component.posts, &columns.transport, &planned.solution);
        let sale = |shipment: &kernel::Shipment| {
            let pair = columns.transport.pair(shipment.pair)?;
            Some(Sale {
                pair,
                quantity: shipment.quantity,
            })
        };
        Ok(real.shipments.iter().filter_map(sale).collect())
    }
}

/// The cheapest few of each offer and of each request, ascending.
fn cheapest(pairs: &[Pair]) -> Vec<Pair> {
    let mut kept = BTreeSet::new();
    for of in [|pair: &Pair| pair.offer, |pair: &Pair| pair.request] {
        let mut sorted = pairs.to_vec();
        sorted.sort_by_key(|pair| (of(pair), pair.cost, *pair));
        for post in sorted.chunk_by(|left, right| of(left) == of(right)) {
            kept.extend(post.iter().take(KEPT).copied());
        }
    }
    kept.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_kept_when_it_is_cheap_for_either_of_its_posts() {
        // Ten offers fit one request; the two dearest also fit another, which nobody else fits.
        let pair = |offer, request, cost| Pair { offer, request, cost };
        let mut pairs: Vec<Pair> = (0..10).map(|offer| pair(offer, 0, i64::from(offer))).collect();
        pairs.extend([pair(8, 1, 5), pair(9, 1, 50)]);
        pairs.sort_unstable();
        let kept = cheapest(&pairs);
        // Every pair is among the eight cheapest of its own offer, so nothing is left out here …
        assert_eq!(kept, pairs);
        // … but with nine requests for each offer the dearest pair is nobody's.
        let dense: Vec<Pair> = (0..9)
            .flat_map(|offer| (0..9).map(move |request| pair(offer, request, i64::from(offer + request))))
            .collect();
        let kept = cheapest(&dense);
        assert_eq!(kept.len(), 80);
        assert!(!kept.contains(&pair(8, 8, 16)));
    }
}
