//! The kernel alone: equal to other exact solvers on random problems, and to brute force on the smallest.

use chonoi_matching::kernel::certificate::certify;
use chonoi_matching::kernel::duals::request_intervals;
use chonoi_matching::kernel::{KernelError, Pair, Solution, Terminal, Transport, solve};
use eo_mcf::Problem;
use proptest::prelude::*;

/// What a random problem is drawn from.
#[derive(Debug, Clone)]
struct Draw {
    offers: Vec<Terminal>,
    requests: Vec<Terminal>,
    pairs: Vec<Pair>,
}

impl Draw {
    fn transport(&self) -> Transport {
        Transport::new(self.offers.clone(), self.requests.clone(), &self.pairs).unwrap()
    }

    fn solved(&self) -> (Transport, Solution) {
        let problem = self.transport();
        let solution = solve(&problem).unwrap();
        let certificate = certify(&problem, &solution).unwrap();
        assert_eq!(certificate.bound, solution.objective);
        assert!(certificate.least_reduced_cost >= 0);
        (problem, solution)
    }

    /// The same network for a general solver: one dummy node takes the unsold and gives the unmet.
    fn foreign_optimum(&self) -> i128 {
        let (n, m) = (self.offers.len(), self.requests.len());
        let dummy = n + m;
        let mut network = Problem::builder(n + m + 1);
        let mut balance = 0;
        for (node, offer) in self.offers.iter().enumerate() {
            network =
                network
                    .supply(node, offer.quantity)
                    .edge(node, dummy, offer.quantity, offer.slack_cost);
            balance -= offer.quantity;
        }
        for (at, request) in self.requests.iter().enumerate() {
            let node = n + at;
            network = network.supply(node, -request.quantity).edge(
                dummy,
                node,
                request.quantity,
                request.slack_cost,
            );
            balance += request.quantity;
        }
        network = network.supply(dummy, balance);
        for pair in &self.pairs {
            let (i, j) = (
                usize::try_from(pair.offer).unwrap(),
                usize::try_from(pair.request).unwrap(),
            );
            let most = self.offers[i].quantity.min(self.requests[j].quantity);
            network = network.edge(i, n + j, most, pair.cost);
        }
        eo_mcf::solve(&network.build().unwrap()).unwrap().objective()
    }
}

/// Markets of up to `most` posts a side; `cost` and `quantity` set how large and how equal the numbers are.
fn draws(most: usize, quantity: i64, cost: i64) -> impl Strategy<Value = Draw> {
    let terminal =
        move || (1..=quantity, 0..=cost).prop_map(|(quantity, slack_cost)| Terminal { quantity, slack_cost });
    let side = move || prop::collection::vec(terminal(), 0..=most);
    (side(), side()).prop_flat_map(move |(offers, requests)| {
        let (n, m) = (offers.len(), requests.len());
        let cell = prop::option::weighted(0.6, -2 * cost..=cost);
        prop::collection::vec(cell, n * m).prop_map(move |cells| {
            let pairs = cells.iter().enumerate().filter_map(|(at, cell)| {
                let (i, j) = (at / m, at % m);
                cell.map(|cost| Pair {
                    offer: i.try_into().unwrap(),
                    request: j.try_into().unwrap(),
                    cost,
                })
            });
            Draw {
                pairs: pairs.collect(),
                offers: offers.clone(),
                requests: requests.clone(),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn equals_a_cost_scaling_solver(draw in draws(12, 50, 1_000)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(i128::from(solution.objective), draw.foreign_optimum());
    }

    #[test]
    fn equals_it_where_everything_ties(draw in draws(14, 2, 1)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(i128::from(solution.objective), draw.foreign_optimum());
    }

    #[test]
    fn equals_it_on_unit_volumes(draw in draws(14, 1, 40)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(i128::from(solution.objective), draw.foreign_optimum());
    }

    #[test]
    fn equals_it_at_huge_weights(draw in draws(6, 1_000_000_000_000, 100_000)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(i128::from(solution.objective), draw.foreign_optimum());
    }

    #[test]
    fn equals_brute_force(draw in draws(3, 2, 9)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(solution.objective, brute_force(&draw));
    }

    #[test]
    fn equals_a_linear_program(draw in draws(6, 30, 200)) {
        let (_, solution) = draw.solved();
        prop_assert_eq!(solution.objective, linear_program(&draw));
    }

    #[test]
    fn scaling_quantities_scales_the_objective(draw in draws(8, 20, 100), factor in 2i64..1_000) {
        let mut scaled = draw.clone();
        for terminal in scaled.offers.iter_mut().chain(&mut scaled.requests) {
            terminal.quantity *= factor;
        }
        prop_assert_eq!(scaled.solved().1.objective, draw.solved().1.objective * factor);
    }

    #[test]
    fn dual_intervals_are_tight(draw in draws(5, 6, 30)) {
        let (problem, solution) = draw.solved();
        for (at, interval) in request_intervals(&problem, &solution).into_iter().enumerate() {
            let dual = solution.request_duals[at];
            prop_assert!(interval.low <= dual && dual <= interval.high);
            // The objective is convex in the demand and the duals of a demand are its slopes to either
            // side. One unit more costs the highest dual, one unit less saves the lowest, because
            // everything is integral.
            let more = with_demand(&draw, at, 1).solved().1.objective;
            prop_assert_eq!(more - solution.objective, interval.high);
            if draw.requests[at].quantity > 1 {
                let less = with_demand(&draw, at, -1).solved().1.objective;
                prop_assert_eq!(solution.objective - less, interval.low);
            }
        }
    }
}

fn with_demand(draw: &Draw, request: usize, change: i64) -> Draw {
    let mut changed = draw.clone();
    changed.requests[request].quantity += change;
    changed
}

/// The cheapest of all integer flows.
fn brute_force(draw: &Draw) -> i64 {
    fn go(draw: &Draw, at: usize, supply: &mut [i64], demand: &mut [i64]) -> i64 {
        let Some(pair) = draw.pairs.get(at) else {
            let left = supply
                .iter()
                .zip(&draw.offers)
                .chain(demand.iter().zip(&draw.requests));
            return left.map(|(left, terminal)| left * terminal.slack_cost).sum();
        };
        let (i, j) = (
            usize::try_from(pair.offer).unwrap(),
            usize::try_from(pair.request).unwrap(),
        );
        let most = supply[i].min(demand[j]);
        let tries = (0..=most).map(|amount| {
            supply[i] -= amount;
            demand[j] -= amount;
            let cost = amount * pair.cost + go(draw, at + 1, supply, demand);
            supply[i] += amount;
            demand[j] += amount;
            cost
        });
        tries.min().unwrap()
    }
    let amounts = |side: &[Terminal]| side.iter().map(|terminal| terminal.quantity).collect::<Vec<_>>();
    go(draw, 0, &mut amounts(&draw.offers), &mut amounts(&draw.requests))
}

/// The same problem as a linear program over pair flows and slacks.
#[expect(
    clippy::as_conversions,
    reason = "the small numbers of this test are exact in f64"
)]
fn linear_program(draw: &Draw) -> i64 {
    use microlp::{ComparisonOp, OptimizationDirection, Problem as Program};
    let mut program = Program::new(OptimizationDirection::Minimize);
    let flows: Vec<_> = draw
        .pairs
        .iter()
        .map(|pair| program.add_var(pair.cost as f64, (0.0, f64::INFINITY)))
        .collect();
    for (is_offer, side) in [(true, &draw.offers), (false, &draw.requests)] {
        for (at, terminal) in side.iter().enumerate() {
            let slack = program.add_var(terminal.slack_cost as f64, (0.0, f64::INFINITY));
            let at = u32::try_from(at).unwrap();
            let own = draw.pairs.iter().zip(&flows);
            let own = own.filter(|(pair, _)| {
                if is_offer {
                    pair.offer == at
                } else {
                    pair.request == at
                }
            });
            let terms: Vec<_> = own.map(|(_, &flow)| (flow, 1.0)).chain([(slack, 1.0)]).collect();
            program.add_constraint(&terms, ComparisonOp::Eq, terminal.quantity as f64);
        }
    }
    program
        .solve()
        .unwrap()
        .into_solution()
        .unwrap()
        .objective()
        .round() as i64
}

fn terminal(quantity: i64, slack_cost: i64) -> Terminal {
    Terminal { quantity, slack_cost }
}

fn pair(offer: u32, request: u32, cost: i64) -> Pair {
    Pair { offer, request, cost }
}

#[test]
fn empty_and_one_sided_problems_are_all_slack() {
    for (offers, requests, objective) in [
        (vec![], vec![], 0),
        (vec![terminal(5, 3)], vec![], 15),
        (vec![], vec![terminal(4, 2), terminal(1, 0)], 8),
        (vec![terminal(5, 3)], vec![terminal(4, 2)], 23),
    ] {
        let (_, solution) = Draw {
            offers,
            requests,
            pairs: vec![],
        }
        .solved();
        assert_eq!((solution.objective, solution.effort.pivots), (objective, 0));
    }
}

#[test]
fn a_market_of_a_million_tonnes_fits_and_beyond_it_is_refused() {
    let tonnes = 1_000_000_000_000; // 10⁹ kg in grams
    let draw = |quantity: i64, cost: i64| Draw {
        offers: vec![terminal(quantity, 5_000)],
        requests: vec![terminal(quantity, 8_000)],
        pairs: vec![pair(0, 0, -cost)],
    };
    let (_, solution) = draw(tonnes, 100_000).solved();
    assert_eq!(solution.objective, -100_000 * tonnes);
    let huge = draw(tonnes * 100, 100_000);
    let refused = Transport::new(huge.offers, huge.requests, &huge.pairs).unwrap_err();
    assert!(
        matches!(refused, KernelError::TooLarge { quantity, .. } if quantity == 200 * i128::from(tonnes))
    );
    let dear = draw(1, i64::MAX);
    assert!(matches!(
        Transport::new(dear.offers, dear.requests, &dear.pairs),
        Err(KernelError::TooLarge { .. })
    ));
}

#[test]
fn malformed_problems_are_refused() {
    let side = || vec![terminal(1, 0), terminal(1, 0)];
    for pairs in [
        vec![pair(0, 1, 0), pair(0, 1, 0)],
        vec![pair(1, 0, 0), pair(0, 1, 0)],
        vec![pair(0, 0, 0), pair(2, 0, 0)],
        vec![pair(0, 0, 0), pair(1, 2, 0)],
    ] {
        let refused = Transport::new(side(), side(), &pairs).unwrap_err();
        assert_eq!(refused, KernelError::Pairs { index: 1 });
    }
    let refused = Transport::new(side(), vec![terminal(0, 1)], &[]).unwrap_err();
    assert_eq!(
        refused,
        KernelError::Quantity {
            index: 2,
            quantity: 0
        }
    );
}

#[test]
fn the_certificate_refuses_a_wrong_answer() {
    let draw = Draw {
        offers: vec![terminal(5, 10), terminal(5, 10)],
        requests: vec![terminal(6, 10)],
        pairs: vec![pair(0, 0, 1), pair(1, 0, 2)],
    };
    let (problem, right) = draw.solved();
    let wrong = |change: fn(&mut Solution)| {
        let mut solution = right.clone();
        change(&mut solution);
        certify(&problem, &solution).unwrap_err()
    };
    assert_eq!(
        wrong(|s| s.objective += 1),
        KernelError::Broken("the objective is not the cost of the flow")
    );
    assert_eq!(
        wrong(|s| s.offer_duals[0] += 1),
        KernelError::Broken("an arc with a negative reduced cost")
    );
    assert_eq!(
        wrong(|s| s.request_duals[0] -= 1),
        KernelError::Broken("primal and dual objectives differ")
    );
    assert_eq!(
        wrong(|s| s.unsold[1] -= 1),
        KernelError::Broken("flow is not conserved")
    );
    assert_eq!(
        wrong(|s| s.unsold[1] = -1),
        KernelError::Broken("a negative rest")
    );
    assert_eq!(
        wrong(|s| s.shipments[0].quantity = 0),
        KernelError::Broken("a shipment without quantity")
    );
}

#[test]
fn a_dense_market_is_solved_in_a_blink() {
    let mut state = 7u64;
    let mut next = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % bound).unwrap()
    };
    let side =
        |next: &mut dyn FnMut(u64) -> i64| (0..400).map(|_| terminal(1 + next(5_000), next(5_000))).collect();
    let (offers, requests) = (side(&mut next), side(&mut next));
    let mut pairs = Vec::new();
    for i in 0..400 {
        for j in 0..400 {
            if next(3) > 0 {
                pairs.push(pair(i, j, next(40_000) - 30_000));
            }
        }
    }
    let draw = Draw {
        offers,
        requests,
        pairs,
    };
    let (_, solution) = draw.solved();
    assert_eq!(i128::from(solution.objective), draw.foreign_optimum());
    assert_eq!(draw.solved().1, solution, "the same problem gives the same flow");
}
