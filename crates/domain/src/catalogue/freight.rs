//! Road distances, days on the road and freight rates.

use std::collections::BTreeMap;

use super::places::{Position, position};
use super::products::Product;
use super::tables::{CatalogueError, Row, Tables, rows};
use crate::post::ProductState;

/// How goods travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadClass {
    /// In water with oxygen.
    LiveWater,
    /// Alive, on an open truck.
    LiveAmbient,
    /// Chilled or frozen.
    Reefer,
    /// Dry.
    Dry,
}

impl LoadClass {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::LiveWater),
            "live_ambient" => Some(Self::LiveAmbient),
            "chilled" | "frozen" => Some(Self::Reefer),
            "ambient" | "dry" | "dry_or_frozen" => Some(Self::Dry),
            _ => None,
        }
    }

    /// The load of a product with usual load `usual` when it is traded in `state`.
    #[must_use]
    pub fn in_state(usual: Self, state: ProductState) -> Self {
        match state {
            ProductState::Live if usual == Self::LiveAmbient => Self::LiveAmbient,
            ProductState::Live => Self::LiveWater,
            ProductState::Iced | ProductState::Frozen => Self::Reefer,
            ProductState::Fresh if matches!(usual, Self::LiveWater | Self::LiveAmbient) => Self::Reefer,
            ProductState::Fresh | ProductState::Processed => usual,
            ProductState::Dried | ProductState::Grain => Self::Dry,
        }
    }

    const fn mode(self) -> &'static str {
        match self {
            Self::LiveWater => "truck_live_oxygen",
            Self::Reefer => "truck_reefer",
            Self::LiveAmbient | Self::Dry => "truck_dry",
        }
    }
}

/// Time between loading and unloading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Whole days from the ship day to the arrival day.
    pub days: i64,
    /// Hours that pass, for shelf life: 24 a day, and half a day for a same-day trip.
    pub hours: i64,
}

/// Up to here a truck that loads in the morning unloads the same day.
const SAME_DAY_KM: i64 = 150;
/// A truck with two drivers covers this in a day (24 h at some 42 km/h, the 2021 speed of the distance table).
const KM_A_DAY: i64 = 1_000;

impl Lead {
    /// The lead over `km` of road.
    #[must_use]
    pub fn of_km(km: i64) -> Self {
        let days = if km <= SAME_DAY_KM {
            0
        } else {
            (km + KM_A_DAY - 1) / KM_A_DAY
        };
        Self {
            days,
            hours: if days == 0 { 12 } else { days * 24 },
        }
    }
}

#[derive(Debug)]
struct Rate {
    payload_kg: i64,
    km_min: i64,
    km_max: i64,
    dong_per_tonne_km: i64,
}

#[derive(Debug)]
pub(super) struct Freight {
    hubs: Vec<(String, Position)>,
    /// Road length over great circle, in thousandths: measured from each origin hub to the others.
    stretch: BTreeMap<String, BTreeMap<String, i64>>,
    rates: BTreeMap<&'static str, Vec<Rate>>,
}

/// What a road is longer than the great circle where no length is known, in thousandths.
const PLAIN_STRETCH: i64 = 1_300;
/// A hub speaks for what lies within this many metres of it: about a province's half width.
const NEAR_M: i64 = 60_000;
/// The truck a cooperative hires: freight is reckoned with rows up to this payload.
const PAYLOAD_KG: i64 = 8_000;

impl Freight {
    pub(super) fn read(tables: &Tables) -> Result<Self, CatalogueError> {
        let mut hubs = Vec::new();
        for row in rows("transport_hubs.csv", tables.hubs)? {
            hubs.push((row.text("id").to_owned(), position(&row, "lat", "lon")?));
        }
        let mut stretch: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
        for row in rows("transport_distances.csv", tables.distances)? {
            if let Some(factor) = read_stretch(&row)? {
                let roads = stretch.entry(row.text("from_hub").to_owned()).or_default();
                roads.insert(row.text("to_hub").to_owned(), factor);
            }
        }
        let mut rates: BTreeMap<&'static str, Vec<Rate>> = BTreeMap::new();
        for row in rows("freight_rates.csv", tables.freight)? {
            for mode in ["truck_dry", "truck_reefer", "truck_live_oxygen"] {
                if row.text("mode") == mode
                    && let Some(rate) = read_rate(&row)?
                {
                    rates.entry(mode).or_default().push(rate);
                }
            }
        }
        Ok(Self { hubs, stretch, rates })
    }

    pub(super) fn road_km(&self, a: Position, b: Position) -> i64 {
        let straight = metres(a, b);
        let stretch = self
            .known_stretch(a, b)
            .or_else(|| self.known_stretch(b, a))
            .unwrap_or(PLAIN_STRETCH);
        (straight * stretch / 1_000 + 500) / 1_000
    }

    pub(super) fn per_thousand(&self, product: &Product, state: ProductState, km: i64) -> i64 {
        let mode = LoadClass::in_state(product.load, state).mode();
        let rate = self.rates.get(mode).map_or(0, |rows| rate_for(rows, km));
        let milli = i128::from(rate) * i128::from(km) * i128::from(product.grams_per_thousand);
        i64::try_from((milli + 999_999) / 1_000_000).unwrap_or(i64::MAX)
    }

    /// The factor between the hubs nearest to the ends, where `from` lies near a hub whose roads were measured.
    fn known_stretch(&self, from: Position, to: Position) -> Option<i64> {
        let origins = self.hubs.iter().filter(|(id, _)| self.stretch.contains_key(id));
        let (away, origin) = origins.map(|(id, at)| (metres(*at, from), id)).min()?;
        let roads = self.stretch.get(origin).filter(|_| away <= NEAR_M)?;
        let ends = self
            .hubs
            .iter()
            .filter_map(|(id, at)| Some((metres(*at, to), id, roads.get(id)?)));
        ends.min()
            .filter(|(away, ..)| *away <= NEAR_M)
            .map(|(_, _, factor)| *factor)
    }
}

/// Đồng per tonne-km: the largest truck whose row covers `km`, else the largest whose row starts nearest.
fn rate_for(rows: &[Rate], km: i64) -> i64 {
    let away = |r: &Rate| (r.km_min - km).max(km - r.km_max).max(0);
    rows.iter()
        .min_by_key(|r| (away(r), -r.payload_kg, r.dong_per_tonne_km))
        .map_or(0, |r| r.dong_per_tonne_km)
}

fn read_rate(row: &Row) -> Result<Option<Rate>, CatalogueError> {
    let (Some(payload_kg), Some(dong_per_tonne_km)) =
        (row.scaled("payload_t", 1_000)?, row.scaled("vnd_per_tkm", 1)?)
    else {
        return Ok(None);
    };
    let (km_min, km_max) = (
        row.scaled("km_min", 1)?.unwrap_or(0),
        row.scaled("km_max", 1)?.unwrap_or(i64::MAX),
    );
    Ok(Some(Rate {
        payload_kg,
        km_min,
        km_max,
        dong_per_tonne_km,
    })
    .filter(|r| r.payload_kg <= PAYLOAD_KG))
}

fn read_stretch(row: &Row) -> Result<Option<i64>, CatalogueError> {
    let (Some(road), Some(straight)) = (
        row.scaled("road_km_2026", 1_000)?,
        row.scaled("great_circle_km", 1_000)?,
    ) else {
        return Ok(None);
    };
    Ok((straight > 0).then(|| road * 1_000 / straight))
}

/// Great-circle metres on a sphere of 6,371 km (haversine).
fn metres(a: Position, b: Position) -> i64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (d_lat, d_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let h = d_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * d_lon.sin().powi(2);
    round(2.0 * 6_371_000.0 * h.sqrt().asin())
}

#[expect(
    clippy::as_conversions,
    reason = "at most half the earth's girth, 20,015,087 m: far inside i64"
)]
fn round(metres: f64) -> i64 {
    metres.round() as i64
}
