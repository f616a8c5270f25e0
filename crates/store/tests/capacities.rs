//! What collection points can take, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use chonoi_domain::capacity::{Capacity, CapacityKind, CapacityTerms};
use chonoi_domain::post::provenance::{Basis, Provenance};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use chonoi_store::{Store, StoreError, capacities};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::Date;
use time::macros::date;
use uuid::Uuid;

async fn open(database: &TestDatabase) -> Store {
    let store = Store::connect(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

fn point(id: u128, to: Date) -> Capacity {
    Capacity {
        id: Uuid::from_u128(id).into(),
        terms: CapacityTerms {
            kind: CapacityKind::Processor,
            name: format!("Xưởng {id}"),
            place: "32236".into(),
            products: vec!["tom-su".into(), "cua".into()],
            quantity: Some(Quantity(20_000_000)),
            daily_quantity: None,
            window: DateWindow::new(date!(2026 - 12 - 01), to).unwrap(),
        },
        removed: false,
        provenance: Some(Provenance {
            basis: Basis::Assumption,
            source_id: "x".to_owned(),
            publisher: String::new(),
            url: String::new(),
            figure: "20 tấn".to_owned(),
        }),
        version: 1,
        created_at: 1_000,
        updated_at: 1_000,
    }
}

on_both!(
    points_come_back_as_written_while_they_are_in_force,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let first = point(1, date!(2026 - 12 - 10));
        let mut second = point(2, date!(2026 - 12 - 20));
        second.terms.products.clear();
        second.terms.quantity = None;
        second.terms.daily_quantity = Some(Quantity(3_000_000));
        second.provenance = None;
        let tx = store.begin().await.unwrap();
        for capacity in [&second, &first] {
            capacities::insert(&tx, capacity).await.unwrap();
        }
        tx.commit().await.unwrap();
        let db = store.reader();
        let both = vec![first.clone(), second.clone()];
        assert_eq!(capacities::all(db).await.unwrap(), both);
        let last_day = date!(2026 - 12 - 10);
        assert_eq!(capacities::in_force(db, last_day).await.unwrap(), both);
        let day_after = date!(2026 - 12 - 11);
        assert_eq!(
            capacities::in_force(db, day_after).await.unwrap(),
            vec![second.clone()]
        );

        second.removed = true;
        second.version = 2;
        let tx = store.begin().await.unwrap();
        assert!(capacities::update(&tx, &second, 1).await.unwrap());
        assert!(
            !capacities::update(&tx, &second, 1).await.unwrap(),
            "version 1 is gone"
        );
        tx.commit().await.unwrap();
        assert_eq!(capacities::in_force(db, day_after).await.unwrap(), vec![]);
        assert_eq!(capacities::all(db).await.unwrap(), vec![first]);
        assert_eq!(
            capacities::find(db, second.id).await.unwrap(),
            Some(second),
            "it can be put back"
        );
    }
);

on_both!(a_point_says_how_much_it_takes, async |database: TestDatabase| {
    let store = open(&database).await;
    let mut silent = point(1, date!(2026 - 12 - 10));
    silent.terms.quantity = None;
    let tx = store.begin().await.unwrap();
    let refused = capacities::insert(&tx, &silent).await;
    let named = |error: &StoreError| matches!(error, StoreError::Constraint(name) if name.contains("capacities_some_quantity"));
    assert!(refused.as_ref().is_err_and(named), "{refused:?}");
});
