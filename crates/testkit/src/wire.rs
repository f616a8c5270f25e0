//! A wire to a server over HTTP, which breaks when it is told to and remembers what went over it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What the wire does with requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Everything passes.
    None = 0,
    /// Every third request is answered with an error, half of them after the server has done it.
    EveryThird = 1,
    /// Every answer is an error page.
    Errors = 2,
}

/// What went over the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// `POST /multi-search`.
    pub request: String,
    /// Its body; null where there is none.
    pub body: Value,
    /// The status of the answer.
    pub status: u16,
    /// Its body.
    pub answer: Value,
}

struct Inner {
    upstream: String,
    client: reqwest::Client,
    fault: AtomicU8,
    count: AtomicU32,
    seen: Mutex<Vec<Exchange>>,
}

/// A wire in front of a server.
pub struct Wire {
    inner: Arc<Inner>,
    address: SocketAddr,
    open: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Wire {
    /// A wire to the server at `upstream`, at an address of its own.
    pub async fn to(upstream: &str) -> Self {
        let inner = Arc::new(Inner {
            upstream: upstream.trim_end_matches('/').to_owned(),
            client: reqwest::Client::new(),
            fault: AtomicU8::new(0),
            count: AtomicU32::new(0),
            seen: Mutex::new(Vec::new()),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let open = Some(opened(listener, Arc::clone(&inner)));
        Self { inner, address, open }
    }

    /// Where to ask.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it does that.
    pub fn is(&self, fault: Fault) {
        let number = match fault {
            Fault::None => 0,
            Fault::EveryThird => 1,
            Fault::Errors => 2,
        };
        self.inner.fault.store(number, Ordering::Relaxed);
    }

    /// Nobody answers any more.
    pub async fn cut(&mut self) {
        if let Some((stop, serving)) = self.open.take() {
            drop(stop);
            serving.await.expect("the wire ends");
        }
    }

    /// It is answered again, at the same address.
    pub async fn mend(&mut self) {
        if self.open.is_none() {
            let listener = TcpListener::bind(self.address).await.expect("the same port");
            self.open = Some(opened(listener, Arc::clone(&self.inner)));
        }
    }

    /// What went over it until now, forgotten with that.
    pub fn seen(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn opened(listener: TcpListener, inner: Arc<Inner>) -> (oneshot::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().fallback(pass).with_state(inner);
    let serving = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(stopped)
            .await;
        served.expect("the wire serves");
    });
    (stop, serving)
}

async fn pass(
    State(wire): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let count = wire.count.fetch_add(1, Ordering::Relaxed);
    let fault = wire.fault.load(Ordering::Relaxed);
    let is_third = fault == 1 && count.is_multiple_of(3);
    if fault == 2 || (is_third && count.is_multiple_of(2)) {
        return (StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response();
    }
    let answer = wire.ask(&method, &uri, &headers, body).await;
    if is_third {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    answer.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

impl Inner {
    async fn ask(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<Response, reqwest::Error> {
        let asked = json(&body);
        let mut request = self
            .client
            .request(method.clone(), format!("{}{uri}", self.upstream))
            .body(body);
        for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
            if let Some(value) = headers.get(&name) {
                request = request.header(name, value);
            }
        }
        let answer = request.send().await?;
        let status = answer.status();
        let bytes = answer.bytes().await?;
        let exchange = Exchange {
            request: format!("{method} {uri}"),
            body: asked,
            status: status.as_u16(),
            answer: json(&bytes),
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(exchange);
        Ok((status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response())
    }
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or(Value::Null)
}
