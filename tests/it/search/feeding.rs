//! The index is away, wiped or answers errors in the middle of ten thousand changes: no request fails, and it ends equal
//! to the database.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::event::Event;
use chonoi_domain::id::OfferId;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::quantity::UnitPrice;
use chonoi_market::search::{SearchQuery, Source};
use chonoi_market::{demo, worker};
use chonoi_search::answer::Answer;
use chonoi_search::document::{Document, Key};
use chonoi_search::embedded::Embedded;
use chonoi_search::index::{Pending, Rebuild, SearchError, SearchIndex};
use chonoi_search::meili::{Meili, RIGHTS};
use chonoi_search::query::Query;
use chonoi_store::{outbox, posts, search};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::meili::fake::Fake;
use chonoi_testkit::meili::{self, Server};
use chonoi_testkit::wire::{self as http, Fault};
use time::Duration;

use crate::app::TestApp;

const UP: u8 = 0;
const DOWN: u8 = 1;
const EVERY_THIRD_FAILS: u8 = 2;

/// An index behind a wire that breaks when it is told to.
#[derive(Debug)]
struct Wire {
    index: Embedded,
    state: AtomicU8,
    calls: AtomicU32,
}

impl Wire {
    fn pass(&self) -> Result<(), SearchError> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let broken = match self.state.load(Ordering::Relaxed) {
            DOWN => true,
            EVERY_THIRD_FAILS => call.is_multiple_of(3),
            _ => false,
        };
        if broken {
            return Err(SearchError::Unavailable("the wire is broken".to_owned()));
        }
        Ok(())
    }
}

impl SearchIndex for Wire {
    fn search<'a>(&'a self, query: &'a Query) -> Pending<'a, Answer> {
        Box::pin(async move {
            self.pass()?;
            self.index.search(query).await
        })
    }

    fn put(&self, documents: Vec<Document>) -> Pending<'_, ()> {
        Box::pin(async move {
            // What was sent may have arrived although the answer is an error.
            self.index.put(documents).await?;
            self.pass()
        })
    }

    fn delete(&self, keys: Vec<Key>) -> Pending<'_, ()> {
        Box::pin(async move {
            self.pass()?;
            self.index.delete(keys).await
        })
    }

    fn count(&self) -> Pending<'_, u64> {
        Box::pin(async move {
            self.pass()?;
            self.index.count().await
        })
    }

    fn digests(&self) -> Pending<'_, BTreeMap<Key, String>> {
        Box::pin(async move {
            self.pass()?;
            self.index.digests().await
        })
    }

    fn rebuild(&self) -> Pending<'_, Box<dyn Rebuild>> {
        Box::pin(async move {
            self.pass()?;
            self.index.rebuild().await
        })
    }
}

/// An index with what can befall it.
enum Index {
    /// In a folder, behind a wire at the trait.
    Folder {
        wire: Arc<Wire>,
        folder: tempfile::TempDir,
    },
    /// On a server, behind a wire over HTTP.
    Server {
        wire: http::Wire,
        behind: Arc<Meili>,
        server: Server,
        fake: Option<Fake>,
    },
}

impl Index {
    fn in_folder() -> (Self, Arc<dyn SearchIndex>) {
        let folder = tempfile::tempdir().unwrap();
        let wire = Arc::new(Wire {
            index: Embedded::in_folder(folder.path()).unwrap(),
            state: AtomicU8::new(UP),
            calls: AtomicU32::new(0),
        });
        let index = wire.clone();
        (Self::Folder { wire, folder }, index)
    }

    async fn on(server: Server, fake: Option<Fake>) -> (Self, Arc<dyn SearchIndex>) {
        let wire = http::Wire::to(&server.url).await;
        let at = |url: &str| {
            let catalogue = Arc::new(Catalogue::embedded().unwrap());
            Arc::new(Meili::at(url, Some(&server.key), &server.name, catalogue).unwrap())
        };
        let (index, behind) = (at(&wire.url()), at(&server.url));
        let on = Self::Server {
            wire,
            behind,
            server,
            fake,
        };
        (on, index)
    }

    async fn is(&mut self, now: u8) {
        match self {
            Self::Folder { wire, .. } => wire.state.store(now, Ordering::Relaxed),
            Self::Server { wire, .. } if now == DOWN => wire.cut().await,
            Self::Server { wire, .. } => {
                wire.mend().await;
                wire.is(if now == UP { Fault::None } else { Fault::EveryThird });
            }
        }
    }

    async fn wipe(&self) {
        match self {
            Self::Folder { folder, .. } => {
                for entry in std::fs::read_dir(folder.path()).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_dir() {
                        std::fs::remove_dir_all(path).unwrap();
                    } else {
                        std::fs::remove_file(path).unwrap();
                    }
                }
            }
            Self::Server { fake: Some(fake), .. } => fake.wipe(),
            Self::Server { server, .. } => server.wipe().await,
        }
    }

    /// The index itself, whatever is with the wire.
    fn behind(&self) -> &dyn SearchIndex {
        match self {
            Self::Folder { wire, .. } => &wire.index,
            Self::Server { behind, .. } => &**behind,
        }
    }
}

struct World {
    app: TestApp,
    index: Index,
    offers: Vec<OfferId>,
}

impl World {
    async fn build((index, through_wire): (Index, Arc<dyn SearchIndex>)) -> Self {
        let app = TestApp::with(TestDatabase::sqlite(), true).await;
        let app = app.searching_in(through_wire);
        demo::load(&app.market).await.unwrap().expect("an empty database");
        worker::settle(&app.market).await.unwrap();
        let offers = search::offers_after(app.store.reader(), None, 1_000)
            .await
            .unwrap();
        assert!(offers.len() > 400, "{}", offers.len());
        Self { app, index, offers }
    }

    /// Changes so many offers, one after the other, as a use case does: row and event in one transaction.
    async fn change(&self, rounds: std::ops::Range<usize>) {
        let all: Vec<usize> = rounds.collect();
        for some in all.chunks(100) {
            let tx = self.app.store.begin().await.unwrap();
            for round in some {
                let id = self.offers[round % self.offers.len()];
                let mut record = posts::find::<Offer>(&*tx, id).await.unwrap().unwrap();
                let expected = record.post.version;
                record.post.version += 1;
                let price = i64::try_from(*round).unwrap();
                record.post.terms.ask = Some(UnitPrice(10_000 + price));
                assert!(posts::update(&tx, &record, "tom", expected).await.unwrap());
                let event = Event::OfferChanged(id);
                let now = self.app.market.now();
                outbox::push(
                    &tx,
                    uuid::Uuid::from_u128(u128::try_from(*round).unwrap() + 1),
                    &event,
                    now,
                )
                .await
                .unwrap();
            }
            tx.commit().await.unwrap();
        }
    }

    /// A search by everyone; it never fails.
    async fn search(&self) -> Source {
        let query = SearchQuery {
            q: Some("tom".to_owned()),
            ..SearchQuery::default()
        };
        let found = self.app.market.find(&query).await.expect("no request fails");
        assert!(found.total > 0);
        found.source
    }

    async fn work(&self) {
        worker::settle(&self.app.market).await.unwrap();
        self.app.clock.advance(Duration::seconds(5));
    }

    /// What the index should hold, from a new one.
    async fn expected(&self) -> BTreeMap<Key, String> {
        let folder = tempfile::tempdir().unwrap();
        let fresh: Arc<dyn SearchIndex> = Arc::new(Embedded::in_folder(folder.path()).unwrap());
        let market = self.app.market.clone().with_search(Arc::clone(&fresh));
        market.reindex(&|_, _| {}).await.unwrap();
        fresh.digests().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_that_breaks_ends_equal_to_the_database() {
    breaks_and_catches_up(World::build(Index::in_folder()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_breaks_ends_equal_to_the_database() {
    let fake = Fake::start().await;
    let server = Server {
        url: fake.url.clone(),
        key: "any".to_owned(),
        key_uid: String::new(),
        name: "fake".to_owned(),
    };
    breaks_and_catches_up(World::build(Index::on(server, Some(fake)).await).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_server_that_breaks_ends_equal_to_the_database() {
    if let Some(server) = meili::server(&RIGHTS).await {
        breaks_and_catches_up(World::build(Index::on(server, None).await).await).await;
    }
}

async fn breaks_and_catches_up(mut world: World) {
    assert_eq!(world.search().await, Source::Index);
    world.change(0..2_000).await;
    world.work().await;

    world.index.is(EVERY_THIRD_FAILS).await;
    for round in 0..10 {
        world.change(2_000 + round * 200..2_200 + round * 200).await;
        world.work().await;
        world.search().await;
    }

    world.index.is(DOWN).await;
    world.change(4_000..6_000).await;
    world.work().await;
    assert_eq!(world.search().await, Source::Database);
    assert!(
        search::waiting(world.app.store.reader()).await.unwrap() > 0,
        "what waits, waits on"
    );

    // Wiped while it was away.
    world.index.wipe().await;
    world.change(6_000..8_000).await;
    world.index.is(UP).await;
    assert_eq!(world.search().await, Source::Database, "not built again yet");
    world.work().await;
    assert_eq!(world.search().await, Source::Index, "it caught up by itself");

    // Someone else has written into it: a document too many, one with another price.
    let mut documents = world.index.behind().digests().await.unwrap();
    let (lost, _) = documents.pop_first().unwrap();
    world.index.behind().delete(vec![lost]).await.unwrap();
    world.change(8_000..10_000).await;
    world.work().await;
    world.app.clock.advance(Duration::minutes(11));
    world.work().await;

    assert_eq!(search::waiting(world.app.store.reader()).await.unwrap(), 0);
    let there = world.index.behind().digests().await.unwrap();
    assert_eq!(there, world.expected().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_just_loaded_is_not_called_searchable_before_it_is() {
    let unbuilt = TestApp::searching().await;
    demo::load(&unbuilt.market)
        .await
        .unwrap()
        .expect("an empty database");
    assert!(
        !unbuilt.market.is_searchable().await.unwrap(),
        "about to be built"
    );
    let app = TestApp::searching().await;
    worker::settle(&app.market).await.unwrap();
    assert!(
        app.market.is_searchable().await.unwrap(),
        "an empty market, all of it"
    );
    demo::load(&app.market).await.unwrap().expect("an empty database");
    assert!(
        !app.market.is_searchable().await.unwrap(),
        "it waits in the queue"
    );
    worker::settle(&app.market).await.unwrap();
    assert!(app.market.is_searchable().await.unwrap());
    let found = app.market.find(&SearchQuery::default()).await.unwrap();
    assert!(
        found.total > 400 && found.source == Source::Index,
        "{}",
        found.total
    );
}
