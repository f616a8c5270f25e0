//! What the codings and tags of files come down to.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

use super::files::{accepts, etag, matches};

fn headers(name: axum::http::HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, value.parse().unwrap())])
}

#[test]
fn a_coding_is_taken_only_where_it_is_asked_for() {
    let takes = |value: &str, coding| accepts(&headers(ACCEPT_ENCODING, value), coding);
    assert!(takes("gzip, deflate, br", "br"));
    assert!(takes("br;q=0.5", "br"));
    assert!(!takes("gzip", "br"));
    assert!(!takes("br;q=0, gzip", "br"));
    assert!(!takes("br; q=0.000", "br"));
    assert!(!accepts(&HeaderMap::new(), "gzip"));
}

#[test]
fn a_known_tag_matches_in_any_list() {
    let tag = etag(&[1, 2, 3, 4, 5, 6, 7, 8, 9], Some("br"));
    assert_eq!(tag, "\"0102030405060708br\"");
    assert!(matches(
        &headers(IF_NONE_MATCH, "\"x\", W/\"0102030405060708br\""),
        &tag
    ));
    assert!(matches(&headers(IF_NONE_MATCH, "*"), &tag));
    assert!(!matches(&headers(IF_NONE_MATCH, "\"0102030405060708\""), &tag));
    assert!(!matches(&HeaderMap::new(), &tag));
}
