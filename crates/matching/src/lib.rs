//! The matching engine: a pure function from a market and a policy to a plan.
//!
//! Products that requests name together form a market; markets are independent and solved in parallel. In
//! each market every feasible pair of offer and request is an arc of a transportation problem, which our
//! own network simplex solves exactly; the plan carries the proof, a reason for every match and every rest,
//! and the near misses.
//!
//! Fairness among sellers and capacities of collection points are pseudo-requests of the same problem; requests that
//! are wanted day by day are one request a day. Minimum lots are kept by a search on top of the flow, whose optimum
//! then is the bound of the plan; so are limits of collection points for every day, by prices of days. `docs/MATCHING.md` says what each weight does.
//!
//! No input or output, no clock, no randomness: the same input gives the same plan to the byte, whatever
//! the order of the posts and the number of threads.
//!
//! ```no_run
//! # use chonoi_domain::catalogue::Catalogue;
//! # use chonoi_matching::{error::MatchError, market::Market, network::Network, policy::Policy};
//! # fn plan(catalogue: &Catalogue, market: &Market) -> Result<(), MatchError> {
//! let policy = Policy::default();
//! let network = Network::prepare(catalogue, market, &policy, &|_| {})?;
//! let plan = network.solve(&|_| {})?;
//! assert_eq!(plan.flow_objective, plan.certificate.bound);
//! let dimacs = network.dimacs(); // the same network for any other solver
//! # Ok(()) }
//! ```

pub mod baselines;
pub mod dimacs;
pub mod error;
pub mod explain;
pub mod kernel;
pub mod market;
pub mod network;
pub mod outlook;
pub mod plan;
pub mod points;
pub mod policy;
pub mod progress;
pub mod reason;
pub mod snapshot;
pub mod warm;
pub mod what_if;

mod assemble;
mod candidates;
mod check;
mod columns;
mod compact;
mod daily;
mod days;
mod fairness;
mod lots;
mod near_miss;
mod pairing;
mod posts;
mod routes;
mod settle;
mod sides;
mod split;
mod totals;

use chonoi_domain::catalogue::Catalogue;

use error::MatchError;
use market::Market;
use network::Network;
use plan::Plan;
use policy::Policy;
use progress::Report;

/// The optimal plan of a market. Use [`Network`] where the network is wanted too.
///
/// # Errors
///
/// [`MatchError`] when a post or the policy breaks a rule, or numbers are too large for the objective's 64
/// bits.
pub fn solve(
    catalogue: &Catalogue,
    market: &Market,
    policy: &Policy,
    report: Report<'_>,
) -> Result<Plan, MatchError> {
    Network::prepare(catalogue, market, policy, report)?.solve(report)
}
