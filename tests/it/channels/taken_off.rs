//! What may no longer be sold leaves every channel.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::id::{DealId, OfferId, RequestId};
use chonoi_domain::quantity::Quantity;
use chonoi_store::reservations::{self, Cause, Hold};
use serde_json::json;
use time::Duration;
use uuid::Uuid;

use super::sale::{Sale, cell, csv};
use crate::posts::request;

/// What takes goods off, each done to an offer of its own.
async fn take_off(sale: &Sale, id: &str, how: &str) {
    let app = sale.app();
    match how {
        "withdrawn" => {
            let view = app.get(&format!("/api/v1/offers/{id}")).send().await.body;
            let call = app
                .post(&format!("/api/v1/offers/{id}/withdraw"))
                .as_bearer(&sale.posts.seller);
            call.if_match(&view["version"]).expect(StatusCode::OK).await;
        }
        "sold_out" => {
            let call = app
                .post("/api/v1/requests")
                .as_bearer(&sale.posts.buyer)
                .json(request());
            let wanted = call.expect(StatusCode::CREATED).await.body["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let hold = Hold {
                id: Uuid::from_u128(1),
                offer: id.parse::<OfferId>().unwrap(),
                request: wanted.parse::<RequestId>().unwrap(),
                quantity: Quantity(1_500_000),
                cause: Cause::Deal(DealId(Uuid::from_u128(2))),
            };
            let tx = app.store.begin().await.unwrap();
            reservations::reserve(&tx, &hold, app.market.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        "expired" => app.clock.advance(Duration::days(30)),
        "supplier" => {
            let path = format!("/api/v1/organisations/{}", sale.posts.cooperative);
            let view = sale.get(&path).await.body;
            let call = app.post(&format!("{path}/verification")).as_bearer(&sale.broker);
            let body = json!({"decision": "suspend", "note": "Bán hàng không đúng tin"});
            call.if_match(&view["version"])
                .json(body)
                .expect(StatusCode::OK)
                .await;
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_may_no_longer_be_sold_is_gone_with_the_reason() {
    for how in ["withdrawn", "sold_out", "expired", "supplier"] {
        let mut sale = Sale::start().await;
        let id = sale.publish(json!({})).await;
        let sku = sale.sku(&id).await;
        // The operator of one platform has it already, the other's does not.
        sale.file("voso", "xlsx").await;
        take_off(&sale, &id, how).await;
        sale.settle().await;
        // Logins have expired where time has passed.
        sale.broker = sale.app().broker().await.1;
        assert_eq!(sale.state("voso", &id).await, format!("awaiting_operator {how}"));
        assert_eq!(sale.state("postmart", &id).await, format!("delisted {how}"));
        assert_eq!(sale.state("feed", &id).await, format!("delisted {how}"));
        assert_eq!(sale.in_feed(&id).await, 0, "{how}");
        let path = "/api/v1/channels/voso/file?format=csv";
        let voso = csv(&sale.get(path).await.bytes);
        assert_eq!(cell(&voso, &sku, "Thao tác"), Some("Ngừng bán"), "{how}");
        assert_eq!(cell(&voso, &sku, "Tồn kho"), Some("0"), "{how}");
        let postmart = csv(&sale.get("/api/v1/channels/postmart/file?format=csv").await.bytes);
        assert_eq!(postmart.len(), 1, "{how}: it never was there");

        let done = format!("Mã SKU,Trạng thái\n{sku},Ngừng bán\n");
        assert_eq!(
            sale.give_back("voso", "r.csv", done.as_bytes()).await["applied"],
            1
        );
        assert_eq!(sale.state("voso", &id).await, format!("delisted {how}"));
        assert_eq!(
            csv(&sale.get(path).await.bytes).len(),
            1,
            "{how}: nothing left to say"
        );
    }
}

#[tokio::test]
async fn a_certificate_is_named_while_it_counts_and_keeps_goods_off_once_it_lapsed() {
    let sale = Sale::start().await;
    let id = sale
        .publish(json!({"harvest": {"from": "2026-11-25", "to": "2027-03-01"}}))
        .await;
    let sku = sale.sku(&id).await;
    let path = format!("/api/v1/organisations/{}/certificates", sale.posts.cooperative);
    let held = json!({
        "kind": "vietgap", "number": "VG-1", "issuer": "Trung tâm chứng nhận", "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    });
    let call = sale.app().post(&path).as_bearer(&sale.posts.seller).json(held);
    let held = call.expect(StatusCode::CREATED).await.body;
    let path = format!("{path}/{}/verification", held["id"].as_str().unwrap());
    let call = sale
        .app()
        .post(&path)
        .as_bearer(&sale.broker)
        .json(json!({"decision": "verify"}));
    call.expect(StatusCode::OK).await;
    sale.settle().await;
    let voso = sale.file("voso", "xlsx").await;
    assert_eq!(cell(&voso, &sku, "Chứng nhận"), Some("VietGAP"), "{voso:?}");

    sale.app().clock.advance(Duration::days(40));
    sale.settle().await;
    let broker = sale.app().broker().await.1;
    let row = sale.listing(&broker, "voso", &id).await.unwrap();
    assert_eq!(
        (&row["desired"], &row["reason"]["code"]),
        (&json!("delisted"), &json!("certificate_lapsed"))
    );
    assert_eq!(sale.in_feed(&id).await, 0);
}
