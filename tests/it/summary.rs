//! `/api/v1/market/summary` through the real router: kept, and never older than the last write of any process.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, Request, StatusCode};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::app::TestApp;
use crate::posts::Posts;

const SUMMARY: &str = "/api/v1/market/summary";

async fn read(router: &Router, path: &str, known: Option<&str>) -> (StatusCode, HeaderMap, Value) {
    let mut request = Request::get(path).header("host", "cho.test");
    if let Some(known) = known {
        request = request.header(IF_NONE_MATCH, known);
    }
    let answer = router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    (parts.status, parts.headers, body)
}

on_both!(
    a_write_of_another_process_is_in_the_next_summary,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let other = posts.app.beside();
        let (status, headers, empty) = read(&other, SUMMARY, None).await;
        assert_eq!((status, &empty["offers"]["count"]), (StatusCode::OK, &0.into()));
        assert_eq!(headers[CACHE_CONTROL], "no-cache");
        let tag = headers[ETAG].to_str().unwrap().to_owned();
        let (status, _, body) = read(&other, SUMMARY, Some(&tag)).await;
        assert_eq!((status, body), (StatusCode::NOT_MODIFIED, Value::Null));

        posts.post_offer().await;
        let (status, headers, one) = read(&other, SUMMARY, Some(&tag)).await;
        assert_eq!((status, &one["offers"]["count"]), (StatusCode::OK, &1.into()));
        let here = posts.app.get(SUMMARY).expect(StatusCode::OK).await;
        assert_eq!(here.body["offers"], one["offers"]);
        assert_eq!(here.headers[ETAG], headers[ETAG], "the same in every process");
        let rice = format!("{SUMMARY}?category=gao");
        let (_, _, rice) = read(&other, &rice, None).await;
        assert_eq!(rice["offers"]["count"], 0, "another part of the same market");

        chonoi_market::worker::settle(&posts.app.market).await.unwrap();
        let tag = headers[ETAG].to_str().unwrap();
        let (status, _, _) = read(&other, SUMMARY, Some(tag)).await;
        assert_eq!(
            status,
            StatusCode::NOT_MODIFIED,
            "sealing the books changes nothing"
        );
        posts.app.clock.advance(time::Duration::days(60));
        let (status, _, later) = read(&other, SUMMARY, Some(tag)).await;
        assert_eq!((status, &later["offers"]["count"]), (StatusCode::OK, &0.into()));
    }
);
