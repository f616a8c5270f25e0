//! What a change would do, as tables.

use std::fmt::Write as _;

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::policy::Policy;
use chonoi_matching::warm::{Edit, Warm};
use chonoi_matching::what_if::{Difference, State, difference, what_if};
use expect_test::{Expect, expect};

use crate::notation::{catalogue, market};

fn asked(text: &str, change: impl Fn(&Warm<'_>) -> Edit) -> Difference {
    let stands = market(text);
    let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    let (answer, trades) = (warm.optimise(&|| false).unwrap(), warm.trades());
    let edit = change(&warm);
    let difference = what_if(&mut warm, &[edit], &|| false).unwrap();
    assert_eq!(warm.follow(&stands).unwrap(), 0, "the market is put back");
    let again = warm.optimise(&|| false).unwrap();
    assert_eq!((again.objective, warm.trades()), (answer.objective, trades));
    difference
}

fn check(text: &str, change: impl Fn(&Warm<'_>) -> Edit, want: &Expect) {
    let difference = asked(text, change);
    let mut shown = String::new();
    for post in &difference.posts {
        let side = if post.side == Side::Supplier {
            "offer"
        } else {
            "request"
        };
        let (before, after) = (post.before / 1_000, post.after / 1_000);
        writeln!(
            shown,
            "{side} {} {:?}: {before} -> {after} kg",
            post.id, post.turn
        )
        .unwrap();
    }
    let welfare = (difference.after.welfare - difference.before.welfare) / 1_000;
    writeln!(shown, "welfare {welfare:+} đ").unwrap();
    want.assert_eq(&shown);
}

fn ask(id: &str, price: i64) -> impl Fn(&Warm<'_>) -> Edit {
    move |warm| {
        let mut post = warm.offer(id).unwrap().clone();
        post.ask = Some(UnitPrice(price));
        Edit::Offer(post)
    }
}

#[test]
fn a_change_tells_what_a_market_would_refuse_of_it() {
    let stands = market("offer a 100kg | need x 100kg");
    let mut offer = stands.offers[0].clone();
    assert_eq!(Edit::Offer(offer.clone()).faults(catalogue()), []);
    offer.quantity = Quantity(0);
    offer.ask = Some(UnitPrice(2_000_000_000));
    let bad = Edit::Offer(offer);
    let told: Vec<_> = bad
        .faults(catalogue())
        .into_iter()
        .map(|f| (f.field, f.rule))
        .collect();
    let want = [("ask", "max"), ("quantity", "min")].map(|(field, rule)| (field.to_owned(), rule.to_owned()));
    assert_eq!(told, want);
    assert_eq!(Edit::WithdrawOffer("a".to_owned()).faults(catalogue()), []);
    let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    assert!(what_if(&mut warm, &[bad], &|| false).is_err());
    assert_eq!(warm.follow(&stands).unwrap(), 0, "the market is as it was");
}

#[test]
fn a_lower_price_takes_the_buyer_from_another() {
    check(
        "offer a 100kg ask=110000 | offer b 100kg ask=105000 | need x 100kg",
        ask("a", 101_000),
        &expect![[r#"
            offer a StartsTrading: 0 -> 100 kg
            offer b StopsTrading: 100 -> 0 kg
            welfare +400000 đ
        "#]],
    );
}

#[test]
fn a_price_above_every_bid_loses_the_trade() {
    check(
        "offer a 100kg | need x 60kg",
        ask("a", 130_000),
        &expect![[r#"
            offer a StopsTrading: 60 -> 0 kg
            request x StopsTrading: 60 -> 0 kg
            welfare -1473000 đ
        "#]],
    );
}

#[test]
fn a_new_request_takes_what_was_left_and_something_of_a_cheaper_one() {
    check(
        "offer a 100kg | need x 60kg",
        |_| Edit::Request(market("need y 70kg bid=130000").requests[0].clone()),
        &expect![[r#"
            offer a TradesMore: 60 -> 100 kg
            request x TradesLess: 60 -> 30 kg
            request y StartsTrading: 0 -> 70 kg
            welfare +1682000 đ
        "#]],
    );
}

#[test]
fn nothing_changes_for_a_price_that_trades_as_well() {
    let difference = asked("offer a 100kg | need x 60kg", ask("a", 100_000));
    assert!(difference.posts.is_empty() && difference.pairs.is_empty());
    assert_eq!(difference.before, difference.after);
}

#[test]
fn a_faulty_change_is_refused_and_leaves_the_market_alone() {
    let stands = market("offer a 100kg | need x 60kg");
    let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    let good = ask("a", 90_000)(&warm);
    let bad = ask("a", -1)(&warm);
    what_if(&mut warm, &[good, bad], &|| false).unwrap_err();
    assert_eq!(warm.follow(&stands).unwrap(), 0);
}

#[test]
fn two_policies_are_compared_over_the_same_posts() {
    let stands = market(
        "offer a 100kg ask=100000 | need x 100kg bid=120000 urgency=1 | need y 100kg bid=119000 urgency=5",
    );
    let mut usual = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    let mut level = Policy::default();
    level.unmet_per_kg.urgency_5 = level.unmet_per_kg.urgency_1;
    let mut level = Warm::new(catalogue(), &stands, &level).unwrap();
    let states = (
        State::of(&mut usual, &[], &|| false),
        State::of(&mut level, &[], &|| false),
    );
    let change = difference(&states.0.unwrap(), &states.1.unwrap());
    let turned: Vec<_> = change
        .posts
        .iter()
        .map(|post| (post.id.as_str(), post.after))
        .collect();
    assert_eq!(turned, [("x", 100_000), ("y", 0)]);
    assert_eq!(change.after.margin - change.before.margin, 100_000 * 1_000);
    assert_eq!((change.before.grams, change.after.grams), (100_000, 100_000));
}
