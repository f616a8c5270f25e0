//! Faults of a file as lines for a person: file, line, column, what is wrong, and the rule's code for scripts.

use std::path::Path;

use chonoi_domain::field::FieldError;
use chonoi_domain::sheet::SheetError;
use chonoi_market::import::reader::ReadError;
use chonoi_server::locale::{Locale, has, t};

/// One fault of a table.
pub(crate) fn of_sheet(locale: Locale, file: &Path, fault: &SheetError) -> String {
    let line = fault.line.to_string();
    let sentence = sentence(locale, &fault.error);
    let file = file.display().to_string();
    if fault.column.is_empty() {
        let args = [("file", file.as_str()), ("line", &line), ("sentence", &sentence)];
        return t(locale, "cli.fault_line", &args);
    }
    let column = format!("{} ({})", fault.column, fault.header);
    let args = [
        ("file", file.as_str()),
        ("line", &line),
        ("column", &column),
        ("sentence", &sentence),
    ];
    t(locale, "cli.fault", &args)
}

/// What is wrong with a file as a whole.
pub(crate) fn of_file(locale: Locale, file: &Path, fault: &ReadError) -> String {
    let mut error = FieldError::new("file", fault.rule());
    if let ReadError::Csv { cause, .. } | ReadError::Workbook { cause } = fault {
        error = error.with("cause", cause);
    }
    let sentence = sentence(locale, &error);
    let file = file.display().to_string();
    match fault.line() {
        Some(line) => {
            let line = line.to_string();
            let args = [("file", file.as_str()), ("line", &line), ("sentence", &sentence)];
            t(locale, "cli.fault_line", &args)
        }
        None => t(
            locale,
            "cli.fault_file",
            &[("file", file.as_str()), ("sentence", &sentence)],
        ),
    }
}

/// The sentence of a rule, what stands in the file, and the rule's code.
pub(crate) fn sentence(locale: Locale, error: &FieldError) -> String {
    let key = format!("rule.{}", error.rule);
    let mut args: Vec<(&str, &str)> = error
        .params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    args.push(("rule", &error.rule));
    let key = if has(&key) { key.as_str() } else { "rule.other" };
    let mut text = t(locale, key, &args);
    if let Some(value) = error.params.get("value") {
        let found = t(locale, "cli.found", &[("value", value)]);
        text = format!("{} ({found})", text.trim_end_matches('.'));
    }
    format!("{text} [{}]", error.rule)
}
