//! How far it is.

use crate::query::Near;

/// Great-circle metres between two points in degrees, on a sphere of 6,371 km (haversine).
pub(crate) fn metres(lat_a: f64, lon_a: f64, lat_b: f64, lon_b: f64) -> i64 {
    let (a, b) = (lat_a.to_radians(), lat_b.to_radians());
    let (d_lat, d_lon) = ((b - a) / 2.0, (lon_b - lon_a).to_radians() / 2.0);
    let h = d_lat.sin().powi(2) + a.cos() * b.cos() * d_lon.sin().powi(2);
    whole(2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin())
}

#[expect(
    clippy::as_conversions,
    reason = "at most half the earth's girth, 20,015,087 m: far inside i64"
)]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

/// Whole kilometres from `near` to a point in degrees.
pub(crate) fn whole_km(near: Near, lat: f64, lon: f64) -> i64 {
    (metres(near.lat, near.lon, lat, lon) + 500) / 1_000
}
