//! The demonstration market loads, is matched, and says what it rests on.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_market::{demo, worker};
use chonoi_testkit::database::TestDatabase;
use serde_json::Value;

use crate::app::TestApp;

/// The sum of the shares of a total.
fn shares(total: &Value) -> i64 {
    ["published", "derived", "assumption", "own"]
        .iter()
        .map(|basis| total["shares"][*basis].as_i64().unwrap())
        .sum()
}

#[tokio::test]
async fn it_loads_once_and_is_matched() {
    let app = TestApp::with(TestDatabase::sqlite(), true).await;
    assert!(!demo::is_matched(&app.market).await.unwrap());
    let loaded = demo::load(&app.market).await.unwrap().unwrap();
    assert!(loaded.offers >= 300 && loaded.requests >= 300, "{loaded:?}");
    assert_eq!(demo::load(&app.market).await.unwrap(), None, "once is enough");
    worker::settle(&app.market).await.unwrap();
    assert!(demo::is_matched(&app.market).await.unwrap());

    let run = app
        .get("/api/v1/match-runs/latest")
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(run["trigger"], "start");
    // The bound is the optimum without minimum lots, and keeping them costs less than a ten-thousandth of it.
    let (objective, bound) = (run["objective"].as_i64().unwrap(), run["bound"].as_i64().unwrap());
    assert!(
        bound < objective && objective - bound < bound.abs() / 10_000,
        "{objective} over {bound}"
    );
    assert!(run["totals"]["proposals"].as_i64().unwrap() > 100, "{run}");
    assert!(
        run["totals"]["unsold_g"].as_i64().unwrap() > 0 && run["totals"]["unmet_g"].as_i64().unwrap() > 0
    );
}

#[tokio::test]
async fn an_old_demonstration_is_known_by_its_age() {
    let app = TestApp::with(TestDatabase::sqlite(), true).await;
    assert_eq!(demo::age(&app.market).await.unwrap(), None);
    demo::load(&app.market).await.unwrap().unwrap();
    assert_eq!(demo::age(&app.market).await.unwrap(), Some(0));
    app.clock.advance(time::Duration::days(3));
    assert_eq!(demo::age(&app.market).await.unwrap(), Some(3));
}

#[tokio::test]
async fn the_summary_says_what_every_total_rests_on() {
    let app = TestApp::with(TestDatabase::sqlite(), true).await;
    demo::load(&app.market).await.unwrap().unwrap();
    worker::settle(&app.market).await.unwrap();
    let summary = app
        .get("/api/v1/market/summary")
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(summary["demo"], true);
    for total in ["offers", "requests", "matched"] {
        assert!(summary[total]["grams"].as_i64().unwrap() > 0);
        assert_eq!(shares(&summary[total]), summary[total]["grams"], "{total}");
    }
    assert!(summary["offers"]["shares"]["published"].as_i64().unwrap() > 0);
    let flows = summary["flows"].as_array().unwrap();
    let sum: i64 = flows.iter().map(|flow| flow["grams"].as_i64().unwrap()).sum();
    assert_eq!(sum, summary["matched"]["grams"]);
    assert!(flows.len() >= 10, "{}", flows.len());
    assert_eq!(summary["season"]["weeks"].as_array().unwrap().len(), 12);
    assert!(!summary["scarcity"].as_array().unwrap().is_empty());
    assert!(!summary["sources"].as_array().unwrap().is_empty());

    let seafood = app
        .get("/api/v1/market/summary?category=thuy-san")
        .expect(StatusCode::OK)
        .await
        .body;
    assert!(seafood["offers"]["grams"].as_i64() < summary["offers"]["grams"].as_i64());
    let none = app.get("/api/v1/market/summary?category=vang").send().await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn the_report_holds_everything() {
    let app = TestApp::with(TestDatabase::sqlite(), true).await;
    demo::load(&app.market).await.unwrap().unwrap();
    worker::settle(&app.market).await.unwrap();
    let run = app
        .get("/api/v1/match-runs/latest")
        .expect(StatusCode::OK)
        .await
        .body;
    let path = format!("/api/v1/match-runs/{}/report", run["id"].as_str().unwrap());
    let report = app.get(&path).expect(StatusCode::OK).await.body;
    assert_eq!(
        i64::try_from(report["matched"].as_array().unwrap().len()).unwrap(),
        run["totals"]["proposals"]
    );
    let kinds: std::collections::BTreeSet<_> = report["near_misses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|near| near["constraint"].as_str().unwrap())
        .collect();
    assert!(kinds.len() >= 4, "{kinds:?}");
    let totals = &report["totals"];
    let sum = |list: &str, field: &str| -> i64 {
        report[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[field].as_i64().unwrap())
            .sum()
    };
    for (list, field) in [("by_province", "offered_g"), ("by_supplier", "offered_g")] {
        assert_eq!(sum(list, field), totals["offered_g"], "{list}");
    }
    for (list, field) in [("by_province", "matched_g"), ("by_supplier", "matched_g")] {
        assert_eq!(sum(list, field), totals["matched_g"], "{list}");
    }
    assert_eq!(sum("by_province", "unmet_g"), totals["unmet_g"]);
    let methods: Vec<_> = report["comparison"].as_array().unwrap().iter().collect();
    assert_eq!(methods.len(), 4);
    assert_eq!(methods[0]["method"], "engine");
    assert_eq!(
        methods[0]["placed_g"], totals["matched_g"],
        "a first run has nothing to keep"
    );
    let welfare = |sum: &Value| sum["welfare"].as_i64().unwrap();
    assert!(
        methods[1..].iter().all(|sum| welfare(sum) < welfare(methods[0])),
        "{methods:?}"
    );
    let sentences = report.to_string();
    assert!(
        !sentences.contains("\"text\":\"reason.") && !sentences.contains('…'),
        "a sentence has a gap"
    );
}
