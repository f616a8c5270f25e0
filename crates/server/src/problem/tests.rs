//! Every kind of problem has words in every language, and a stable slug.

use super::*;
use crate::locale;

#[test]
fn every_kind_has_a_title_and_a_detail() {
    for kind in Kind::ALL {
        for part in ["title", "detail"] {
            let key = format!("problem.{}.{part}", kind.slug());
            assert!(locale::has(&key), "{key}");
        }
    }
}

#[test]
fn a_status_and_a_slug_lead_back_to_their_kind() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of_status(kind.status()), *kind);
        assert_eq!(Kind::of_slug(kind.slug()), Some(*kind));
    }
}

#[test]
fn an_unknown_status_is_the_callers_fault_or_ours() {
    assert_eq!(
        Kind::of_status(axum::http::StatusCode::IM_A_TEAPOT),
        Kind::Malformed
    );
    assert_eq!(
        Kind::of_status(axum::http::StatusCode::BAD_GATEWAY),
        Kind::Internal
    );
}
