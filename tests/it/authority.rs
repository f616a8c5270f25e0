//! Who may do what: every operation of the served description, tried by nobody and by everyone, against one table.
//!
//! An operation that is not in the table fails the test, and so does a row without an operation. Each cell is tried
//! with a request that holds, so that nothing but the asker's rights decides.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::{Method, StatusCode};
use chonoi_domain::actor::{OrganisationKind, Role, Verification};
use chonoi_domain::id::OrganisationId;
use chonoi_market::{testing, worker};
use serde_json::{Value, json};
use time::Duration;

use crate::app::{Answer, Call, TestApp};
use crate::posts;

/// The columns: who asks. The seller and the buyer own what is asked for, the stranger is another seller, the pending
/// one a seller who has not been checked.
const ASKERS: [&str; 11] = [
    "nobody",
    "pending",
    "stranger",
    "seller",
    "buyer",
    "broker",
    "authority",
    "organiser",
    "reporter",
    "auditor",
    "admin",
];

/// `-` must log in (401), `x` may not (403), `?` there is no such thing for these eyes (404), `+` may.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    // who                                                                  n p s S B b a o r u A
    ("POST",   "/sessions",                                                "+ + + + + + + + + + +"),
    ("POST",   "/sessions/refresh",                                        "- - - - - - - - - - -"), // by cookie alone
    ("GET",    "/sessions",                                                "- + + + + + + + + + +"),
    ("GET",    "/sessions/me",                                             "- + + + + + + + + + +"),
    ("PUT",    "/sessions/password",                                       "- + + + + + + + + + +"),
    ("DELETE", "/sessions/current",                                        "- + + + + + + + + + +"),
    ("DELETE", "/sessions",                                                "- + + + + + + + + + +"),
    ("GET",    "/sessions/demo-accounts",                                  "? ? ? ? ? ? ? ? ? ? ?"), // not a demonstration

    ("GET",    "/organisations",                                           "+ + + + + + + + + + +"),
    ("POST",   "/organisations",                                           "+ + + + + + + + + + +"),
    ("GET",    "/organisations/{id}",                                      "+ + + + + + + + + + +"),
    ("PUT",    "/organisations/{id}",                                      "- x x + x x x x x x +"),
    ("POST",   "/organisations/{id}/verification",                         "- x x x x + x x x x x"),
    ("GET",    "/organisations/{id}/members",                              "- x x + x + x x x x +"),
    ("POST",   "/organisations/{id}/members",                              "- x x + x + x x x x +"),
    ("GET",    "/organisations/{id}/certificates",                         "+ + + + + + + + + + +"),
    ("POST",   "/organisations/{id}/certificates",                         "- x x + x x x x x x x"),
    ("POST",   "/organisations/{id}/certificates/{certificate_id}/verification", "- x x x x + x x x x x"),

    ("GET",    "/products",                                                "+ + + + + + + + + + +"),
    ("GET",    "/products/{id}",                                           "+ + + + + + + + + + +"),
    ("GET",    "/admin-units",                                             "+ + + + + + + + + + +"),
    ("GET",    "/market/summary",                                          "+ + + + + + + + + + +"),

    ("GET",    "/search",                                                  "+ + + + + + + + + + +"),
    ("GET",    "/saved-searches",                                          "- + + + + + + + + + +"),
    ("POST",   "/saved-searches",                                          "- + + + + + + + + + +"),
    ("GET",    "/saved-searches/{id}",                                     "- ? ? + ? ? ? ? ? ? ?"),
    ("PUT",    "/saved-searches/{id}",                                     "- ? ? + ? ? ? ? ? ? ?"),
    ("DELETE", "/saved-searches/{id}",                                     "- ? ? + ? ? ? ? ? ? ?"),
    ("GET",    "/notices",                                                 "- + + + + + + + + + +"),
    ("POST",   "/notices/read",                                            "- + + + + + + + + + +"),

    ("GET",    "/offers",                                                  "+ + + + + + + + + + +"),
    ("POST",   "/offers",                                                  "- x + + x x x x x x x"),  // published at once; a pending one keeps drafts
    ("POST",   "/offers/batch",                                            "- x + + x x x x x x x"),
    ("POST",   "/offers/import",                                           "- + + + x x x x x x x"),  // a pending one gets drafts
    ("POST",   "/offers/preview",                                          "- + + + x x x x x x x"),
    ("GET",    "/offers/{id}",                                             "+ + + + + + + + + + +"),
    ("PUT",    "/offers/{id}",                                             "- x x + x x x x x x x"),
    ("POST",   "/offers/{id}/publish",                                     "- x x + x x x x x x x"),
    ("POST",   "/offers/{id}/withdraw",                                    "- x x + x x x x x x x"),
    ("POST",   "/offers/{id}/stage",                                       "- x x + x x x x x x x"),
    ("GET",    "/offers/{id}/matches",                                     "+ + + + + + + + + + +"),

    ("GET",    "/requests",                                                "+ + + + + + + + + + +"),
    ("POST",   "/requests",                                                "- x x x + x x x x x x"),
    ("POST",   "/requests/batch",                                          "- x x x + x x x x x x"),
    ("POST",   "/requests/import",                                         "- x x x + x x x x x x"),
    ("POST",   "/requests/preview",                                        "- x x x + x x x x x x"),
    ("GET",    "/requests/{id}",                                           "+ + + + + + + + + + +"),
    ("PUT",    "/requests/{id}",                                           "- x x x + x x x x x x"),
    ("POST",   "/requests/{id}/publish",                                   "- x x x + x x x x x x"),
    ("POST",   "/requests/{id}/withdraw",                                  "- x x x + x x x x x x"),
    ("GET",    "/offers/{id}/pairs/{request}",                             "- ? ? + + + + ? + + +"),
    ("GET",    "/requests/{id}/matches",                                   "+ + + + + + + + + + +"),

    ("POST",   "/files",                                                   "- + + + + x x x x x x"),
    ("GET",    "/files/{id}",                                              "? ? ? + ? + ? ? ? ? ?"), // not on an offer yet
    ("GET",    "/files/{id}/thumb",                                        "? ? ? + ? + ? ? ? ? ?"),

    ("GET",    "/match-runs",                                              "+ + + + + + + + + + +"),
    ("POST",   "/match-runs",                                              "- x x x x + x x x x x"),
    ("GET",    "/match-runs/latest",                                       "+ + + + + + + + + + +"),
    ("GET",    "/match-runs/{id}",                                         "+ + + + + + + + + + +"),
    ("GET",    "/match-runs/{id}/proposals",                               "- x x x x + x x x + x"),
    ("GET",    "/match-runs/{id}/report",                                  "+ + + + + + + + + + +"),
    ("GET",    "/match-runs/{id}/snapshot",                                "- x x x x + x x x + x"),

    ("GET",    "/policy",                                                  "+ + + + + + + + + + +"),
    ("PUT",    "/policy",                                                  "- x x x x + x x x x x"),
    ("GET",    "/capacities",                                              "- x x x x + x x x + +"),
    ("POST",   "/capacities",                                              "- x x x x + x x x x x"),
    ("GET",    "/capacities/{id}",                                         "- x x x x + x x x + +"),
    ("PUT",    "/capacities/{id}",                                         "- x x x x + x x x x x"),
    ("DELETE", "/capacities/{id}",                                         "- x x x x + x x x x x"),
    ("POST",   "/capacities/{id}/restore",                                 "- x x x x + x x x x x"),
    ("POST",   "/what-if",                                                 "- x x x x + x x x x x"),

    ("GET",    "/proposals",                                               "- + + + + + + + + + +"),
    ("GET",    "/proposals/{id}",                                          "- ? ? + + + ? ? ? + ?"),
    ("POST",   "/proposals/{id}/accept",                                   "- ? ? + + x ? ? ? x ?"),
    ("POST",   "/proposals/{id}/decline",                                  "- ? ? + + x ? ? ? x ?"),
    ("GET",    "/deals",                                                   "- + + + + + + + + + +"),
    ("GET",    "/deals/{id}",                                              "- ? ? + + + ? ? ? + ?"),
    ("POST",   "/deals/{id}/events",                                       "- ? ? + + + ? ? ? x ?"),

    ("GET",    "/channels",                                                "- + + + x + + x + + +"),
    ("GET",    "/channels/{id}/listings",                                  "- + + + x + + x + + +"),
    ("GET",    "/channels/{id}/file",                                      "- x x x x + x x x + x"),
    ("POST",   "/channels/{id}/results",                                   "- x x x x + x x x x x"),
    ("POST",   "/channels/{id}/reconcile",                                 "- x x x x + x x x x x"),
    ("GET",    "/feeds",                                                   "+ + + + + + + + + + +"),
    ("GET",    "/feeds/products.xml",                                      "+ + + + + + + + + + +"),
    ("GET",    "/feeds/products.jsonld",                                   "+ + + + + + + + + + +"),
];

/// What a request that holds is made of.
enum Sent {
    Nothing,
    Json(Value),
    File(&'static str, Vec<u8>),
}

/// A market in which everything that is asked for exists.
struct World {
    app: TestApp,
    /// In the order of [`ASKERS`].
    tokens: Vec<Option<String>>,
    organisation: OrganisationId,
    certificate: String,
    offer: String,
    request: String,
    file: String,
    run: String,
    proposal: String,
    deal: String,
    search: String,
    capacity: String,
}

const SELLER: usize = 3;
const BUYER: usize = 4;
const BROKER: usize = 5;

impl World {
    async fn build() -> Self {
        let app = TestApp::start().await;
        let seller = app.organisation("HTX A", OrganisationKind::Cooperative).await;
        let stranger = app.organisation("HTX B", OrganisationKind::Cooperative).await;
        let buyer = app.organisation("Siêu thị C", OrganisationKind::Retailer).await;
        let office = app.organisation("Sở D", OrganisationKind::Department).await;
        let state = Verification::Pending;
        let pending =
            testing::organisation_in(&app.market, "HTX E", OrganisationKind::Cooperative, state).await;
        let mut tokens = vec![None];
        for (organisation, role) in [
            (pending.unwrap(), Role::Supplier),
            (stranger, Role::Supplier),
            (seller, Role::Supplier),
            (buyer, Role::Buyer),
            (office, Role::Broker),
            (office, Role::Authority),
            (office, Role::Organiser),
            (office, Role::Reporter),
            (office, Role::Auditor),
            (office, Role::Admin),
        ] {
            tokens.push(Some(app.person(organisation, role).await.1));
        }
        let mut world = Self {
            app,
            tokens,
            organisation: seller,
            certificate: String::new(),
            offer: String::new(),
            request: String::new(),
            file: String::new(),
            run: String::new(),
            proposal: String::new(),
            deal: String::new(),
            search: String::new(),
            capacity: String::new(),
        };
        world.trade().await;
        world
    }

    /// Two offers and two requests that match; one pair is agreed on.
    async fn trade(&mut self) {
        let goods = [("tom-su", 150_000, 250_000), ("tom-the", 90_000, 190_000)];
        for (product, ask, bid) in goods {
            let offer = json!({ "product": product, "state": "iced", "ask": ask, "certificates": [] });
            let offer = posts::with(posts::offer(), &offer);
            self.offer = self.make(SELLER, "/offers", offer).await;
            let request = json!({ "products": [{ "product": product, "bid": bid }], "quantity": "1" });
            self.request = self
                .make(BUYER, "/requests", posts::with(posts::request(), &request))
                .await;
        }
        let held = json!({
            "kind": "vietgap", "number": "1", "issuer": "Trung tâm", "valid_from": "2026-01-01", "valid_to": "2027-01-01"
        });
        self.certificate = self
            .make(
                SELLER,
                &format!("/organisations/{}/certificates", self.organisation),
                held,
            )
            .await;
        let file = self
            .asked(SELLER, Method::POST, "/files")
            .upload("a.png", &picture());
        self.file = id(&file.expect(StatusCode::CREATED).await);
        let kept = json!({ "name": "Cua", "query": { "q": "cua" } });
        self.search = self.make(SELLER, "/saved-searches", kept).await;
        self.capacity = self.make(BROKER, "/capacities", point()).await;
        for _ in 0..2 {
            worker::settle(&self.app.market).await.unwrap();
            self.app.clock.advance(Duration::seconds(4));
        }
        self.run = id(&self
            .asked(BROKER, Method::GET, "/match-runs/latest")
            .expect(StatusCode::OK)
            .await);
        let list = self
            .asked(SELLER, Method::GET, "/proposals?mine=true")
            .expect(StatusCode::OK)
            .await;
        let proposals = list.body["items"].as_array().unwrap();
        assert_eq!(proposals.len(), 2, "{}", list.body);
        // The posts that are asked for later are those of the open one: a deal holds what is said in its own.
        let (open, closed): (Vec<_>, Vec<_>) = proposals
            .iter()
            .partition(|p| p["offer"]["id"] == json!(self.offer));
        let mut agreed = Value::Null;
        for side in [SELLER, BUYER] {
            let path = format!("/proposals/{}", closed[0]["id"].as_str().unwrap());
            let version = self.version(&path).await;
            let accept = self
                .asked(side, Method::POST, &format!("{path}/accept"))
                .if_match(version);
            agreed = accept.expect(StatusCode::OK).await.body;
        }
        self.deal = agreed["deal_id"].as_str().unwrap().to_owned();
        self.proposal = open[0]["id"].as_str().unwrap().to_owned();
    }

    async fn make(&self, asker: usize, path: &str, body: Value) -> String {
        id(&self
            .asked(asker, Method::POST, path)
            .json(body)
            .expect(StatusCode::CREATED)
            .await)
    }

    fn asked(&self, asker: usize, method: Method, path: &str) -> Call<'_> {
        let call = self.app.call(method, &format!("/api/v1{path}"));
        match &self.tokens[asker] {
            Some(token) => call.as_bearer(token),
            None => call,
        }
    }

    /// The version that something has now.
    async fn version(&self, path: &str) -> i64 {
        // A kept search is its owner's alone.
        let reader = if path.starts_with("/saved-searches") {
            SELLER
        } else {
            BROKER
        };
        let read = self.asked(reader, Method::GET, path).expect(StatusCode::OK).await;
        read.body["version"].as_i64().unwrap()
    }

    fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(1).unwrap() {
            "offers" => self.offer.clone(),
            "requests" => self.request.clone(),
            "organisations" => self.organisation.to_string(),
            "products" => "tom-su".to_owned(),
            "files" => self.file.clone(),
            "match-runs" => self.run.clone(),
            "proposals" => self.proposal.clone(),
            "deals" => self.deal.clone(),
            "channels" => "voso".to_owned(),
            "saved-searches" => self.search.clone(),
            "capacities" => self.capacity.clone(),
            _ => String::new(),
        };
        let path = path.replace("/import", "/import?dry_run=false");
        path.replace("{id}", &id)
            .replace("{certificate_id}", &self.certificate)
            .replace("{request}", &self.request)
    }

    async fn attempt(&self, asker: usize, method: &str, path: &str) -> Answer {
        let at = self.address(path);
        let mut call = self.asked(asker, method.parse().unwrap(), &at);
        if let Some(of) = versioned(method, path) {
            call = call.if_match(self.version(&self.address(of)).await);
        }
        match body(method, path, asker) {
            Sent::Nothing => call,
            Sent::Json(body) => call.json(body),
            Sent::File(name, bytes) => call.upload(name, &bytes),
        }
        .send()
        .await
    }
}

fn id(answer: &Answer) -> String {
    answer.body["id"].as_str().unwrap().to_owned()
}

/// The thing whose version a change must name.
fn versioned<'a>(method: &str, path: &'a str) -> Option<&'a str> {
    let changes = [
        "/verification",
        "/publish",
        "/withdraw",
        "/stage",
        "/accept",
        "/decline",
        "/events",
    ];
    if method == "PUT" && (path.ends_with("{id}") || path == "/policy") {
        return Some(path);
    }
    let end = changes.iter().find(|end| path.ends_with(*end))?;
    path.strip_suffix(end).filter(|of| of.ends_with("{id}"))
}

fn body(method: &str, path: &str, asker: usize) -> Sent {
    let phone = format!("09000000{asker:02}");
    let password = "con tom om cay duoc";
    let profile = json!({ "name": "HTX A", "place": "96" });
    Sent::Json(match (method, path) {
        ("POST", "/sessions") => return Sent::Json(json!({ "login": phone, "password": password })),
        ("PUT", "/sessions/password") => json!({ "current": testing::PASSWORD, "new": password }),
        ("POST", "/organisations") => json!({
            "organisation": { "name": format!("HTX số {asker}"), "kind": "cooperative", "place": "96" },
            "user": { "name": "Người đại diện", "phone": phone, "password": password }
        }),
        ("PUT", "/organisations/{id}") => profile,
        ("POST" | "PUT", p) if p.starts_with("/saved-searches") => {
            json!({ "name": format!("Cua gạch {asker} {method}"), "query": { "q": "cua gạch" } })
        }
        ("POST", "/capacities") | ("PUT", "/capacities/{id}") => point(),
        ("PUT", "/policy") => json!({ "handling_per_kg": 250 }),
        ("POST", p) if p.ends_with("/verification") => json!({ "decision": "verify" }),
        ("POST", p) if p.ends_with("/members") => {
            json!({ "name": "Kế toán", "login": phone, "password": password, "role": "supplier" })
        }
        ("POST", p) if p.ends_with("/certificates") => json!({
            "kind": "haccp", "number": "1", "issuer": "Trung tâm", "valid_from": "2026-01-01", "valid_to": "2027-01-01"
        }),
        ("POST", "/offers" | "/offers/preview") => posts::offer(),
        ("PUT", "/offers/{id}") => {
            posts::with(posts::offer(), &json!({ "product": "tom-the", "ask": 90_000 }))
        }
        ("POST", "/requests" | "/requests/preview") | ("PUT", "/requests/{id}") => posts::request(),
        ("POST", "/offers/batch") => json!({ "items": [posts::offer()] }),
        ("POST", "/requests/batch") => json!({ "items": [posts::request()] }),
        ("POST", "/offers/import") => return Sent::File("a.csv", OFFERS.as_bytes().to_vec()),
        ("POST", "/requests/import") => return Sent::File("a.csv", REQUESTS.as_bytes().to_vec()),
        ("POST", "/offers/{id}/stage") => json!({ "to": "ready" }),
        ("POST", "/channels/{id}/results") => return Sent::File("r.csv", RESULTS.as_bytes().to_vec()),
        ("POST", "/files") => return Sent::File("a.png", picture()),
        ("POST", "/match-runs") => json!({}),
        ("POST", "/what-if") => json!({ "changes": [{ "add_offer": posts::offer() }] }),
        ("POST", "/proposals/{id}/decline") => json!({ "reason": "price" }),
        ("POST", "/deals/{id}/events") => json!({ "event": "sign" }),
        _ => return Sent::Nothing,
    })
}

const OFFERS: &str =
    "product,quantity,unit,from,to,place,ask\ntom-su,1,tan,2026-11-25,2026-12-05,32236,250000000\n";
const REQUESTS: &str =
    "products,quantity,unit,from,to,place,bids\ntom-su,1,tan,2026-11-25,2026-12-05,79,250000000\n";
const RESULTS: &str = "SKU,Kết quả\nX-1,Thành công\n";

/// A point far from everything that is traded here.
fn point() -> Value {
    json!({
        "name": "Cảng cá", "place": "01", "quantity": "20", "unit": "tan",
        "window": { "from": "2026-11-25", "to": "2026-12-31" }
    })
}

/// A picture of few dots.
fn picture() -> Vec<u8> {
    include_bytes!("fixtures/dot.png").to_vec()
}

/// Whether trying an operation leaves another world to those that come after it.
fn disturbs(method: &str, path: &str) -> bool {
    let changes = ["/verification", "/accept", "/decline", "/events"];
    method == "DELETE" || changes.iter().any(|end| path.ends_with(end))
}

/// Every operation of the description, as `METHOD path` below `/api/v1`.
fn described() -> Vec<String> {
    let document = serde_json::to_value(chonoi_server::openapi::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let path = path.strip_prefix("/api/v1").unwrap();
            found.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    found.sort();
    found
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let mut rows: Vec<String> = TABLE
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    rows.sort();
    assert_eq!(rows, described());
    for (method, path, cells) in TABLE {
        assert_eq!(cells.split(' ').count(), ASKERS.len(), "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_may_what_the_table_says_and_nothing_else() {
    let mut wrong = Vec::new();
    let mut world = World::build().await;
    for (method, path, cells) in TABLE {
        let mut found = Vec::new();
        for asker in 0..ASKERS.len() {
            let answer = world.attempt(asker, method, path).await;
            if path.ends_with("/withdraw") && answer.status == 200 {
                world = World::build().await;
            }
            found.push(match answer.status {
                401 => "-".to_owned(),
                403 => "x".to_owned(),
                404 => "?".to_owned(),
                // Done, or what the one before has done already.
                200..=299 | 409 | 412 => "+".to_owned(),
                other => format!("{other}({})", answer.body),
            });
        }
        // A login that fails is one that anyone may try.
        let tried = (*method, *path) == ("POST", "/sessions");
        let found = found.join(" ");
        let found = if tried { found.replace('-', "+") } else { found };
        if found != *cells {
            wrong.push(format!("{method} {path}\n  table {cells}\n  found {found}"));
        }
        if disturbs(method, path) {
            world = World::build().await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
