//! What is wrong in a sheet, and where.

use serde::{Deserialize, Serialize};

use crate::field::FieldError;

/// One fault of one cell, or of the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetError {
    /// Line of a CSV file or row of a worksheet, counted from 1.
    pub line: u64,
    /// Letters of the column as a spreadsheet shows them (`A`, `B`, … `AA`); empty for a fault of the whole row.
    pub column: String,
    /// The column's header as it stands in the file; empty where there is none.
    pub header: String,
    /// The field (by its strict name), the rule it breaks and the values for the sentence. The value that was found is
    /// the parameter `value`; readings or names that would do are `choices`, split by `; `.
    pub error: FieldError,
}

impl SheetError {
    /// A fault of no single column.
    pub(super) fn of_line(line: u64, error: FieldError) -> Self {
        Self {
            line,
            column: String::new(),
            header: String::new(),
            error,
        }
    }
}

/// How many choices a sentence names before it would bury the reader.
const MOST_CHOICES: usize = 6;

/// `choices` as one parameter: the first few, and `…` when there are more.
pub(super) fn choices<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for (n, choice) in all.into_iter().enumerate() {
        if n > 0 {
            text.push_str("; ");
        }
        if n == MOST_CHOICES {
            text.push('…');
            break;
        }
        text.push_str(choice.as_ref());
    }
    text
}

/// The letters of the column at `index` from 0: `A` … `Z`, `AA` and on.
#[must_use]
pub fn letters(index: usize) -> String {
    let mut rest = index;
    let mut reversed = Vec::new();
    loop {
        let digit = u32::try_from(rest % 26).unwrap_or(0);
        reversed.push(char::from_u32(u32::from('A') + digit).unwrap_or('?'));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    reversed.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (index, want) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(index), want);
        }
    }
}
