//! Counts and latencies in Prometheus' text format at `/metrics`.

use std::sync::OnceLock;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chonoi_domain::clock::Clock;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::state::AppState;

/// Requests, by method, route template and status.
const REQUESTS: &str = "http_requests_total";
/// Their time in seconds, by method and route template.
const SECONDS: &str = "http_request_duration_seconds";
/// When the process started, in seconds since 1970.
const STARTED: &str = "process_start_time_seconds";

/// Upper edges of the latency buckets in seconds.
const BUCKETS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The process's one recorder; recorders are global in the `metrics` crate.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Reads out what was counted.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts counting, once a process; further calls give the same recorder.
    ///
    /// # Errors
    /// Never with these buckets; the exporter's own check.
    pub fn install(clock: &dyn Clock) -> Result<Self, BuildError> {
        let buckets = Matcher::Full(SECONDS.to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(buckets, &BUCKETS)?
            .build_recorder();
        let handle = RECORDER.get_or_init(|| {
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another recorder counts already; /metrics stays empty");
            }
            describe(clock);
            handle
        });
        Ok(Self(handle.clone()))
    }
}

fn describe(clock: &dyn Clock) {
    describe_counter!(REQUESTS, "Requests answered");
    describe_histogram!(
        SECONDS,
        Unit::Seconds,
        "Time from a request's head to its answer's head"
    );
    describe_gauge!(STARTED, Unit::Seconds, "Start of the process since 1970");
    // Seconds since 1970 fit a 32-bit number until 2106, and a float holds each of those exactly.
    gauge!(STARTED).set(u32::try_from(clock.now().unix_timestamp()).map_or(0.0, f64::from));
}

/// Counts one answered request. `route` is the template, never the address, so that the labels stay few.
pub(crate) fn answered(method: &str, route: &str, status: u16, took: Duration) {
    let (method, route) = (method.to_owned(), route.to_owned());
    counter!(REQUESTS, "method" => method.clone(), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    histogram!(SECONDS, "method" => method, "route" => route).record(took.as_secs_f64());
}

/// `GET /metrics`.
pub(crate) async fn render(State(app): State<AppState>) -> Response {
    app.metrics.0.run_upkeep();
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        app.metrics.0.render(),
    )
        .into_response()
}
