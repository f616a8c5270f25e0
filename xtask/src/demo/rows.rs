//! Rows of the reference tables, as far as the generator needs them.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// All rows of `data/reference/{name}.csv`.
pub(super) fn read<T: DeserializeOwned>(reference: &Path, name: &str) -> anyhow::Result<Vec<T>> {
    let path = reference.join(format!("{name}.csv"));
    let mut reader = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
    let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    rows.with_context(|| path.display().to_string())
}

#[derive(Deserialize)]
pub(super) struct Supply {
    pub(super) id: String,
    pub(super) old_province_code: String,
    pub(super) product_id: String,
    pub(super) published_name: String,
    pub(super) quantity: String,
    pub(super) unit: String,
    pub(super) quantity_t: String,
    pub(super) period_start: String,
    pub(super) period_end: String,
    pub(super) price_vnd_kg: String,
    pub(super) evidence: String,
    pub(super) source_id: String,
}

#[derive(Deserialize)]
pub(super) struct Demand {
    pub(super) id: String,
    pub(super) basis: String,
    pub(super) old_province_code: String,
    pub(super) group: String,
    pub(super) quantity: String,
    pub(super) unit: String,
    pub(super) period_start: String,
    pub(super) period_end: String,
    pub(super) evidence: String,
    pub(super) source_id: String,
}

#[derive(Deserialize)]
pub(super) struct ProductNote {
    pub(super) id: String,
    pub(super) scientific_name: String,
    pub(super) grade_of: String,
    pub(super) known_old_districts: String,
}

#[derive(Deserialize)]
pub(super) struct Price {
    pub(super) product_id: String,
    pub(super) level: String,
    pub(super) price_min: String,
    pub(super) price_max: String,
    pub(super) unit: String,
    pub(super) date: String,
}

#[derive(Deserialize)]
pub(super) struct Enterprise {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) short_name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) new_province_code: String,
    pub(super) old_district_code: String,
    pub(super) new_commune_code: String,
    pub(super) product_ids: String,
    pub(super) certificates: String,
    pub(super) evidence: String,
    pub(super) source_ids: String,
}

#[derive(Deserialize)]
pub(super) struct Distributor {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) old_province_code: String,
    pub(super) new_province_code: String,
    pub(super) lat: Option<f64>,
    pub(super) lon: Option<f64>,
    pub(super) evidence: String,
    pub(super) source_id: String,
}

#[derive(Deserialize)]
pub(super) struct Ocop {
    pub(super) product_id: String,
    pub(super) stars: String,
    pub(super) owner_id: String,
}

#[derive(Deserialize)]
pub(super) struct Commune {
    pub(super) code: String,
    pub(super) area_km2: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct OldCommune {
    pub(super) district_code: String,
    pub(super) new_code: String,
    pub(super) is_default: String,
}

#[derive(Deserialize)]
pub(super) struct OldProvince {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) new_code: String,
    pub(super) capital_lat: f64,
    pub(super) capital_lon: f64,
}

#[derive(Deserialize)]
pub(super) struct Group {
    pub(super) group: String,
    pub(super) name_vi: String,
}

#[derive(Deserialize)]
pub(super) struct Hub {
    pub(super) id: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

#[derive(Deserialize)]
pub(super) struct Population {
    pub(super) old_province_code: String,
    pub(super) thousand: i64,
}
