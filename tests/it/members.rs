//! The people and the certificates of organisations, through the router.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use serde_json::{Value, json};

use crate::app::{Answer, TestApp};
use crate::organisations::{PASSWORD, token};

#[tokio::test]
async fn certificates_count_once_the_department_has_seen_them() {
    let app = TestApp::start().await;
    let organisation = app.organisation("HTX A", OrganisationKind::Cooperative).await;
    let (_, own) = app.person(organisation, Role::Supplier).await;
    let (_, broker) = app.broker().await;
    let path = format!("/api/v1/organisations/{organisation}/certificates");
    let certificate = |to: &str| json!({ "kind": "vietgap", "number": "VG-1", "issuer": "Trung tâm", "valid_from": "2026-01-01", "valid_to": to });
    let hand_in = async |token: &str, body: Value| app.post(&path).as_bearer(token).json(body).send().await;
    assert_eq!(
        hand_in(&own, certificate("2025-01-01")).await.fault(),
        "valid_to date_order"
    );
    assert_eq!(
        hand_in(&own, certificate("2026-11-23")).await.fault(),
        "valid_to date_past"
    );
    assert_eq!(
        hand_in(&own, certificate("24/11/2027")).await.fault(),
        "valid_to date"
    );
    assert_eq!(hand_in(&broker, certificate("2027-01-01")).await.status, 403);
    let other = app.organisation("HTX B", OrganisationKind::Cooperative).await;
    let (_, stranger) = app.person(other, Role::Supplier).await;
    for file in [upload(&app, &stranger).await, uuid::Uuid::nil().to_string()] {
        let mut shown = certificate("2027-01-01");
        shown["file"] = json!(file);
        assert_eq!(hand_in(&own, shown).await.fault(), "file no_such_file", "{file}");
    }
    let made = hand_in(&own, certificate("2027-01-01")).await;
    assert_eq!(
        (made.status, &made.body["status"], &made.body["counts"]),
        (201, &json!("pending"), &json!(false))
    );
    let listed = async |token: Option<&str>| {
        let call = app.get(&path);
        let call = if let Some(token) = token {
            call.as_bearer(token)
        } else {
            call
        };
        call.expect(StatusCode::OK).await.body["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (
            listed(None).await,
            listed(Some(&own)).await,
            listed(Some(&broker)).await
        ),
        (0, 1, 1)
    );
    let decide = format!("{path}/{}/verification", made.body["id"].as_str().unwrap());
    let verify = json!({ "decision": "verify" });
    assert_eq!(
        app.post(&decide)
            .as_bearer(&own)
            .json(verify.clone())
            .send()
            .await
            .status,
        403
    );
    let seen = app
        .post(&decide)
        .as_bearer(&broker)
        .json(verify)
        .expect(StatusCode::OK)
        .await;
    assert_eq!(seen.body["counts"], true);
    assert_eq!(listed(None).await, 1);
    let counting = app
        .market
        .counting_certificates(app.store.reader(), Some(&[organisation]))
        .await
        .unwrap();
    assert_eq!(
        counting[&organisation]
            .iter()
            .map(|c| c.0.as_str())
            .collect::<Vec<_>>(),
        ["vietgap"]
    );
}

#[tokio::test]
async fn members_are_added_by_their_own_and_offices_by_the_admin() {
    let app = TestApp::start().await;
    let cooperative = app.organisation("HTX A", OrganisationKind::Cooperative).await;
    let department = app.organisation("Sở A", OrganisationKind::Department).await;
    let (_, own) = app.person(cooperative, Role::Supplier).await;
    let (_, auditor) = app.person(cooperative, Role::Auditor).await;
    let (_, admin) = app.person(department, Role::Admin).await;
    let other = app.organisation("HTX B", OrganisationKind::Cooperative).await;
    let (_, stranger) = app.person(other, Role::Supplier).await;
    let add = async |token: &str, organisation, login: &str, password: &str, role: &str| {
        let body = json!({ "name": "Kế toán", "login": login, "password": password, "role": role });
        let path = format!("/api/v1/organisations/{organisation}/members");
        app.post(&path).as_bearer(token).json(body).send().await
    };
    let made = add(&own, cooperative, "0912345678", PASSWORD, "supplier").await;
    assert_eq!(
        (made.status, &made.body["login"]),
        (201, &json!("0912345678")),
        "{}",
        made.body
    );
    assert!(token(&app, "0912345678", PASSWORD).await.is_some());
    let rule = |answer: Answer| {
        (
            answer.status,
            answer.body["rule"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        rule(add(&own, cooperative, "0911111111", PASSWORD, "broker").await),
        (403, "admin_only".to_owned())
    );
    assert_eq!(
        rule(add(&auditor, cooperative, "0911111111", PASSWORD, "buyer").await),
        (403, "members_only".to_owned())
    );
    assert_eq!(
        rule(add(&stranger, cooperative, "0911111111", PASSWORD, "buyer").await),
        (403, "members_only".to_owned())
    );
    let taken = add(&stranger, other, "0912345678", "mot mat khau khac han", "buyer").await;
    assert_eq!(rule(taken), (409, "login_taken".to_owned()));
    assert_eq!(
        add(&stranger, other, "0912345678", PASSWORD, "buyer")
            .await
            .status,
        201,
        "with their own password"
    );
    assert_eq!(
        add(&admin, cooperative, "0911111111", PASSWORD, "broker")
            .await
            .fault(),
        "role public_bodies_only"
    );
    assert_eq!(
        add(&admin, department, "0911111111", PASSWORD, "broker")
            .await
            .status,
        201
    );

    let list = async |token: &str| {
        app.get(&format!("/api/v1/organisations/{cooperative}/members"))
            .as_bearer(token)
            .send()
            .await
    };
    assert_eq!(list(&own).await.body["items"].as_array().unwrap().len(), 3);
    assert_eq!(list(&stranger).await.status, 403);
}

#[tokio::test]
async fn the_first_broker_is_made_at_the_console() {
    let app = TestApp::start().await;
    let officer = |login: &str, password: &str| chonoi_market::installation::Officer {
        name: "Cán bộ".to_owned(),
        login: login.to_owned(),
        password: password.to_owned(),
        role: Role::Broker,
        organisation: "Sở Công Thương tỉnh Cà Mau".to_owned(),
        kind: OrganisationKind::Department,
        place: "96".into(),
    };
    let first = app.market.appoint(officer("0912345678", PASSWORD)).await.unwrap();
    let second = app
        .market
        .appoint(officer("a@so.example.vn", PASSWORD))
        .await
        .unwrap();
    assert_eq!(first, second, "one department");
    assert!(
        app.market.appoint(officer("0912345678", PASSWORD)).await.is_err(),
        "the login is taken"
    );
    assert!(
        app.market
            .appoint(officer("0987654321", "1234567890"))
            .await
            .is_err()
    );
    let broker = token(&app, "+84912345678", PASSWORD).await.unwrap();
    let pending = app
        .get("/api/v1/organisations?verification=pending")
        .as_bearer(&broker);
    assert_eq!(pending.send().await.status, 200);
}

/// A document of the organisation of `token`.
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]
async fn upload(app: &TestApp, token: &str) -> String {
    let call = app.post("/api/v1/files").as_bearer(token);
    let call = call.upload("vietgap.pdf", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n");
    let made = call.expect(StatusCode::CREATED).await.body;
    made["id"].as_str().unwrap().to_owned()
}
