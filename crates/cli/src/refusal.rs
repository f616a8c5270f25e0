//! What the market refuses, in the sentences of the API.

use chonoi_market::error::Error;
use chonoi_server::locale::Locale;
use chonoi_server::problem::Problem;

/// `error` in the words of the catalogue, with the rule's code for scripts; a fault of the program's own as it is.
pub(crate) fn in_words(locale: Locale, error: Error) -> anyhow::Error {
    if matches!(error, Error::Internal(_) | Error::Unavailable(_)) {
        return error.into();
    }
    anyhow::anyhow!(Problem::from(error).sentences(locale).join("\n"))
}
