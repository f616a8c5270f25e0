//! The bytes of a file as rows of cells, with the format told from the bytes and not from the name.

mod delimited;
mod workbook;

use chonoi_domain::sheet::Row;
use thiserror::Error;

/// The most rows that a file may have, blank ones included.
pub const MOST_ROWS: usize = 200_000;
/// The most columns that are looked at.
pub const MOST_COLUMNS: usize = 100;

/// Why a file has no rows to read. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The old Excel format, or one that holds no table.
    #[error("the file is neither CSV nor XLSX")]
    Format,
    /// Text in no Unicode encoding.
    #[error("line {line} is not UTF-8 text")]
    Encoding {
        /// The first such line.
        line: u64,
    },
    /// A quoted cell that never ends, or the like.
    #[error("line {line} is not a CSV row: {cause}")]
    Csv {
        /// Where.
        line: u64,
        /// What the reader says.
        cause: String,
    },
    /// A damaged workbook, or one behind a password.
    #[error("the workbook cannot be read: {cause}")]
    Workbook {
        /// What the reader says.
        cause: String,
    },
    /// More than [`MOST_ROWS`].
    #[error("the file has more than {MOST_ROWS} rows")]
    TooLong,
}

impl ReadError {
    /// Stable code of the rule, as in [`chonoi_domain::field::FieldError`].
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::Format => "file_format",
            Self::Encoding { .. } => "file_encoding",
            Self::Csv { .. } => "file_csv",
            Self::Workbook { .. } => "file_workbook",
            Self::TooLong => "file_rows",
        }
    }

    /// The line at fault, where there is one.
    #[must_use]
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::Encoding { line } | Self::Csv { line, .. } => Some(*line),
            _ => None,
        }
    }
}

/// How an XLSX file (a ZIP archive) begins.
const ZIP: &[u8] = b"PK\x03\x04";
/// How a file of Excel 97–2003 begins.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// All rows of a CSV file, or of the first worksheet that has any; blank rows keep the numbers of those below right.
///
/// CSV may be split by commas, semicolons or tabs and be UTF-8 or, with its mark at the start, UTF-16.
///
/// # Errors
/// [`ReadError`] says what is wrong with the file as a whole.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, ReadError> {
    let rows = if bytes.starts_with(ZIP) {
        workbook::rows(bytes)?
    } else if bytes.starts_with(OLE) {
        return Err(ReadError::Format);
    } else {
        delimited::rows(bytes)?
    };
    if rows.iter().all(Row::is_blank) {
        return Err(ReadError::Empty);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chonoi_domain::sheet::Cell;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    fn shown(rows: &[Row]) -> String {
        let line = |row: &Row| {
            let cells: Vec<String> = row.cells.iter().map(|c| format!("{c:?}")).collect();
            format!("{}: {}\n", row.line, cells.join(" "))
        };
        rows.iter().filter(|row| !row.is_blank()).map(line).collect()
    }

    fn texts(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let rows = rows(bytes).unwrap();
        let line = |row: &Row| {
            (
                row.line,
                row.cells.iter().map(|c| c.shown().into_owned()).collect(),
            )
        };
        rows.iter().filter(|row| !row.is_blank()).map(line).collect()
    }

    #[test]
    fn separators_marks_and_blank_lines_of_csv() {
        let want = vec![
            (1, vec!["id".to_owned(), "tên".to_owned()]),
            (4, vec!["1".to_owned(), "a, b".to_owned()]),
        ];
        assert_eq!(texts("id,tên\n\n\n1,\"a, b\"\n".as_bytes()), want);
        assert_eq!(texts("\u{feff}id;tên\r\n\r\n\r\n1;a, b\r\n".as_bytes()), want);
        assert_eq!(texts("id\ttên\n;\n\n1\ta, b".as_bytes()), {
            let mut with_sign = want.clone();
            with_sign.insert(1, (2, vec![";".to_owned()]));
            with_sign
        });
        let utf16: Vec<u8> = "\u{feff}id\ttên\n\n\n1\ta, b"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&utf16), want);
    }

    #[test]
    fn a_row_in_several_lines_counts_them_all() {
        let got = texts(b"a,b\n\"x\ny\",1\n\n2,3\n");
        assert_eq!(got.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 5]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (bytes, want) in [
            (&b""[..], ReadError::Empty),
            (b"\n \n,,\n", ReadError::Empty),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ReadError::Format),
            (b"a,b\n1,\x00\n", ReadError::Format),
            (b"a,b\n1,2\n\xff,2\n", ReadError::Encoding { line: 3 }),
        ] {
            assert_eq!(rows(bytes), Err(want));
        }
        assert!(matches!(
            rows(b"PK\x03\x04broken"),
            Err(ReadError::Workbook { .. })
        ));
        let long = "1\n".repeat(MOST_ROWS + 1);
        assert_eq!(rows(long.as_bytes()), Err(ReadError::TooLong));
    }

    #[test]
    fn a_workbooks_numbers_and_dates_are_not_text() {
        let mut book = Workbook::new();
        book.add_worksheet();
        let sheet = book.add_worksheet();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write(1, 0, "Sản phẩm").unwrap();
        sheet.write(1, 2, 1.125).unwrap();
        sheet.write(3, 1, 250_000).unwrap();
        let day = ExcelDateTime::parse_from_str("2021-08-12").unwrap();
        sheet.write_with_format(3, 3, day, &date).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let rows = rows(&bytes).unwrap();
        expect_test::expect![[r#"
            2: Text("Sản phẩm") Empty Number("1.125")
            4: Empty Number("250000") Empty Date(2021-08-12)
        "#]]
        .assert_eq(&shown(&rows));
        assert_eq!(rows.last().map(|row| row.cells.first()), Some(Some(&Cell::Empty)));
    }
}
