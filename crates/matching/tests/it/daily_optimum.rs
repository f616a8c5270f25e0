//! Plans that keep the limits of days, and their bounds, beside linear and integer programs.

use std::collections::BTreeMap;

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::Market;
use chonoi_matching::network::Network;
use chonoi_matching::policy::Policy;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use time::{Date, Duration};

use crate::daily::{days, point, solved, through};
use crate::notation::{catalogue, market, solve};
use crate::oracles::{draw_market, point_of};

/// Feasible days of a pair and what it costs, from the explanation of the pair and the calendar.
struct Arc {
    offer: usize,
    request: usize,
    cost: i64,
    days: Vec<Date>,
}

fn arcs(market: &Market, policy: &Policy) -> Vec<Arc> {
    let mut free = market.clone();
    free.capacities.clear();
    let network = Network::prepare(catalogue(), &free, policy, &|_| {}).unwrap();
    let plan = network.solve(&|_| {}).unwrap();
    let mut arcs = Vec::new();
    for (at, offer) in free.offers.iter().enumerate() {
        let answers = network
            .oracle(&offer.id)
            .unwrap()
            .unwrap()
            .of_offer(&plan, &offer.id);
        for answer in answers.iter().filter(|answer| answer.obstacles.is_empty()) {
            let place = free
                .requests
                .iter()
                .position(|post| post.id == answer.pair.request)
                .unwrap();
            let declined = free.excluded.contains(&answer.pair);
            let Some(terms) = answer.terms.filter(|_| !declined) else {
                continue;
            };
            let lead = terms.arrive_date - terms.ship_date;
            let harvest = (0..offer.harvest.days()).map(|day| offer.harvest.from() + Duration::days(day));
            let request = &free.requests[place];
            arcs.push(Arc {
                offer: at,
                request: place,
                cost: terms.parts.cost(),
                days: harvest
                    .filter(|day| request.delivery.contains(*day + lead))
                    .collect(),
            });
        }
    }
    arcs
}

/// What a rest of every post costs.
fn rests(market: &Market, policy: &Policy) -> (Vec<i64>, Vec<i64>) {
    let alone = |offers: bool| {
        let mut alone = Market::default();
        if offers {
            alone.offers.clone_from(&market.offers);
        } else {
            alone.requests.clone_from(&market.requests);
        }
        chonoi_matching::solve(catalogue(), &alone, policy, &|_| {}).unwrap()
    };
    let (offers, requests) = (alone(true), alone(false));
    let unsold: BTreeMap<_, _> = offers
        .unsold
        .iter()
        .map(|rest| (&rest.offer, rest.cost))
        .collect();
    let unmet: BTreeMap<_, _> = requests
        .unmet
        .iter()
        .map(|rest| (&rest.request, rest.cost))
        .collect();
    (
        market.offers.iter().map(|post| unsold[&post.id]).collect(),
        market.requests.iter().map(|post| unmet[&post.id]).collect(),
    )
}

fn number(n: i64) -> f64 {
    f64::from(i32::try_from(n).unwrap())
}

/// The optimum over whole or any quantities, without minimum lots, in đồng times the scale of the quantities.
fn program(market: &Market, policy: &Policy, whole: bool, unit: i64) -> f64 {
    let mut program = Problem::new(OptimizationDirection::Minimize);
    let (unsold, unmet) = rests(market, policy);
    let mut slack = |cost: &i64| vec![(program.add_var(number(*cost), (0.0, f64::INFINITY)), 1.0)];
    let mut of_offers: Vec<Vec<(Variable, f64)>> = unsold.iter().map(&mut slack).collect();
    let mut of_requests: Vec<Vec<(Variable, f64)>> = unmet.iter().map(&mut slack).collect();
    let mut of_days: BTreeMap<(&str, Date), Vec<(Variable, f64)>> = BTreeMap::new();
    for arc in arcs(market, policy) {
        let (offer, request) = (&market.offers[arc.offer], &market.requests[arc.request]);
        let most = offer.quantity.min(request.quantity).0 / unit;
        for date in arc.days {
            let variable = if whole {
                program.add_integer_var(number(arc.cost), (0, i32::try_from(most).unwrap()))
            } else {
                program.add_var(number(arc.cost), (0.0, f64::INFINITY))
            };
            of_offers[arc.offer].push((variable, 1.0));
            of_requests[arc.request].push((variable, 1.0));
            if let Some(point) = point_of(market, offer).filter(|point| point.daily_quantity.is_some()) {
                of_days
                    .entry((&point.id, date))
                    .or_default()
                    .push((variable, 1.0));
            }
        }
    }
    let quantity = |quantity: Quantity| number(quantity.0 / unit);
    for (sum, post) in of_offers.into_iter().zip(&market.offers) {
        program.add_constraint(sum, ComparisonOp::Eq, quantity(post.quantity));
    }
    for (sum, post) in of_requests.into_iter().zip(&market.requests) {
        program.add_constraint(sum, ComparisonOp::Eq, quantity(post.quantity));
    }
    for ((id, _), sum) in of_days {
        let point = market.capacities.iter().find(|point| point.id == id).unwrap();
        program.add_constraint(sum, ComparisonOp::Le, quantity(point.daily_quantity.unwrap()));
    }
    program.solve().unwrap().into_solution().unwrap().objective()
}

/// In the unit of [`program`].
fn shown(objective: i64, unit: i64) -> f64 {
    let whole = i32::try_from(objective / unit).unwrap();
    f64::from(whole) + number(objective % unit) / number(unit)
}

/// No minimum lots, so that a program without binary variables is the whole truth.
fn without_lots(text: &str) -> String {
    text.replace(" lot=30kg", "").replace(" lot=20kg", "")
}

#[test]
fn random_markets_come_near_the_linear_program() {
    let (mut binding, mut lost, mut open, mut cost) = (0, 0.0, 0.0, 0.0);
    for seed in 6_200..6_320 {
        let mut market = market(&without_lots(&draw_market(seed)));
        for (n, place) in ["96", "92", "79", "01", "48", "91"].into_iter().enumerate() {
            market.capacities.push(point(
                &format!("p{n}"),
                place,
                20_000 * i64::try_from(1 + seed % 4).unwrap(),
            ));
        }
        let policy = Policy::default();
        let plan = solve(&market, &policy);
        let Some(proof) = plan.daily else { continue };
        let least = program(&market, &policy, false, 1_000);
        let (bound, objective) = (shown(proof.bound, 1_000), shown(plan.objective, 1_000));
        let slack = 1e-6 * least.abs().max(1.0);
        assert!(
            bound <= least + slack,
            "seed {seed}: bound {bound}, program {least}"
        );
        assert!(
            objective >= least - slack,
            "seed {seed}: plan {objective}, program {least}"
        );
        if proof.bound > plan.flow_objective {
            binding += 1;
            lost += objective - least;
            open += objective - bound;
            cost += objective - shown(plan.flow_objective, 1_000);
        }
    }
    println!("{binding} markets: plans lose {lost}, bounds are {open} away, of {cost}");
    assert!(binding > 40, "markets whose limits bind: {binding}");
    // Of what the limits cost: a thousandth is lost at most, and a hundredth left open.
    assert!(lost * 1_000.0 <= cost, "{lost} of {cost}");
    assert!(open * 100.0 <= cost, "{open} of {cost}");
}

/// Offers and requests of a few grams, so that halves do not exist, at two places whose roads differ by a day.
fn grams(seed: u64) -> Market {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % bound
    };
    for _ in 0..8 {
        draw(2);
    }
    let mut text = Vec::new();
    for n in 0..4 {
        let (from, place) = (draw(3), ["22015", "24121"][usize::try_from(draw(2)).unwrap()]);
        let (to, ask) = (from + draw(3), 100 + draw(20));
        text.push(format!(
            "offer o{n} {} days={from}..{to} at={place} ask={ask}000",
            1 + draw(3)
        ));
    }
    for n in 0..4 {
        let (from, place) = (draw(4), ["66", "52"][usize::try_from(draw(2)).unwrap()]);
        let (to, bid) = (from + draw(2), 125 + draw(20));
        text.push(format!(
            "need r{n} {} days={from}..{to} at={place} bid={bid}000",
            1 + draw(3)
        ));
    }
    through(
        &text.join(" | "),
        vec![point("p", "66", i64::try_from(1 + draw(2)).unwrap())],
    )
}

#[test]
fn whole_grams_come_near_the_optimum_of_an_integer_program() {
    let (mut binding, mut optimal, mut closed) = (0, 0, 0);
    for seed in 0..150 {
        let market = grams(seed);
        let policy = Policy::default();
        let plan = solve(&market, &policy);
        let Some(proof) = plan.daily else { continue };
        let optimum = program(&market, &policy, true, 1);
        let (bound, objective) = (shown(proof.bound, 1), shown(plan.objective, 1));
        assert!(
            bound <= optimum + 1e-3,
            "seed {seed}: bound {bound}, optimum {optimum}"
        );
        assert!(
            objective >= optimum - 1e-3,
            "seed {seed}: plan {objective}, optimum {optimum}"
        );
        if proof.bound > plan.flow_objective {
            binding += 1;
            optimal += usize::from(objective <= optimum + 1e-3);
            closed += usize::from(proof.gap == 0);
        }
    }
    println!("{binding} binding, {optimal} optimal, {closed} proven");
    assert!(binding > 60, "markets whose limits bind: {binding}");
    assert!(optimal * 10 >= binding * 9, "{optimal} of {binding} are optimal");
}

#[test]
fn two_offers_two_days_and_two_requests_have_no_whole_solution_as_good_as_the_fractional_one() {
    let lead = |from: &str, to: &str| catalogue().lead(&from.into(), &to.into()).unwrap().days;
    // One offer is a day farther from the first buyer, the other one from the second.
    let (near, far) = ("22015", "24121");
    assert_eq!((lead(near, "66"), lead(far, "66")), (1, 0));
    assert_eq!((lead(near, "52"), lead(far, "52")), (0, 1));
    // So a -> x and b -> y can ship on day 1 only, a -> y and b -> x on day 2 only.
    let text = |unit: &str| {
        format!(
            "offer a {unit} days=1..2 at={near} | offer b {unit} days=1..2 at={far} \
             | need x {unit} days=2..2 at=66 bid=150000 | need y {unit} days=2..2 at=52 bid=150000"
        )
    };
    let market = through(&text("1"), vec![point("p", "66", 1)]);
    let plan = solved(&market);
    assert_eq!(plan.allocations.len(), 1);
    let policy = Policy::default();
    let (whole, any) = (
        program(&market, &policy, true, 1),
        program(&market, &policy, false, 1),
    );
    assert!(any < whole - 1.0, "{any} {whole}");
    assert!((shown(plan.objective, 1) - whole).abs() < 1e-3);
    let proof = plan.daily.unwrap();
    assert!(proof.gap > 0 && shown(proof.bound, 1) <= any + 1e-3);
    // In grams of a kilogram halves exist.
    let market = through(&text("1kg"), vec![point("p", "66", 1_000)]);
    let plan = solved(&market);
    let sold: i64 = plan.allocations.iter().map(|a| a.quantity.0).sum();
    assert!(sold > 1_900, "{}", days(&plan));
    assert!(plan.daily.unwrap().gap * 20 < proof.gap * 1_000);
}
