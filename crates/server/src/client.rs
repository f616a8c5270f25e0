//! Where a request comes from, for throttling.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::state::AppState;

/// The client's address: the connection's, or, behind trusted proxies, the one the outermost of them saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl FromRequestParts<AppState> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let nearest = connection.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(from)| from.ip());
        Ok(Self(
            forwarded(&parts.headers, app.config.trusted_proxies).unwrap_or(nearest),
        ))
    }
}

/// The address `proxies` entries from the end of X-Forwarded-For; what stands before it anyone could have written.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let entries: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    entries
        .get(entries.len().checked_sub(proxies.max(1))?)
        .filter(|_| proxies > 0)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_entries_are_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 1.2.3.4, 10.0.0.1".parse().unwrap());
        let seen = |proxies| forwarded(&headers, proxies).map(|ip| ip.to_string());
        assert_eq!(seen(0), None);
        assert_eq!(seen(1).unwrap(), "10.0.0.1");
        assert_eq!(seen(2).unwrap(), "1.2.3.4");
        assert_eq!(seen(4), None);
        assert_eq!(forwarded(&HeaderMap::new(), 1), None);
    }
}
