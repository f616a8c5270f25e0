//! `/api/v1/offers` through the real router.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::HeldCertificateId;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use time::Duration;
use time::macros::date;
use uuid::Uuid;

use crate::app::TestApp;
use crate::posts::{Posts, faults, offer, with};

const OFFERS: &str = "/api/v1/offers";

async fn start() -> Posts {
    Posts::start(TestApp::start().await).await
}

async fn created(posts: &Posts, body: Value) -> Value {
    let call = posts.app.post(OFFERS).as_bearer(&posts.seller).json(body);
    call.expect(StatusCode::CREATED).await.body
}

fn at(offer: &Value) -> String {
    format!("{OFFERS}/{}", offer["id"].as_str().unwrap())
}

on_both!(an_offer_is_posted_and_read, async |database: TestDatabase| {
    let posts = Posts::start(TestApp::with(database, false).await).await;
    let answer = posts.app.post(OFFERS).as_bearer(&posts.seller).json(offer());
    let answer = answer.expect(StatusCode::CREATED).await;
    let made = answer.body;
    assert_eq!(answer.headers["etag"], "\"1\"");
    assert_eq!(answer.headers["location"].to_str().unwrap(), at(&made));
    let want = json!({
        "state": "live", "grade": "20 con/kg", "quantity": 1_500_000, "reserved": 0, "available": 1_500_000,
        "unit": "tan", "unit_base": 1_000_000, "min_lot": 100_000, "ask": 250_000, "basis": "farm",
        "harvest": { "from": "2026-11-25", "to": "2026-12-05" }, "stage": "confirmed", "status": "published",
        "version": 1, "mine": true, "provenance": null, "created_at": "2026-11-24T02:00:00Z",
        "certificates": [{ "id": "vietgap", "name": "VietGAP", "verified": false }],
    });
    for (name, value) in want.as_object().unwrap() {
        assert_eq!(&made[name], value, "{name}");
    }
    assert_eq!(made["supplier"]["name"], "HTX Cái Nước");
    assert_eq!(made["place"]["province_code"], "96");
    assert_eq!(made["product"]["name_vi"], "tôm sú");

    let read = posts.app.get(&at(&made)).expect(StatusCode::OK).await;
    assert_eq!(read.body["mine"], false, "the public owns nothing");
    assert_eq!(read.headers["etag"], "\"1\"");
    let text = String::from_utf8(read.bytes).unwrap();
    assert!(!text.contains("phone"), "no phone numbers in posts");
});

#[tokio::test]
async fn every_field_at_fault_is_named_in_the_language_asked_for() {
    let posts = start().await;
    let wrong = json!({
        "product": "tom-su", "state": "grain", "grade": "x".repeat(81), "quantity": "0", "unit": "tan",
        "harvest": { "from": "2026-12-05", "to": "2026-11-25" }, "place": "00000", "ask": 0, "price_unit": "kg",
        "basis": "delivered", "delivered_to": ["32236"], "certificates": ["none"], "photos": ["no id"],
        "stage": "sure", "note": "gọi 0912 345 678",
    });
    let call = |lang: &str, body: &Value| {
        let path = format!("{OFFERS}?lang={lang}");
        posts.app.post(&path).as_bearer(&posts.seller).json(body.clone())
    };
    let vi = call("vi", &wrong)
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await
        .body;
    assert_eq!(
        faults(&vi),
        [
            "ask positive",
            "certificates[0] no_such_certificate",
            "delivered_to[0] no_such_province",
            "grade too_long",
            "harvest.to date_order",
            "note phone_number",
            "photos[0] no_such_photo",
            "place no_such_place",
            "quantity positive",
            "stage one_of",
            "state one_of",
        ]
    );
    let en = call("en", &wrong).send().await.body;
    for (vi, en) in vi["fields"]
        .as_array()
        .unwrap()
        .iter()
        .zip(en["fields"].as_array().unwrap())
    {
        let (vi, en) = (vi["message"].as_str().unwrap(), en["message"].as_str().unwrap());
        assert_ne!(vi, en);
        assert!(
            !vi.contains('…') && !en.contains('…'),
            "a value is missing: {vi} / {en}"
        );
        assert!(!vi.starts_with("Chưa đúng quy định"), "{vi}");
    }
    let empty = call("vi", &json!({}))
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await
        .body;
    assert_eq!(
        faults(&empty),
        [
            "harvest.from required",
            "harvest.to required",
            "place required",
            "product required",
            "quantity required",
            "unit required",
        ]
    );
    let cases = [
        (json!({ "quantity": "1,5" }), "quantity number"),
        (json!({ "quantity": "1.0000001" }), "quantity not_whole"),
        (json!({ "quantity": "-1" }), "quantity number"),
        (json!({ "quantity": "1e3" }), "quantity number"),
        (json!({ "quantity": "999999999" }), "quantity max"),
        (json!({ "min_lot": "1.6" }), "min_lot above_quantity"),
        (json!({ "unit": "lit" }), "unit unit"),
        (json!({ "product": "tom-cac-loai" }), "product generic"),
        (json!({ "product": "vang" }), "product no_such_product"),
        (json!({ "ask": 32_000_001 }), "ask price_high"),
        (json!({ "price_unit": "qua" }), "price_unit unit"),
        (
            json!({ "harvest": { "from": "2026-11-01", "to": "2026-11-23" } }),
            "harvest.to date_past",
        ),
        (
            json!({ "harvest": { "from": "2026-11-24", "to": "2027-12-30" } }),
            "harvest.to date_far",
        ),
        (
            json!({ "harvest": { "from": "24/11/2026", "to": "2026-12-30" } }),
            "harvest.from date",
        ),
        (json!({ "basis": "delivered" }), "delivered_to required"),
        (json!({ "note": "x".repeat(501) }), "note too_long"),
        (
            json!({ "photos": vec![Uuid::from_u128(1).to_string(); 7] }),
            "photos too_many",
        ),
        (
            json!({ "photos": [Uuid::from_u128(1).to_string()] }),
            "photos[0] no_such_photo",
        ),
        (json!({ "colour": "red" }), "colour unknown"),
        (json!({ "quantity": 1.5 }), "quantity type"),
    ];
    for (change, want) in cases {
        let body = call("vi", &with(offer(), &change))
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await
            .body;
        assert_eq!(faults(&body), [want], "{change}");
    }
}

#[tokio::test]
async fn a_batch_is_made_whole_or_not_at_all() {
    let posts = start().await;
    let batch = |items: Vec<Value>| {
        let call = posts.app.post("/api/v1/offers/batch").as_bearer(&posts.seller);
        call.json(json!({ "items": items }))
    };
    let wrong = batch(vec![offer(), offer(), with(offer(), &json!({ "quantity": "x" }))]);
    let answer = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(faults(&answer.body), ["items[2].quantity number"]);
    assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 0);
    let answer = batch(vec![offer(); 3]).expect(StatusCode::CREATED).await;
    assert_eq!(answer.body["items"].as_array().unwrap().len(), 3);
    assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 3);
    for (items, want) in [(vec![], "items required"), (vec![offer(); 51], "items too_many")] {
        let answer = batch(items).expect(StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(faults(&answer.body), [want]);
    }
}

on_both!(
    a_change_needs_the_version_and_tells_what_differs,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let made = created(&posts, offer()).await;
        let put = |body: &Value| {
            posts
                .app
                .put(&at(&made))
                .as_bearer(&posts.seller)
                .json(body.clone())
        };
        let cheaper = with(offer(), &json!({ "ask": 240_000 }));
        put(&cheaper).expect(StatusCode::PRECONDITION_REQUIRED).await;
        let changed = put(&cheaper).if_match(1).expect(StatusCode::OK).await;
        assert_eq!(
            (&changed.body["ask"], &changed.body["version"]),
            (&json!(240_000), &json!(2))
        );
        assert_eq!(changed.headers["etag"], "\"2\"");

        let late = with(offer(), &json!({ "note": "khác" }));
        let refused = put(&late)
            .if_match(1)
            .expect(StatusCode::PRECONDITION_FAILED)
            .await;
        assert_eq!(refused.body["current"]["ask"], 240_000);
        assert_eq!(refused.body["current"]["id"], made["id"]);
        assert_eq!(refused.body["changed"], json!(["ask", "note"]));
        assert_eq!(refused.headers["etag"], "\"2\"");
        let other = posts
            .app
            .put(&at(&made))
            .as_bearer(&posts.buyer)
            .if_match(2)
            .json(offer());
        other.expect(StatusCode::FORBIDDEN).await;
        posts
            .app
            .put(&at(&made))
            .if_match(2)
            .json(offer())
            .expect(StatusCode::UNAUTHORIZED)
            .await;
    }
);

on_both!(
    the_same_key_gives_the_same_answer_once,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let send = |body: Value| {
            let call = posts.app.post(OFFERS).as_bearer(&posts.seller);
            call.header("idempotency-key", "k1").json(body).send()
        };
        let (a, b, c) = tokio::join!(send(offer()), send(offer()), send(offer()));
        for answer in [&a, &b, &c] {
            assert_eq!(answer.status, 201, "{}", answer.body);
            assert_eq!(answer.body, a.body);
        }
        let again = send(offer()).await;
        assert_eq!((again.status, again.body), (201, a.body));
        let other = send(with(offer(), &json!({ "quantity": "2" }))).await;
        assert_eq!(
            (other.status, other.fault()),
            (422, "Idempotency-Key key_reused".to_owned())
        );
        assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 1, "one offer");
    }
);

on_both!(
    three_hundred_offers_are_paged_without_loss_or_doubles,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        for n in 0..6 {
            let item = |m: i32| {
                with(
                    offer(),
                    &json!({ "ask": 200_000 + 10_000 * (m % 3), "quantity": (1 + n).to_string() }),
                )
            };
            let items: Vec<Value> = (0..50).map(item).collect();
            let call = posts.app.post("/api/v1/offers/batch").as_bearer(&posts.seller);
            call.json(json!({ "items": items }))
                .expect(StatusCode::CREATED)
                .await;
        }
        for sort in ["newest", "price", "date", "quantity"] {
            let (mut seen, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
            loop {
                let path = format!("{OFFERS}?limit=70&sort={sort}&cursor={cursor}");
                let page = posts.app.get(&path).expect(StatusCode::OK).await.body;
                assert_eq!(page["total"], 300);
                for item in page["items"].as_array().unwrap() {
                    assert!(
                        seen.insert(item["id"].as_str().unwrap().to_owned()),
                        "twice in {sort}"
                    );
                }
                pages += 1;
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            assert_eq!((seen.len(), pages), (300, 5), "{sort}");
        }
        let foreign = posts
            .app
            .get(&format!("{OFFERS}?limit=1&sort=price"))
            .send()
            .await
            .body;
        let foreign = format!("{OFFERS}?cursor={}", foreign["next_cursor"].as_str().unwrap());
        let refused = posts
            .app
            .get(&foreign)
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        assert_eq!(refused.fault(), "cursor cursor");
        let refused = posts
            .app
            .get(&format!("{OFFERS}?limit=101"))
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        assert_eq!(refused.fault(), "limit between");
    }
);

#[tokio::test]
async fn a_list_is_filtered_as_people_type() {
    let posts = start().await;
    created(&posts, offer()).await;
    created(
        &posts,
        with(
            offer(),
            &json!({ "product": "cua-bien", "certificates": [], "ask": 300_000 }),
        ),
    )
    .await;
    created(
        &posts,
        with(
            offer(),
            &json!({ "product": "gao-st25", "ask": 30_000, "stage": "forecast" }),
        ),
    )
    .await;
    let total = async |query: &str| {
        let answer = posts
            .app
            .get(&format!("{OFFERS}?{query}"))
            .expect(StatusCode::OK)
            .await;
        answer.body["total"].as_u64().unwrap()
    };
    for (query, want) in [
        ("q=tom%20su", 1),
        ("q=T%C3%94M%20cai%20nuoc", 1),
        ("q=c%C3%A1i%20n%C6%B0%E1%BB%9Bc", 3),
        ("q=khong-co", 0),
        ("product=cua-bien", 1),
        ("category=thuy-san", 2),
        ("category=thuy-san&product=gao-st25", 0),
        ("certificate=vietgap", 2),
        ("province=96", 3),
        ("province=79", 0),
        ("place=32236&stage=forecast", 1),
        ("state=grain", 1),
        ("max_price=250000", 2),
        ("min_quantity=1500000", 3),
        ("min_quantity=1500001", 0),
        ("from=2026-12-05", 3),
        ("from=2026-12-06", 0),
        ("to=2026-11-24", 0),
        ("status=draft", 0),
        ("lang=en", 3),
    ] {
        assert_eq!(total(query).await, want, "{query}");
    }
    let supplier = format!("supplier={}", posts.cooperative);
    assert_eq!(total(&supplier).await, 3);
    for (query, want) in [
        ("state=wet", "state one_of"),
        ("sort=best", "sort one_of"),
        ("from=soon", "from date"),
        ("supplier=me", "supplier format"),
    ] {
        let refused = posts.app.get(&format!("{OFFERS}?{query}"));
        assert_eq!(
            refused.expect(StatusCode::UNPROCESSABLE_ENTITY).await.fault(),
            want
        );
    }
    posts
        .app
        .get(&format!("{OFFERS}?mine=true"))
        .expect(StatusCode::UNAUTHORIZED)
        .await;
}

#[tokio::test]
async fn a_draft_is_seen_by_its_own_and_the_trade_department_only() {
    let posts = start().await;
    let draft = created(&posts, with(offer(), &json!({ "publish": false }))).await;
    assert_eq!(draft["status"], "draft");
    let (_, broker) = posts.app.broker().await;
    let department = posts
        .app
        .organisation("Kiểm toán", OrganisationKind::Department)
        .await;
    let (_, auditor) = posts.app.person(department, Role::Auditor).await;
    let seen = async |token: &str| posts.app.get(&at(&draft)).as_bearer(token).send().await.status;
    assert_eq!(posts.app.get(&at(&draft)).send().await.status, 404);
    assert_eq!((seen(&posts.buyer).await, seen(&auditor).await), (404, 404));
    assert_eq!((seen(&posts.seller).await, seen(&broker).await), (200, 200));
    let total = async |token: &str, query: &str| {
        let answer = posts
            .app
            .get(&format!("{OFFERS}?{query}"))
            .as_bearer(token)
            .send()
            .await;
        answer.body["total"].as_u64().unwrap()
    };
    assert_eq!(total(&posts.seller, "mine=true").await, 1);
    assert_eq!(
        total(&posts.seller, "").await,
        0,
        "the market shows what is on it"
    );
    assert_eq!(total(&broker, "status=draft").await, 1);
    assert_eq!(total(&auditor, "status=draft").await, 0);
}

#[tokio::test]
async fn an_offer_is_published_advanced_withdrawn() {
    let posts = start().await;
    let body = with(offer(), &json!({ "publish": false, "stage": "forecast" }));
    let made = created(&posts, body).await;
    let step = |what: &str, version: i64| {
        let path = format!("{}/{what}", at(&made));
        posts.app.post(&path).as_bearer(&posts.seller).if_match(version)
    };
    let done = step("publish", 1).expect(StatusCode::OK).await.body;
    assert_eq!(
        (&done["status"], &done["version"]),
        (&json!("published"), &json!(2))
    );
    step("publish", 2).expect(StatusCode::CONFLICT).await;
    step("publish", 1).expect(StatusCode::PRECONDITION_FAILED).await;
    let done = step("stage", 2)
        .json(json!({ "to": "ready" }))
        .expect(StatusCode::OK)
        .await
        .body;
    assert_eq!(done["stage"], "ready");
    step("stage", 3)
        .json(json!({ "to": "confirmed" }))
        .expect(StatusCode::CONFLICT)
        .await;
    let back = with(offer(), &json!({ "stage": "forecast" }));
    let back = posts
        .app
        .put(&at(&made))
        .as_bearer(&posts.seller)
        .if_match(3)
        .json(back);
    assert_eq!(
        back.expect(StatusCode::UNPROCESSABLE_ENTITY).await.fault(),
        "stage stage_back"
    );
    let done = step("withdraw", 3).expect(StatusCode::OK).await.body;
    assert_eq!(done["status"], "withdrawn");
    assert_eq!(posts.app.get(&at(&made)).send().await.status, 404);
    step("publish", 4).expect(StatusCode::OK).await;
    let path = format!("{}/publish", at(&made));
    let foreign = posts.app.post(&path).as_bearer(&posts.buyer).if_match(5);
    foreign.expect(StatusCode::FORBIDDEN).await;
    posts
        .app
        .post(&path)
        .as_bearer(&posts.seller)
        .expect(StatusCode::PRECONDITION_REQUIRED)
        .await;
}

#[tokio::test]
async fn a_pending_organisation_prepares_drafts_only() {
    let posts = start().await;
    let pending = posts.pending(Role::Supplier).await;
    let post = |body: Value| posts.app.post(OFFERS).as_bearer(&pending).json(body);
    let refused = post(offer()).expect(StatusCode::FORBIDDEN).await;
    assert_eq!(refused.body["rule"], "not_verified");
    let draft = post(with(offer(), &json!({ "publish": false })))
        .expect(StatusCode::CREATED)
        .await
        .body;
    let publish = posts
        .app
        .post(&format!("{}/publish", at(&draft)))
        .as_bearer(&pending)
        .if_match(1);
    publish.expect(StatusCode::FORBIDDEN).await;
    let buyer = posts.app.post(OFFERS).as_bearer(&posts.buyer).json(offer());
    assert_eq!(
        buyer.expect(StatusCode::FORBIDDEN).await.body["rule"],
        "supplier_only"
    );
}

on_both!(
    what_has_passed_expires_by_itself,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let made = created(&posts, offer()).await;
        posts.app.clock.advance(Duration::days(11));
        assert_eq!(
            posts.app.market.expire_posts().await.unwrap(),
            0,
            "its last day is not over"
        );
        posts.app.clock.advance(Duration::days(1));
        assert_eq!(posts.app.market.expire_posts().await.unwrap(), 1);
        assert_eq!(posts.app.market.expire_posts().await.unwrap(), 0);
        let read = posts.app.get(&at(&made)).expect(StatusCode::OK).await.body;
        assert_eq!(
            (&read["status"], &read["version"]),
            (&json!("expired"), &json!(2))
        );
        assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 0);
    }
);

#[tokio::test]
async fn a_certificate_counts_when_it_is_held_verified_and_valid() {
    let posts = start().await;
    let made = created(&posts, offer()).await;
    let verified =
        async || posts.app.get(&at(&made)).send().await.body["certificates"][0]["verified"].clone();
    assert_eq!(verified().await, false, "a claim is a claim");
    let held = HeldCertificate {
        id: HeldCertificateId(Uuid::from_u128(5)),
        organisation: posts.cooperative,
        kind: "vietgap".into(),
        number: "VG-1".to_owned(),
        issuer: "Trung tâm chứng nhận".to_owned(),
        valid_from: date!(2026 - 01 - 01),
        valid_to: date!(2026 - 11 - 30),
        file: None,
        status: CertificateStatus::Verified,
        decided: None,
        version: 1,
        created_at: 0,
        updated_at: 0,
    };
    let tx = posts.app.store.begin().await.unwrap();
    chonoi_store::certificates::insert(&tx, &held).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(verified().await, true);
    posts.app.clock.advance(Duration::days(7));
    assert_eq!(verified().await, false, "it lapsed");
}

#[tokio::test]
async fn a_suspended_suppliers_offers_leave_the_market() {
    let posts = start().await;
    let made = created(&posts, offer()).await;
    let (_, broker) = posts.app.broker().await;
    let path = format!("/api/v1/organisations/{}/verification", posts.cooperative);
    let suspend = posts.app.post(&path).as_bearer(&broker).if_match(1);
    let suspend = suspend.json(json!({ "decision": "suspend", "note": "kiểm tra lại" }));
    suspend.expect(StatusCode::OK).await;
    assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 0);
    assert_eq!(posts.app.get(&at(&made)).send().await.status, 404);
    let seen = posts.app.get(&at(&made)).as_bearer(&broker).send().await;
    assert_eq!(seen.status, 200);
    let refused = posts.app.post(OFFERS).as_bearer(&posts.seller).json(offer());
    assert_eq!(
        refused.expect(StatusCode::FORBIDDEN).await.body["rule"],
        "suspended"
    );
}

#[tokio::test]
async fn a_spreadsheet_is_imported_whole_or_not_at_all() {
    let posts = start().await;
    let good = "Mặt hàng;Số lượng;ĐVT;Từ ngày;Đến ngày;Địa điểm;Giá\n\
                tôm sú;1,5;tấn;25/11/2026;5/12/2026;Cà Mau;250000\n\
                cua biển;800;kg;25/11/2026;5/12/2026;Cà Mau;300000\n";
    let import = |dry: bool, text: &str| {
        let path = format!("/api/v1/offers/import?dry_run={dry}");
        posts
            .app
            .post(&path)
            .as_bearer(&posts.seller)
            .upload("chao-ban.csv", text.as_bytes())
    };
    let dry = import(true, good).expect(StatusCode::OK).await.body;
    assert_eq!(dry, json!({ "rows": 2, "created": 0, "errors": [] }));
    assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 0);
    let bad = good.replace("5/12/2026;Cà Mau;300000", "5/12/2020;Cà Mau;300000");
    let refused = import(false, &bad).expect(StatusCode::OK).await.body;
    assert_eq!(refused["created"], 0);
    assert_eq!(refused["errors"][0]["line"], 3, "{refused}");
    let done = import(false, good).expect(StatusCode::OK).await.body;
    assert_eq!(done, json!({ "rows": 2, "created": 2, "errors": [] }));
    assert_eq!(posts.app.get(OFFERS).send().await.body["total"], 2);
    let nothing = import(false, "").expect(StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(nothing.fault(), "file file_empty");
}
