//! Solved markets follow the posts, on both databases, and stand where a cold solve does.

use std::sync::Arc;

use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_matching::policy::Policy;
use chonoi_store::Store;
use chonoi_testkit::clock::FixedClock;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::macros::datetime;

use crate::Market;
use crate::actor::Actor;
use crate::error::Error;
use crate::offers::input::OfferInput;
use crate::offers::view::OfferView;
use crate::once::Once;
use crate::posts::WindowInput;
use crate::requests::input::{ProductInput, RequestInput};
use crate::testing;
use crate::warm_markets::WarmMarkets;

/// A market with a cooperative and a shop.
struct Trade {
    store: Store,
    market: Market,
    cooperative: Actor,
    shop: Actor,
    _database: TestDatabase,
}

fn started(store: &Store) -> Market {
    let clock = Arc::new(FixedClock::at(datetime!(2026-11-24 02:00 UTC)));
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    Market::new(store.clone(), catalogue, clock)
}

fn window(from: &str, to: &str) -> Option<WindowInput> {
    Some(WindowInput {
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
    })
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

impl Trade {
    async fn open(database: TestDatabase) -> Self {
        let store = Store::connect(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let market = started(&store);
        let cooperative = testing::organisation(&market, "HTX Tôm", OrganisationKind::Cooperative).await;
        let shop = testing::organisation(&market, "Siêu thị", OrganisationKind::Retailer).await;
        Self {
            cooperative: testing::actor(&market, cooperative.unwrap(), Role::Supplier)
                .await
                .unwrap(),
            shop: testing::actor(&market, shop.unwrap(), Role::Buyer).await.unwrap(),
            store,
            market,
            _database: database,
        }
    }

    fn typed(tonnes: &str, ask: i64) -> OfferInput {
        OfferInput {
            product: text("tom-su"),
            state: text("iced"),
            quantity: text(tonnes),
            unit: text("tan"),
            harvest: window("2026-11-26", "2026-12-05"),
            place: text("32191"),
            ask: Some(ask),
            price_unit: text("kg"),
            ..OfferInput::default()
        }
    }

    async fn offer(&self, tonnes: &str, ask: i64) -> OfferView {
        let member = self.cooperative.member(Role::Supplier).unwrap();
        let input = Self::typed(tonnes, ask);
        self.market
            .create_post::<Offer>(&member, &input, &Once::none())
            .await
            .unwrap()
    }

    async fn request(&self, product: &str, tonnes: &str, bid: i64) {
        let member = self.shop.member(Role::Buyer).unwrap();
        let input = RequestInput {
            products: vec![ProductInput {
                product: text(product),
                bid: Some(bid),
            }],
            quantity: text(tonnes),
            unit: text("tan"),
            delivery: window("2026-11-27", "2026-12-10"),
            place: text("79"),
            price_unit: text("kg"),
            ..RequestInput::default()
        };
        self.market
            .create_post::<Request>(&member, &input, &Once::none())
            .await
            .unwrap();
    }

    /// Tonnes traded by the solved market of `market`, once its objective is that of a cold solve.
    async fn traded(&self, market: &Market) -> i64 {
        let standing = market.posts_standing().await.unwrap();
        let near = standing.near(["tom-su".into()]);
        let cold = chonoi_matching::solve(&market.catalogue, &near.posts, &Policy::default(), &|_| {});
        let (answer, trades) = market
            .warm
            .ask(move |shelf| {
                shelf.ask(&near, &Policy::default(), |warm| {
                    Ok((warm.optimise(&|| false)?, warm.trades()))
                })
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(answer.objective, cold.unwrap().flow_objective);
        assert_eq!(answer.bound, answer.objective);
        trades.iter().map(|trade| trade.quantity).sum::<i64>() / 1_000_000
    }
}

on_both!(
    solved_markets_follow_every_change_of_the_posts,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let other = started(&trade.store);
        assert_eq!(trade.traded(&trade.market).await, 0);
        let offer = trade.offer("5", 150_000).await;
        trade.request("tom-su", "3", 200_000).await;
        assert_eq!(trade.traded(&trade.market).await, 3);
        // Another process sees what this one wrote, and the other way round.
        trade.request("tom-su", "1", 190_000).await;
        assert_eq!(trade.traded(&other).await, 4);
        assert_eq!(trade.traded(&trade.market).await, 4);
        // What has nothing to do with it changes nothing; a price above every bid does.
        trade.request("cua-gach", "1", 400_000).await;
        assert_eq!(trade.traded(&trade.market).await, 4);
        let dear = Trade::typed("5", 290_000);
        let changed = trade
            .market
            .change_post::<Offer>(&trade.cooperative, offer.offer.id, offer.offer.version, &dear)
            .await
            .unwrap();
        assert_eq!(trade.traded(&trade.market).await, 0);
        trade.offer("2", 150_000).await;
        assert_eq!(trade.traded(&other).await, 2);
        let (id, version) = (changed.offer.id, changed.offer.version);
        trade
            .market
            .withdraw_post::<Offer>(&trade.cooperative, id, version)
            .await
            .unwrap();
        assert_eq!(trade.traded(&trade.market).await, 2);
        // After a restart nothing is remembered and nothing is missed.
        assert_eq!(trade.traded(&started(&trade.store)).await, 2);
    }
);

on_both!(
    a_preview_counts_what_is_not_promised_and_writes_nothing,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.request("tom-su", "3", 200_000).await;
        let member = trade.cooperative.member(Role::Supplier).unwrap();
        let asked = Trade::typed("5", 150_000);
        let seen = trade.market.preview_offer(&member, None, &asked).await.unwrap();
        assert_eq!(
            (seen.quantity.0, seen.of.0, seen.partners),
            (3_000_000, 5_000_000, 1)
        );
        assert!(seen.proven && !seen.price_assumed);
        let (low, high) = seen.price.unwrap();
        assert!(
            (150_000..=200_000).contains(&low.0) && low <= high,
            "{low:?} {high:?}"
        );
        let own = seen.rungs.iter().find(|rung| rung.own).unwrap();
        assert_eq!((own.price.0, own.quantity), (150_000, seen.quantity));
        assert!(seen.rungs.windows(2).all(|two| two[0].price < two[1].price));
        assert!(
            seen.rungs
                .windows(2)
                .all(|two| two[0].quantity >= two[1].quantity)
        );
        let again = trade.market.preview_offer(&member, None, &asked).await.unwrap();
        assert_eq!(again, seen);
        assert_eq!(trade.traded(&trade.market).await, 0);
        // The same offer, on the market: asked about with its id it is not there twice.
        let offer = trade.offer("5", 150_000).await;
        let dearer = Trade::typed("5", 151_000);
        let changed = trade
            .market
            .preview_offer(&member, Some(offer.offer.id), &dearer)
            .await;
        assert_eq!(changed.unwrap().quantity.0, 3_000_000);
        let beside = trade.market.preview_offer(&member, None, &dearer).await.unwrap();
        assert_eq!((beside.quantity.0, beside.price), (0, None));
    }
);

#[tokio::test]
async fn a_question_that_fails_badly_leaves_the_next_its_answer() {
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let markets = WarmMarkets::new(catalogue, None);
    let lost = markets.ask(|_| -> i64 { panic!("a bug") }).await;
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(markets.ask(|_| 7).await.unwrap(), 7);
}
