//! Passwords: which are refused, and how they are kept (argon2id, RFC 9106).

mod policy;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::OnceCell;

use crate::error::Error;
use crate::service::Market;

pub use policy::{LONGEST, SHORTEST, check};

/// Memory in KiB, passes, lanes: the second of the equal choices in OWASP's Password Storage Cheat Sheet.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// A hash that no password has, for logins that nobody has.
static DUMMY: OnceCell<String> = OnceCell::const_new();

/// The hash of `password`, a PHC string, made on the blocking pool.
///
/// # Errors
/// [`Error::Internal`].
pub(crate) async fn hash(market: &Market, password: &str) -> Result<String, Error> {
    let password = password.to_owned();
    hashing(market, move || {
        let hash: PasswordHash = argon2()?
            .hash_password(password.as_bytes())
            .map_err(Error::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` is the one behind `hash`. Without a hash it takes as long and is `false`.
///
/// # Errors
/// [`Error::Internal`].
pub(crate) async fn verify(market: &Market, password: &str, hash: Option<&str>) -> Result<bool, Error> {
    let known = hash.is_some();
    // Made before it is needed: the first login that nobody has must not take longer than one that somebody has.
    let dummy = dummy(market).await?;
    let hash = hash.map_or(dummy, str::to_owned);
    // Nobody's password is longer; a megabyte of text must not buy time on our cores.
    let password = password.chars().take(LONGEST + 1).collect::<String>();
    let fits = hashing(market, move || {
        let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(fits && known)
}

/// The hash for logins that nobody has.
///
/// # Errors
/// [`Error::Internal`].
async fn dummy(market: &Market) -> Result<String, Error> {
    let unguessable = || async {
        let bytes = crate::entropy::bytes::<24>()?;
        hash(market, &bytes.map(|b| format!("{b:02x}")).concat()).await
    };
    DUMMY.get_or_try_init(unguessable).await.cloned()
}

/// Runs `work` on the blocking pool when its turn comes.
async fn hashing<T: Send + 'static>(
    market: &Market,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let _turn = market.logins.hashing.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
