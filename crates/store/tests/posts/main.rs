//! Offers, requests and the reservation ledger on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::collections::BTreeSet;
use std::sync::Arc;

use chonoi_domain::id::{DealId, OrganisationId};
use chonoi_domain::post::offer::{Offer, OfferStatus};
use chonoi_domain::post::request::{Request, RequestStatus};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_store::listing::Page;
use chonoi_store::reservations::{Cause, ReserveError, held, release, reserve};
use chonoi_store::{StoreError, offers, posts, requests};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::macros::date;
use uuid::Uuid;

mod fixtures;

use fixtures::{both, hold, offer, open, request, write};

on_both!(posts_come_back_as_written, async |database: TestDatabase| {
    let store = open(&database).await;
    let (offer, request) = (offer(1, 5_000_000), request(2, 9_000_000));
    write(&store, &offer, &request).await;
    let found = posts::find::<Offer>(store.reader(), offer.post.id).await.unwrap();
    assert_eq!(found, Some(offer.clone()));
    let found = posts::find::<Request>(store.reader(), request.post.id)
        .await
        .unwrap();
    assert_eq!(found, Some(request.clone()));
    let open = posts::open::<Offer>(store.reader(), date!(2026 - 12 - 4))
        .await
        .unwrap();
    assert_eq!(open, vec![offer.clone()], "its last day counts");
    assert_eq!(
        posts::open::<Offer>(store.reader(), date!(2026 - 12 - 5))
            .await
            .unwrap(),
        vec![]
    );
    assert_eq!(
        posts::due::<Offer>(store.reader(), date!(2026 - 12 - 5), 10)
            .await
            .unwrap(),
        vec![offer]
    );
    assert_eq!(
        posts::open::<Request>(store.reader(), date!(2026 - 12 - 5))
            .await
            .unwrap(),
        vec![request]
    );
});

on_both!(
    a_change_needs_the_version_it_was_made_from,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let mut record = offer(1, 5_000);
        write(&store, &record, &request(2, 5_000)).await;
        record.post.version = 2;
        record.post.terms.note = Some("thêm ghi chú".to_owned());
        let tx = store.begin().await.unwrap();
        assert!(posts::update(&tx, &record, "x", 1).await.unwrap());
        assert!(
            !posts::update(&tx, &record, "x", 1).await.unwrap(),
            "version 1 is gone"
        );
        tx.commit().await.unwrap();
        let found = posts::find::<Offer>(store.reader(), record.post.id)
            .await
            .unwrap();
        assert_eq!(found, Some(record));
    }
);

on_both!(
    a_hold_draws_down_both_sides_and_a_release_gives_back,
    async |database: TestDatabase| {
        let store = open(&database).await;
        write(&store, &offer(1, 5_000), &request(2, 8_000)).await;
        let tx = store.begin().await.unwrap();
        reserve(&tx, &hold(1, 2_000), 5).await.unwrap();
        reserve(&tx, &hold(2, 3_000), 6).await.unwrap();
        tx.commit().await.unwrap();
        let (offer, request) = both(&store).await;
        assert_eq!(
            (offer.status, offer.reserved, offer.version),
            (OfferStatus::SoldOut, Quantity(5_000), 3)
        );
        assert_eq!(
            (request.status, request.reserved),
            (RequestStatus::Published, Quantity(5_000))
        );
        let tx = store.begin().await.unwrap();
        let refused = reserve(&tx, &hold(3, 1), 7).await.unwrap_err();
        assert!(
            matches!(
                refused,
                ReserveError::NotEnough {
                    available: Quantity(0)
                }
            ),
            "{refused:?}"
        );
        drop(tx);
        let deal = Cause::Deal(DealId(Uuid::from_u128(2)));
        let tx = store.begin().await.unwrap();
        let released = release(&tx, Uuid::from_u128(9), deal, 8).await.unwrap().unwrap();
        assert_eq!(released.quantity, Quantity(3_000));
        assert_eq!(release(&tx, Uuid::from_u128(10), deal, 9).await.unwrap(), None);
        tx.commit().await.unwrap();
        let (offer, request) = both(&store).await;
        assert_eq!(
            (offer.status, offer.reserved),
            (OfferStatus::Published, Quantity(2_000))
        );
        assert_eq!(request.reserved, Quantity(2_000));
        assert_eq!(held(store.reader(), offer.id).await.unwrap(), offer.reserved);
    }
);

on_both!(
    a_refused_hold_says_what_both_could_give,
    async |database: TestDatabase| {
        let store = open(&database).await;
        write(&store, &offer(1, 5_000), &request(2, 3_000)).await;
        let tx = store.begin().await.unwrap();
        let refused = reserve(&tx, &hold(1, 4_000), 5).await.unwrap_err();
        assert!(
            matches!(
                refused,
                ReserveError::NotEnough {
                    available: Quantity(3_000)
                }
            ),
            "{refused:?}"
        );
        drop(tx);
        let mut withdrawn = offer(1, 5_000);
        withdrawn.post.status = OfferStatus::Withdrawn;
        withdrawn.post.version = 2;
        let tx = store.begin().await.unwrap();
        posts::update(&tx, &withdrawn, "", 1).await.unwrap();
        let refused = reserve(&tx, &hold(2, 1), 5).await.unwrap_err();
        assert!(matches!(refused, ReserveError::Closed), "{refused:?}");
        drop(tx);
        let (offer, request) = both(&store).await;
        assert_eq!((offer.reserved, request.reserved), (Quantity(0), Quantity(0)));
    }
);

on_both!(
    the_database_itself_refuses_to_sell_more_than_there_is,
    async |database: TestDatabase| {
        let store = open(&database).await;
        write(&store, &offer(1, 5_000), &request(2, 5_000)).await;
        let tx = store.begin().await.unwrap();
        reserve(&tx, &hold(1, 4_000), 5).await.unwrap();
        let mut less = offer(1, 3_999);
        less.post.version = 3;
        let refused = posts::update(&tx, &less, "", 2).await.unwrap_err();
        assert!(matches!(refused, StoreError::Constraint(_)), "{refused:?}");
    }
);

on_both!(
    two_hundred_at_once_for_the_last_tonne_get_exactly_a_tonne,
    async |database: TestDatabase| {
        let store = open(&database).await;
        write(&store, &offer(1, 1_000_000), &request(2, 500_000_000)).await;
        let store = Arc::new(store);
        // 30 kg each: 33 fit into the tonne, 10 kg stay.
        let tries = (1..=200_u128).map(|n| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let answer = reserve(&tx, &hold(n, 30_000), 5).await;
                if answer.is_ok() {
                    tx.commit().await.unwrap();
                }
                answer
            })
        });
        let (mut sold, mut refused) = (0, 0);
        for answer in tries.collect::<Vec<_>>() {
            match answer.await.unwrap() {
                Ok(()) => sold += 1,
                Err(ReserveError::NotEnough { available }) => {
                    assert!((0..30_000).contains(&available.0), "{available} would have done");
                    refused += 1;
                }
                Err(other) => panic!("not a clear answer: {other:?}"),
            }
        }
        assert_eq!((sold, refused), (33, 167));
        let (offer, request) = both(&store).await;
        assert_eq!(
            (offer.reserved, request.reserved),
            (Quantity(990_000), Quantity(990_000))
        );
        assert_eq!(held(store.reader(), offer.id).await.unwrap(), Quantity(990_000));
        assert_eq!(offer.status, OfferStatus::Published);
    }
);

on_both!(
    paging_meets_every_offer_once_in_every_order,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let records: Vec<(offers::Record, String)> = (1..=95_u128)
            .map(|n| {
                let mut record = offer(n, 1_000 + i64::try_from(n % 4).unwrap());
                // Few values, so that most neighbours tie.
                record.created_at = 100 + i64::try_from(n % 3).unwrap();
                record.post.terms.ask = (n % 5 != 0).then(|| UnitPrice(100 + i64::try_from(n % 5).unwrap()));
                record.post.terms.harvest = record
                    .post
                    .terms
                    .harvest
                    .shifted(i64::try_from(n % 6).unwrap())
                    .unwrap();
                (record, format!("tom su so {n}"))
            })
            .collect();
        let tx = store.begin().await.unwrap();
        posts::insert_many(&tx, &records).await.unwrap();
        tx.commit().await.unwrap();
        let filter = offers::Filter::default();
        assert_eq!(posts::count(store.reader(), &filter).await.unwrap(), 95);
        use offers::Sort;
        for sort in [Sort::Newest, Sort::Price, Sort::Date, Sort::Quantity] {
            let (mut seen, mut after, mut keys) = (BTreeSet::new(), None, Vec::new());
            loop {
                let page = Page {
                    sort,
                    limit: 10,
                    after,
                };
                let found = posts::list(store.reader(), &filter, &page).await.unwrap();
                let Some(last) = found.last() else { break };
                after = Some(posts::key(last, sort));
                keys.extend(found.iter().map(|record| posts::key(record, sort).key));
                for record in &found {
                    assert!(seen.insert(record.post.id), "twice in {sort:?}");
                }
            }
            assert_eq!(seen.len(), 95, "{sort:?}");
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            if matches!(sort, Sort::Newest | Sort::Quantity) {
                sorted.reverse();
            }
            assert_eq!(keys, sorted, "{sort:?}");
        }
    }
);

on_both!(
    filters_let_through_what_they_say,
    async |database: TestDatabase| {
        let store = open(&database).await;
        write(&store, &offer(1, 5_000), &request(2, 8_000)).await;
        let mut barred = offer(3, 5_000);
        barred.post.supplier = OrganisationId(Uuid::from_u128(0xC));
        let tx = store.begin().await.unwrap();
        posts::insert(&tx, &barred, "muoi_").await.unwrap();
        tx.commit().await.unwrap();
        let count = async |filter: offers::Filter| posts::count(store.reader(), &filter).await.unwrap();
        let words = |words: &[&str]| offers::Filter {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            ..offers::Filter::default()
        };
        assert_eq!(count(words(&["tiger", "nam"])).await, 1);
        assert_eq!(count(words(&["tiger", "muoi"])).await, 0);
        assert_eq!(count(words(&["100%"])).await, 1, "% is a character");
        assert_eq!(count(words(&["m_oi"])).await, 0, "_ is a character");
        let cases = [
            (
                offers::Filter {
                    hide_suspended: true,
                    ..Default::default()
                },
                1,
            ),
            (
                offers::Filter {
                    certificate: Some("vietgap".into()),
                    ..Default::default()
                },
                2,
            ),
            (
                offers::Filter {
                    certificate: Some("viet".into()),
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    from: Some(date!(2026 - 12 - 4)),
                    ..Default::default()
                },
                2,
            ),
            (
                offers::Filter {
                    from: Some(date!(2026 - 12 - 5)),
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    to: Some(date!(2026 - 11 - 23)),
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    products: Some(vec![]),
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    wish: offers::Wish {
                        max_ask: Some(UnitPrice(249_999)),
                        ..Default::default()
                    },
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    wish: offers::Wish {
                        min_available: Some(Quantity(5_000)),
                        ..Default::default()
                    },
                    ..Default::default()
                },
                2,
            ),
            (
                offers::Filter {
                    statuses: vec![OfferStatus::Draft],
                    ..Default::default()
                },
                0,
            ),
            (
                offers::Filter {
                    wish: offers::Wish {
                        place: Some("32236".into()),
                        ..Default::default()
                    },
                    province: Some("96".into()),
                    ..Default::default()
                },
                2,
            ),
        ];
        for (filter, want) in cases {
            assert_eq!(count(filter.clone()).await, want, "{filter:?}");
        }
        let wanting = async |product: &str| {
            let filter = requests::Filter {
                products: Some(vec![product.into()]),
                ..requests::Filter::default()
            };
            posts::count(store.reader(), &filter).await.unwrap()
        };
        assert_eq!((wanting("tom-the").await, wanting("tom").await), (1, 0));
        let nothing = requests::Filter {
            products: Some(vec![]),
            ..requests::Filter::default()
        };
        assert_eq!(posts::count(store.reader(), &nothing).await.unwrap(), 0);
    }
);
