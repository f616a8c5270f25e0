//! Collects everything that is wrong with an input, so that a person mends it all at once.

use chonoi_domain::field::FieldError;

use crate::error::Error;

/// Faults found so far.
#[derive(Debug, Default)]
pub struct Faults {
    /// Stands before every field, for example `items[2].`.
    prefix: String,
    found: Vec<FieldError>,
}

impl Faults {
    /// No faults yet; `prefix` will stand before every field.
    pub(crate) fn under(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            found: Vec::new(),
        }
    }

    /// `field` breaks `rule`. Gives `None`, for use as the value that could not be read.
    pub(crate) fn add<T>(&mut self, field: impl AsRef<str>, rule: &str) -> Option<T> {
        self.push(FieldError::new(field.as_ref(), rule))
    }

    /// The same with values for the sentence.
    pub(crate) fn push<T>(&mut self, mut error: FieldError) -> Option<T> {
        error.field.insert_str(0, &self.prefix);
        self.found.push(error);
        None
    }

    /// Takes over the faults of another collector.
    pub(crate) fn extend(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    /// The faults.
    pub(crate) fn into_inner(self) -> Vec<FieldError> {
        self.found
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything found.
    pub(crate) fn or<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.found)),
        }
    }
}
