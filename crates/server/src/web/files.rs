//! Files of the front end with their compressed twins, made once when it was built.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest as _, Sha256};

/// `web/dist`; in a debug build read from disk at each request, in a release build part of the program.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Files whose names carry a digest of what is in them never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Others are asked for again each time, and answered with 304 mostly.
const ASK_AGAIN: &str = "no-cache";

/// The compressed twins by preference: ending and content coding.
const TWINS: [(&str, &str); 2] = [(".br", "br"), (".gz", "gzip")];

/// The file of this name, in the best coding that the reader takes; nothing where there is no such file.
pub(super) fn serve(name: &str, asked: &HeaderMap) -> Option<Response> {
    if name.is_empty() || name == "index.html" {
        return None;
    }
    let plain = Dist::get(name)?;
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let mime = match (mime.type_(), name.rsplit('.').next()) {
        (_, Some("webmanifest")) => "application/manifest+json".to_owned(),
        (mime_guess::mime::TEXT, _) => format!("{mime}; charset=utf-8"),
        _ => mime.to_string(),
    };
    let (coding, file) = best(name, plain, asked);
    let cache = if name.starts_with("assets/") {
        FOREVER
    } else {
        ASK_AGAIN
    };
    Some(answer(
        &mime,
        cache,
        coding,
        file.data.into_owned(),
        &file.metadata.sha256_hash(),
        asked,
    ))
}

/// The text of a file as it was built.
pub(super) fn text(name: &str) -> Option<String> {
    String::from_utf8(Dist::get(name)?.data.into_owned()).ok()
}

/// A text that is not one of the front end's files.
pub(super) fn own(mime: &str, text: &str, asked: &HeaderMap) -> Response {
    answer(
        mime,
        ASK_AGAIN,
        None,
        text.as_bytes().to_vec(),
        &Sha256::digest(text).into(),
        asked,
    )
}

fn best(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> (Option<&'static str>, EmbeddedFile) {
    TWINS
        .into_iter()
        .filter(|(_, coding)| accepts(asked, coding))
        .find_map(|(ending, coding)| Some((Some(coding), Dist::get(&format!("{name}{ending}"))?)))
        .unwrap_or((None, plain))
}

/// Whether Accept-Encoding (RFC 9110, section 12.5.3) takes `coding`; `*` is not read, nobody sends it for these.
pub(super) fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    let entries = asked
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    entries.flat_map(|value| value.split(',')).any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let refused = |part: &str| part.replace(' ', "").trim_end_matches(['0', '.']) == "q=";
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding)) && !parts.any(refused)
    })
}

fn answer(
    mime: &str,
    cache: &'static str,
    coding: Option<&'static str>,
    data: Vec<u8>,
    digest: &[u8; 32],
    asked: &HeaderMap,
) -> Response {
    let tag = etag(digest, coding);
    let fresh = matches(asked, &tag);
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(data).into_response()
    };
    let headers = response.headers_mut();
    if !fresh {
        headers.insert(CONTENT_TYPE, text_value(mime));
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(ETAG, text_value(&tag));
    response
}

fn text_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// A tag of sixteen hexadecimal digits of the content's digest; each coding has its own, as each is another body.
pub(super) fn etag(digest: &[u8], coding: Option<&str>) -> String {
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}{}\"", coding.unwrap_or_default())
}

/// Whether the reader has this version already (If-None-Match, RFC 9110, section 13.1.2).
pub(super) fn matches(asked: &HeaderMap, tag: &str) -> bool {
    let given = asked
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    given.split(',').any(|known| {
        matches!(known.trim().trim_start_matches("W/"), "*") || known.trim().trim_start_matches("W/") == tag
    })
}
