//! Later runs: what they keep, supersede and leave out, and what a dead worker leaves them.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_market::worker;
use chonoi_store::match_runs;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

use super::trade::{Trade, text};

on_both!(
    a_later_run_keeps_what_is_accepted_and_leaves_alone_what_stays,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let first = trade.proposals(&trade.buyer, "open").await.remove(0);

        // The same market again: the proposal is the same, down to its version.
        trade.run_now().await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await, vec![first.clone()]);

        // Accepted by one side, a more urgent need no longer takes its goods away.
        let kept = trade.accept(&trade.buyer, &first).await.body;
        let other = trade
            .app
            .organisation("Siêu thị Sông Hậu", OrganisationKind::Retailer)
            .await;
        let (_, other) = trade.app.person(other, Role::Buyer).await;
        trade.request_as(&other, "1", 390_000).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await, Vec::<Value>::new());
        let still = trade.read("proposals", &first).await;
        assert_eq!(
            (&still["status"], &still["version"]),
            (&json!("accepted_by_buyer"), &kept["version"])
        );

        // Declined, its goods go to the other buyer, and not to this one again.
        let no = trade
            .decline(&trade.supplier, &kept, json!({"reason": "price"}))
            .await;
        assert_eq!(
            (no.status, &no.body["declined"]["side"]),
            (200, &json!("supplier")),
            "{}",
            no.body
        );
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await.len(), 1);
    }
);

on_both!(
    an_open_proposal_gives_way_to_a_better_one,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 160_000).await;
        trade.settle().await;
        let first = trade.proposals(&trade.buyer, "open").await.remove(0);
        let other = trade
            .app
            .organisation("Siêu thị Sông Hậu", OrganisationKind::Retailer)
            .await;
        let (_, other) = trade.app.person(other, Role::Buyer).await;
        trade.request_as(&other, "1", 300_000).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&other, "open").await.len(), 1);
        assert_eq!(trade.read("proposals", &first).await["status"], "superseded");
        let late = trade.accept(&trade.buyer, &first).await;
        assert_eq!(late.status, 412, "{}", late.body);
    }
);

on_both!(
    a_declined_pair_stays_out_until_a_post_changes,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        let offer = trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        trade.settle().await;
        let proposal = trade.proposals(&trade.buyer, "open").await.remove(0);
        let unnamed = trade
            .decline(&trade.buyer, &proposal, json!({"reason": "other"}))
            .await;
        assert_eq!((unnamed.status, unnamed.fault().as_str()), (422, "note required"));
        let unknown = trade
            .decline(&trade.buyer, &proposal, json!({"reason": "weather"}))
            .await;
        assert_eq!((unknown.status, unknown.fault().as_str()), (422, "reason one_of"));
        let no = trade
            .decline(
                &trade.buyer,
                &proposal,
                json!({"reason": "other", "note": "không hợp"}),
            )
            .await;
        assert_eq!(no.status, 200, "{}", no.body);
        trade.settle().await;
        trade.run_now().await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 0);

        let path = format!("/api/v1/offers/{}", text(&offer["id"]));
        let now = trade.read("offers", &offer).await;
        let body = json!({
            "product": "tom-su", "state": "iced", "quantity": "1", "unit": "tan",
            "harvest": {"from": "2026-11-26", "to": "2026-12-05"}, "place": "32191", "ask": 140_000, "price_unit": "kg"
        });
        let change = trade
            .app
            .put(&path)
            .as_bearer(&trade.supplier)
            .if_match(&now["version"])
            .json(body);
        change.expect(StatusCode::OK).await;
        trade.settle().await;
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 1);
    }
);

on_both!(
    a_run_that_a_worker_left_is_taken_over,
    async |database: TestDatabase| {
        let trade = Trade::open(database).await;
        trade.offer("1", 150_000).await;
        trade.request("1", 200_000).await;
        worker::settle(&trade.app.market).await.unwrap();
        let queued = match_runs::latest_queued(trade.app.store.reader())
            .await
            .unwrap()
            .unwrap();
        // A worker takes it and dies.
        let tx = trade.app.store.begin().await.unwrap();
        match_runs::take(&tx, queued.id, 1, queued.created_at)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        worker::settle(&trade.app.market).await.unwrap();
        let run = match_runs::find(trade.app.store.reader(), queued.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((run.status.as_str(), run.attempts), ("done", 2));
        assert_eq!(trade.proposals(&trade.buyer, "open").await.len(), 1);
    }
);
