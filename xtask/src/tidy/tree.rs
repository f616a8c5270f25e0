//! The text files of the work tree, as git sees them: tracked or new, never ignored.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Kinds of file that carry our own text.
const TEXT: [&str; 12] = [
    "rs", "ts", "js", "mjs", "svelte", "html", "css", "sh", "toml", "md", "json", "yml",
];

/// One file: its path from the root, with `/`, and its text.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// The name's ending without its dot, or nothing.
    pub(crate) fn kind(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, kind)| kind)
    }
}

/// Every text file of the project.
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads the tree under `root`.
    ///
    /// # Errors
    /// When git cannot list the files or one of them is not UTF-8.
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let listing = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root)
            .output()
            .context("git is needed to list the files")?;
        ensure!(
            listing.status.success(),
            "git ls-files: {}",
            String::from_utf8_lossy(&listing.stderr)
        );
        let names = String::from_utf8(listing.stdout).context("a file name is not UTF-8")?;
        let mut files = Vec::new();
        for path in names.split('\0').filter(|path| is_text(path)) {
            // A file deleted but not yet committed is still listed.
            if root.join(path).is_file() {
                let text = std::fs::read_to_string(root.join(path))
                    .with_context(|| format!("cannot read {path}"))?;
                files.push(File {
                    path: path.to_owned(),
                    text,
                });
            }
        }
        Ok(Self { files })
    }

    /// The files with one of these endings.
    pub(crate) fn of_kinds<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| kinds.contains(&file.kind()))
    }

    /// The file at this path.
    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, kind)| TEXT.contains(&kind))
}
