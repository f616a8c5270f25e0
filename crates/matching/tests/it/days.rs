//! Requests that are wanted day by day.

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::Market;
use chonoi_matching::policy::Policy;
use expect_test::expect;

use crate::notation::{day, flows, market, plan, solve};
use crate::oracles::draw_market;

#[test]
fn every_day_is_served_from_what_can_arrive_on_it() {
    // 10 kg on each of days 2 to 5; a harvests on days 0 to 3, b on day 5 only, and Ho Chi Minh City is a day away.
    let text = "offer a 100kg days=0..3 | offer b 4kg days=4..4 | offer c 50kg days=6..9 \
                | need x 40kg daily=10kg days=2..5 at=79";
    let plan = plan(text);
    expect![[r#"
        a -> x 30kg day 1..2
        b -> x 4kg day 4..5
        a keeps 70kg
        c keeps 50kg
        x lacks 6kg
    "#]]
    .assert_eq(&flows(&plan));
    let days: Vec<_> = plan.allocations[0]
        .days
        .iter()
        .map(|share| (day(share.ship_date), day(share.arrive_date), share.quantity.0))
        .collect();
    assert_eq!(days, [(1, 2, 10_000), (2, 3, 10_000), (3, 4, 10_000)]);
    let reasons = serde_json::to_string(&plan.allocations[0].reasons[0]).unwrap();
    expect![[r#"{"code":"over_days","days":3,"first_day":"2026-12-03","last_day":"2026-12-05"}"#]]
        .assert_eq(&reasons);
    let reasons = serde_json::to_string(&plan.unmet[0].reasons[0]).unwrap();
    expect![[r#"{"code":"days_lacking","days":1,"of":4}"#]].assert_eq(&reasons);
    assert_eq!(
        (plan.totals.requests, plan.unmet[0].quantity),
        (1, Quantity(6_000))
    );
}

#[test]
fn what_is_still_lacking_is_lacking_at_the_end() {
    let left = plan("offer a 100kg | need x 25kg daily=10kg days=2..5");
    let days: Vec<_> = left.allocations[0]
        .days
        .iter()
        .map(|share| (day(share.arrive_date), share.quantity.0))
        .collect();
    assert_eq!(days, [(3, 5_000), (4, 10_000), (5, 10_000)]);
}

#[test]
fn a_minimum_lot_holds_for_every_delivery() {
    let short =
        plan("offer a 100kg lot=12kg | offer b 15kg lot=8kg ask=101000 | need x 40kg daily=10kg days=2..5");
    expect![[r#"
        b -> x 10kg day 2..2
        a keeps 100kg
        b keeps 5kg
        x lacks 30kg
    "#]]
    .assert_eq(&flows(&short));
    // 8 and 9 kg fill the lot on three days, which 10 and 5 kg would not.
    let enough = plan("offer b 25kg lot=8kg | need x 40kg daily=10kg days=2..5");
    let shares: Vec<_> = enough.allocations[0]
        .days
        .iter()
        .map(|share| share.quantity.0)
        .collect();
    assert_eq!((shares.len(), shares.iter().sum()), (3, 25_000));
    assert!(shares.iter().all(|share| *share >= 8_000));
}

/// The same market with every day written as a request of its own.
fn by_hand(market: &Market) -> Market {
    let mut by_hand = market.clone();
    by_hand.requests.clear();
    for request in &market.requests {
        let daily = request.daily_quantity.unwrap_or(request.quantity);
        for (n, day) in (0..request.delivery.days()).enumerate() {
            let mut one = request.clone();
            one.id = format!("{}-{n}", request.id);
            one.daily_quantity = None;
            if request.daily_quantity.is_some() {
                let date = request.delivery.from() + time::Duration::days(day);
                one.delivery = chonoi_domain::window::DateWindow::new(date, date).unwrap();
                one.quantity = daily;
            }
            by_hand.requests.push(one);
            if request.daily_quantity.is_none() {
                break;
            }
        }
    }
    by_hand.preferred.clear();
    by_hand.excluded.clear();
    by_hand
}

#[test]
fn it_is_worth_what_one_request_a_day_is_worth() {
    for seed in 3_000..3_150 {
        let mut market = market(&draw_market(seed));
        market.preferred.clear();
        market.excluded.clear();
        for (at, request) in market.requests.iter_mut().enumerate() {
            request.min_lot = Quantity(0);
            if at % 2 == 0 {
                request.daily_quantity = Some(request.quantity);
                request.quantity.0 *= request.delivery.days();
            }
        }
        for offer in &mut market.offers {
            offer.min_lot = Quantity(0);
        }
        let policy = Policy::default();
        let joined = solve(&market, &policy);
        let apart = solve(&by_hand(&market), &policy);
        assert_eq!(joined.objective, apart.objective, "seed {seed}");
        assert_eq!(joined.totals.requests, market.requests.len());
    }
}

#[test]
fn more_than_all_days_can_take_and_too_many_days_are_refused() {
    for (text, fault) in [
        (
            "need x 41kg daily=10kg days=2..5",
            "request x: quantity: max max=40000",
        ),
        (
            "need x 40kg daily=0kg days=2..5",
            "request x: daily_quantity: min min=1",
        ),
        (
            "need x 40kg daily=10kg days=0..92",
            "request x: delivery: max_days max=92",
        ),
    ] {
        let error = chonoi_matching::solve(
            crate::notation::catalogue(),
            &market(text),
            &Policy::default(),
            &|_| {},
        );
        let text = error.unwrap_err().to_string();
        assert!(text.contains(fault), "{text}");
    }
}
