//! Markets that are kept solved, against cold solves after every change.

use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::error::MatchError;
use chonoi_matching::market::{CapacityPost, Market};
use chonoi_matching::policy::Policy;
use chonoi_matching::warm::{Edit, Warm};
use proptest::prelude::*;

use crate::notation::{catalogue, market, window};
use crate::oracles::draw_market;

fn cold(market: &Market) -> i64 {
    let plan = chonoi_matching::solve(catalogue(), market, &Policy::default(), &|_| {}).unwrap();
    assert_eq!(plan.flow_objective, plan.certificate.bound);
    plan.flow_objective
}

/// One change, drawn: which post of `from`, and what of it becomes different.
fn change(from: &Market, post: usize, kind: u8, amount: i64) -> Option<Edit> {
    let days = window(amount % 9, amount % 9 + amount % 5);
    if kind.is_multiple_of(2) {
        let mut offer = from.offers.get(post % from.offers.len().max(1))?.clone();
        match kind / 2 {
            0 => return Some(Edit::WithdrawOffer(offer.id)),
            1 => offer.ask = offer.ask.map(|ask| UnitPrice(ask.0 * (80 + amount % 40) / 100)),
            2 => offer.quantity = Quantity(1 + amount * 7_919),
            3 => offer.harvest = days,
            4 => offer.min_lot = Quantity(amount * 1_000),
            _ => {}
        }
        return Some(Edit::Offer(offer));
    }
    let mut request = from.requests.get(post % from.requests.len().max(1))?.clone();
    // What is wanted day by day fits its days; a change of either starts from a request of any day.
    request.daily_quantity = None;
    match kind / 2 {
        0 => return Some(Edit::WithdrawRequest(request.id)),
        1 => request.urgency = 1 + i32::try_from(amount % 5).unwrap(),
        2 => request.quantity = Quantity(1 + amount * 7_919),
        3 => request.delivery = days,
        4 => {
            request.delivery = days;
            request.daily_quantity = Some(Quantity(5_000));
            request.quantity = Quantity(5_000 * days.days());
        }
        _ => {}
    }
    Some(Edit::Request(request))
}

fn apply(market: &mut Market, edit: &Edit) {
    let gone = match edit {
        Edit::Offer(post) => &post.id,
        Edit::Request(post) => &post.id,
        Edit::WithdrawOffer(id) | Edit::WithdrawRequest(id) => id,
    };
    match edit {
        Edit::Offer(_) | Edit::WithdrawOffer(_) => market.offers.retain(|post| post.id != *gone),
        Edit::Request(_) | Edit::WithdrawRequest(_) => market.requests.retain(|post| post.id != *gone),
    }
    match edit {
        Edit::Offer(post) => market.offers.push(post.clone()),
        Edit::Request(post) => market.requests.push(post.clone()),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_long_sequence_of_changes_ends_where_a_cold_solve_does(
        seeds in (0u64..10_000, 0u64..10_000),
        changes in prop::collection::vec((any::<bool>(), 0usize..40, 0u8..12, 0i64..60), 40),
    ) {
        let (mut stands, other) = (market(&draw_market(seeds.0)), market(&draw_market(seeds.1)));
        let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
        for (own, post, kind, amount) in changes {
            let from = if own { stands.clone() } else { other.clone() };
            let Some(edit) = change(&from, post, kind, amount) else { continue };
            apply(&mut stands, &edit);
            warm.edit(&edit).unwrap();
            let answer = warm.optimise(&|| false).unwrap();
            prop_assert_eq!(answer.objective, cold(&stands));
            prop_assert_eq!(answer.bound, answer.objective);
        }
    }
}

#[test]
fn a_market_follows_another_with_its_proposed_and_declined_pairs() {
    let mut warm = Warm::new(catalogue(), &Market::default(), &Policy::default()).unwrap();
    let mut edits = 0;
    for seed in 0..40 {
        let next = market(&draw_market(seed));
        edits += warm.follow(&next).unwrap();
        assert_eq!(warm.follow(&next).unwrap(), 0, "nothing is left to do");
        assert_eq!(
            warm.optimise(&|| false).unwrap().objective,
            cold(&next),
            "seed {seed}"
        );
    }
    assert!(edits > 400);
}

#[test]
fn it_outgrows_its_slots() {
    let mut warm = Warm::new(catalogue(), &Market::default(), &Policy::default()).unwrap();
    let mut stands = Market::default();
    for at in 0..100 {
        let more = market(&format!("offer o{at} 5kg by=s{at} | need r{at} 7kg by=b{at}"));
        for edit in [
            Edit::Offer(more.offers[0].clone()),
            Edit::Request(more.requests[0].clone()),
        ] {
            apply(&mut stands, &edit);
            warm.edit(&edit).unwrap();
        }
    }
    assert_eq!(warm.optimise(&|| false).unwrap().objective, cold(&stands));
    assert_eq!(warm.pairs(), 10_000);
    assert!(warm.bytes() > 10_000 * 16);
}

#[test]
fn a_post_that_breaks_a_rule_changes_nothing() {
    let stands = market("offer a 100kg | need x 80kg");
    let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    let mut bad = stands.offers[0].clone();
    bad.quantity = Quantity(0);
    assert!(matches!(warm.edit(&Edit::Offer(bad)), Err(MatchError::Posts(_))));
    assert_eq!(warm.offer("a"), Some(&stands.offers[0]));
    assert_eq!(warm.optimise(&|| false).unwrap().objective, cold(&stands));
}

#[test]
fn what_it_does_not_count_it_refuses() {
    let mut market = market("offer a 100kg | need x 50kg");
    let mut fair = Policy::default();
    fair.fairness.per_kg = 1;
    assert_eq!(
        Warm::new(catalogue(), &market, &fair).err(),
        Some(MatchError::NotKept)
    );
    let mut warm = Warm::new(catalogue(), &market, &Policy::default()).unwrap();
    market.capacities.push(CapacityPost {
        id: "p".into(),
        place: "96".into(),
        products: Vec::new(),
        quantity: Some(Quantity(1)),
        daily_quantity: None,
        window: window(0, 9),
        taken: Vec::new(),
    });
    assert_eq!(warm.follow(&market), Err(MatchError::NotKept));
    let refused = Warm::new(catalogue(), &market, &Policy::default());
    assert_eq!(refused.err(), Some(MatchError::NotKept));
}
