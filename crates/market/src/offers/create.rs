//! New offers, one or several in one go.

use chonoi_domain::actor::Role;
use chonoi_domain::event::Event;
use chonoi_domain::id::{FileId, OfferId};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::offer::{Offer, OfferStatus, OfferTerms};
use chonoi_domain::quantity::Quantity;
use chonoi_store::offers::{self, Record};
use chonoi_store::{Tx, files, organisations};

use super::input::{OfferInput, read};
use super::{KIND, trace};
use crate::actor::Member;
use crate::error::Error;
use crate::offers::view::OfferView;
use crate::once::Once;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::sight::Sight;
use crate::service::Market;

/// Terms that hold, and whether they go on the market at once.
pub(super) type Checked = (OfferTerms, bool);

impl Market {
    /// Posts one offer of the member's organisation.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault; [`Error::Forbidden`] `supplier_only`, `not_verified`.
    pub async fn create_offer(
        &self,
        member: &Member,
        input: &OfferInput,
        once: &Once,
    ) -> Result<OfferView, Error> {
        let inputs = std::slice::from_ref(input);
        let made = self
            .create_offers_at(member, inputs, once, |_| String::new())
            .await?;
        made.into_iter().next().ok_or(Error::NotFound(KIND))
    }

    /// Posts several offers, all or none; fields at fault are named `items[2].quantity`.
    ///
    /// # Errors
    /// As [`Market::create_offer`], and [`Error::Invalid`] `items` when there are none or too many.
    pub async fn create_offers(
        &self,
        member: &Member,
        inputs: &[OfferInput],
        once: &Once,
    ) -> Result<Vec<OfferView>, Error> {
        crate::posts::batch_size(inputs.len())?;
        self.create_offers_at(member, inputs, once, |n| format!("items[{n}]."))
            .await
    }

    async fn create_offers_at(
        &self,
        member: &Member,
        inputs: &[OfferInput],
        once: &Once,
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<OfferView>, Error> {
        if member.role() != Role::Supplier {
            return Err(Error::Forbidden("supplier_only"));
        }
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        let checked = self.check_offers(inputs, &prefix)?;
        if checked.iter().any(|(_, publish)| *publish) {
            member.verified()?;
        }
        let written = self.write_offers(member, checked, once, &prefix).await;
        match written {
            // Of two at once with the same key the later waits for the earlier and gives its answer.
            Err(Error::Conflict {
                rule: "repeat_in_progress",
                ..
            }) => self
                .answered(self.store.reader(), once)
                .await?
                .ok_or(Error::conflict("repeat_in_progress")),
            other => other,
        }
    }

    fn check_offers(
        &self,
        inputs: &[OfferInput],
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<Checked>, Error> {
        let mut faults = Faults::default();
        let mut checked = Vec::with_capacity(inputs.len());
        for (n, input) in inputs.iter().enumerate() {
            let mut reading = Reading::new(&self.catalogue, self.today(), prefix(n));
            if let Some(terms) = read(&mut reading, input) {
                checked.push((terms, input.publish.unwrap_or(true)));
            }
            faults.extend(reading.faults);
        }
        faults.or(Some(checked))
    }

    async fn write_offers(
        &self,
        member: &Member,
        checked: Vec<Checked>,
        once: &Once,
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<OfferView>, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        let mut faults = Faults::default();
        for (n, (terms, _)) in checked.iter().enumerate() {
            faults.extend(self.check_photos(&tx, member, &terms.photos, prefix(n)).await?);
        }
        faults.or(Some(()))?;
        let records = self.insert_offers(&tx, member, checked).await?;
        let sight = Sight {
            all: false,
            drafts: false,
            own: vec![member.organisation()],
        };
        let views = self.offer_views(&*tx, &sight, records).await?;
        self.keep(&tx, once, &views).await?;
        tx.commit().await?;
        Ok(views)
    }

    /// Writes checked offers of the member's organisation into `tx`, with their audit and events.
    pub(super) async fn insert_offers(
        &self,
        tx: &Tx,
        member: &Member,
        checked: Vec<Checked>,
    ) -> Result<Vec<Record>, Error> {
        let supplier = organisations::find(&**tx, member.organisation()).await?;
        let supplier = supplier.ok_or(Error::NotFound("organisation"))?;
        let mut records = Vec::with_capacity(checked.len());
        for (terms, publish) in checked {
            let record = self.new_offer(&supplier, terms, publish);
            let search = self.offer_search_text(&record.offer.terms, &supplier);
            offers::insert(tx, &record, &search).await?;
            let id = record.offer.id;
            self.record(tx, trace(member, "create"), id, (None, Some(&record.offer)))
                .await?;
            self.tell(tx, &Event::OfferChanged(id)).await?;
            records.push(record);
        }
        Ok(records)
    }

    fn new_offer(&self, supplier: &Organisation, terms: OfferTerms, publish: bool) -> Record {
        let now = self.now();
        Record {
            province: self.place_brief(&terms.place).province_code,
            offer: Offer {
                id: OfferId(self.clock.fresh_id()),
                supplier: supplier.id,
                terms,
                status: if publish {
                    OfferStatus::Published
                } else {
                    OfferStatus::Draft
                },
                reserved: Quantity(0),
                version: 1,
            },
            provenance: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Photos must be uploaded pictures of the same organisation.
    pub(super) async fn check_photos(
        &self,
        tx: &Tx,
        member: &Member,
        photos: &[FileId],
        prefix: String,
    ) -> Result<Faults, Error> {
        let mut faults = Faults::under(prefix);
        if !photos.is_empty() {
            let own = files::photos_of(&**tx, member.organisation(), photos).await?;
            for (n, photo) in photos.iter().enumerate() {
                if !own.contains(photo) {
                    faults.add::<()>(format!("photos[{n}]"), "no_such_photo");
                }
            }
        }
        Ok(faults)
    }
}
