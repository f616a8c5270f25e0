//! Organisations, people, sessions, keys and throttle on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use chonoi_domain::actor::{Role, Verification};
use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::{OrganisationId, SessionId, UserId};
use chonoi_domain::login::Login;
use chonoi_store::organisations::Filter;
use chonoi_store::sessions::{Session, Token};
use chonoi_store::signing_keys::SigningKey;
use chonoi_store::{certificates, login_throttle, members, organisations, sessions, signing_keys, users};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::macros::date;

mod fixtures;

use fixtures::{id, keep, open, organisation, session, user};

on_both!(
    an_organisation_comes_back_as_it_was_kept,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let kept = organisation(1, "HTX Tân Phát Lợi");
        keep(&store, std::slice::from_ref(&kept), &[]).await;
        let db = store.reader();
        assert_eq!(
            organisations::find(db, kept.id).await.unwrap(),
            Some(kept.clone())
        );
        assert_eq!(
            organisations::find_many(db, &[kept.id, OrganisationId(id(9))])
                .await
                .unwrap(),
            std::slice::from_ref(&kept)
        );
        assert_eq!(
            organisations::ids_in(db, Verification::Verified).await.unwrap(),
            [kept.id]
        );
        assert_eq!(
            organisations::ids_in(db, Verification::Pending).await.unwrap(),
            []
        );

        let mut next = kept.clone();
        next.version = 2;
        next.tax_code = None;
        let tx = store.begin().await.unwrap();
        assert!(organisations::update(&tx, &next, 1).await.unwrap());
        assert!(
            !organisations::update(&tx, &next, 1).await.unwrap(),
            "the version has moved on"
        );
        tx.commit().await.unwrap();
        assert_eq!(organisations::find(db, kept.id).await.unwrap(), Some(next));
    }
);

on_both!(
    organisations_are_found_without_marks_page_by_page,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let names = ["Đầm Dơi B", "Đầm Dơi A", "Năm Căn", "100% Tôm_Sạch", "Đầm Dơi A"];
        let mut all: Vec<_> = (1..).zip(names).map(|(n, name)| organisation(n, name)).collect();
        all[2].verification = Verification::Pending;
        all[2].place = "79".into();
        keep(&store, &all, &[]).await;
        let search = async |filter: Filter| {
            let (found, total) = organisations::list(store.reader(), &filter, None, 10)
                .await
                .unwrap();
            assert_eq!(u64::try_from(found.len()).unwrap(), total);
            found.into_iter().map(|o| o.name).collect::<Vec<_>>()
        };
        let q = |text: &str| Filter {
            q: Some(text.to_owned()),
            ..Filter::default()
        };
        assert_eq!(
            search(q("dam doi")).await,
            ["Đầm Dơi A", "Đầm Dơi A", "Đầm Dơi B"]
        );
        assert_eq!(search(q("DƠI đầm b")).await, ["Đầm Dơi B"]);
        assert_eq!(
            search(q("%")).await,
            ["100% Tôm_Sạch"],
            "a wildcard is a letter like others"
        );
        assert_eq!(search(q("m_s")).await, ["100% Tôm_Sạch"]);
        assert_eq!(search(q("2001234567")).await.len(), 5);
        let pending = Filter {
            verification: vec![Verification::Pending],
            ..Filter::default()
        };
        assert_eq!(search(pending).await, ["Năm Căn"]);
        let there = Filter {
            places: vec!["79".into(), "01".into()],
            ..Filter::default()
        };
        assert_eq!(search(there).await, ["Năm Căn"]);

        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let (page, total) = organisations::list(store.reader(), &Filter::default(), after, 2)
                .await
                .unwrap();
            assert_eq!(total, 5);
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            seen.extend(page.into_iter().map(|o| o.id));
        }
        assert_eq!(seen.len(), 5);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "each on one page only");
    }
);

on_both!(a_login_has_one_owner, async |database: TestDatabase| {
    let store = open(&database).await;
    keep(
        &store,
        &[],
        &[
            user(1, Some("0912345678"), None),
            user(2, None, Some("a@b.vn")),
            user(3, None, None),
        ],
    )
    .await;
    for (taken, column) in [
        (user(4, Some("0912345678"), None), "phone"),
        (user(5, None, Some("a@b.vn")), "email"),
    ] {
        let tx = store.begin().await.unwrap();
        let refused = users::insert(&tx, &taken).await.unwrap_err();
        assert!(
            refused.is_duplicate_of(column) && refused.is_duplicate_of("users"),
            "{refused}"
        );
    }
    let db = store.reader();
    let found = users::find_by_login(db, &Login::Phone("0912345678".to_owned()))
        .await
        .unwrap();
    assert_eq!(found.map(|u| u.id), Some(UserId(id(1))));
    let none = users::find_by_login(db, &Login::Phone("a@b.vn".to_owned()))
        .await
        .unwrap();
    assert_eq!(none, None, "an address is no phone number");
});

on_both!(
    roles_carry_the_state_of_their_organisation,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let mut suspended = organisation(2, "B");
        suspended.verification = Verification::Suspended;
        keep(
            &store,
            &[organisation(1, "A"), suspended],
            &[user(1, None, None), user(2, None, None)],
        )
        .await;
        let give = |user: u128, organisation: u128, role, since| members::Membership {
            user: UserId(id(user)),
            organisation: OrganisationId(id(organisation)),
            role,
            since,
        };
        let tx = store.begin().await.unwrap();
        for membership in [
            give(1, 1, Role::Buyer, 2),
            give(1, 1, Role::Supplier, 1),
            give(1, 1, Role::Supplier, 9),
            give(1, 2, Role::Supplier, 3),
            give(2, 1, Role::Supplier, 4),
        ] {
            members::insert(&tx, membership).await.unwrap();
        }
        tx.commit().await.unwrap();
        let held = members::of_user(store.reader(), UserId(id(1))).await.unwrap();
        assert_eq!(
            held,
            [
                (OrganisationId(id(1)), Role::Supplier, Verification::Verified),
                (OrganisationId(id(1)), Role::Buyer, Verification::Verified),
                (OrganisationId(id(2)), Role::Supplier, Verification::Suspended),
            ]
        );
        let people = members::of_organisation(store.reader(), OrganisationId(id(1)))
            .await
            .unwrap();
        assert_eq!(people.iter().map(|m| m.since).collect::<Vec<_>>(), [1, 2, 4]);

        let tx = store.begin().await.unwrap();
        let refused = members::insert(&tx, give(9, 1, Role::Buyer, 1))
            .await
            .unwrap_err();
        assert!(
            matches!(refused, chonoi_store::StoreError::Constraint(_)),
            "{refused}"
        );
    }
);

on_both!(
    sessions_end_one_by_one_and_all_at_once,
    async |database: TestDatabase| {
        let store = open(&database).await;
        keep(&store, &[], &[user(1, None, None), user(2, None, None)]).await;
        let tx = store.begin().await.unwrap();
        for kept in [
            session(1, 1, 10),
            session(2, 1, 30),
            session(3, 1, 20),
            session(4, 2, 10),
        ] {
            sessions::insert(&tx, &kept).await.unwrap();
        }
        tx.commit().await.unwrap();
        let live = async |now| {
            let live = sessions::live_of(store.reader(), UserId(id(1)), now)
                .await
                .unwrap();
            live.into_iter().map(|s| s.id.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(live(100).await, [2, 3, 1], "the last used first");
        assert_eq!(live(1_000).await, Vec::<u128>::new(), "all have run out");

        let tx = store.begin().await.unwrap();
        assert!(
            sessions::end(&tx, SessionId(id(3)), "logged_out", 100)
                .await
                .unwrap()
        );
        assert!(
            !sessions::end(&tx, SessionId(id(3)), "logged_out", 101)
                .await
                .unwrap()
        );
        sessions::touch(&tx, SessionId(id(1)), 200, 2_000).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(live(300).await, [1, 2]);
        assert_eq!(live(1_500).await, [1], "it was renewed");

        let tx = store.begin().await.unwrap();
        let ended = sessions::end_all(&tx, UserId(id(1)), Some(SessionId(id(1))), "password", 300)
            .await
            .unwrap();
        assert_eq!(ended, 1);
        tx.commit().await.unwrap();
        assert_eq!(live(300).await, [1]);
        let other = sessions::find(store.reader(), SessionId(id(4)))
            .await
            .unwrap()
            .unwrap();
        assert!(other.is_live(300), "another person's stays");
    }
);

on_both!(
    old_sessions_are_forgotten_with_their_tokens,
    async |database: TestDatabase| {
        let store = open(&database).await;
        keep(&store, &[], &[user(1, None, None)]).await;
        let token = |n: u128| Token {
            hash: n.to_string(),
            session: SessionId(id(n)),
            created_at: 1,
            expires_at: 1_000,
            used_at: None,
            salt: None,
        };
        let tx = store.begin().await.unwrap();
        let over = Session {
            expires_at: 50,
            ..session(1, 1, 1)
        };
        let ended = Session {
            ended_at: Some(50),
            ..session(2, 1, 1)
        };
        for (n, kept) in (1..).zip([over, ended, session(3, 1, 1)]) {
            sessions::insert(&tx, &kept).await.unwrap();
            sessions::insert_token(&tx, &token(n)).await.unwrap();
        }
        assert_eq!(sessions::forget(&tx, 51).await.unwrap(), 2);
        assert_eq!(sessions::lock_token(&tx, "1").await.unwrap(), None);
        assert_eq!(sessions::lock_token(&tx, "3").await.unwrap(), Some(token(3)));
        sessions::use_token(&tx, "3", "salt", 60).await.unwrap();
        let used = sessions::lock_token(&tx, "3").await.unwrap().unwrap();
        assert_eq!((used.used_at, used.salt.as_deref()), (Some(60), Some("salt")));
        tx.commit().await.unwrap();
    }
);

on_both!(
    of_two_who_exchange_a_token_the_second_sees_the_first,
    async |database: TestDatabase| {
        let store = Arc::new(open(&database).await);
        keep(&store, &[], &[user(1, None, None)]).await;
        let tx = store.begin().await.unwrap();
        sessions::insert(&tx, &session(1, 1, 1)).await.unwrap();
        let kept = Token {
            hash: "h".to_owned(),
            session: SessionId(id(1)),
            created_at: 1,
            expires_at: 1_000,
            used_at: None,
            salt: None,
        };
        sessions::insert_token(&tx, &kept).await.unwrap();
        tx.commit().await.unwrap();
        let exchange = |now: i64| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let found = sessions::lock_token(&tx, "h").await.unwrap().unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                if found.used_at.is_none() {
                    sessions::use_token(&tx, "h", "s", now).await.unwrap();
                }
                tx.commit().await.unwrap();
                found.used_at.is_none()
            })
        };
        let both = [exchange(10), exchange(20), exchange(30)];
        let mut first = 0;
        for one in both {
            first += usize::from(one.await.unwrap());
        }
        assert_eq!(first, 1, "one of them finds it unused");
    }
);

on_both!(buckets_fill_and_drain, async |database: TestDatabase| {
    let store = open(&database).await;
    let keys = ["b".to_owned(), "a".to_owned()];
    let tx = store.begin().await.unwrap();
    let empty = login_throttle::lock(&tx, &keys).await.unwrap();
    assert_eq!(empty.values().copied().collect::<Vec<_>>(), [0, 0]);
    login_throttle::set(&tx, "a", 500).await.unwrap();
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let filled = login_throttle::lock(&tx, &keys).await.unwrap();
    assert_eq!(
        filled.into_iter().collect::<Vec<_>>(),
        [("a".to_owned(), 500), ("b".to_owned(), 0)]
    );
    assert_eq!(
        login_throttle::forget(&tx, 500).await.unwrap(),
        1,
        "the drained one"
    );
    tx.commit().await.unwrap();
});

on_both!(
    keys_are_read_newest_first_and_forgotten,
    async |database: TestDatabase| {
        let store = open(&database).await;
        let key = |kid: &str, created_at| SigningKey {
            kid: kid.to_owned(),
            sealed: "s".to_owned(),
            created_at,
        };
        let tx = store.begin().await.unwrap();
        for kept in [key("old", 1), key("new", 3), key("mid", 2)] {
            signing_keys::insert(&tx, &kept).await.unwrap();
        }
        tx.commit().await.unwrap();
        let all = signing_keys::all(store.reader()).await.unwrap();
        assert_eq!(all, [key("new", 3), key("mid", 2), key("old", 1)]);
        let tx = store.begin().await.unwrap();
        assert_eq!(signing_keys::forget(&tx, 2).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
);

on_both!(
    only_verified_certificates_of_the_day_count,
    async |database: TestDatabase| {
        let store = open(&database).await;
        keep(&store, &[organisation(1, "A"), organisation(2, "B")], &[]).await;
        let certificate = |n: u128, holder: u128, kind: &str, status| HeldCertificate {
            id: id(n).into(),
            organisation: id(holder).into(),
            kind: kind.into(),
            number: "1".to_owned(),
            issuer: "x".to_owned(),
            valid_from: date!(2026 - 01 - 01),
            valid_to: date!(2026 - 12 - 31),
            file: Some(id(7).into()),
            status,
            decided: Some((UserId(id(1)), 5)),
            version: 1,
            created_at: 1,
            updated_at: 1,
        };
        let verified = certificate(1, 1, "vietgap", CertificateStatus::Verified);
        let pending = certificate(2, 1, "haccp", CertificateStatus::Pending);
        let tx = store.begin().await.unwrap();
        for kept in [
            &verified,
            &pending,
            &certificate(3, 2, "asc", CertificateStatus::Verified),
        ] {
            certificates::insert(&tx, kept).await.unwrap();
        }
        tx.commit().await.unwrap();
        let counting = async |of: Option<&[OrganisationId]>, day| {
            let found = certificates::counting(store.reader(), of, day).await.unwrap();
            found.into_iter().map(|(_, kind)| kind.0).collect::<Vec<_>>()
        };
        let a = [OrganisationId(id(1))];
        assert_eq!(counting(None, date!(2026 - 06 - 01)).await, ["vietgap", "asc"]);
        assert_eq!(counting(Some(&a), date!(2026 - 12 - 31)).await, ["vietgap"]);
        assert_eq!(
            counting(Some(&a), date!(2027 - 01 - 01)).await,
            Vec::<String>::new()
        );
        assert_eq!(
            certificates::of(store.reader(), a[0]).await.unwrap(),
            [pending.clone(), verified]
        );

        let tx = store.begin().await.unwrap();
        let after = HeldCertificate {
            status: CertificateStatus::Rejected,
            version: 2,
            ..pending.clone()
        };
        assert!(certificates::update(&tx, &after, 1).await.unwrap());
        assert!(!certificates::update(&tx, &after, 1).await.unwrap());
        assert_eq!(certificates::find(&*tx, after.id).await.unwrap(), Some(after));
        tx.commit().await.unwrap();
    }
);
