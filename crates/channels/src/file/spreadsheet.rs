//! XLSX, the same bytes for the same rows.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};
use thiserror::Error;

use crate::table::{Table, Value};

/// A table that does not fit into a worksheet.
#[derive(Debug, Error)]
#[error("the worksheet cannot be written: {0}")]
pub struct FileError(#[from] XlsxError);

/// The table as XLSX.
///
/// # Errors
/// More than 1,048,575 rows, or a text of more than 32,767 characters.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, FileError> {
    let mut book = Workbook::new();
    // A file's creation time would make every copy differ; the row in the database knows when it was made.
    let fixed = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let number = Format::new().set_num_format("#,##0");
    let sheet = book.add_worksheet();
    sheet.set_name(&table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (header, column) in table.headers.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, column, header, &bold)?;
        sheet.set_column_width(column, if header.chars().count() > 12 { 24.0 } else { 16.0 })?;
    }
    for (cells, row) in table.rows.iter().zip(1_u32..) {
        for (value, column) in cells.iter().zip(0_u16..) {
            match value {
                Value::Text(text) => sheet.write_string(row, column, text)?,
                Value::Number(amount) => {
                    sheet.write_number_with_format(row, column, float(*amount), &number)?
                }
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

#[expect(
    clippy::as_conversions,
    reason = "a worksheet's numbers are floats; prices and stocks lie below 2^53"
)]
fn float(amount: i64) -> f64 {
    amount as f64
}
