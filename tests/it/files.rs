//! `/api/v1/files` through the real router.

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use serde_json::json;
use time::Duration;

use crate::app::TestApp;
use crate::posts::{Posts, offer, with};

const FILES: &str = "/api/v1/files";

/// A JPEG of 64 × 48 pixels with an EXIF block that says where it was taken and that it lies on its side.
const PHOTO: &[u8] = include_bytes!("fixtures/gps.jpg");

async fn start() -> Posts {
    Posts::start(TestApp::start().await).await
}

#[tokio::test]
async fn a_photo_is_kept_without_where_it_was_taken() {
    let posts = start().await;
    assert!(PHOTO.windows(4).any(|w| w == b"Exif"), "the sample has metadata");
    let call = posts
        .app
        .post(FILES)
        .as_bearer(&posts.seller)
        .upload("ao-tom.png", PHOTO);
    let made = call.expect(StatusCode::CREATED).await.body;
    assert_eq!(
        (&made["kind"], &made["mime"]),
        (&json!("photo"), &json!("image/jpeg"))
    );
    assert_eq!(
        (&made["width"], &made["height"]),
        (&json!(48), &json!(64)),
        "upright"
    );
    let url = made["url"].as_str().unwrap();
    for path in [url, made["thumb_url"].as_str().unwrap()] {
        assert_eq!(posts.app.get(path).send().await.status, 404, "on no offer yet");
        assert_eq!(
            posts.app.get(path).as_bearer(&posts.buyer).send().await.status,
            404
        );
        let own = posts
            .app
            .get(path)
            .as_bearer(&posts.seller)
            .expect(StatusCode::OK)
            .await;
        assert_eq!(own.headers["content-type"], "image/jpeg");
        assert_eq!(own.headers["x-content-type-options"], "nosniff");
        assert!(
            own.headers["cache-control"]
                .to_str()
                .unwrap()
                .starts_with("private")
        );
        assert!(
            own.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("inline")
        );
        assert!(!own.bytes.windows(4).any(|w| w == b"Exif"), "no metadata");
        assert!(own.bytes.starts_with(&[0xFF, 0xD8]));
    }
    let body = with(offer(), &json!({ "photos": [made["id"]] }));
    let posted = posts
        .app
        .post("/api/v1/offers")
        .as_bearer(&posts.seller)
        .json(body);
    let posted = posted.expect(StatusCode::CREATED).await.body;
    assert_eq!(posted["photos"][0]["url"], *url);
    let shown = posts.app.get(url).expect(StatusCode::OK).await;
    assert_eq!(
        shown.headers["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let tag = shown.headers["etag"].to_str().unwrap();
    let again = posts.app.get(url).header("if-none-match", tag).send().await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let id = posted["id"].as_str().unwrap();
    let gone = posts
        .app
        .post(&format!("/api/v1/offers/{id}/withdraw"))
        .as_bearer(&posts.seller)
        .if_match(1);
    gone.expect(StatusCode::OK).await;
    assert_eq!(
        posts.app.get(url).send().await.status,
        404,
        "withdrawn with its offer"
    );
}

#[tokio::test]
async fn the_photos_of_others_cannot_be_shown() {
    let posts = start().await;
    let other = posts
        .app
        .organisation("HTX khác", OrganisationKind::Cooperative)
        .await;
    let (_, other) = posts.app.person(other, Role::Supplier).await;
    let call = posts.app.post(FILES).as_bearer(&other).upload("a.jpg", PHOTO);
    let made = call.expect(StatusCode::CREATED).await.body;
    let body = with(offer(), &json!({ "photos": [made["id"]] }));
    let refused = posts
        .app
        .post("/api/v1/offers")
        .as_bearer(&posts.seller)
        .json(body);
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.fault(), "photos[0] no_such_photo");
}

#[tokio::test]
async fn a_document_is_for_its_organisation_and_the_trade_department() {
    let posts = start().await;
    let pdf = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n";
    let call = posts
        .app
        .post(FILES)
        .as_bearer(&posts.seller)
        .upload("vietgap.pdf", pdf);
    let made = call.expect(StatusCode::CREATED).await.body;
    assert_eq!(
        (&made["kind"], &made["thumb_url"]),
        (&json!("document"), &json!(null))
    );
    let url = made["url"].as_str().unwrap();
    let (_, broker) = posts.app.broker().await;
    assert_eq!(posts.app.get(url).send().await.status, 404);
    assert_eq!(
        posts.app.get(url).as_bearer(&posts.buyer).send().await.status,
        404
    );
    let read = posts.app.get(url).as_bearer(&broker).expect(StatusCode::OK).await;
    assert_eq!(read.bytes, pdf);
    assert!(
        read.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let thumb = posts.app.get(&format!("{url}/thumb")).as_bearer(&posts.seller);
    thumb.expect(StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn what_is_no_picture_and_no_pdf_is_refused() {
    let posts = start().await;
    let upload = |file: &[u8]| {
        posts
            .app
            .post(FILES)
            .as_bearer(&posts.seller)
            .upload("anh.jpg", file)
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    upload(svg).expect(StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    upload(b"").expect(StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    let cut = upload(&PHOTO[..PHOTO.len() / 4])
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert_eq!(cut.fault(), "file broken_picture");
    let mut large = PHOTO.to_vec();
    large.resize(9 << 20, 0);
    upload(&large).expect(StatusCode::PAYLOAD_TOO_LARGE).await;
    large.resize(11 << 20, 0);
    upload(&large).expect(StatusCode::PAYLOAD_TOO_LARGE).await;
    posts
        .app
        .post(FILES)
        .upload("a.jpg", PHOTO)
        .expect(StatusCode::UNAUTHORIZED)
        .await;
    let none = posts.app.post(FILES).as_bearer(&posts.seller).json(json!({}));
    none.expect(StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
}

#[tokio::test]
async fn the_same_key_keeps_one_file() {
    let posts = start().await;
    let upload = |file: &[u8]| {
        let call = posts
            .app
            .post(FILES)
            .as_bearer(&posts.seller)
            .upload("a.jpg", file);
        call.header("idempotency-key", "f1")
    };
    let first = upload(PHOTO).expect(StatusCode::CREATED).await.body;
    assert_eq!(upload(PHOTO).expect(StatusCode::CREATED).await.body, first);
    let other = upload(b"%PDF-1.4\n")
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .await;
    assert_eq!(other.fault(), "Idempotency-Key key_reused");
}

#[tokio::test]
async fn files_that_nothing_shows_are_swept_in_the_end() {
    let posts = start().await;
    let upload = async || {
        let call = posts
            .app
            .post(FILES)
            .as_bearer(&posts.seller)
            .upload("a.jpg", PHOTO);
        call.expect(StatusCode::CREATED).await.body
    };
    let (unused, used) = (upload().await, upload().await);
    let draft = with(offer(), &json!({ "photos": [used["id"]], "publish": false }));
    let draft = posts
        .app
        .post("/api/v1/offers")
        .as_bearer(&posts.seller)
        .json(draft);
    draft.expect(StatusCode::CREATED).await;
    assert_eq!(
        posts.app.market.sweep_files().await.unwrap(),
        0,
        "it may still be posted"
    );
    posts.app.clock.advance(Duration::days(8));
    assert_eq!(posts.app.market.sweep_files().await.unwrap(), 1);
    let (_, seller) = posts.app.person(posts.cooperative, Role::Supplier).await;
    let status = async |file: &serde_json::Value| {
        let call = posts.app.get(file["url"].as_str().unwrap()).as_bearer(&seller);
        call.send().await.status
    };
    assert_eq!((status(&unused).await, status(&used).await), (404, 200));
}
