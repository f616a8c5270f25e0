//! Who sees which offer, and whose certificates count.

use super::{OFFERS, at, created, start};
use crate::posts::{offer, with};
use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::HeldCertificateId;
use serde_json::{Value, json};
use time::Duration;
use time::macros::date;
use uuid::Uuid;

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
