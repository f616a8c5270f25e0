//! Tables as an XLSX workbook that prints well: one worksheet a table, headings repeated on every page.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::table::{Cell, Table, milli};

/// Title, an empty row, headings, then the rows.
const HEADINGS: u32 = 2;

struct Formats {
    title: Format,
    heading: Format,
    text: Format,
    whole: Format,
    milli: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_border(FormatBorder::Hair)
                .set_align(FormatAlign::Top)
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            heading: cell()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E5_F0EA))
                .set_align(FormatAlign::VerticalCenter),
            text: cell().set_text_wrap(),
            whole: cell().set_num_format("#,##0"),
            milli: cell().set_num_format("#,##0.###"),
            day: cell().set_num_format("dd/mm/yyyy"),
        }
    }
}

/// The workbook's bytes.
///
/// # Errors
/// A worksheet's name that Excel refuses, or more rows than a worksheet holds.
pub fn write(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&table.name)?;
        fill(sheet, table, &formats)?;
        set_up(sheet, table)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, &table.title, &formats.title)?;
    for (column, at) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.write_with_format(HEADINGS, at, &column.heading, &formats.heading)?;
    }
    for (row, line) in table.rows.iter().zip(HEADINGS + 1..) {
        for (cell, at) in row.iter().zip(0_u16..) {
            match cell {
                Cell::Empty => sheet.write_blank(line, at, &formats.text)?,
                Cell::Text(text) => sheet.write_with_format(line, at, text, &formats.text)?,
                Cell::Whole(number) => {
                    sheet.write_with_format(line, at, float(&number.to_string()), &formats.whole)?
                }
                Cell::Milli(number) => {
                    sheet.write_with_format(line, at, float(&milli(*number)), &formats.milli)?
                }
                Cell::Day(day) => {
                    let (year, month, date) = (day.year(), u8::from(day.month()), day.day());
                    let year = u16::try_from(year).unwrap_or(9_999);
                    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, date)?;
                    sheet.write_with_format(line, at, &day, &formats.day)?
                }
            };
        }
    }
    Ok(())
}

/// XLSX keeps every number as a double: exact to 15 digits, which no total here exceeds.
fn float(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// A4 across, as wide as the paper, headings on every page, filters and a fixed heading on the screen.
fn set_up(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R&P/&N");
    sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
    sheet.set_freeze_panes(HEADINGS + 1, 0)?;
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    let rows = u32::try_from(table.rows.len()).unwrap_or(0);
    if rows > 0 {
        sheet.autofilter(HEADINGS, 0, HEADINGS + rows, last_column)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use time::macros::date;

    use super::super::table::Column;
    use super::*;

    #[test]
    fn another_reader_reads_what_was_written() {
        let heading = |text: &str| Column {
            heading: text.to_owned(),
            width: 12,
        };
        let table = Table {
            name: "Đã nối".to_owned(),
            title: "Đề xuất đã nối".to_owned(),
            columns: ["Bên bán", "Lượng (kg)", "Giá", "Ngày đi"].map(heading).into(),
            rows: vec![vec![
                Cell::Text("HTX Năm Căn".to_owned()),
                Cell::Milli(1_250_500),
                Cell::Whole(250_000),
                Cell::Day(date!(2026 - 11 - 24)),
            ]],
        };
        let bytes = write(&[table]).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Đã nối"]);
        let sheet = book.worksheet_range("Đã nối").unwrap();
        let at = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(2, 0), Data::String("Bên bán".to_owned()));
        assert_eq!(at(3, 0), Data::String("HTX Năm Căn".to_owned()));
        assert_eq!(at(3, 1), Data::Float(1_250.5));
        assert_eq!(at(3, 2), Data::Float(250_000.0));
        assert!(matches!(at(3, 3), Data::DateTime(_)), "{:?}", at(3, 3));
    }
}
