//! The texts of the catalogue's tables and typed access to their cells.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use thiserror::Error;

/// The CSV texts the catalogue is made of; their columns are described in `data/README.md`.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// `products.csv`.
    pub products: &'static str,
    /// `product_categories.csv`.
    pub categories: &'static str,
    /// `product_units.csv`.
    pub units: &'static str,
    /// `certificates.csv`.
    pub certificates: &'static str,
    /// `product_certificates.csv`.
    pub product_certificates: &'static str,
    /// `admin_provinces_34.csv`.
    pub provinces: &'static str,
    /// `admin_communes_new.csv`.
    pub communes: &'static str,
    /// `transport_hubs.csv`.
    pub hubs: &'static str,
    /// `transport_distances.csv`.
    pub distances: &'static str,
    /// `freight_rates.csv`.
    pub freight: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../../data/reference/", $name))
    };
}

impl Tables {
    /// The tables that ship with the program.
    #[must_use]
    pub const fn embedded() -> Self {
        Self {
            products: table!("products.csv"),
            categories: table!("product_categories.csv"),
            units: table!("product_units.csv"),
            certificates: table!("certificates.csv"),
            product_certificates: table!("product_certificates.csv"),
            provinces: table!("admin_provinces_34.csv"),
            communes: table!("admin_communes_new.csv"),
            hubs: table!("transport_hubs.csv"),
            distances: table!("transport_distances.csv"),
            freight: table!("freight_rates.csv"),
        }
    }
}

/// A reference table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{table}, line {line}, column {column}: {rule}")]
pub struct CatalogueError {
    /// File name of the table.
    pub table: &'static str,
    /// Line in the file, counting the header as 1.
    pub line: u64,
    /// Name of the column.
    pub column: String,
    /// What was expected.
    pub rule: String,
}

/// One row with its place in the file.
#[derive(Debug)]
pub(super) struct Row {
    table: &'static str,
    line: u64,
    cells: BTreeMap<String, String>,
}

/// All rows of a table.
pub(super) fn rows(table: &'static str, text: &str) -> Result<Vec<Row>, CatalogueError> {
    let bad = |error: csv::Error| CatalogueError {
        table,
        line: error.position().map_or(0, csv::Position::line),
        column: String::new(),
        rule: error.to_string(),
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(bad)?.clone();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = header
            .iter()
            .zip(record.iter())
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        out.push(Row { table, line, cells });
    }
    Ok(out)
}

impl Row {
    pub(super) fn error(&self, column: &str, rule: &str) -> CatalogueError {
        CatalogueError {
            table: self.table,
            line: self.line,
            column: column.to_owned(),
            rule: rule.to_owned(),
        }
    }

    /// The cell, empty where there is none.
    pub(super) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell, or `None` when empty.
    pub(super) fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column))
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    }

    /// The words of the cell.
    pub(super) fn words(&self, column: &str) -> Vec<String> {
        self.text(column).split_whitespace().map(str::to_owned).collect()
    }

    /// The decimal in the cell, or `None` when empty.
    pub(super) fn decimal(&self, column: &str) -> Result<Option<Decimal>, CatalogueError> {
        match self.text(column) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| self.error(column, "a number is expected")),
        }
    }

    /// The decimal in the cell times `factor`, rounded half up, or `None` when empty.
    pub(super) fn scaled(&self, column: &str, factor: i64) -> Result<Option<i64>, CatalogueError> {
        self.decimal(column)?
            .map(|d| {
                super::number::scaled(d, factor).ok_or_else(|| self.error(column, "the number is too large"))
            })
            .transpose()
    }

    /// The floating-point number in the cell (positions and road lengths only).
    pub(super) fn float(&self, column: &str) -> Result<Option<f64>, CatalogueError> {
        match self.text(column) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| self.error(column, "a number is expected")),
        }
    }
}
