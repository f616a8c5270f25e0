//! The result file that an operator brings back from a platform: an outcome for each of our numbers.

use std::collections::BTreeMap;

use chonoi_domain::field::FieldError;
use chonoi_domain::fold::fold;
use chonoi_domain::sheet::{Row, SheetError};

use crate::profile::{Meaning, Profile, Results};
use crate::sku;

/// The header stands within this many rows.
const DEEPEST: usize = 10;

/// What the platform did with one listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As asked.
    Applied,
    /// The platform still checks it.
    Accepted,
    /// Refused, with what the platform says.
    Rejected(Vec<FieldError>),
}

/// One line of a result file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// Where it stands.
    pub line: u64,
    /// Our number.
    pub sku: String,
    /// The platform's own id, where it gave one.
    pub remote_id: Option<String>,
    /// What it did.
    pub verdict: Verdict,
}

/// The outcomes in a result file. Rows without a number, and rows with numbers that are not ours, are other people's
/// goods and passed over.
///
/// # Errors
/// The profile has no result file, no header is found, or rows contradict themselves; every fault is listed, and
/// nothing is to be taken from such a file.
pub fn read(profile: &Profile, rows: &[Row]) -> Result<Vec<ResultRow>, Vec<SheetError>> {
    let Some(words) = &profile.results else {
        return Err(vec![fault(1, None, FieldError::new("file", "unsupported"))]);
    };
    let (at, columns) = header(words, rows).ok_or_else(|| {
        let wanted = format!("{}; {}", words.sku.join("/"), words.status.join("/"));
        let error = FieldError::new("header", "no_header").with("columns", wanted);
        vec![fault(rows.first().map_or(1, |row| row.line), None, error)]
    })?;
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows.iter().skip(at + 1) {
        let number = columns.text(row, columns.sku);
        if !sku::is_ours(&number) {
            continue;
        }
        if let Some(first) = seen.insert(number.clone(), row.line) {
            let error = FieldError::new("sku", "duplicate")
                .with("value", &number)
                .with("first_line", first);
            errors.push(fault(row.line, Some(columns.sku), error));
            continue;
        }
        match columns.verdict(words, row) {
            Ok(verdict) => found.push(ResultRow {
                line: row.line,
                sku: number,
                remote_id: columns.optional(row, columns.remote_id),
                verdict,
            }),
            Err(error) => errors.push(fault(row.line, Some(columns.status), error)),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// Where the columns stand.
#[derive(Clone, Copy, Debug)]
struct Columns {
    sku: usize,
    status: usize,
    remote_id: Option<usize>,
    error: Option<usize>,
}

fn header(words: &Results, rows: &[Row]) -> Option<(usize, Columns)> {
    rows.iter().take(DEEPEST).enumerate().find_map(|(at, row)| {
        let folded: Vec<String> = row.cells.iter().map(|cell| fold(&cell.shown())).collect();
        let find = |names: &[String]| {
            names
                .iter()
                .find_map(|name| folded.iter().position(|cell| *cell == fold(name)))
        };
        let columns = Columns {
            sku: find(&words.sku)?,
            status: find(&words.status)?,
            remote_id: find(&words.remote_id),
            error: find(&words.error),
        };
        Some((at, columns))
    })
}

impl Columns {
    fn text(&self, row: &Row, index: usize) -> String {
        row.cells
            .get(index)
            .map(|cell| cell.shown().into_owned())
            .unwrap_or_default()
    }

    fn optional(&self, row: &Row, index: Option<usize>) -> Option<String> {
        index
            .map(|index| self.text(row, index))
            .filter(|text| !text.is_empty())
    }

    fn verdict(&self, words: &Results, row: &Row) -> Result<Verdict, FieldError> {
        let status = self.text(row, self.status);
        let says = |meaning| {
            let known = words.words.get(&meaning).map_or(&[][..], Vec::as_slice);
            known.iter().any(|word| fold(word) == fold(&status))
        };
        if says(Meaning::Applied) {
            Ok(Verdict::Applied)
        } else if says(Meaning::Accepted) {
            Ok(Verdict::Accepted)
        } else if says(Meaning::Rejected) {
            let reason = self.optional(row, self.error).unwrap_or(status);
            Ok(Verdict::Rejected(vec![
                FieldError::new("listing", "platform").with("value", reason),
            ]))
        } else {
            let known: Vec<&str> = words.words.values().flatten().map(String::as_str).collect();
            Err(FieldError::new("status", "unknown_like")
                .with("value", status)
                .with("choices", known.join("; ")))
        }
    }
}

fn fault(line: u64, column: Option<usize>, error: FieldError) -> SheetError {
    SheetError {
        line,
        column: column
            .map(chonoi_domain::sheet::column_letters)
            .unwrap_or_default(),
        header: String::new(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::embedded;
    use crate::samples;

    fn rows(lines: &[&str]) -> Vec<Row> {
        lines
            .iter()
            .zip(1..)
            .map(|(line, n)| Row::of_texts(n, line.split('|')))
            .collect()
    }

    #[test]
    fn outcomes_are_read_by_number() {
        let voso = &embedded().unwrap()[0];
        let [a, b, c] = [1, 2, 3].map(|n| samples::listing(n).sku);
        let file = rows(&[
            "Kết quả đăng sản phẩm",
            "mã sku|Tên|TRANG THAI|Mã sản phẩm trên sàn|Lý do",
            &format!("{a}|x|thanh cong|P-1|"),
            &format!("{b}|y|Từ chối||Thiếu ảnh"),
            &format!("{c}|z|Chờ duyệt||"),
            "SP-9|other|Thành công|P-9|",
            "|||||",
        ]);
        let got: Vec<(u64, String, Option<String>, Verdict)> = read(voso, &file)
            .unwrap()
            .into_iter()
            .map(|r| (r.line, r.sku, r.remote_id, r.verdict))
            .collect();
        let refused = FieldError::new("listing", "platform").with("value", "Thiếu ảnh");
        assert_eq!(
            got,
            [
                (3, a, Some("P-1".to_owned()), Verdict::Applied),
                (4, b, None, Verdict::Rejected(vec![refused])),
                (5, c, None, Verdict::Accepted),
            ]
        );
    }

    #[test]
    fn a_file_that_contradicts_itself_is_refused_whole() {
        let voso = &embedded().unwrap()[0];
        let a = samples::listing(1).sku;
        let file = rows(&[
            "SKU|Trạng thái",
            &format!("{a}|Thành công"),
            &format!("{a}|Lỗi"),
            &format!("{}|??", samples::listing(2).sku),
        ]);
        let faults: Vec<String> = read(voso, &file)
            .unwrap_err()
            .iter()
            .map(|e| format!("{}{} {}", e.column, e.line, e.error.rule))
            .collect();
        assert_eq!(faults, ["A3 duplicate", "B4 unknown_like"]);
        assert_eq!(
            read(voso, &rows(&["a|b"])).unwrap_err()[0].error.rule,
            "no_header"
        );
    }
}
