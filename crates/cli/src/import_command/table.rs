//! A file as offers or requests, with a progress bar on standard error when a person watches.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use chonoi_domain::sheet::{OfferRow, Parsed, RequestRow, Row, SheetError, SheetParser};
use chonoi_market::import::reader;
use chonoi_server::locale::{Locale, t};
use indicatif::{ProgressBar, ProgressStyle};

use super::faults;

/// What a file holds, or its faults as lines for a person.
pub(crate) type Outcome<T> = Result<Parsed<T>, Vec<String>>;

/// The offers of a file.
///
/// # Errors
/// The file cannot be opened; faults of its content are in the outcome.
pub(crate) fn offers(
    parser: &SheetParser<'_>,
    locale: Locale,
    file: &Path,
) -> anyhow::Result<Outcome<OfferRow>> {
    read(locale, file, |rows, tick| parser.offers(rows, tick))
}

/// The requests of a file.
///
/// # Errors
/// The file cannot be opened; faults of its content are in the outcome.
pub(crate) fn requests(
    parser: &SheetParser<'_>,
    locale: Locale,
    file: &Path,
) -> anyhow::Result<Outcome<RequestRow>> {
    read(locale, file, |rows, tick| parser.requests(rows, tick))
}

fn read<T>(
    locale: Locale,
    file: &Path,
    parse: impl FnOnce(&[Row], &mut dyn FnMut(usize)) -> Result<Parsed<T>, Vec<SheetError>>,
) -> anyhow::Result<Outcome<T>> {
    let name = file.display().to_string();
    let bytes =
        std::fs::read(file).with_context(|| t(locale, "cli.cannot_read", &[("file", name.as_str())]))?;
    let rows = match reader::rows(&bytes) {
        Ok(rows) => rows,
        Err(fault) => return Ok(Err(vec![faults::of_file(locale, file, &fault)])),
    };
    let bar = bar(t(locale, "cli.reading", &[("file", &name)]), rows.len());
    let parsed = parse(&rows, &mut |done| {
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX))
    });
    bar.finish_and_clear();
    let in_words = |errors: Vec<SheetError>| {
        let lines = errors.iter().map(|fault| faults::of_sheet(locale, file, fault));
        lines.collect()
    };
    Ok(parsed.map_err(in_words))
}

/// A bar on standard error; it draws nothing where that is no terminal.
pub(crate) fn bar(label: String, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(label);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Writes every line to standard error.
pub(crate) fn say(lines: &[String]) {
    for line in lines {
        eprintln!("{line}");
    }
}
