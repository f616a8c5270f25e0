//! The exact network of a run: one transportation problem for each market.

use std::cmp::Reverse;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::ProductId;
use rayon::prelude::*;

use crate::assemble;
use crate::candidates;
use crate::check;
use crate::compact::Compact;
use crate::dimacs::write;
use crate::error::MatchError;
use crate::fairness;
use crate::kernel::{KernelError, Pair, Rows, Stop, Transport, index};
use crate::market::Market;
use crate::pairing::Setting;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::posts::{self, Point};
use crate::progress::{PARTS, Pace, Report, Share, Stage};
use crate::routes::Routes;
use crate::settle;
use crate::sides::{self, Seller, Sides, Steps};
use crate::split::{self, Group};

/// A market with its feasible pairs.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// Its first product, by which it is named.
    pub(crate) product: &'a ProductId,
    pub(crate) posts: Group<'a>,
    /// What it respects beyond its pairs.
    pub(crate) sides: Sides,
    /// Where sellers are treated fairly: the market as it would be without.
    pub(crate) unfair: Option<Unfair>,
    /// The points that its offers may go through.
    pub(crate) points: Vec<Point<'a>>,
    /// Its terminals, and all its pairs if it is `complete`; else the pairs are found as they are needed.
    pub(crate) transport: Transport,
    pub(crate) complete: bool,
    /// It is large enough for an index of its pairs to pay.
    pub(crate) indexed: bool,
}

/// A market without fairness.
#[derive(Debug)]
pub(crate) struct Unfair {
    pub(crate) transport: Transport,
    pub(crate) sides: Sides,
}

impl Component<'_> {
    /// All feasible pairs of posts, ascending.
    pub(crate) fn feasible(&self, setting: Setting<'_>) -> Vec<Pair> {
        if self.complete {
            let posts = self.posts.requests.len();
            let pairs = self.transport.pairs();
            return pairs.filter(|pair| index(pair.request) < posts).collect();
        }
        let compact = Compact::new(setting, &self.posts);
        compact.pairs(compact.requests(), |_| true)
    }

    /// Why it is not solved.
    pub(crate) fn refused(&self, source: KernelError) -> MatchError {
        refused(self.product, source)
    }
}

fn refused(product: &ProductId, source: KernelError) -> MatchError {
    let product = product.clone();
    match source {
        KernelError::TooLarge { .. } | KernelError::TooMany => MatchError::TooLarge { product },
        _ => MatchError::Kernel { product, source },
    }
}

/// Of up to so many pairs of posts that name the same product the feasible ones are kept. More are solved by
/// column generation, which keeps a few pairs of each post. Set where both take about the same time.
const KEPT_PAIRS: usize = 1 << 20;
/// Up to so many pairs of posts are tested one by one; an index of them would not pay.
const TESTED_PAIRS: usize = 1 << 14;

/// All markets of a run with their feasible pairs, ready to be solved or written out.
#[derive(Debug)]
pub struct Network<'a> {
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    routes: Routes<'a>,
    components: Vec<Component<'a>>,
}

impl<'a> Network<'a> {
    /// Checks the input, splits it into markets and finds the feasible pairs of all but the largest.
    ///
    /// # Errors
    ///
    /// [`MatchError::Posts`] with every fault, [`MatchError::Point`], [`MatchError::Policy`], or [`MatchError::TooLarge`] for the
    /// first market whose numbers do not fit.
    pub fn prepare(
        catalogue: &'a Catalogue,
        market: &'a Market,
        policy: &'a Policy,
        report: Report<'_>,
    ) -> Result<Self, MatchError> {
        Self::prepare_keeping(catalogue, market, policy, KEPT_PAIRS, report)
    }

    /// As [`Self::prepare`]; markets with more than `most` pairs of posts of one product are solved by column
    /// generation. The optimum is the same whatever the number; which of several optima is found is not.
    ///
    /// # Errors
    ///
    /// As [`Self::prepare`].
    pub fn prepare_keeping(
        catalogue: &'a Catalogue,
        market: &'a Market,
        policy: &'a Policy,
        most: usize,
        report: Report<'_>,
    ) -> Result<Self, MatchError> {
        policy.check()?;
        let faults = check::faults(catalogue, market);
        if !faults.is_empty() {
            return Err(MatchError::Posts(faults));
        }
        if let Some(fault) = check::point_fault(market) {
            return Err(fault);
        }
        let routes = Routes::new(catalogue, market);
        let points = posts::points(market);
        let offers = posts::offers(catalogue, market, policy);
        let requests = posts::requests(catalogue, market, policy);
        let groups: Vec<_> = split::markets(offers, requests).into_iter().collect();
        let size = |(_, posts): &(_, Group<'_>)| posts.named_pairs();
        let components = each(groups, size, Stage::Pairing, report, |(product, posts), _| {
            let setting = Setting {
                catalogue,
                routes: &routes,
            };
            component(setting, policy, &points, product, posts, most)
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
        self.solve_until(report, &|| false)
    }

    /// Solves until optimality or until `stop` says so. It is asked now and then from any thread. A plan that was
    /// stopped is feasible; what it may lose against the optimum is at most its objective less the certificate's
    /// bound.
    ///
    /// # Errors
    ///
    /// As [`Self::solve`].
    pub fn solve_until(&self, report: Report<'_>, stop: Stop<'_>) -> Result<Plan, MatchError> {
        let components: Vec<_> = self.components.iter().collect();
        let size = |component: &&Component<'_>| component.posts.named_pairs();
        let settled = each(components, size, Stage::Solving, report, |component, share| {
            settle::settle(self.setting(), self.policy, component, (stop, share))
        })?;
        assemble::plan(&self.components, settled)
    }

    /// The network in DIMACS min-cost-flow format, in the units of the plan's objective; `c` lines name the
    /// nodes. Every feasible pair is an arc.
    #[must_use]
    pub fn dimacs(&self) -> String {
        let whole = |component: &Component<'_>| {
            if component.complete {
                return component.transport.clone();
            }
            let pairs = component.feasible(self.setting());
            // It fits: `component` has checked the terminals against the largest cost a pair can have.
            with_pairs(&component.transport, &component.sides.with(pairs))
                .unwrap_or_else(|_| component.transport.clone())
        };
        let transports: Vec<_> = self.components.iter().map(whole).collect();
        write::write(&self.components, &transports)
    }

    /// The same with only those pairs of the larger markets that column generation kept: enough for the optimum
    /// over all pairs, and small enough to be written.
    ///
    /// # Errors
    ///
    /// As [`Self::solve`].
    pub fn support(&self) -> Result<String, MatchError> {
        let support = |component: &Component<'_>| {
            let compact = (!component.complete).then(|| Compact::new(self.setting(), &component.posts));
            settle::solved(
                component,
                &component.transport,
                &component.sides,
                compact.as_ref(),
                &|| false,
            )
            .map(|columns| columns.transport)
        };
        let supports: Vec<_> = self.components.par_iter().map(support).collect();
        let named = self.components.iter().zip(supports);
        let transports: Result<Vec<_>, _> = named
            .map(|(component, transport)| transport.map_err(|source| component.refused(source)))
            .collect();
        let transports = transports?;
        Ok(write::write(&self.components, &transports))
    }

    pub(crate) fn components(&self) -> &[Component<'a>] {
        &self.components
    }

    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting {
            catalogue: self.catalogue,
            routes: &self.routes,
        }
    }
}

/// No pair costs more, whatever its sign: a feasible one is worth at most its bid and the stability bonus, and
/// loses at most what both rests cost.
fn most_cost(posts: &Group<'_>) -> u64 {
    let of_offers = posts
        .offers
        .iter()
        .map(|offer| offer.stability.max(offer.unsold_cost))
        .max();
    let bids = posts
        .requests
        .iter()
        .flat_map(|request| &request.wanted)
        .map(|wanted| wanted.bid);
    let unmet = posts.requests.iter().map(|request| request.unmet_cost);
    let sum = of_offers
        .unwrap_or_default()
        .saturating_add(bids.chain(unmet).max().unwrap_or_default());
    sum.unsigned_abs()
}

fn with_pairs(transport: &Transport, pairs: &[Pair]) -> Result<Transport, KernelError> {
    Transport::new(transport.offers().to_vec(), transport.requests().to_vec(), pairs)
}

fn component<'a>(
    setting: Setting<'_>,
    policy: &Policy,
    points: &[Point<'a>],
    product: &'a ProductId,
    posts: Group<'a>,
    most: usize,
) -> Result<Component<'a>, MatchError> {
    let fits = setting.catalogue.certificates().count() <= crate::compact::MOST_CERTIFICATES;
    let complete = posts.named_pairs() <= most || !fits;
    let indexed = fits && (!complete || posts.named_pairs() > TESTED_PAIRS);
    let pairs = if complete && indexed {
        let compact = Compact::new(setting, &posts);
        compact.pairs(compact.requests(), |_| true)
    } else if complete {
        candidates::feasible(setting, &posts)
    } else {
        Vec::new()
    };
    let broken = |source| refused(product, source);
    let built = |sides: &Sides| -> Result<Transport, KernelError> {
        let (offers, requests) = (sides.offers(&posts), sides.requests(&posts));
        if complete {
            return Transport::new(offers, requests, &sides.with(pairs.clone()));
        }
        let rows = Rows::reserve(std::iter::repeat_n(0, offers.len()), 0);
        Transport::of_rows(offers, requests, rows, most_cost(&posts).max(sides.most()))
    };
    let plain = Sides::new(&posts, points, &[], prohibitive(&posts));
    let transport = built(&plain).map_err(broken)?;
    let steps = fair(policy, &posts, points, complete.then_some(pairs.as_slice())).map_err(broken)?;
    let (transport, sides, unfair) = if steps.is_empty() {
        (transport, plain, None)
    } else {
        let sides = Sides::new(&posts, points, &steps, prohibitive(&posts));
        let fair = built(&sides).map_err(broken)?;
        let unfair = Unfair {
            transport,
            sides: plain,
        };
        (fair, sides, Some(unfair))
    };
    Ok(Component {
        transport,
        sides,
        unfair,
        points: points.to_vec(),
        product,
        posts,
        complete,
        indexed,
    })
}

/// More than any flow gains by a unit.
fn prohibitive(posts: &Group<'_>) -> i64 {
    let unsold = posts.offers.iter().map(|offer| offer.unsold_cost).max();
    let unmet = posts.requests.iter().map(|request| request.unmet_cost).max();
    let rests = unsold.unwrap_or_default() + unmet.unwrap_or_default();
    i64::try_from(most_cost(posts))
        .unwrap_or(i64::MAX)
        .saturating_add(rests + 1)
}

/// What each seller pays for what it keeps; nothing where the policy is not fair, there is only one, or leximin is
/// asked of a market whose `pairs` are too many to be kept.
fn fair<'g>(
    policy: &Policy,
    posts: &'g Group<'_>,
    points: &[Point<'_>],
    pairs: Option<&[Pair]>,
) -> Result<Vec<(Seller<'g>, Steps)>, KernelError> {
    let sellers = sides::sellers(posts, policy);
    if sellers.len() < 2 {
        return Ok(Vec::new());
    }
    if let Some(pairs) = pairs.filter(|_| policy.fairness.leximin) {
        let prohibitive = prohibitive(posts);
        return fairness::floors(posts, points, sellers, pairs, prohibitive, &|| false);
    }
    if policy.fairness.per_kg == 0 {
        return Ok(Vec::new());
    }
    let weighted = sellers.into_iter().map(|seller| {
        let steps = Steps::weighted(&seller);
        (seller, steps)
    });
    Ok(weighted.collect())
}

/// Does `work` for every market in parallel, the largest first: it is what the others have to wait for. Results
/// and the first error are in the order of the markets, whatever thread was first.
fn each<T: Send, R: Send>(
    markets: Vec<T>,
    size: impl Fn(&T) -> usize + Sync,
    stage: Stage,
    report: Report<'_>,
    work: impl Fn(T, &Share<'_>) -> Result<R, MatchError> + Sync,
) -> Result<Vec<R>, MatchError> {
    // One more, so that a market of one side counts, too.
    let pairs = |market: &T| u64::try_from(size(market)).unwrap_or(u64::MAX).saturating_add(1);
    let pace = Pace::new(report, stage, markets.iter().map(pairs).sum());
    let mut markets: Vec<_> = markets.into_iter().enumerate().collect();
    markets.sort_by_key(|(_, market)| Reverse(size(market)));
    let mut results: Vec<_> = markets
        .into_par_iter()
        .with_max_len(1)
        .map(|(at, market)| {
            let share = pace.of_market(pairs(&market));
            let result = work(market, &share);
            share.reach(PARTS);
            (at, result)
        })
        .collect();
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
