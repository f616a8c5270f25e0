//! Uploaded files: photos of goods and scans of certificates. The row says what and whose, the bytes lie in an object
//! store, a local folder unless told otherwise.

pub(crate) mod kinds;
pub(crate) mod objects;
mod picture;
mod read;
mod sweep;
mod upload;

use chonoi_store::files::File;
use serde::{Deserialize, Serialize};

pub use kinds::MOST_BYTES;
pub use objects::ObjectsError;
pub use read::{FileBytes, Part};

/// An uploaded file as its uploader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// The file.
    pub file: File,
}

/// The word for files in audit and errors.
const KIND: &str = "file";
