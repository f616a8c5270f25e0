//! Sales channels from the post to the platform's answer: `/api/v1/channels` and `/api/v1/feeds` through the real router.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader as _, Xlsx};
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::id::{DealId, OfferId, RequestId};
use chonoi_domain::quantity::Quantity;
use chonoi_market::worker;
use chonoi_store::reservations::{self, Cause, Hold};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::app::{Answer, TestApp};
use crate::posts::{Posts, offer, request, with};

const XML: &str = "/api/v1/feeds/products.xml";
const JSONLD: &str = "/api/v1/feeds/products.jsonld";

/// A seller's market with its trade department.
struct Sale {
    posts: Posts,
    broker: String,
}

impl Sale {
    async fn start() -> Self {
        Self::over(TestApp::start().await).await
    }

    async fn over(app: TestApp) -> Self {
        let posts = Posts::start(app).await;
        let broker = posts.app.broker().await.1;
        Self { posts, broker }
    }

    fn app(&self) -> &TestApp {
        &self.posts.app
    }

    /// Posts an offer with `changes`, lets the worker finish, and gives its id.
    async fn publish(&self, changes: Value) -> String {
        let body = with(offer(), &changes);
        let call = self
            .app()
            .post("/api/v1/offers")
            .as_bearer(&self.posts.seller)
            .json(body);
        let made = call.expect(StatusCode::CREATED).await;
        self.settle().await;
        made.body["id"].as_str().unwrap().to_owned()
    }

    async fn settle(&self) {
        worker::settle(&self.app().market).await.unwrap();
    }

    async fn get(&self, path: &str) -> Answer {
        self.app()
            .get(path)
            .as_bearer(&self.broker)
            .expect(StatusCode::OK)
            .await
    }

    /// The cells of a channel's file as the trade department downloads it.
    async fn file(&self, channel: &str, format: &str) -> Vec<Vec<String>> {
        let answer = self
            .get(&format!("/api/v1/channels/{channel}/file?format={format}"))
            .await;
        let name = answer.headers["content-disposition"].to_str().unwrap();
        assert_eq!(
            name,
            format!("attachment; filename=\"{channel}-2026-11-24.{format}\"")
        );
        match format {
            "xlsx" => sheet(&answer.bytes),
            _ => csv(&answer.bytes),
        }
    }

    /// The row of `offer` on `channel` as `token` sees it.
    async fn listing(&self, token: &str, channel: &str, offer: &str) -> Option<Value> {
        let path = format!("/api/v1/channels/{channel}/listings");
        let page = self
            .app()
            .get(&path)
            .as_bearer(token)
            .expect(StatusCode::OK)
            .await;
        let rows = page.body["items"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["offer"]["id"] == offer)
    }

    /// `phase reason` of `offer` on `channel`.
    async fn state(&self, channel: &str, offer: &str) -> String {
        let row = self.listing(&self.broker, channel, offer).await.unwrap();
        let reason = row["reason"]["code"].as_str().unwrap_or("-");
        format!("{} {reason}", row["phase"].as_str().unwrap())
    }

    async fn sku(&self, offer: &str) -> String {
        let row = self.listing(&self.broker, "voso", offer).await.unwrap();
        row["sku"].as_str().unwrap().to_owned()
    }

    async fn give_back(&self, channel: &str, name: &str, file: &[u8]) -> Value {
        let path = format!("/api/v1/channels/{channel}/results");
        let call = self.app().post(&path).as_bearer(&self.broker).upload(name, file);
        call.expect(StatusCode::OK).await.body
    }

    /// How often the feed names `offer`.
    async fn in_feed(&self, offer: &str) -> usize {
        let feed = self.app().get(XML).expect(StatusCode::OK).await;
        let link = format!("<g:link>http://cho.test/chao-ban/{offer}</g:link>");
        String::from_utf8(feed.bytes).unwrap().matches(&link).count()
    }
}

fn sheet(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The cell of `sku`'s row under `header`.
fn cell<'t>(table: &'t [Vec<String>], sku: &str, header: &str) -> Option<&'t str> {
    let column = table[0].iter().position(|name| name == header).unwrap();
    let row = table.iter().find(|row| row.iter().any(|cell| cell == sku))?;
    Some(&row[column])
}

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

/// What takes goods off, each done to an offer of its own.
async fn take_off(sale: &Sale, id: &str, how: &str) {
    let app = sale.app();
    match how {
        "withdrawn" => {
            let view = app.get(&format!("/api/v1/offers/{id}")).send().await.body;
            let call = app
                .post(&format!("/api/v1/offers/{id}/withdraw"))
                .as_bearer(&sale.posts.seller);
            call.if_match(&view["version"]).expect(StatusCode::OK).await;
        }
        "sold_out" => {
            let call = app
                .post("/api/v1/requests")
                .as_bearer(&sale.posts.buyer)
                .json(request());
            let wanted = call.expect(StatusCode::CREATED).await.body["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let hold = Hold {
                id: Uuid::from_u128(1),
                offer: id.parse::<OfferId>().unwrap(),
                request: wanted.parse::<RequestId>().unwrap(),
                quantity: Quantity(1_500_000),
                cause: Cause::Deal(DealId(Uuid::from_u128(2))),
            };
            let tx = app.store.begin().await.unwrap();
            reservations::reserve(&tx, &hold, app.market.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        "expired" => app.clock.advance(Duration::days(30)),
        "supplier" => {
            let path = format!("/api/v1/organisations/{}", sale.posts.cooperative);
            let view = sale.get(&path).await.body;
            let call = app.post(&format!("{path}/verification")).as_bearer(&sale.broker);
            let body = json!({"decision": "suspend", "note": "Bán hàng không đúng tin"});
            call.if_match(&view["version"])
                .json(body)
                .expect(StatusCode::OK)
                .await;
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_may_no_longer_be_sold_is_gone_with_the_reason() {
    for how in ["withdrawn", "sold_out", "expired", "supplier"] {
        let mut sale = Sale::start().await;
        let id = sale.publish(json!({})).await;
        let sku = sale.sku(&id).await;
        // The operator of one platform has it already, the other's does not.
        sale.file("voso", "xlsx").await;
        take_off(&sale, &id, how).await;
        sale.settle().await;
        // Logins have expired where time has passed.
        sale.broker = sale.app().broker().await.1;
        assert_eq!(sale.state("voso", &id).await, format!("awaiting_operator {how}"));
        assert_eq!(sale.state("postmart", &id).await, format!("delisted {how}"));
        assert_eq!(sale.state("feed", &id).await, format!("delisted {how}"));
        assert_eq!(sale.in_feed(&id).await, 0, "{how}");
        let path = "/api/v1/channels/voso/file?format=csv";
        let voso = csv(&sale.get(path).await.bytes);
        assert_eq!(cell(&voso, &sku, "Thao tác"), Some("Ngừng bán"), "{how}");
        assert_eq!(cell(&voso, &sku, "Tồn kho"), Some("0"), "{how}");
        let postmart = csv(&sale.get("/api/v1/channels/postmart/file?format=csv").await.bytes);
        assert_eq!(postmart.len(), 1, "{how}: it never was there");

        let done = format!("Mã SKU,Trạng thái\n{sku},Ngừng bán\n");
        assert_eq!(
            sale.give_back("voso", "r.csv", done.as_bytes()).await["applied"],
            1
        );
        assert_eq!(sale.state("voso", &id).await, format!("delisted {how}"));
        assert_eq!(
            csv(&sale.get(path).await.bytes).len(),
            1,
            "{how}: nothing left to say"
        );
    }
}

#[tokio::test]
async fn a_certificate_is_named_while_it_counts_and_keeps_goods_off_once_it_lapsed() {
    let sale = Sale::start().await;
    let id = sale
        .publish(json!({"harvest": {"from": "2026-11-25", "to": "2027-03-01"}}))
        .await;
    let sku = sale.sku(&id).await;
    let path = format!("/api/v1/organisations/{}/certificates", sale.posts.cooperative);
    let held = json!({
        "kind": "vietgap", "number": "VG-1", "issuer": "Trung tâm chứng nhận", "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    });
    let call = sale.app().post(&path).as_bearer(&sale.posts.seller).json(held);
    let held = call.expect(StatusCode::CREATED).await.body;
    let path = format!("{path}/{}/verification", held["id"].as_str().unwrap());
    let call = sale
        .app()
        .post(&path)
        .as_bearer(&sale.broker)
        .json(json!({"decision": "verify"}));
    call.expect(StatusCode::OK).await;
    sale.settle().await;
    let voso = sale.file("voso", "xlsx").await;
    assert_eq!(cell(&voso, &sku, "Chứng nhận"), Some("VietGAP"), "{voso:?}");

    sale.app().clock.advance(Duration::days(40));
    sale.settle().await;
    let broker = sale.app().broker().await.1;
    let row = sale.listing(&broker, "voso", &id).await.unwrap();
    assert_eq!(
        (&row["desired"], &row["reason"]["code"]),
        (&json!("delisted"), &json!("certificate_lapsed"))
    );
    assert_eq!(sale.in_feed(&id).await, 0);
}

#[tokio::test]
async fn the_platforms_answer_decides_the_phase() {
    let sale = Sale::start().await;
    let mut offers = Vec::new();
    for grade in ["20 con/kg", "30 con/kg", "40 con/kg"] {
        offers.push(sale.publish(json!({ "grade": grade })).await);
    }
    let [a, b, c] = [&offers[0], &offers[1], &offers[2]];
    let skus = [sale.sku(a).await, sale.sku(b).await, sale.sku(c).await];
    let early = format!("SKU,Kết quả\n{},Thành công\n", skus[0]);
    let told = sale.give_back("voso", "r.csv", early.as_bytes()).await;
    assert_eq!(
        (&told["applied"], &told["unknown"]),
        (&json!(0), &json!(1)),
        "nobody took a file away yet"
    );

    sale.file("voso", "xlsx").await;
    let stranger = "CM-00000000000000000000000000";
    let answer = format!(
        "Mã SKU,Trạng thái,Mã sản phẩm,Lý do\n{},Thành công,V-1,\n{},Từ chối,,Thiếu ảnh\n{},Chờ duyệt,,\n\
         {stranger},Thành công,,\nSP-9,Thành công,,\n",
        skus[0], skus[1], skus[2]
    );
    for round in ["first", "again"] {
        let told = sale.give_back("voso", "r.csv", answer.as_bytes()).await;
        let sums = (&told["applied"], &told["rejected"], &told["unknown"]);
        assert_eq!(sums, (&json!(2), &json!(1), &json!(1)), "{round}");
        let errors: Vec<_> = told["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["line"])
            .collect();
        assert_eq!(errors, [3, 5], "{round}");
        assert_eq!(sale.state("voso", a).await, "live -", "{round}");
        assert_eq!(sale.state("voso", b).await, "dead -", "{round}");
        assert_eq!(sale.state("voso", c).await, "in_review -", "{round}");
    }
    let own = sale.listing(&sale.posts.seller, "voso", b).await.unwrap();
    assert_eq!(own["last_error"][0]["message"], "Sàn từ chối: Thiếu ảnh");
    assert_eq!(
        sale.file("voso", "csv").await.len(),
        3,
        "what was refused is parked"
    );

    // A workbook answers as well; and a change makes a row wait again.
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in (0..).zip([["SKU", "Status"], [skus[2].as_str(), "OK"]]) {
        for (column, text) in (0..).zip(cells) {
            page.write_string(row, column, text).unwrap();
        }
    }
    let told = sale
        .give_back("voso", "r.xlsx", &book.save_to_buffer().unwrap())
        .await;
    assert_eq!(told["applied"], 1);
    assert_eq!(sale.state("voso", c).await, "live -");
    let view = sale.app().get(&format!("/api/v1/offers/{a}")).send().await.body;
    let call = sale
        .app()
        .put(&format!("/api/v1/offers/{a}"))
        .as_bearer(&sale.posts.seller);
    let dearer = with(offer(), &json!({"ask": 260_000}));
    call.if_match(&view["version"])
        .json(dearer)
        .expect(StatusCode::OK)
        .await;
    sale.settle().await;
    assert_eq!(sale.state("voso", a).await, "awaiting_operator -");
    assert_eq!(
        cell(&sale.file("voso", "csv").await, &skus[0], "Giá bán (đồng)"),
        Some("260000")
    );
}

#[tokio::test]
async fn a_result_file_that_cannot_be_meant_changes_nothing() {
    let sale = Sale::start().await;
    let id = sale.publish(json!({})).await;
    let sku = sale.sku(&id).await;
    sale.file("voso", "xlsx").await;
    let twice = format!("SKU,Kết quả\n{sku},Thành công\n{sku},Từ chối\n");
    let told = sale.give_back("voso", "r.csv", twice.as_bytes()).await;
    assert_eq!(
        (&told["applied"], &told["errors"][0]["rule"]),
        (&json!(0), &json!("duplicate"))
    );
    let told = sale.give_back("voso", "r.csv", b"a,b\n1,2\n").await;
    assert_eq!(told["errors"][0]["rule"], "no_header");
    assert_eq!(sale.state("voso", &id).await, "awaiting_operator -");
    let call = sale
        .app()
        .post("/api/v1/channels/voso/results")
        .as_bearer(&sale.broker);
    let refused = call
        .upload("r.xls", b"\xD0\xCF\x11\xE0 an old workbook")
        .send()
        .await;
    assert_eq!(
        (refused.status, refused.fault().as_str()),
        (422, "file file_format")
    );
    for (channel, status) in [("feed", 404), ("shopee", 404)] {
        let call = sale
            .app()
            .post(&format!("/api/v1/channels/{channel}/results"))
            .as_bearer(&sale.broker);
        assert_eq!(
            call.upload("r.csv", twice.as_bytes()).send().await.status,
            status,
            "{channel}"
        );
    }
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
