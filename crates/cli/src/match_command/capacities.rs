//! What collection points and processors can take, from a CSV file.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, bail};
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::quantity::{BaseUnit, Quantity};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::CapacityPost;
use chonoi_server::locale::{Locale, t};
use csv::StringRecord;
use time::Date;
use time::macros::format_description;

use crate::import_command::{faults, table};

/// The columns that have to be there, in any order.
const COLUMNS: [&str; 5] = ["id", "place", "products", "from", "to"];
/// The limits, at least one of them: of the whole window, and of every day.
const LIMITS: [&str; 2] = ["quantity_kg", "daily_kg"];
/// No point takes more: a million tonnes.
const MOST_KG: i64 = 1_000_000_000;

/// The points of a file; none without one.
///
/// # Errors
/// The file cannot be read, or has faults, each of which has been said on standard error.
pub(super) fn read(
    locale: Locale,
    catalogue: &Catalogue,
    file: Option<&Path>,
) -> anyhow::Result<Vec<CapacityPost>> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let name = file.display().to_string();
    let cannot = || t(locale, "cli.cannot_read", &[("file", name.as_str())]);
    let text = std::fs::read_to_string(file).with_context(cannot)?;
    let (mut points, mut lines) = (Vec::new(), Vec::new());
    for found in posts(catalogue, &text).with_context(cannot)? {
        match found {
            Ok(point) => points.push(point),
            Err((line, error)) => {
                let (line, sentence) = (line.to_string(), faults::sentence(locale, &error));
                let args = [
                    ("file", name.as_str()),
                    ("line", &line),
                    ("column", &error.field),
                    ("sentence", &sentence),
                ];
                lines.push(t(locale, "cli.fault", &args));
            }
        }
    }
    if lines.is_empty() {
        return Ok(points);
    }
    table::say(&lines);
    bail!(t(locale, "cli.refused", &[("count", &lines.len().to_string())]))
}

/// A point, or the line and what is wrong there.
type Found = Result<CapacityPost, (u64, FieldError)>;

fn posts(catalogue: &Catalogue, text: &str) -> anyhow::Result<Vec<Found>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let mut found = Vec::new();
    let has = |column: &str| header.iter().any(|name| name == column);
    let limit = (!LIMITS.iter().any(|limit| has(limit))).then_some("quantity_kg");
    for column in COLUMNS.into_iter().filter(|column| !has(column)).chain(limit) {
        let error = FieldError::new(column, "missing_column").with("name", column);
        found.push(Err((1, error)));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let mut seen = BTreeSet::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row {
            catalogue,
            header: &header,
            record: &record,
        };
        let mut point = row.read();
        if let Ok(CapacityPost { id, .. }) = &point
            && !seen.insert(id.clone())
        {
            point = Err(FieldError::new("id", "twice").with("value", id));
        }
        found.push(point.map_err(|error| (line, error)));
    }
    Ok(found)
}

struct Row<'r> {
    catalogue: &'r Catalogue,
    header: &'r StringRecord,
    record: &'r StringRecord,
}

impl Row<'_> {
    fn read(&self) -> Result<CapacityPost, FieldError> {
        let place = PlaceCode::from(self.required("place")?);
        if self.catalogue.place(&place).is_none() {
            return Err(FieldError::new("place", "unknown").with("value", place));
        }
        let window = DateWindow::new(self.date("from")?, self.date("to")?);
        let [quantity, daily_quantity] = LIMITS.map(|limit| self.quantity(limit));
        let (quantity, daily_quantity) = (quantity?, daily_quantity?);
        if quantity.is_none() && daily_quantity.is_none() {
            return Err(FieldError::new("quantity_kg", "required"));
        }
        Ok(CapacityPost {
            id: self.required("id")?.to_owned(),
            place,
            products: self.products()?,
            quantity,
            daily_quantity,
            window: window.map_err(|_| FieldError::new("to", "date_order"))?,
            taken: Vec::new(),
        })
    }

    fn cell(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    fn required(&self, column: &'static str) -> Result<&str, FieldError> {
        match self.cell(column) {
            "" => Err(FieldError::new(column, "required")),
            text => Ok(text),
        }
    }

    fn date(&self, column: &'static str) -> Result<Date, FieldError> {
        let text = self.required(column)?;
        let iso = format_description!("[year]-[month]-[day]");
        Date::parse(text, &iso).map_err(|_| FieldError::new(column, "date").with("value", text))
    }

    /// Products that are weighed; none for all of them.
    fn products(&self) -> Result<Vec<ProductId>, FieldError> {
        let mut products = Vec::new();
        for id in self.cell("products").split_whitespace().map(ProductId::from) {
            match self.catalogue.product(&id) {
                Some(product) if product.base_unit == BaseUnit::Gram => products.push(id),
                Some(_) => return Err(FieldError::new("products", "weighed").with("value", id)),
                None => return Err(FieldError::new("products", "unknown").with("value", id)),
            }
        }
        Ok(products)
    }

    /// A limit; none where the cell is empty.
    fn quantity(&self, column: &'static str) -> Result<Option<Quantity>, FieldError> {
        let text = self.cell(column);
        if text.is_empty() {
            return Ok(None);
        }
        let kilograms: i64 = text
            .parse()
            .map_err(|_| FieldError::new(column, "number").with("value", text))?;
        if !(0..=MOST_KG).contains(&kilograms) {
            let error = FieldError::new(column, "between");
            return Err(error.with("min", 0).with("max", MOST_KG).with("value", text));
        }
        Ok(Some(Quantity(kilograms * 1_000)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        let lines = posts(&catalogue, text)
            .unwrap()
            .into_iter()
            .map(|found| match found {
                Ok(point) => format!("{point:?}\n"),
                Err((line, error)) => format!("{line} {} {}\n", error.field, error.rule),
            });
        lines.collect()
    }

    #[test]
    fn points_and_their_faults() {
        let header = "id,place,products,quantity_kg,from,to\n";
        let rows = "cang,96,,20000,2026-12-01,2026-12-14\n\
                    kho,31825,tom-su tom-the,5000,2026-12-01,2026-12-14\n";
        assert_eq!(shown(&format!("{header}{rows}")).lines().count(), 2);
        assert!(shown(&format!("{header}{rows}")).contains("Quantity(20000000)"));
        let rows = "cang,9,,20000,2026-12-01,2026-12-14\n\
                    ,96,,20000,2026-12-01,2026-12-14\n\
                    a,96,tom-hum-xanh,1,2026-12-01,2026-12-14\n\
                    b,96,trung-ga,1,2026-12-01,2026-12-14\n\
                    c,96,,-1,2026-12-01,2026-12-14\n\
                    d,96,,1,2026-12-14,2026-12-01\n\
                    e,96,,1,1/12/2026,2026-12-01\n\
                    f,96,,1,2026-12-01,2026-12-01\n\
                    f,96,,1,2026-12-01,2026-12-01\n";
        let faults: Vec<_> = shown(&format!("{header}{rows}"))
            .lines()
            .filter(|line| !line.starts_with("CapacityPost"))
            .map(str::to_owned)
            .collect();
        assert_eq!(
            faults,
            [
                "2 place unknown",
                "3 id required",
                "4 products unknown",
                "5 products weighed",
                "6 quantity_kg between",
                "7 to date_order",
                "8 from date",
                "10 id twice"
            ]
        );
        assert_eq!(
            shown("id,place,products,from\n"),
            "1 to missing_column\n1 quantity_kg missing_column\n"
        );
    }

    #[test]
    fn limits_of_the_window_of_every_day_or_both() {
        let limits = |text: &str| {
            let catalogue = Catalogue::embedded().unwrap();
            let found = posts(&catalogue, text).unwrap().pop().unwrap();
            found
                .map(|point| (point.quantity, point.daily_quantity))
                .map_err(|(_, error)| (error.field, error.rule))
        };
        let both = |row: &str| {
            let header = "id,place,products,quantity_kg,from,to,daily_kg";
            limits(&format!("{header}\na,96,,{row}\n"))
        };
        let kg = |kg: i64| Some(Quantity(kg * 1_000));
        assert_eq!(both("9000,2026-12-01,2026-12-02,700"), Ok((kg(9_000), kg(700))));
        assert_eq!(both(",2026-12-01,2026-12-02,0"), Ok((None, kg(0))));
        assert_eq!(both("9000,2026-12-01,2026-12-02,"), Ok((kg(9_000), None)));
        let at = |field: &str, rule: &str| Err((field.to_owned(), rule.to_owned()));
        assert_eq!(both(",2026-12-01,2026-12-02,"), at("quantity_kg", "required"));
        assert_eq!(both("1,2026-12-01,2026-12-02,nhiều"), at("daily_kg", "number"));
        assert_eq!(both("1,2026-12-01,2026-12-02,-4"), at("daily_kg", "between"));
        let daily = "id,place,products,daily_kg,from,to\na,96,,700,2026-12-01,2026-12-02\n";
        assert_eq!(limits(daily), Ok((None, kg(700))));
    }
}
