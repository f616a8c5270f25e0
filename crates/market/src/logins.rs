//! What logging in needs in a process: the master key, the open signing keys, the turn to hash a password.

use tokio::sync::Semaphore;

use crate::error::Error;
use crate::master_key::MasterKey;
use crate::tokens::Keyring;

/// How many passwords are hashed at once: each takes 19 MiB and one core for tens of milliseconds.
const HASHED_AT_ONCE: usize = 4;

/// Shared by all clones of a market.
pub(crate) struct Logins {
    master: Option<MasterKey>,
    /// Whether the demonstration's accounts, whose password is public, may exist here.
    pub(crate) demo: bool,
    pub(crate) keyring: Keyring,
    pub(crate) hashing: Semaphore,
}

impl Logins {
    /// With `master` to log people in; without one only work that needs no login is possible.
    pub(crate) fn new(master: Option<MasterKey>, demo: bool) -> Self {
        Self {
            master,
            demo,
            keyring: Keyring::default(),
            hashing: Semaphore::new(HASHED_AT_ONCE),
        }
    }

    /// # Errors
    /// [`Error::Unavailable`] `secret_key` in a process that was started without one.
    pub(crate) fn master(&self) -> Result<&MasterKey, Error> {
        self.master.as_ref().ok_or(Error::Unavailable("secret_key"))
    }
}
