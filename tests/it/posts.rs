//! What the tests of offers and requests share: a seller, a buyer, and bodies that hold.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use chonoi_domain::actor::{OrganisationKind, Role, Verification};
use chonoi_domain::id::OrganisationId;
use chonoi_market::testing;
use serde_json::{Value, json};

use crate::app::TestApp;

/// A program with one cooperative and one distributor.
pub(crate) struct Posts {
    pub(crate) app: TestApp,
    pub(crate) cooperative: OrganisationId,
    pub(crate) distributor: OrganisationId,
    pub(crate) seller: String,
    pub(crate) buyer: String,
}

impl Posts {
    pub(crate) async fn start(app: TestApp) -> Self {
        let cooperative = app
            .organisation("HTX Cái Nước", OrganisationKind::Cooperative)
            .await;
        let distributor = app
            .organisation("Công ty Bến Nghé", OrganisationKind::Distributor)
            .await;
        let (_, seller) = app.person(cooperative, Role::Supplier).await;
        let (_, buyer) = app.person(distributor, Role::Buyer).await;
        Self {
            app,
            cooperative,
            distributor,
            seller,
            buyer,
        }
    }

    /// Posts [`offer`] for the cooperative.
    pub(crate) async fn post_offer(&self) {
        let call = self
            .app
            .post("/api/v1/offers")
            .as_bearer(&self.seller)
            .json(offer());
        call.expect(axum::http::StatusCode::CREATED).await;
    }

    /// Someone of an organisation that is not verified yet.
    pub(crate) async fn pending(&self, role: Role) -> String {
        let kind = OrganisationKind::Cooperative;
        let organisation =
            testing::organisation_in(&self.app.market, "Tổ mới", kind, Verification::Pending).await;
        self.app.person(organisation.unwrap(), role).await.1
    }
}

/// An offer that holds on 24 November 2026.
pub(crate) fn offer() -> Value {
    json!({
        "product": "tom-su", "grade": "20 con/kg", "quantity": "1.5", "unit": "tan", "min_lot": "0.1",
        "harvest": { "from": "2026-11-25", "to": "2026-12-05" }, "place": "32236",
        "ask": 250_000, "price_unit": "kg", "certificates": ["vietgap"], "note": "Giao tại ao",
    })
}

/// A request that holds on 24 November 2026.
pub(crate) fn request() -> Value {
    json!({
        "products": [{ "product": "tom-su", "bid": 290_000 }, { "product": "tom-the" }],
        "states": ["live", "iced"], "quantity": "20", "unit": "tan", "price_unit": "kg",
        "delivery": { "from": "2026-11-26", "to": "2026-12-10" }, "place": "79", "urgency": 5,
    })
}

/// `body` with some members replaced.
pub(crate) fn with(mut body: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// `field rule` of every field at fault, sorted.
pub(crate) fn faults(body: &Value) -> Vec<String> {
    let fields = body["fields"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<String> = fields
        .iter()
        .map(|f| format!("{} {}", text(&f["field"]), text(&f["rule"])))
        .collect();
    found.sort();
    found
}
