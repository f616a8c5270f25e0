//! One uploaded file (multipart/form-data), with the key that makes a repeated call harmless.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use chonoi_market::error::Error;
use chonoi_market::once::Once;
use sha2::{Digest as _, Sha256};

use super::creation;
use crate::problem::{Kind, Problem};
use crate::state::AppState;

/// The field `file` of a form, at most the configured size of an upload, and the Idempotency-Key sent with it, if any.
///
/// Its route must lift the limit for plain bodies with [`axum::extract::DefaultBodyLimit::disable`].
#[derive(Clone, Debug)]
pub struct Upload {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// The name it has at its owner's.
    pub name: Option<String>,
    key: Option<String>,
    digest: String,
}

impl Upload {
    /// The key of `who` for `operation`, for example `files.create`.
    pub fn once(&self, who: impl std::fmt::Display, operation: &str) -> Once {
        match &self.key {
            Some(key) => Once::new(&who.to_string(), operation, key.clone(), self.digest.clone()),
            None => Once::none(),
        }
    }
}

impl FromRequest<AppState> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let key = creation::key(request.headers())?;
        let form = Multipart::from_request(request, app).await;
        let mut form = form.map_err(|_| Problem::from(Kind::UnsupportedMedia))?;
        let (mut left, mut found) = (app.config.upload_limit, None);
        while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
            let is_file = field.name() == Some("file") && found.is_none();
            let name = field.file_name().map(str::to_owned);
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                left = left.checked_sub(chunk.len()).ok_or_else(|| too_large(app))?;
                if is_file {
                    bytes.extend_from_slice(&chunk);
                }
            }
            if is_file {
                found = Some((bytes, name));
            }
        }
        let (bytes, name) = found.ok_or_else(|| Error::field("file", "required"))?;
        let digest = Sha256::digest(&bytes);
        Ok(Self {
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            bytes,
            name,
            key,
        })
    }
}

fn too_large(app: &AppState) -> Problem {
    let limit = u64::try_from(app.config.upload_limit).unwrap_or(u64::MAX);
    Error::TooLarge { limit }.into()
}

fn unreadable(error: MultipartError) -> Problem {
    Kind::of_status(error.status()).into()
}
