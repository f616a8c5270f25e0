//! Logging in, staying logged in and logging out, through the router.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role, Verification};
use chonoi_market::master_key::MasterKey;
use chonoi_market::testing;
use chonoi_testkit::database::TestDatabase;
use serde_json::{Value, json};
use time::Duration;

use crate::app::{Answer, TestApp};

/// A verified cooperative's person; their login.
pub(crate) async fn cooperative(app: &TestApp) -> String {
    let organisation = app
        .organisation("HTX Tân Phát", OrganisationKind::Cooperative)
        .await;
    let user = testing::user(&app.market, organisation, Role::Supplier)
        .await
        .unwrap();
    format!("{user}@chonoi.example")
}

pub(crate) async fn log_in(app: &TestApp, login: &str, password: &str) -> Answer {
    app.post("/api/v1/sessions")
        .json(json!({ "login": login, "password": password }))
        .send()
        .await
}

/// Logged in: the access token and the refresh token.
pub(crate) async fn tokens(app: &TestApp, login: &str) -> (String, String) {
    let answer = log_in(app, login, testing::PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    pair(&answer)
}

pub(crate) fn pair(answer: &Answer) -> (String, String) {
    let access = answer.body["access_token"].as_str().unwrap().to_owned();
    (access, answer.cookie("chonoi_refresh").unwrap())
}

pub(crate) async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.post("/api/v1/sessions/refresh")
        .header("cookie", &format!("chonoi_refresh={token}"))
        .send()
        .await
}

pub(crate) async fn me(app: &TestApp, access: &str) -> u16 {
    app.get("/api/v1/sessions/me")
        .as_bearer(access)
        .send()
        .await
        .status
}

#[tokio::test]
async fn a_login_says_who_and_sets_two_cookies_no_script_can_read() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let answer = log_in(&app, &login.to_uppercase(), testing::PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["user"]["login"], login);
    assert_eq!(answer.body["roles"], json!(["supplier"]));
    assert_eq!(
        answer.body["memberships"][0]["organisation"]["name"],
        "HTX Tân Phát"
    );
    let refresh = answer.cookie_line("chonoi_refresh").unwrap();
    for part in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/api/v1/sessions",
        "Max-Age=2592000",
    ] {
        assert!(refresh.contains(part), "{part}: {refresh}");
    }
    let access = answer.cookie_line("chonoi_access").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/;", "Max-Age=900"] {
        assert!(format!("{access};").contains(part), "{part}: {access}");
    }
    assert!(
        !refresh.contains("Secure") && !access.contains("Secure"),
        "plain http here"
    );
}

#[tokio::test]
async fn behind_https_the_cookies_are_secure() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let router = app.with_settings(&[("CHONOI_PUBLIC_URL", "https://cho.example")]);
    let app = app.served_by(router);
    let answer = log_in(&app, &login, testing::PASSWORD).await;
    for name in ["chonoi_refresh", "chonoi_access"] {
        assert!(answer.cookie_line(name).unwrap().contains("Secure"), "{name}");
    }
}

#[tokio::test]
async fn unknown_and_wrong_are_one_answer() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let without_id = |mut answer: Answer| {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.cookie("chonoi_refresh"), None);
        answer.body["request_id"] = Value::Null;
        answer.headers.remove("x-request-id");
        (answer.body, format!("{:?}", answer.headers))
    };
    let wrong = without_id(log_in(&app, &login, "khong phai mat khau").await);
    let unknown = without_id(log_in(&app, "0911111111", "khong phai mat khau").await);
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.0["type"], "/problems/unauthenticated");
}

#[tokio::test]
async fn a_login_that_is_none_is_named_as_a_field() {
    let app = TestApp::start().await;
    let answer = log_in(&app, "091234567", "x").await;
    assert_eq!(
        (answer.status, answer.fault().as_str()),
        (422, "login phone_digits")
    );
    assert_eq!(answer.body["fields"][0]["message"], "Số điện thoại cần 10 số.");
}

#[tokio::test]
async fn guessing_is_slowed_down_by_source_and_never_locks_the_owner_out() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let router = app.with_settings(&[("CHONOI_TRUSTED_PROXIES", "1")]);
    let app = app.served_by(router);
    let from = async |source: &str, login: &str, password: &str| {
        let call = app.post("/api/v1/sessions").header("x-forwarded-for", source);
        call.json(json!({ "login": login, "password": password }))
            .send()
            .await
    };
    for unknown in [&login, "0911111111"] {
        for _ in 0..6 {
            assert_eq!(from("203.0.113.7", unknown, "sai mat khau roi").await.status, 401);
        }
        let refused = from("203.0.113.7", unknown, testing::PASSWORD).await;
        assert_eq!(refused.status, 429, "the right password too, from this source");
        assert_eq!(refused.headers["retry-after"], "60");
    }
    assert_eq!(
        from("198.51.100.4", &login, testing::PASSWORD).await.status,
        200,
        "its owner is elsewhere"
    );
    app.clock.advance(Duration::seconds(60));
    assert_eq!(from("203.0.113.7", &login, testing::PASSWORD).await.status, 200);
    for _ in 0..6 {
        assert_eq!(
            from("203.0.113.7", &login, "sai mat khau roi").await.status,
            401,
            "a success forgives"
        );
    }
}

#[tokio::test]
async fn one_source_may_not_try_one_password_on_everyone() {
    let app = TestApp::start().await;
    for n in 0..30 {
        assert_eq!(
            log_in(&app, &format!("09000000{n:02}"), "mat khau chung")
                .await
                .status,
            401,
            "{n}"
        );
    }
    assert_eq!(log_in(&app, "0900000099", "mat khau chung").await.status, 429);
}

#[tokio::test]
async fn logging_out_ends_this_session_or_all() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let (phone, phone_refresh) = tokens(&app, &login).await;
    let (desk, desk_refresh) = tokens(&app, &login).await;
    let list = app
        .get("/api/v1/sessions")
        .as_bearer(&phone)
        .expect(StatusCode::OK)
        .await;
    let items = list.body["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|s| s["current"] == true).count(), 1);
    assert_eq!(items.len(), 2);

    let out = app
        .delete("/api/v1/sessions/current")
        .as_bearer(&phone)
        .expect(StatusCode::NO_CONTENT)
        .await;
    assert_eq!(out.cookie("chonoi_refresh").as_deref(), Some(""));
    assert!(out.cookie_line("chonoi_refresh").unwrap().contains("Max-Age=0"));
    assert_eq!((me(&app, &phone).await, me(&app, &desk).await), (401, 200));
    assert_eq!(refresh(&app, &phone_refresh).await.status, 401);

    let (third, _) = tokens(&app, &login).await;
    app.delete("/api/v1/sessions")
        .as_bearer(&desk)
        .expect(StatusCode::NO_CONTENT)
        .await;
    assert_eq!((me(&app, &desk).await, me(&app, &third).await), (401, 401));
    assert_eq!(refresh(&app, &desk_refresh).await.status, 401);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let (kept, _) = tokens(&app, &login).await;
    let (other, other_refresh) = tokens(&app, &login).await;
    let change = async |current: &str, new: &str| {
        let call = app.put("/api/v1/sessions/password").as_bearer(&kept);
        call.json(json!({ "current": current, "new": new })).send().await
    };
    let new = "con tom om cay duoc";
    assert_eq!(
        change("khong dung dau", new).await.fault(),
        "current password_wrong"
    );
    assert_eq!(
        change(testing::PASSWORD, "ngan").await.fault(),
        "new password_short"
    );
    assert_eq!(
        change(testing::PASSWORD, "1234567890").await.fault(),
        "new password_common"
    );
    assert_eq!(change(testing::PASSWORD, new).await.status, 204);
    assert_eq!((me(&app, &kept).await, me(&app, &other).await), (200, 401));
    assert_eq!(refresh(&app, &other_refresh).await.status, 401);
    assert_eq!(log_in(&app, &login, testing::PASSWORD).await.status, 401);
    assert_eq!(log_in(&app, &login, new).await.status, 200);
    for _ in 0..6 {
        assert_eq!(change("khong dung dau", new).await.status, 422);
    }
    assert_eq!(
        change(new, testing::PASSWORD).await.status,
        429,
        "a stolen session guesses slowly too"
    );
}

#[tokio::test]
async fn a_suspension_bites_at_once() {
    let app = TestApp::start().await;
    let organisation = app.organisation("HTX A", OrganisationKind::Cooperative).await;
    let (_, token) = app.person(organisation, Role::Supplier).await;
    let (_, broker) = app.broker().await;
    let path = format!("/api/v1/organisations/{organisation}/verification");
    let decision = json!({ "decision": "suspend", "note": "Giấy tờ không đúng" });
    app.post(&path)
        .as_bearer(&broker)
        .if_match(1)
        .json(decision)
        .expect(StatusCode::OK)
        .await;
    let seen = app
        .get("/api/v1/sessions/me")
        .as_bearer(&token)
        .expect(StatusCode::OK)
        .await;
    assert_eq!(
        seen.body["memberships"][0]["organisation"]["verification"],
        "suspended"
    );
    let post = app
        .post("/api/v1/offers")
        .as_bearer(&token)
        .json(json!({}))
        .send()
        .await;
    assert_eq!(
        (post.status, post.body["rule"].as_str()),
        (403, Some("suspended"))
    );
}

#[tokio::test]
async fn demonstration_accounts_are_there_on_a_demonstration_only() {
    let real = TestApp::start().await;
    real.market.seed_demo_accounts().await.unwrap();
    assert_eq!(
        real.get("/api/v1/sessions/demo-accounts").send().await.status,
        404
    );
    assert_eq!(
        log_in(&real, "htx@chonoi.example", "cho-noi-2021").await.status,
        401
    );

    let demo = TestApp::with(TestDatabase::sqlite(), true).await;
    chonoi_market::demo::load(&demo.market).await.unwrap().unwrap();
    for _ in 0..2 {
        demo.market.seed_demo_accounts().await.unwrap();
    }
    let list = demo
        .get("/api/v1/sessions/demo-accounts")
        .expect(StatusCode::OK)
        .await;
    let accounts = list.body["items"].as_array().unwrap();
    let mut roles: Vec<&str> = accounts.iter().map(|a| a["role"].as_str().unwrap()).collect();
    roles.sort_unstable();
    let mut all: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    all.sort_unstable();
    assert_eq!(roles, all, "one a role");
    for account in accounts {
        let answer = log_in(
            &demo,
            account["login"].as_str().unwrap(),
            account["password"].as_str().unwrap(),
        )
        .await;
        assert_eq!(answer.status, 200, "{account}");
        assert_eq!(answer.body["roles"], json!([account["role"]]));
        let organisation = &answer.body["memberships"][0]["organisation"];
        assert_eq!(organisation["verification"], Verification::Verified.as_str());
        let access = answer.body["access_token"].as_str().unwrap();
        let change = demo.put("/api/v1/sessions/password").as_bearer(access);
        let change = change.json(json!({ "current": account["password"], "new": "con tom om cay duoc" }));
        assert_eq!(
            change.send().await.status,
            409,
            "the password is printed everywhere"
        );
    }
    let served_for_real = demo
        .market
        .clone()
        .with_logins(MasterKey::from_bytes([7; 32]), false);
    let device = chonoi_market::sessions::Device {
        source: "203.0.113.7".parse().unwrap(),
        user_agent: String::new(),
    };
    let refused = served_for_real
        .log_in("htx@chonoi.example", "cho-noi-2021", &device)
        .await;
    assert!(refused.is_err(), "a database that was filled for a demonstration");
}
