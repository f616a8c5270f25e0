//! What surrounds every request, tried on routes of the tests' own.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body as Bytes, to_bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, Method, Request, header};
use axum::routing::{get, post, put};
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::clock::Clock;
use chonoi_market::Market;
use chonoi_market::error::Error;
use chonoi_store::Store;
use serde::Deserialize;
use serde_json::{Value, json};
use time::macros::datetime;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::*;
use crate::config::Config;
use crate::extract::{Body, Creation, IfMatch, Query};
use crate::health::Readiness;
use crate::metrics::Metrics;
use crate::problem::Problem;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> time::OffsetDateTime {
        datetime!(2026-11-24 05:00 UTC)
    }

    fn fresh_id(&self) -> Uuid {
        Uuid::from_u128(7)
    }
}

async fn state(variables: &[(&str, &str)]) -> AppState {
    let variables = variables
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let store = Store::connect("sqlite::memory:").await.unwrap();
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    AppState {
        config: Arc::new(Config::from_variables(variables).unwrap()),
        market: Market::new(store, catalogue, Arc::new(Noon)),
        clock: Arc::new(Noon),
        readiness: Readiness::waiting_for(&["demonstration"]),
        metrics: Metrics::install(&Noon).unwrap(),
        public_url: "http://127.0.0.1:8080".into(),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lot {
    kg: i64,
    name: String,
}

async fn echo(Body(lot): Body<Lot>) -> String {
    format!("{} {}", lot.kg, lot.name)
}

async fn find(Query(lot): Query<Lot>) -> String {
    format!("{} {}", lot.kg, lot.name)
}

async fn change(IfMatch(version): IfMatch) -> String {
    version.to_string()
}

async fn create(creation: Creation<Lot>) -> String {
    let (lot, once) = creation.once("someone", "lots.create");
    format!("{} {once:?}", lot.kg)
}

async fn refuse(Path(how): Path<String>) -> Result<(), Problem> {
    Err(match how.as_str() {
        "sold-out" => Error::conflict("not_possible_now"),
        "no-offer" => Error::NotFound("offer"),
        "no-words" => Error::Forbidden("no_such_rule"),
        "changed" => Error::Changed {
            current: Box::new(json!({ "kg": 3 })),
            version: 4,
        },
        "often" => Error::TooMany {
            retry_after: Duration::from_millis(1500),
        },
        "large" => Error::TooLarge { limit: 10 << 20 },
        "login" => Error::Unauthenticated,
        _ => Error::internal("the database is on fire"),
    }
    .into())
}

async fn slow() {
    tokio::time::sleep(Duration::from_secs(3600)).await;
}

async fn broken() {
    panic!("on purpose");
}

async fn app() -> Router {
    let routes = Router::new()
        .route("/api/echo", post(echo))
        .route("/api/find", get(find))
        .route("/api/create", post(create))
        .route("/api/change", put(change))
        .route("/api/refuse/{how}", get(refuse))
        .route("/api/slow", get(slow))
        .route("/api/broken", get(broken))
        .route("/api/long", get(|| async { "chợ nổi ".repeat(500) }))
        .fallback(web::fallback);
    let limits = [
        ("CHONOI_BODY_LIMIT_KIB", "1"),
        ("CHONOI_REQUEST_TIMEOUT_SECONDS", "1"),
    ];
    around(routes, state(&limits).await)
}

async fn send(app: Router, request: Request<Bytes>) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status,
        parts.headers,
        String::from_utf8_lossy(&bytes).into_owned(),
    )
}

async fn call(method: Method, uri: &str) -> (StatusCode, HeaderMap, String) {
    send(
        app().await,
        Request::builder()
            .method(method)
            .uri(uri)
            .body(Bytes::empty())
            .unwrap(),
    )
    .await
}

async fn post_json(body: &str) -> (StatusCode, Value) {
    let request = Request::post("/api/echo?lang=en").header(header::CONTENT_TYPE, "application/json");
    let (status, _, text) = send(app().await, request.body(Bytes::from(body.to_owned())).unwrap()).await;
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn problem(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_missing_address_is_a_problem_in_the_language_asked_for() {
    let (status, headers, body) = call(Method::GET, "/api/nowhere").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(headers["x-request-id"], Uuid::from_u128(7).to_string());
    assert_eq!(
        problem(&body),
        json!({
            "type": "/problems/not-found", "title": "Không tìm thấy", "status": 404, "fields": [],
            "detail": "Không có nội dung này, hoặc bạn không được xem.",
            "request_id": Uuid::from_u128(7).to_string(),
        })
    );
    let (_, headers, body) = call(Method::GET, "/api/nowhere?lang=en").await;
    assert_eq!(headers[header::CONTENT_LANGUAGE], "en");
    assert_eq!(problem(&body)["title"], "Not found");
}

#[tokio::test]
async fn refusals_of_libraries_become_problems() {
    let (status, headers, body) = call(Method::DELETE, "/api/echo").await;
    assert_eq!(
        (status, &problem(&body)["type"]),
        (
            StatusCode::METHOD_NOT_ALLOWED,
            &json!("/problems/method-not-allowed")
        )
    );
    assert_eq!(headers[header::ALLOW], "POST");
    let (status, _, body) = call(Method::GET, "/api/slow").await;
    assert_eq!(
        (status, &problem(&body)["type"]),
        (StatusCode::GATEWAY_TIMEOUT, &json!("/problems/timeout"))
    );
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing() {
    let (status, headers, body) = call(Method::GET, "/api/broken").await;
    assert_eq!(
        (status, &problem(&body)["type"]),
        (StatusCode::INTERNAL_SERVER_ERROR, &json!("/problems/internal"))
    );
    assert!(!body.contains("on purpose"));
    assert_eq!(headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_body_is_refused_with_its_field_and_rule() {
    assert_eq!(
        post_json(r#"{"kg": 5, "name": "tôm"}"#).await,
        (StatusCode::OK, json!("5 tôm"))
    );
    let (status, body) = post_json(r#"{"kg": "5", "name": "tôm"}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (&body["fields"][0]["field"], &body["fields"][0]["rule"]),
        (&json!("kg"), &json!("type"))
    );
    let (_, body) = post_json(r#"{"kg": 5}"#).await;
    assert_eq!(
        body["fields"],
        json!([{ "field": "name", "rule": "required", "message": "This is needed." }])
    );
    let (status, body) = post_json("{\n\"kg\": }").await;
    assert_eq!((status, &body["rule"]), (StatusCode::BAD_REQUEST, &json!("json")));
    assert_eq!(body["detail"], "Not JSON: it breaks at line 2, column 7.");
}

#[tokio::test]
async fn a_body_of_another_kind_or_too_large_is_refused() {
    let plain = Request::post("/api/echo")
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Bytes::from("{}"));
    let (status, _, body) = send(app().await, plain.unwrap()).await;
    assert_eq!(
        (status, &problem(&body)["type"]),
        (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &json!("/problems/unsupported-media")
        )
    );
    let (status, body) = post_json(&format!(r#"{{"kg": 5, "name": "{}"}}"#, "x".repeat(1024))).await;
    assert_eq!(
        (status, &body["type"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("/problems/too-large"))
    );
}

#[tokio::test]
async fn typed_text_is_composed_at_the_edge() {
    let decomposed = "to\u{302}m";
    assert_eq!(
        post_json(&format!(r#"{{"kg": 5, "name": "{decomposed}"}}"#))
            .await
            .1,
        json!("5 tôm")
    );
    assert_eq!(
        call(Method::GET, "/api/find?kg=5&name=to%CC%82m").await.2,
        "5 tôm"
    );
}

#[tokio::test]
async fn a_query_is_refused_with_its_parameter() {
    let (status, _, body) = call(Method::GET, "/api/find?kg=many&name=x").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem(&body)["fields"][0]["field"], "kg");
    let (_, _, body) = call(Method::GET, "/api/find?kg=5&name=").await;
    assert_eq!(
        problem(&body)["fields"][0],
        json!({ "field": "name", "rule": "required", "message": "Cần điền mục này." })
    );
}

#[tokio::test]
async fn long_answers_are_compressed_where_the_reader_takes_it() {
    let request = Request::get("/api/long")
        .header(header::ACCEPT_ENCODING, "br")
        .body(Bytes::empty())
        .unwrap();
    let (_, headers, _) = send(app().await, request).await;
    assert_eq!(headers[header::CONTENT_ENCODING], "br");
    assert!(
        call(Method::GET, "/api/long")
            .await
            .1
            .get(header::CONTENT_ENCODING)
            .is_none()
    );
}

#[tokio::test]
async fn the_process_is_ready_when_nothing_is_waited_for() {
    let state = state(&[]).await;
    let ready = async || {
        send(
            router(state.clone()),
            Request::get("/readyz").body(Bytes::empty()).unwrap(),
        )
        .await
    };
    let (status, _, body) = ready().await;
    assert_eq!(
        (status, problem(&body)),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({ "ready": false, "waiting_for": ["demonstration"] })
        )
    );
    state.readiness.done("demonstration");
    assert_eq!(ready().await.0, StatusCode::OK);
}

#[tokio::test]
async fn requests_are_counted_by_their_template() {
    let app = router(state(&[]).await);
    send(
        app.clone(),
        Request::get("/problems/conflict").body(Bytes::empty()).unwrap(),
    )
    .await;
    let (_, headers, text) = send(app, Request::get("/metrics").body(Bytes::empty()).unwrap()).await;
    assert!(
        headers[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    assert!(
        text.contains(r#"http_requests_total{method="GET",route="/problems/{slug}",status="200"}"#),
        "{text}"
    );
    assert!(text.contains("process_start_time_seconds 1795496400"), "{text}");
}

#[tokio::test]
async fn refusals_of_the_market_become_problems_with_their_own_sentence() {
    let refused = async |how: &str| {
        let (status, headers, body) = call(Method::GET, &format!("/api/refuse/{how}?lang=en")).await;
        (status.as_u16(), headers, problem(&body))
    };
    let (status, _, body) = refused("sold-out").await;
    assert_eq!((status, &body["rule"]), (409, &json!("not_possible_now")));
    let (status, _, body) = refused("no-offer").await;
    assert_eq!(
        (status, &body["detail"]),
        (
            404,
            &json!("There is no such offer, or it is not for you to see.")
        )
    );
    let (status, _, body) = refused("no-words").await;
    assert_eq!(
        (status, &body["detail"]),
        (403, &json!("Your account may not do this."))
    );
    let (status, headers, body) = refused("changed").await;
    assert_eq!((status, &body["current"]), (412, &json!({ "kg": 3 })));
    assert_eq!(headers[header::ETAG], "\"4\"");
    let (status, headers, _) = refused("often").await;
    assert_eq!(
        (status, headers[header::RETRY_AFTER].to_str().unwrap()),
        (429, "2")
    );
    let (status, _, body) = refused("large").await;
    assert_eq!(
        (status, &body["detail"]),
        (413, &json!("The file is too large: at most 10 MB."))
    );
    let (status, headers, _) = refused("login").await;
    assert_eq!(
        (status, headers[header::WWW_AUTHENTICATE].to_str().unwrap()),
        (401, "Bearer")
    );
    let (status, _, body) = refused("fault").await;
    assert_eq!(status, 500);
    assert!(!body.to_string().contains("fire"));
}

#[tokio::test]
async fn a_change_names_the_version_it_changes() {
    let change = async |tag: Option<&str>| {
        let mut request = Request::put("/api/change");
        if let Some(tag) = tag {
            request = request.header(header::IF_MATCH, tag);
        }
        let (status, _, body) = send(app().await, request.body(Bytes::empty()).unwrap()).await;
        (status.as_u16(), body)
    };
    assert_eq!(change(Some("\"12\"")).await, (200, "12".to_owned()));
    assert_eq!(change(Some("W/\"12\"")).await, (200, "12".to_owned()));
    assert_eq!(change(None).await.0, 428);
    assert_eq!(change(Some("12")).await.0, 400);
}

#[tokio::test]
async fn a_key_makes_a_creation_repeatable() {
    let create = async |key: &str, kg: i64| {
        let request = Request::post("/api/create").header(header::CONTENT_TYPE, "application/json");
        let request = request.header("idempotency-key", key);
        let body = Bytes::from(format!(r#"{{"kg": {kg}, "name": "x"}}"#));
        let (status, _, body) = send(app().await, request.body(body).unwrap()).await;
        (status.as_u16(), body)
    };
    assert_eq!(create("a", 1).await, create("a", 1).await);
    assert_ne!(create("a", 1).await, create("b", 1).await);
    assert_ne!(
        create("a", 1).await.1.replacen('1', "2", 1),
        create("a", 2).await.1
    );
    assert_eq!(create("", 1).await.0, 400);
    assert_eq!(create(&"k".repeat(129), 1).await.0, 400);
}
