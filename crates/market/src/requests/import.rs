//! Requests from a person's spreadsheet: all of them, or a list of what is wrong.

use std::sync::Arc;

use chonoi_domain::actor::Role;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::{Parsed, RequestRow, SheetError, SheetParser};

use super::create::Checked;
use super::input::vet;
use crate::actor::Member;
use crate::error::Error;
use crate::once::Once;
use crate::posts::fields::Reading;
use crate::posts::import::{Imported, at_line, rows, size};
use crate::service::Market;

impl Market {
    /// Reads a CSV or XLSX file of requests and, unless `dry_run`, posts all of them for the member's organisation;
    /// columns of ids and buyers are passed over. A pending organisation gets drafts. Nothing is half imported:
    /// with any fault in the file nothing is posted and every fault is told.
    ///
    /// # Errors
    /// [`Error::Invalid`] `file` when it is no table at all or too long; [`Error::Forbidden`] `buyer_only`.
    pub async fn import_requests(
        &self,
        member: &Member,
        file: Vec<u8>,
        dry_run: bool,
        once: &Once,
    ) -> Result<Imported, Error> {
        if member.role() != Role::Buyer {
            return Err(Error::Forbidden("buyer_only"));
        }
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        let catalogue = Arc::clone(&self.catalogue);
        let parsed = tokio::task::spawn_blocking(move || parse(&catalogue, &file)).await;
        let posts = match parsed.map_err(Error::internal)?? {
            Ok(parsed) => parsed.posts,
            Err(errors) => return Ok(Imported::refused(0, errors)),
        };
        size(posts.len())?;
        let found = posts.len();
        let mut errors = Vec::new();
        for post in &posts {
            let mut reading = Reading::new(&self.catalogue, self.today(), "");
            vet(&mut reading, &post.terms);
            errors.extend(at_line(post.line, reading));
        }
        if dry_run || !errors.is_empty() {
            return Ok(Imported::refused(found, errors));
        }
        self.import_checked_requests(member, posts, once).await
    }

    async fn import_checked_requests(
        &self,
        member: &Member,
        posts: Vec<RequestRow>,
        once: &Once,
    ) -> Result<Imported, Error> {
        let publish = member.verified().is_ok();
        let checked: Vec<Checked> = posts.into_iter().map(|post| (post.terms, publish)).collect();
        let done = Imported {
            rows: checked.len(),
            created: checked.len(),
            errors: Vec::new(),
        };
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        self.insert_requests(&tx, member, checked).await?;
        self.keep(&tx, once, &done).await?;
        tx.commit().await?;
        Ok(done)
    }
}

fn parse(catalogue: &Catalogue, file: &[u8]) -> Result<Result<Parsed<RequestRow>, Vec<SheetError>>, Error> {
    let rows = rows(file)?;
    Ok(SheetParser::new(catalogue).requests(&rows, |_| ()))
}
