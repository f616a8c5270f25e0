//! What every handler may reach.

use std::sync::Arc;

use chonoi_domain::clock::Clock;
use chonoi_market::Market;

use crate::config::Config;
use crate::health::Readiness;
use crate::metrics::Metrics;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The use cases.
    pub market: Market,
    /// Time and fresh ids.
    pub clock: Arc<dyn Clock>,
    /// Whether this process may take requests.
    pub readiness: Readiness,
    /// Counters and latencies.
    pub metrics: Metrics,
    /// The address that people type, scheme and host without a closing slash.
    pub public_url: Arc<str>,
}
