//! A server that speaks to us as Meilisearch does, as far as we speak to it: indexes, tasks, documents, and searching by
//! single words. That it answers alike is shown by the exchange that is recorded in `crates/search/src/meili/wire.txt`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::fake_search::{distribution, finds, order};

type Documents = BTreeMap<String, Map<String, Value>>;

#[derive(Clone, Default)]
struct Index {
    /// A number in place of the time.
    made: u32,
    has_settings: bool,
    documents: Documents,
}

#[derive(Default)]
struct Server {
    made: u32,
    indexes: BTreeMap<String, Index>,
    tasks: Vec<Value>,
}

/// A server of the kind, in this process.
pub struct Fake {
    /// Where it is.
    pub url: String,
    server: Arc<Mutex<Server>>,
    serving: JoinHandle<()>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Fake {
    /// Starts an empty one.
    pub async fn start() -> Self {
        let server = Arc::new(Mutex::new(Server::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(serve).with_state(Arc::clone(&server));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self { url, server, serving }
    }

    /// All of it is lost.
    pub fn wipe(&self) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Server::default();
    }
}

/// An answer: its status and its body.
pub(super) type Answered = Result<(StatusCode, Value), Refusal>;

/// An error as the server words it: status, code, type.
pub(super) struct Refusal(pub(super) StatusCode, pub(super) &'static str);

async fn serve(State(server): State<Arc<Mutex<Server>>>, method: Method, uri: Uri, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let mut server = server.lock().unwrap_or_else(PoisonError::into_inner);
    match server.answer(&method, &uri, &body) {
        Ok((status, answer)) => (status, Json(answer)).into_response(),
        Err(refusal) => (refusal.0, Json(error(&refusal))).into_response(),
    }
}

fn error(Refusal(_, code): &Refusal) -> Value {
    json!({
        "message": "refused",
        "code": code,
        "type": "invalid_request",
        "link": format!("https://docs.meilisearch.com/errors#{code}"),
    })
}

const NOT_FOUND: Refusal = Refusal(StatusCode::NOT_FOUND, "index_not_found");

impl Server {
    fn answer(&mut self, method: &Method, uri: &Uri, body: &Value) -> Answered {
        let path: Vec<&str> = uri.path().split('/').skip(1).collect();
        let query: BTreeMap<String, String> = pairs(uri.query().unwrap_or_default());
        match (method.as_str(), path.as_slice()) {
            ("GET", ["indexes"]) => Ok(self.list()),
            ("POST", ["indexes"]) => Ok(self.create(text(body, "uid"))),
            ("GET", ["indexes", uid]) => Ok((StatusCode::OK, shown(uid, self.index(uid)?))),
            ("DELETE", ["indexes", uid]) => Ok(self.remove(uid)),
            ("PATCH", ["indexes", uid, "settings", ..]) => {
                let uid = (*uid).to_owned();
                self.open(&uid).has_settings = true;
                Ok(self.task("settingsUpdate", Some(&uid), None))
            }
            ("POST" | "PUT", ["indexes", uid, "documents"]) => Ok(self.put(uid, body)),
            ("POST", ["indexes", uid, "documents", "delete-batch"]) => Ok(self.delete(uid, body)),
            ("GET", ["indexes", uid, "documents"]) => self.read(uid, &query),
            ("POST", ["indexes", uid, "search"]) => Ok((StatusCode::OK, self.search(uid, body)?)),
            ("POST", ["multi-search"]) => self.search_all(body),
            ("GET", ["tasks", number]) => {
                let task = number.parse().ok().and_then(|at: usize| self.tasks.get(at));
                let missing = Refusal(StatusCode::NOT_FOUND, "task_not_found");
                Ok((StatusCode::OK, task.ok_or(missing)?.clone()))
            }
            ("POST", ["swap-indexes"]) => Ok(self.swap(body)),
            _ => Err(Refusal(StatusCode::NOT_FOUND, "not_found")),
        }
    }

    fn index(&self, uid: &str) -> Result<&Index, Refusal> {
        self.indexes.get(uid).ok_or(NOT_FOUND)
    }

    /// The index called `uid`, made where it is missing, as the server does when it is written to.
    fn open(&mut self, uid: &str) -> &mut Index {
        if !self.indexes.contains_key(uid) {
            self.made += 1;
        }
        let made = self.made;
        self.indexes.entry(uid.to_owned()).or_insert_with(|| Index {
            made,
            ..Index::default()
        })
    }

    /// Notes a task that is done, or has failed with `code`; the answer announces it.
    fn task(&mut self, kind: &str, uid: Option<&str>, code: Option<&'static str>) -> (StatusCode, Value) {
        let number = self.tasks.len();
        let failed = code.map(|code| error(&Refusal(StatusCode::OK, code)));
        self.tasks.push(json!({
            "uid": number,
            "indexUid": uid,
            "status": if code.is_some() { "failed" } else { "succeeded" },
            "type": kind,
            "canceledBy": null,
            "details": null,
            "error": failed,
            "duration": "PT0.1S",
            "enqueuedAt": "2026-11-24T02:00:00Z",
            "startedAt": "2026-11-24T02:00:00Z",
            "finishedAt": "2026-11-24T02:00:00Z",
        }));
        let announced = json!({
            "taskUid": number,
            "indexUid": uid,
            "status": "enqueued",
            "type": kind,
            "enqueuedAt": "2026-11-24T02:00:00Z",
        });
        (StatusCode::ACCEPTED, announced)
    }

    fn list(&self) -> (StatusCode, Value) {
        let all: Vec<Value> = self
            .indexes
            .iter()
            .map(|(uid, index)| shown(uid, index))
            .collect();
        let list = json!({ "results": all, "offset": 0, "limit": 1_000, "total": all.len() });
        (StatusCode::OK, list)
    }

    fn create(&mut self, uid: &str) -> (StatusCode, Value) {
        let exists = self.indexes.contains_key(uid).then_some("index_already_exists");
        self.open(uid);
        self.task("indexCreation", Some(uid), exists)
    }

    fn remove(&mut self, uid: &str) -> (StatusCode, Value) {
        let missing = self.indexes.remove(uid).is_none().then_some("index_not_found");
        self.task("indexDeletion", Some(uid), missing)
    }

    fn put(&mut self, uid: &str, body: &Value) -> (StatusCode, Value) {
        let index = self.open(uid);
        for document in body.as_array().into_iter().flatten().filter_map(Value::as_object) {
            let id = document.get("id").and_then(Value::as_str).unwrap_or_default();
            index.documents.insert(id.to_owned(), document.clone());
        }
        self.task("documentAdditionOrUpdate", Some(uid), None)
    }

    fn delete(&mut self, uid: &str, body: &Value) -> (StatusCode, Value) {
        let missing = match self.indexes.get_mut(uid) {
            Some(index) => {
                let ids = body.as_array().into_iter().flatten().filter_map(Value::as_str);
                ids.for_each(|id| drop(index.documents.remove(id)));
                None
            }
            None => Some("index_not_found"),
        };
        self.task("documentDeletion", Some(uid), missing)
    }

    fn read(&self, uid: &str, query: &BTreeMap<String, String>) -> Answered {
        let number = |name: &str, usual| query.get(name).and_then(|n| n.parse().ok()).unwrap_or(usual);
        let (offset, limit) = (number("offset", 0), number("limit", 20));
        let fields: Vec<&str> = query
            .get("fields")
            .map(|all| all.split(',').collect())
            .unwrap_or_default();
        let documents = &self.index(uid)?.documents;
        let page = documents.values().skip(offset).take(limit);
        let page: Vec<Value> = page.map(|document| only(document, &fields)).collect();
        let total = documents.len();
        Ok((
            StatusCode::OK,
            json!({ "results": page, "offset": offset, "limit": limit, "total": total }),
        ))
    }

    fn swap(&mut self, body: &Value) -> (StatusCode, Value) {
        let pair = &body[0];
        let name = |at: usize| pair["indexes"][at].as_str().unwrap_or_default().to_owned();
        let (a, b) = (name(0), name(1));
        let (was_a, was_b) = (self.indexes.remove(&a), self.indexes.remove(&b));
        let is_well = was_a.is_some() && was_b.is_some() != (pair["rename"] == json!(true));
        let (now_a, now_b) = if is_well { (was_b, was_a) } else { (was_a, was_b) };
        self.indexes.extend(now_a.map(|index| (a, index)));
        self.indexes.extend(now_b.map(|index| (b, index)));
        self.task("indexSwap", None, (!is_well).then_some("index_not_found"))
    }

    fn search_all(&self, body: &Value) -> Answered {
        let queries = body["queries"].as_array().cloned().unwrap_or_default();
        let answers = queries.iter().map(|query| {
            let uid = text(query, "indexUid");
            // Here a missing index is a fault of the question.
            let found = self.search(uid, query);
            let mut answer = found.map_err(|refusal| Refusal(StatusCode::BAD_REQUEST, refusal.1))?;
            answer["indexUid"] = json!(uid);
            Ok(answer)
        });
        let answers: Vec<Value> = answers.collect::<Result<_, Refusal>>()?;
        Ok((StatusCode::OK, json!({ "results": answers })))
    }

    fn search(&self, uid: &str, query: &Value) -> Result<Value, Refusal> {
        let index = self.index(uid)?;
        if !index.has_settings && query.get("filter").is_some() {
            return Err(Refusal(StatusCode::BAD_REQUEST, "invalid_search_filter"));
        }
        let mut found: Vec<_> = index
            .documents
            .values()
            .filter(|document| finds(query, document))
            .collect();
        found.sort_by_cached_key(|document| order(document));
        let number = |name: &str| {
            query[name]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(0)
        };
        let (page, size) = (number("page").max(1), number("hitsPerPage"));
        let fields: Vec<&str> = query["attributesToRetrieve"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let hits = found.iter().skip((page - 1) * size).take(size);
        let hits: Vec<Value> = hits.map(|document| only(document, &fields)).collect();
        let mut answer = json!({
            "hits": hits,
            "query": text(query, "q"),
            "processingTimeMs": 0,
            "hitsPerPage": size,
            "page": page,
            "totalPages": if size == 0 { 0 } else { found.len().div_ceil(size) },
            "totalHits": found.len(),
        });
        if let Some(facets) = query["facets"].as_array().filter(|facets| !facets.is_empty()) {
            answer["facetDistribution"] = distribution(facets, &found);
            answer["facetStats"] = json!({});
        }
        Ok(answer)
    }
}

fn shown(uid: &str, index: &Index) -> Value {
    let made = format!(
        "2026-11-24T02:{:02}:{:02}Z",
        index.made / 60 % 60,
        index.made % 60
    );
    json!({ "uid": uid, "createdAt": made, "updatedAt": made, "primaryKey": "id" })
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn only(document: &Map<String, Value>, fields: &[&str]) -> Value {
    let kept = document
        .iter()
        .filter(|(name, _)| fields.is_empty() || fields.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn pairs(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.replace("%2C", ",")))
        .collect()
}
