//! Fairness among sellers and the capacity of collection points.

use std::collections::BTreeMap;

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{CapacityPost, DayLoad, Market};
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use expect_test::expect;

use crate::notation::{flows, market, solve, window};
use crate::oracles::draw_market;

fn policy(per_kg: i64, leximin: bool) -> Policy {
    let mut policy = Policy::default();
    policy.fairness.per_kg = per_kg;
    policy.fairness.leximin = leximin;
    policy
}

const UNEQUAL: &str = "offer a 100kg by=hoa ask=100000 | offer b 100kg by=binh ask=101000 \
                       | offer c 100kg by=cuc ask=104000 | need x 120kg";

#[test]
fn a_price_on_what_is_kept_shares_what_can_be_sold() {
    let market = market(UNEQUAL);
    expect![[r#"
        a -> x 100kg day 0..0
        b -> x 20kg day 0..0
        b keeps 80kg
        c keeps 100kg
    "#]]
    .assert_eq(&flows(&solve(&market, &policy(0, false))));
    // Prices of 0, 1,000, 2,000 and 3,000 đ/kg for each quarter kept: a quarter sold is worth 3,000 to b, who asks
    // 1,000 more than a, and less than the 4,000 that c asks more.
    let fair = solve(&market, &policy(3_000, false));
    expect![[r#"
        a -> x 70kg day 0..0
        b -> x 50kg day 0..0
        a keeps 30kg
        b keeps 50kg
        c keeps 100kg
    "#]]
    .assert_eq(&flows(&fair));
    let said = fair.fairness.unwrap();
    // 30 kg from b instead of a.
    assert_eq!(said.price, 30_000 * 1_000);
    assert_eq!(said.worst_after.unwrap().supplier, "cuc");
}

#[test]
fn leximin_raises_the_smallest_share_first_and_then_the_next() {
    // Everyone can sell to x, and hoa to y as well: 40 % for binh and cuc, and then what y takes for hoa.
    let text = "offer a 100kg by=hoa | offer b 100kg by=binh ask=101000 | offer c 100kg by=cuc ask=104000 \
                | need x 80kg bid=125000 urgency=5 | need y 90kg bid=101000 urgency=1";
    let fair = solve(&market(text), &policy(0, true));
    expect![[r#"
        a -> y 90kg day 0..0
        b -> x 40kg day 0..0
        c -> x 40kg day 0..0
        a keeps 10kg
        b keeps 60kg
        c keeps 60kg
    "#]]
    .assert_eq(&flows(&fair));
    let said = fair.fairness.unwrap();
    assert!(said.price > 0 && said.premium == 0);
    assert_eq!(said.worst_before.unwrap().sold, Quantity(0));
    assert_eq!(said.worst_after.unwrap().sold, Quantity(40_000));
}

#[test]
fn who_has_no_fitting_buyer_is_not_the_seller_worst_off() {
    let market = market(&format!(
        "{UNEQUAL} | offer d 100kg by=dung ask=100000 days=40..45"
    ));
    let said = solve(&market, &policy(30_000, false)).fairness.unwrap();
    for worst in [said.worst_before.unwrap(), said.worst_after.unwrap()] {
        assert_eq!(worst.supplier, "cuc");
    }
}

fn sold(market: &Market, plan: &Plan) -> BTreeMap<(String, String), (i64, i64)> {
    let mut shares: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for offer in &market.offers {
        let kept = plan.unsold.iter().find(|rest| rest.offer == offer.id);
        let key = (offer.product.to_string(), offer.supplier.clone());
        let share = shares.entry(key).or_default();
        share.0 += offer.quantity.0;
        share.1 += offer.quantity.0 - kept.map_or(0, |rest| rest.quantity.0);
    }
    shares
}

/// Sellers of several offers, all of whom can sell to everyone, and less demand than they have.
fn scarce(seed: i64) -> Market {
    let mut text = String::from("need x 200kg bid=125000");
    for n in 0..6 {
        let (kg, ask) = (60 + (seed * 37 + n * 53) % 90, 100 + (seed * 29 + n * 31) % 20);
        let seller = ["hoa", "binh", "cuc", "hoa"][usize::try_from((seed + n) % 4).unwrap()];
        text.push_str(&format!(" | offer o{n} {kg}kg by={seller} ask={ask}000"));
    }
    market(&text)
}

/// `solve` compares the objective with another solver's on the written network each time.
#[test]
fn where_all_can_sell_leximin_gives_all_the_same_share_and_weights_come_near() {
    let mut raised = 0;
    for seed in 0..60 {
        let market = scarce(seed);
        let offered: i64 = market.offers.iter().map(|offer| offer.quantity.0).sum();
        let floor = 200_000 * 1_000 / offered;
        let shares = |plan: &Plan| sold(&market, plan).into_values();
        let floors = solve(&market, &policy(0, true));
        for (offered, sold) in shares(&floors) {
            assert!(sold >= offered * floor / 1_000, "seed {seed}");
        }
        let weighted = solve(&market, &policy(30_000, false));
        for (plan, leximin) in [(&floors, true), (&weighted, false)] {
            let said = plan.fairness.as_ref().unwrap();
            assert!(said.price >= 0);
            let (before, after) = (
                said.worst_before.clone().unwrap(),
                said.worst_after.clone().unwrap(),
            );
            let least = shares(plan).map(|(offered, sold)| sold * 1_000 / offered).min();
            assert_eq!(least, Some(after.sold.0 * 1_000 / after.offered.0));
            let more = after.sold.0 * before.offered.0 - before.sold.0 * after.offered.0;
            assert!(more >= 0 || !leximin, "seed {seed}");
            raised += usize::from(more > 0);
        }
    }
    assert!(raised > 90, "shares that were raised: {raised}");
}

#[test]
fn fair_markets_of_any_kind_are_optimal() {
    let mut prices = 0;
    for seed in 5_000..5_120 {
        let market = market(&draw_market(seed));
        for (per_kg, leximin) in [(3_000, false), (20_000, false), (0, true)] {
            let plan = solve(&market, &policy(per_kg, leximin));
            let Some(said) = &plan.fairness else { continue };
            assert!(said.price >= 0, "seed {seed}: fairness costs {}", said.price);
            prices += usize::from(said.price > 0);
        }
    }
    assert!(prices > 60, "markets where fairness costs something: {prices}");
}

fn point(id: &str, place: &str, kg: i64, days: (i64, i64)) -> CapacityPost {
    CapacityPost {
        id: id.into(),
        place: place.into(),
        products: Vec::new(),
        quantity: Some(Quantity(kg * 1_000)),
        daily_quantity: None,
        window: window(days.0, days.1),
        taken: Vec::new(),
    }
}

#[test]
fn no_more_is_sold_than_the_collection_point_takes() {
    let mut market = market(
        "offer a 100kg ask=100000 | offer b 100kg product=tom-su ask=200000 days=0..9 | offer c 100kg at=92 ask=101000 \
         | need x 150kg | need y 100kg want=tom-su:215000",
    );
    market.capacities = vec![
        point("cang ca", "96", 120, (0, 30)),
        point("later", "96", 1, (20, 30)),
    ];
    let plan = solve(&market, &Policy::default());
    expect![[r#"
        a -> x 50kg day 0..0
        b -> y 70kg day 0..0
        c -> x 100kg day 0..0
        a keeps 50kg
        b keeps 30kg
        y lacks 30kg
    "#]]
    .assert_eq(&flows(&plan));
    let used = &plan.capacities[0];
    assert_eq!(
        (used.capacity, used.sold.0, plan.capacities.len()),
        (Some(Quantity(120_000)), 120_000, 1)
    );
    assert!(used.worth > 0);
    let reasons = serde_json::to_string(&plan.unsold[0].reasons[0]).unwrap();
    expect![[r#"{"code":"point_full","point":"cang ca","capacity":120000}"#]].assert_eq(&reasons);
    // A point that takes nothing, and one with room.
    for (kg, kept) in [(0, 200_000), (500, 0)] {
        market.capacities = vec![point("cang ca", "96", kg, (0, 30))];
        let plan = solve(&market, &Policy::default());
        let here = plan.unsold.iter().filter(|rest| rest.offer != "c");
        assert_eq!(here.map(|rest| rest.quantity.0).sum::<i64>(), kept);
    }
}

#[test]
fn what_is_promised_already_takes_room() {
    let mut market = market("offer a 100kg | need x 100kg");
    let mut port = point("cang ca", "96", 80, (0, 30));
    port.taken = [2, 40].map(|day| load(day, 25)).to_vec();
    market.capacities = vec![port];
    let plan = solve(&market, &Policy::default());
    assert_eq!(plan.capacities[0].sold, Quantity(30_000));
    let reasons = serde_json::to_string(&plan.unsold[0].reasons[0]).unwrap();
    expect![[r#"{"code":"point_full","point":"cang ca","capacity":80000}"#]].assert_eq(&reasons);
}

fn load(day: i64, kg: i64) -> DayLoad {
    DayLoad {
        date: window(day, day).from(),
        quantity: Quantity(kg * 1_000),
    }
}

type Change = fn(&mut CapacityPost);

#[test]
fn a_point_without_a_limit_or_with_a_negative_one_is_refused() {
    let refused = |change: Change| {
        let mut market = market("offer a 100kg | need x 100kg");
        let mut second = point("q", "92", 1, (0, 9));
        change(&mut second);
        market.capacities = vec![point("p", "96", 0, (0, 9)), second];
        let policy = Policy::default();
        let refused = chonoi_matching::solve(crate::notation::catalogue(), &market, &policy, &|_| {});
        refused.err().map(|error| error.to_string())
    };
    assert_eq!(refused(|_| {}), None);
    let changes: [(&str, Change); 4] = [
        ("quantity: required", |point| point.quantity = None),
        ("quantity: min", |point| point.quantity = Some(Quantity(-1))),
        ("daily_quantity: min", |point| {
            point.daily_quantity = Some(Quantity(-1));
        }),
        ("taken: min", |point| point.taken = vec![load(0, -1)]),
    ];
    for (said, change) in changes {
        assert_eq!(refused(change), Some(format!("collection point q: {said}")));
    }
    let double = refused(|point| point.id = "p".into());
    assert_eq!(double.as_deref(), Some("collection point p: id: duplicate"));
}

#[test]
fn simpler_ways_of_matching_go_through_the_same_points() {
    use chonoi_matching::network::Network;
    let mut behind = 0;
    for seed in 5_500..5_560 {
        let mut market = market(&draw_market(seed));
        market.capacities = vec![point("p", "96", 90, (0, 40)), point("q", "92", 60, (0, 40))];
        let policy = Policy::default();
        let network = Network::prepare(crate::notation::catalogue(), &market, &policy, &|_| {}).unwrap();
        let plan = network.solve(&|_| {}).unwrap();
        let measured = network.compare(&market, &plan).unwrap().unwrap();
        for other in &measured[1..] {
            let optimal = plan.markets.iter().all(|market| market.optimal);
            assert!(
                !optimal || measured[0].welfare.0 >= other.welfare.0,
                "seed {seed}: {measured:?}"
            );
            behind += usize::from(measured[0].welfare.0 > other.welfare.0);
        }
    }
    assert!(behind > 30, "ways that lose something: {behind}");
}

#[test]
fn a_pair_is_explained_with_all_that_goes_through_its_point() {
    use chonoi_matching::explain::pair::{Verdict, surroundings};
    use chonoi_matching::market::PairId;
    use chonoi_matching::network::Network;
    // Both products go through the port, which takes 120 kg: shrimp leaves 50 kg of it to fish.
    let mut market = market(
        "offer a 100kg ask=100000 | offer b 100kg product=tom-su ask=200000 days=0..9 \
         | need x 150kg | need y 100kg want=tom-su:235000 | need z 10kg bid=115000",
    );
    market.capacities = vec![point("cang ca", "96", 120, (0, 30))];
    let (catalogue, policy) = (crate::notation::catalogue(), Policy::default());
    let pair = PairId {
        offer: "a".into(),
        request: "z".into(),
    };
    let near = surroundings(catalogue, &market, "a");
    assert_eq!((near.offers.len(), near.requests.len()), (2, 3));
    let answer = |market: &Market| {
        let network = Network::prepare(catalogue, market, &policy, &|_| {}).unwrap();
        let plan = network.solve(&|_| {}).unwrap();
        network.explain(&plan, &pair).unwrap().unwrap()
    };
    let said = answer(&market);
    assert_eq!(said, answer(&near));
    assert_eq!(said.verdict, Verdict::Outdone);
    // So much more for it and it goes before shrimp; less does not do.
    let step = said.step.unwrap().exact.unwrap().0;
    assert!(step > 0);
    for (more, quantity) in [(step - 1, 0), (step + 1, 10_000)] {
        let mut raised = market.clone();
        let wanted = &mut raised
            .requests
            .iter_mut()
            .find(|post| post.id == "z")
            .unwrap()
            .alternatives[0];
        wanted.bid = wanted
            .bid
            .map(|bid| chonoi_domain::quantity::UnitPrice(bid.0 + more));
        assert_eq!(answer(&raised).quantity, Quantity(quantity));
    }
}

#[test]
fn one_organisation_sells_and_buys_and_trade_goes_both_ways() {
    // hoa sells shrimp to the city and buys rice from there; what it could sell to itself it does not.
    let both = market(
        "offer shrimp 50kg by=hoa at=96 | need rice 200kg by=hoa at=96 want=gao-st25:30000 \
         | offer sacks 300kg by=city at=79 product=gao-st25 state=grain ask=24000 \
         | need fresh 30kg by=city at=79 | need own 20kg by=hoa at=96 bid=150000",
    );
    expect![[r#"
        sacks -> rice 200kg day 0..1
        shrimp -> fresh 30kg day 0..1
        sacks keeps 100kg
        shrimp keeps 20kg
        own lacks 20kg
    "#]]
    .assert_eq(&flows(&solve(&both, &Policy::default())));
}

#[test]
fn random_points_are_never_overrun_and_room_is_never_worth_anything() {
    let mut full = 0;
    for seed in 5_200..5_350 {
        let mut market = market(&draw_market(seed));
        let free = solve(&market, &Policy::default());
        for (n, place) in ["96", "92", "79", "31825"].into_iter().enumerate() {
            market.capacities.push(point(
                &format!("p{n}"),
                place,
                20 * (1 + seed.cast_signed() % 5),
                (0, 40),
            ));
        }
        let plan = solve(&market, &policy(if seed % 3 == 0 { 4_000 } else { 0 }, false));
        for used in &plan.capacities {
            let capacity = used.capacity.unwrap();
            assert!(used.sold <= capacity, "seed {seed}: {used:?}");
            if used.offered <= capacity {
                assert_eq!(used.worth, 0);
            }
            full += usize::from(used.sold == capacity);
        }
        if plan.fairness.is_none() {
            assert!(
                plan.flow_objective >= free.flow_objective,
                "a limit is no gain: seed {seed}"
            );
        }
    }
    assert!(full > 60, "points that are full: {full}");
}

#[test]
fn column_generation_respects_the_same() {
    use chonoi_matching::network::Network;
    for seed in 5_400..5_480 {
        let mut market = market(&draw_market(seed));
        market.capacities = vec![point("p", "96", 200, (0, 40)), point("q", "92", 100, (0, 40))];
        let policy = policy(4_000, false);
        let plan = |most| {
            let catalogue = crate::notation::catalogue();
            let network = Network::prepare_keeping(catalogue, &market, &policy, most, &|_| {}).unwrap();
            (network.solve(&|_| {}).unwrap(), network.dimacs())
        };
        let ((all, all_written), (kept, kept_written)) = (plan(usize::MAX), plan(0));
        assert_eq!(all_written, kept_written, "seed {seed}");
        assert_eq!(all.flow_objective, kept.flow_objective, "seed {seed}");
        assert!(
            kept.capacities
                .iter()
                .all(|used| Some(used.sold) <= used.capacity)
        );
    }
}
