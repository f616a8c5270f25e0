//! The base of the store on both databases: outbox, idempotency keys, leases, audit chain.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use chonoi_domain::event::Event;
use chonoi_domain::id::OfferId;
use chonoi_store::{Store, audit, idempotency, leases, outbox};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

async fn open(database: &TestDatabase) -> Store {
    let store = Store::connect(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_start_together_take_turns_at_the_schema() {
    let database = TestDatabase::postgres();
    let starts = (0..4).map(|_| {
        let url = database.url().to_owned();
        tokio::spawn(async move { Store::connect(&url).await.unwrap().migrate().await })
    });
    for start in starts.collect::<Vec<_>>() {
        start.await.unwrap().unwrap();
    }
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

on_both!(
    an_event_is_claimed_by_one_worker_and_comes_back_when_it_dies,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let tx = store.begin().await.unwrap();
        for n in 1..=10 {
            outbox::push(&tx, id(n), &Event::OfferChanged(OfferId(id(n))), 1_000)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();

        let store = Arc::new(store);
        let claim = |now| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let claimed = outbox::claim(&tx, 6, now, now + 100).await.unwrap();
                tx.commit().await.unwrap();
                claimed.into_iter().map(|c| c.id).collect::<Vec<_>>()
            })
        };
        let (a, b) = (claim(2_000), claim(2_000));
        let mut seen = a.await.unwrap();
        seen.extend(b.await.unwrap());
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 10, "every event once");
        assert_eq!(claim(2_050).await.unwrap(), Vec::<Uuid>::new(), "all claimed");
        assert_eq!(claim(2_101).await.unwrap().len(), 6, "the claims ran out");

        let tx = store.begin().await.unwrap();
        outbox::done(&tx, &seen).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outbox::waiting(store.reader()).await.unwrap(), 0);
    }
);

on_both!(
    what_is_not_committed_is_not_there,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let tx = store.begin().await.unwrap();
        outbox::push(&tx, id(1), &Event::OfferChanged(OfferId(id(1))), 1)
            .await
            .unwrap();
        drop(tx);
        let tx = store.begin().await.unwrap();
        assert_eq!(outbox::waiting(&*tx).await.unwrap(), 0);
    }
);

on_both!(a_key_is_kept_once, async |database: TestDatabase| {
    let store = open(&database).await;
    let answer = |text: &str| idempotency::Answer {
        body_digest: "d".to_owned(),
        status: 201,
        answer: text.to_owned(),
    };
    let tx = store.begin().await.unwrap();
    idempotency::keep(&tx, "user:offers", "k", answer("first"), 1)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let again = idempotency::keep(&tx, "user:offers", "k", answer("second"), 2)
        .await
        .unwrap_err();
    assert!(
        matches!(again, chonoi_store::StoreError::Duplicate { .. }),
        "{again:?}"
    );
    drop(tx);
    let kept = idempotency::find(store.reader(), "user:offers", "k")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept, answer("first"));
    assert_eq!(
        idempotency::find(store.reader(), "other", "k").await.unwrap(),
        None
    );
});

on_both!(
    a_lease_has_one_holder_at_a_time,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let tx = store.begin().await.unwrap();
        assert!(leases::take(&tx, "seal", "a", 10, 20).await.unwrap());
        assert!(
            !leases::take(&tx, "seal", "b", 15, 25).await.unwrap(),
            "a holds it"
        );
        assert!(
            leases::take(&tx, "seal", "a", 15, 25).await.unwrap(),
            "a extends it"
        );
        assert!(
            leases::take(&tx, "seal", "b", 25, 35).await.unwrap(),
            "it ran out"
        );
        leases::give_back(&tx, "seal", "b").await.unwrap();
        assert!(
            leases::take(&tx, "seal", "a", 26, 36).await.unwrap(),
            "it was given back"
        );
    }
);

on_both!(
    a_forged_audit_event_breaks_the_chain,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let entry = |n: u128| audit::Entry {
            id: id(n),
            at: 1,
            user: None,
            organisation: None,
            action: "publish",
            subject_kind: "offer",
            subject_id: n.to_string(),
            before: None,
            after: Some(audit::digest(&n.to_string())),
        };
        let tx = store.begin().await.unwrap();
        for n in 1..=5 {
            audit::record(&tx, entry(n)).await.unwrap();
        }
        assert_eq!(audit::seal(&tx, 3).await.unwrap(), 3);
        assert_eq!(audit::seal(&tx, 100).await.unwrap(), 2);
        assert_eq!(audit::verify(&*tx).await.unwrap(), None);
        let forged = "UPDATE audit_events SET action = 'forged' WHERE seal_number = 4";
        tx.execute_unprepared(forged).await.unwrap();
        assert_eq!(audit::verify(&*tx).await.unwrap().map(|b| b.seal_number), Some(4));
    }
);
