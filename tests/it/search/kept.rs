//! Searches that are kept, and the notices of what is new.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_market::worker;
use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;
use crate::posts;

struct World {
    app: TestApp,
    seller: String,
    buyer: String,
}

impl World {
    async fn build() -> Self {
        let app = TestApp::searching().await;
        let farm = app.organisation("HTX A", OrganisationKind::Cooperative).await;
        let shop = app.organisation("Siêu thị C", OrganisationKind::Retailer).await;
        let (_, seller) = app.person(farm, Role::Supplier).await;
        let (_, buyer) = app.person(shop, Role::Buyer).await;
        let world = Self { app, seller, buyer };
        world
            .offer(json!({ "product": "tom-su", "state": "iced", "ask": 150_000 }))
            .await;
        world
    }

    /// An offer, in the index.
    async fn offer(&self, change: Value) -> String {
        self.app.clock.advance(Duration::seconds(3));
        let body = posts::with(posts::offer(), &change);
        let made = self.app.post("/api/v1/offers").as_bearer(&self.seller).json(body);
        let made = made.expect(StatusCode::CREATED).await.body;
        worker::settle(&self.app.market).await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    async fn keep(&self, name: &str, query: Value) -> Value {
        self.app.clock.advance(Duration::seconds(3));
        let body = json!({ "name": name, "query": query });
        let kept = self
            .app
            .post("/api/v1/saved-searches")
            .as_bearer(&self.buyer)
            .json(body);
        kept.expect(StatusCode::CREATED).await.body
    }

    async fn notices(&self) -> Value {
        let notices = self.app.get("/api/v1/notices").as_bearer(&self.buyer);
        notices.expect(StatusCode::OK).await.body
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_new_and_fits_is_told_once() {
    let world = World::build().await;
    let kept = world
        .keep(
            "Tôm sú rẻ",
            json!({ "q": "tom su", "price_max": 200_000, "page": 3 }),
        )
        .await;
    assert_eq!(
        kept["query"],
        json!({ "q": "tom su", "price_max": 200_000 }),
        "no page is kept"
    );
    assert_eq!(
        world.notices().await["total"],
        0,
        "what was there before is not new"
    );

    world
        .offer(json!({ "product": "tom-the", "state": "iced", "ask": 150_000 }))
        .await;
    world
        .offer(json!({ "product": "tom-su", "state": "iced", "ask": 250_000 }))
        .await;
    assert_eq!(world.notices().await["total"], 0, "other goods and too dear");

    let new = world
        .offer(json!({ "product": "tom-su", "state": "iced", "ask": 190_000 }))
        .await;
    let notices = world.notices().await;
    assert_eq!((&notices["total"], &notices["unread"]), (&json!(1), &json!(1)));
    let notice = &notices["items"][0];
    assert_eq!(
        (&notice["subject"], &notice["kind"], &notice["search_name"]),
        (&json!(new), &json!("offer"), &json!("Tôm sú rẻ"))
    );
    world.app.clock.advance(Duration::minutes(11));
    worker::settle(&world.app.market).await.unwrap();
    assert_eq!(world.notices().await["total"], 1, "once is enough");

    let read = world.app.post("/api/v1/notices/read").as_bearer(&world.buyer);
    assert_eq!(read.expect(StatusCode::OK).await.body["read"], 1);
    assert_eq!(world.notices().await["unread"], 0);

    let path = format!("/api/v1/saved-searches/{}", kept["id"].as_str().unwrap());
    let gone = world.app.delete(&path).as_bearer(&world.buyer);
    gone.expect(StatusCode::NO_CONTENT).await;
    assert_eq!(world.notices().await["total"], 0, "its notices go with it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_search_holds_or_is_refused() {
    let world = World::build().await;
    let refused = async |body: Value| {
        let call = world.app.post("/api/v1/saved-searches").as_bearer(&world.buyer);
        call.json(body)
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await
            .fault()
    };
    assert_eq!(
        refused(json!({ "name": " ", "query": {} })).await,
        "name required"
    );
    let unknown = json!({ "name": "x", "query": { "province": "999" } });
    assert_eq!(refused(unknown).await, "province no_such_province");
    let kept = world.keep("Cua", json!({ "q": "cua" })).await;
    assert_eq!(refused(json!({ "name": "Cua", "query": {} })).await, "name twice");

    let path = format!("/api/v1/saved-searches/{}", kept["id"].as_str().unwrap());
    let change = json!({ "name": "Cua gạch", "query": { "q": "cua gach" } });
    let changed = world
        .app
        .put(&path)
        .as_bearer(&world.buyer)
        .if_match(1)
        .json(change.clone());
    assert_eq!(changed.expect(StatusCode::OK).await.body["version"], 2);
    let late = world
        .app
        .put(&path)
        .as_bearer(&world.buyer)
        .if_match(1)
        .json(change);
    late.expect(StatusCode::PRECONDITION_FAILED).await;
    let list = world.app.get("/api/v1/saved-searches").as_bearer(&world.buyer);
    let list = list.expect(StatusCode::OK).await.body;
    assert_eq!(list["items"][0]["name"], "Cua gạch");
    let other = world.app.get(&path).as_bearer(&world.seller);
    other.expect(StatusCode::NOT_FOUND).await;
}
