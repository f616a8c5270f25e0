//! Posting offers: one, several, a spreadsheet; what is wrong; a repeated call.

use super::{OFFERS, at, start};
use crate::app::TestApp;
use crate::posts::{Posts, faults, offer, with};
use axum::http::StatusCode;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use uuid::Uuid;

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
