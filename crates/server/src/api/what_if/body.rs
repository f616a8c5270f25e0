//! Changes as they are asked for, and what they would do.

use chonoi_domain::id::{CapacityId, OfferId, RequestId};
use chonoi_market::Market;
use chonoi_market::error::Error;
use chonoi_market::what_if::view::{self, PostView, WhatIfView};
use chonoi_market::what_if::{Change, NewTerms};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::briefs::ProductBrief;
use crate::api::capacities::CapacityBody;
use crate::api::match_runs::sharing::PointSum;
use crate::api::offers::body::OfferBody;
use crate::api::post_briefs::{OfferBrief, RequestBrief};
use crate::api::requests::body::RequestBody;

/// What is to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatIfInput)]
pub(super) struct WhatIfBody {
    /// Changes of posts, at most 50, made together.
    changes: Vec<ChangeBody>,
    /// Weights that replace the usual ones, in đồng per kg; keys left out keep theirs.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    pub(super) policy: Option<Value>,
}

/// One change: exactly one of `offer`, `request`, `capacity`, `add_offer`, `add_request` and `add_capacity` is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatIfChange)]
pub(super) struct ChangeBody {
    /// Id of an open offer.
    offer: Option<Uuid>,
    /// Id of an open request.
    request: Option<Uuid>,
    /// An offer that somebody new would post.
    add_offer: Option<Box<OfferBody>>,
    /// A request that somebody new would post.
    add_request: Option<Box<RequestBody>>,
    /// Id of a collection point or processor in force.
    capacity: Option<Uuid>,
    /// What that point would say of itself.
    terms: Option<Box<CapacityBody>>,
    /// Another point.
    add_capacity: Option<Box<CapacityBody>>,
    /// The post or the point goes.
    withdraw: Option<bool>,
    /// Price, đồng per 1,000 base units; of a request, that of its first product, and the others in proportion.
    price: Option<i64>,
    /// What is still free or lacking, in base units.
    quantity: Option<i64>,
    /// Minimum lot, in base units; 0 for none.
    min_lot: Option<i64>,
    /// Days of harvest or delivery.
    window: Option<DaysBody>,
}

/// Days, both included.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatIfDays)]
struct DaysBody {
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
}

/// What the changes would do to the part of the market that they touch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIf)]
pub(super) struct WhatIf {
    before: WhatIfSums,
    after: WhatIfSums,
    /// Posts that would trade another quantity, the largest change first.
    posts: Vec<PostShift>,
    /// Pairs that would trade another quantity, the largest change first.
    pairs: Vec<PairShift>,
    /// Posts and pairs that would too and are not listed.
    unlisted: usize,
    /// Whether both plans compared are proven to be optimal.
    proven: bool,
    /// Whether both are by the same weights; if not, their welfare cannot be compared.
    same_policy: bool,
    /// Whether both plans are as a run makes them, with minimum lots, shares among sellers and collection points; if
    /// not, nobody shares, no point is full, and minimum lots are not kept yet.
    as_run: bool,
    /// What goes through collection points near the changes; empty where there is none.
    points: Vec<PointShift>,
}

/// A collection point or processor without the changes and with them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PointShift {
    name: String,
    /// Null for one that the changes add.
    before: Option<PointSum>,
    /// Null for one that the changes take away.
    after: Option<PointSum>,
}

/// A part of the market in a few numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WhatIfSums {
    /// Weight of what finds partners, in grams.
    grams: i64,
    /// What bids leave above asks, freight and handling, in đồng.
    margin: i64,
    /// What is gained over no trade at all, by the weights, in đồng.
    welfare: i64,
}

/// A post that would trade another quantity, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostShift {
    /// `supplier` for an offer, `buyer` for a request.
    side: &'static str,
    /// The offer; null for a request and for an offer that the changes add.
    offer: Option<OfferBrief>,
    /// The request; null for an offer and for a request that the changes add.
    request: Option<RequestBrief>,
    /// `starts_trading`, `trades_more`, `trades_less` or `stops_trading`.
    turn: String,
    before: i64,
    after: i64,
    /// What the quantities count: `g`, `ml` or `piece`.
    base_unit: &'static str,
}

/// A pair that would trade another quantity, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PairShift {
    product: ProductBrief,
    /// Null for an offer that the changes add.
    offer: Option<OfferBrief>,
    /// Null for a request that the changes add.
    request: Option<RequestBrief>,
    /// As of a post.
    turn: String,
    before: i64,
    after: i64,
}

impl WhatIfBody {
    /// The changes as use cases know them.
    ///
    /// # Errors
    /// [`Error::Invalid`] where one names none or several posts.
    pub(super) fn changes(&mut self) -> Result<Vec<Change>, Error> {
        let all = std::mem::take(&mut self.changes).into_iter().enumerate();
        all.map(|(at, change)| change.read(at)).collect()
    }
}

impl ChangeBody {
    fn read(self, at: usize) -> Result<Change, Error> {
        let terms = NewTerms {
            price: self.price,
            quantity: self.quantity,
            window: self.window.map(|days| (days.from, days.to)),
            min_lot: self.min_lot,
        };
        let goes = self.withdraw.unwrap_or_default();
        let change = match (self.offer, self.request, self.capacity) {
            (Some(id), None, None) if goes => Change::WithdrawOffer(OfferId(id)),
            (Some(id), None, None) => Change::Offer(OfferId(id), terms),
            (None, Some(id), None) if goes => Change::WithdrawRequest(RequestId(id)),
            (None, Some(id), None) => Change::Request(RequestId(id), terms),
            (None, None, Some(id)) if goes => Change::WithdrawCapacity(CapacityId(id)),
            (None, None, Some(id)) => {
                let terms = self.terms.map(|body| Box::new((*body).into()));
                let missing = || Error::field(format!("changes[{at}].terms"), "required");
                Change::Capacity(CapacityId(id), terms.ok_or_else(missing)?)
            }
            (None, None, None) => match (self.add_offer, self.add_request, self.add_capacity) {
                (Some(body), None, None) => return Ok(Change::AddOffer(Box::new((*body).into()))),
                (None, Some(body), None) => return Ok(Change::AddRequest(Box::new((*body).into()))),
                (None, None, Some(body)) => return Ok(Change::AddCapacity(Box::new((*body).into()))),
                _ => return Err(Error::field(format!("changes[{at}]"), "one_post")),
            },
            _ => return Err(Error::field(format!("changes[{at}]"), "one_post")),
        };
        if self.add_offer.is_some() || self.add_request.is_some() || self.add_capacity.is_some() {
            return Err(Error::field(format!("changes[{at}]"), "one_post"));
        }
        Ok(change)
    }
}

impl WhatIf {
    pub(super) fn of(market: &Market, seen: WhatIfView) -> Self {
        Self {
            before: seen.before.into(),
            after: seen.after.into(),
            posts: seen.posts.into_iter().map(Into::into).collect(),
            pairs: seen.pairs.into_iter().map(Into::into).collect(),
            unlisted: seen.unlisted,
            proven: seen.proven,
            same_policy: seen.same_policy,
            as_run: seen.as_run,
            points: seen
                .points
                .into_iter()
                .map(|point| PointShift {
                    name: point.name,
                    before: point.before.map(|sum| PointSum::of(market, sum)),
                    after: point.after.map(|sum| PointSum::of(market, sum)),
                })
                .collect(),
        }
    }
}

impl From<view::SumsView> for WhatIfSums {
    fn from(sums: view::SumsView) -> Self {
        Self {
            grams: sums.grams,
            margin: sums.margin,
            welfare: sums.welfare,
        }
    }
}

impl From<view::PostShiftView> for PostShift {
    fn from(shift: view::PostShiftView) -> Self {
        let (side, offer, request) = match shift.post {
            PostView::Offer(offer) => ("supplier", offer.map(|offer| (*offer).into()), None),
            PostView::Request(request) => ("buyer", None, request.map(|request| (*request).into())),
        };
        Self {
            side,
            offer,
            request,
            turn: shift.turn,
            before: shift.before.0,
            after: shift.after.0,
            base_unit: shift.base_unit.code(),
        }
    }
}

impl From<view::PairShiftView> for PairShift {
    fn from(shift: view::PairShiftView) -> Self {
        Self {
            product: shift.product.into(),
            offer: shift.offer.map(Into::into),
            request: shift.request.map(Into::into),
            turn: shift.turn,
            before: shift.before.0,
            after: shift.after.0,
        }
    }
}
