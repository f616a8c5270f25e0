//! Why a match was made or missed: codes with values. Sentences are written at the edge.

use chonoi_domain::id::{CertificateId, PlaceCode};
use chonoi_domain::post::ProductState;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

/// Why something is as it is in the plan. Prices are đồng per 1,000 base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Of a match: what the bid leaves above ask, freight and handling.
    Margin {
        /// Never negative.
        per_thousand: UnitPrice,
    },
    /// Of a match: the other side is the only feasible partner of this one.
    OnlyPartner {
        /// Whose only partner.
        of: Side,
    },
    /// Of a match: the offer's place among the request's feasible offers, by cost, 1 the cheapest.
    CostRank {
        /// Its rank; equal costs share one.
        rank: usize,
        /// Feasible offers in all; at least 2.
        of: usize,
    },
    /// Of a match: no feasible offer is nearer to the buyer by road.
    Nearest {
        /// Kilometres.
        km: i64,
    },
    /// Of a match: the best other offer for this request, which would make the whole plan worse by at least
    /// this much.
    RunnerUp {
        /// Id of the other offer.
        offer: String,
        /// A valid lower bound; 0 where another plan is as good.
        dearer_by: UnitPrice,
    },
    /// Of a match: the goods cannot wait.
    Perishable {
        /// How long they keep.
        hours: i64,
    },
    /// Of a match: the request is urgent.
    Urgent {
        /// 4 or 5.
        urgency: i32,
    },
    /// Of a match: it was proposed before.
    Continues,
    /// Of a match with a request that is wanted day by day, or through a point that takes so much a day: it goes in
    /// parts, which arrive from the first to the
    /// last of these days.
    OverDays {
        /// On how many days.
        days: usize,
        /// The first.
        #[serde(with = "crate::plan::iso_date")]
        first_day: time::Date,
        /// The last.
        #[serde(with = "crate::plan::iso_date")]
        last_day: time::Date,
    },
    /// Of the rest of a request that is wanted day by day: on so many of its days something is lacking.
    DaysLacking {
        /// How many.
        days: usize,
        /// How many days in all.
        of: usize,
    },
    /// Of a rest: the collection point that the goods go through takes no more.
    PointFull {
        /// Its id.
        point: String,
        /// What it can take.
        capacity: Quantity,
    },
    /// Of a rest: on all days that would do the collection point that the goods go through takes no more.
    PointDaysFull {
        /// Its id.
        point: String,
        /// What it can take on every day.
        capacity: Quantity,
        /// The first of the days.
        #[serde(with = "crate::plan::iso_date")]
        first_day: time::Date,
        /// The last.
        #[serde(with = "crate::plan::iso_date")]
        last_day: time::Date,
    },
    /// Of a rest: nobody on the other side names the product.
    NoCounterpart,
    /// Of a rest: so many partners fail this condition (perhaps among others).
    Blocked {
        /// The condition.
        by: Condition,
        /// How many.
        pairs: usize,
    },
    /// Of a rest: so many otherwise feasible partners were declined before.
    Declined {
        /// How many.
        pairs: usize,
    },
    /// Of a rest: all feasible partners together have less than what was posted.
    PartnersHaveLess {
        /// What they have in all.
        quantity: Quantity,
    },
    /// Of a rest: the partners it is matched with have enough, but serve others better with the remainder.
    Shared {
        /// How many partners.
        pairs: usize,
    },
    /// Of a rest: without minimum lots this post would have been matched with `partner`, but for less than the
    /// larger of both lots.
    LotNotFilled {
        /// Id of the other post.
        partner: String,
        /// What the best flow without lots gives this pair.
        share: Quantity,
        /// The larger of both lots.
        lot: Quantity,
        /// Whose lot that is.
        of: Side,
    },
    /// Of a rest: other posts' minimum lots took so much of what this one would have without lots.
    LotsElsewhere {
        /// How much.
        quantity: Quantity,
    },
    /// Of a rest: feasible partners are served better by others; this side would have to improve by at
    /// least so much to enter. A valid lower bound; 0 where another plan is as good.
    Outdone {
        /// How many such partners.
        pairs: usize,
        /// The smallest step that may change it.
        by: UnitPrice,
    },
}

/// A condition that a feasible pair meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Ask, freight and handling are at most the bid.
    Price,
    /// Some ship day lies in the harvest window and arrives in the delivery window.
    Date,
    /// Enough shelf life remains at arrival.
    ShelfLife,
    /// Certificates held include those required.
    Certificate,
    /// The state is accepted.
    State,
    /// The grade is the one wanted.
    Grade,
    /// The larger minimum lot fits into both quantities.
    MinimumLot,
    /// An offer priced "delivered" is delivered to the buyer's province.
    Distance,
}

impl Condition {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 8] = [
        Self::Price,
        Self::Date,
        Self::ShelfLife,
        Self::Certificate,
        Self::State,
        Self::Grade,
        Self::MinimumLot,
        Self::Distance,
    ];
}

/// The one condition in the way of a pair, and by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "constraint", content = "by", rename_all = "snake_case")]
pub enum Obstacle {
    /// Ask, freight and handling exceed the bid.
    Price {
        /// By so many đồng per 1,000 base units.
        per_thousand: UnitPrice,
        /// The missing ask or bid was taken from the band.
        assumed: bool,
    },
    /// The harvest is so many days too late (positive) or too early (negative).
    Date {
        /// Days between the nearest harvest day and the nearest day that would do.
        days: i64,
        /// The nearest day on which it would have to ship.
        #[serde(with = "crate::plan::iso_date")]
        ship_date: time::Date,
    },
    /// Shelf life at arrival is short.
    ShelfLife {
        /// By so many hours.
        hours: i64,
    },
    /// Certificates are missing.
    Certificate {
        /// Which ones, sorted.
        missing: Vec<CertificateId>,
    },
    /// The state is not accepted.
    State {
        /// The offer's.
        offered: ProductState,
        /// The request's, never empty.
        accepted: Vec<ProductState>,
    },
    /// The grade is another, or not known.
    Grade {
        /// The offer's.
        offered: Option<String>,
        /// The request's.
        wanted: String,
    },
    /// The larger of both minimum lots is more than this pair can carry.
    MinimumLot {
        /// That minimum lot.
        lot: Quantity,
        /// Whose it is.
        of: Side,
        /// What the smaller of both posts has.
        has: Quantity,
    },
    /// The offer is not delivered to the buyer's province.
    Distance {
        /// That province.
        province: PlaceCode,
        /// Road between both places.
        km: i64,
    },
}
