//! Result files: what a platform made of the goods that an operator carried there.

use std::collections::BTreeMap;

use chonoi_channels::results::{ResultRow, Verdict, read};
use chonoi_domain::channel::ListingPhase;
use chonoi_domain::field::FieldError;
use chonoi_domain::sheet::SheetError;
use chonoi_store::listings::{self, Listing};
use serde::Serialize;

use super::{connection, rows, trace};
use crate::actor::Broker;
use crate::error::Error;
use crate::posts::import;
use crate::service::Market;

/// What came of a result file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Results {
    /// Rows that the platform did as asked, or has taken and still checks.
    pub applied: usize,
    /// Rows that it refused.
    pub rejected: usize,
    /// Rows that are none of this channel's, or were never handed out.
    pub unknown: usize,
    /// What needs a person. Where the file itself is at fault, nothing of it was taken.
    pub errors: Vec<RowFault>,
}

/// One row that needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// Line of a CSV file or row of a worksheet, from 1.
    pub line: u64,
    /// The number in that row; empty where the file itself is at fault.
    pub sku: String,
    /// What is wrong.
    pub error: FieldError,
}

impl Market {
    /// Takes the platform's answers from `bytes`, all in one transaction. Reading the same file again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the channel is none by file, [`Error::Invalid`] for a file that is no table.
    pub async fn apply_results(
        &self,
        broker: &Broker,
        channel: &str,
        bytes: &[u8],
    ) -> Result<Results, Error> {
        let profile = connection::file_channel(channel)?;
        let sheet = import::rows(bytes)?;
        let told = match read(profile, &sheet) {
            Ok(told) => told,
            Err(faults) => {
                return Ok(Results {
                    errors: faults.into_iter().map(of_file).collect(),
                    ..Results::default()
                });
            }
        };
        let skus: Vec<_> = told.iter().map(|row| row.sku.clone()).collect();
        let (now, mut results) = (self.now(), Results::default());
        let tx = self.store.begin().await?;
        let found = listings::by_sku(&*tx, channel, &skus).await?;
        let found: BTreeMap<_, _> = found.into_iter().map(|row| (row.sku.clone(), row)).collect();
        for answer in &told {
            let row = found.get(&answer.sku);
            let mut after = row.map(rows::state);
            let news = after.as_mut().is_some_and(|state| state.told(answer));
            results.count(answer, news || row.is_some_and(|row| says_so(row, answer)));
            if let (true, Some(row), Some(after)) = (news, row, after)
                && !listings::update(&tx, &rows::with(row, after, None, now), row.version).await?
            {
                return Err(Error::conflict("repeat_in_progress"));
            }
        }
        let trace = trace(broker, "apply_results", "channel");
        self.record(&tx, trace, channel, (None, Some(&results))).await?;
        tx.commit().await?;
        Ok(results)
    }
}

impl Results {
    fn count(&mut self, answer: &ResultRow, known: bool) {
        let fault = |error| RowFault {
            line: answer.line,
            sku: answer.sku.clone(),
            error,
        };
        match &answer.verdict {
            _ if !known => {
                self.unknown += 1;
                self.errors.push(fault(FieldError::new("sku", "not_handed_out")));
            }
            Verdict::Applied | Verdict::Accepted => self.applied += 1,
            Verdict::Rejected(fields) => {
                self.rejected += 1;
                self.errors.extend(fields.iter().cloned().map(fault));
            }
        }
    }
}

/// Whether the row has it from the same answer already, as when a file is brought twice.
fn says_so(row: &Listing, answer: &ResultRow) -> bool {
    match answer.verdict {
        Verdict::Applied => matches!(row.phase, ListingPhase::Live | ListingPhase::Delisted),
        Verdict::Accepted => row.phase == ListingPhase::InReview,
        Verdict::Rejected(_) => row.phase == ListingPhase::Dead,
    }
}

fn of_file(fault: SheetError) -> RowFault {
    RowFault {
        line: fault.line,
        sku: String::new(),
        error: fault.error,
    }
}
