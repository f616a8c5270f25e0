//! Who sends the request: proof of a live login, or nobody.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum_extra::extract::CookieJar;
use chonoi_market::actor::Actor;
use chonoi_market::error::Error;

use crate::problem::{Kind, Problem};
use crate::state::AppState;

/// The cookie that carries the access token where no header can: links to printed pages and downloads.
pub(crate) const ACCESS_COOKIE: &str = "chonoi_access";

/// The one who is logged in; 401 when nobody is.
#[derive(Clone, Debug)]
pub struct Caller(pub Actor);

/// The one who is logged in, if anyone. A bearer token that does not hold is 401 even so, that the client renews it; a
/// cookie that does not hold counts for nothing.
#[derive(Clone, Debug)]
pub struct MaybeCaller(pub Option<Actor>);

impl MaybeCaller {
    /// The actor, as use cases take it.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        self.0.as_ref()
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let MaybeCaller(actor) = MaybeCaller::from_request_parts(parts, app).await?;
        actor.map(Self).ok_or_else(|| Kind::Unauthenticated.into())
    }
}

impl FromRequestParts<AppState> for MaybeCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        if let Some(token) = bearer(&parts.headers)? {
            return Ok(Self(Some(app.market.actor(token).await?)));
        }
        let Some(token) = cookie(&parts.method, &parts.headers) else {
            return Ok(Self(None));
        };
        match app.market.actor(&token).await {
            Ok(actor) => Ok(Self(Some(actor))),
            Err(Error::Unauthenticated) => Ok(Self(None)),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1).
///
/// # Errors
/// 401 for a header that is something else.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.map(Some).ok_or_else(|| Kind::Unauthenticated.into())
}

/// The token of the cookie, for methods that change nothing: a cookie is sent by any site's link, a header is not.
fn cookie(method: &Method, headers: &HeaderMap) -> Option<String> {
    let safe = *method == Method::GET || *method == Method::HEAD;
    let jar = CookieJar::from_headers(headers);
    jar.get(ACCESS_COOKIE)
        .filter(|_| safe)
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn a_bearer_header_holds_a_token_or_is_refused() {
        assert_eq!(bearer(&HeaderMap::new()).unwrap(), None);
        assert_eq!(
            bearer(&headers("authorization", "Bearer a.b.c")).unwrap(),
            Some("a.b.c")
        );
        assert_eq!(
            bearer(&headers("authorization", "bearer a.b.c")).unwrap(),
            Some("a.b.c")
        );
        for wrong in ["Basic YTpi", "a.b.c", "Bearer"] {
            assert!(bearer(&headers("authorization", wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_cookie_counts_only_where_nothing_is_changed() {
        let sent = headers("cookie", "lang=vi; chonoi_access=a.b.c");
        assert_eq!(cookie(&Method::GET, &sent).as_deref(), Some("a.b.c"));
        assert_eq!(cookie(&Method::HEAD, &sent).as_deref(), Some("a.b.c"));
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            assert_eq!(cookie(&method, &sent), None, "{method}");
        }
    }
}
