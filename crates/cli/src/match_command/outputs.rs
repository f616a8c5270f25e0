//! Files that appear whole or not at all.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chonoi_server::locale::{Locale, t};
use tempfile::{Builder, NamedTempFile};

/// Complete texts beside the places they are for.
#[derive(Debug)]
pub(super) struct Outputs {
    locale: Locale,
    ready: Vec<(NamedTempFile, PathBuf)>,
}

impl Outputs {
    /// None yet; errors are told in this language.
    pub(super) const fn new(locale: Locale) -> Self {
        Self {
            locale,
            ready: Vec::new(),
        }
    }

    /// Writes `text` beside `path`.
    ///
    /// # Errors
    /// The folder is missing or not to be written to.
    pub(super) fn add(&mut self, path: &Path, text: &str) -> anyhow::Result<()> {
        let folder = path
            .parent()
            .filter(|f| !f.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let write = || -> std::io::Result<NamedTempFile> {
            if path.is_dir() {
                return Err(ErrorKind::IsADirectory.into());
            }
            let mut file = named(folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        let file = write().with_context(|| refused(self.locale, path))?;
        self.ready.push((file, path.to_owned()));
        Ok(())
    }

    /// Moves all of them to their places.
    ///
    /// # Errors
    /// A place that cannot be taken, for example because it is a folder.
    pub(super) fn publish(self) -> anyhow::Result<()> {
        for (file, path) in self.ready {
            file.persist(&path).with_context(|| refused(self.locale, &path))?;
        }
        Ok(())
    }
}

fn refused(locale: Locale, path: &Path) -> String {
    t(
        locale,
        "cli.cannot_write",
        &[("file", path.display().to_string().as_str())],
    )
}

/// A file with the rights that any new file has here, not those of a secret.
#[cfg(unix)]
fn named(folder: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let rights = std::fs::Permissions::from_mode(0o666);
    Builder::new()
        .prefix(".chonoi-")
        .permissions(rights)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn named(folder: &Path) -> std::io::Result<NamedTempFile> {
    Builder::new().prefix(".chonoi-").tempfile_in(folder)
}
