//! Why any pair is matched or not, and what would change it.

use std::fmt::Write as _;

use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::explain::pair::{PairAnswer, Verdict};
use chonoi_matching::market::{Market, PairId};
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::demonstration::demonstration;
use crate::notation::{catalogue, market};

fn with<T>(market: &Market, work: impl FnOnce(&Network<'_>, &Plan) -> T) -> T {
    let policy = Policy::default();
    let network = Network::prepare(catalogue(), market, &policy, &|_| {}).unwrap();
    let plan = network.solve(&|_| {}).unwrap();
    work(&network, &plan)
}

fn pair(offer: &str, request: &str) -> PairId {
    PairId {
        offer: offer.into(),
        request: request.into(),
    }
}

fn ask(text: &str, offer: &str, request: &str) -> PairAnswer {
    with(&market(text), |network, plan| {
        network.explain(plan, &pair(offer, request)).unwrap().unwrap()
    })
}

fn line(answer: &PairAnswer) -> String {
    let mut text = format!("{:?}", answer.verdict);
    if answer.quantity.0 > 0 {
        write!(text, " {} kg", answer.quantity.0 / 1_000).unwrap();
    }
    for obstacle in &answer.obstacles {
        write!(text, "; {}", serde_json::to_string(obstacle).unwrap()).unwrap();
    }
    if let Some(step) = answer.step {
        write!(
            text,
            "; at least {}, exactly {:?}",
            step.at_least.0,
            step.exact.map(|p| p.0)
        )
        .unwrap();
    }
    if let Some(lot) = answer.lot {
        write!(text, "; lot {} kg of {}", lot.quantity.0 / 1_000, lot.of).unwrap();
    }
    text
}

fn check(text: &str, pairs: &[(&str, &str)], expected: Expect) {
    let lines: Vec<String> = pairs
        .iter()
        .map(|(offer, request)| format!("{offer}–{request}: {}\n", line(&ask(text, offer, request))))
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn a_dearer_offer_is_told_by_how_much() {
    // `b` costs 3,000 more than `a`, which has enough.
    check(
        "offer a 1000kg ask=90000 | offer b 1000kg ask=93000 | need x 1000kg",
        &[("a", "x"), ("b", "x")],
        expect![[r#"
            a–x: Matched 1000 kg
            b–x: Outdone; at least 3000, exactly Some(3000)
        "#]],
    );
}

#[test]
fn the_way_back_counts_not_only_the_reduced_cost() {
    check(
        "offer a 1000kg ask=90000 | offer b 400kg ask=95000 days=0..2 | offer c 400kg ask=91000
            | need x 700kg | need y 700kg bid=110000 | need z 100kg bid=92000 days=0..1",
        &[
            ("a", "x"),
            ("a", "y"),
            ("b", "x"),
            ("b", "y"),
            ("c", "x"),
            ("c", "z"),
            ("b", "z"),
        ],
        expect![[r#"
            a–x: Matched 200 kg
            a–y: Matched 700 kg
            b–x: Matched 100 kg
            b–y: Outdone; at least 0, exactly Some(0)
            c–x: Matched 400 kg
            c–z: Outdone; at least 0, exactly Some(0)
            b–z: Blocked; {"constraint":"price","by":{"per_thousand":3200,"assumed":false}}; at least 3200, exactly Some(3200)
        "#]],
    );
}

#[test]
fn everything_in_the_way_is_told_and_what_the_price_must_give_then() {
    check(
        "offer a 1000kg ask=90000 days=20..25 lot=600kg state=frozen
            | offer b 500kg ask=119000 | need x 500kg cert=vietgap states=fresh | need y 500kg
            | offer far 900kg at=01 to=01 ask=100000 | offer other 10kg product=tom-su ask=100000 | declined b y",
        &[("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("far", "y"), ("other", "y")],
        expect![[r#"
            a–x: Blocked; {"constraint":"date","by":{"days":11,"ship_date":"2026-12-10"}}; {"constraint":"certificate","by":{"missing":["vietgap"]}}; {"constraint":"state","by":{"offered":"frozen","accepted":["fresh"]}}; {"constraint":"minimum_lot","by":{"lot":600000,"of":"supplier","has":500000}}; at least 0, exactly Some(0); lot 600 kg of supplier
            a–y: Blocked; {"constraint":"date","by":{"days":11,"ship_date":"2026-12-10"}}; {"constraint":"minimum_lot","by":{"lot":600000,"of":"supplier","has":500000}}; at least 0, exactly Some(0); lot 600 kg of supplier
            b–x: Blocked; {"constraint":"certificate","by":{"missing":["vietgap"]}}; at least 0, exactly Some(0)
            b–y: Declined; at least 0, exactly Some(0)
            far–y: Blocked; {"constraint":"distance","by":{"province":"96","km":1954}}; at least 0, exactly Some(0)
            other–y: OtherProduct
        "#]],
    );
}

#[test]
fn a_lot_that_is_not_filled_is_told() {
    check(
        "offer a 1000kg lot=600kg | need x 700kg bid=125000 | need y 800kg bid=121000",
        &[("a", "x"), ("a", "y")],
        expect![[r#"
            a–x: Matched 700 kg; lot 600 kg of supplier
            a–y: LotNotFilled; lot 600 kg of supplier
        "#]],
    );
}

#[test]
fn a_post_that_is_not_there_has_no_answer() {
    with(&market("offer a 1000kg | need x 1000kg"), |network, plan| {
        assert_eq!(network.explain(plan, &pair("b", "x")).unwrap(), None);
        assert_eq!(network.explain(plan, &pair("a", "y")).unwrap(), None);
        assert!(network.oracle("b").unwrap().is_none());
    });
}

#[test]
fn an_offers_answers_are_those_of_its_pairs() {
    let market = demonstration();
    with(&market, |network, plan| {
        let mut verdicts = std::collections::BTreeSet::new();
        for offer in market.offers.iter().step_by(40) {
            let oracle = network.oracle(&offer.id).unwrap().unwrap();
            let answers = oracle.of_offer(plan, &offer.id);
            for answer in answers.iter().step_by(7) {
                verdicts.insert(format!("{:?}", answer.verdict));
                assert_eq!(
                    network.explain(plan, &answer.pair).unwrap().as_ref(),
                    Some(answer)
                );
            }
        }
        assert!(verdicts.len() >= 3, "{verdicts:?}");
    });
}

#[test]
fn the_days_of_a_daily_request_speak_with_one_voice() {
    let mut market = market("offer a 100kg ask=90000 days=5..5 | need x 40kg");
    market.requests[0].daily_quantity = Some(Quantity(4_000));
    let answer = with(&market, |network, plan| {
        network.explain(plan, &pair("a", "x")).unwrap().unwrap()
    });
    assert_eq!(answer.verdict, Verdict::Matched);
    assert_eq!(answer.quantity.0, 4_000);
}

fn optimum(market: &Market) -> i64 {
    with(market, |_, plan| plan.flow_objective)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A discount for one buyer is an offer of one unit set aside for it: the optimum with that unit forced through
    /// the pair, less the optimum, is the exact step. Forcing is done by taking the unit off both posts.
    #[test]
    fn the_exact_step_is_what_a_forced_unit_costs(
        asks in prop::collection::vec((90_000i64..125_000, 2i64..9), 1..5),
        bids in prop::collection::vec((95_000i64..130_000, 2i64..9), 1..5),
        at in (0usize..5, 0usize..5),
    ) {
        let mut text = Vec::new();
        for (n, (ask, kg)) in asks.iter().enumerate() {
            text.push(format!("offer o{n} {kg}kg ask={ask}"));
        }
        for (n, (bid, kg)) in bids.iter().enumerate() {
            text.push(format!("need r{n} {kg}kg bid={bid}"));
        }
        let market = market(&text.join("|"));
        let (i, j) = (at.0 % asks.len(), at.1 % bids.len());
        let answer = with(&market, |network, plan| {
            network.explain(plan, &pair(&format!("o{i}"), &format!("r{j}"))).unwrap().unwrap()
        });
        let Some(step) = answer.step else {
            prop_assert_eq!(answer.verdict, Verdict::Matched);
            return Ok(());
        };
        let mut forced = market.clone();
        forced.offers[i].quantity.0 -= 1;
        forced.requests[j].quantity.0 -= 1;
        let cost = answer.terms.unwrap().parts.cost();
        let exact = optimum(&forced) + cost - optimum(&market);
        let over = (asks[i].0 + answer.terms.unwrap().parts.handling - bids[j].0).max(0);
        prop_assert_eq!(step.exact, Some(UnitPrice(exact.max(over))));
        prop_assert!(step.at_least <= UnitPrice(exact.max(over)));
    }
}
