//! What a change of a market would do: asked of a warm market, which stands afterwards as it did before.
//!
//! The difference is that of two optimal flows, before minimum lots are kept. Where several flows are equally
//! good, trades may move between posts without anybody having caused it; what the market as a whole gains and the
//! objectives do not depend on which of them was found.

mod apply;
mod planned;

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::proposal::Side;
use serde::{Deserialize, Serialize};

use crate::error::MatchError;
use crate::kernel::Stop;
use crate::market::PairId;
use crate::warm::value::Worth;
use crate::warm::{Answer, Edit, Warm};

/// What a change would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Without the change.
    pub before: Sums,
    /// With it.
    pub after: Sums,
    /// Posts that would trade another quantity, offers first, by id.
    pub posts: Vec<PostShift>,
    /// Pairs that would trade another quantity, by offer, then request.
    pub pairs: Vec<PairShift>,
}

/// A market in a few numbers, and how sure they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Weight of what is traded, in grams.
    pub grams: i64,
    /// What bids leave above asks, freight and handling: what both sides of all trades share. Thousandths of a đồng.
    /// No weight of the policy but that of handling is in it.
    pub margin: i64,
    /// What the trades gain over none at all, as in [`Answer::welfare`]. Thousandths of a đồng.
    pub welfare: i64,
    /// Cost of the network's flow, thousandths of a đồng.
    pub objective: i64,
    /// No flow costs less; below the objective only where the budget ran out.
    pub bound: i64,
}

/// What would happen to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It trades nothing now and would trade.
    StartsTrading,
    /// It trades now and would trade more.
    TradesMore,
    /// It trades now and would trade less.
    TradesLess,
    /// It trades now and would trade nothing.
    StopsTrading,
}

/// A post that would trade another quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostShift {
    /// The supplier's side is an offer, the buyer's a request.
    pub side: Side,
    /// Id of the post.
    pub id: String,
    /// In a word.
    pub turn: Turn,
    /// Base units without the change.
    pub before: i64,
    /// Base units with it.
    pub after: i64,
}

/// A pair that would trade another quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairShift {
    /// The posts.
    #[serde(flatten)]
    pub pair: PairId,
    /// In a word.
    pub turn: Turn,
    /// Base units without the change.
    pub before: i64,
    /// Base units with it.
    pub after: i64,
}

/// What the changes would do together. The market is put back before this returns, whatever happens; only its
/// basis is another.
///
/// # Errors
///
/// As [`Warm::edit`] and [`Warm::optimise`].
pub fn what_if(warm: &mut Warm<'_>, edits: &[Edit], stop: Stop<'_>) -> Result<Difference, MatchError> {
    let before = State::of(warm, &[], stop)?;
    Ok(difference(&before, &State::of(warm, edits, stop)?))
}

/// Where a market stands, or would.
#[derive(Clone, Debug)]
pub struct State {
    answer: Answer,
    worth: Worth,
    trades: BTreeMap<PairId, i64>,
}

impl State {
    /// Where `warm` would stand after these changes; it is put back.
    ///
    /// # Errors
    ///
    /// As [`Warm::edit`] and [`Warm::optimise`].
    pub fn of(warm: &mut Warm<'_>, edits: &[Edit], stop: Stop<'_>) -> Result<Self, MatchError> {
        after(warm, edits, |warm| {
            let answer = warm.optimise(stop)?;
            let trades = warm.trades().into_iter();
            Ok(Self {
                answer,
                worth: warm.worth(),
                trades: trades.map(|trade| (trade.pair, trade.quantity)).collect(),
            })
        })
    }
}

/// What `look` sees in the market after these changes. The market is put back, whatever happens.
///
/// # Errors
///
/// As [`Warm::edit`], and those of `look`.
pub fn after<'c, T>(
    warm: &mut Warm<'c>,
    edits: &[Edit],
    look: impl FnOnce(&mut Warm<'c>) -> Result<T, MatchError>,
) -> Result<T, MatchError> {
    let mut undo = Vec::with_capacity(edits.len());
    let mut result = Ok(());
    for edit in edits {
        let back = reverse(warm, edit);
        result = warm.edit(edit);
        if result.is_err() {
            break;
        }
        undo.push(back);
    }
    let seen = result.and_then(|()| look(warm));
    for edit in undo.iter().rev() {
        warm.edit(edit)?;
    }
    seen
}

/// The edit that takes this one back.
fn reverse(warm: &Warm<'_>, edit: &Edit) -> Edit {
    match edit {
        Edit::Offer(post) => offer_as_is(warm, &post.id),
        Edit::WithdrawOffer(id) => offer_as_is(warm, id),
        Edit::Request(post) => request_as_is(warm, &post.id),
        Edit::WithdrawRequest(id) => request_as_is(warm, id),
    }
}

fn offer_as_is(warm: &Warm<'_>, id: &str) -> Edit {
    let gone = || Edit::WithdrawOffer(id.to_owned());
    warm.offer(id).cloned().map_or_else(gone, Edit::Offer)
}

fn request_as_is(warm: &Warm<'_>, id: &str) -> Edit {
    let gone = || Edit::WithdrawRequest(id.to_owned());
    warm.request(id).cloned().map_or_else(gone, Edit::Request)
}

/// What became different from one to the other, by the same posts under two policies too.
#[must_use]
pub fn difference(before: &State, after: &State) -> Difference {
    let (old, new) = (&before.trades, &after.trades);
    let pairs = shifts(old, new)
        .into_iter()
        .map(|(pair, turn, before, after)| PairShift {
            pair,
            turn,
            before,
            after,
        });
    let side = |side: Side| {
        let id = move |pair: &PairId| match side {
            Side::Supplier => pair.offer.clone(),
            Side::Buyer => pair.request.clone(),
        };
        let (old, new) = (summed(old, id), summed(new, id));
        let posts = shifts(&old, &new)
            .into_iter()
            .map(move |(id, turn, before, after)| PostShift {
                side,
                id,
                turn,
                before,
                after,
            });
        posts.collect::<Vec<_>>()
    };
    let mut posts = side(Side::Supplier);
    posts.extend(side(Side::Buyer));
    Difference {
        before: sums(before),
        after: sums(after),
        posts,
        pairs: pairs.collect(),
    }
}

fn summed(trades: &BTreeMap<PairId, i64>, id: impl Fn(&PairId) -> String) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (pair, quantity) in trades {
        *sums.entry(id(pair)).or_default() += quantity;
    }
    sums
}

/// What differs, by key.
fn shifts<K: Ord + Clone>(old: &BTreeMap<K, i64>, new: &BTreeMap<K, i64>) -> Vec<(K, Turn, i64, i64)> {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    let shifts = keys.into_iter().filter_map(|key| {
        let of = |side: &BTreeMap<K, i64>| side.get(key).copied().unwrap_or_default();
        let (before, after) = (of(old), of(new));
        let turn = match (before, after) {
            (before, after) if before == after => return None,
            (0, _) => Turn::StartsTrading,
            (_, 0) => Turn::StopsTrading,
            (before, after) if after > before => Turn::TradesMore,
            _ => Turn::TradesLess,
        };
        Some((key.clone(), turn, before, after))
    });
    shifts.collect()
}

fn sums(state: &State) -> Sums {
    Sums {
        grams: state.worth.grams,
        margin: state.worth.margin,
        welfare: state.answer.welfare,
        objective: state.answer.objective,
        bound: state.answer.bound,
    }
}
