//! The files of the demonstration market, as they ship inside the program.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::Date;
use time::macros::format_description;

use crate::error::Error;

macro_rules! demo {
    ($name:literal) => {
        include_str!(concat!("../../../../data/demo/", $name))
    };
}

/// `offers.csv`.
pub(super) const OFFERS: &str = demo!("offers.csv");
/// `requests.csv`.
pub(super) const REQUESTS: &str = demo!("requests.csv");
const CAPACITIES: &str = demo!("capacities.csv");
const ORGANISATIONS: &str = demo!("organisations.csv");
const PROVENANCE: &str = demo!("provenance.csv");
const MARKET: &str = demo!("market.toml");
const SOURCES: &str = include_str!("../../../../data/reference/sources.csv");

/// A row of `organisations.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct OrganisationRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) capabilities: String,
    pub(super) source_id: String,
}

/// A row of `capacities.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct CapacityRow {
    /// Code of the organisation.
    pub(super) id: String,
    pub(super) place: String,
    pub(super) products: String,
    pub(super) daily_kg: i64,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) source_id: String,
    pub(super) figure: String,
}

/// A row of `provenance.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct ProvenanceRow {
    pub(super) post_id: String,
    pub(super) basis: String,
    pub(super) source_id: String,
    pub(super) figure: String,
    pub(super) share: String,
}

/// A row of `sources.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct SourceRow {
    pub(super) id: String,
    pub(super) publisher: String,
    pub(super) published: String,
    pub(super) url: String,
}

pub(super) fn organisations() -> Result<Vec<OrganisationRow>, Error> {
    rows("organisations.csv", ORGANISATIONS)
}

pub(super) fn capacities() -> Result<Vec<CapacityRow>, Error> {
    rows("capacities.csv", CAPACITIES)
}

/// Provenance by post id.
pub(super) fn provenance() -> Result<BTreeMap<String, ProvenanceRow>, Error> {
    let found: Vec<ProvenanceRow> = rows("provenance.csv", PROVENANCE)?;
    Ok(found.into_iter().map(|row| (row.post_id.clone(), row)).collect())
}

pub(super) fn sources() -> Result<Vec<SourceRow>, Error> {
    rows("sources.csv", SOURCES)
}

/// The day that all dates of the files are relative to: `first_day = "2021-08-23"` in `market.toml`.
pub(super) fn first_day() -> Result<Date, Error> {
    let line = MARKET
        .lines()
        .find_map(|line| line.trim().strip_prefix("first_day"));
    let text = line
        .map(|rest| rest.trim_matches([' ', '=', '"']))
        .unwrap_or_default();
    day("market.toml", text)
}

/// A date as the files write it.
pub(super) fn day(file: &str, text: &str) -> Result<Date, Error> {
    let iso = format_description!("[year]-[month]-[day]");
    Date::parse(text, iso).map_err(|error| broken(file, format!("{text}: {error}")))
}

fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.map_err(|error| broken(file, error)))
        .collect()
}

/// A file that ships with the program does not parse.
pub(super) fn broken(file: &str, why: impl std::fmt::Display) -> Error {
    Error::internal(format!("{file}: {why}"))
}
