//! The exact network of a run: one transportation problem for each market.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;
use rayon::prelude::*;

use crate::assemble;
use crate::candidates;
use crate::check;
use crate::dimacs::write;
use crate::error::MatchError;
use crate::kernel::{KernelError, Terminal, Transport};
use crate::market::Market;
use crate::pairing::Setting;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::posts;
use crate::progress::{Progress, Report, Stage};
use crate::routes::Routes;
use crate::settle;
use crate::split::{self, Group};

/// A market with its feasible pairs.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// Its first product, by which it is named.
    pub(crate) product: &'a ProductId,
    pub(crate) posts: Group<'a>,
    pub(crate) transport: Transport,
}

/// All markets of a run with their feasible pairs, ready to be solved or written out.
#[derive(Debug)]
pub struct Network<'a> {
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    routes: Routes<'a>,
    components: Vec<Component<'a>>,
}

impl<'a> Network<'a> {
    /// Checks the input, splits it into markets and finds every feasible pair.
    ///
    /// # Errors
    ///
    /// [`MatchError::Posts`] with every fault, [`MatchError::Policy`], or [`MatchError::TooLarge`] for the
    /// first market whose numbers do not fit.
    pub fn prepare(
        catalogue: &'a Catalogue,
        market: &'a Market,
        policy: &'a Policy,
        report: Report<'_>,
    ) -> Result<Self, MatchError> {
        policy.check()?;
        let faults = check::faults(catalogue, market);
        if !faults.is_empty() {
            return Err(MatchError::Posts(faults));
        }
        let routes = Routes::new(catalogue, market);
        let offers = posts::offers(catalogue, market, policy);
        let requests = posts::requests(catalogue, market, policy);
        let groups: Vec<_> = split::markets(offers, requests).into_iter().collect();
        let components = each(groups, Stage::Pairing, report, |(product, posts)| {
            component(
                Setting {
                    catalogue,
                    routes: &routes,
                },
                product,
                posts,
            )
        })?;
        Ok(Self {
            catalogue,
            policy,
            routes,
            components,
        })
    }

    /// Solves every market to optimality, proves it and explains the result.
    ///
    /// # Errors
    ///
    /// [`MatchError::SumTooLarge`] if the markets together do not fit; [`MatchError::Kernel`] if a proof
    /// fails, which is a bug.
    pub fn solve(&self, report: Report<'_>) -> Result<Plan, MatchError> {
        let setting = Setting {
            catalogue: self.catalogue,
            routes: &self.routes,
        };
        let components: Vec<_> = self.components.iter().collect();
        let settled = each(components, Stage::Solving, report, |component| {
            settle::settle(setting, self.policy, component)
        })?;
        assemble::plan(&self.components, settled)
    }

    /// The network in DIMACS min-cost-flow format, in the units of the plan's objective; `c` lines name the
    /// nodes.
    #[must_use]
    pub fn dimacs(&self) -> String {
        write::write(&self.components)
    }
}

fn component<'a>(
    setting: Setting<'_>,
    product: &'a ProductId,
    posts: Group<'a>,
) -> Result<Component<'a>, MatchError> {
    let pairs = candidates::feasible(setting, &posts);
    let offers = posts.offers.iter().map(|offer| Terminal {
        quantity: offer.post.quantity.0,
        slack_cost: offer.unsold_cost,
    });
    let requests = posts.requests.iter().map(|request| Terminal {
        quantity: request.post.quantity.0,
        slack_cost: request.unmet_cost,
    });
    let transport = Transport::new(offers.collect(), requests.collect(), &pairs);
    let transport = transport.map_err(|source| match source {
        KernelError::TooLarge { .. } | KernelError::TooMany => MatchError::TooLarge {
            product: product.clone(),
        },
        _ => MatchError::Kernel {
            product: product.clone(),
            source,
        },
    })?;
    Ok(Component {
        product,
        posts,
        transport,
    })
}

/// Does `work` for every market in parallel. Results and the first error are in the order of the markets,
/// whatever thread was first.
fn each<T: Send, R: Send>(
    markets: Vec<T>,
    stage: Stage,
    report: Report<'_>,
    work: impl Fn(T) -> Result<R, MatchError> + Sync,
) -> Result<Vec<R>, MatchError> {
    let total = markets.len();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let results: Vec<_> = markets
        .into_par_iter()
        .map(|market| {
            let result = work(market);
            let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            report(Progress { stage, done, total });
            result
        })
        .collect();
    results.into_iter().collect()
}
