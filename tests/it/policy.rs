//! `/api/v1/policy`: read by all, changed by the trade department, gone by from the next run on.

use axum::http::StatusCode;
use chonoi_market::worker;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use crate::app::TestApp;

const POLICY: &str = "/api/v1/policy";
const RUNS: &str = "/api/v1/match-runs";

on_both!(
    a_change_is_a_version_that_the_next_run_goes_by,
    async |database: TestDatabase| {
        let app = TestApp::with(database, false).await;
        let (_, broker) = app.broker().await;
        let first = app.get(POLICY).expect(StatusCode::OK).await.body;
        assert_eq!(
            (&first["version"], &first["changed_at"]),
            (&json!(0), &Value::Null)
        );
        assert_eq!(first["policy"], first["usual"]);

        let change =
            |version: i64, weights: Value| app.put(POLICY).as_bearer(&broker).if_match(version).json(weights);
        let fair = json!({ "fairness": { "per_kg": 3_000 } });
        let second = change(0, fair.clone()).expect(StatusCode::OK).await.body;
        assert_eq!(
            (&second["version"], &second["policy"]["fairness"]["per_kg"]),
            (&json!(1), &json!(3_000))
        );
        assert_eq!(
            second["policy"]["handling_per_kg"],
            first["usual"]["handling_per_kg"]
        );
        assert_eq!(app.get(POLICY).expect(StatusCode::OK).await.body, second);

        // From an old version, and with a number that is none.
        let late = change(0, json!({ "handling_per_kg": 300 }));
        let late = late.expect(StatusCode::PRECONDITION_FAILED).await.body;
        assert_eq!(
            (&late["current"]["version"], &late["changed"]),
            (&json!(1), &json!(["handling_per_kg"]))
        );
        for (weights, field, rule) in [
            (
                json!({ "unmet_per_kg": { "urgency_5": -1 } }),
                "unmet_per_kg.urgency_5",
                "min",
            ),
            (
                json!({ "near_misses": { "days": 400 } }),
                "near_misses.days",
                "max",
            ),
            (json!({ "kindness": 1 }), "policy", "policy"),
        ] {
            let refused = change(1, weights)
                .expect(StatusCode::UNPROCESSABLE_ENTITY)
                .await
                .body;
            assert_eq!(
                (&refused["fields"][0]["field"], &refused["fields"][0]["rule"]),
                (&json!(field), &json!(rule))
            );
        }

        // A run keeps what it went by, whatever is changed later.
        let run = app.post(RUNS).as_bearer(&broker).json(json!({}));
        let run = run.expect(StatusCode::ACCEPTED).await.body;
        let once = app.post(RUNS).as_bearer(&broker);
        let once = once.json(json!({ "policy": { "stability_per_kg": 7 } }));
        let once = once.expect(StatusCode::ACCEPTED).await.body;
        change(1, json!({ "fairness": { "leximin": true } }))
            .expect(StatusCode::OK)
            .await;
        worker::settle(&app.market).await.unwrap();
        let read = async |run: &Value| {
            let path = format!("{RUNS}/{}", run["id"].as_str().unwrap());
            app.get(&path).expect(StatusCode::OK).await.body
        };
        let (run, once) = (read(&run).await, read(&once).await);
        assert_eq!(
            (&run["status"], &run["policy"]),
            (&json!("done"), &second["policy"])
        );
        assert_eq!(
            (
                &once["policy"]["stability_per_kg"],
                &once["policy"]["fairness"]["per_kg"]
            ),
            (&json!(7), &json!(3_000))
        );
        assert_eq!(
            app.get(POLICY).send().await.body["policy"]["stability_per_kg"],
            100
        );
    }
);
