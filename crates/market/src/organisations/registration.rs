//! Organisations that register themselves: pending until the trade department has checked them.
//!
//! Registering with a phone number or address that has an account already gives the same answer in the same time as
//! with a new one. Who knows that account's password gets the organisation into it; for anyone else it is registered
//! without a login, and the trade department rings the number that was given.

use std::net::IpAddr;

use chonoi_domain::actor::{Capabilities, OrganisationKind, Role, Verification};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::fold::nfc;
use chonoi_domain::id::{OrganisationId, PlaceCode, UserId};
use chonoi_domain::login::{self, Login};
use chonoi_domain::organisation::{Contact, Organisation, check_tax_code};
use chonoi_store::users::User;
use chonoi_store::{Tx, members, organisations, users};

use super::OrganisationView;
use crate::error::Error;
use crate::once::Once;
use crate::passwords;
use crate::service::{Market, Trace};

/// What an organisation says of itself.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Full name.
    pub name: String,
    /// The name people use; the full one where it is not given.
    pub short_name: Option<String>,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Mã số thuế.
    pub tax_code: Option<String>,
    /// Commune or province.
    pub place: PlaceCode,
    /// What it can do besides buying and selling.
    pub capabilities: Capabilities,
}

/// The person who registers it.
#[derive(Clone)]
pub struct NewPerson {
    /// Their name.
    pub name: String,
    /// Phone number in any spelling.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Their password.
    pub password: String,
}

/// An organisation with the person who registers it.
#[derive(Clone)]
pub struct Registration {
    /// The organisation.
    pub organisation: NewOrganisation,
    /// The person.
    pub person: NewPerson,
    /// Whether they sell or buy; the usual one of the kind where it is not said.
    pub role: Option<Role>,
}

/// What was checked of a person: their logins in normal form.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
}

/// Who an account belongs to.
enum Account {
    /// Nobody has these logins.
    New,
    /// Someone has, and gave their password.
    Own(UserId),
    /// Someone else has.
    Taken,
}

impl Market {
    /// Registers an organisation with its first person.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::TooMany`] by source, [`Error::KeyReused`].
    pub async fn register(
        &self,
        source: IpAddr,
        new: Registration,
        once: &Once,
    ) -> Result<OrganisationView, Error> {
        let person = self.check_registration(&new)?;
        self.charge(self.registration_buckets(source)?).await?;
        // Both are done whoever it is, so that the time tells nothing.
        let hash = passwords::hash(self, &new.person.password).await?;
        let account = self.account_of(&person, &new.person.password).await?;
        let organisation = self.pending(&new.organisation, &person);
        let view = self.organisation_view(&organisation, None, (0, 0));
        let tx = self.store.begin().await?;
        if let Some(given) = self.answered(&*tx, once).await? {
            return Ok(given);
        }
        organisations::insert(&tx, &organisation).await?;
        let user = match account {
            Account::New => Some(self.insert_person(&tx, &person, hash, false).await?),
            Account::Own(user) => Some(user),
            Account::Taken => None,
        };
        if let Some(user) = user {
            let role = super::first_role(new.organisation.kind, new.role);
            self.join(&tx, user, organisation.id, role).await?;
        }
        self.record_organisation(&tx, user, "register", (None, Some(&organisation)))
            .await?;
        self.tell(&tx, &Event::OrganisationChanged(organisation.id))
            .await?;
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }

    fn check_registration(&self, new: &Registration) -> Result<Checked, Error> {
        let mut wrong = Vec::new();
        let o = &new.organisation;
        if o.kind.is_public_body() {
            wrong.push(FieldError::new("organisation.kind", "not_self_registered"));
        }
        self.check_profile(
            "organisation.",
            &o.name,
            o.tax_code.as_deref(),
            &o.place,
            &mut wrong,
        );
        check_capabilities("organisation.", o.capabilities, &mut wrong);
        if new.role.is_some_and(|role| !role.trades()) {
            wrong.push(FieldError::new("role", "supplier_or_buyer"));
        }
        let person = check_person("user.", &new.person, &[&o.name], &mut wrong);
        if wrong.is_empty() {
            Ok(person)
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    /// What is wrong with the fields that a registration and a change share.
    pub(super) fn check_profile(
        &self,
        at: &str,
        name: &str,
        tax_code: Option<&str>,
        place: &PlaceCode,
        wrong: &mut Vec<FieldError>,
    ) {
        check_text(format!("{at}name"), name, 3, 200, wrong);
        if let Some(code) = tax_code.map(str::trim).filter(|code| !code.is_empty()) {
            wrong.extend(check_tax_code(&format!("{at}tax_code"), code).err());
        }
        if self.catalogue.place(place).is_none() {
            wrong.push(FieldError::new(format!("{at}place"), "not_found"));
        }
    }

    /// Looks up and verifies in the same steps whether there is such an account or not.
    async fn account_of(&self, person: &Checked, password: &str) -> Result<Account, Error> {
        let logins = [
            person.phone.clone().map(Login::Phone),
            person.email.clone().map(Login::Email),
        ];
        let mut found: Vec<User> = Vec::new();
        for login in logins.into_iter().flatten() {
            found.extend(users::find_by_login(self.store.reader(), &login).await?);
        }
        found.dedup_by_key(|user| user.id);
        let only = found.first().filter(|user| found.len() == 1 && !user.demo);
        let hash = only.map(|user| user.password_hash.as_str());
        let fits = passwords::verify(self, password, hash).await?;
        Ok(match only {
            _ if found.is_empty() => Account::New,
            Some(user) if fits => Account::Own(user.id),
            _ => Account::Taken,
        })
    }

    fn pending(&self, new: &NewOrganisation, person: &Checked) -> Organisation {
        let now = self.now();
        let name = nfc(&new.name);
        let short_name = new
            .short_name
            .as_deref()
            .map(nfc)
            .filter(|short| !short.is_empty());
        Organisation {
            id: OrganisationId(self.clock.fresh_id()),
            code: None,
            short_name: short_name.unwrap_or_else(|| name.clone()),
            name,
            kind: new.kind,
            tax_code: some_text(new.tax_code.as_deref()),
            place: new.place.clone(),
            capabilities: new.capabilities,
            verification: Verification::Pending,
            decision: None,
            demo: false,
            source_id: None,
            contact: Contact {
                name: Some(person.name.clone()),
                phone: person.phone.clone(),
                email: person.email.clone(),
            },
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// Keeps a new person and records it.
    ///
    /// # Errors
    /// [`Error::Conflict`] `repeat_in_progress` when the same login is being registered at this moment.
    pub(crate) async fn insert_person(
        &self,
        tx: &Tx,
        person: &Checked,
        password_hash: String,
        demo: bool,
    ) -> Result<UserId, Error> {
        let now = self.now();
        let user = User {
            id: UserId(self.clock.fresh_id()),
            name: person.name.clone(),
            phone: person.phone.clone(),
            email: person.email.clone(),
            password_hash,
            password_changed_at: now,
            demo,
            created_at: now,
        };
        match users::insert(tx, &user).await {
            Err(e) if e.is_duplicate_of("users") => return Err(Error::conflict("repeat_in_progress")),
            other => other?,
        }
        let trace = Trace {
            user: Some(user.id.0),
            organisation: None,
            action: "create",
            kind: "user",
        };
        self.record::<()>(tx, trace, user.id, (None, None)).await?;
        Ok(user.id)
    }

    /// Gives a role and records it.
    pub(crate) async fn join(
        &self,
        tx: &Tx,
        user: UserId,
        organisation: OrganisationId,
        role: Role,
    ) -> Result<(), Error> {
        let since = self.now();
        members::insert(
            tx,
            members::Membership {
                user,
                organisation,
                role,
                since,
            },
        )
        .await?;
        let trace = Trace {
            user: Some(user.0),
            organisation: Some(organisation.0),
            action: "join",
            kind: "membership",
        };
        Ok(self.record(tx, trace, user, (None, Some(&role))).await?)
    }
}

/// What is wrong with a person who gets a login, and their logins in normal form. `own` are names the password may not
/// be.
pub(crate) fn check_person(
    at: &str,
    person: &NewPerson,
    own: &[&str],
    wrong: &mut Vec<FieldError>,
) -> Checked {
    check_text(format!("{at}name"), &person.name, 2, 100, wrong);
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (phone, email) = (given(&person.phone), given(&person.email));
    if phone.is_none() && email.is_none() {
        wrong.push(FieldError::new(format!("{at}phone"), "phone_or_email"));
    }
    let mut normal = |parsed: Option<Result<String, FieldError>>| match parsed {
        Some(Err(field)) => {
            wrong.push(field);
            None
        }
        other => other.and_then(Result::ok),
    };
    let phone = normal(phone.map(|text| login::phone(&format!("{at}phone"), &text)));
    let email = normal(email.map(|text| login::email(&format!("{at}email"), &text)));
    let mut words = vec![person.name.as_str()];
    words.extend(own);
    words.extend(phone.as_deref());
    words.extend(email.as_deref());
    wrong.extend(passwords::check(&format!("{at}password"), &person.password, &words).err());
    Checked {
        name: nfc(&person.name),
        phone,
        email,
    }
}

/// A text of `least` to `most` characters.
pub(crate) fn check_text(field: String, text: &str, least: usize, most: usize, wrong: &mut Vec<FieldError>) {
    let length = nfc(text).chars().count();
    if length == 0 {
        wrong.push(FieldError::new(field, "required"));
    } else if length < least {
        wrong.push(FieldError::new(field, "min_length").with("min", least));
    } else if length > most {
        wrong.push(FieldError::new(field, "too_long").with("max", most));
    }
}

/// A daily capacity is something, and nobody's is a thousand tonnes times ten.
pub(super) fn check_capabilities(at: &str, capabilities: Capabilities, wrong: &mut Vec<FieldError>) {
    const MOST: i64 = 10_000_000;
    if let Some(kg) = capabilities.kg_per_day
        && !(1..=MOST).contains(&kg)
    {
        let field = format!("{at}capabilities.kg_per_day");
        wrong.push(FieldError::new(field, "between").with("min", 1).with("max", MOST));
    }
}

/// A text that says something.
pub(super) fn some_text(text: Option<&str>) -> Option<String> {
    text.map(nfc).filter(|text| !text.is_empty())
}
