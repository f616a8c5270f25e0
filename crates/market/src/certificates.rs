//! Certificates that organisations hold: handed in by them, seen by the trade department.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::actor::Role;
use chonoi_domain::certificate::{CertificateEvent, CertificateStatus, HeldCertificate};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::fold::nfc;
use chonoi_domain::id::{CertificateId, FileId, HeldCertificateId, OrganisationId};
use chonoi_store::{Reader, Tx, certificates, files};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::actor::Actor;
use crate::error::Error;
use crate::once::Once;
use crate::organisations::registration::check_text;
use crate::service::{Market, Trace};

/// A certificate as its holder and the trade department see it; the public sees verified ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    /// Its id.
    pub id: HeldCertificateId,
    /// Which kind.
    pub kind: CertificateId,
    /// The kind's name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day of validity.
    pub valid_from: Date,
    /// Last day of validity.
    pub valid_to: Date,
    /// Its picture or document, for those who may open it.
    pub file: Option<FileId>,
    /// Whether the trade department has seen it.
    pub status: CertificateStatus,
    /// Whether it counts in a match today.
    pub counts: bool,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// A certificate to hand in.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// Which kind.
    pub kind: CertificateId,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day of validity.
    pub valid_from: Date,
    /// Last day of validity.
    pub valid_to: Date,
    /// Its picture or document, uploaded before.
    pub file: Option<FileId>,
}

impl Market {
    /// The organisation's certificates, the newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn certificates(
        &self,
        asker: Option<&Actor>,
        id: OrganisationId,
    ) -> Result<Vec<CertificateView>, Error> {
        let organisation = self.organisation(asker, id).await?;
        let all = organisation.inside.is_some();
        let held = certificates::of(self.store.reader(), id).await?;
        Ok(held
            .iter()
            .filter(|c| all || c.status == CertificateStatus::Verified)
            .map(|c| self.certificate_view(c, all))
            .collect())
    }

    /// Hands in a certificate.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `members_only` or `suspended`, [`Error::Invalid`], [`Error::NotFound`].
    pub async fn add_certificate(
        &self,
        actor: &Actor,
        id: OrganisationId,
        new: NewCertificate,
        once: &Once,
    ) -> Result<CertificateView, Error> {
        self.organisation(Some(actor), id).await?;
        let member = actor
            .member_of(id, Role::Supplier)
            .or_else(|refused| match refused {
                Error::Forbidden("suspended") => Err(refused),
                _ => actor.member_of(id, Role::Buyer),
            });
        member.map_err(|refused| match refused {
            Error::Forbidden("suspended") => refused,
            _ => Error::Forbidden("members_only"),
        })?;
        self.check_certificate(id, &new).await?;
        let held = self.handed_in(id, new);
        let view = self.certificate_view(&held, true);
        let tx = self.store.begin().await?;
        if let Some(given) = self.answered(&*tx, once).await? {
            return Ok(given);
        }
        certificates::insert(&tx, &held).await?;
        self.record_certificate(&tx, actor, "hand_in", (None, Some(&view)), &held)
            .await?;
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Decides about a certificate. It counts in matches from then on, or no longer.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `broker_only`, [`Error::NotFound`], [`Error::Conflict`] `repeat_in_progress` when another decides
    /// at this moment.
    pub async fn decide_certificate(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
        id: HeldCertificateId,
        event: CertificateEvent,
    ) -> Result<CertificateView, Error> {
        let broker = actor.broker()?;
        let tx = self.store.begin().await?;
        let before = certificates::find(&*tx, id).await?;
        let before = before.filter(|c| c.organisation == organisation);
        let before = before.ok_or(Error::NotFound("certificate"))?;
        let now = self.now();
        let after = HeldCertificate {
            status: before.status.transition(event)?,
            decided: Some((broker.user(), now)),
            version: before.version + 1,
            updated_at: now,
            ..before.clone()
        };
        let (was, view) = (
            self.certificate_view(&before, true),
            self.certificate_view(&after, true),
        );
        if !certificates::update(&tx, &after, before.version).await? {
            // Two at once: the other's decision stands, and this one is made again on what it says now.
            return Err(Error::conflict("repeat_in_progress"));
        }
        self.record_certificate(&tx, actor, event.as_str(), (Some(&was), Some(&view)), &after)
            .await?;
        self.tell(&tx, &Event::OrganisationChanged(organisation)).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Which kinds of certificate count today for each of these organisations, or for all where none are named.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn counting_certificates(
        &self,
        db: &impl Reader,
        organisations: Option<&[OrganisationId]>,
    ) -> Result<BTreeMap<OrganisationId, BTreeSet<CertificateId>>, Error> {
        let mut held = BTreeMap::<_, BTreeSet<_>>::new();
        for (organisation, kind) in certificates::counting(db, organisations, self.today()).await? {
            held.entry(organisation).or_default().insert(kind);
        }
        Ok(held)
    }

    async fn check_certificate(&self, holder: OrganisationId, new: &NewCertificate) -> Result<(), Error> {
        let mut wrong = Vec::new();
        if self.catalogue.certificate(&new.kind).is_none() {
            wrong.push(FieldError::new("kind", "not_found"));
        }
        check_text("number".to_owned(), &new.number, 1, 100, &mut wrong);
        check_text("issuer".to_owned(), &new.issuer, 2, 200, &mut wrong);
        if new.valid_to < new.valid_from {
            wrong.push(FieldError::new("valid_to", "date_order"));
        } else if new.valid_to < self.today() {
            wrong.push(FieldError::new("valid_to", "date_past"));
        }
        if let Some(file) = new.file {
            let found = files::find(self.store.reader(), file).await?;
            if found.is_none_or(|file| file.organisation != holder) {
                wrong.push(FieldError::new("file", "no_such_file"));
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    fn handed_in(&self, organisation: OrganisationId, new: NewCertificate) -> HeldCertificate {
        let now = self.now();
        HeldCertificate {
            id: HeldCertificateId(self.clock.fresh_id()),
            organisation,
            kind: new.kind,
            number: nfc(&new.number),
            issuer: nfc(&new.issuer),
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            file: new.file,
            status: CertificateStatus::Pending,
            decided: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    fn certificate_view(&self, held: &HeldCertificate, inside: bool) -> CertificateView {
        let kind = self.catalogue.certificate(&held.kind);
        CertificateView {
            id: held.id,
            kind: held.kind.clone(),
            name: kind.map_or_else(|| held.kind.0.clone(), |kind| kind.name.clone()),
            number: held.number.clone(),
            issuer: held.issuer.clone(),
            valid_from: held.valid_from,
            valid_to: held.valid_to,
            file: held.file.filter(|_| inside),
            status: held.status,
            counts: held.counts_on(self.today()),
            version: held.version,
        }
    }

    async fn record_certificate(
        &self,
        tx: &Tx,
        actor: &Actor,
        action: &'static str,
        states: (Option<&CertificateView>, Option<&CertificateView>),
        held: &HeldCertificate,
    ) -> Result<(), Error> {
        let trace = Trace {
            user: Some(actor.user().0),
            organisation: Some(held.organisation.0),
            action,
            kind: "certificate",
        };
        Ok(self.record(tx, trace, held.id, states).await?)
    }
}
