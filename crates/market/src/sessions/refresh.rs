//! Refresh tokens: 256 bits that are exchanged once. A second exchange is a lost answer or a thief.
//!
//! Each next token is made from the one before and a salt that is drawn when it is first exchanged, under the master
//! key. So a browser that sends one token twice within seconds (two tabs, or an answer lost on the way) gets the same
//! next token both times, and there is never more than one that is good. Only hashes are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chonoi_store::sessions::{Session, Token};
use chonoi_store::{Tx, sessions, users};
use sha2::{Digest as _, Sha256};

use super::LoggedIn;
use crate::entropy;
use crate::error::Error;
use crate::service::Market;

/// How long a refresh token holds, in ms: 30 days.
pub const REFRESH_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// How long after its exchange a token may come again, in ms.
const GRACE_MS: i64 = 10_000;

/// What to do with a token that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    /// Exchange it.
    Rotate,
    /// Give the same answer again.
    Repeat,
    /// It was used long ago, or its successor was: somebody else has it. The session ends.
    Reused,
    /// It holds no longer.
    Refuse,
}

/// What is known of a token that is sent.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Whether its session holds.
    live: bool,
    /// When it ends, UTC ms.
    expires_at: i64,
    /// When it was exchanged, UTC ms.
    used_at: Option<i64>,
    /// Whether the token it was exchanged for was exchanged in its turn.
    next_used: bool,
}

fn decide(token: Known, now: i64) -> Decision {
    if !token.live || now >= token.expires_at {
        return Decision::Refuse;
    }
    match token.used_at {
        None => Decision::Rotate,
        Some(at) if now - at <= GRACE_MS && !token.next_used => Decision::Repeat,
        Some(_) => Decision::Reused,
    }
}

impl Market {
    /// Exchanges a refresh token for the next pair.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; the session has ended when the token had been exchanged before.
    pub async fn refresh(&self, token: &str) -> Result<LoggedIn, Error> {
        let (sent, now) = (hash(token), self.now());
        let tx = self.store.begin().await?;
        let found = sessions::lock_token(&tx, &sent)
            .await?
            .ok_or(Error::Unauthenticated)?;
        let session = sessions::find(&*tx, found.session)
            .await?
            .ok_or(Error::Unauthenticated)?;
        let next = match &found.salt {
            Some(salt) => Some(self.next_token(token, salt)?),
            None => None,
        };
        let next_used = match &next {
            Some(next) => sessions::lock_token(&tx, &hash(next))
                .await?
                .is_some_and(|t| t.used_at.is_some()),
            None => false,
        };
        let known = Known {
            live: session.is_live(now),
            expires_at: found.expires_at,
            used_at: found.used_at,
            next_used,
        };
        let next = match (decide(known, now), next) {
            (Decision::Rotate, _) => self.rotate(&tx, token, &session).await?,
            (Decision::Repeat, Some(next)) => next,
            (Decision::Reused, _) => return self.end_reused(tx, &session).await,
            (Decision::Refuse | Decision::Repeat, _) => return Err(Error::Unauthenticated),
        };
        tx.commit().await?;
        let user = users::find(self.store.reader(), session.user).await?;
        // A database that was filled for a demonstration may be served without it later.
        let user = user
            .filter(|u| self.logins.demo || !u.demo)
            .ok_or(Error::Unauthenticated)?;
        self.logged_in(&user, session.id, next).await
    }

    async fn rotate(&self, tx: &Tx, token: &str, session: &Session) -> Result<String, Error> {
        let now = self.now();
        let salt = URL_SAFE_NO_PAD.encode(entropy::bytes::<32>()?);
        let next = self.next_token(token, &salt)?;
        sessions::use_token(tx, &hash(token), &salt, now).await?;
        sessions::insert_token(tx, &kept(&next, session, now)).await?;
        sessions::touch(tx, session.id, now, now + REFRESH_MS).await?;
        self.record_session(tx, session.user, session.id, "renew").await?;
        Ok(next)
    }

    async fn end_reused(&self, tx: Tx, session: &Session) -> Result<LoggedIn, Error> {
        sessions::end(&tx, session.id, "token_reused", self.now()).await?;
        self.record_session(&tx, session.user, session.id, "end_reused")
            .await?;
        tx.commit().await?;
        tracing::warn!(session = %session.id, "a refresh token came a second time; its session was ended");
        Err(Error::Unauthenticated)
    }

    /// The first token of a new session.
    pub(super) async fn first_token(&self, tx: &Tx, session: &Session) -> Result<String, Error> {
        let token = URL_SAFE_NO_PAD.encode(entropy::bytes::<32>()?);
        sessions::insert_token(tx, &kept(&token, session, self.now())).await?;
        Ok(token)
    }

    fn next_token(&self, token: &str, salt: &str) -> Result<String, Error> {
        let bytes = self
            .logins
            .master()?
            .derive("refresh", &[token.as_bytes(), salt.as_bytes()]);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn kept(token: &str, session: &Session, now: i64) -> Token {
    Token {
        hash: hash(token),
        session: session.id,
        created_at: now,
        expires_at: now + REFRESH_MS,
        used_at: None,
        salt: None,
    }
}

fn hash(token: &str) -> String {
    Sha256::digest(token)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_exchanged_once_and_repeated_for_ten_seconds() {
        let now = 1_000_000;
        let fresh = Known {
            live: true,
            expires_at: now + 1,
            used_at: None,
            next_used: false,
        };
        let used = |ago: i64| Known {
            used_at: Some(now - ago),
            ..fresh
        };
        for (token, decision) in [
            (fresh, Decision::Rotate),
            (Known { live: false, ..fresh }, Decision::Refuse),
            (
                Known {
                    expires_at: now,
                    ..fresh
                },
                Decision::Refuse,
            ),
            (used(0), Decision::Repeat),
            (used(10_000), Decision::Repeat),
            (used(10_001), Decision::Reused),
            (
                Known {
                    next_used: true,
                    ..used(1)
                },
                Decision::Reused,
            ),
            (
                Known {
                    live: false,
                    ..used(99_999)
                },
                Decision::Refuse,
            ),
            (
                Known {
                    expires_at: now,
                    ..used(99_999)
                },
                Decision::Refuse,
            ),
        ] {
            assert_eq!(decide(token, now), decision, "{token:?}");
        }
    }
}
