//! Posts and policies that are refused, and how the refusal reads.

use crate::notation::{catalogue, market, offer, request};
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::post::request::Alternative;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::error::MatchError;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::policy::{Policy, PolicyError};
use expect_test::{Expect, expect};

fn check(market: &Market, want: Expect) {
    let refused = chonoi_matching::solve(catalogue(), market, &Policy::default(), &|_| {}).unwrap_err();
    let MatchError::Posts(faults) = refused else {
        panic!("{refused}")
    };
    let lines: Vec<_> = faults.iter().map(|fault| format!("{fault}\n")).collect();
    want.assert_eq(&lines.concat());
}

#[test]
fn every_fault_is_named_by_post_and_field() {
    let bad_offer = OfferPost {
        product: "unobtainium".into(),
        quantity: Quantity(0),
        min_lot: Quantity(-1),
        place: "00".into(),
        basis: PriceBasis::Delivered { provinces: vec![] },
        certificates: vec!["vietgap".into(), "none".into()],
        ..offer("o1", 1)
    };
    let dear = OfferPost {
        ask: Some(UnitPrice(1_000_000_001)),
        ..offer("o2", 1)
    };
    let bandless = OfferPost {
        product: "lua-cac-loai".into(),
        ask: None,
        ..offer("o3", 1)
    };
    let wanted = |product: &str| Alternative {
        product: product.into(),
        bid: Some(UnitPrice(1)),
    };
    let mixed = RequestPost {
        alternatives: vec![wanted("tom-the"), wanted("tom-the"), wanted("trung-vit")],
        urgency: 6,
        min_life_days: -1,
        ..request("r1", 1)
    };
    let nothing = RequestPost {
        alternatives: vec![],
        ..request("r1", 1)
    };
    let market = Market {
        offers: vec![
            bad_offer,
            dear,
            bandless,
            offer("", 1),
            offer("o2", 1),
            offer("a\nb", 1),
        ],
        requests: vec![mixed, nothing],
        ..Market::default()
    };
    check(
        &market,
        expect![[r#"
            offer o1: product: unknown value=unobtainium
            offer o1: quantity: min min=1
            offer o1: min_lot: min min=0
            offer o1: place: unknown value=00
            offer o1: basis.provinces: required
            offer o1: certificates[1]: unknown value=none
            offer o2: ask: max max=1000000000
            offer o3: ask: price_or_band
            offer : id: required
            offer o2: id: duplicate
            offer a\nb: id: text
            request r1: alternatives[1].product: duplicate
            request r1: alternatives[2].product: base_unit
            request r1: urgency: max max=5
            request r1: min_life_days: min min=0
            request r1: id: duplicate
            request r1: alternatives: required
        "#]],
    );
}

#[test]
fn a_market_too_large_for_the_objective_is_refused_and_one_just_fitting_is_not() {
    let both = |kg: i64| format!("offer a {kg}kg | need x {kg}kg");
    let solve = |text: &str| chonoi_matching::solve(catalogue(), &market(text), &Policy::default(), &|_| {});
    // 10⁹ kg, a million tonnes, each worth 19,800 đ less 250 đ of freshness.
    let plan = solve(&both(1_000_000_000)).unwrap();
    assert_eq!(plan.flow_objective, -19_550 * 1_000_000_000_000);
    let refused = solve(&both(1_000_000_000_000)).unwrap_err();
    assert_eq!(
        refused,
        MatchError::TooLarge {
            product: "tom-the".into()
        }
    );
    assert!(refused.to_string().contains("tom-the"));
}

#[test]
fn markets_that_fit_alone_are_refused_when_their_sum_does_not() {
    let side = |product: &str| {
        let kg = "150000000000kg";
        format!("offer {product} {kg} product={product} | need {product} {kg} want={product}:115000")
    };
    let solve = |text: &str| chonoi_matching::solve(catalogue(), &market(text), &Policy::default(), &|_| {});
    let sides = ["tom-the", "muc", "tom-dat", "tom-bac", "ca-ba-thu"].map(side);
    for alone in &sides {
        assert!(solve(alone).is_ok());
    }
    assert_eq!(solve(&sides.join(" | ")).unwrap_err(), MatchError::SumTooLarge);
}

#[test]
fn a_policy_is_read_in_part_and_written_whole() {
    let policy = Policy::from_toml("handling_per_kg = 350\n[unmet_per_kg]\nurgency_5 = 9000\n").unwrap();
    assert_eq!(
        (policy.handling_per_kg, policy.unmet_per_kg.urgency_5),
        (350, 9_000)
    );
    assert_eq!(
        policy.unmet_per_kg.urgency_1,
        Policy::default().unmet_per_kg.urgency_1
    );
    let written = policy.to_toml().unwrap();
    assert_eq!(Policy::from_toml(&written).unwrap(), policy);
    expect![[r#"
        handling_per_kg = 350
        freshness_per_kg = 2000
        stability_per_kg = 100

        [fairness]
        per_kg = 0
        leximin = false

        [unsold_per_kg]
        days_3 = 5000
        days_10 = 3000
        days_60 = 1500
        longer = 300

        [unmet_per_kg]
        urgency_1 = 500
        urgency_2 = 1000
        urgency_3 = 2000
        urgency_4 = 4000
        urgency_5 = 9000

        [near_misses]
        days = 14
        price_percent = 30
        per_post = 3
    "#]]
    .assert_eq(&written);
}

#[test]
fn a_policy_with_an_unknown_key_or_a_value_out_of_range_is_refused() {
    let PolicyError::Syntax(message) = Policy::from_toml("handling = 1").unwrap_err() else {
        panic!()
    };
    assert!(message.contains("handling"), "{message}");
    for (text, key) in [
        ("handling_per_kg = -1", "handling_per_kg"),
        ("[unsold_per_kg]\ndays_3 = 100000001", "unsold_per_kg.days_3"),
        ("[near_misses]\nper_post = 101", "near_misses.per_post"),
    ] {
        let refused = Policy::from_toml(text).unwrap_err();
        assert!(
            matches!(refused, PolicyError::Range { key: named, .. } if named == key),
            "{refused}"
        );
    }
}
