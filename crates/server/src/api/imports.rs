//! Importing posts from a spreadsheet, as offers and requests share it.

use chonoi_domain::sheet::SheetError;
use chonoi_market::posts::import::Imported;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::locale::Locale;
use crate::problem::render::message;

/// How a file is imported.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParams {
    /// Only look for faults; yes when left out.
    dry_run: Option<bool>,
}

impl ImportParams {
    pub(crate) fn is_dry(self) -> bool {
        self.dry_run.unwrap_or(true)
    }
}

/// What came of a file: all of it, or nothing and what is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportReport {
    /// Posts found.
    rows: usize,
    /// Posts made.
    created: usize,
    errors: Vec<ImportFault>,
}

/// One thing that is wrong in the file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportFault {
    /// Line of a CSV file or row of a worksheet, from 1.
    line: u64,
    /// Letters of the column; empty for the whole row.
    column: String,
    /// The column's heading in the file.
    header: String,
    /// The field, by its name in the API.
    field: String,
    /// Code of the rule.
    rule: String,
    /// The rule in a sentence.
    message: String,
}

impl ImportReport {
    pub(crate) fn of(imported: Imported, locale: Locale) -> Self {
        let fault = |fault: SheetError| ImportFault {
            line: fault.line,
            column: fault.column,
            header: fault.header,
            message: message(locale, &fault.error),
            field: fault.error.field,
            rule: fault.error.rule,
        };
        Self {
            rows: imported.rows,
            created: imported.created,
            errors: imported.errors.into_iter().map(fault).collect(),
        }
    }
}
