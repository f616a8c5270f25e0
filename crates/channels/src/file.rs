//! The `file` kind: a person carries CSV or XLSX files to the platform and its result file back.

mod spreadsheet;
mod text;

use chonoi_domain::channel::DelistReason;

use crate::channel::{Capabilities, Channel, ChannelError, Observed, Orders, Outcome};
use crate::listing::Listing;
use crate::profile::Profile;

pub use spreadsheet::{FileError, xlsx};
pub use text::csv;

/// A channel by file. Every operation is accepted and waits for the operator: it goes into the next file, and the
/// result file tells how it ended.
#[derive(Clone, Debug)]
pub struct FileChannel {
    profile: Profile,
}

impl FileChannel {
    /// The channel of that profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile }
    }
}

impl Channel for FileChannel {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            needs_operator: true,
            ..Capabilities::default()
        }
    }

    async fn probe(&self) -> Result<String, ChannelError> {
        Ok(self.profile.ran_against.clone())
    }

    async fn find(&self, _sku: &str) -> Result<Option<Observed>, ChannelError> {
        Err(ChannelError::Unsupported)
    }

    async fn apply(
        &self,
        listing: &Listing,
        _remote_id: Option<&str>,
        _key: &str,
    ) -> Result<Outcome, ChannelError> {
        let fields = self.profile.faults(listing);
        Ok(if fields.is_empty() {
            Outcome::Accepted {
                ticket: listing.sku.clone(),
            }
        } else {
            Outcome::Rejected { fields }
        })
    }

    async fn delist(
        &self,
        sku: &str,
        _remote_id: Option<&str>,
        _reason: DelistReason,
        _key: &str,
    ) -> Result<Outcome, ChannelError> {
        Ok(Outcome::Accepted {
            ticket: sku.to_owned(),
        })
    }

    async fn pull_orders(&self, _cursor: Option<&str>) -> Result<Orders, ChannelError> {
        Err(ChannelError::Unsupported)
    }

    fn verify_webhook(&self, _headers: &[(&str, &str)], _raw_body: &[u8]) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::embedded;
    use crate::samples;
    use crate::table::{Entry, table};
    use calamine::{Data, Reader as _, Xlsx};
    use chonoi_domain::quantity::Quantity;
    use expect_test::expect_file;
    use std::io::Cursor;

    #[test]
    fn the_files_of_each_profile() {
        let (shrimp, eggs, gone) = (samples::listing(1), samples::listing(2), samples::listing(3));
        for profile in embedded().unwrap().iter().filter(|p| !p.columns.is_empty()) {
            let table = table(
                profile,
                &[Entry::Sell(&shrimp), Entry::Sell(&eggs), Entry::Stop(&gone)],
            );
            let text = String::from_utf8(csv(&table)).unwrap();
            let path = format!("{}/snapshots/{}.csv", env!("CARGO_MANIFEST_DIR"), profile.id);
            expect_file![path].assert_eq(&text.replace('\u{feff}', "").replace("\r\n", "\n"));
            assert_eq!(
                read_back(&xlsx(&table).unwrap()),
                strings(&table),
                "{}",
                profile.id
            );
            assert_eq!(
                xlsx(&table).unwrap(),
                xlsx(&table).unwrap(),
                "the same rows give the same bytes"
            );
        }
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("San pham").unwrap();
        let cell = |data: &Data| match data {
            Data::Float(number) => format!("#{number}"),
            other => other.to_string(),
        };
        range.rows().map(|row| row.iter().map(cell).collect()).collect()
    }

    fn strings(table: &crate::table::Table) -> Vec<Vec<String>> {
        let cell = |value: &crate::table::Value| match value {
            crate::table::Value::Text(text) => text.clone(),
            crate::table::Value::Number(number) => format!("#{number}"),
        };
        let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
        [table.headers.clone()].into_iter().chain(rows).collect()
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        let voso = &embedded().unwrap()[0];
        let mut listing = samples::listing(1);
        listing.title = "=HYPERLINK(\"http://x\")".to_owned();
        let table = table(voso, &[Entry::Sell(&listing)]);
        let text = String::from_utf8(csv(&table)).unwrap();
        assert!(
            text.contains("'=HYPERLINK") && !text.contains("\"=HYPERLINK"),
            "{text}"
        );
        assert!(
            read_back(&xlsx(&table).unwrap())[1].contains(&listing.title),
            "in XLSX it is text anyway"
        );
    }

    #[tokio::test]
    async fn operations_wait_for_the_operator() {
        let channel = FileChannel::new(embedded().unwrap().remove(0));
        assert!(channel.capabilities().needs_operator);
        let mut listing = samples::listing(1);
        let accepted = Outcome::Accepted {
            ticket: listing.sku.clone(),
        };
        assert_eq!(channel.apply(&listing, None, "k").await, Ok(accepted.clone()));
        assert_eq!(
            channel
                .delist(&listing.sku, None, DelistReason::SoldOut, "k")
                .await,
            Ok(accepted)
        );
        listing.available = Quantity(1);
        assert!(matches!(
            channel.apply(&listing, None, "k").await,
            Ok(Outcome::Rejected { .. })
        ));
        assert_eq!(channel.find(&listing.sku).await, Err(ChannelError::Unsupported));
    }
}
