//! Listing files: what should stand on a platform, for an operator to carry there.

use chonoi_channels::file;
use chonoi_channels::listing::{Listing as Content, digest};
use chonoi_channels::profile::Profile;
use chonoi_channels::reconcile::{Action, Ended};
use chonoi_channels::table::{Entry, table};
use chonoi_domain::channel::DesiredState;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::ListingFileId;
use chonoi_store::listing_files::ListingFile;
use chonoi_store::listings::{self, Listing};
use chonoi_store::{Reader, listing_files};

use super::{connection, rows, trace};
use crate::actor::Broker;
use crate::error::Error;
use crate::service::Market;

/// The formats of listing files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// A workbook.
    Xlsx,
    /// Comma-separated, UTF-8.
    Csv,
}

impl FileFormat {
    /// The format of that name, XLSX when none is named.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(name: Option<&str>) -> Result<Self, Error> {
        match name.unwrap_or("xlsx") {
            "xlsx" => Ok(Self::Xlsx),
            "csv" => Ok(Self::Csv),
            _ => Err(Error::Invalid(vec![
                FieldError::new("format", "one_of").with("known", "xlsx, csv"),
            ])),
        }
    }

    /// Its name and file extension.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A rendered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Its name, for example `voso-2026-11-24.xlsx`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Rows in it, goods to sell and goods to take off.
    pub rows: usize,
}

impl Market {
    /// The file of `channel` as it would be handed out now; changes nothing. Addresses in it begin with `public_url`.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the channel is none by file.
    pub async fn listing_file(
        &self,
        channel: &str,
        format: FileFormat,
        public_url: &str,
    ) -> Result<Download, Error> {
        let profile = connection::file_channel(channel)?;
        let rows = in_file(self.store.reader(), channel).await?;
        self.render(profile, &rows, format, public_url)
    }

    /// Hands out the file of `channel`: its rows wait for the platform's answer from then on.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the channel is none by file.
    pub async fn hand_out(
        &self,
        broker: &Broker,
        channel: &str,
        format: FileFormat,
        public_url: &str,
    ) -> Result<Download, Error> {
        let profile = connection::file_channel(channel)?;
        let rows = in_file(self.store.reader(), channel).await?;
        // Rendered before the transaction: a file of many rows must not hold up those who post.
        let file = self.render(profile, &rows, format, public_url)?;
        let now = self.now();
        let kept = ListingFile {
            id: ListingFileId(self.clock.fresh_id()),
            channel: channel.to_owned(),
            format: format.as_str().to_owned(),
            rows: i32::try_from(file.rows).unwrap_or(i32::MAX),
            digest: digest(&file.bytes),
            made_by: broker.user(),
            created_at: now,
        };
        let tx = self.store.begin().await?;
        listing_files::insert(&tx, &kept).await?;
        for row in &rows {
            // A row that changed since it was read is not as the file says; it stays to be handed out again.
            if rows::waits(row) {
                listings::update(&tx, &handed(row, kept.id, now), row.version).await?;
            }
        }
        let trace = trace(broker, "hand_out", "listing_file");
        self.record(&tx, trace, kept.id, (None, Some(&kept))).await?;
        tx.commit().await?;
        Ok(file)
    }

    fn render(
        &self,
        profile: &Profile,
        rows: &[Listing],
        format: FileFormat,
        public_url: &str,
    ) -> Result<Download, Error> {
        let contents = rows.iter().map(|row| content(row, public_url));
        let contents = contents.collect::<Result<Vec<_>, _>>()?;
        let entries = rows
            .iter()
            .zip(&contents)
            .map(|(row, content)| match row.desired {
                DesiredState::Listed => Entry::Sell(content),
                DesiredState::Delisted => Entry::Stop(content),
            });
        let table = table(profile, &entries.collect::<Vec<_>>());
        let bytes = match format {
            FileFormat::Csv => file::csv(&table),
            FileFormat::Xlsx => file::xlsx(&table).map_err(Error::internal)?,
        };
        Ok(Download {
            name: format!("{}-{}.{}", profile.id, self.today(), format.as_str()),
            bytes,
            rows: rows.len(),
        })
    }
}

/// The row once an operator holds it in `file`.
fn handed(row: &Listing, file: ListingFileId, now: i64) -> Listing {
    let mut state = rows::state(row);
    let says = (row.desired == DesiredState::Listed).then(|| row.desired_hash.clone());
    state.settle(Action::HandOver, &row.desired_hash, Ended::HandedOver(says), now);
    rows::with(row, state, Some(file), now)
}

/// Rows that belong into the next file of `channel`: goods to sell first, then goods to take off.
async fn in_file(db: &impl Reader, channel: &str) -> Result<Vec<Listing>, Error> {
    let mut rows = listings::wanting(db, channel).await?;
    rows.retain(rows::in_file);
    rows.sort_by_key(|row| (row.desired, row.id));
    Ok(rows)
}

/// What a row says, with addresses that work from anywhere.
pub(super) fn content(row: &Listing, public_url: &str) -> Result<Content, Error> {
    let mut content: Content = serde_json::from_str(&row.spec).map_err(Error::internal)?;
    content.url.insert_str(0, public_url);
    for photo in &mut content.photos {
        photo.insert_str(0, public_url);
    }
    Ok(content)
}
