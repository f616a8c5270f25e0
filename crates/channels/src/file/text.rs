//! CSV that a spreadsheet program opens right: UTF-8 with its mark, CRLF, no cell that could run as a formula.

use crate::table::{Table, Value};

/// The table as CSV.
#[must_use]
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    line(&mut out, table.headers.iter().map(|header| guarded(header)));
    for row in &table.rows {
        let cell = |value: &Value| match value {
            Value::Text(text) => guarded(text),
            Value::Number(number) => number.to_string(),
        };
        line(&mut out, row.iter().map(cell));
    }
    out.into_bytes()
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r', ';']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A text that begins like a formula gets an apostrophe, which spreadsheet programs take as "this is text".
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
