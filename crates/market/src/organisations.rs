//! Organisations: who they are, as a list and each on its own page.

pub mod changes;
pub mod registration;

use std::collections::BTreeMap;

use chonoi_domain::actor::{Capabilities, OrganisationKind, Role, Verification};
use chonoi_domain::id::{OrganisationId, PlaceCode};
use chonoi_domain::organisation::Organisation;
use chonoi_store::{Reader, StoreError, organisations};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::page::{Cursor, listing};
use crate::posts::listing::Listing;
use crate::service::Market;

/// An organisation on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    /// What every view shows of it.
    pub brief: OrganisationBrief,
    /// The name people use.
    pub short_name: String,
    /// What it can do besides buying and selling.
    pub capabilities: Capabilities,
    /// Ids of the published sources behind it, split by spaces.
    pub source_id: Option<String>,
    /// How many offers of it are on the market.
    pub offers_open: i64,
    /// How many requests of it are on the market.
    pub requests_open: i64,
    /// What only its own people and public bodies see.
    pub inside: Option<Inside>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was registered, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

/// What of an organisation is not for the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// Mã số thuế.
    pub tax_code: Option<String>,
    /// Whom to ring up.
    pub contact_name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Why the trade department decided as it did last.
    pub decision_note: Option<String>,
}

/// Whom to ring up about a proposal or a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// A person's name, or the organisation's.
    pub name: String,
    /// Phone number, where one is known.
    pub phone: Option<String>,
}

/// Which organisations a list holds.
#[derive(Clone, Debug, Default)]
pub struct OrganisationQuery {
    /// Words in its names or tax code, with or without marks.
    pub q: Option<String>,
    /// Its kind.
    pub kind: Option<OrganisationKind>,
    /// Its state; only public bodies may ask for others than verified ones.
    pub verification: Option<Verification>,
    /// A commune, or a province with all its communes.
    pub place: Option<PlaceCode>,
}

impl Market {
    /// Whom to ring up at these organisations. The caller has made sure that a verified counterparty asks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn organisation_contacts(
        &self,
        db: &impl Reader,
        ids: &[OrganisationId],
    ) -> Result<BTreeMap<OrganisationId, ContactView>, StoreError> {
        let found = organisations::find_many(db, ids).await?;
        Ok(found
            .into_iter()
            .map(|o| {
                let contact = ContactView {
                    name: o.contact.name.unwrap_or(o.short_name),
                    phone: o.contact.phone,
                };
                (o.id, contact)
            })
            .collect())
    }

    /// One organisation. The public sees verified ones; its own people and public bodies see it in every state, and
    /// its tax code and contact too.
    ///
    /// # Errors
    /// [`Error::NotFound`] `organisation`.
    pub async fn organisation(
        &self,
        asker: Option<&Actor>,
        id: OrganisationId,
    ) -> Result<OrganisationView, Error> {
        let found = organisations::find(self.store.reader(), id).await?;
        let found = found.filter(|o| o.verification == Verification::Verified || sees_inside(asker, o.id));
        let found = found.ok_or(Error::NotFound("organisation"))?;
        self.organisation_with_posts(&found, asker).await
    }

    /// A page of organisations by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `public_bodies_only` when someone else asks for unverified ones.
    pub async fn organisations(
        &self,
        asker: Option<&Actor>,
        query: OrganisationQuery,
        page: Cursor,
    ) -> Result<Listing<OrganisationView>, Error> {
        let filter = organisations::Filter {
            q: query.q,
            kind: query.kind,
            verification: states(asker, query.verification)?,
            places: query
                .place
                .map(|place| self.places_within(&place))
                .unwrap_or_default(),
        };
        let after = page.after.map(OrganisationId);
        let (found, total) = organisations::list(self.store.reader(), &filter, after, page.ask_for()).await?;
        let (found, next) = page.cut(found, |o| o.id.0);
        let ids: Vec<_> = found.iter().map(|o| o.id).collect();
        let open = organisations::open_posts(self.store.reader(), &ids).await?;
        let view =
            |o: &Organisation| self.organisation_view(o, asker, open.get(&o.id).copied().unwrap_or_default());
        Ok(listing(found.iter().map(view).collect(), next, total))
    }

    /// The view of `organisation` for `asker`, its posts on the market counted.
    pub(crate) async fn organisation_with_posts(
        &self,
        organisation: &Organisation,
        asker: Option<&Actor>,
    ) -> Result<OrganisationView, Error> {
        let open = organisations::open_posts(self.store.reader(), &[organisation.id]).await?;
        let open = open.get(&organisation.id).copied().unwrap_or_default();
        Ok(self.organisation_view(organisation, asker, open))
    }

    /// The view of `organisation` for `asker`, with so many offers and requests on the market.
    pub(crate) fn organisation_view(
        &self,
        organisation: &Organisation,
        asker: Option<&Actor>,
        (offers_open, requests_open): (i64, i64),
    ) -> OrganisationView {
        let inside = sees_inside(asker, organisation.id).then(|| Inside {
            tax_code: organisation.tax_code.clone(),
            contact_name: organisation.contact.name.clone(),
            phone: organisation.contact.phone.clone(),
            email: organisation.contact.email.clone(),
            decision_note: organisation.decision.as_ref().and_then(|d| d.note.clone()),
        });
        OrganisationView {
            brief: self.organisation_brief(organisation),
            short_name: organisation.short_name.clone(),
            capabilities: organisation.capabilities,
            source_id: organisation.source_id.clone(),
            offers_open,
            requests_open,
            inside,
            version: organisation.version,
            created_at: organisation.created_at,
            updated_at: organisation.updated_at,
        }
    }
}

impl Market {
    /// `code` and, for a province, its communes: everything that lies in it.
    pub(crate) fn places_within(&self, code: &PlaceCode) -> Vec<PlaceCode> {
        let within = self.catalogue.places();
        let within = within.filter(|place| place.code == *code || place.parent.as_ref() == Some(code));
        within.map(|place| place.code.clone()).collect()
    }
}

/// Its own people, and public bodies that read everything.
fn sees_inside(asker: Option<&Actor>, id: OrganisationId) -> bool {
    asker.is_some_and(|a| a.is_of(id) || a.reads_all())
}

/// The states that `asker` may list, of those asked for.
fn states(asker: Option<&Actor>, asked: Option<Verification>) -> Result<Vec<Verification>, Error> {
    let all = asker.is_some_and(Actor::reads_all);
    match asked {
        Some(state) if all || state == Verification::Verified => Ok(vec![state]),
        Some(_) => Err(Error::Forbidden("public_bodies_only")),
        None if all => Ok(Vec::new()),
        None => Ok(vec![Verification::Verified]),
    }
}

/// The roles a person gets at registration: the one asked for, or the usual one of the kind.
pub(crate) fn first_role(kind: OrganisationKind, asked: Option<Role>) -> Role {
    asked.filter(|role| role.trades()).unwrap_or(kind.usual_role())
}
