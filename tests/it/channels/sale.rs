//! A seller's market with its trade department, and the files that it takes away.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader as _, Xlsx};
use chonoi_market::worker;
use serde_json::Value;

use super::XML;
use crate::app::{Answer, TestApp};
use crate::posts::{Posts, offer, with};

/// A seller's market with its trade department.
pub(super) struct Sale {
    pub(super) posts: Posts,
    pub(super) broker: String,
}

impl Sale {
    pub(super) async fn start() -> Self {
        Self::over(TestApp::start().await).await
    }

    pub(super) async fn over(app: TestApp) -> Self {
        let posts = Posts::start(app).await;
        let broker = posts.app.broker().await.1;
        Self { posts, broker }
    }

    pub(super) fn app(&self) -> &TestApp {
        &self.posts.app
    }

    /// Posts an offer with `changes`, lets the worker finish, and gives its id.
    pub(super) async fn publish(&self, changes: Value) -> String {
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

    pub(super) async fn settle(&self) {
        worker::settle(&self.app().market).await.unwrap();
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.app()
            .get(path)
            .as_bearer(&self.broker)
            .expect(StatusCode::OK)
            .await
    }

    /// The cells of a channel's file as the trade department downloads it.
    pub(super) async fn file(&self, channel: &str, format: &str) -> Vec<Vec<String>> {
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
    pub(super) async fn listing(&self, token: &str, channel: &str, offer: &str) -> Option<Value> {
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
    pub(super) async fn state(&self, channel: &str, offer: &str) -> String {
        let row = self.listing(&self.broker, channel, offer).await.unwrap();
        let reason = row["reason"]["code"].as_str().unwrap_or("-");
        format!("{} {reason}", row["phase"].as_str().unwrap())
    }

    pub(super) async fn sku(&self, offer: &str) -> String {
        let row = self.listing(&self.broker, "voso", offer).await.unwrap();
        row["sku"].as_str().unwrap().to_owned()
    }

    pub(super) async fn give_back(&self, channel: &str, name: &str, file: &[u8]) -> Value {
        let path = format!("/api/v1/channels/{channel}/results");
        let call = self.app().post(&path).as_bearer(&self.broker).upload(name, file);
        call.expect(StatusCode::OK).await.body
    }

    /// How often the feed names `offer`.
    pub(super) async fn in_feed(&self, offer: &str) -> usize {
        let feed = self.app().get(XML).expect(StatusCode::OK).await;
        let link = format!("<g:link>http://cho.test/chao-ban/{offer}</g:link>");
        String::from_utf8(feed.bytes).unwrap().matches(&link).count()
    }
}

pub(super) fn sheet(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

pub(super) fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The cell of `sku`'s row under `header`.
pub(super) fn cell<'t>(table: &'t [Vec<String>], sku: &str, header: &str) -> Option<&'t str> {
    let column = table[0].iter().position(|name| name == header).unwrap();
    let row = table.iter().find(|row| row.iter().any(|cell| cell == sku))?;
    Some(&row[column])
}
