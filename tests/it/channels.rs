//! Sales channels from the post to the platform's answer: `/api/v1/channels` and `/api/v1/feeds` through the real router.

mod answers;
mod sale;
mod taken_off;

use axum::http::StatusCode;
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::json;

use self::sale::{Sale, cell};
use crate::app::TestApp;
use crate::posts::offer;

const XML: &str = "/api/v1/feeds/products.xml";
const JSONLD: &str = "/api/v1/feeds/products.jsonld";

on_both!(
    what_is_published_is_in_every_file_and_in_the_feed,
    async |database: TestDatabase| {
        let sale = Sale::over(TestApp::with(database, false).await).await;
        let id = sale.publish(json!({})).await;
        let sku = sale.sku(&id).await;
        assert!(sku.starts_with("CM-"), "{sku}");
        for channel in ["voso", "postmart", "madeincamau"] {
            assert_eq!(sale.state(channel, &id).await, "awaiting_operator -", "{channel}");
            let workbook = sale.file(channel, "xlsx").await;
            assert_eq!(workbook.len(), 2, "{channel}: a header and one row");
            assert_eq!(
                workbook,
                sale.file(channel, "csv").await,
                "both formats say the same"
            );
            assert!(workbook[1].contains(&sku), "{channel}: {:?}", workbook[1]);
        }
        let voso = sale.file("voso", "csv").await;
        let told = |header| cell(&voso, &sku, header).unwrap();
        assert!(
            told("Tên sản phẩm").starts_with("Tôm sú sống, cỡ 20 con/kg – "),
            "{voso:?}"
        );
        assert_eq!(told("Thao tác"), "Bán");
        assert_eq!((told("Giá bán (đồng)"), told("Đơn vị bán")), ("250000", "kg"));
        assert_eq!((told("Tồn kho"), told("Mua tối thiểu")), ("1500", "100"));
        assert_eq!(
            told("Chứng nhận"),
            "",
            "nobody has seen the certificate it claims"
        );

        assert_eq!(sale.state("feed", &id).await, "live -");
        assert_eq!(sale.in_feed(&id).await, 1);
        let data = sale.app().get(JSONLD).expect(StatusCode::OK).await;
        assert_eq!(data.headers["content-type"], "application/ld+json; charset=utf-8");
        assert_eq!(data.body["numberOfItems"], 1);
        assert_eq!(data.body["itemListElement"][0]["sku"], sku.as_str());
        let channels = sale.get("/api/v1/channels").await.body;
        let counts: Vec<_> = channels["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| &c["counts"])
            .collect();
        let waiting = json!({"awaiting_operator": 1});
        assert_eq!(counts, [&waiting, &waiting, &waiting, &json!({"live": 1})]);
    }
);

#[tokio::test]
async fn what_is_not_fit_is_listed_nowhere_and_says_why() {
    let sale = Sale::start().await;
    for (changes, reason, text) in [
        (json!({"stage": "forecast"}), "forecast", "dự kiến"),
        (json!({"ask": null, "price_unit": null}), "no_price", "cần giá"),
    ] {
        let id = sale.publish(changes).await;
        for channel in ["voso", "feed"] {
            assert_eq!(
                sale.state(channel, &id).await,
                format!("delisted {reason}"),
                "{channel}"
            );
        }
        let own = sale.listing(&sale.posts.seller, "voso", &id).await.unwrap();
        assert!(own["reason"]["text"].as_str().unwrap().contains(text), "{own}");
        assert_eq!(sale.in_feed(&id).await, 0);
    }
    assert_eq!(sale.file("voso", "xlsx").await.len(), 1, "only the header");
    let draft = sale.publish(json!({"publish": false})).await;
    assert_eq!(
        sale.listing(&sale.broker, "voso", &draft).await,
        None,
        "drafts are no channel's business"
    );
}

#[tokio::test]
async fn the_feeds_tag_changes_with_the_goods_and_only_with_them() {
    let sale = Sale::start().await;
    sale.publish(json!({})).await;
    for path in [XML, JSONLD] {
        let full = sale.app().get(path).expect(StatusCode::OK).await;
        let tag = full.headers["etag"].to_str().unwrap().to_owned();
        let ask = async |tag: String| sale.app().get(path).header("if-none-match", &tag).send().await;
        let known = ask(tag.clone()).await;
        assert_eq!((known.status, known.bytes.len()), (304, 0), "{path}");
        assert_eq!(known.headers["etag"], tag.as_str());
        assert_eq!(ask(format!("\"other\", {tag}")).await.status, 304);
        assert_eq!(ask("\"other\"".to_owned()).await.status, 200);
        sale.settle().await;
        assert_eq!(ask(tag.clone()).await.status, 304, "a sweep changes nothing");
        sale.publish(json!({"grade": path})).await;
        let news = ask(tag.clone()).await;
        assert_eq!(news.status, 200, "{path}");
        assert_ne!(news.headers["etag"], tag.as_str());
    }
    let feeds = sale.app().get("/api/v1/feeds").expect(StatusCode::OK).await.body;
    assert_eq!(
        feeds["items"][0]["url"],
        "http://cho.test/api/v1/feeds/products.xml"
    );
}

#[tokio::test]
async fn suppliers_see_their_own_rows_and_carry_no_files() {
    let sale = Sale::start().await;
    let id = sale.publish(json!({})).await;
    let other = sale
        .app()
        .organisation("HTX Năm Căn", OrganisationKind::Cooperative)
        .await;
    let (_, stranger) = sale.app().person(other, Role::Supplier).await;
    let department = sale
        .app()
        .organisation("Thanh tra", OrganisationKind::Department)
        .await;
    let (_, auditor) = sale.app().person(department, Role::Auditor).await;
    let seller = &sale.posts.seller;
    assert!(sale.listing(seller, "voso", &id).await.is_some());
    assert_eq!(sale.listing(&stranger, "voso", &id).await, None);
    let counts = async |token: &str| {
        let answer = sale.app().get("/api/v1/channels").as_bearer(token).send().await;
        (answer.status, answer.body["items"][0]["counts"].clone())
    };
    assert_eq!(counts(seller).await, (200, json!({"awaiting_operator": 1})));
    assert_eq!(counts(&stranger).await, (200, json!({})));
    assert_eq!(counts(&sale.posts.buyer).await.0, 403);
    let file = "/api/v1/channels/voso/file";
    for (token, status) in [(seller, 403), (&sale.posts.buyer, 403), (&auditor, 200)] {
        assert_eq!(sale.app().get(file).as_bearer(token).send().await.status, status);
    }
    assert_eq!(sale.app().get(file).send().await.status, 401);
    let sku = sale.sku(&id).await;
    let answer = format!("SKU,Kết quả\n{sku},Thành công\n");
    let told = sale.give_back("voso", "r.csv", answer.as_bytes()).await;
    assert_eq!(told["unknown"], 1, "the auditor's copy is no hand-out");
}

#[tokio::test]
async fn a_person_can_ask_for_the_comparison() {
    let sale = Sale::start().await;
    let call = sale
        .app()
        .post("/api/v1/offers")
        .as_bearer(&sale.posts.seller)
        .json(offer());
    let id = call.expect(StatusCode::CREATED).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = "/api/v1/channels/voso/reconcile";
    let refused = sale.app().post(path).as_bearer(&sale.posts.seller).send().await;
    assert_eq!(refused.status, 403);
    sale.app()
        .post(path)
        .as_bearer(&sale.broker)
        .expect(StatusCode::ACCEPTED)
        .await;
    assert_eq!(
        sale.state("voso", &id).await,
        "awaiting_operator -",
        "without the worker"
    );
    let list = |query: &str| format!("/api/v1/channels/voso/listings?{query}");
    for (query, rows) in [
        ("phase=live", 0),
        ("phase=awaiting_operator", 1),
        ("q=tom%20su", 1),
        ("q=cua", 0),
    ] {
        assert_eq!(sale.get(&list(query)).await.body["total"], rows, "{query}");
    }
    let wrong = sale
        .app()
        .get(&list("phase=sold"))
        .as_bearer(&sale.broker)
        .send()
        .await;
    assert_eq!((wrong.status, wrong.fault().as_str()), (422, "phase one_of"));
}
