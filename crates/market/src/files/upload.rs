//! Taking a file in: told by its bytes, made safe off the async threads, kept, then written down.

use chonoi_domain::id::FileId;
use chonoi_store::files::{self, File, FileKind};
use sha2::{Digest as _, Sha256};

use super::kinds::{MOST_BYTES, Sniffed, sniff};
use super::objects::{FULL, SMALL};
use super::picture::{self, Picture, PictureError};
use super::{FileView, KIND};
use crate::actor::Member;
use crate::error::Error;
use crate::once::Once;
use crate::posts::text;
use crate::service::{Market, Trace};

/// Longest name of a document in characters.
const MOST_NAME: usize = 120;

/// What is kept of an upload.
struct Kept {
    kind: FileKind,
    mime: &'static str,
    bytes: Vec<u8>,
    small: Option<Vec<u8>>,
    size: Option<(i32, i32)>,
}

impl Market {
    /// Keeps a picture (re-encoded without metadata, in two sizes) or a PDF for the member's organisation.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above 8 MiB; [`Error::UnsupportedMedia`] for other kinds; [`Error::Invalid`] `file` for a
    /// broken picture (`broken_picture`) or one of more than 40 megapixels (`too_many_pixels`).
    pub async fn upload(
        &self,
        member: &Member,
        name: Option<&str>,
        bytes: Vec<u8>,
        once: &Once,
    ) -> Result<FileView, Error> {
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST_BYTES {
            return Err(Error::TooLarge { limit: MOST_BYTES });
        }
        let kept = match sniff(&bytes).ok_or(Error::UnsupportedMedia)? {
            Sniffed::Picture(format) => self.picture(bytes, format).await?,
            Sniffed::Pdf => Kept {
                kind: FileKind::Document,
                mime: "application/pdf",
                bytes,
                small: None,
                size: None,
            },
        };
        let file = self.described(member, name, &kept);
        // The bytes first: a row without bytes would be a broken picture, bytes without a row are swept.
        self.objects.put(FULL, file.id, kept.bytes).await?;
        if let Some(small) = kept.small {
            self.objects.put(SMALL, file.id, small).await?;
        }
        match self.write_file(member, file, once).await {
            Err(Error::Conflict {
                rule: "repeat_in_progress",
                ..
            }) => self
                .answered(self.store.reader(), once)
                .await?
                .ok_or(Error::conflict("repeat_in_progress")),
            other => other,
        }
    }

    async fn picture(&self, bytes: Vec<u8>, format: image::ImageFormat) -> Result<Kept, Error> {
        let turn = self.objects.pictures.acquire().await.map_err(Error::internal)?;
        let taken = tokio::task::spawn_blocking(move || picture::take(&bytes, format)).await;
        drop(turn);
        let Picture {
            bytes,
            small,
            width,
            height,
        } = taken.map_err(Error::internal)?.map_err(|error| match error {
            PictureError::TooManyPixels => Error::field("file", "too_many_pixels"),
            PictureError::Broken(_) => Error::field("file", "broken_picture"),
        })?;
        Ok(Kept {
            kind: FileKind::Photo,
            mime: "image/jpeg",
            bytes,
            small: Some(small),
            size: i32::try_from(width).ok().zip(i32::try_from(height).ok()),
        })
    }

    fn described(&self, member: &Member, name: Option<&str>, kept: &Kept) -> File {
        let digest = Sha256::digest(&kept.bytes);
        // A photo's name may tell more than its owner thinks; a document is looked for by its name.
        let name = match kept.kind {
            FileKind::Photo => None,
            FileKind::Document => {
                text::clean(name).map(|name| name.chars().take(MOST_NAME).collect::<String>())
            }
        };
        File {
            id: FileId(self.clock.fresh_id()),
            organisation: member.organisation(),
            uploaded_by: Some(member.user()),
            kind: kept.kind,
            mime: kept.mime.to_owned(),
            name,
            bytes: i64::try_from(kept.bytes.len()).unwrap_or(i64::MAX),
            size: kept.size,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            created_at: self.now(),
        }
    }

    async fn write_file(&self, member: &Member, file: File, once: &Once) -> Result<FileView, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        files::insert(&tx, &file).await?;
        let trace = Trace {
            user: Some(member.user().0),
            organisation: Some(member.organisation().0),
            action: "upload",
            kind: KIND,
        };
        self.record(&tx, trace, file.id, (None, Some(&file))).await?;
        let view = FileView { file };
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }
}
