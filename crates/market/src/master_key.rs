//! The one secret that is not in the database: it seals the signing keys and makes refresh tokens.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::entropy;
use crate::error::Error;

/// Bytes of a ChaCha20-Poly1305 nonce (RFC 8439).
const NONCE: usize = 12;

/// 32 secret bytes, shared by all copies of the program that share a database.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

/// A key file that cannot be made or is not one.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file system refused.
    #[error("the key file {}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not 32 bytes in base64.
    #[error("the key file {} is not 32 bytes in base64", .0.display())]
    Unreadable(PathBuf),
    /// The system has no random bytes.
    #[error("no random bytes: {0}")]
    Entropy(#[source] Error),
}

impl MasterKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key in the file at `path`; a fresh one is written there, readable by its owner alone, where none is.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn from_file(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        };
        let mut text = String::new();
        match File::open(path) {
            Ok(mut file) => {
                file.read_to_string(&mut text).map_err(io)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                write_fresh(path)?;
                File::open(path)
                    .and_then(|mut file| file.read_to_string(&mut text))
                    .map_err(io)?;
            }
            Err(error) => return Err(io(error)),
        }
        let bytes = STANDARD.decode(text.trim()).ok();
        let bytes: Option<[u8; 32]> = bytes.and_then(|b| b.try_into().ok());
        bytes
            .map(Self)
            .ok_or_else(|| KeyFileError::Unreadable(path.to_owned()))
    }

    /// `plain` sealed so that only this key opens it, and only under the same `name`: nonce and ciphertext, base64.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no random bytes.
    pub(crate) fn seal(&self, name: &str, plain: &[u8]) -> Result<String, Error> {
        let nonce = entropy::bytes::<NONCE>()?;
        let message = Payload {
            msg: plain,
            aad: name.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), message)
            .map_err(|_| Error::internal("sealing failed"))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed under `name`; `None` when it was sealed by another key, under another name, or altered.
    pub(crate) fn open(&self, name: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, msg) = bytes.split_at_checked(NONCE)?;
        let aad = name.as_bytes();
        self.cipher()
            .decrypt(Nonce::from_slice(nonce), Payload { msg, aad })
            .ok()
    }

    /// 32 bytes that only this key makes of `parts`, for the use that `label` names (HMAC-SHA256, RFC 2104).
    pub(crate) fn derive(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC fills a key up to the hash's block of 64 bytes with zeros; doing so here leaves nothing that could fail.
        let mut block = [0; 64];
        block.split_at_mut(32).0.copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as Mac>::new((&block).into());
        for part in [label.as_bytes()].iter().chain(parts) {
            // Each part with its length, so that no two lists of parts run together into one message.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new((&self.0).into())
    }
}

/// Writes a fresh key at `path` in one step: of two processes that start at once, both read the first one's.
fn write_fresh(path: &Path) -> Result<(), KeyFileError> {
    let key = entropy::bytes::<32>().map_err(KeyFileError::Entropy)?;
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let io = |source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    };
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut file| {
            file.write_all(format!("{}\n", STANDARD.encode(key)).as_bytes())?;
            file.sync_all()?;
            std::fs::hard_link(&draft, path)
        });
    // The draft has done its work either way.
    drop(std::fs::remove_file(&draft));
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && path.exists() => Ok(()),
        other => other.map_err(io),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder() -> PathBuf {
        let path = std::env::temp_dir().join(format!(
            "chonoi-key-{}",
            uuid::Uuid::from_bytes(entropy::bytes().unwrap())
        ));
        std::fs::create_dir(&path).unwrap();
        path
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_alone() {
        let folder = folder();
        let path = folder.join("secret.key");
        let first = MasterKey::from_file(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(MasterKey::from_file(&path).unwrap().0, first.0);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        std::fs::write(&path, "not a key").unwrap();
        assert!(matches!(
            MasterKey::from_file(&path),
            Err(KeyFileError::Unreadable(_))
        ));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_sealed_opens_under_the_same_key_and_name_only() {
        let key = MasterKey::from_bytes([7; 32]);
        let sealed = key.seal("a", b"plain").unwrap();
        assert_eq!(key.open("a", &sealed).as_deref(), Some(&b"plain"[..]));
        assert_eq!(key.open("b", &sealed), None);
        assert_eq!(MasterKey::from_bytes([8; 32]).open("a", &sealed), None);
        assert_eq!(key.open("a", "AAAA"), None);
        assert_ne!(
            key.seal("a", b"plain").unwrap(),
            sealed,
            "a fresh nonce each time"
        );
    }

    #[test]
    fn what_is_derived_depends_on_key_label_and_every_part() {
        let key = MasterKey::from_bytes([7; 32]);
        let one = key.derive("token", &[b"ab", b"c"]);
        assert_eq!(one, key.derive("token", &[b"ab", b"c"]));
        for other in [
            key.derive("token", &[b"a", b"bc"]),
            key.derive("tokenab", &[b"c"]),
            key.derive("other", &[b"ab", b"c"]),
            MasterKey::from_bytes([8; 32]).derive("token", &[b"ab", b"c"]),
        ] {
            assert_ne!(one, other);
        }
    }
}
