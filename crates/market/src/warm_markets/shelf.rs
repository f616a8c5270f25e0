//! Solved markets within a bound of memory: what has not been asked for the longest goes first.

use std::collections::BTreeSet;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;
use chonoi_matching::error::MatchError;
use chonoi_matching::market::Market;
use chonoi_matching::policy::Policy;
use chonoi_matching::warm::Warm;

/// Bytes that a pair of a solved market takes.
const PAIR_BYTES: usize = 16;
/// Of the pairs that products name together, about one in so many is feasible.
const NAMED_A_PAIR: usize = 8;

/// A market to be asked about: the posts of some products, with all that requests join to them.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    pub(crate) products: BTreeSet<ProductId>,
    pub(crate) posts: Market,
}

/// Why a market gave no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It would need more memory than all solved markets may take.
    TooLarge,
    /// With the changes that were tried, its sums would leave 64 bits.
    ChangesTooLarge,
    /// The engine says no.
    Engine(MatchError),
}

impl Refusal {
    /// The same where the market gave an answer until something in it was changed.
    pub(crate) fn of_changes(self) -> Self {
        match self {
            Self::Engine(MatchError::TooLarge { .. } | MatchError::SumTooLarge) => Self::ChangesTooLarge,
            other => other,
        }
    }
}

impl From<MatchError> for Refusal {
    fn from(error: MatchError) -> Self {
        Self::Engine(error)
    }
}

#[derive(Debug)]
struct Kept<'c> {
    products: BTreeSet<ProductId>,
    policy: Policy,
    warm: Warm<'c>,
}

/// The solved markets, the one asked last at the end.
#[derive(Debug)]
pub(crate) struct Shelf<'c> {
    catalogue: &'c Catalogue,
    bytes: usize,
    kept: Vec<Kept<'c>>,
}

impl<'c> Shelf<'c> {
    pub(super) const fn new(catalogue: &'c Catalogue, bytes: usize) -> Self {
        Self {
            catalogue,
            bytes,
            kept: Vec::new(),
        }
    }

    /// Asks the market of these posts under `policy`. It is brought to the posts as they stand first, or built where it
    /// is not kept.
    ///
    /// # Errors
    /// [`Refusal`]; the market is then forgotten.
    pub(crate) fn ask<T>(
        &mut self,
        near: &Near,
        policy: &Policy,
        question: impl FnOnce(&mut Warm<'c>) -> Result<T, MatchError>,
    ) -> Result<T, Refusal> {
        let at = self
            .kept
            .iter()
            .position(|kept| kept.products == near.products && kept.policy == *policy);
        let mut warm = match at.map(|at| self.kept.remove(at)) {
            Some(kept) => {
                let mut warm = kept.warm;
                sound(&near.posts, |posts| warm.follow(posts))?;
                warm
            }
            None if named(&near.posts) / NAMED_A_PAIR * PAIR_BYTES > self.bytes => {
                return Err(Refusal::TooLarge);
            }
            None => sound(&near.posts, |posts| Warm::new(self.catalogue, posts, policy))?,
        };
        let answer = question(&mut warm)?;
        self.kept.push(Kept {
            products: near.products.clone(),
            policy: policy.clone(),
            warm,
        });
        self.make_room();
        Ok(answer)
    }

    /// What the solved markets know of products, places and units.
    pub(crate) const fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    fn make_room(&mut self) {
        let mut taken: usize = self.kept.iter().map(|kept| kept.warm.bytes()).sum();
        while taken > self.bytes && !self.kept.is_empty() {
            taken -= self.kept.remove(0).warm.bytes();
        }
    }

    /// How many are kept.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.kept.len()
    }
}

/// Tries again without the posts that break a rule: one of them must not hold up all others.
pub(crate) fn sound<T>(
    posts: &Market,
    mut take: impl FnMut(&Market) -> Result<T, MatchError>,
) -> Result<T, MatchError> {
    match take(posts) {
        Err(MatchError::Posts(faults)) => {
            let mut rest = posts.clone();
            rest.leave_out(&faults);
            take(&rest)
        }
        other => other,
    }
}

/// Pairs of an offer and a request that names its product.
pub(crate) fn named(posts: &Market) -> usize {
    let mut offers = std::collections::BTreeMap::new();
    for offer in &posts.offers {
        *offers.entry(&offer.product).or_insert(0_usize) += 1;
    }
    let wanted = posts.requests.iter().flat_map(|request| &request.alternatives);
    wanted.filter_map(|wanted| offers.get(&wanted.product)).sum()
}

#[cfg(test)]
mod tests {
    use chonoi_domain::post::offer::PriceBasis;
    use chonoi_domain::post::request::Alternative;
    use chonoi_domain::quantity::{Quantity, UnitPrice};
    use chonoi_domain::window::DateWindow;
    use chonoi_matching::market::{OfferPost, RequestPost};
    use time::macros::date;

    use super::*;

    fn near(product: &str, posts: usize) -> Near {
        let days = DateWindow::new(date!(2026 - 12 - 01), date!(2026 - 12 - 09)).unwrap();
        let offer = |at: usize| OfferPost {
            id: format!("o{at}"),
            supplier: format!("s{at}"),
            product: product.into(),
            state: "fresh".parse().unwrap(),
            grade: None,
            quantity: Quantity(100_000),
            min_lot: Quantity(0),
            harvest: days,
            place: "96".into(),
            ask: Some(UnitPrice(100_000)),
            basis: PriceBasis::Farm,
            certificates: vec![],
        };
        let request = |at: usize| RequestPost {
            id: format!("r{at}"),
            buyer: format!("b{at}"),
            alternatives: vec![Alternative {
                product: product.into(),
                bid: Some(UnitPrice(120_000)),
            }],
            states: vec![],
            grade: None,
            quantity: Quantity(100_000),
            daily_quantity: None,
            min_lot: Quantity(0),
            delivery: days,
            place: "96".into(),
            certificates: vec![],
            urgency: 3,
            min_life_days: 0,
        };
        Near {
            products: BTreeSet::from([product.into()]),
            posts: Market {
                offers: (0..posts).map(offer).collect(),
                requests: (0..posts).map(request).collect(),
                ..Market::default()
            },
        }
    }

    fn traded(shelf: &mut Shelf<'_>, near: &Near) -> Result<i64, Refusal> {
        shelf.ask(near, &Policy::default(), |warm| {
            warm.optimise(&|| false)?;
            Ok(warm.trades().iter().map(|trade| trade.quantity).sum())
        })
    }

    #[test]
    fn what_was_not_asked_for_the_longest_makes_room() {
        let catalogue = Catalogue::embedded().unwrap();
        let one = near("tom-the", 40).posts;
        let one = Warm::new(&catalogue, &one, &Policy::default()).unwrap().bytes();
        let mut shelf = Shelf::new(&catalogue, one * 5 / 2);
        let markets = [near("tom-the", 40), near("tom-dat", 40), near("tom-su", 40)];
        for market in &markets {
            assert_eq!(traded(&mut shelf, market).unwrap(), 4_000_000);
        }
        assert_eq!(shelf.len(), 2);
        let first = |shelf: &Shelf<'_>| shelf.kept[0].products.first().unwrap().0.clone();
        assert_eq!(first(&shelf), "tom-dat");
        traded(&mut shelf, &markets[1]).unwrap();
        assert_eq!((shelf.len(), first(&shelf).as_str()), (2, "tom-su"));
    }

    #[test]
    fn a_market_larger_than_all_memory_is_refused_before_it_is_built() {
        let catalogue = Catalogue::embedded().unwrap();
        let mut shelf = Shelf::new(&catalogue, 1_000);
        assert!(matches!(
            traded(&mut shelf, &near("tom-the", 40)),
            Err(Refusal::TooLarge)
        ));
        assert_eq!(shelf.len(), 0);
    }

    #[test]
    fn a_post_that_breaks_a_rule_does_not_hold_up_the_others() {
        let catalogue = Catalogue::embedded().unwrap();
        let mut shelf = Shelf::new(&catalogue, 1 << 20);
        let mut market = near("tom-the", 4);
        for _ in 0..2 {
            market.posts.offers[0].quantity = Quantity(0);
            assert_eq!(traded(&mut shelf, &market).unwrap(), 300_000);
        }
        assert_eq!(shelf.len(), 1);
    }
}
