//! Which language a request asks for.

use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;

use super::Locale;

/// The language that the request asks for, if it asks for one that we speak.
pub(super) fn asked(parts: &Parts) -> Option<Locale> {
    by_query(parts.uri.query())
        .or_else(|| by_cookie(parts))
        .or_else(|| by_header(parts))
}

fn by_query(query: Option<&str>) -> Option<Locale> {
    query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
        .and_then(Locale::parse)
}

fn by_cookie(parts: &Parts) -> Option<Locale> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("lang="))
        .and_then(Locale::parse)
}

/// The first language that we speak by the weights of RFC 9110, section 12.5.4.
fn by_header(parts: &Parts) -> Option<Locale> {
    let header = parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wishes: Vec<(u32, Locale)> = header.split(',').filter_map(wish).collect();
    wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wishes.first().map(|(_, locale)| *locale)
}

/// One entry as its weight in thousandths; entries of weight 0 are refusals.
fn wish(entry: &str) -> Option<(u32, Locale)> {
    let mut parts = entry.split(';');
    let locale = Locale::parse(parts.next()?)?;
    let weight = parts
        .find_map(|part| part.trim().strip_prefix("q="))
        .map_or(1000, thousandths);
    (weight > 0).then_some((weight, locale))
}

/// `0.85` → 850; what is not a weight counts as 0.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{whole}{digits}").parse().unwrap_or(0).min(1000)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn locale(uri: &str, cookie: &str, header: &str) -> Locale {
        let request = Request::get(uri)
            .header(COOKIE, cookie)
            .header(ACCEPT_LANGUAGE, header);
        Locale::of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        assert_eq!(locale("/?a=1&lang=en", "lang=vi", "vi"), Locale::En);
        assert_eq!(locale("/", "a=1; lang=en", "vi"), Locale::En);
        assert_eq!(locale("/", "", "en-GB,vi;q=0.5"), Locale::En);
        assert_eq!(locale("/", "", ""), Locale::Vi);
    }

    #[test]
    fn what_we_do_not_speak_is_passed_over() {
        assert_eq!(locale("/?lang=fr", "lang=de", "fr, en;q=0.2"), Locale::En);
        assert_eq!(locale("/", "", "fr"), Locale::Vi);
    }

    #[test]
    fn weights_order_the_wishes() {
        assert_eq!(locale("/", "", "vi;q=0.85,en;q=0.9"), Locale::En);
        assert_eq!(locale("/", "", "en;q=0"), Locale::Vi);
        assert_eq!(locale("/", "", "en;q=x,vi;q=0.001"), Locale::Vi);
    }
}
