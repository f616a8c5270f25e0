//! Changes of an offer under its version: new terms, publishing, withdrawing, a surer stage.

use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::OfferId;
use chonoi_domain::post::offer::{OfferStage, OfferStatus, OfferTerms, PostEvent};
use chonoi_domain::quantity::Quantity;
use chonoi_store::Tx;
use chonoi_store::offers::{self, Record};

use super::input::{OfferInput, read};
use super::{KIND, trace};
use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::offers::view::OfferView;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::sight::Sight;
use crate::posts::{Stale, differing};
use crate::service::Market;

impl Market {
    /// Gives the offer new terms. What is reserved stays reserved, so neither product nor state can change under a
    /// deal, and the quantity cannot fall below it. Without a stage the present one stays.
    ///
    /// # Errors
    /// [`Error::Changed`] when `version` is not its version any more; [`Error::Invalid`] with every field at fault;
    /// [`Error::Conflict`] `not_possible_now` when it has expired.
    pub async fn change_offer(
        &self,
        actor: &Actor,
        id: OfferId,
        version: i64,
        input: &OfferInput,
    ) -> Result<OfferView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.offer_to_change(&tx, actor, id, version, Some(input)).await?;
        if before.offer.status == OfferStatus::Expired {
            return Err(Error::conflict("not_possible_now"));
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let terms = read(&mut reading, input);
        let mut faults = reading.faults;
        let photos = terms.as_ref().map_or(&[][..], |terms| &terms.photos);
        faults.extend(self.check_photos(&tx, &member, photos, String::new()).await?);
        let mut terms = faults.or(terms)?;
        if input.stage.is_none() {
            terms.stage = before.offer.terms.stage;
        }
        bound(&before, &terms)?;
        let mut after = before.clone();
        after.province = self.place_brief(&terms.place).province_code;
        after.offer.terms = terms;
        let left = after.offer.available();
        let turn = if left == Quantity(0) {
            PostEvent::RunOut
        } else {
            PostEvent::Restock
        };
        // Refused where nothing turns: a published offer with something left stays published.
        after.offer.status = after.offer.status.transition(turn).unwrap_or(after.offer.status);
        self.save_offer(tx, actor, (&member, "change"), before, after)
            .await
    }

    /// Puts a draft or a withdrawn offer on the market.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Forbidden`] `not_verified`; [`Error::Invalid`] when its window is past;
    /// [`Error::Conflict`] `not_possible_now`.
    pub async fn publish_offer(&self, actor: &Actor, id: OfferId, version: i64) -> Result<OfferView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.offer_to_change(&tx, actor, id, version, None).await?;
        member.verified()?;
        let mut after = before.clone();
        after.offer.status = before.offer.status.transition(PostEvent::Publish)?;
        if after.offer.available() == Quantity(0) {
            after.offer.status = after.offer.status.transition(PostEvent::RunOut)?;
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        reading.when("harvest", before.offer.terms.harvest);
        reading.faults.or(Some(()))?;
        self.save_offer(tx, actor, (&member, "publish"), before, after)
            .await
    }

    /// Takes the offer off the market. What is reserved stays promised.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Conflict`] `not_possible_now`.
    pub async fn withdraw_offer(&self, actor: &Actor, id: OfferId, version: i64) -> Result<OfferView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.offer_to_change(&tx, actor, id, version, None).await?;
        let mut after = before.clone();
        after.offer.status = before.offer.status.transition(PostEvent::Withdraw)?;
        self.save_offer(tx, actor, (&member, "withdraw"), before, after)
            .await
    }

    /// Says that the harvest is surer: forecast → confirmed → ready.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Conflict`] `not_possible_now` when `to` is not surer, or the offer is off the
    /// market for good.
    pub async fn advance_offer(
        &self,
        actor: &Actor,
        id: OfferId,
        version: i64,
        to: OfferStage,
    ) -> Result<OfferView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.offer_to_change(&tx, actor, id, version, None).await?;
        if before.offer.status == OfferStatus::Expired {
            return Err(Error::conflict("not_possible_now"));
        }
        let mut after = before.clone();
        after.offer.terms.stage = before.offer.terms.stage.advance(to)?;
        self.save_offer(tx, actor, (&member, "stage"), before, after)
            .await
    }

    /// The offer, to be changed by its own organisation and from this version.
    async fn offer_to_change(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: OfferId,
        version: i64,
        sent: Option<&OfferInput>,
    ) -> Result<(Member, Record), Error> {
        let record = offers::find(&**tx, id).await?.ok_or(Error::NotFound(KIND))?;
        let member = Self::supplier_of(actor, &record)?;
        if record.offer.version == version {
            Ok((member, record))
        } else {
            Err(self.offer_changed(tx, actor, record, sent).await?)
        }
    }

    /// The answer to a change of an older version: the offer now, and where it differs from what was sent.
    async fn offer_changed(
        &self,
        tx: &Tx,
        actor: &Actor,
        now: Record,
        sent: Option<&OfferInput>,
    ) -> Result<Error, Error> {
        let version = now.offer.version;
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let sent = sent.and_then(|input| read(&mut reading, input));
        let changed = sent.map(|sent| differing(&now.offer.terms, &sent));
        let stale = Stale {
            now: self.one_offer_view(&**tx, &Sight::of(Some(actor)), now).await?,
            changed: changed.unwrap_or_default(),
        };
        Ok(Error::Changed {
            current: Box::new(serde_json::to_value(stale).map_err(Error::internal)?),
            version,
        })
    }

    async fn save_offer(
        &self,
        tx: Tx,
        actor: &Actor,
        by: (&Member, &'static str),
        before: Record,
        mut after: Record,
    ) -> Result<OfferView, Error> {
        let id = before.offer.id;
        after.offer.version = before.offer.version + 1;
        after.updated_at = self.now();
        let search = self.supplier_search(&*tx, &after).await?;
        if !offers::update(&tx, &after, &search, before.offer.version).await? {
            let now = offers::find(&*tx, id).await?.ok_or(Error::NotFound(KIND))?;
            return Err(self.offer_changed(&tx, actor, now, None).await?);
        }
        let states = (Some(&before.offer), Some(&after.offer));
        self.record(&tx, trace(by.0, by.1), id, states).await?;
        self.tell(&tx, &Event::OfferChanged(id)).await?;
        let view = self.one_offer_view(&*tx, &Sight::of(Some(actor)), after).await?;
        tx.commit().await?;
        Ok(view)
    }
}

/// What is promised binds: its product and state stay, and so much of the quantity; a stage never gets less sure.
fn bound(before: &Record, terms: &OfferTerms) -> Result<(), Error> {
    let (was, reserved) = (&before.offer.terms, before.offer.reserved);
    let mut faults = Faults::default();
    if reserved > Quantity(0) {
        if terms.product != was.product {
            faults.add::<()>("product", "reserved");
        }
        if terms.state != was.state {
            faults.add::<()>("state", "reserved");
        }
        if terms.quantity < reserved {
            faults.push::<()>(FieldError::new("quantity", "below_reserved").with("min", reserved));
        }
    }
    if terms.stage < was.stage {
        faults.add::<()>("stage", "stage_back");
    }
    faults.or(Some(()))
}
