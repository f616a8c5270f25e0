//! A market with many listings, drawn by a seed from the demonstration's posts and the catalogue's places, and the site
//! over it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request as Call;
use chonoi_domain::catalogue::{Catalogue, PlaceLevel};
use chonoi_domain::id::{OfferId, PlaceCode, RequestId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_market::{Market, demo};
use chonoi_search::index::SearchIndex;
use chonoi_server::config::Config;
use chonoi_server::health::Readiness;
use chonoi_server::metrics::Metrics;
use chonoi_server::router::router;
use chonoi_server::state::AppState;
use chonoi_store::posts::{self, Record};
use chonoi_store::{Store, search};
use chonoi_testkit::clock::FixedClock;
use chonoi_testkit::database::TestDatabase;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use tower::ServiceExt as _;
use uuid::Uuid;

/// The day on which everything happens.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-24 02:00 UTC);
const SEED: u64 = 1;
/// Listings written in one transaction, and rows in one statement.
const TRANSACTION: usize = 10_000;
const BATCH: usize = 500;

/// A database full of listings.
pub(crate) struct Listings {
    pub(crate) size: usize,
    pub(crate) catalogue: Arc<Catalogue>,
    market: Market,
    clock: Arc<FixedClock>,
    _database: TestDatabase,
}

/// What listings are drawn from.
struct Urn {
    offers: Vec<Record<Offer>>,
    requests: Vec<Record<Request>>,
    /// Places of the demonstration, the commoner the likelier.
    usual: Vec<PlaceCode>,
    /// All communes.
    any: Vec<PlaceCode>,
    catalogue: Arc<Catalogue>,
    chance: StdRng,
}

impl Listings {
    /// A database with so many offers and requests, nine to one.
    pub(crate) async fn write(size: usize) -> Self {
        let database = TestDatabase::sqlite();
        let store = Store::connect(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let clock = Arc::new(FixedClock::at(NOW));
        let market = Market::new(store.clone(), catalogue.clone(), clock.clone());
        demo::load(&market).await.unwrap().unwrap();
        let mut urn = Urn::of(&store, &catalogue).await;
        let there = urn.offers.len() + urn.requests.len();
        let all: Vec<usize> = (0..size.saturating_sub(there)).collect();
        for whole in all.chunks(TRANSACTION) {
            let tx = store.begin().await.unwrap();
            for some in whole.chunks(BATCH) {
                let (requests, offers): (Vec<usize>, Vec<usize>) = some.iter().partition(|at| *at % 10 == 9);
                let offers: Vec<_> = offers.iter().map(|at| (urn.offer(*at), String::new())).collect();
                posts::insert_many(&tx, &offers).await.unwrap();
                let requests: Vec<_> = requests
                    .iter()
                    .map(|at| (urn.request(*at), String::new()))
                    .collect();
                posts::insert_many(&tx, &requests).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
        Self {
            size,
            catalogue,
            market,
            clock,
            _database: database,
        }
    }

    /// The site, searching in `index`.
    pub(crate) fn site(&self, index: Arc<dyn SearchIndex>) -> Site {
        let market = self.market.clone().with_search(index);
        let state = AppState {
            market: market.clone(),
            readiness: Readiness::default(),
            metrics: Metrics::install(self.clock.as_ref()).unwrap(),
            clock: self.clock.clone(),
            public_url: "http://cho.test".into(),
            config: Arc::new(Config::from_variables([]).unwrap()),
        };
        Site {
            router: router(state),
            market,
        }
    }
}

impl Urn {
    async fn of(store: &Store, catalogue: &Arc<Catalogue>) -> Self {
        let db = store.reader();
        let offers = search::offers_after(db, None, 10_000).await.unwrap();
        let requests = search::requests_after(db, None, 10_000).await.unwrap();
        let offers = posts::find_many::<Offer>(db, &offers).await.unwrap();
        let communes = catalogue
            .places()
            .filter(|place| place.level == PlaceLevel::Commune);
        Self {
            usual: offers
                .iter()
                .map(|record| record.post.terms.place.clone())
                .collect(),
            any: communes.map(|place| place.code.clone()).collect(),
            requests: posts::find_many::<Request>(db, &requests).await.unwrap(),
            offers,
            catalogue: catalogue.clone(),
            chance: StdRng::seed_from_u64(SEED),
        }
    }

    /// An offer of the demonstration at another place and time, of another amount and price.
    fn offer(&mut self, at: usize) -> Record<Offer> {
        let mut record = self.offers.choose(&mut self.chance).unwrap().clone();
        let other = self.offers.choose(&mut self.chance).unwrap().post.supplier;
        (record.post.supplier, record.post.id) = (other, OfferId(id(at)));
        (record.post.terms.place, record.province) = self.place();
        record.post.terms.ask = record.post.terms.ask.map(|price| self.price(price));
        record.post.terms.quantity = self.amount(record.post.terms.quantity);
        record.post.terms.min_lot = record.post.terms.min_lot.min(record.post.terms.quantity);
        record.post.terms.harvest = self.window(record.post.terms.harvest);
        record.post.reserved = Quantity(0);
        record
    }

    /// A request likewise.
    fn request(&mut self, at: usize) -> Record<Request> {
        let mut record = self.requests.choose(&mut self.chance).unwrap().clone();
        let other = self.requests.choose(&mut self.chance).unwrap().post.buyer;
        (record.post.buyer, record.post.id) = (other, RequestId(id(at)));
        (record.post.terms.place, record.province) = self.place();
        for one in &mut record.post.terms.alternatives {
            one.bid = one.bid.map(|price| self.price(price));
        }
        record.post.terms.daily_quantity = None;
        record.post.terms.quantity = self.amount(record.post.terms.quantity);
        record.post.terms.min_lot = record.post.terms.min_lot.min(record.post.terms.quantity);
        record.post.terms.delivery = self.window(record.post.terms.delivery);
        record.post.reserved = Quantity(0);
        record
    }

    /// Every other one where the demonstration has its own.
    fn place(&mut self) -> (PlaceCode, PlaceCode) {
        let places = if self.chance.random_bool(0.5) {
            &self.usual
        } else {
            &self.any
        };
        let place = places.choose(&mut self.chance).unwrap().clone();
        let province = self.catalogue.province_of(&place).unwrap().code.clone();
        (place, province)
    }

    fn price(&mut self, price: UnitPrice) -> UnitPrice {
        UnitPrice((price.0 * self.chance.random_range(70..=130) / 100).max(1))
    }

    fn amount(&mut self, amount: Quantity) -> Quantity {
        Quantity((amount.0 * self.chance.random_range(20..=300) / 100).max(1))
    }

    fn window(&mut self, window: DateWindow) -> DateWindow {
        let later = Duration::days(self.chance.random_range(0..60));
        DateWindow::new(window.from() + later, window.to() + later).unwrap()
    }
}

/// Time-ordered, as ids of posts are.
fn id(at: usize) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::try_from(at).unwrap())
}

/// The site, called without a network.
pub(crate) struct Site {
    router: Router,
    market: Market,
}

impl Site {
    /// Makes its index, as `chonoi reindex` does.
    pub(crate) async fn reindex(&self) {
        let said = std::sync::atomic::AtomicU64::new(0);
        let progress = |done: u64, all: u64| {
            let tenth = done * 10 / all.max(1);
            if said.swap(tenth, std::sync::atomic::Ordering::Relaxed) != tenth {
                eprintln!("    {done} of {all} documents");
            }
        };
        self.market.reindex(&progress).await.unwrap();
    }

    /// The answer of the address, all bytes of it.
    pub(crate) async fn ask(&self, question: &str) -> Bytes {
        let call = Call::get(format!("/api/v1/search?{question}")).header("host", "cho.test");
        let call = call.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(call).await.unwrap();
        assert!(response.status().is_success(), "{question}");
        axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap()
    }
}
