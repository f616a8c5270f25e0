//! Result files: what platforms made of the goods.

use axum::http::StatusCode;
use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::sale::{Sale, cell};
use crate::posts::{offer, with};

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
