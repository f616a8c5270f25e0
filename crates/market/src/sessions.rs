//! Logging in, staying logged in, logging out.

mod refresh;

use std::net::IpAddr;

use chonoi_domain::actor::Role;
use chonoi_domain::id::{SessionId, UserId};
use chonoi_domain::login::Login;
use chonoi_store::sessions::Session;
use chonoi_store::users::User;
use chonoi_store::{Tx, login_throttle, sessions, users};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::passwords;
use crate::service::{Market, Trace};
use crate::tokens::ACCESS_SECONDS;

pub use refresh::REFRESH_MS;

/// The longest name of a browser that is kept, in characters.
const LONGEST_AGENT: usize = 200;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its address.
    pub source: IpAddr,
    /// What its browser calls itself.
    pub user_agent: String,
}

/// A person as they see themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they log in with.
    pub login: String,
    /// Their roles, each with its organisation.
    pub memberships: Vec<MembershipView>,
    /// All roles, each once, in their natural order.
    pub roles: Vec<Role>,
}

/// A role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipView {
    /// The organisation.
    pub organisation: OrganisationBrief,
    /// The role.
    pub role: Role,
}

/// Proof of login to hand to the browser.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Who.
    pub identity: IdentityView,
    /// For the header of the next requests.
    pub access_token: String,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// For the cookie; exchanged once for the next pair.
    pub refresh_token: String,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// When it began, UTC ms.
    pub created_at: i64,
    /// When its token was last exchanged, UTC ms.
    pub last_used_at: i64,
    /// What the browser called itself.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl Market {
    /// Begins a session. An unknown login, a wrong password and the demonstration's password on a real market are one
    /// answer that takes one time.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a login that is neither phone number nor address, [`Error::TooMany`] by source and by
    /// source and login, [`Error::Unauthenticated`].
    pub async fn log_in(&self, login: &str, password: &str, from: &Device) -> Result<LoggedIn, Error> {
        let login = Login::parse("login", login).map_err(|field| Error::Invalid(vec![field]))?;
        let charged = self
            .charge(self.login_buckets(from.source, login.as_str())?)
            .await?;
        tokio::time::sleep(charged.wait).await;
        let found = users::find_by_login(self.store.reader(), &login).await?;
        let found = found.filter(|user| self.logins.demo || !user.demo);
        let hash = found.as_ref().map(|user| user.password_hash.as_str());
        let fits = passwords::verify(self, password, hash).await?;
        let user = found.filter(|_| fits).ok_or(Error::Unauthenticated)?;
        self.forgive(charged).await?;
        self.begin_session(&user, from).await
    }

    async fn begin_session(&self, user: &User, from: &Device) -> Result<LoggedIn, Error> {
        let now = self.now();
        let session = Session {
            id: SessionId(self.clock.fresh_id()),
            user: user.id,
            user_agent: from.user_agent.chars().take(LONGEST_AGENT).collect(),
            created_at: now,
            last_used_at: now,
            expires_at: now + REFRESH_MS,
            ended_at: None,
        };
        let tx = self.store.begin().await?;
        // A password that was changed while this one was being looked at ends this login too.
        let now_kept = users::find(&*tx, user.id).await?;
        if now_kept.is_none_or(|now| now.password_hash != user.password_hash) {
            return Err(Error::Unauthenticated);
        }
        sessions::insert(&tx, &session).await?;
        let refresh_token = self.first_token(&tx, &session).await?;
        self.record_session(&tx, user.id, session.id, "log_in").await?;
        tx.commit().await?;
        self.logged_in(user, session.id, refresh_token).await
    }

    async fn logged_in(
        &self,
        user: &User,
        session: SessionId,
        refresh_token: String,
    ) -> Result<LoggedIn, Error> {
        Ok(LoggedIn {
            identity: self.identity_of(user).await?,
            access_token: self.sign(user.id, session).await?,
            expires_in: ACCESS_SECONDS,
            refresh_token,
        })
    }

    /// Who the actor is, with the roles of this moment.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn identity(&self, actor: &Actor) -> Result<IdentityView, Error> {
        let user = users::find(self.store.reader(), actor.user()).await?;
        self.identity_of(&user.ok_or(Error::Unauthenticated)?).await
    }

    async fn identity_of(&self, user: &User) -> Result<IdentityView, Error> {
        let held = self.memberships(user.id).await?;
        let briefs = self
            .organisation_briefs(self.store.reader(), held.iter().map(|m| m.organisation))
            .await?;
        let mut roles: Vec<Role> = held.iter().map(|m| m.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let memberships = held
            .iter()
            .filter_map(|m| {
                let organisation = briefs.get(&m.organisation)?.clone();
                Some(MembershipView {
                    organisation,
                    role: m.role,
                })
            })
            .collect();
        Ok(IdentityView {
            id: user.id,
            name: user.name.clone(),
            login: user.login().to_owned(),
            memberships,
            roles,
        })
    }

    /// The actor's live sessions, the last used first.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionRow>, Error> {
        let live = sessions::live_of(self.store.reader(), actor.user(), self.now()).await?;
        Ok(live
            .into_iter()
            .map(|s| SessionRow {
                id: s.id,
                created_at: s.created_at,
                last_used_at: s.last_used_at,
                user_agent: s.user_agent,
                current: s.id == actor.session(),
            })
            .collect())
    }

    /// Ends the actor's session; its access tokens hold no longer either.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn log_out(&self, actor: &Actor) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        sessions::end(&tx, actor.session(), "logged_out", self.now()).await?;
        self.record_session(&tx, actor.user(), actor.session(), "log_out")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Ends all of the actor's sessions, on every device.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn log_out_everywhere(&self, actor: &Actor) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        sessions::end_all(&tx, actor.user(), None, "logged_out_everywhere", self.now()).await?;
        self.record_session(&tx, actor.user(), actor.session(), "log_out_everywhere")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Sets a new password and ends the actor's other sessions.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `current` when it is wrong (after six in a row [`Error::TooMany`]) and at `new` when it
    /// would be guessed; [`Error::Conflict`] `demo_password`: a public password stays as it is printed.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<(), Error> {
        let user = users::find(self.store.reader(), actor.user()).await?;
        let user = user.ok_or(Error::Unauthenticated)?;
        if user.demo {
            return Err(Error::conflict("demo_password"));
        }
        let own = [
            user.phone.as_deref(),
            user.email.as_deref(),
            Some(user.name.as_str()),
        ];
        let own: Vec<&str> = own.into_iter().flatten().collect();
        passwords::check("new", new, &own).map_err(|field| Error::Invalid(vec![field]))?;
        let charged = self
            .charge(self.own_password_buckets(&actor.session().to_string())?)
            .await?;
        if !passwords::verify(self, current, Some(&user.password_hash)).await? {
            return Err(Error::field("current", "password_wrong"));
        }
        self.forgive(charged).await?;
        let hash = passwords::hash(self, new).await?;
        let (tx, now) = (self.store.begin().await?, self.now());
        users::set_password(&tx, user.id, &hash, now).await?;
        sessions::end_all(&tx, user.id, Some(actor.session()), "password_changed", now).await?;
        self.record_session(&tx, user.id, actor.session(), "change_password")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Forgets sessions that ended a month ago, drained buckets and keys that verify nothing; for the worker's sweep.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn forget_old_sessions(&self) -> Result<(), Error> {
        let now = self.now();
        let tx = self.store.begin().await?;
        sessions::forget(&tx, now - REFRESH_MS).await?;
        login_throttle::forget(&tx, now).await?;
        self.forget_keys(&tx).await?;
        Ok(tx.commit().await?)
    }

    /// Records what happened to a session.
    async fn record_session(
        &self,
        tx: &Tx,
        user: UserId,
        session: SessionId,
        action: &'static str,
    ) -> Result<(), Error> {
        let trace = Trace {
            user: Some(user.0),
            organisation: None,
            action,
            kind: "session",
        };
        Ok(self.record::<()>(tx, trace, session, (None, None)).await?)
    }
}
