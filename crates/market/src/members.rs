//! The people of an organisation and their roles.

use std::collections::BTreeMap;

use chonoi_domain::actor::{Role, Verification};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{OrganisationId, UserId};
use chonoi_domain::login::Login;
use chonoi_domain::organisation::Organisation;
use chonoi_store::users::User;
use chonoi_store::{members, organisations, users};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::error::Error;
use crate::once::Once;
use crate::organisations::registration::{NewPerson, check_person};
use crate::passwords;
use crate::service::Market;

/// A person with a role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// What they log in with.
    pub login: String,
    /// Their role here.
    pub role: Role,
    /// Since when, UTC ms.
    pub since: i64,
}

/// A person to be given a role.
#[derive(Clone)]
pub struct NewMember {
    /// Their name.
    pub name: String,
    /// Phone number or e-mail address in any spelling.
    pub login: String,
    /// Their password: a new one, or the one they have where they have a login already.
    pub password: String,
    /// Their role.
    pub role: Role,
}

impl Market {
    /// The organisation's people. Its own people, the trade department and the admin see them.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `members_only`, [`Error::NotFound`].
    pub async fn members(&self, actor: &Actor, id: OrganisationId) -> Result<Vec<MemberView>, Error> {
        self.door(actor, id).await?;
        let held = members::of_organisation(self.store.reader(), id).await?;
        let ids: Vec<UserId> = held.iter().map(|m| m.user).collect();
        let people: BTreeMap<UserId, User> = users::find_many(self.store.reader(), &ids)
            .await?
            .into_iter()
            .map(|user| (user.id, user))
            .collect();
        let view = |m: &members::Membership| Some(member_view(people.get(&m.user)?, m.role, m.since));
        Ok(held.iter().filter_map(view).collect())
    }

    /// Gives a person a role in the organisation, and a login where they have none. Trading roles are given by its own
    /// people and the trade department; offices only by the admin, and only in verified public bodies.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `members_only`, `admin_only` or `suspended`, [`Error::Invalid`], [`Error::TooMany`],
    /// [`Error::Conflict`] `login_taken` when the login is someone's and the password is not theirs.
    pub async fn add_member(
        &self,
        actor: &Actor,
        id: OrganisationId,
        new: NewMember,
        once: &Once,
    ) -> Result<MemberView, Error> {
        let organisation = self.door(actor, id).await?;
        may_give(actor, &organisation, new.role)?;
        let (login, person) = parse(&new, &organisation.name)?;
        self.charge(self.member_buckets(&actor.user().to_string())?)
            .await?;
        let hash = passwords::hash(self, &new.password).await?;
        let found = users::find_by_login(self.store.reader(), &login).await?;
        if let Some(user) = &found
            && (user.demo || !passwords::verify(self, &new.password, Some(&user.password_hash)).await?)
        {
            return Err(Error::conflict("login_taken"));
        }
        let tx = self.store.begin().await?;
        if let Some(given) = self.answered(&*tx, once).await? {
            return Ok(given);
        }
        let user = match &found {
            Some(user) => user.id,
            None => self.insert_person(&tx, &person, hash, false).await?,
        };
        self.join(&tx, user, id, new.role).await?;
        let view = MemberView {
            user,
            name: found.map_or(person.name, |user| user.name),
            login: login.as_str().to_owned(),
            role: new.role,
            since: self.now(),
        };
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The organisation, for those who may look at its people.
    async fn door(&self, actor: &Actor, id: OrganisationId) -> Result<Organisation, Error> {
        let found = organisations::find(self.store.reader(), id).await?;
        let found = found.ok_or(Error::NotFound("organisation"))?;
        if actor.is_of(id) || actor.has(Role::Broker) || actor.has(Role::Admin) {
            Ok(found)
        } else if found.verification == Verification::Verified || actor.reads_all() {
            Err(Error::Forbidden("members_only"))
        } else {
            Err(Error::NotFound("organisation"))
        }
    }
}

/// Whether `actor` may give `role` in `organisation`.
fn may_give(actor: &Actor, organisation: &Organisation, role: Role) -> Result<(), Error> {
    if !role.trades() {
        if !actor.has(Role::Admin) {
            return Err(Error::Forbidden("admin_only"));
        }
        let office =
            organisation.kind.is_public_body() && organisation.verification == Verification::Verified;
        return if office {
            Ok(())
        } else {
            Err(Error::field("role", "public_bodies_only"))
        };
    }
    if actor.has(Role::Admin) || actor.broker().is_ok() {
        return Ok(());
    }
    let own = [Role::Supplier, Role::Buyer].map(|role| actor.member_of(organisation.id, role));
    match own {
        [Ok(_), _] | [_, Ok(_)] => Ok(()),
        [Err(Error::Forbidden("suspended")), _] | [_, Err(Error::Forbidden("suspended"))] => {
            Err(Error::Forbidden("suspended"))
        }
        _ => Err(Error::Forbidden("members_only")),
    }
}

fn parse(
    new: &NewMember,
    organisation: &str,
) -> Result<(Login, crate::organisations::registration::Checked), Error> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let login = Login::parse("login", &new.login);
    let (phone, email) = match &login {
        Ok(Login::Phone(text)) => (Some(text.clone()), None),
        Ok(Login::Email(text)) => (None, Some(text.clone())),
        Err(field) => {
            wrong.push(field.clone());
            (None, None)
        }
    };
    let person = NewPerson {
        name: new.name.clone(),
        phone,
        email,
        password: new.password.clone(),
    };
    let person = check_person("", &person, &[organisation], &mut wrong);
    wrong.retain(|field| field.rule != "phone_or_email");
    match login {
        Ok(login) if wrong.is_empty() => Ok((login, person)),
        _ => Err(Error::Invalid(wrong)),
    }
}

fn member_view(user: &User, role: Role, since: i64) -> MemberView {
    MemberView {
        user: user.id,
        name: user.name.clone(),
        login: user.login().to_owned(),
        role,
        since,
    }
}
