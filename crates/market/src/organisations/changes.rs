//! Changing an organisation, and the trade department deciding about one.

use chonoi_domain::actor::{Capabilities, Role, Verification, VerificationEvent};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::fold::nfc;
use chonoi_domain::id::{OrganisationId, PlaceCode, UserId};
use chonoi_domain::login;
use chonoi_domain::organisation::{Contact, Decision, Organisation};
use chonoi_store::{Tx, audit, organisations};
use serde::Serialize;

use super::registration::{check_capabilities, check_text, some_text};
use super::{OrganisationView, sees_inside};
use crate::actor::{Actor, Broker};
use crate::error::Error;
use crate::posts::{Stale, differing};
use crate::service::Market;

/// What an organisation's people may change.
#[derive(Clone, Debug)]
pub struct OrganisationChange {
    /// Full name. Another name or tax code is another claim: it has to be checked again.
    pub name: String,
    /// The name people use; the full one where it is not given.
    pub short_name: Option<String>,
    /// Mã số thuế.
    pub tax_code: Option<String>,
    /// Commune or province.
    pub place: PlaceCode,
    /// What it can do besides buying and selling.
    pub capabilities: Capabilities,
    /// Whom to ring up.
    pub contact_name: Option<String>,
    /// Phone number in any spelling.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

impl Market {
    /// Changes what an organisation says of itself, if it still has `version`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `members_only` or `suspended`, [`Error::Invalid`], [`Error::Changed`],
    /// [`Error::NotFound`].
    pub async fn change_organisation(
        &self,
        actor: &Actor,
        id: OrganisationId,
        version: i64,
        change: OrganisationChange,
    ) -> Result<OrganisationView, Error> {
        let admin = actor.has(Role::Admin);
        if !admin && !actor.is_of(id) {
            return Err(self.hidden_or(actor, id, "members_only").await);
        }
        let contact = self.check_change(&change)?;
        let tx = self.store.begin().await?;
        let before = self.locked(&tx, id).await?;
        if before.verification == Verification::Suspended && !admin {
            return Err(Error::Forbidden("suspended"));
        }
        let mut after = Organisation {
            name: nfc(&change.name),
            short_name: some_text(change.short_name.as_deref()).unwrap_or_else(|| nfc(&change.name)),
            tax_code: some_text(change.tax_code.as_deref()),
            place: change.place,
            capabilities: change.capabilities,
            contact,
            ..before.clone()
        };
        let same_claim = after.name == before.name && after.tax_code == before.tax_code;
        if !same_claim && !admin && before.verification == Verification::Verified {
            after.verification = Verification::Pending;
        }
        self.write_organisation(tx, actor, "change", (&before, version), after)
            .await
    }

    /// Verifies or suspends an organisation, if it still has `version`.
    ///
    /// # Errors
    /// [`Error::Conflict`] `own_organisation`, [`Error::Invalid`], [`Error::Changed`], [`Error::NotFound`].
    pub async fn decide_organisation(
        &self,
        actor: &Actor,
        id: OrganisationId,
        version: i64,
        (event, note): (VerificationEvent, Option<String>),
    ) -> Result<OrganisationView, Error> {
        let broker: Broker = actor.broker()?;
        if broker.organisation() == id {
            return Err(Error::conflict("own_organisation"));
        }
        let note = some_text(note.as_deref());
        let mut wrong = Vec::new();
        if let Some(note) = &note {
            check_text("note".to_owned(), note, 1, 1000, &mut wrong);
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let tx = self.store.begin().await?;
        let before = self.locked(&tx, id).await?;
        let after = Organisation {
            verification: before.verification.transition(event)?,
            decision: Some(Decision {
                by: broker.user(),
                at: self.now(),
                note,
            }),
            ..before.clone()
        };
        self.write_organisation(tx, actor, event.as_str(), (&before, version), after)
            .await
    }

    fn check_change(&self, change: &OrganisationChange) -> Result<Contact, Error> {
        let mut wrong = Vec::new();
        self.check_profile(
            "",
            &change.name,
            change.tax_code.as_deref(),
            &change.place,
            &mut wrong,
        );
        check_capabilities("", change.capabilities, &mut wrong);
        let mut normal =
            |text: &Option<String>, parse: fn(&str, &str) -> Result<String, FieldError>, field: &str| {
                let text = text.as_deref().filter(|text| !text.trim().is_empty())?;
                parse(field, text).map_err(|error| wrong.push(error)).ok()
            };
        let contact = Contact {
            name: some_text(change.contact_name.as_deref()),
            phone: normal(&change.phone, login::phone, "phone"),
            email: normal(&change.email, login::email, "email"),
        };
        if wrong.is_empty() {
            Ok(contact)
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    /// Writes `after` with the next version over `before`, which must have version `was`; records it and tells of it.
    async fn write_organisation(
        &self,
        tx: Tx,
        actor: &Actor,
        action: &'static str,
        (before, was): (&Organisation, i64),
        mut after: Organisation,
    ) -> Result<OrganisationView, Error> {
        after.version = before.version + 1;
        after.updated_at = self.now();
        if before.version != was {
            return Err(self.changed(actor, before, &after).await?);
        }
        if !organisations::update(&tx, &after, was).await? {
            // Another writer came between our reading and our writing.
            let now = self.locked(&tx, after.id).await?;
            return Err(self.changed(actor, &now, &after).await?);
        }
        self.record_organisation(&tx, Some(actor.user()), action, (Some(before), Some(&after)))
            .await?;
        self.tell(&tx, &Event::OrganisationChanged(after.id)).await?;
        tx.commit().await?;
        self.organisation_with_posts(&after, Some(actor)).await
    }

    async fn locked(&self, tx: &Tx, id: OrganisationId) -> Result<Organisation, Error> {
        organisations::find(&**tx, id)
            .await?
            .ok_or(Error::NotFound("organisation"))
    }

    /// The answer to a change of an older version than `now`: what it says now, and where that differs from `sent`.
    async fn changed(&self, actor: &Actor, now: &Organisation, sent: &Organisation) -> Result<Error, Error> {
        let stale = Stale {
            now: self.organisation_with_posts(now, Some(actor)).await?,
            changed: differing(&Profile::of(now), &Profile::of(sent)),
        };
        Ok(Error::Changed {
            version: now.version,
            current: Box::new(serde_json::to_value(stale).map_err(Error::internal)?),
        })
    }

    /// What to say to someone who may not: the rule where they may see the organisation, else that there is none.
    async fn hidden_or(&self, actor: &Actor, id: OrganisationId, rule: &'static str) -> Error {
        match organisations::find(self.store.reader(), id).await {
            Ok(Some(o)) if o.verification == Verification::Verified || sees_inside(Some(actor), id) => {
                Error::Forbidden(rule)
            }
            Ok(_) => Error::NotFound("organisation"),
            Err(fault) => fault.into(),
        }
    }

    /// Records a write of an organisation; the digest is of everything that is kept of it.
    pub(crate) async fn record_organisation(
        &self,
        tx: &Tx,
        by: Option<UserId>,
        action: &'static str,
        (before, after): (Option<&Organisation>, Option<&Organisation>),
    ) -> Result<(), Error> {
        let id = after.or(before).map(|o| o.id.0);
        let entry = audit::Entry {
            id: self.clock.fresh_id(),
            at: self.now(),
            user: by.map(|user| user.0),
            organisation: id,
            action,
            subject_kind: "organisation",
            subject_id: id.map(|id| id.to_string()).unwrap_or_default(),
            before: before.map(digest),
            after: after.map(digest),
        };
        Ok(audit::record(tx, entry).await?)
    }
}

/// What can be changed, under the names by which it is sent.
#[derive(Serialize)]
struct Profile<'a> {
    name: &'a str,
    short_name: &'a str,
    tax_code: Option<&'a str>,
    place: &'a PlaceCode,
    capabilities: Capabilities,
    contact_name: Option<&'a str>,
    phone: Option<&'a str>,
    email: Option<&'a str>,
    verification: Verification,
}

impl<'a> Profile<'a> {
    fn of(organisation: &'a Organisation) -> Self {
        Self {
            name: &organisation.name,
            short_name: &organisation.short_name,
            tax_code: organisation.tax_code.as_deref(),
            place: &organisation.place,
            capabilities: organisation.capabilities,
            contact_name: organisation.contact.name.as_deref(),
            phone: organisation.contact.phone.as_deref(),
            email: organisation.contact.email.as_deref(),
            verification: organisation.verification,
        }
    }
}

fn digest(organisation: &Organisation) -> String {
    audit::digest(&format!("{organisation:?}"))
}
