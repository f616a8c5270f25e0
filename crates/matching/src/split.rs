//! Markets: the connected sets of products, joined by the requests that name several.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;

use crate::posts::{ReadyOffer, ReadyRequest};

/// The posts of one market, each side by id.
#[derive(Debug, Default)]
pub(crate) struct Group<'a> {
    pub(crate) offers: Vec<ReadyOffer<'a>>,
    pub(crate) requests: Vec<ReadyRequest<'a>>,
}

impl Group<'_> {
    /// Pairs of an offer and a request that names its product.
    pub(crate) fn named_pairs(&self) -> usize {
        let mut offers: BTreeMap<&ProductId, usize> = BTreeMap::new();
        for offer in &self.offers {
            *offers.entry(&offer.product.id).or_default() += 1;
        }
        let wanted = self.requests.iter().flat_map(|request| &request.wanted);
        wanted
            .filter_map(|wanted| offers.get(&wanted.product.id))
            .fold(0, |sum, offers| sum.saturating_add(*offers))
    }
}

/// Splits posts into markets, each named by its first product, in the order of those names.
pub(crate) fn markets<'a>(
    offers: Vec<ReadyOffer<'a>>,
    requests: Vec<ReadyRequest<'a>>,
) -> BTreeMap<&'a ProductId, Group<'a>> {
    let mut joined = Joined::default();
    for request in &requests {
        for pair in request.wanted.windows(2) {
            if let [left, right] = pair {
                joined.join(&left.product.id, &right.product.id);
            }
        }
    }
    // Products that go through one point compete for it.
    let mut through: BTreeMap<usize, &ProductId> = BTreeMap::new();
    for offer in &offers {
        if let Some(point) = offer.point {
            let first = *through.entry(point).or_insert(&offer.product.id);
            joined.join(first, &offer.product.id);
        }
    }
    let mut groups: BTreeMap<&ProductId, Group<'a>> = BTreeMap::new();
    for offer in offers {
        groups
            .entry(joined.first(&offer.product.id))
            .or_default()
            .offers
            .push(offer);
    }
    for request in requests {
        if let Some(wanted) = request.wanted.first() {
            groups
                .entry(joined.first(&wanted.product.id))
                .or_default()
                .requests
                .push(request);
        }
    }
    groups
}

/// Sets of products; each points towards the first of its set.
#[derive(Default)]
struct Joined<'a> {
    before: BTreeMap<&'a ProductId, &'a ProductId>,
}

impl<'a> Joined<'a> {
    fn first(&self, product: &'a ProductId) -> &'a ProductId {
        let mut at = product;
        while let Some(before) = self.before.get(at) {
            at = before;
        }
        at
    }

    fn join(&mut self, left: &'a ProductId, right: &'a ProductId) {
        let (left, right) = (self.first(left), self.first(right));
        if left != right {
            self.before.insert(left.max(right), left.min(right));
        }
    }
}
