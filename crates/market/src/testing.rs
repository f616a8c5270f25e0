//! Organisations and people for tests, made in one line each. The program itself never calls this.

use chonoi_domain::actor::{Capabilities, OrganisationKind, Role, Verification};
use chonoi_domain::id::{OrganisationId, SessionId, UserId};
use chonoi_domain::organisation::{Contact, Organisation};
use chonoi_store::sessions::Session;
use chonoi_store::users::User;
use chonoi_store::{members, organisations, sessions, users};
use tokio::sync::OnceCell;

use crate::actor::Actor;
use crate::error::Error;
use crate::passwords;
use crate::service::Market;

/// The password of everyone made here.
pub const PASSWORD: &str = "mat khau de thu 2026";

/// Its hash, made once a process.
static HASH: OnceCell<String> = OnceCell::const_new();

/// A verified organisation of Cà Mau with these names and this kind.
///
/// # Errors
/// [`Error::Internal`].
pub async fn organisation(
    market: &Market,
    name: &str,
    kind: OrganisationKind,
) -> Result<OrganisationId, Error> {
    organisation_in(market, name, kind, Verification::Verified).await
}

/// The same in another state.
///
/// # Errors
/// [`Error::Internal`].
pub async fn organisation_in(
    market: &Market,
    name: &str,
    kind: OrganisationKind,
    verification: Verification,
) -> Result<OrganisationId, Error> {
    let now = market.now();
    let made = Organisation {
        id: OrganisationId(market.clock.fresh_id()),
        code: None,
        name: name.to_owned(),
        short_name: name.to_owned(),
        kind,
        tax_code: None,
        place: "96".into(),
        capabilities: Capabilities::default(),
        verification,
        decision: None,
        demo: false,
        source_id: None,
        contact: Contact::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let tx = market.store.begin().await?;
    organisations::insert(&tx, &made).await?;
    tx.commit().await?;
    Ok(made.id)
}

/// A person with `role` in `organisation`, logged in. Their login is `<user id>@chonoi.example`, their password
/// [`PASSWORD`].
///
/// # Errors
/// [`Error::Internal`].
pub async fn actor(market: &Market, organisation: OrganisationId, role: Role) -> Result<Actor, Error> {
    let user = user(market, organisation, role).await?;
    let now = market.now();
    let session = Session {
        id: SessionId(market.clock.fresh_id()),
        user,
        user_agent: String::new(),
        created_at: now,
        last_used_at: now,
        expires_at: i64::MAX,
        ended_at: None,
    };
    let tx = market.store.begin().await?;
    sessions::insert(&tx, &session).await?;
    tx.commit().await?;
    Ok(Actor::new(user, session.id, market.memberships(user).await?))
}

/// The same without a session.
///
/// # Errors
/// [`Error::Internal`].
pub async fn user(market: &Market, organisation: OrganisationId, role: Role) -> Result<UserId, Error> {
    let hash = HASH.get_or_try_init(|| passwords::hash(market, PASSWORD)).await?;
    let now = market.now();
    let id = UserId(market.clock.fresh_id());
    let made = User {
        id,
        name: format!("{role}"),
        phone: None,
        email: Some(format!("{id}@chonoi.example")),
        password_hash: hash.clone(),
        password_changed_at: now,
        demo: false,
        created_at: now,
    };
    let tx = market.store.begin().await?;
    users::insert(&tx, &made).await?;
    let since = now;
    let membership = members::Membership {
        user: id,
        organisation,
        role,
        since,
    };
    members::insert(&tx, membership).await?;
    tx.commit().await?;
    Ok(id)
}

/// An access token of `actor`'s session, for tests through the router.
///
/// # Errors
/// [`Error::Unavailable`] where the market was made without a master key.
pub async fn access_token(market: &Market, actor: &Actor) -> Result<String, Error> {
    market.sign(actor.user(), actor.session()).await
}
