//! Column generation: exact over every feasible pair of a market whose pairs are too many to be kept.
//!
//! 1. A tenth of the posts, drawn by their numbers, is solved over all of its pairs.
//! 2. Its duals are extended: `β_j = min(u_j, c_ij − α_i)` over the sampled offers, `α_i = min(s_i, c_ij − β_j)`
//!    over the sampled requests.
//! 3. Every request starts with its pairs of the smallest reduced costs under these duals, nearly equal ones drawn, and
//!    the basis with the greedy flow along them ([`Basis::greedy`]).
//! 4. These pairs are solved, all others are priced against the duals of that optimum through the index, and
//!    the most negative of every request join, until no pair of the market has a negative reduced cost.
//!
//! Then the optimum of the pairs that are kept is one of all pairs: its duals are feasible for every pair, which
//! is the certificate for the whole market. Each round starts from the basis of the last one. A dual is never
//! trusted for anything but choosing pairs, so the sample decides about speed and not about the result.
//!
//! A pricing round over `n` posts in `l` lanes takes about `n·l` steps and what it finds; all pairs are never
//! looked at. The parallel parts return their results in the order of the posts, so the result does not depend
//! on the number of threads. Memory is that of the kept pairs, about 30 a post, and some 200 bytes a post.

use rayon::prelude::*;

use crate::compact::Compact;
use crate::compact::choice::{Below, Choice, Found};
use crate::kernel::certificate::{Certificate, certify};
use crate::kernel::duals::{Interval, extreme};
use crate::kernel::{Basis, Effort, KernelError, Pair, Solution, Stop, Terminal, Transport, index};

/// One post in so many is in the sample.
const SAMPLE: u32 = 10;
/// Pairs with which every request starts.
const START: usize = 40;
/// Pairs that a request may gain in a round.
const GAIN: usize = 12;
/// Reduced costs that differ by less than this part of the requests' mean dual are as good as equal.
const SPREAD: i64 = 64;

/// The solved market: the pairs that were kept, and an optimum over all pairs.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) transport: Transport,
    pub(crate) solution: Solution,
    /// The basis that the solution was read off.
    pub(crate) basis: Basis,
    /// A bound over all pairs of the market.
    pub(crate) certificate: Certificate,
}

/// Solves a market; the pairs of `sides` are always kept, the index does not know them. Told to stop it answers
/// with a feasible flow and a bound that is proven for all pairs.
pub(crate) fn solve(
    compact: &Compact<'_>,
    offers: Vec<Terminal>,
    requests: Vec<Terminal>,
    sides: &[Pair],
    stop: Stop<'_>,
) -> Result<Columns, KernelError> {
    let Extended {
        alpha,
        beta,
        promising,
    } = extended(compact, &offers, &requests, stop)?;
    let ranking = compact.ranking(&alpha, |_| true);
    let spread = spread(&beta);
    let choice = Choice {
        limit: START,
        below: Below::Each(&promising),
        spread,
    };
    let start = compact.best(compact.requests(), &ranking, &beta, choice);
    let mut transport = Transport::new(offers, requests, &merged(sides.to_vec(), start))?;
    let mut basis = Basis::greedy(&transport, &alpha, &beta)?;
    let mut effort = Effort::default();
    loop {
        let optimal = basis.optimise(&transport, stop, &mut effort)?;
        let solution = basis.solution(&transport, effort)?;
        if !optimal {
            let bound = bound(compact, &transport, &solution.request_duals);
            let certificate = Certificate {
                bound,
                least_reduced_cost: 0,
            };
            return Ok(Columns {
                transport,
                solution,
                basis,
                certificate,
            });
        }
        let found = negative(compact, &solution.offer_duals, &solution.request_duals, spread);
        if found.is_empty() {
            let certificate = certify(&transport, &solution)?;
            return Ok(Columns {
                transport,
                solution,
                basis,
                certificate,
            });
        }
        transport = with(&transport, found)?;
    }
}

/// The pairs of the market with a negative reduced cost, the most negative of each request.
pub(crate) fn negative(
    compact: &Compact<'_>,
    alpha: &[i64],
    beta: &[i64],
    spread: i64,
) -> Vec<(u32, Vec<Found>)> {
    let ranking = compact.ranking(alpha, |_| true);
    let choice = Choice {
        limit: GAIN,
        below: Below::Zero,
        spread,
    };
    let mut found = compact.best(compact.requests(), &ranking, beta, choice);
    found.retain(|(_, pairs)| !pairs.is_empty());
    found
}

/// What differences of reduced costs mean nothing while pairs are chosen.
fn spread(beta: &[i64]) -> i64 {
    let sum: i128 = beta.iter().map(|dual| i128::from(dual.unsigned_abs())).sum();
    let mean = sum / i128::try_from(beta.len().max(1)).unwrap_or(1);
    i64::try_from(mean).unwrap_or(i64::MAX) / SPREAD
}

/// The same market with more pairs.
pub(crate) fn with(transport: &Transport, found: Vec<(u32, Vec<Found>)>) -> Result<Transport, KernelError> {
    let pairs = merged(transport.pairs().collect(), found);
    Transport::new(transport.offers().to_vec(), transport.requests().to_vec(), &pairs)
}

/// Ascending pairs and those that were found. The stable sort joins two ascending runs in one walk.
fn merged(mut pairs: Vec<Pair>, found: Vec<(u32, Vec<Found>)>) -> Vec<Pair> {
    let mut more: Vec<Pair> = Vec::new();
    more.extend(found.into_iter().flat_map(|(request, found)| {
        found.into_iter().map(move |found| Pair {
            offer: found.offer,
            request,
            cost: found.cost,
        })
    }));
    more.par_sort_unstable();
    pairs.append(&mut more);
    pairs.sort();
    pairs.dedup();
    pairs
}

/// What a sample says about all posts.
struct Extended {
    alpha: Vec<i64>,
    beta: Vec<i64>,
    /// A reduced cost below which each request should find about twice the pairs with which it starts. It only spares
    /// the search the others.
    promising: Vec<i64>,
}

/// Duals of all posts from those of a sample.
fn extended(
    compact: &Compact<'_>,
    offers: &[Terminal],
    requests: &[Terminal],
    stop: Stop<'_>,
) -> Result<Extended, KernelError> {
    let sampled: Vec<(u32, u32)> = compact
        .requests()
        .iter()
        .filter(|(_, at)| drawn(*at))
        .copied()
        .collect();
    let pairs = compact.pairs(&sampled, drawn);
    let (small, number) = sample(offers, requests, &pairs)?;
    let mut basis = Basis::star(&small);
    basis.optimise(&small, stop, &mut Effort::default())?;
    let solution = basis.solution(&small, Effort::default())?;
    let slack = |side: &[Terminal]| {
        side.iter()
            .map(|terminal| terminal.slack_cost)
            .collect::<Vec<_>>()
    };
    let (mut alpha, mut beta) = (slack(offers), slack(requests));
    for (duals, sampled, side) in [
        (&mut alpha, &solution.offer_duals, &number.0),
        (&mut beta, &solution.request_duals, &number.1),
    ] {
        for (at, dual) in side.iter().zip(sampled) {
            if let Some(slot) = duals.get_mut(index(*at)) {
                *slot = *dual;
            }
        }
    }
    let ranking = compact.ranking(&alpha, drawn);
    let zero = vec![0; beta.len()];
    let nearest = Choice {
        limit: START.div_ceil(index(SAMPLE)) * 2,
        below: Below::Any,
        spread: 0,
    };
    let mut promising = vec![i64::MAX / 4; beta.len()];
    for (request, best) in compact.best(compact.requests(), &ranking, &zero, nearest) {
        let ends = (beta.get_mut(index(request)), promising.get_mut(index(request)));
        let ((Some(beta), Some(promising)), Some(first)) = (ends, best.first()) else {
            continue;
        };
        *beta = first.reduced.min(*beta);
        if let Some(last) = best.get(nearest.limit - 1) {
            *promising = last.reduced - *beta + 1;
        }
    }
    Ok(Extended {
        alpha: compact.offer_duals(&sampled, &beta, slack(offers)),
        beta,
        promising,
    })
}

/// Whether a post is in the sample: by a multiplicative hash of its number, so that no order of the posts
/// matters.
fn drawn(at: u32) -> bool {
    (at.wrapping_mul(0x9E37_79B9) >> 16).is_multiple_of(SAMPLE)
}

/// The problem of the sample, and the numbers of its posts in the market.
type Sample = (Transport, (Vec<u32>, Vec<u32>));

fn sample(offers: &[Terminal], requests: &[Terminal], pairs: &[Pair]) -> Result<Sample, KernelError> {
    let side = |terminals: &[Terminal]| -> (Vec<u32>, Vec<u32>, Vec<Terminal>) {
        let (mut chosen, mut places, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for (at, terminal) in (0u32..).zip(terminals) {
            places.push(u32::try_from(chosen.len()).unwrap_or(u32::MAX));
            if drawn(at) {
                chosen.push(at);
                kept.push(*terminal);
            }
        }
        (chosen, places, kept)
    };
    let (of_offers, offer_places, offers) = side(offers);
    let (of_requests, request_places, requests) = side(requests);
    let place = |places: &[u32], at: u32| places.get(index(at)).copied().unwrap_or(u32::MAX);
    let pairs: Vec<Pair> = pairs
        .iter()
        .map(|pair| Pair {
            offer: place(&offer_places, pair.offer),
            request: place(&request_places, pair.request),
            cost: pair.cost,
        })
        .collect();
    Ok((
        Transport::new(offers, requests, &pairs)?,
        (of_offers, of_requests),
    ))
}

/// A bound on every flow over all pairs: prices of requests, lowered to the cost of their rest, and the highest
/// prices of offers that every pair of the market allows.
fn bound(compact: &Compact<'_>, transport: &Transport, request_duals: &[i64]) -> i64 {
    let requests = transport.requests().iter().zip(request_duals);
    let beta: Vec<i64> = requests
        .map(|(terminal, &dual)| dual.min(terminal.slack_cost))
        .collect();
    let most = transport
        .offers()
        .iter()
        .map(|terminal| terminal.slack_cost)
        .collect();
    let mut alpha = compact.offer_duals(compact.requests(), &beta, most);
    // Also those pairs that the index does not know.
    for pair in transport.pairs() {
        let ends = (alpha.get_mut(index(pair.offer)), beta.get(index(pair.request)));
        if let (Some(alpha), Some(beta)) = ends {
            *alpha = (*alpha).min(pair.cost - beta);
        }
    }
    let worth = |side: &[Terminal], duals: &[i64]| -> i128 {
        let terms = side.iter().zip(duals);
        terms
            .map(|(terminal, &dual)| i128::from(terminal.quantity) * i128::from(dual))
            .sum()
    };
    let bound = worth(transport.offers(), &alpha) + worth(transport.requests(), &beta);
    i64::try_from(bound).unwrap_or(i64::MIN)
}

/// The interval of every request's dual over all optimal duals of the whole market: the extreme duals of the
/// kept pairs, and again with the pairs that contradict them, until none does.
pub(crate) fn intervals(compact: &Compact<'_>, columns: &Columns) -> Result<Vec<Interval>, KernelError> {
    let (mut transport, mut solution) = (columns.transport.clone(), columns.solution.clone());
    let mut end = |high: bool| loop {
        let (alpha, beta) = extreme(&transport, &solution, high);
        let found = negative(compact, &alpha, &beta, spread(&beta));
        if found.is_empty() {
            return Ok(beta);
        }
        let wider = with(&transport, found)?;
        for shipment in &mut solution.shipments {
            let pair = transport.pair(shipment.pair);
            let place = pair.and_then(|pair| wider.position(pair.offer, pair.request));
            shipment.pair = place.ok_or(KernelError::Broken("a pair that was lost"))?;
        }
        transport = wider;
    };
    let (low, high) = (end(false)?, end(true)?);
    Ok(low
        .into_iter()
        .zip(high)
        .map(|(low, high)| Interval { low, high })
        .collect())
}
