//! Listings on the sales channels, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::collections::BTreeMap;
use std::sync::Arc;

use chonoi_domain::channel::{DelistReason, DesiredState, ListingPhase};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{ListingFileId, ListingId, OfferId, OrganisationId, UserId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, OfferTerms, PriceBasis};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use chonoi_store::listing_files::{self, ListingFile};
use chonoi_store::listings::{self, Filter, Handed, Listing};
use chonoi_store::{Store, StoreError, offers, posts};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use sea_orm::ConnectionTrait;
use time::macros::date;
use uuid::Uuid;

const SUPPLIERS: [u128; 2] = [0xA, 0xB];

/// A market with eight published offers, odd ones of the first supplier, even ones of the second.
async fn open(database: &TestDatabase) -> Store {
    let store = Store::connect(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    for supplier in SUPPLIERS {
        let id = if store.is_postgres() {
            format!("'{}'", Uuid::from_u128(supplier))
        } else {
            format!("x'{}'", Uuid::from_u128(supplier).simple())
        };
        let sql = format!(
            "INSERT INTO organisations (id, name, short_name, kind, place, capabilities, verification, demo, search,
             version, created_at, updated_at) VALUES ({id}, 'HTX', 'HTX', 'cooperative', '96', '{{}}', 'verified',
             false, 'htx', 1, 0, 0)"
        );
        store.reader().execute_unprepared(&sql).await.unwrap();
    }
    let tx = store.begin().await.unwrap();
    for n in 1..=8 {
        let search = if n == 3 { "cua bien nam can" } else { "tom su" };
        posts::insert(&tx, &offer(n), search).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

fn supplier(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(if n % 2 == 1 {
        SUPPLIERS[0]
    } else {
        SUPPLIERS[1]
    }))
}

fn offer(n: u128) -> offers::Record {
    let terms = OfferTerms {
        product: "tom-su".into(),
        state: ProductState::Live,
        grade: None,
        quantity: Quantity(1_000),
        unit: "kg".into(),
        min_lot: Quantity(0),
        harvest: DateWindow::new(date!(2026 - 11 - 24), date!(2026 - 12 - 4)).unwrap(),
        place: "32236".into(),
        ask: None,
        basis: PriceBasis::Farm,
        certificates: Vec::new(),
        photos: Vec::new(),
        stage: OfferStage::Ready,
        note: None,
    };
    offers::Record {
        post: Offer {
            id: OfferId(Uuid::from_u128(n)),
            supplier: supplier(n),
            terms,
            status: if n == 8 {
                OfferStatus::Withdrawn
            } else {
                OfferStatus::Published
            },
            reserved: Quantity(0),
            version: 1,
        },
        province: "96".into(),
        provenance: None,
        created_at: 1_000,
        updated_at: 1_000,
    }
}

fn listing(channel: &str, n: u128) -> Listing {
    let spread = if channel == "voso" { 0x100 } else { 0x200 };
    Listing {
        id: ListingId(Uuid::from_u128(spread + n)),
        channel: channel.to_owned(),
        offer: OfferId(Uuid::from_u128(n)),
        supplier: supplier(n),
        sku: format!("CM-{n:04}"),
        generation: 1,
        desired: DesiredState::Listed,
        desired_hash: format!("hash {n}"),
        spec: "{}".to_owned(),
        delist_reason: None,
        remote_id: None,
        observed_hash: None,
        handed: None,
        phase: ListingPhase::Pending,
        attempts: 0,
        next_at: None,
        last_error: Vec::new(),
        version: 1,
        created_at: 1_000,
        updated_at: 1_000,
    }
}

fn off(listing: Listing) -> Listing {
    Listing {
        desired: DesiredState::Delisted,
        delist_reason: Some(DelistReason::Withdrawn),
        phase: ListingPhase::Delisting,
        ..listing
    }
}

async fn keep(store: &Store, rows: &[Listing]) {
    let tx = store.begin().await.unwrap();
    for row in rows {
        assert!(listings::insert(&tx, row).await.unwrap());
    }
    tx.commit().await.unwrap();
}

on_both!(a_channel_has_one_row_an_offer, async |database: TestDatabase| {
    let store = open(&database).await;
    keep(&store, &[listing("voso", 1), listing("postmart", 1)]).await;
    let tx = store.begin().await.unwrap();
    let again = Listing {
        id: ListingId(Uuid::from_u128(0x999)),
        sku: "CM-other".to_owned(),
        ..listing("voso", 1)
    };
    assert!(
        !listings::insert(&tx, &again).await.unwrap(),
        "voso has one for this offer"
    );
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let same_number = Listing {
        sku: "CM-0001".to_owned(),
        ..listing("voso", 2)
    };
    let refused = listings::insert(&tx, &same_number).await.unwrap_err();
    assert!(refused.is_duplicate_of("sku"), "{refused:?}");
    drop(tx);
    let rows = listings::of_offers(store.reader(), &[OfferId(Uuid::from_u128(1))])
        .await
        .unwrap();
    assert_eq!(rows, [listing("postmart", 1), listing("voso", 1)]);
});

on_both!(
    a_row_keeps_everything_and_changes_under_its_version,
    async |database: TestDatabase| {
        let store = open(&database).await;
        keep(&store, &[listing("voso", 1)]).await;
        let file = ListingFile {
            id: ListingFileId(Uuid::from_u128(7)),
            channel: "voso".to_owned(),
            format: "xlsx".to_owned(),
            rows: 1,
            digest: "d".to_owned(),
            made_by: UserId(Uuid::from_u128(1)),
            created_at: 2_000,
        };
        let changed = Listing {
            generation: 2,
            desired_hash: "another".to_owned(),
            remote_id: Some("88001".to_owned()),
            observed_hash: Some("hash 1".to_owned()),
            handed: Some(Handed {
                file: file.id,
                hash: "another".to_owned(),
            }),
            phase: ListingPhase::Dead,
            attempts: 3,
            next_at: Some(9_000),
            last_error: vec![FieldError::new("price", "platform").with("text", "Giá quá thấp")],
            version: 2,
            updated_at: 2_000,
            ..off(listing("voso", 1))
        };
        let tx = store.begin().await.unwrap();
        listing_files::insert(&tx, &file).await.unwrap();
        assert!(listings::update(&tx, &changed, 1).await.unwrap());
        assert!(
            !listings::update(&tx, &changed, 1).await.unwrap(),
            "no longer at version 1"
        );
        tx.commit().await.unwrap();
        let skus = ["CM-0001".to_owned(), "CM-none".to_owned()];
        assert_eq!(
            listings::by_sku(store.reader(), "voso", &skus).await.unwrap(),
            [changed]
        );
        assert_eq!(
            listings::by_sku(store.reader(), "postmart", &skus).await.unwrap(),
            []
        );
        assert_eq!(
            listing_files::latest(store.reader(), "voso").await.unwrap(),
            Some(file)
        );
        assert_eq!(
            listing_files::latest(store.reader(), "postmart").await.unwrap(),
            None
        );
    }
);

on_both!(
    two_workers_never_lease_the_same_row,
    async |database: TestDatabase| {
        let store = Arc::new(open(&database).await);
        let mut rows: Vec<_> = (1..=6).map(|n| listing("voso", n)).collect();
        rows[4] = off(rows[4].clone());
        rows[5].phase = ListingPhase::Live;
        rows.push(listing("postmart", 1));
        keep(&store, &rows).await;
        let lease = |now: i64, limit| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let rows = listings::lease(&tx, "voso", (now, now + 100), limit)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                rows.into_iter().map(|row| row.sku).collect::<Vec<_>>()
            })
        };
        assert_eq!(
            lease(1_000, 1).await.unwrap(),
            ["CM-0005"],
            "what goes off comes first"
        );
        let (a, b) = (lease(1_000, 2), lease(1_000, 2));
        let mut seen = a.await.unwrap();
        seen.extend(b.await.unwrap());
        seen.sort();
        assert_eq!(seen, ["CM-0001", "CM-0002", "CM-0003", "CM-0004"], "each once");
        assert_eq!(
            lease(1_050, 9).await.unwrap(),
            Vec::<String>::new(),
            "all leased, one live"
        );
        assert_eq!(lease(1_100, 9).await.unwrap().len(), 5, "the leases ran out");
        let row = listings::by_sku(store.reader(), "voso", &["CM-0001".to_owned()])
            .await
            .unwrap();
        assert_eq!(
            (row[0].phase, row[0].next_at, row[0].attempts, row[0].version),
            (ListingPhase::Applying, Some(1_200), 2, 3)
        );
    }
);

on_both!(lists_counts_and_what_is_listed, async |database: TestDatabase| {
    let store = open(&database).await;
    let mut rows: Vec<_> = (1..=4).map(|n| listing("voso", n)).collect();
    rows[1].phase = ListingPhase::Live;
    rows[3] = off(rows[3].clone());
    rows.push(listing("feed", 1));
    keep(&store, &rows).await;
    let db = store.reader();
    let of = async |filter: Filter, after: Option<u128>, limit| {
        let filter = Filter {
            channel: "voso".to_owned(),
            ..filter
        };
        let after = after.map(|n| ListingId(Uuid::from_u128(0x100 + n)));
        let rows = listings::list(db, &filter, after, limit).await?;
        let skus: Vec<_> = rows.into_iter().map(|row| row.sku).collect();
        Ok::<_, StoreError>((skus.join(" "), listings::count(db, &filter).await?))
    };
    let told = |skus: &str, total| (skus.to_owned(), total);
    let all = Filter::default;
    assert_eq!(of(all(), None, 2).await.unwrap(), told("CM-0004 CM-0003", 4));
    assert_eq!(of(all(), Some(3), 9).await.unwrap(), told("CM-0002 CM-0001", 4));
    let live = Filter {
        phase: Some(ListingPhase::Live),
        ..all()
    };
    assert_eq!(of(live, None, 9).await.unwrap(), told("CM-0002", 1));
    let own = Filter {
        suppliers: Some(vec![supplier(1)]),
        ..all()
    };
    assert_eq!(of(own, None, 9).await.unwrap(), told("CM-0003 CM-0001", 2));
    for (word, want) in [("cua", "CM-0003"), ("cm-0002", "CM-0002"), ("%", ""), ("muc", "")] {
        let found = Filter {
            words: vec![word.to_owned()],
            ..all()
        };
        assert_eq!(of(found, None, 9).await.unwrap().0, want, "{word}");
    }

    let own = listings::counts(db, Some(&[supplier(2)])).await.unwrap();
    let voso = |phase| ("voso".to_owned(), phase);
    assert_eq!(
        own,
        BTreeMap::from([(voso(ListingPhase::Live), 1), (voso(ListingPhase::Delisting), 1)])
    );
    assert_eq!(listings::counts(db, None).await.unwrap().values().sum::<u64>(), 5);
    let listed = listings::listed(db, "voso").await.unwrap();
    assert_eq!(listed, rows[..3]);
    let wanting = listings::wanting(db, "voso").await.unwrap();
    assert_eq!(wanting, rows[..4], "what is being taken off is still there");
    let prints = listings::fingerprint(db, "voso").await.unwrap();
    assert_eq!(prints.len(), 3);
    assert_eq!(prints[0], ("CM-0001".to_owned(), "hash 1".to_owned()));
});

on_both!(
    a_sweep_sees_what_is_on_the_market_and_what_is_still_listed,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let db = store.reader();
        let ids = async |after: Option<u128>, limit| {
            let after = after.map(|n| OfferId(Uuid::from_u128(n)));
            let found = listings::candidates(db, after, limit).await.unwrap();
            found.into_iter().map(|id| id.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(ids(None, 3).await, [1, 2, 3]);
        assert_eq!(ids(Some(3), 9).await, [4, 5, 6, 7], "the eighth is withdrawn");
        keep(&store, &[listing("voso", 8)]).await;
        assert_eq!(ids(Some(6), 9).await, [7, 8], "but still listed");
        let tx = store.begin().await.unwrap();
        let row = Listing {
            version: 2,
            ..off(listing("voso", 8))
        };
        assert!(listings::update(&tx, &row, 1).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(ids(Some(6), 9).await, [7], "and now it is not");
    }
);
