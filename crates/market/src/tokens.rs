//! Access tokens: EdDSA-signed JWTs of 15 minutes (RFC 7519, RFC 8037) that say who and which session.

mod keyring;

use chonoi_domain::id::{SessionId, UserId};
use chonoi_store::{members, sessions};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::{Actor, Membership};
use crate::error::Error;
use crate::service::Market;

pub(crate) use keyring::Keyring;

/// Who signs.
const ISSUER: &str = "chonoi";
/// For whom.
const AUDIENCE: &str = "chonoi-api";
/// How long an access token holds, in seconds.
pub const ACCESS_SECONDS: i64 = 15 * 60;

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The user.
    sub: Uuid,
    /// The session.
    sid: Uuid,
    /// Seconds since 1970.
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
}

impl Market {
    /// A token of `session`, from now on.
    ///
    /// # Errors
    /// [`Error::Unavailable`] `secret_key` in a process that was started without one.
    pub(crate) async fn sign(&self, user: UserId, session: SessionId) -> Result<String, Error> {
        let now = self.now() / 1000;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user.0,
            sid: session.0,
            iat: now,
            exp: now + ACCESS_SECONDS,
        };
        let (kid, key) = self.signing_key().await?;
        let header = Header {
            kid: Some(kid),
            ..Header::new(Algorithm::EdDSA)
        };
        jsonwebtoken::encode(&header, &claims, &key).map_err(Error::internal)
    }

    /// Who sends `token`: its signature and its time are checked, its session must be live, and the roles are read
    /// anew, so that logging out and suspending bite at once.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn actor(&self, token: &str) -> Result<Actor, Error> {
        let claims = self.verify(token).await?;
        let db = self.store.reader();
        let (user, id) = (UserId(claims.sub), SessionId(claims.sid));
        let session = sessions::find(db, id).await?;
        let live = session.is_some_and(|s| s.user == user && s.is_live(self.now()));
        if !live {
            return Err(Error::Unauthenticated);
        }
        Ok(Actor::new(user, id, self.memberships(user).await?))
    }

    /// A person's roles at this moment.
    pub(crate) async fn memberships(&self, user: UserId) -> Result<Vec<Membership>, Error> {
        let found = members::of_user(self.store.reader(), user).await?;
        Ok(found
            .into_iter()
            .map(|(organisation, role, verification)| Membership {
                organisation,
                role,
                verification,
            })
            .collect())
    }

    async fn verify(&self, token: &str) -> Result<Claims, Error> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let kid = header.kid.ok_or(Error::Unauthenticated)?;
        let key = self.verifying_key(&kid).await?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library reads the machine's clock; ours is a parameter.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        if self.now() / 1000 < claims.exp {
            Ok(claims)
        } else {
            Err(Error::Unauthenticated)
        }
    }
}
