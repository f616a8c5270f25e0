//! The two cookies of a login, neither of which a script can read.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chonoi_market::sessions::{LoggedIn, REFRESH_MS};
use time::Duration;

use crate::config::Config;
use crate::extract::caller::ACCESS_COOKIE;

/// Exchanged for the next pair; sent to the sessions' own addresses and to nothing else.
const REFRESH_COOKIE: &str = "chonoi_refresh";
/// Where it is sent.
const REFRESH_PATH: &str = "/api/v1/sessions";

/// The refresh token that came with a request.
pub(super) fn refresh_token(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(REFRESH_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The cookies of a new login.
pub(super) fn set(config: &Config, proof: &LoggedIn) -> CookieJar {
    let refresh = Duration::milliseconds(REFRESH_MS);
    let access = Duration::seconds(proof.expires_in);
    jar(
        config,
        (proof.refresh_token.clone(), refresh),
        (proof.access_token.clone(), access),
    )
}

/// The cookies of no login: both end.
pub(super) fn cleared(config: &Config) -> CookieJar {
    let nothing = || (String::new(), Duration::ZERO);
    jar(config, nothing(), nothing())
}

fn jar(config: &Config, refresh: (String, Duration), access: (String, Duration)) -> CookieJar {
    let cookie = |name: &'static str, path: &'static str, same_site, (value, age): (String, Duration)| {
        Cookie::build((name, value))
            .path(path)
            .http_only(true)
            .secure(config.is_https())
            .same_site(same_site)
            .max_age(age)
            .build()
    };
    CookieJar::new()
        .add(cookie(REFRESH_COOKIE, REFRESH_PATH, SameSite::Strict, refresh))
        // Lax, so that a link in a message opens a printed page; it counts for reading only.
        .add(cookie(ACCESS_COOKIE, "/", SameSite::Lax, access))
}
