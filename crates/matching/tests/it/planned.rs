//! Markets solved anew beside markets that are kept solved.

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{CapacityPost, Market};
use chonoi_matching::outlook::{outlook, planned};
use chonoi_matching::points::Points;
use chonoi_matching::policy::Policy;
use chonoi_matching::warm::{Edit, Warm};
use chonoi_matching::what_if::{Difference, State, difference};

use crate::notation::{catalogue, market, offer, window};

/// No minimum lots: these are kept in one of both alone.
const MARKETS: [&str; 3] = [
    "offer a 100kg | offer b 70kg ask=105000 | need x 60kg | need y 90kg bid=125000",
    "offer a 100kg product=tom-su ask=150000 at=96 | need x 60kg at=79 | need y 80kg",
    "offer a 100kg state=frozen | offer b 30kg by=z | need x 200kg bid=140000 at=01 urgency=5 | seen a x",
];

fn states(market: &Market) -> (State, State) {
    let policy = Policy::default();
    let mut warm = Warm::new(catalogue(), market, &policy).unwrap();
    let kept = State::of(&mut warm, &[], &|| false).unwrap();
    let (anew, _) = State::planned(catalogue(), market, &policy, &|| false).unwrap();
    (kept, anew)
}

#[test]
fn a_market_solved_anew_stands_where_a_kept_one_does() {
    for text in MARKETS {
        let (kept, anew) = states(&market(text));
        let Difference {
            before,
            after,
            posts,
            pairs,
        } = difference(&kept, &anew);
        assert_eq!((before, posts, pairs), (after, vec![], vec![]), "{text}");
    }
}

#[test]
fn a_post_looked_at_anew_comes_to_what_it_does_in_a_kept_market() {
    for text in MARKETS {
        let (market, policy) = (market(text), Policy::default());
        let post = |ask: i64| {
            let mut post = offer("new", 50);
            post.ask = Some(chonoi_domain::quantity::UnitPrice(ask));
            Edit::Offer(post)
        };
        let others = [post(90_000), post(115_000)];
        let mut warm = Warm::new(catalogue(), &market, &policy).unwrap();
        let kept = outlook(&mut warm, &post(100_000), &others, &|| false).unwrap();
        let anew = planned(catalogue(), (&market, &policy), &post(100_000), &others, &|| {
            false
        })
        .unwrap();
        assert_eq!(
            (kept.quantity, kept.partners),
            (anew.quantity, anew.partners),
            "{text}"
        );
        assert_eq!(kept.rungs, anew.rungs, "{text}");
        assert_eq!(kept.price, anew.price, "{text}");
        assert!(anew.proven);
    }
}

#[test]
fn a_point_holds_back_what_it_cannot_take() {
    let mut market = market("offer a 100kg | need x 100kg");
    let before = State::planned(catalogue(), &market, &Policy::default(), &|| false).unwrap();
    market.capacities.push(CapacityPost {
        id: "p".into(),
        place: "96".into(),
        products: vec![],
        quantity: Some(Quantity(40_000)),
        daily_quantity: None,
        window: window(0, 9),
        taken: vec![],
    });
    let points = Points::of(catalogue(), &market);
    assert_eq!(
        points.through(&market.offers[0]).map(|point| point.id.as_str()),
        Some("p")
    );
    let (after, plan) = State::planned(catalogue(), &market, &Policy::default(), &|| false).unwrap();
    let found = difference(&before.0, &after);
    assert_eq!((found.before.grams, found.after.grams), (100_000, 40_000));
    assert!(found.after.welfare < found.before.welfare);
    assert_eq!(plan.capacities[0].sold, Quantity(40_000));
}
