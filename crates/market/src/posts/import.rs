//! Posts from a person's spreadsheet: all of them, or a list of what is wrong.

use std::sync::Arc;

use chonoi_domain::field::FieldError;
use chonoi_domain::sheet::{Row, SheetError, SheetParser};
use serde::{Deserialize, Serialize};

use super::create::Checked;
use super::fields::Reading;
use super::kind::PostKind;
use crate::actor::{Member, only};
use crate::error::Error;
use crate::import::reader::{self, ReadError};
use crate::once::Once;
use crate::service::Market;

/// The most posts that one file brings in through the API; larger ones go through the command line.
pub const MOST_IMPORTED: usize = 5_000;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Posts found in it, where it could be read without a fault.
    pub rows: usize,
    /// Posts made; 0 in a dry run and where anything is wrong.
    pub created: usize,
    /// Everything that is wrong, in the order of lines.
    pub errors: Vec<SheetError>,
}

impl Imported {
    /// Nothing was made because of `errors`.
    const fn refused(rows: usize, errors: Vec<SheetError>) -> Self {
        Self {
            rows,
            created: 0,
            errors,
        }
    }
}

impl Market {
    /// Reads a CSV or XLSX file of posts and, unless `dry_run`, posts all of them for the member's organisation;
    /// columns of ids and organisations are passed over. A pending organisation gets drafts. Nothing is half imported:
    /// with any fault in the file nothing is posted and every fault is told.
    ///
    /// # Errors
    /// [`Error::Invalid`] `file` when it is no table at all or too long; [`Error::Forbidden`] `<role>_only`.
    pub async fn import_posts<P: PostKind>(
        &self,
        member: &Member,
        file: Vec<u8>,
        dry_run: bool,
        once: &Once,
    ) -> Result<Imported, Error> {
        if member.role() != P::OWNER {
            return Err(Error::Forbidden(only(P::OWNER)));
        }
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        let catalogue = Arc::clone(&self.catalogue);
        let parsed = tokio::task::spawn_blocking(move || {
            let rows = rows(&file)?;
            Ok::<_, Error>(P::parse(&SheetParser::new(&catalogue), &rows))
        });
        let posts = match parsed.await.map_err(Error::internal)?? {
            Ok(posts) => posts,
            Err(errors) => return Ok(Imported::refused(0, errors)),
        };
        size(posts.len())?;
        let found = posts.len();
        let mut errors = Vec::new();
        for (line, terms) in &posts {
            let mut reading = Reading::new(&self.catalogue, self.today(), "");
            P::vet(&mut reading, terms);
            errors.extend(at_line(*line, reading));
        }
        if dry_run || !errors.is_empty() {
            return Ok(Imported::refused(found, errors));
        }
        let publish = member.verified().is_ok();
        let checked = posts.into_iter().map(|(_, terms)| (terms, publish)).collect();
        self.import_checked::<P>(member, checked, once).await
    }

    async fn import_checked<P: PostKind>(
        &self,
        member: &Member,
        checked: Vec<Checked<P>>,
        once: &Once,
    ) -> Result<Imported, Error> {
        let done = Imported {
            rows: checked.len(),
            created: checked.len(),
            errors: Vec::new(),
        };
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        self.insert_posts::<P>(&tx, member, checked).await?;
        self.keep(&tx, once, &done).await?;
        tx.commit().await?;
        Ok(done)
    }
}

/// The rows of a file.
pub(crate) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Error> {
    reader::rows(bytes).map_err(|error| {
        let mut fault = FieldError::new("file", error.rule());
        if let Some(line) = error.line() {
            fault = fault.with("line", line);
        }
        if let ReadError::Csv { cause, .. } | ReadError::Workbook { cause } = &error {
            fault = fault.with("cause", cause);
        }
        Error::Invalid(vec![fault])
    })
}

/// The faults of a row as faults of its line.
fn at_line(line: u64, reading: Reading<'_>) -> impl Iterator<Item = SheetError> {
    reading
        .faults
        .into_inner()
        .into_iter()
        .map(move |error| SheetError {
            line,
            column: String::new(),
            header: String::new(),
            error,
        })
}

/// Refuses more posts than one file may bring.
fn size(posts: usize) -> Result<(), Error> {
    if posts > MOST_IMPORTED {
        let fault = FieldError::new("file", "too_many").with("max", MOST_IMPORTED);
        return Err(Error::Invalid(vec![fault]));
    }
    Ok(())
}
