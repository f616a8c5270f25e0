//! Products, their categories and the certificates they can carry.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::freight::LoadClass;
use super::tables::{CatalogueError, Row, Tables, rows};
use super::units::Units;
use crate::id::{CategoryId, CertificateId, ProductId};
use crate::post::ProductState;
use crate::quantity::{BaseUnit, Dong, UnitPrice};

/// Hours that goods keep, by how they are kept; `None` where the product is not kept so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShelfLife {
    /// Alive.
    pub live: Option<i64>,
    /// On ice or chilled, 0–4 °C.
    pub iced: Option<i64>,
    /// Frozen, −18 °C.
    pub frozen: Option<i64>,
    /// At store temperature.
    pub ambient: Option<i64>,
}

/// The usual span of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceBand {
    /// Low end, đồng per 1,000 base units.
    pub min: UnitPrice,
    /// High end, đồng per 1,000 base units.
    pub max: UnitPrice,
}

/// A product of the catalogue.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Vietnamese name.
    pub name_vi: String,
    /// Other names, regional and unaccented ones too.
    pub synonyms: Vec<String>,
    /// English name.
    pub name_en: String,
    /// Scientific name, empty where it has none.
    pub scientific_name: String,
    /// Where it stands in the tree.
    pub category: CategoryId,
    /// Only for published totals; not to be offered for sale.
    pub is_generic: bool,
    /// What it is counted in.
    pub base_unit: BaseUnit,
    /// The state it is usually traded in.
    pub usual_state: ProductState,
    /// How it travels in its usual state.
    pub load: LoadClass,
    /// How long it keeps.
    pub shelf_life: ShelfLife,
    /// Months of harvest, 1–12.
    pub harvest_months: Vec<u8>,
    /// Usual prices.
    pub band: Option<PriceBand>,
    /// `published`, `derived` or `assumption`: what the band rests on; empty without a band.
    pub band_evidence: String,
    /// Kinds of certificate it can carry.
    pub certificates: Vec<CertificateId>,
    /// Grams that 1,000 base units weigh, for freight.
    pub grams_per_thousand: i64,
}

impl Product {
    /// Hours it keeps in `state`, where that is known; the usual way of keeping stands in for an unknown one.
    #[must_use]
    pub fn hours_in(&self, state: ProductState) -> Option<i64> {
        let life = self.shelf_life;
        match state {
            ProductState::Live => life.live.or(life.iced),
            ProductState::Fresh | ProductState::Iced => life.iced.or(life.ambient),
            ProductState::Frozen => life.frozen.or(life.ambient),
            ProductState::Dried | ProductState::Processed | ProductState::Grain => {
                life.ambient.or(life.iced).or(life.frozen)
            }
        }
    }
}

/// A node of the product tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The node above.
    pub parent: Option<CategoryId>,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
}

/// A kind of certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateKind {
    /// Its id.
    pub id: CertificateId,
    /// Its name, as the trade writes it.
    pub name: String,
    /// What it certifies, for example `food safety`.
    pub kind: String,
}

pub(super) fn read_products(
    tables: &Tables,
    units: &Units,
) -> Result<BTreeMap<ProductId, Product>, CatalogueError> {
    let mut certificates: BTreeMap<ProductId, Vec<CertificateId>> = BTreeMap::new();
    for row in rows("product_certificates.csv", tables.product_certificates)? {
        let held = certificates
            .entry(ProductId(row.text("product_id").to_owned()))
            .or_default();
        held.push(CertificateId(row.text("certificate_id").to_owned()));
    }
    let mut out = BTreeMap::new();
    for row in rows("products.csv", tables.products)? {
        let mut product = read_product(&row, units)?;
        product.certificates = certificates.remove(&product.id).unwrap_or_default();
        product.certificates.sort();
        product.certificates.dedup();
        out.insert(product.id.clone(), product);
    }
    Ok(out)
}

fn read_product(row: &Row, units: &Units) -> Result<Product, CatalogueError> {
    let id = ProductId(row.text("id").to_owned());
    let base_unit = match row.text("base_unit") {
        "kg" => BaseUnit::Gram,
        "lít" => BaseUnit::Millilitre,
        "quả" => BaseUnit::Piece,
        _ => return Err(row.error("base_unit", "kg, lít or quả is expected")),
    };
    let state = |column| {
        row.text(column)
            .parse::<ProductState>()
            .map_err(|e| row.error(column, &e.to_string()))
    };
    Ok(Product {
        name_vi: row.text("name_vi").to_owned(),
        synonyms: row
            .text("synonyms")
            .split(';')
            .map(|s| s.trim().to_owned())
            .filter(|s| !s.is_empty())
            .collect(),
        name_en: row.text("name_en").to_owned(),
        scientific_name: row.text("scientific_name").to_owned(),
        category: CategoryId(row.text("category_id").to_owned()),
        is_generic: row.text("is_generic") == "1",
        base_unit,
        usual_state: state("traded_state")?,
        load: LoadClass::parse(row.text("transport_class"))
            .ok_or_else(|| row.error("transport_class", "an unknown load class"))?,
        shelf_life: read_life(row)?,
        harvest_months: row
            .words("harvest_months")
            .iter()
            .filter_map(|m| m.parse().ok())
            .collect(),
        band: read_band(row, &id, base_unit, units)?,
        band_evidence: row.text("price_evidence").to_owned(),
        certificates: Vec::new(),
        grams_per_thousand: units.grams_per_thousand(&id, base_unit),
        id,
    })
}

fn read_life(row: &Row) -> Result<ShelfLife, CatalogueError> {
    Ok(ShelfLife {
        live: row.scaled("life_live_days", 24)?,
        iced: row.scaled("life_iced_days", 24)?,
        frozen: row.scaled("life_frozen_days", 24)?,
        ambient: row.scaled("life_ambient_days", 24)?,
    })
}

/// The band in đồng per 1,000 base units from a price per kg, lít, `10 quả`, nải or chục.
fn read_band(
    row: &Row,
    id: &ProductId,
    base_unit: BaseUnit,
    units: &Units,
) -> Result<Option<PriceBand>, CatalogueError> {
    let (Some(min), Some(max)) = (row.scaled("price_min", 1)?, row.scaled("price_max", 1)?) else {
        return Ok(None);
    };
    let base = band_unit(row.text("price_unit"), id, base_unit, units)
        .ok_or_else(|| row.error("price_unit", "an unknown unit of price"))?;
    let per = |price| UnitPrice::per_unit(Dong(price), base);
    match (per(min), per(max)) {
        (Some(min), Some(max)) if min <= max => Ok(Some(PriceBand { min, max })),
        _ => Err(row.error("price_max", "at least price_min is expected")),
    }
}

/// Base units in one unit of price. A chục of coconuts is 12 pieces of the typical weight.
fn band_unit(text: &str, id: &ProductId, base_unit: BaseUnit, units: &Units) -> Option<i64> {
    let own = |code: &str| {
        units
            .of(id, base_unit)
            .iter()
            .find(|u| u.code.0 == code)
            .map(|u| u.base)
    };
    match text.strip_prefix("VND/")? {
        "kg" | "lít" => Some(1_000),
        "10 quả" => Some(10),
        "nải" => own("nai"),
        "chục" => own("trai").and_then(|one| {
            let dozen = Decimal::from(12).checked_mul(Decimal::from(one))?;
            super::number::scaled(dozen, 1)
        }),
        _ => None,
    }
}

pub(super) fn read_categories(tables: &Tables) -> Result<BTreeMap<CategoryId, Category>, CatalogueError> {
    let mut out = BTreeMap::new();
    for row in rows("product_categories.csv", tables.categories)? {
        let id = CategoryId(row.text("id").to_owned());
        let category = Category {
            id: id.clone(),
            parent: row.some("parent_id").map(CategoryId),
            name_vi: row.text("name_vi").to_owned(),
            name_en: row.text("name_en").to_owned(),
        };
        out.insert(id, category);
    }
    Ok(out)
}

pub(super) fn read_certificates(
    tables: &Tables,
) -> Result<BTreeMap<CertificateId, CertificateKind>, CatalogueError> {
    let mut out = BTreeMap::new();
    for row in rows("certificates.csv", tables.certificates)? {
        let id = CertificateId(row.text("id").to_owned());
        let kind = CertificateKind {
            id: id.clone(),
            name: row.text("name").to_owned(),
            kind: row.text("kind").to_owned(),
        };
        out.insert(id, kind);
    }
    Ok(out)
}
