//! The first people of a real installation, made by whoever runs it at its own console.

use chonoi_domain::actor::{Capabilities, OrganisationKind, Role, Verification};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::fold::nfc;
use chonoi_domain::id::{OrganisationId, PlaceCode};
use chonoi_domain::login::Login;
use chonoi_domain::organisation::{Contact, Organisation};
use chonoi_store::{organisations, users};

use crate::error::Error;
use crate::organisations::registration::{NewPerson, check_person, check_text};
use crate::passwords;
use crate::service::Market;

/// A person to be made at the console.
#[derive(Clone)]
pub struct Officer {
    /// Their name.
    pub name: String,
    /// Phone number or e-mail address.
    pub login: String,
    /// Their password.
    pub password: String,
    /// Their role.
    pub role: Role,
    /// The full name of their organisation; made, and verified, where there is none of that name.
    pub organisation: String,
    /// Its kind where it is made.
    pub kind: OrganisationKind,
    /// Its seat where it is made.
    pub place: PlaceCode,
}

impl Market {
    /// Makes a person with a role in a verified organisation. Whoever can call this has the database in their hands.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] `login_taken`.
    pub async fn appoint(&self, officer: Officer) -> Result<OrganisationId, Error> {
        let (login, person) = self.check_officer(&officer)?;
        if users::find_by_login(self.store.reader(), &login).await?.is_some() {
            return Err(Error::conflict("login_taken"));
        }
        let hash = passwords::hash(self, &officer.password).await?;
        let named = self.named_organisation(&officer.organisation).await?;
        let tx = self.store.begin().await?;
        let organisation = match named {
            Some(found) => found.id,
            None => {
                let made = self.office(&officer);
                organisations::insert(&tx, &made).await?;
                self.record_organisation(&tx, None, "create", (None, Some(&made)))
                    .await?;
                self.tell(&tx, &Event::OrganisationChanged(made.id)).await?;
                made.id
            }
        };
        let user = self.insert_person(&tx, &person, hash, false).await?;
        self.join(&tx, user, organisation, officer.role).await?;
        tx.commit().await?;
        Ok(organisation)
    }

    fn check_officer(
        &self,
        officer: &Officer,
    ) -> Result<(Login, crate::organisations::registration::Checked), Error> {
        let mut wrong = Vec::new();
        check_text(
            "organisation".to_owned(),
            &officer.organisation,
            3,
            200,
            &mut wrong,
        );
        if self.catalogue.place(&officer.place).is_none() {
            wrong.push(FieldError::new("place", "not_found"));
        }
        if !officer.role.trades() && !officer.kind.is_public_body() {
            wrong.push(FieldError::new("role", "public_bodies_only"));
        }
        let login = Login::parse("login", &officer.login).map_err(|field| Error::Invalid(vec![field]))?;
        let (phone, email) = match login.clone() {
            Login::Phone(text) => (Some(text), None),
            Login::Email(text) => (None, Some(text)),
        };
        let person = NewPerson {
            name: officer.name.clone(),
            phone,
            email,
            password: officer.password.clone(),
        };
        let person = check_person("", &person, &[&officer.organisation], &mut wrong);
        if wrong.is_empty() {
            Ok((login, person))
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    /// The verified organisation of exactly that name.
    async fn named_organisation(&self, name: &str) -> Result<Option<Organisation>, Error> {
        let filter = organisations::Filter {
            q: Some(name.to_owned()),
            verification: vec![Verification::Verified],
            ..organisations::Filter::default()
        };
        let (found, _) = organisations::list(self.store.reader(), &filter, None, 100).await?;
        Ok(found.into_iter().find(|o| o.name == nfc(name)))
    }

    fn office(&self, officer: &Officer) -> Organisation {
        let now = self.now();
        Organisation {
            id: OrganisationId(self.clock.fresh_id()),
            code: None,
            name: nfc(&officer.organisation),
            short_name: nfc(&officer.organisation),
            kind: officer.kind,
            tax_code: None,
            place: officer.place.clone(),
            capabilities: Capabilities::default(),
            verification: Verification::Verified,
            decision: None,
            demo: false,
            source_id: None,
            contact: Contact::default(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}
