//! What simpler ways of matching would have come to: the yardstick that the engine's plan is held against.
//!
//! Every method sees the same feasible pairs, costs, minimum lots and capacities, of days too, as the engine; they differ
//! only in how they choose. So a difference between them is what choosing well is worth, and nothing else.
//!
//! - *First come, first served*: requests in the order in which they were posted; each takes what costs it least
//!   of what is left.
//! - *Nearest first*: pairs in the order of their road distance, as much as both sides still have.
//! - *Eight cheapest*: the optimum over each post's eight cheapest pairs only, the usual way to make a large
//!   market small.
//!
//! A greedy method gives a pair as much as both sides and the collection point still have, or nothing where that is
//! below the larger of both minimum lots. Fairness guides the engine and the eight cheapest; welfare is measured
//! without its charge. The work is bounded: a run above [`MOST_POSTS`] posts or [`MOST_PAIRS`] pairs of posts of one
//! product is not compared, because looking at all of its feasible pairs would take longer than solving it.

mod choose;
mod measure;

use std::collections::BTreeMap;

use chonoi_domain::quantity::Dong;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::MatchError;
use crate::kernel::Pair;
use crate::market::Market;
use crate::network::{Component, Network};
use crate::pairing::Setting;
use crate::plan::Plan;
use measure::Meter;

/// More posts are not compared.
pub const MOST_POSTS: usize = 20_000;
/// More pairs of posts that name one product are not compared: about 2.5 million of them would be feasible.
pub const MOST_PAIRS: usize = 1 << 24;

/// A way of matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The plan of this engine.
    Engine,
    /// Each request in its turn takes the cheapest that is left.
    FirstCome,
    /// The shortest roads first.
    NearestFirst,
    /// The optimum over each post's eight cheapest pairs.
    EightCheapest,
}

/// What a way of matching comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Which way.
    pub method: Method,
    /// Goods placed, in grams; pieces and litres are weighed by the catalogue.
    pub placed_g: i64,
    /// What the plan gains over no trade at all, by the policy: bids less asks, freight, handling and freshness
    /// lost, and what the policy prices rests at that are none now.
    pub welfare: Dong,
    /// Tonnes placed times the road they travel, in kilometres.
    pub tonne_km: i64,
    /// Goods unsold that keep at most ten days, in grams.
    pub unsold_perishable_g: i64,
    /// Of the supplier who sells the smallest share of what has any feasible buyer: that share, in thousandths.
    /// `None` where nothing has a feasible buyer.
    pub worst_share: Option<i64>,
    /// Suppliers who have a feasible buyer and sell nothing.
    pub without_sale: usize,
}

/// Flow over one pair.
#[derive(Clone, Copy, Debug)]
struct Sale {
    pair: Pair,
    quantity: i64,
}

/// A market with its pairs, and when its requests came.
struct Scene<'n, 'a> {
    component: &'n Component<'a>,
    /// All feasible pairs, ascending.
    pairs: Vec<Pair>,
    /// The turn of every request.
    turns: Vec<usize>,
}

impl Network<'_> {
    /// The engine's `plan` of `market` beside the simpler ways, the engine first. The order in which requests came
    /// is that of `market`. `None` where the run is too large for it.
    ///
    /// # Errors
    ///
    /// [`MatchError::Kernel`] if a proof fails, which is a bug.
    pub fn compare(&self, market: &Market, plan: &Plan) -> Result<Option<Vec<Measured>>, MatchError> {
        let posts = market.offers.len() + market.requests.len();
        let named = self.components().iter();
        let named = named.fold(0usize, |sum, component| {
            sum.saturating_add(component.posts.named_pairs())
        });
        if posts > MOST_POSTS || named > MOST_PAIRS {
            return Ok(None);
        }
        let setting = self.setting();
        let scenes = self.scenes(market);
        let mut methods = vec![measured(Method::Engine, setting, &scenes, &sold(&scenes, plan))];
        for method in [Method::FirstCome, Method::NearestFirst, Method::EightCheapest] {
            let chosen = scenes.par_iter().map(|scene| scene.choose(setting, method));
            let sales: Vec<Result<Vec<Sale>, MatchError>> = chosen.collect();
            let sales = sales.into_iter().collect::<Result<Vec<_>, _>>()?;
            methods.push(measured(method, setting, &scenes, &sales));
        }
        Ok(Some(methods))
    }

    fn scenes<'n>(&'n self, market: &Market) -> Vec<Scene<'n, 'n>> {
        let ids = market.requests.iter().map(|post| post.id.as_str());
        let came: BTreeMap<&str, usize> = ids.zip(0..).collect();
        let scene = |component: &'n Component<'_>| {
            let requests = component.posts.requests.iter();
            let turn = |id: &str| came.get(id).copied().unwrap_or(usize::MAX);
            Scene {
                component,
                pairs: component.feasible(self.setting()),
                turns: requests.map(|request| turn(&request.post.id)).collect(),
            }
        };
        self.components().par_iter().map(scene).collect()
    }
}

fn measured(method: Method, setting: Setting<'_>, scenes: &[Scene<'_, '_>], sales: &[Vec<Sale>]) -> Measured {
    let mut meter = Meter::default();
    for (scene, sales) in scenes.iter().zip(sales) {
        meter.read(setting, scene, sales);
    }
    meter.measured(method)
}

/// What a plan places, by market.
fn sold(scenes: &[Scene<'_, '_>], plan: &Plan) -> Vec<Vec<Sale>> {
    let mut places = BTreeMap::new();
    let mut requests = BTreeMap::new();
    for (at, scene) in scenes.iter().enumerate() {
        let posts = &scene.component.posts;
        for (offer, number) in posts.offers.iter().zip(0u32..) {
            places.insert(offer.post.id.as_str(), (at, number));
        }
        for (request, number) in posts.requests.iter().zip(0u32..) {
            requests.insert(request.post.id.as_str(), number);
        }
    }
    let mut sales = vec![Vec::new(); scenes.len()];
    for allocation in &plan.allocations {
        let ends = places
            .get(allocation.offer.as_str())
            .zip(requests.get(allocation.request.as_str()));
        if let Some((&(at, offer), &request)) = ends
            && let Some(sales) = sales.get_mut(at)
        {
            sales.push(Sale {
                pair: Pair {
                    offer,
                    request,
                    cost: allocation.cost,
                },
                quantity: allocation.quantity.0,
            });
        }
    }
    sales
}
