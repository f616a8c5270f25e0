//! Trade units and what they hold in base units.

use super::tables::{CatalogueError, Tables, rows};
use crate::id::{ProductId, UnitCode};
use crate::quantity::BaseUnit;

/// A unit goods are traded in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeUnit {
    /// Its code, for example `tan`.
    pub code: UnitCode,
    /// Its Vietnamese name, for example `tấn`.
    pub name_vi: String,
    /// Base units (g, ml, pieces) in one of it, the typical value where it varies.
    pub base: i64,
}

/// All rows of `product_units.csv` that convert into a base unit.
#[derive(Debug)]
pub(super) struct Units {
    rows: Vec<(Option<ProductId>, BaseUnit, TradeUnit)>,
    grams: Vec<(ProductId, i64)>,
}

impl Units {
    pub(super) fn read(tables: &Tables) -> Result<Self, CatalogueError> {
        let mut out = Self {
            rows: Vec::new(),
            grams: Vec::new(),
        };
        for row in rows("product_units.csv", tables.units)? {
            let product = row.some("product_id").filter(|p| p != "*").map(ProductId);
            let (base_unit, scale) = match row.text("per") {
                "kg" => (BaseUnit::Gram, 1000),
                "lít" => (BaseUnit::Millilitre, 1000),
                _ => (BaseUnit::Piece, 1),
            };
            let base = row
                .scaled("typical", scale)?
                .ok_or_else(|| row.error("typical", "a number is expected"))?;
            let unit = TradeUnit {
                code: UnitCode(row.text("unit").to_owned()),
                name_vi: row.text("unit_vi").to_owned(),
                base,
            };
            if let (Some(id), "qua" | "lit") = (&product, row.text("unit")) {
                let grams = row.scaled("typical", 1_000_000)?.unwrap_or(0);
                out.grams.push((id.clone(), grams));
            }
            out.rows.push((product, base_unit, unit));
        }
        Ok(out)
    }

    /// What `product` may be posted in, the smallest first; its own rows win over those for any product.
    pub(super) fn of(&self, product: &ProductId, base_unit: BaseUnit) -> Vec<&TradeUnit> {
        let own = |p: &Option<ProductId>| p.as_ref() == Some(product);
        let mut found: Vec<&TradeUnit> = Vec::new();
        for (_, unit_base, unit) in self.rows.iter().filter(|(p, ..)| own(p)) {
            if *unit_base == base_unit {
                found.push(unit);
            }
        }
        for (_, unit_base, unit) in self.rows.iter().filter(|(p, ..)| p.is_none()) {
            if *unit_base == base_unit && found.iter().all(|f| f.code != unit.code) {
                found.push(unit);
            }
        }
        if base_unit == BaseUnit::Piece {
            found.insert(0, self.piece());
        }
        found.sort_by_key(|u| u.base);
        found
    }

    /// Grams that 1,000 base units weigh: 1,000 for goods by weight, by product for pieces and litres.
    pub(super) fn grams_per_thousand(&self, product: &ProductId, base_unit: BaseUnit) -> i64 {
        match base_unit {
            BaseUnit::Gram => 1_000,
            BaseUnit::Piece | BaseUnit::Millilitre => {
                let known = self
                    .grams
                    .iter()
                    .find(|(id, _)| id == product)
                    .map(|(_, grams)| *grams);
                match base_unit {
                    BaseUnit::Millilitre => known.map_or(1_000, |grams| grams / 1_000),
                    _ => known.unwrap_or(1_000_000),
                }
            }
        }
    }

    fn piece(&self) -> &TradeUnit {
        use std::sync::OnceLock;
        static PIECE: OnceLock<TradeUnit> = OnceLock::new();
        PIECE.get_or_init(|| TradeUnit {
            code: UnitCode("qua".to_owned()),
            name_vi: "quả".to_owned(),
            base: 1,
        })
    }
}
