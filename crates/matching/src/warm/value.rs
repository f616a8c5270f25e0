//! What the flow of a warm market is worth to its posts: weights, margins, and where fair prices lie.

use super::{Answer, Warm};
use crate::error::MatchError;
use crate::kernel::duals::Interval;
use crate::kernel::edit::{Flow, Standing};
use crate::kernel::index;
use crate::market::PairId;
use crate::pairing::{Pairing, Setting};
use crate::plan::{Guidance, Parts};
use crate::settle::guidance;

/// A flow with what its price is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The posts.
    pub pair: PairId,
    /// Base units.
    pub quantity: i64,
    /// Parts of the pair's cost.
    pub parts: Parts,
    /// Where a fair delivered price lies.
    pub guidance: Guidance,
}

/// Sums over a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worth {
    /// Weight of what is traded.
    pub(crate) grams: i64,
    /// What bids leave above asks, freight and handling, in thousandths of a đồng.
    pub(crate) margin: i64,
}

impl Warm<'_> {
    /// The flows of one post, with the prices that both sides could sign. `of` says whether a pair is of it.
    ///
    /// # Errors
    /// [`MatchError::Kernel`] if the duals cannot be read, which is a bug.
    pub fn priced(&self, answer: Answer, of: impl Fn(&PairId) -> bool) -> Result<Vec<Priced>, MatchError> {
        let mut found = Vec::new();
        let mut flows = self.flows().filter(|(_, pairing)| of(&pair(pairing))).peekable();
        if flows.peek().is_none() {
            return Ok(found);
        }
        let intervals = self.intervals(answer)?;
        for (flow, pairing) in flows {
            let (parts, interval) = (pairing.parts(), intervals.get(index(flow.request)).copied());
            found.push(Priced {
                pair: pair(&pairing),
                quantity: flow.quantity,
                parts,
                guidance: guidance(&parts, interval.unwrap_or(ANYWHERE)),
            });
        }
        Ok(found)
    }

    /// Sums over the flow as it stands.
    pub(crate) fn worth(&self) -> Worth {
        let (mut grams, mut margin) = (0i128, 0i128);
        for (flow, pairing) in self.flows() {
            let (quantity, parts) = (i128::from(flow.quantity), pairing.parts());
            grams += quantity * i128::from(pairing.offer.product.grams_per_thousand) / 1_000;
            margin += quantity * i128::from(parts.bid - parts.delivered());
        }
        let narrow = |sum: i128| i64::try_from(sum).unwrap_or(i64::MAX);
        Worth {
            grams: narrow(grams),
            margin: narrow(margin),
        }
    }

    fn flows(&self) -> impl Iterator<Item = (Flow, Pairing<'_, '_>)> {
        let setting = Setting {
            catalogue: self.catalogue,
            routes: &self.routes,
        };
        self.kernel.flows().into_iter().filter_map(move |flow| {
            let (offer, request) = (self.offers.at(flow.offer)?, self.requests.at(flow.request)?);
            Some((flow, Pairing::new(setting, offer, request)?))
        })
    }

    /// The duals of a flow that is not optimal prove nothing, so they may lie anywhere then.
    fn intervals(&self, answer: Answer) -> Result<Vec<Interval>, MatchError> {
        if answer.bound < answer.objective {
            return Ok(Vec::new());
        }
        let standing = Standing {
            objective: answer.objective,
            bound: answer.bound,
            welfare: answer.welfare,
            pivots: answer.pivots,
        };
        self.kernel
            .intervals(standing)
            .map_err(|error| self.refused(error))
    }
}

const ANYWHERE: Interval = Interval {
    low: i64::MIN / 4,
    high: i64::MAX / 4,
};

fn pair(pairing: &Pairing<'_, '_>) -> PairId {
    PairId {
        offer: pairing.offer.post.id.clone(),
        request: pairing.request.post.id.clone(),
    }
}
