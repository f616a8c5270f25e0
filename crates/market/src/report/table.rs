//! Tables of a report in one language: what the workbook and the CSV file are written from.

use time::Date;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The worksheet's name, at most 31 characters.
    pub name: String,
    /// What stands above it.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its width in characters.
    pub width: u16,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number: đồng, pieces, counts, kilometres.
    Whole(i64),
    /// Thousandths: kilograms from grams, litres from millilitres.
    Milli(i64),
    /// A day.
    Day(Date),
}

impl Cell {
    /// What it says in a CSV file: a point for the decimals, no separators, ISO dates.
    fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => harmless(text),
            Self::Whole(number) => number.to_string(),
            Self::Milli(number) => milli(*number),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// A decimal number from its thousandths, without zeros at its end.
pub(super) fn milli(number: i64) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let text = format!("{sign}{}.{:03}", size / 1_000, size % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A text that a spreadsheet does not take for a formula (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Marks UTF-8, without which Excel reads Vietnamese as gibberish.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// All tables under each other, each with its title and headings, as CSV.
///
/// # Errors
/// Only if memory cannot be written.
pub fn csv(tables: &[Table]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for (number, table) in tables.iter().enumerate() {
        if number > 0 {
            writer.write_record([""])?;
        }
        writer.write_record([&table.title])?;
        writer.write_record(table.columns.iter().map(|column| &column.heading))?;
        for row in &table.rows {
            writer.write_record(row.iter().map(Cell::plain))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_decimal_number_has_no_idle_zeros() {
        let cases = [
            (0, "0"),
            (1, "0.001"),
            (1_500, "1.5"),
            (12_000, "12"),
            (-250, "-0.25"),
            (100_010, "100.01"),
        ];
        for (number, want) in cases {
            assert_eq!(milli(number), want);
        }
    }

    #[test]
    fn excel_reads_vietnamese_and_takes_nothing_for_a_formula() {
        let column = |heading: &str| Column {
            heading: heading.to_owned(),
            width: 10,
        };
        let table = Table {
            name: "x".to_owned(),
            title: "Đã nối".to_owned(),
            columns: ["Bên bán", "kg", "Ngày", "Giá"].map(column).into(),
            rows: vec![
                vec![
                    Cell::Text("=1+1".to_owned()),
                    Cell::Milli(1_500),
                    Cell::Day(date!(2026 - 11 - 24)),
                    Cell::Whole(-3),
                ],
                vec![
                    Cell::Text("a, b".to_owned()),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                ],
            ],
        };
        let bytes = csv(&[table.clone(), table]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let one = "Đã nối\r\nBên bán,kg,Ngày,Giá\r\n'=1+1,1.5,2026-11-24,-3\r\n\"a, b\",,,\r\n";
        assert_eq!(text, format!("\u{feff}{one}\"\"\r\n{one}"));
    }
}
