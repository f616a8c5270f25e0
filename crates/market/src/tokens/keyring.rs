//! The keys behind the tokens: made weekly, sealed in the database, held open in memory.
//!
//! A key signs for a week from its making and verifies until the last token it signed has ended. Processes that share
//! a database find each other's keys there; two that make one at the same moment both have a good one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chonoi_store::signing_keys::{self, SigningKey};
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::ACCESS_SECONDS;
use crate::entropy;
use crate::error::Error;
use crate::master_key::MasterKey;
use crate::service::Market;

/// How long a key signs, in ms.
const SIGNS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long a key verifies, in ms: until the last token it signed has ended, and a minute for clocks that differ.
const VERIFIES: i64 = SIGNS + (ACCESS_SECONDS + 60) * 1000;

/// The keys that are open in this process, the newest first.
#[derive(Default)]
pub(crate) struct Keyring(Mutex<Vec<Arc<Opened>>>);

struct Opened {
    kid: String,
    created_at: i64,
    signs: EncodingKey,
    verifies: DecodingKey,
}

impl Keyring {
    fn held(&self) -> MutexGuard<'_, Vec<Arc<Opened>>> {
        // A list of keys is whole whatever happened to the one who held it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn newest(&self, now: i64) -> Option<Arc<Opened>> {
        self.held()
            .first()
            .filter(|k| now < k.created_at + SIGNS)
            .cloned()
    }

    fn named(&self, kid: &str, now: i64) -> Option<Arc<Opened>> {
        let held = self.held();
        held.iter()
            .find(|k| k.kid == kid && now < k.created_at + VERIFIES)
            .cloned()
    }
}

impl Market {
    /// The key that signs now, with its name; made where there is none.
    pub(super) async fn signing_key(&self) -> Result<(String, EncodingKey), Error> {
        let now = self.now();
        let ring = &self.logins.keyring;
        if ring.newest(now).is_none() {
            self.read_keys().await?;
        }
        if ring.newest(now).is_none() {
            self.make_key().await?;
            self.read_keys().await?;
        }
        let key = ring
            .newest(now)
            .ok_or_else(|| Error::internal("the new signing key is not there"))?;
        Ok((key.kid.clone(), key.signs.clone()))
    }

    /// The key of that name, as long as a token it signed can be alive.
    pub(super) async fn verifying_key(&self, kid: &str) -> Result<DecodingKey, Error> {
        let now = self.now();
        if self.logins.keyring.named(kid, now).is_none() {
            self.read_keys().await?;
        }
        let key = self
            .logins
            .keyring
            .named(kid, now)
            .ok_or(Error::Unauthenticated)?;
        Ok(key.verifies.clone())
    }

    /// Takes up the keys of the database. One that this master key does not open is passed over: the master key was
    /// changed, and the tokens of the key before it end with it.
    async fn read_keys(&self) -> Result<(), Error> {
        let master = self.logins.master()?;
        let rows = signing_keys::all(self.store.reader()).await?;
        let opened = rows
            .iter()
            .filter_map(|row| open(master, row))
            .map(Arc::new)
            .collect();
        *self.logins.keyring.held() = opened;
        Ok(())
    }

    async fn make_key(&self) -> Result<(), Error> {
        let kid = URL_SAFE_NO_PAD.encode(entropy::bytes::<12>()?);
        let sealed = self.logins.master()?.seal(&kid, &entropy::bytes::<32>()?)?;
        let key = SigningKey {
            kid,
            sealed,
            created_at: self.now(),
        };
        let tx = self.store.begin().await?;
        signing_keys::insert(&tx, &key).await?;
        tx.commit().await?;
        tracing::info!(kid = key.kid, "a new key signs access tokens");
        Ok(())
    }

    /// Forgets keys that verify nothing any more; for the worker.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn forget_keys(&self, tx: &chonoi_store::Tx) -> Result<u64, Error> {
        Ok(signing_keys::forget(tx, self.now() - VERIFIES).await?)
    }
}

fn open(master: &MasterKey, row: &SigningKey) -> Option<Opened> {
    let secret: Option<[u8; 32]> = master.open(&row.kid, &row.sealed).and_then(|s| s.try_into().ok());
    let Some(secret) = secret else {
        tracing::warn!(
            kid = row.kid,
            "a signing key does not open under this secret key and is passed over"
        );
        return None;
    };
    // The public half comes from the sealed secret, never from the database, where anyone who can write could plant it.
    let key = ed25519_dalek::SigningKey::from_bytes(&secret);
    let signs = EncodingKey::from_ed_der(key.to_pkcs8_der().ok()?.as_bytes());
    Some(Opened {
        kid: row.kid.clone(),
        created_at: row.created_at,
        signs,
        verifies: DecodingKey::from_ed_der(key.verifying_key().as_bytes()),
    })
}
