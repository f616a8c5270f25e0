//! Unpredictable bytes from the operating system, for keys, tokens and salts.

use rand::TryRngCore as _;
use rand::rngs::OsRng;

use crate::error::Error;

/// `N` bytes that nobody can guess.
///
/// # Errors
/// [`Error::Internal`] when the system has none to give.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}
