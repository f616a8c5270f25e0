//! What changes would do, as it is shown.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chonoi_domain::id::{OfferId, RequestId};
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{BaseUnit, Quantity};
use chonoi_matching::warm::Edit;
use chonoi_matching::what_if::{PairShift, PostShift, Sums, Turn};
use serde::{Deserialize, Serialize};

use super::Compared;
use super::edits::{offered, wanted};
use super::points::{self, PointShiftView};
use super::trial::Trial;
use crate::brief::ProductBrief;
use crate::error::Error;
use crate::post_briefs::{OfferBrief, RequestBrief};
use crate::service::Market;
use crate::warm_markets::standing::Standing;

/// What the changes would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfView {
    /// Without them.
    pub before: SumsView,
    /// With them.
    pub after: SumsView,
    /// Posts that would trade another quantity, the largest change first.
    pub posts: Vec<PostShiftView>,
    /// Pairs that would trade another quantity, the largest change first.
    pub pairs: Vec<PairShiftView>,
    /// Posts and pairs that would and are not listed.
    pub unlisted: usize,
    /// Whether both sides of the comparison are proven to be optimal.
    pub proven: bool,
    /// Whether the weights are the same on both sides; if not, welfare cannot be compared.
    pub same_policy: bool,
    /// Whether both sides are plans as a run makes them, with minimum lots, shares among sellers and collection points;
    /// if not, nobody shares, no point is full, and minimum lots are not kept yet.
    pub as_run: bool,
    /// What goes through collection points; empty where none is near the changes.
    pub points: Vec<PointShiftView>,
}

/// The part of the market that the changes touch, in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumsView {
    /// Weight of what finds partners, in grams.
    pub grams: i64,
    /// What bids leave above asks, freight and handling, in đồng.
    pub margin: i64,
    /// What is gained over no trade at all, by the weights, in đồng.
    pub welfare: i64,
}

/// A post that would trade another quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostShiftView {
    /// Which.
    pub post: PostView,
    /// Stable word: `starts_trading`, `trades_more`, `trades_less` or `stops_trading`.
    pub turn: String,
    /// Base units without the changes.
    pub before: Quantity,
    /// Base units with them.
    pub after: Quantity,
    /// What they count.
    pub base_unit: BaseUnit,
}

/// A pair that would trade another quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairShiftView {
    /// What would be traded.
    pub product: ProductBrief,
    /// The offer; `None` for one that the changes add.
    pub offer: Option<OfferBrief>,
    /// The request; `None` for one that the changes add.
    pub request: Option<RequestBrief>,
    /// As in [`PostShiftView::turn`].
    pub turn: String,
    /// Base units without the changes.
    pub before: Quantity,
    /// Base units with them.
    pub after: Quantity,
}

/// A post of either kind; `None` for one that the changes add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PostView {
    /// What is offered.
    Offer(Option<Box<OfferBrief>>),
    /// What is lacked.
    Request(Option<Box<RequestBrief>>),
}

/// The most posts, and the most pairs, that are listed.
const MOST_LISTED: usize = 100;

impl Market {
    pub(super) async fn compared_view(
        &self,
        standing: &Standing,
        trial: &Trial,
        compared: Compared,
    ) -> Result<WhatIfView, Error> {
        let (edits, mut found) = (trial.posts.as_slice(), compared.difference);
        let size = |before: i64, after: i64| Reverse((after - before).abs());
        found.posts.sort_by_key(|post| size(post.before, post.after));
        found.pairs.sort_by_key(|pair| size(pair.before, pair.after));
        let unlisted =
            found.posts.len().saturating_sub(MOST_LISTED) + found.pairs.len().saturating_sub(MOST_LISTED);
        found.posts.truncate(MOST_LISTED);
        found.pairs.truncate(MOST_LISTED);
        let (mut offers, mut requests) = (BTreeSet::new(), BTreeSet::new());
        for post in &found.posts {
            match post.side {
                Side::Supplier => offers.extend(post.id.parse::<OfferId>()),
                Side::Buyer => requests.extend(post.id.parse::<RequestId>()),
            }
        }
        for shift in &found.pairs {
            offers.extend(shift.pair.offer.parse::<OfferId>());
            requests.extend(shift.pair.request.parse::<RequestId>());
        }
        let briefs = self.briefs(self.store.reader(), &offers, &requests).await?;
        let offer = |id: &str| id.parse().ok().map(|id| briefs.offer(id)).transpose();
        let request = |id: &str| id.parse().ok().map(|id| briefs.request(id)).transpose();
        let products = offered(standing, edits);
        let post = |shift: &PostShift| {
            let post = match shift.side {
                Side::Supplier => PostView::Offer(offer(&shift.id)?.map(Box::new)),
                Side::Buyer => PostView::Request(request(&shift.id)?.map(Box::new)),
            };
            Ok(PostShiftView {
                post,
                turn: word(shift.turn).to_owned(),
                before: Quantity(shift.before),
                after: Quantity(shift.after),
                base_unit: self.unit_of(standing, edits, shift),
            })
        };
        let pair = |shift: &PairShift| {
            let product = products.get(&shift.pair.offer).ok_or(Error::NotFound("offer"))?;
            Ok(PairShiftView {
                product: self.product_brief(product),
                offer: offer(&shift.pair.offer)?,
                request: request(&shift.pair.request)?,
                turn: word(shift.turn).to_owned(),
                before: Quantity(shift.before),
                after: Quantity(shift.after),
            })
        };
        let proven = |sums: &Sums| sums.bound == sums.objective;
        Ok(WhatIfView {
            before: sums(&found.before),
            after: sums(&found.after),
            posts: found.posts.iter().map(post).collect::<Result<_, Error>>()?,
            pairs: found.pairs.iter().map(pair).collect::<Result<_, Error>>()?,
            unlisted,
            proven: proven(&found.before) && proven(&found.after),
            same_policy: true,
            as_run: compared.points.is_some(),
            points: compared
                .points
                .map(|points| points::shifts(standing, trial, &points))
                .unwrap_or_default(),
        })
    }

    fn unit_of(&self, standing: &Standing, edits: &[Edit], shift: &PostShift) -> BaseUnit {
        let product = match shift.side {
            Side::Supplier => offered(standing, edits).remove(&shift.id),
            Side::Buyer => wanted(standing, edits, &shift.id),
        };
        product.map_or(BaseUnit::Gram, |product| self.product_brief(&product).base_unit)
    }
}

/// Whole đồng from thousandths, rounded half up.
fn sums(sums: &Sums) -> SumsView {
    let whole = |thousandths: i64| thousandths.saturating_add(500).div_euclid(1_000);
    SumsView {
        grams: sums.grams,
        margin: whole(sums.margin),
        welfare: whole(sums.welfare),
    }
}

const fn word(turn: Turn) -> &'static str {
    match turn {
        Turn::StartsTrading => "starts_trading",
        Turn::TradesMore => "trades_more",
        Turn::TradesLess => "trades_less",
        Turn::StopsTrading => "stops_trading",
    }
}
