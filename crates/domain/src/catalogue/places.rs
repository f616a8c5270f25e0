//! Provinces and communes since 1 July 2025, with their positions.

use std::collections::BTreeMap;

use super::tables::{CatalogueError, Row, Tables, rows};
use crate::id::PlaceCode;

/// Degrees of latitude and longitude, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// How high a place stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceLevel {
    /// Tỉnh, thành phố.
    Province,
    /// Xã, phường, đặc khu.
    Commune,
}

/// A province or a commune.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// GSO code: 2 digits for a province, 5 for a commune.
    pub code: PlaceCode,
    /// Full name, for example `Xã Năm Căn`.
    pub name: String,
    /// Name without its kind, for example `Năm Căn`.
    pub short_name: String,
    /// Province or commune.
    pub level: PlaceLevel,
    /// The province of a commune.
    pub parent: Option<PlaceCode>,
    /// The administrative centre of a province, the middle of a commune.
    pub position: Position,
}

#[derive(Debug)]
pub(super) struct Places {
    by_code: BTreeMap<PlaceCode, Place>,
}

impl Places {
    pub(super) fn read(tables: &Tables) -> Result<Self, CatalogueError> {
        let mut by_code = BTreeMap::new();
        for row in rows("admin_provinces_34.csv", tables.provinces)? {
            let position = position(&row, "admin_centre_lat", "admin_centre_lon")?;
            let place = place(&row, PlaceLevel::Province, None, position);
            by_code.insert(place.code.clone(), place);
        }
        for row in rows("admin_communes_new.csv", tables.communes)? {
            let parent = row.some("province_code").map(PlaceCode);
            let place = place(&row, PlaceLevel::Commune, parent, position(&row, "lat", "lon")?);
            by_code.insert(place.code.clone(), place);
        }
        Ok(Self { by_code })
    }

    pub(super) fn get(&self, code: &PlaceCode) -> Option<&Place> {
        self.by_code.get(code)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Place> {
        self.by_code.values()
    }
}

fn place(row: &Row, level: PlaceLevel, parent: Option<PlaceCode>, position: Position) -> Place {
    Place {
        code: PlaceCode(row.text("code").to_owned()),
        name: row.text("name").to_owned(),
        short_name: row.text("short_name").to_owned(),
        level,
        parent,
        position,
    }
}

pub(super) fn position(row: &Row, lat: &str, lon: &str) -> Result<Position, CatalogueError> {
    match (row.float(lat)?, row.float(lon)?) {
        (Some(lat), Some(lon)) => Ok(Position { lat, lon }),
        _ => Err(row.error(lat, "a position is expected")),
    }
}
