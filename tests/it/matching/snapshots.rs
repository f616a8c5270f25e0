//! A run of the server, made again by the command from what the report gives away.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::path::Path;
use std::process::Command;

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::trade::{Trade, text};
use crate::crash::binary;

/// The plan that the command makes of a snapshot.
fn plan_of(snapshot: &str, policy: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("run.json"), snapshot).unwrap();
    let mut command = Command::new(binary());
    command.current_dir(folder.path());
    command.args(["match", "--snapshot", "run.json", "--out", "plan.json"]);
    if let Some(policy) = policy {
        std::fs::write(file("policy.toml"), policy).unwrap();
        command.args([Path::new("--policy"), Path::new("policy.toml")]);
    }
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read_to_string(file("plan.json")).unwrap()
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

on_both!(
    the_command_makes_the_plan_of_a_run_again,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let other = trade
            .app
            .organisation("Siêu thị Sông Hậu", OrganisationKind::Retailer)
            .await;
        let (_, other) = trade.app.person(other, Role::Buyer).await;
        // A pair that was declined and one that was proposed before: files of posts know neither.
        trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let declined = trade.proposals(&trade.buyer, "open").await.remove(0);
        trade
            .decline(&trade.buyer, &declined, json!({"reason": "price"}))
            .await;
        trade.request_as(&other, "2", 190_000).await;
        trade.settle().await;
        trade.offer("3", 155_000).await;
        let weights = json!({ "fairness": { "per_kg": 3_000 }, "handling_per_kg": 250 });
        let change = trade.app.put("/api/v1/policy").as_bearer(&trade.broker);
        change.if_match(0).json(weights).expect(StatusCode::OK).await;
        trade.settle().await;

        let run = trade
            .app
            .get("/api/v1/match-runs/latest")
            .expect(StatusCode::OK)
            .await
            .body;
        let path = format!("/api/v1/match-runs/{}/snapshot", text(&run["id"]));
        let given = trade
            .app
            .get(&path)
            .as_bearer(&trade.broker)
            .expect(StatusCode::OK)
            .await;
        let snapshot = String::from_utf8(given.bytes).unwrap();
        assert_eq!(digest(&snapshot), text(&run["input_hash"]));
        let market: Value = serde_json::from_str(&snapshot).unwrap();
        let pairs = |list: &str| market["market"][list].as_array().unwrap().len();
        assert_eq!((pairs("excluded"), pairs("preferred") > 0), (1, true));

        let document = plan_of(&snapshot, None);
        assert_eq!(digest(&document), text(&run["plan_hash"]));
        let plan: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(plan["input_hash"], run["input_hash"]);
        assert_eq!(plan["policy"], run["policy"]);
        assert_eq!(
            (&plan["objective"], &plan["certificate"]["bound"]),
            (&run["objective"], &run["bound"])
        );
        assert!(!plan["allocations"].as_array().unwrap().is_empty());

        // Other weights make another plan, and say so.
        let other: Value = serde_json::from_str(&plan_of(&snapshot, Some("handling_per_kg = 0"))).unwrap();
        assert_ne!(other["input_hash"], plan["input_hash"]);
        assert_ne!(other["objective"], plan["objective"]);

        let gone = format!("/api/v1/match-runs/{}/snapshot", uuid::Uuid::nil());
        let gone = trade.app.get(&gone).as_bearer(&trade.broker).send().await;
        assert_eq!(gone.status, 404);
    }
);
