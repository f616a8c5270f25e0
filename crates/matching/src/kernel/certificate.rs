//! The proof of a plan: feasibility, dual feasibility and equal objectives, recomputed from the problem
//! alone.
//!
//! By weak duality no flow costs less than a feasible dual is worth, so equality proves both optimal.
//! Nothing here knows how the solution was found, and every sum is taken in 128 bits.

use super::Solution;
use super::problem::{KernelError, Transport, index};

/// What was proven about a solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// `Σ a·α + Σ b·β`, a lower bound on every flow's cost; equals the objective.
    pub bound: i64,
    /// The smallest reduced cost of any arc, pairs and slacks; never negative. 0 where there is no arc.
    pub least_reduced_cost: i64,
}

/// Checks the solution against the problem.
///
/// # Errors
///
/// [`KernelError::Broken`] naming the first condition that fails.
pub fn certify(problem: &Transport, solution: &Solution) -> Result<Certificate, KernelError> {
    let primal = primal(problem, solution)?;
    let least_reduced_cost = least_reduced_cost(problem, solution)?;
    let weigh = |terminals: &[super::Terminal], duals: &[i64]| -> i128 {
        let terms = terminals.iter().zip(duals);
        terms
            .map(|(terminal, &dual)| i128::from(terminal.quantity) * i128::from(dual))
            .sum()
    };
    let dual =
        weigh(problem.offers(), &solution.offer_duals) + weigh(problem.requests(), &solution.request_duals);
    if primal != i128::from(solution.objective) {
        return Err(KernelError::Broken("the objective is not the cost of the flow"));
    }
    if primal != dual {
        return Err(KernelError::Broken("primal and dual objectives differ"));
    }
    Ok(Certificate {
        bound: solution.objective,
        least_reduced_cost,
    })
}

/// A lower bound on the cost of every flow from any prices: `β_j` is lowered to `u_j`, then `α_i` is set as high
/// as `s_i` and the pairs allow, which makes both a feasible dual. Saturates far below any real bound.
#[must_use]
pub fn bound(problem: &Transport, request_duals: &[i64]) -> i64 {
    let requests = problem.requests().iter().zip(request_duals);
    let beta: Vec<i64> = requests
        .map(|(terminal, &dual)| dual.min(terminal.slack_cost))
        .collect();
    let mut alpha: Vec<i64> = problem
        .offers()
        .iter()
        .map(|terminal| terminal.slack_cost)
        .collect();
    for pair in problem.pairs() {
        let ends = (alpha.get_mut(index(pair.offer)), beta.get(index(pair.request)));
        if let (Some(alpha), Some(beta)) = ends {
            *alpha = (*alpha).min(pair.cost - beta);
        }
    }
    let sides = [(problem.offers(), &alpha), (problem.requests(), &beta)];
    let worth = sides
        .into_iter()
        .flat_map(|(terminals, duals)| terminals.iter().zip(duals));
    let worth: i128 = worth
        .map(|(terminal, &dual)| i128::from(terminal.quantity) * i128::from(dual))
        .sum();
    i64::try_from(worth).unwrap_or(i64::MIN)
}

/// Conservation and sign of every flow; returns the flow's cost.
fn primal(problem: &Transport, solution: &Solution) -> Result<i128, KernelError> {
    let (offers, requests) = (problem.offers(), problem.requests());
    if solution.unsold.len() != offers.len() || solution.unmet.len() != requests.len() {
        return Err(KernelError::Broken(
            "the solution has another shape than the problem",
        ));
    }
    let mut out: Vec<i128> = solution.unsold.iter().map(|&quantity| quantity.into()).collect();
    let mut into: Vec<i128> = solution.unmet.iter().map(|&quantity| quantity.into()).collect();
    let mut cost = 0;
    for (terminal, &quantity) in offers
        .iter()
        .chain(requests)
        .zip(solution.unsold.iter().chain(&solution.unmet))
    {
        if quantity < 0 {
            return Err(KernelError::Broken("a negative rest"));
        }
        cost += i128::from(terminal.slack_cost) * i128::from(quantity);
    }
    let mut shipped = solution.shipments.iter().peekable();
    for (position, pair) in problem.pairs().enumerate() {
        let Some(shipment) = shipped.next_if(|shipment| shipment.pair == position) else {
            continue;
        };
        let ends = (out.get_mut(index(pair.offer)), into.get_mut(index(pair.request)));
        let (Some(from), Some(to)) = ends else {
            return Err(KernelError::Broken("a pair out of range"));
        };
        if shipment.quantity < 1 {
            return Err(KernelError::Broken("a shipment without quantity"));
        }
        *from += i128::from(shipment.quantity);
        *to += i128::from(shipment.quantity);
        cost += i128::from(pair.cost) * i128::from(shipment.quantity);
    }
    let kept = |terminals: &[super::Terminal], sums: &[i128]| {
        terminals
            .iter()
            .zip(sums)
            .all(|(terminal, &sum)| i128::from(terminal.quantity) == sum)
    };
    if shipped.next().is_some() || !kept(offers, &out) || !kept(requests, &into) {
        return Err(KernelError::Broken("flow is not conserved"));
    }
    Ok(cost)
}

/// The smallest reduced cost over all arcs; an error if it is negative.
fn least_reduced_cost(problem: &Transport, solution: &Solution) -> Result<i64, KernelError> {
    let slack = |terminals: &'_ [super::Terminal], duals: &[i64]| {
        let arcs = terminals.iter().zip(duals);
        arcs.map(|(terminal, &dual)| i128::from(terminal.slack_cost) - i128::from(dual))
            .min()
    };
    let (alpha, beta) = (&solution.offer_duals, &solution.request_duals);
    if alpha.len() != problem.offers().len() || beta.len() != problem.requests().len() {
        return Err(KernelError::Broken(
            "the duals have another shape than the problem",
        ));
    }
    let dual = |duals: &[i64], at: u32| duals.get(index(at)).copied().map_or(0, i128::from);
    let pairs = problem.pairs();
    let least = pairs
        .map(|pair| i128::from(pair.cost) - dual(alpha, pair.offer) - dual(beta, pair.request))
        .min();
    let slacks = [slack(problem.offers(), alpha), slack(problem.requests(), beta)];
    let least = slacks.into_iter().flatten().chain(least).min().unwrap_or(0);
    if least < 0 {
        return Err(KernelError::Broken("an arc with a negative reduced cost"));
    }
    i64::try_from(least).map_err(|_| KernelError::Broken("a reduced cost beyond 64 bits"))
}
