//! The engine's plan beside simpler ways of matching.

use std::fmt::Write as _;

use chonoi_matching::baselines::{MOST_POSTS, Measured, Method};
use chonoi_matching::market::Market;
use chonoi_matching::network::Network;
use chonoi_matching::policy::Policy;
use expect_test::{Expect, expect};

use crate::demonstration::demonstration;
use crate::notation::{catalogue, market, offer, request};

fn compare(market: &Market) -> Option<Vec<Measured>> {
    let policy = Policy::default();
    let network = Network::prepare(catalogue(), market, &policy, &|_| {}).unwrap();
    let plan = network.solve(&|_| {}).unwrap();
    network.compare(market, &plan).unwrap()
}

fn table(measured: &[Measured]) -> String {
    let mut text = String::new();
    for m in measured {
        writeln!(
            text,
            "{:?}: {} kg, {} đ, {} t·km, {} kg perishable unsold, worst {:?}, {} without",
            m.method,
            m.placed_g / 1_000,
            m.welfare.0,
            m.tonne_km,
            m.unsold_perishable_g / 1_000,
            m.worst_share,
            m.without_sale
        )
        .unwrap();
    }
    text
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&table(&compare(&market(text)).unwrap()));
}

#[test]
fn the_first_buyer_takes_what_the_second_needs() {
    // `a` fits both buyers, `b` only the first, who came first and takes the cheaper `a`.
    check(
        "offer a 1000kg ask=90000 | offer b 1000kg ask=100000 days=20..22
            | need x 1000kg days=0..30 | need y 1000kg days=0..9",
        expect![[r#"
            Engine: 2000 kg, 59100000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
            FirstCome: 1000 kg, 34550000 đ, 0 t·km, 1000 kg perishable unsold, worst Some(0), 1 without
            NearestFirst: 1000 kg, 34550000 đ, 0 t·km, 1000 kg perishable unsold, worst Some(0), 1 without
            EightCheapest: 2000 kg, 59100000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
        "#]],
    );
}

#[test]
fn the_nearest_buyer_may_be_the_wrong_one() {
    check(
        "offer a 1000kg | need near 1000kg bid=101000 | need far 1000kg at=79 bid=200000",
        expect![[r#"
            Engine: 1000 kg, 103348000 đ, 307 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
            FirstCome: 1000 kg, 5550000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
            NearestFirst: 1000 kg, 5550000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
            EightCheapest: 1000 kg, 103348000 đ, 307 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
        "#]],
    );
}

#[test]
fn a_greedy_rest_below_the_lot_is_not_sold() {
    check(
        "offer a 1000kg lot=400kg | need x 700kg bid=125000 | need y 400kg",
        expect![[r#"
            Engine: 1000 kg, 27550000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
            FirstCome: 700 kg, 20685000 đ, 0 t·km, 300 kg perishable unsold, worst Some(700), 0 without
            NearestFirst: 700 kg, 20685000 đ, 0 t·km, 300 kg perishable unsold, worst Some(700), 0 without
            EightCheapest: 1000 kg, 27550000 đ, 0 t·km, 0 kg perishable unsold, worst Some(1000), 0 without
        "#]],
    );
}

#[test]
fn the_order_of_the_posts_is_that_of_the_market() {
    let both = |first: &str, second: &str| {
        let text = format!("offer a 1000kg | need {first} | need {second}");
        let found = compare(&market(&text)).unwrap();
        let of = |method| found.iter().find(|m| m.method == method).unwrap().welfare;
        (of(Method::FirstCome), of(Method::Engine))
    };
    let (late, best) = both("y 1000kg bid=110000", "x 1000kg bid=120000");
    let (early, again) = both("x 1000kg bid=120000", "y 1000kg bid=110000");
    assert!(late < early, "the better buyer came second");
    assert_eq!((early, best), (best, again));
}

#[test]
fn no_way_is_worth_more_than_the_engines() {
    let measured = compare(&demonstration()).unwrap();
    let of = |method| *measured.iter().find(|m| m.method == method).unwrap();
    let engine = of(Method::Engine);
    for method in [Method::FirstCome, Method::NearestFirst, Method::EightCheapest] {
        assert!(engine.welfare > of(method).welfare, "{method:?}");
    }
    expect![[r#"
        Engine: 32735366 kg, 345031118770 đ, 7308219 t·km, 11721465 kg perishable unsold, worst Some(0), 23 without
        FirstCome: 31955666 kg, 327229752580 đ, 7079075 t·km, 12155665 kg perishable unsold, worst Some(0), 23 without
        NearestFirst: 30854478 kg, 296159992212 đ, 6374818 t·km, 12089465 kg perishable unsold, worst Some(0), 24 without
        EightCheapest: 32735366 kg, 345015877670 đ, 7308219 t·km, 11721465 kg perishable unsold, worst Some(0), 23 without
    "#]].assert_eq(&table(&measured));
}

/// The gain that is measured is the distance of the objective from that of no trade at all.
#[test]
fn the_gain_is_the_objectives() {
    let market = demonstration();
    let policy = Policy::default();
    let network = Network::prepare(catalogue(), &market, &policy, &|_| {}).unwrap();
    let plan = network.solve(&|_| {}).unwrap();
    let measured = network.compare(&market, &plan).unwrap().unwrap();
    let alone = Market {
        requests: vec![],
        ..market.clone()
    };
    let unwanted = Market {
        offers: vec![],
        ..market.clone()
    };
    let lone = |market: &Market| {
        let network = Network::prepare(catalogue(), market, &policy, &|_| {}).unwrap();
        network.solve(&|_| {}).unwrap().objective
    };
    let gain = lone(&alone) + lone(&unwanted) - plan.objective;
    assert_eq!(measured[0].welfare.0, (gain + 500).div_euclid(1_000));
}

#[test]
fn a_large_run_is_not_compared() {
    let mut market = Market::default();
    market.requests.push(request("r", 1));
    market.offers = (1..MOST_POSTS).map(|at| offer(&format!("o{at:06}"), 1)).collect();
    assert!(compare(&market).is_some());
    market.requests.push(request("s", 1));
    assert!(compare(&market).is_none());
}
