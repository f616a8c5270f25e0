//! The program over a fresh database: the real router, called without a network; time stands still until it is moved.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::OrganisationId;
use chonoi_market::actor::Actor;
use chonoi_market::master_key::MasterKey;
use chonoi_market::{Market, testing};
use chonoi_search::embedded::Embedded;
use chonoi_search::index::SearchIndex;
use chonoi_server::config::Config;
use chonoi_server::health::Readiness;
use chonoi_server::metrics::Metrics;
use chonoi_server::router::router;
use chonoi_server::state::AppState;
use chonoi_store::Store;
use chonoi_testkit::clock::FixedClock;
use chonoi_testkit::database::TestDatabase;
use serde_json::Value;
use time::macros::datetime;
use tower::ServiceExt as _;

/// The program in a test.
pub(crate) struct TestApp {
    pub(crate) market: Market,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) store: Store,
    router: Router,
    _database: TestDatabase,
    _index: Option<tempfile::TempDir>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as JSON; null where it is none.
    pub(crate) body: Value,
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The value of the cookie of that name that was set.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookie_line(name)
            .and_then(|line| Some(line.split(';').next()?.split_once('=')?.1.to_owned()))
    }

    /// The whole line that sets the cookie of that name.
    pub(crate) fn cookie_line(&self, name: &str) -> Option<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        let mut lines = lines.map(|line| line.to_str().unwrap());
        lines.find(|line| line.starts_with(&format!("{name}=")))
    }

    /// The rule of the first field at fault, as `field rule`.
    pub(crate) fn fault(&self) -> String {
        let field = &self.body["fields"][0];
        format!(
            "{} {}",
            field["field"].as_str().unwrap_or_default(),
            field["rule"].as_str().unwrap_or_default()
        )
    }
}

/// One call, put together piece by piece.
pub(crate) struct Call<'a> {
    app: &'a TestApp,
    request: axum::http::request::Builder,
    body: Vec<u8>,
}

impl Call<'_> {
    /// With a login.
    #[expect(
        clippy::wrong_self_convention,
        reason = "reads as what it is: called as somebody"
    )]
    pub(crate) fn as_bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Changing this version.
    pub(crate) fn if_match(self, version: impl std::fmt::Display) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub(crate) fn json(mut self, body: Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// A form with this file in its field `file`.
    pub(crate) fn upload(mut self, name: &str, file: &[u8]) -> Self {
        let head = format!(
            "--seam\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        self.body = [head.as_bytes(), file, b"\r\n--seam--\r\n"].concat();
        self.header("content-type", "multipart/form-data; boundary=seam")
    }

    pub(crate) async fn send(self) -> Answer {
        let body = Body::from(self.body);
        let response = self.app.router.clone().oneshot(self.request.body(body).unwrap());
        let (parts, body) = response.await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes: bytes.to_vec(),
        }
    }

    /// Sends it and insists on a status.
    pub(crate) async fn expect(self, status: StatusCode) -> Answer {
        let answer = self.send().await;
        assert_eq!(answer.status, status.as_u16(), "{}", answer.body);
        answer
    }
}

impl TestApp {
    /// Over a SQLite file.
    pub(crate) async fn start() -> Self {
        Self::with(TestDatabase::sqlite(), false).await
    }

    /// Over `database`; with `demo` as if it was started with demonstration data.
    pub(crate) async fn with(database: TestDatabase, demo: bool) -> Self {
        let store = Store::connect(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(FixedClock::at(datetime!(2026-11-24 02:00 UTC)));
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let market = Market::new(store.clone(), catalogue, clock.clone())
            .with_logins(MasterKey::from_bytes([7; 32]), demo);
        Self {
            router: router(state(market.clone(), clock.clone(), &[])),
            market,
            clock,
            store,
            _database: database,
            _index: None,
        }
    }

    /// With a search index in a folder of its own, as if it was started with demonstration data.
    pub(crate) async fn searching() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = Embedded::in_folder(folder.path()).unwrap();
        let mut app = Self::with(TestDatabase::sqlite(), true)
            .await
            .searching_in(Arc::new(index));
        app._index = Some(folder);
        app
    }

    /// With `index` to search in.
    pub(crate) fn searching_in(mut self, index: Arc<dyn SearchIndex>) -> Self {
        self.market = self.market.with_search(index);
        self.router = router(state(self.market.clone(), self.clock.clone(), &[]));
        self
    }

    /// The same program with other settings, on the same database.
    pub(crate) fn with_settings(&self, settings: &[(&str, &str)]) -> Router {
        router(state(self.market.clone(), self.clock.clone(), settings))
    }

    /// The same program in another process, on the same database.
    pub(crate) fn beside(&self) -> Router {
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let market = Market::new(self.store.clone(), catalogue, self.clock.clone());
        router(state(market, self.clock.clone(), &[]))
    }

    /// Serves with `router` from now on.
    pub(crate) fn served_by(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call {
            app: self,
            request: Request::builder()
                .method(method)
                .uri(path)
                .header("host", "cho.test"),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    /// A verified organisation.
    pub(crate) async fn organisation(&self, name: &str, kind: OrganisationKind) -> OrganisationId {
        testing::organisation(&self.market, name, kind).await.unwrap()
    }

    /// A person with `role` in `organisation`, with their access token.
    pub(crate) async fn person(&self, organisation: OrganisationId, role: Role) -> (Actor, String) {
        let actor = testing::actor(&self.market, organisation, role).await.unwrap();
        let token = testing::access_token(&self.market, &actor).await.unwrap();
        (actor, token)
    }

    /// The trade department's person, with their access token.
    pub(crate) async fn broker(&self) -> (Actor, String) {
        let department = self
            .organisation("Sở Công Thương", OrganisationKind::Department)
            .await;
        self.person(department, Role::Broker).await
    }
}

fn state(market: Market, clock: Arc<FixedClock>, settings: &[(&str, &str)]) -> AppState {
    let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    let config = Config::from_variables(settings).unwrap();
    AppState {
        market,
        readiness: Readiness::default(),
        metrics: Metrics::install(clock.as_ref()).unwrap(),
        clock,
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| "http://cho.test".to_owned())
            .into(),
        config: Arc::new(config),
    }
}
