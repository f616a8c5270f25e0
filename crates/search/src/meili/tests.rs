//! What goes over the wire to the server and back, and what the key of least rights may do.
//!
//! `wire.txt` was recorded from Meilisearch 1.50.0. The server that tests carry in themselves must answer as it did, and
//! so must the real one, where there is one. `UPDATE_EXPECT=1` with the real one records anew.

use chonoi_testkit::meili::fake::Fake;
use chonoi_testkit::meili::{self, Server};
use chonoi_testkit::wire::{Exchange, Wire};
use serde_json::Map;
use time::macros::datetime;

use super::token::SearchKey;
use super::*;
use crate::document::{Facts, Kind, Texts};
use crate::query::Sort;
use crate::words::words;

fn catalogue() -> Arc<Catalogue> {
    Arc::new(Catalogue::embedded().unwrap())
}

fn at(server: &Server) -> Meili {
    Meili::at(&server.url, Some(&server.key), &server.name, catalogue()).unwrap()
}

fn offer(id: &str, name: &str, price: i64) -> Document {
    Document {
        key: Key::new(Kind::Offer, id),
        title: name.to_owned(),
        party: "HTX Năm Căn".to_owned(),
        place: "Cà Mau".to_owned(),
        texts: Texts {
            names: vec![name.to_owned()],
            parties: vec!["HTX Năm Căn".to_owned()],
            ..Texts::default()
        },
        facts: Facts {
            states: vec!["live".to_owned()],
            price: Some(price),
            from: Some(2_461_000 + price),
            lat: Some(9.0),
            lon: Some(105.0),
            ..Facts::default()
        },
    }
}

/// Everything the index is asked in a life, once.
async fn life(index: &Meili) {
    let not_built = |what: Result<u64, SearchError>| assert!(matches!(what, Err(SearchError::NotBuilt)));
    not_built(index.count().await);
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild
        .put(vec![offer("a", "tôm sú", 2), offer("b", "tôm thẻ", 1)])
        .await
        .unwrap();
    rebuild.swap().await.unwrap();
    assert_eq!(index.count().await.unwrap(), 2);

    let mut query = Query {
        words: words("tom su"),
        facets: vec![Facet::Kind, Facet::State],
        ..Query::default()
    };
    query.filters.narrow(Facet::Kind, vec!["offer".to_owned()]);
    query.filters.price.min = Some(1);
    let found = index.search(&query).await.unwrap();
    assert_eq!((found.total, found.hits[0].key.id.as_str()), (1, "a"));
    assert_eq!(
        (
            found.facets[&Facet::Kind]["offer"],
            found.facets[&Facet::State]["live"]
        ),
        (1, 1)
    );
    query.words.clear();
    query.facets.clear();
    query.sort = Sort::Price;
    query.limit = 1;
    query.offset = 1;
    assert_eq!(index.search(&query).await.unwrap().hits[0].key.id, "a");

    index.put(vec![offer("c", "cua gạch", 3)]).await.unwrap();
    index.delete(vec![Key::new(Kind::Offer, "b")]).await.unwrap();
    let digests = index.digests().await.unwrap();
    assert_eq!(digests.len(), 2);
    assert_eq!(
        digests[&Key::new(Kind::Offer, "c")],
        offer("c", "cua gạch", 3).digest()
    );

    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.put(vec![offer("d", "sò huyết", 4)]).await.unwrap();
    rebuild.swap().await.unwrap();
    assert_eq!(index.count().await.unwrap(), 1);

    // Wiped, and made again by the server itself when somebody wrote: without our settings it is none.
    let name = index.inner.name.clone();
    index
        .inner
        .done(index.inner.client.delete_index(&name))
        .await
        .unwrap();
    assert!(matches!(index.search(&query).await, Err(SearchError::NotBuilt)));
    let bare = [serde_json::json!({ "id": "offer-x" })];
    let bare_index = index.inner.client.index(&name);
    index
        .inner
        .done(bare_index.add_or_replace(&bare, Some("id")))
        .await
        .unwrap();
    not_built(index.count().await);
    let refused = index.put(vec![offer("a", "tôm sú", 2)]).await;
    assert!(matches!(refused, Err(SearchError::NotBuilt)), "{refused:?}");
    assert!(matches!(index.search(&query).await, Err(SearchError::NotBuilt)));
}

/// The exchange of [`life`] with the server at `upstream`, without what differs from run to run.
async fn transcript(server: &Server) -> String {
    let wire = Wire::to(&server.url).await;
    let index = Meili::at(&wire.url(), Some(&server.key), &server.name, catalogue()).unwrap();
    life(&index).await;
    let mut lines: Vec<String> = Vec::new();
    let mut swapped = None;
    for exchange in wire.seen() {
        let status = exchange.answer["status"].as_str().unwrap_or_default();
        let is_waiting =
            exchange.request.starts_with("GET /tasks/") && matches!(status, "enqueued" | "processing");
        let line = told(&exchange).replace(&server.name, "NAME");
        if is_waiting || lines.last() == Some(&line) {
            continue;
        }
        if exchange.request.starts_with("GET /indexes/") && !exchange.request.contains("/documents") {
            // Until the indexes are exchanged the same is asked again and again.
            if let Some(at) = swapped {
                lines.truncate(at);
            }
        } else {
            swapped = None;
        }
        lines.push(line);
        if exchange.request == "POST /swap-indexes" {
            swapped = Some(lines.len());
        }
    }
    lines.concat()
}

fn told(exchange: &Exchange) -> String {
    let request = match exchange.request.strip_prefix("GET /tasks/") {
        Some(_) => "GET /tasks/…",
        None => &exchange.request,
    };
    let (body, answer) = (steady(&exchange.body), steady(&exchange.answer));
    format!("{request}\n    {body}\n    {} {answer}\n", exchange.status)
}

/// Names of what differs from run to run, or is of no use to us.
const FLEETING: [&str; 18] = [
    "taskUid",
    "batchUid",
    "enqueuedAt",
    "startedAt",
    "finishedAt",
    "duration",
    "createdAt",
    "updatedAt",
    "processingTimeMs",
    "message",
    "link",
    "details",
    "requestUid",
    "facetStats",
    "canceledBy",
    "total",
    "limit",
    "indexUid",
];

fn steady(value: &Value) -> Value {
    match value {
        Value::Array(all) => all.iter().map(steady).collect(),
        Value::Object(all) => {
            let kept = all.iter().filter(|(name, value)| {
                let is_task = name.as_str() == "uid" && value.is_number();
                !is_task && !FLEETING.contains(&name.as_str())
            });
            let kept = kept.map(|(name, value)| match (name.as_str(), value) {
                ("synonyms", Value::Object(all)) => {
                    (name.clone(), Value::from(format!("{} names", all.len())))
                }
                _ => (name.clone(), steady(value)),
            });
            Value::Object(kept.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_over_the_wire_is_as_it_was_recorded() {
    if let Some(server) = meili::server(&RIGHTS).await {
        let real = transcript(&server).await;
        expect_test::expect_file!["wire.txt"].assert_eq(&real);
    }
    let fake = Fake::start().await;
    let server = Server {
        url: fake.url.clone(),
        key: "any".to_owned(),
        key_uid: String::new(),
        name: "fake".to_owned(),
    };
    assert_eq!(transcript(&server).await, include_str!("wire.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_without_a_right_is_refused_and_a_token_sees_its_kinds_only() {
    let Some(server) = meili::server(&RIGHTS).await else {
        return;
    };
    let index = at(&server);
    let mut rebuild = index.rebuild().await.unwrap();
    let mut farm = offer("f", "trại tôm", 1);
    farm.key.kind = Kind::Organisation;
    rebuild.put(vec![offer("a", "tôm sú", 2), farm]).await.unwrap();
    rebuild.swap().await.unwrap();

    let Some(searching) = meili::server_for(&["search"], &server.name).await else {
        return;
    };
    let refused = at(&searching).put(vec![offer("b", "cua", 1)]).await;
    assert!(matches!(refused, Err(SearchError::Refused(_))), "{refused:?}");
    let key = SearchKey {
        uid: &searching.key_uid,
        key: &searching.key,
    };
    let token = index
        .token(datetime!(2099-01-01 00:00 UTC), &[Kind::Offer], &key)
        .unwrap();
    let with_token = Server {
        key: token,
        ..searching.clone()
    };
    let found = at(&with_token).search(&Query::default()).await.unwrap();
    assert_eq!((found.total, found.hits[0].key.kind), (1, Kind::Offer));
    let refused = at(&with_token).delete(vec![Key::new(Kind::Offer, "a")]).await;
    assert!(matches!(refused, Err(SearchError::Refused(_))), "{refused:?}");
    let past = index.token(datetime!(2020-01-01 00:00 UTC), &[Kind::Offer], &key);
    assert!(matches!(past, Err(SearchError::Refused(_))), "{past:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_not_a_refusal() {
    let mut wire = Wire::to("http://127.0.0.1:9").await;
    let index = Meili::at(&wire.url(), None, "none", catalogue()).unwrap();
    let unavailable = async |why: &str| {
        let answer = index.search(&Query::default()).await;
        assert!(
            matches!(answer, Err(SearchError::Unavailable(_))),
            "{why}: {answer:?}"
        );
    };
    unavailable("an error page").await;
    wire.cut().await;
    unavailable("a closed port").await;
    assert!(Meili::at(&wire.url(), Some("a\nb"), "none", catalogue()).is_err());
}
