//! A market with one supplier, one buyer and a broker.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::id::OrganisationId;
use chonoi_market::worker;
use chonoi_store::organisations;
use chonoi_testkit::database::TestDatabase;
use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;

/// A market with one supplier, one buyer and a broker, each logged in.
pub(super) struct Trade {
    pub(super) app: TestApp,
    pub(super) supplier: String,
    pub(super) buyer: String,
    pub(super) broker: String,
    pub(super) buyer_organisation: OrganisationId,
}

impl Trade {
    pub(super) async fn open(database: TestDatabase) -> Self {
        let app = TestApp::with(database, false).await;
        let cooperative = app
            .organisation("HTX Tôm Năm Căn", OrganisationKind::Cooperative)
            .await;
        let retailer = app
            .organisation("Siêu thị Sông Tiền", OrganisationKind::Retailer)
            .await;
        give_phone(&app, retailer, "0100000001").await;
        let (_, supplier) = app.person(cooperative, Role::Supplier).await;
        let (_, buyer) = app.person(retailer, Role::Buyer).await;
        let (_, broker) = app.broker().await;
        Self {
            app,
            supplier,
            buyer,
            broker,
            buyer_organisation: retailer,
        }
    }

    pub(super) async fn offer(&self, tonnes: &str, ask: i64) -> Value {
        let body = json!({
            "product": "tom-su", "state": "iced", "quantity": tonnes, "unit": "tan",
            "harvest": {"from": "2026-11-26", "to": "2026-12-05"}, "place": "32191",
            "ask": ask, "price_unit": "kg"
        });
        let call = self
            .app
            .post("/api/v1/offers")
            .as_bearer(&self.supplier)
            .json(body);
        call.expect(StatusCode::CREATED).await.body
    }

    pub(super) async fn request(&self, tonnes: &str, bid: i64) -> Value {
        self.request_as(&self.buyer, tonnes, bid).await
    }

    pub(super) async fn request_as(&self, token: &str, tonnes: &str, bid: i64) -> Value {
        let body = json!({
            "products": [{"product": "tom-su", "bid": bid}], "quantity": tonnes, "unit": "tan",
            "delivery": {"from": "2026-11-27", "to": "2026-12-10"}, "place": "79", "price_unit": "kg"
        });
        let call = self.app.post("/api/v1/requests").as_bearer(token).json(body);
        call.expect(StatusCode::CREATED).await.body
    }

    /// Lets the posts grow quiet and the worker do what is due.
    pub(super) async fn settle(&self) {
        worker::settle(&self.app.market).await.unwrap();
        self.app.clock.advance(Duration::seconds(4));
        worker::settle(&self.app.market).await.unwrap();
    }

    /// The proposals in these states, as `token` sees them, newest first.
    pub(super) async fn proposals(&self, token: &str, status: &str) -> Vec<Value> {
        let path = format!("/api/v1/proposals?mine=true&status={status}");
        let answer = self.app.get(&path).as_bearer(token).expect(StatusCode::OK).await;
        answer.body["items"].as_array().unwrap().clone()
    }

    pub(super) async fn accept(&self, token: &str, proposal: &Value) -> crate::app::Answer {
        let path = format!("/api/v1/proposals/{}/accept", text(&proposal["id"]));
        self.app
            .post(&path)
            .as_bearer(token)
            .if_match(&proposal["version"])
            .send()
            .await
    }

    pub(super) async fn decline(&self, token: &str, proposal: &Value, body: Value) -> crate::app::Answer {
        let path = format!("/api/v1/proposals/{}/decline", text(&proposal["id"]));
        self.app
            .post(&path)
            .as_bearer(token)
            .if_match(&proposal["version"])
            .json(body)
            .send()
            .await
    }

    pub(super) async fn read(&self, kind: &str, row: &Value) -> Value {
        let path = format!("/api/v1/{kind}/{}", text(&row["id"]));
        self.app
            .get(&path)
            .as_bearer(&self.broker)
            .expect(StatusCode::OK)
            .await
            .body
    }

    /// Asks for a run as the broker and has it done.
    pub(super) async fn run_now(&self) {
        let call = self
            .app
            .post("/api/v1/match-runs")
            .as_bearer(&self.broker)
            .json(json!({}));
        call.expect(StatusCode::ACCEPTED).await;
        worker::settle(&self.app.market).await.unwrap();
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn give_phone(app: &TestApp, id: OrganisationId, phone: &str) {
    let mut organisation = organisations::find(app.store.reader(), id)
        .await
        .unwrap()
        .unwrap();
    organisation.contact.phone = Some(phone.to_owned());
    let tx = app.store.begin().await.unwrap();
    assert!(
        organisations::update(&tx, &organisation, organisation.version)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}
