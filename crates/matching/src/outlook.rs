//! What a post would come to if it were on the market now: asked of a warm market, which stands afterwards as it did
//! before. Beside the post itself, the same post at other prices, so that the one who writes it sees what a price does.
//!
//! The flow is that before minimum lots are kept; partners that could not carry the larger lot of both are left out.

mod planned;

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::UnitPrice;

use crate::error::MatchError;
use crate::kernel::Stop;
use crate::market::PairId;
use crate::plan::Guidance;
use crate::warm::value::Priced;
use crate::warm::{Edit, Warm};
use crate::what_if::after;

pub use planned::planned;

/// What a post would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// What finds partners, in base units.
    pub quantity: i64,
    /// How many partners.
    pub partners: usize,
    /// Where a fair price lies on the average of what finds partners, đồng per 1,000 base units: what the supplier
    /// gets, freight and handling taken off, or what the buyer pays, all in. `None` where nothing does.
    pub price: Option<Guidance>,
    /// Whether the answer is proven to be the best for the market; a post in a market too large for the time
    /// allowed gets an estimate.
    pub proven: bool,
    /// The same at other prices, as far as the time allowed, in the order asked for.
    pub rungs: Vec<Rung>,
}

/// What a post would come to at another price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// What finds partners, in base units.
    pub quantity: i64,
    /// How many partners.
    pub partners: usize,
}

/// What the post would come to, and what the same post with other terms would.
///
/// # Errors
///
/// As [`Warm::edit`] and [`Warm::optimise`].
pub fn outlook(
    warm: &mut Warm<'_>,
    post: &Edit,
    others: &[Edit],
    stop: Stop<'_>,
) -> Result<Outlook, MatchError> {
    let (side, id) = named(post);
    let of = |pair: &PairId| match side {
        Side::Supplier => pair.offer == id,
        Side::Buyer => pair.request == id,
    };
    let mut outlook = after(warm, std::slice::from_ref(post), |warm| {
        let answer = warm.optimise(stop)?;
        let own = warm.priced(answer, of)?;
        Ok(Outlook {
            quantity: own.iter().map(|trade| trade.quantity).sum(),
            partners: partners(own.iter().map(|trade| &trade.pair)),
            price: average(side, &own),
            proven: answer.bound == answer.objective,
            rungs: Vec::with_capacity(others.len()),
        })
    })?;
    for other in others {
        if stop() {
            break;
        }
        let rung = after(warm, std::slice::from_ref(other), |warm| {
            warm.optimise(stop)?;
            let own: Vec<_> = warm
                .trades()
                .into_iter()
                .filter(|trade| of(&trade.pair))
                .collect();
            Ok(Rung {
                quantity: own.iter().map(|trade| trade.quantity).sum(),
                partners: own.len(),
            })
        })?;
        outlook.rungs.push(rung);
    }
    Ok(outlook)
}

fn named(post: &Edit) -> (Side, String) {
    match post {
        Edit::Offer(post) => (Side::Supplier, post.id.clone()),
        Edit::WithdrawOffer(id) => (Side::Supplier, id.clone()),
        Edit::Request(post) => (Side::Buyer, post.id.clone()),
        Edit::WithdrawRequest(id) => (Side::Buyer, id.clone()),
    }
}

fn partners<'p>(pairs: impl Iterator<Item = &'p PairId>) -> usize {
    pairs.collect::<std::collections::BTreeSet<_>>().len()
}

/// Averages over the trades, each by its quantity, rounded down to whole đồng.
fn average(side: Side, trades: &[Priced]) -> Option<Guidance> {
    let quantity: i128 = trades.iter().map(|trade| i128::from(trade.quantity)).sum();
    let mean = |end: fn(&Guidance) -> UnitPrice| {
        let of = |trade: &Priced| {
            let off = match side {
                Side::Supplier => trade.parts.freight + trade.parts.handling,
                Side::Buyer => 0,
            };
            i128::from(trade.quantity) * i128::from(end(&trade.guidance).0 - off)
        };
        let sum: i128 = trades.iter().map(of).sum();
        i64::try_from(sum.checked_div(quantity)?).ok().map(UnitPrice)
    };
    Some(Guidance {
        low: mean(|guidance| guidance.low)?,
        high: mean(|guidance| guidance.high)?,
    })
}
