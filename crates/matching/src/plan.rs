//! The engine's answer, in a fixed order and free of clocks and random ids: it serialises to the same bytes
//! each time.

use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::{BaseUnit, Dong, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::reason::{Obstacle, Reason};

time::serde::format_description!(pub(crate) iso_date, Date, "[year]-[month]-[day]");

/// An optimal plan with its proof and its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Optimum of the exact network without minimum lots and limits of days, in thousandths of a đồng. Negative where the market
    /// is worth more than it costs. It is also a bound: no plan with lots is better.
    pub flow_objective: i64,
    /// Of this plan: Σ cost · quantity over the allocations, the unsold and the unmet, and the premium of fairness.
    pub objective: i64,
    /// What minimum lots, and limits of days, cost at most: `objective` less `flow_objective`, never negative.
    pub lot_gap: i64,
    /// What was proven.
    pub certificate: Proof,
    /// Who gets what from whom, by offer id, then request id.
    pub allocations: Vec<Allocation>,
    /// What offers keep, by offer id.
    pub unsold: Vec<Unsold>,
    /// What requests lack, by request id.
    pub unmet: Vec<Unmet>,
    /// Pairs that one condition keeps apart, by offer id, then request id.
    pub near_misses: Vec<NearMiss>,
    /// What fairness among sellers costs and brings; `None` where the policy does not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fairness: Option<Fairness>,
    /// What collection points and processors take, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<PointUse>,
    /// How good the plan is among those that keep the limits of days; `None` where no point has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<DailyProof>,
    /// Each market by itself, by its first product.
    pub markets: Vec<Outcome>,
    /// Sums.
    pub totals: Totals,
}

/// What fairness costs and brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fairness {
    /// Part of the plan's objective: what sellers are charged for what they keep, thousandths of a đồng. Paid by
    /// nobody; it only ranks plans.
    pub premium: i64,
    /// What the optimum with fairness, but without that charge, loses against the optimum without; thousandths of a
    /// đồng, never negative.
    pub price: i64,
    /// The seller who would sell the smallest share without fairness.
    pub worst_before: Option<Share>,
    /// The seller who sells the smallest share in this plan.
    pub worst_after: Option<Share>,
}

/// What a seller sells of one product, of what any request fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The product.
    pub product: ProductId,
    /// Key of the seller's organisation.
    pub supplier: String,
    /// What it offers that a request fits, in base units.
    pub offered: Quantity,
    /// What it sells of that.
    pub sold: Quantity,
}

/// What goes through one collection point or processor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointUse {
    /// Its id.
    pub id: String,
    /// What it can take in all, in base units; `None` where only its days have a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Quantity>,
    /// What it can take on every day; `None` where its days have no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_capacity: Option<Quantity>,
    /// What its offers have.
    pub offered: Quantity,
    /// What of that is sold.
    pub sold: Quantity,
    /// What one unit more would be worth, đồng per 1,000 base units; 0 where there is room.
    pub worth: i64,
    /// Where its days have a limit: the days on which something ships or more room would be worth something, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<DayUse>,
}

/// What ships through a point on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayUse {
    /// When it ships.
    #[serde(with = "iso_date")]
    pub date: Date,
    /// How much of the plan, in base units; what was promised before is not counted.
    pub quantity: Quantity,
    /// What one unit more on this day would be worth by the prices behind the bound, đồng per 1,000 base units.
    pub worth: i64,
}

/// What is proven about a plan that keeps the limits of days, in thousandths of a đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyProof {
    /// No plan that keeps them costs less, with minimum lots or without.
    pub bound: i64,
    /// The plan's objective less the bound: what is lost at most.
    pub gap: i64,
}

/// What the plan of one market is worth, in thousandths of a đồng.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The market's first product, by which it is named.
    pub product: ProductId,
    /// Optimum without minimum lots.
    pub flow_objective: i64,
    /// No flow costs less; equals `flow_objective` unless the run was stopped.
    pub bound: i64,
    /// Of the plan.
    pub objective: i64,
    /// `objective` less `flow_objective`.
    pub lot_gap: i64,
    /// Proven: no plan that keeps all minimum lots and limits of days is better.
    pub optimal: bool,
    /// No plan that keeps the limits of days costs less; `None` where no point of the market has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_bound: Option<i64>,
}

/// The proof of a plan over all its markets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The dual objective, thousandths of a đồng: no flow costs less. Equals the plan's `flow_objective`.
    pub bound: i64,
    /// The smallest reduced cost of any arc; never negative.
    pub least_reduced_cost: i64,
    /// Markets solved.
    pub markets: usize,
    /// Feasible pairs, all of which the proof covers.
    pub pairs: usize,
    /// Simplex pivots.
    pub pivots: u64,
}

/// A match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Id of the offer.
    pub offer: String,
    /// Id of the request.
    pub request: String,
    /// What is shipped.
    pub product: ProductId,
    /// How much, in base units.
    pub quantity: Quantity,
    /// First day on which everything fits.
    #[serde(with = "iso_date")]
    pub ship_date: Date,
    /// When it arrives.
    #[serde(with = "iso_date")]
    pub arrive_date: Date,
    /// Of a request that is wanted day by day, or where a collection point does not take it all on one day: what goes on
    /// which day, the first of them above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<DayShare>,
    /// Road between both places, kilometres.
    pub km: i64,
    /// Cost of the pair in the network, đồng per 1,000 base units; the sum of its parts.
    pub cost: i64,
    /// What the cost is made of.
    pub parts: Parts,
    /// The ask was taken from the product's price band.
    pub ask_assumed: bool,
    /// The bid was taken from the product's price band.
    pub bid_assumed: bool,
    /// Where a fair delivered price lies.
    pub guidance: Guidance,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What goes on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayShare {
    /// When it ships.
    #[serde(with = "iso_date")]
    pub ship_date: Date,
    /// When it arrives.
    #[serde(with = "iso_date")]
    pub arrive_date: Date,
    /// How much, in base units.
    pub quantity: Quantity,
}

/// Parts of a pair's cost, đồng per 1,000 base units: cost = ask + freight + handling + freshness − bid −
/// stability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Asked price.
    pub ask: i64,
    /// Freight; 0 where the ask is for goods delivered.
    pub freight: i64,
    /// Loading and unloading.
    pub handling: i64,
    /// Freshness lost on the way.
    pub freshness: i64,
    /// Price bid, delivered.
    pub bid: i64,
    /// Bonus for a pair proposed before.
    pub stability: i64,
}

impl Parts {
    /// The cost of the pair in the network.
    #[must_use]
    pub const fn cost(&self) -> i64 {
        self.delivered() + self.freshness - self.bid - self.stability
    }

    /// What the goods cost at the buyer's door.
    #[must_use]
    pub const fn delivered(&self) -> i64 {
        self.ask + self.freight + self.handling
    }
}

/// Delivered prices, đồng per 1,000 base units, that the optimum's dual prices support, clipped to what
/// both sides can agree on: at least ask + freight + handling, at most the bid. A deal opens inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    /// Lowest.
    pub low: UnitPrice,
    /// Highest.
    pub high: UnitPrice,
}

/// What an offer keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsold {
    /// Id of the offer.
    pub offer: String,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Its cost in the network, đồng per 1,000 base units.
    pub cost: i64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What a request lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// Id of the request.
    pub request: String,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Its cost in the network, đồng per 1,000 base units.
    pub cost: i64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A pair with a rest on at least one side that would be feasible but for one condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// Id of the offer.
    pub offer: String,
    /// Id of the request.
    pub request: String,
    /// What would be traded.
    pub product: ProductId,
    /// What both sides still have, in base units; 0 where one of them is served already.
    pub quantity: Quantity,
    /// The condition and by how much it is missed.
    #[serde(flatten)]
    pub obstacle: Obstacle,
}

/// Sums over the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Offers in the market.
    pub offers: usize,
    /// Requests in the market.
    pub requests: usize,
    /// Quantities, apart for each base unit that occurs.
    pub volumes: Vec<Volume>,
    /// What the matched goods are worth at the buyers' bids.
    pub value: Dong,
    /// Freight of all matches; none where the price is for goods delivered.
    pub freight: Dong,
    /// What bids leave above asks, freight and handling.
    pub margin: Dong,
}

/// Sums in one base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// The unit.
    pub base_unit: BaseUnit,
    /// Offered.
    pub offered: Quantity,
    /// Requested.
    pub requested: Quantity,
    /// Matched.
    pub matched: Quantity,
}
