//! What minimum lots took from each post, as reasons of its rest.

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::Quantity;

use crate::kernel::{Solution, index};
use crate::network::Component;
use crate::reason::Reason;

use super::Below;

/// A post's share of what lots took.
#[derive(Clone, Debug, Default)]
struct Loss {
    /// What it has less than without lots.
    quantity: i64,
    /// Its own matches that were below their lot.
    own: Vec<Reason>,
}

/// All posts of a market that lots took something from.
#[derive(Debug)]
pub(crate) struct Losses {
    offers: Vec<Loss>,
    requests: Vec<Loss>,
}

impl Losses {
    /// Compares the plan with the flow without lots.
    pub(crate) fn new(component: &Component<'_>, flow: &Solution, plan: &Solution, below: &[Below]) -> Self {
        let losses = |before: &[i64], after: &[i64]| -> Vec<Loss> {
            let more = before.iter().zip(after).map(|(before, after)| after - before);
            let loss = |quantity| Loss {
                quantity,
                own: Vec::new(),
            };
            more.map(loss).collect()
        };
        let mut losses = Self {
            offers: losses(&flow.unsold, &plan.unsold),
            requests: losses(&flow.unmet, &plan.unmet),
        };
        for below in below {
            losses.add(component, below);
        }
        losses
    }

    fn add(&mut self, component: &Component<'_>, below: &Below) {
        let (i, j) = (index(below.pair.offer), index(below.pair.request));
        let posts = component.posts.offers.get(i).zip(component.posts.requests.get(j));
        let losses = self.offers.get_mut(i).zip(self.requests.get_mut(j));
        let (Some((offer, request)), Some(losses)) = (posts, losses) else {
            return;
        };
        let (lot, of) = if request.post.min_lot > offer.post.min_lot {
            (request.post.min_lot, Side::Buyer)
        } else {
            (offer.post.min_lot, Side::Supplier)
        };
        for (loss, partner) in [(losses.0, &request.post.id), (losses.1, &offer.post.id)] {
            loss.own.push(Reason::LotNotFilled {
                partner: partner.clone(),
                share: Quantity(below.quantity),
                lot,
                of,
            });
        }
    }

    pub(crate) fn of_offer(&self, at: usize, others: Vec<Reason>) -> Vec<Reason> {
        with(self.offers.get(at), others)
    }

    pub(crate) fn of_request(&self, at: usize, others: Vec<Reason>) -> Vec<Reason> {
        with(self.requests.get(at), others)
    }
}

/// Lots come first: they are what stands between the rest and a match.
fn with(loss: Option<&Loss>, others: Vec<Reason>) -> Vec<Reason> {
    let Some(loss) = loss.filter(|loss| loss.quantity > 0) else {
        return others;
    };
    let mut reasons = loss.own.clone();
    if reasons.is_empty() {
        reasons.push(Reason::LotsElsewhere {
            quantity: Quantity(loss.quantity),
        });
    }
    reasons.extend(others);
    reasons
}
