//! Registering, finding, changing, verifying and certifying organisations, through the router.
#![expect(
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role, Verification};
use chonoi_domain::event::Event;
use chonoi_market::testing;
use chonoi_store::outbox;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp};

pub(crate) const PASSWORD: &str = "con tom om cay duoc";

fn registration() -> Value {
    json!({
        "organisation": {
            "name": "HTX  Rau  sạch Khánh An", "kind": "cooperative", "place": "32236", "tax_code": "2001234567",
            "capabilities": { "collects": true, "kg_per_day": 500 }
        },
        "user": { "name": "Người đại diện", "phone": "+84 912 345 678", "password": PASSWORD },
        "role": "supplier"
    })
}

async fn register(app: &TestApp, body: Value) -> Answer {
    app.post("/api/v1/organisations").json(body).send().await
}

pub(crate) async fn token(app: &TestApp, login: &str, password: &str) -> Option<String> {
    let call = app
        .post("/api/v1/sessions")
        .json(json!({ "login": login, "password": password }));
    call.send().await.body["access_token"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_registered_organisation_is_pending_and_logs_in() {
    let app = TestApp::start().await;
    let made = register(&app, registration()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let organisation = &made.body["organisation"];
    assert_eq!(organisation["verification"], "pending");
    assert_eq!(
        organisation["phone"],
        Value::Null,
        "nothing is repeated to whoever asks"
    );
    let id = organisation["id"].as_str().unwrap();
    let path = format!("/api/v1/organisations/{id}");
    assert_eq!(
        app.get(&path).send().await.status,
        404,
        "the public sees it once it is verified"
    );

    let own = token(&app, "0912345678", PASSWORD).await.expect("it can log in");
    let seen = app.get(&path).as_bearer(&own).expect(StatusCode::OK).await;
    assert_eq!(seen.body["phone"], "0912345678");
    assert_eq!(seen.body["tax_code"], "2001234567");
    assert_eq!(seen.body["capabilities"]["kg_per_day"], 500);
    let me = app
        .get("/api/v1/sessions/me")
        .as_bearer(&own)
        .expect(StatusCode::OK)
        .await;
    assert_eq!(me.body["roles"], json!(["supplier"]));
}

#[tokio::test]
async fn every_wrong_field_of_a_registration_is_named() {
    let app = TestApp::start().await;
    let mut body = registration();
    body["organisation"]["name"] = json!("A");
    body["organisation"]["kind"] = json!("department");
    body["organisation"]["tax_code"] = json!("12");
    body["organisation"]["place"] = json!("00000");
    body["organisation"]["capabilities"]["kg_per_day"] = json!(0);
    body["user"] = json!({ "name": "", "phone": "091234", "password": "1234567890" });
    body["role"] = json!("broker");
    let refused = register(&app, body).await;
    assert_eq!(refused.status, 422);
    let mut faults: Vec<String> = refused.body["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f["field"].as_str().unwrap(), f["rule"].as_str().unwrap()))
        .collect();
    faults.sort();
    assert_eq!(
        faults,
        [
            "organisation.capabilities.kg_per_day between",
            "organisation.kind not_self_registered",
            "organisation.name min_length",
            "organisation.place not_found",
            "organisation.tax_code tax_code",
            "role supplier_or_buyer",
            "user.name required",
            "user.password password_common",
            "user.phone phone_digits",
        ]
    );
    let mut nobody = registration();
    nobody["user"]["phone"] = json!("");
    assert_eq!(register(&app, nobody).await.fault(), "user.phone phone_or_email");
}

#[tokio::test]
async fn a_known_phone_gets_the_same_answer_and_nobody_elses_account() {
    let app = TestApp::start().await;
    register(&app, registration()).await;
    let mut again = registration();
    again["organisation"]["name"] = json!("HTX khác");
    again["user"]["password"] = json!("mot mat khau khac han");
    let taken = register(&app, again.clone()).await;
    again["user"]["phone"] = json!("0987654321");
    let free = register(&app, again).await;
    let shape = |answer: &Answer| {
        let mut body = answer.body.clone();
        body["organisation"]["id"] = Value::Null;
        (answer.status, body)
    };
    assert_eq!(shape(&taken), shape(&free));
    assert!(token(&app, "0912345678", "mot mat khau khac han").await.is_none());
    let own = token(&app, "0912345678", PASSWORD).await.unwrap();
    let me = app
        .get("/api/v1/sessions/me")
        .as_bearer(&own)
        .expect(StatusCode::OK)
        .await;
    assert_eq!(
        me.body["memberships"].as_array().unwrap().len(),
        1,
        "the other's organisation is not theirs"
    );

    let mut second = registration();
    second["organisation"]["name"] = json!("HTX thứ hai");
    register(&app, second).await;
    let me = app
        .get("/api/v1/sessions/me")
        .as_bearer(&own)
        .expect(StatusCode::OK)
        .await;
    assert_eq!(
        me.body["memberships"].as_array().unwrap().len(),
        2,
        "whoever knows the password adds to the account"
    );
}

#[tokio::test]
async fn a_registration_that_is_sent_twice_registers_once() {
    let app = TestApp::start().await;
    let send = async |body: Value| {
        app.post("/api/v1/organisations")
            .header("idempotency-key", "k1")
            .json(body)
            .send()
            .await
    };
    let first = send(registration()).await;
    let second = send(registration()).await;
    assert_eq!((first.status, &first.body), (201, &second.body));
    let mut other = registration();
    other["organisation"]["name"] = json!("HTX khác");
    assert_eq!(send(other).await.status, 422);
    let (_, broker) = app.broker().await;
    let all = app
        .get("/api/v1/organisations?verification=pending")
        .as_bearer(&broker)
        .send()
        .await;
    assert_eq!(all.body["total"], 1);
}

#[tokio::test]
async fn one_source_registers_so_many_and_no_more() {
    let app = TestApp::start().await;
    for n in 0..30 {
        let mut body = registration();
        body["user"]["phone"] = json!(format!("09123456{n:02}"));
        assert_eq!(register(&app, body).await.status, 201, "{n}");
    }
    assert_eq!(register(&app, registration()).await.status, 429);
}

#[tokio::test]
async fn the_public_lists_verified_ones_and_the_department_all() {
    let app = TestApp::start().await;
    let (_, broker) = app.broker().await;
    for (name, state) in [
        ("Tôm A", Verification::Verified),
        ("Tôm B", Verification::Pending),
        ("Cua C", Verification::Verified),
    ] {
        testing::organisation_in(&app.market, name, OrganisationKind::Cooperative, state)
            .await
            .unwrap();
    }
    let names = async |query: &str, token: Option<&str>| {
        let mut call = app.get(&format!("/api/v1/organisations?{query}"));
        if let Some(token) = token {
            call = call.as_bearer(token);
        }
        let answer = call.send().await;
        let items = answer.body["items"].as_array().cloned().unwrap_or_default();
        let names: Vec<String> = items
            .iter()
            .map(|o| o["name"].as_str().unwrap().to_owned())
            .collect();
        (answer.status, names)
    };
    assert_eq!(names("q=tom", None).await, (200, vec!["Tôm A".to_owned()]));
    assert_eq!(names("q=tom", Some(&broker)).await.1, ["Tôm A", "Tôm B"]);
    assert_eq!(names("verification=pending", Some(&broker)).await.1, ["Tôm B"]);
    assert_eq!(names("verification=pending", None).await.0, 403);
    assert_eq!(
        names("kind=cooperative&place=96", None).await.1,
        ["Cua C", "Tôm A"]
    );
    assert_eq!(names("kind=nothing", None).await.0, 422);
    assert_eq!(names("place=01", None).await.1, Vec::<String>::new());

    let first = app
        .get("/api/v1/organisations?kind=cooperative&limit=1")
        .send()
        .await;
    assert_eq!(
        (
            first.body["total"].as_i64(),
            first.body["items"][0]["name"].as_str()
        ),
        (Some(2), Some("Cua C"))
    );
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = app
        .get(&format!(
            "/api/v1/organisations?kind=cooperative&limit=1&cursor={cursor}"
        ))
        .send()
        .await;
    assert_eq!(second.body["items"][0]["name"], "Tôm A");
    assert_eq!(second.body["next_cursor"], Value::Null);
}

#[tokio::test]
async fn the_department_decides_on_the_version_it_has_seen() {
    let app = TestApp::start().await;
    let (_, broker) = app.broker().await;
    let made = register(&app, registration()).await;
    let id = made.body["organisation"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/organisations/{id}/verification");
    let decide = async |version: Option<i64>, decision: &str| {
        let mut call = app.post(&path).as_bearer(&broker);
        if let Some(version) = version {
            call = call.if_match(version);
        }
        call.json(json!({ "decision": decision })).send().await
    };
    assert_eq!(decide(None, "verify").await.status, 428);
    assert_eq!(decide(Some(1), "approve").await.fault(), "decision one_of");
    let verified = decide(Some(1), "verify").await;
    assert_eq!(
        (verified.status, &verified.body["verification"]),
        (200, &json!("verified"))
    );
    assert_eq!(verified.headers["etag"], "\"2\"");
    let stale = decide(Some(1), "suspend").await;
    assert_eq!(stale.status, 412);
    assert_eq!(
        (
            &stale.body["current"]["version"],
            stale.headers["etag"].to_str().unwrap()
        ),
        (&json!(2), "\"2\"")
    );
    assert_eq!(
        app.get(&format!("/api/v1/organisations/{id}"))
            .send()
            .await
            .status,
        200,
        "now the public sees it"
    );

    let tx = app.store.begin().await.unwrap();
    let told = outbox::claim(&tx, 10, app.market.now() + 1, app.market.now() + 2)
        .await
        .unwrap();
    let about = told
        .iter()
        .filter(|c| c.event == Event::OrganisationChanged(id.parse().unwrap()))
        .count();
    assert_eq!(about, 2, "registered and verified");
}

#[tokio::test]
async fn nobody_decides_about_their_own() {
    let app = TestApp::start().await;
    let (actor, broker) = app.broker().await;
    let own = actor.memberships()[0].organisation;
    let call = app
        .post(&format!("/api/v1/organisations/{own}/verification"))
        .as_bearer(&broker)
        .if_match(1);
    let answer = call.json(json!({ "decision": "suspend" })).send().await;
    assert_eq!(
        (answer.status, answer.body["rule"].as_str()),
        (409, Some("own_organisation"))
    );
}

#[tokio::test]
async fn another_name_has_to_be_checked_again() {
    let app = TestApp::start().await;
    let organisation = app.organisation("HTX A", OrganisationKind::Cooperative).await;
    let (_, own) = app.person(organisation, Role::Supplier).await;
    let path = format!("/api/v1/organisations/{organisation}");
    let put = async |token: &str, version: i64, name: &str, phone: &str| {
        let body = json!({ "name": name, "place": "32236", "phone": phone, "contact_name": "Văn phòng" });
        app.put(&path)
            .as_bearer(token)
            .if_match(version)
            .json(body)
            .send()
            .await
    };
    let moved = put(&own, 1, "HTX A", "0912 345 678").await;
    assert_eq!(
        (moved.status, &moved.body["verification"]),
        (200, &json!("verified"))
    );
    assert_eq!(
        (&moved.body["phone"], &moved.body["place"]["code"]),
        (&json!("0912345678"), &json!("32236"))
    );
    let stale = put(&own, 1, "HTX A", "0911111111").await;
    assert_eq!(
        (stale.status, stale.body["fields"][0]["field"].as_str()),
        (412, Some("phone")),
        "{}",
        stale.body
    );
    let renamed = put(&own, 2, "HTX B", "").await;
    assert_eq!(
        (&renamed.body["verification"], &renamed.body["phone"]),
        (&json!("pending"), &Value::Null)
    );
    assert_eq!(put(&own, 3, "HTX B", "12").await.fault(), "phone phone_digits");

    let other = app.organisation("HTX C", OrganisationKind::Cooperative).await;
    let (_, stranger) = app.person(other, Role::Supplier).await;
    assert_eq!(
        put(&stranger, 3, "HTX X", "").await.status,
        404,
        "a pending one is not theirs to see"
    );
    let call = app
        .put(&format!("/api/v1/organisations/{other}"))
        .as_bearer(&own)
        .if_match(1);
    let answer = call.json(json!({ "name": "HTX X", "place": "96" })).send().await;
    assert_eq!(
        (answer.status, answer.body["rule"].as_str()),
        (403, Some("members_only"))
    );
}
