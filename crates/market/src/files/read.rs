//! Giving a file out: photos with the offer that shows them, documents to their organisation and the trade department.

use chonoi_domain::id::FileId;
use chonoi_store::files::{self, File, FileKind};
use chonoi_store::offers;

use super::KIND;
use super::objects::{FULL, SMALL};
use crate::actor::Actor;
use crate::error::Error;
use crate::posts::sight::Sight;
use crate::service::Market;

/// Which size of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// As kept.
    Full,
    /// The small one of a photo.
    Thumb,
}

/// A file's bytes.
#[derive(Clone, Debug)]
pub struct FileBytes {
    /// What it is.
    pub file: File,
    /// Its bytes in the size asked for.
    pub bytes: Vec<u8>,
    /// Whether everyone may see it.
    pub public: bool,
}

impl Market {
    /// The bytes of a file that `reader` may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it is not for these eyes, and for the small size of what is no photo.
    pub async fn file(&self, reader: Option<&Actor>, id: FileId, part: Part) -> Result<FileBytes, Error> {
        let db = self.store.reader();
        let file = files::find(db, id).await?.ok_or(Error::NotFound(KIND))?;
        let is_photo = file.kind == FileKind::Photo;
        let public = is_photo && offers::shows_photo(db, file.organisation, id, true).await?;
        let sight = Sight::of(reader);
        if !(public || sight.is_own(file.organisation) || sight.drafts) {
            return Err(Error::NotFound(KIND));
        }
        let bytes = match part {
            Part::Full => self.objects.get(FULL, id).await?,
            Part::Thumb if is_photo => self.objects.get(SMALL, id).await?,
            Part::Thumb => return Err(Error::NotFound(KIND)),
        };
        Ok(FileBytes { file, bytes, public })
    }
}
