//! What a post would come to, as tables: how much, with how many, at which price, and what other prices would do.

use chonoi_domain::quantity::UnitPrice;
use chonoi_matching::market::Market;
use chonoi_matching::outlook::{Outlook, outlook};
use chonoi_matching::policy::Policy;
use chonoi_matching::warm::{Edit, Warm};
use expect_test::{Expect, expect};

use crate::notation::{catalogue, market};

/// The outlook of the post in `new` on the market `stands`, with rungs at these prices.
fn asked(stands: &str, new: &str, prices: &[i64]) -> Outlook {
    let (stands, new) = (market(stands), market(new));
    let mut warm = Warm::new(catalogue(), &stands, &Policy::default()).unwrap();
    let post = the_post(&new);
    let others: Vec<_> = prices.iter().map(|price| priced(&new, *price)).collect();
    let seen = outlook(&mut warm, &post, &others, &|| false).unwrap();
    assert_eq!(warm.follow(&stands).unwrap(), 0, "the market is put back");
    seen
}

fn the_post(new: &Market) -> Edit {
    let offer = new.offers.first().cloned().map(Edit::Offer);
    offer.unwrap_or_else(|| Edit::Request(new.requests[0].clone()))
}

fn priced(new: &Market, price: i64) -> Edit {
    match the_post(new) {
        Edit::Offer(mut post) => {
            post.ask = Some(UnitPrice(price));
            Edit::Offer(post)
        }
        Edit::Request(mut post) => {
            post.alternatives[0].bid = Some(UnitPrice(price));
            Edit::Request(post)
        }
        other => other,
    }
}

fn check(stands: &str, new: &str, prices: &[i64], want: &Expect) {
    let seen = asked(stands, new, prices);
    let mut text = format!("{} kg with {}", seen.quantity / 1_000, seen.partners);
    if let Some(price) = seen.price {
        text += &format!(" at {}..{}", price.low.0, price.high.0);
    }
    for (price, rung) in prices.iter().zip(&seen.rungs) {
        text += &format!("\n{price}: {} kg with {}", rung.quantity / 1_000, rung.partners);
    }
    assert!(seen.proven);
    want.assert_eq(&text);
}

#[test]
fn a_lower_price_finds_more_buyers() {
    check(
        "offer a 100kg ask=105000 | need x 80kg bid=120000 | need y 50kg bid=104000",
        "offer new 100kg ask=103000",
        &[110_000, 105_000, 100_000],
        &expect![[r#"
            100 kg with 2 at 103000..103000
            110000: 0 kg with 0
            105000: 0 kg with 0
            100000: 100 kg with 2"#]],
    );
}

#[test]
fn a_supplier_far_away_gets_what_freight_leaves() {
    check(
        "need x 80kg bid=120000 at=79",
        "offer new 100kg",
        &[],
        &expect!["80 kg with 1 at 100000..100000"],
    );
}

#[test]
fn an_only_buyer_may_pay_anything_between_ask_and_bid() {
    check(
        "offer a 100kg ask=100000",
        "need new 100kg bid=120000",
        &[90_000, 101_000],
        &expect![[r#"
            100 kg with 1 at 100200..120000
            90000: 0 kg with 0
            101000: 100 kg with 1"#]],
    );
}

#[test]
fn a_post_that_nobody_wants_has_no_price() {
    check(
        "need x 80kg",
        "offer new 100kg ask=150000",
        &[],
        &expect!["0 kg with 0"],
    );
}
