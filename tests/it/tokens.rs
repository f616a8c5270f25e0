//! Access and refresh tokens, and the keys behind them, through the router.

use chonoi_market::master_key::MasterKey;
use chonoi_market::testing;
use chonoi_store::{sessions, signing_keys};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::Duration;

use crate::app::TestApp;
use crate::sessions::{cooperative, me, pair, refresh, tokens};

#[tokio::test]
async fn an_access_token_ends_after_fifteen_minutes_and_is_renewed() {
    let app = TestApp::start().await;
    let (access, token) = tokens(&app, &cooperative(&app).await).await;
    assert_eq!(me(&app, &access).await, 200);
    app.clock.advance(Duration::seconds(899));
    assert_eq!(me(&app, &access).await, 200);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(me(&app, &access).await, 401);
    let (access, _) = pair(&refresh(&app, &token).await);
    assert_eq!(me(&app, &access).await, 200);
}

#[tokio::test]
async fn a_token_that_is_altered_or_signed_by_another_is_refused() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let (access, _) = tokens(&app, &login).await;
    let parts: Vec<&str> = access.split('.').collect();
    let none = "eyJhbGciOiJub25lIn0";
    let other = TestApp::start().await;
    // Ids of a clock that stands still are alike: the second person's differ from ours.
    cooperative(&other).await;
    let (foreign, _) = tokens(&other, &cooperative(&other).await).await;
    for forged in [
        format!("{none}.{}.", parts[1]),
        format!(
            "{}.{}.{}",
            parts[0],
            parts[1],
            foreign.rsplit('.').next().unwrap()
        ),
        format!("{}.{}.{}", parts[0], foreign.split('.').nth(1).unwrap(), parts[2]),
        foreign,
        String::new(),
        "x".to_owned(),
    ] {
        assert_eq!(me(&app, &forged).await, 401, "{forged}");
    }
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_later_ends_the_session() {
    let app = TestApp::start().await;
    let (access, first) = tokens(&app, &cooperative(&app).await).await;
    let (_, second) = pair(&refresh(&app, &first).await);
    assert_ne!(first, second);
    app.clock.advance(Duration::seconds(11));
    let reused = refresh(&app, &first).await;
    assert_eq!(reused.status, 401);
    assert_eq!(
        reused.cookie("chonoi_refresh").as_deref(),
        Some(""),
        "and the cookie is taken away"
    );
    assert_eq!(
        refresh(&app, &second).await.status,
        401,
        "the thief's or the owner's, both end"
    );
    assert_eq!(
        me(&app, &access).await,
        401,
        "the access token ends with the session"
    );
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_for_ten_seconds() {
    let app = TestApp::start().await;
    let (_, first) = tokens(&app, &cooperative(&app).await).await;
    let (_, lost) = pair(&refresh(&app, &first).await);
    app.clock.advance(Duration::seconds(10));
    let (access, again) = pair(&refresh(&app, &first).await);
    assert_eq!(lost, again, "there is never more than one that is good");
    assert_eq!(me(&app, &access).await, 200);
    let (_, third) = pair(&refresh(&app, &again).await);
    assert_eq!(
        refresh(&app, &first).await.status,
        401,
        "its successor was used: this one is stolen"
    );
    assert_eq!(refresh(&app, &third).await.status, 401);
}

on_both!(
    two_tabs_that_refresh_at_once_get_the_same_token,
    async |database: TestDatabase| {
        let app = TestApp::with(database, false).await;
        let (_, token) = tokens(&app, &cooperative(&app).await).await;
        let (a, b, c) = tokio::join!(
            refresh(&app, &token),
            refresh(&app, &token),
            refresh(&app, &token)
        );
        let next = pair(&a).1;
        assert_eq!([pair(&b).1, pair(&c).1], [next.clone(), next.clone()]);
        assert_eq!(refresh(&app, &next).await.status, 200);
    }
);

#[tokio::test]
async fn a_refresh_token_ends_after_thirty_days_without_use() {
    let app = TestApp::start().await;
    let (_, token) = tokens(&app, &cooperative(&app).await).await;
    app.clock.advance(Duration::days(29));
    let (_, next) = pair(&refresh(&app, &token).await);
    app.clock.advance(Duration::days(30));
    assert_eq!(refresh(&app, &next).await.status, 401);
}

#[tokio::test]
async fn another_site_cannot_refresh() {
    let app = TestApp::start().await;
    let (_, token) = tokens(&app, &cooperative(&app).await).await;
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 200),
    ] {
        let call = app.post("/api/v1/sessions/refresh").header(name, value);
        let answer = call
            .header("cookie", &format!("chonoi_refresh={token}"))
            .send()
            .await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
    let bare = app.post("/api/v1/sessions/refresh").send().await;
    assert_eq!(bare.status, 401, "no cookie");
}

#[tokio::test]
async fn the_access_cookie_reads_and_never_writes() {
    let app = TestApp::start().await;
    let (access, _) = tokens(&app, &cooperative(&app).await).await;
    let cookie = format!("chonoi_access={access}");
    let read = app
        .get("/api/v1/sessions/me")
        .header("cookie", &cookie)
        .send()
        .await;
    assert_eq!(read.status, 200);
    let write = app
        .delete("/api/v1/sessions")
        .header("cookie", &cookie)
        .send()
        .await;
    assert_eq!(write.status, 401);
    let stale = app
        .get("/api/v1/organisations")
        .header("cookie", "chonoi_access=x")
        .send()
        .await;
    assert_eq!(stale.status, 200, "an old cookie reads what the public reads");
    let bearer = app.get("/api/v1/organisations").as_bearer("x").send().await;
    assert_eq!(bearer.status, 401, "an old token is renewed");
}

on_both!(
    keys_are_sealed_and_rotate_weekly,
    async |database: TestDatabase| {
        let app = TestApp::with(database, false).await;
        let login = cooperative(&app).await;
        let (before, token) = tokens(&app, &login).await;
        let keys = async || signing_keys::all(app.store.reader()).await.unwrap();
        assert_eq!(keys().await.len(), 1);

        app.clock.advance(Duration::days(7) - Duration::minutes(1));
        let (last, token) = pair(&refresh(&app, &token).await);
        assert_eq!(keys().await.len(), 1, "the first key signs for a week");
        app.clock.advance(Duration::minutes(1));
        let (first_of_new, _) = pair(&refresh(&app, &token).await);
        assert_eq!(keys().await.len(), 2);
        let kid = |access: &str| access.split('.').next().unwrap().to_owned();
        assert_eq!(kid(&before), kid(&last));
        assert_ne!(kid(&last), kid(&first_of_new));
        assert_eq!(
            me(&app, &last).await,
            200,
            "the old key still verifies its last tokens"
        );
        app.clock.advance(Duration::minutes(17));
        app.market.forget_old_sessions().await.unwrap();
        assert_eq!(keys().await.len(), 1, "and is forgotten when they have ended");
    }
);

#[tokio::test]
async fn another_master_key_ends_the_tokens_and_makes_a_new_key() {
    let app = TestApp::start().await;
    let login = cooperative(&app).await;
    let (old, _) = tokens(&app, &login).await;
    let changed = app
        .market
        .clone()
        .with_logins(MasterKey::from_bytes([8; 32]), false);
    assert!(changed.actor(&old).await.is_err());
    let device = chonoi_market::sessions::Device {
        source: "203.0.113.7".parse().unwrap(),
        user_agent: String::new(),
    };
    let proof = changed.log_in(&login, testing::PASSWORD, &device).await.unwrap();
    assert!(changed.actor(&proof.access_token).await.is_ok());
    assert!(
        app.market.actor(&proof.access_token).await.is_err(),
        "a key that does not open verifies nothing"
    );
}

#[tokio::test]
async fn of_a_refresh_token_only_the_hash_is_kept() {
    let app = TestApp::start().await;
    let (_, token) = tokens(&app, &cooperative(&app).await).await;
    let tx = app.store.begin().await.unwrap();
    assert_eq!(
        sessions::lock_token(&tx, &token).await.unwrap(),
        None,
        "the token itself is not there"
    );
}
