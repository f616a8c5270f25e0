//! Collection points that take only so much on a day: never more, whatever else a plan has to keep.

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{CapacityPost, DayLoad, Market};
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use expect_test::expect;

use crate::notation::{catalogue, day, market, solve, window};
use crate::oracles::draw_market;

fn port(grams: i64) -> CapacityPost {
    point("cang", "96", grams)
}

pub(crate) fn point(id: &str, place: &str, grams: i64) -> CapacityPost {
    CapacityPost {
        id: id.into(),
        place: place.into(),
        products: Vec::new(),
        quantity: None,
        daily_quantity: Some(Quantity(grams)),
        window: window(0, 60),
        taken: Vec::new(),
    }
}

pub(crate) fn through(text: &str, points: Vec<CapacityPost>) -> Market {
    let mut market = market(text);
    market.capacities = points;
    market
}

pub(crate) fn solved(market: &Market) -> Plan {
    solve(market, &Policy::default())
}

/// What ships on which day, a line for each match.
pub(crate) fn days(plan: &Plan) -> String {
    let mut text = String::new();
    for a in &plan.allocations {
        let whole = [(a.ship_date, a.quantity)];
        let shares: Vec<_> = a
            .days
            .iter()
            .map(|share| (share.ship_date, share.quantity))
            .collect();
        let shares = if shares.is_empty() { whole.to_vec() } else { shares };
        let shares: Vec<_> = shares
            .iter()
            .map(|(date, quantity)| format!("{}:{}", day(*date), quantity.0))
            .collect();
        text += &format!("{} -> {} {}\n", a.offer, a.request, shares.join(" "));
    }
    text
}

#[test]
fn a_large_offer_goes_in_parts_and_what_does_not_fit_its_days_stays() {
    let market = through(
        "offer a 100kg days=0..5 | need x 200kg days=0..3",
        vec![port(20_000)],
    );
    let plan = solved(&market);
    assert_eq!(days(&plan), "a -> x 0:20000 1:20000 2:20000 3:20000\n");
    let kept = &plan.unsold[0];
    assert_eq!(kept.quantity, Quantity(20_000));
    let why = serde_json::to_string(&kept.reasons[0]).unwrap();
    expect![[r#"{"code":"point_days_full","point":"cang","capacity":20000,"first_day":"2026-12-01","last_day":"2026-12-04"}"#]]
        .assert_eq(&why);
    // The buyer lacks for the same reason, and the bound knows it.
    assert_eq!(serde_json::to_string(&plan.unmet[0].reasons[0]).unwrap(), why);
    assert_eq!(plan.daily.map(|proof| proof.gap), Some(0));
    let worth: Vec<i64> = plan.capacities[0].days.iter().map(|day| day.worth).collect();
    assert!(
        worth.len() == 4 && worth.iter().all(|worth| *worth > 0),
        "{worth:?}"
    );
    let said = serde_json::to_string(&plan.allocations[0].reasons[0]).unwrap();
    expect![[r#"{"code":"over_days","days":4,"first_day":"2026-12-01","last_day":"2026-12-04"}"#]]
        .assert_eq(&said);
}

#[test]
fn who_can_wait_leaves_the_day_to_who_cannot() {
    // Without limits both would ship on day 0; a can ship on day 1 as well.
    let text = "offer a 10kg days=0..1 | offer b 10kg days=0..0 ask=101000 | need x 20kg";
    let market = through(text, vec![port(10_000)]);
    assert_eq!(days(&solved(&market)), "a -> x 1:10000\nb -> x 0:10000\n");
    // And where nothing can wait, the better one ships.
    let market = through(&text.replace("0..1", "0..0"), vec![port(10_000)]);
    let plan = solved(&market);
    assert_eq!(days(&plan), "a -> x 0:10000\n");
    assert_eq!(plan.daily.map(|proof| proof.gap), Some(0));
}

#[test]
fn what_is_promised_for_a_day_and_a_closed_day_are_respected() {
    let mut port = port(10_000);
    let load = |from: i64, grams: i64| DayLoad {
        date: window(from, from).from(),
        quantity: Quantity(grams),
    };
    port.taken = vec![load(0, 4_000), load(1, 10_000), load(2, 3_000), load(2, 3_000)];
    let market = through("offer a 100kg days=0..2 | need x 200kg", vec![port]);
    assert_eq!(days(&solved(&market)), "a -> x 0:6000 2:4000\n");
    let closed = through("offer a 100kg days=0..2 | need x 200kg", vec![self::port(0)]);
    let plan = solved(&closed);
    assert_eq!(
        (plan.allocations.len(), plan.daily.map(|proof| proof.gap)),
        (0, Some(0))
    );
}

#[test]
fn the_window_holds_beside_the_days() {
    let mut port = port(20_000);
    port.quantity = Some(Quantity(50_000));
    let market = through("offer a 100kg days=0..5 | need x 200kg days=0..5", vec![port]);
    let plan = solved(&market);
    assert_eq!(plan.allocations[0].quantity, Quantity(50_000));
    assert_eq!(plan.daily.map(|proof| proof.gap), Some(0));
    let codes = serde_json::to_string(&plan.unsold[0].reasons[0]).unwrap();
    assert!(codes.contains("point_full"), "{codes}");
}

#[test]
fn every_delivery_fills_the_lot() {
    // 25 kg a day, lots of 20 kg: 25 + 25 + 25 and the last 5 kg would be no lot, so 25 + 35 is not possible either.
    let market = through(
        "offer a 80kg lot=20kg days=0..3 | need x 80kg days=0..3",
        vec![port(25_000)],
    );
    let plan = solved(&market);
    let shares: Vec<i64> = plan.allocations[0]
        .days
        .iter()
        .map(|share| share.quantity.0)
        .collect();
    assert!(
        shares.iter().all(|share| (20_000..=25_000).contains(share)),
        "{shares:?}"
    );
    assert_eq!(shares.iter().sum::<i64>(), 80_000);
    // A lot that no day takes.
    let market = through("offer a 80kg lot=30kg | need x 80kg", vec![port(25_000)]);
    let plan = solved(&market);
    assert_eq!(
        (plan.allocations.len(), plan.daily.map(|proof| proof.gap)),
        (0, Some(0))
    );
}

#[test]
fn goods_wanted_every_day_ship_on_their_days() {
    let text =
        "offer a 100kg days=0..4 | offer b 100kg days=2..4 ask=101000 | need x 100kg daily=20kg days=0..4";
    let market = through(text, vec![port(15_000)]);
    let plan = solved(&market);
    let sold: i64 = plan.allocations.iter().map(|a| a.quantity.0).sum();
    assert_eq!((sold, plan.daily.map(|proof| proof.gap)), (75_000, Some(0)));
}

#[test]
fn limits_that_do_not_bind_change_nothing() {
    let mut limited = 0;
    for seed in 6_000..6_120 {
        let free = market(&draw_market(seed));
        let mut loose = free.clone();
        for place in ["96", "92", "79", "01", "48", "91"] {
            loose.capacities.push(point(place, place, 10_000_000));
        }
        let (before, mut after) = (solved(&free), solved(&loose));
        if let Some(proof) = after.daily {
            limited += 1;
            assert_eq!((proof.gap, proof.bound), (after.lot_gap, after.flow_objective));
        }
        assert!(
            after
                .capacities
                .iter()
                .all(|used| used.days.iter().all(|day| day.worth == 0))
        );
        after.capacities.clear();
        after.daily = None;
        for market in &mut after.markets {
            market.daily_bound = None;
        }
        if before.markets.len() == after.markets.len() {
            assert_eq!(after, before, "seed {seed}");
        } else {
            // Products that share a point are one market; the optimum is the same.
            assert_eq!(after.flow_objective, before.flow_objective, "seed {seed}");
        }
    }
    assert!(limited > 60, "markets that go through a point: {limited}");
}

fn limited(seed: u64, grams: i64) -> Market {
    let mut market = market(&draw_market(seed));
    for place in ["96", "92", "79", "01", "48", "91"] {
        market.capacities.push(point(place, place, grams));
    }
    market
}

#[test]
fn lots_fairness_and_windows_are_kept_beside_the_days() {
    let mut binding = 0;
    for seed in 6_400..6_480 {
        let mut market = limited(seed, 45_000);
        for point in &mut market.capacities {
            point.quantity = Some(Quantity(150_000));
        }
        let mut policy = Policy::default();
        policy.fairness.per_kg = if seed % 2 == 0 { 3_000 } else { 0 };
        // `solve` checks every lot, every limit, and that the objective is the sum of what the plan lists.
        let plan = solve(&market, &policy);
        binding += usize::from(plan.daily.is_some_and(|proof| proof.bound > plan.flow_objective));
    }
    assert!(binding > 20, "markets whose limits bind: {binding}");
}

#[test]
fn more_room_is_no_loss_for_the_bound_and_threads_and_order_change_nothing() {
    let json = |market: &Market| serde_json::to_string(&solved(market)).unwrap();
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let (one, two) = (pool(1), pool(2));
    for seed in 6_500..6_530 {
        let market = limited(seed, 20_000);
        let narrow = one.install(|| json(&market));
        assert_eq!(two.install(|| json(&market)), narrow, "seed {seed}");
        let mut turned = market.clone();
        turned.offers.reverse();
        turned.capacities.reverse();
        assert_eq!(json(&turned), narrow, "seed {seed}");
        // What holds for more room holds for less: its plan costs no less than the bound for more.
        let (narrow, wide) = (solved(&market), solved(&limited(seed, 60_000)));
        if let (Some(narrow), Some(wide)) = (narrow.daily, wide.daily) {
            assert!(narrow.bound + narrow.gap >= wide.bound, "seed {seed}");
        }
    }
}

#[test]
fn told_to_stop_it_answers_with_a_plan_that_keeps_the_limits() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    for seed in 6_200..6_240 {
        let market = limited(seed, 20_000);
        let policy = Policy::default();
        let network = Network::prepare(catalogue(), &market, &policy, &|_| {}).unwrap();
        let whole = network.solve(&|_| {}).unwrap();
        for patience in [0, 1, 3, 10, 40] {
            let asked = AtomicUsize::new(0);
            let stop = || asked.fetch_add(1, Ordering::Relaxed) >= patience;
            let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let plan = one.install(|| network.solve_until(&|_| {}, &stop)).unwrap();
            crate::oracles::no_point_takes_more_than_it_can(&market, &plan);
            if let (Some(proof), Some(best)) = (plan.daily, whole.daily) {
                assert!(proof.gap >= 0 && proof.bound <= whole.objective);
                assert!(plan.objective >= best.bound, "seed {seed}");
            }
        }
    }
}

#[test]
fn column_generation_and_simpler_ways_keep_the_same_limits() {
    let (mut binding, mut behind) = (0, 0);
    for seed in 6_540..6_660 {
        let market = limited(seed, 20_000);
        let policy = Policy::default();
        let network = Network::prepare_keeping(catalogue(), &market, &policy, 0, &|_| {}).unwrap();
        let few = network.solve(&|_| {}).unwrap();
        crate::oracles::holds_for_every_plan(&market, &policy, &few);
        let all = solved(&market);
        assert_eq!(few.flow_objective, all.flow_objective);
        if let (Some(few), Some(all)) = (few.daily, all.daily) {
            assert!(
                few.bound <= all.bound + all.gap && all.bound <= few.bound + few.gap,
                "seed {seed}"
            );
            binding += usize::from(all.bound > few.bound);
        }
        let measured = network.compare(&market, &few).unwrap().unwrap();
        behind += measured[1..]
            .iter()
            .filter(|other| other.welfare.0 < measured[0].welfare.0)
            .count();
    }
    println!("{binding} looser bounds, {behind} ways behind");
    assert!(behind > 30, "ways that lose something: {behind}");
}
