//! Changes of a request under its version: new terms, publishing, withdrawing.

use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::RequestId;
use chonoi_domain::post::offer::PostEvent;
use chonoi_domain::post::request::{RequestStatus, RequestTerms};
use chonoi_domain::quantity::Quantity;
use chonoi_store::Tx;
use chonoi_store::requests::{self, Record};

use super::input::{RequestInput, read};
use super::{KIND, trace};
use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::sight::Sight;
use crate::posts::{Stale, differing};
use crate::requests::view::RequestView;
use crate::service::Market;

impl Market {
    /// Gives the request new terms. What is covered by deals stays covered, so the products cannot change under a deal,
    /// and the quantity cannot fall below it.
    ///
    /// # Errors
    /// [`Error::Changed`] when `version` is not its version any more; [`Error::Invalid`] with every field at fault;
    /// [`Error::Conflict`] `not_possible_now` when it has expired.
    pub async fn change_request(
        &self,
        actor: &Actor,
        id: RequestId,
        version: i64,
        input: &RequestInput,
    ) -> Result<RequestView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self
            .request_to_change(&tx, actor, id, version, Some(input))
            .await?;
        if before.request.status == RequestStatus::Expired {
            return Err(Error::conflict("not_possible_now"));
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let terms = read(&mut reading, input);
        let terms = reading.faults.or(terms)?;
        bound(&before, &terms)?;
        let mut after = before.clone();
        after.province = self.place_brief(&terms.place).province_code;
        after.request.terms = terms;
        let left = after.request.open();
        let turn = if left == Quantity(0) {
            PostEvent::RunOut
        } else {
            PostEvent::Restock
        };
        // Refused where nothing turns: a published request with something left stays published.
        after.request.status = after
            .request
            .status
            .transition(turn)
            .unwrap_or(after.request.status);
        self.save_request(tx, actor, (&member, "change"), before, after)
            .await
    }

    /// Puts a draft or a withdrawn request on the market.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Forbidden`] `not_verified`; [`Error::Invalid`] when its window is past;
    /// [`Error::Conflict`] `not_possible_now`.
    pub async fn publish_request(
        &self,
        actor: &Actor,
        id: RequestId,
        version: i64,
    ) -> Result<RequestView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.request_to_change(&tx, actor, id, version, None).await?;
        member.verified()?;
        let mut after = before.clone();
        after.request.status = before.request.status.transition(PostEvent::Publish)?;
        if after.request.open() == Quantity(0) {
            after.request.status = after.request.status.transition(PostEvent::RunOut)?;
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        reading.when("delivery", before.request.terms.delivery);
        reading.faults.or(Some(()))?;
        self.save_request(tx, actor, (&member, "publish"), before, after)
            .await
    }

    /// Takes the request off the market. What is reserved stays promised.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Conflict`] `not_possible_now`.
    pub async fn withdraw_request(
        &self,
        actor: &Actor,
        id: RequestId,
        version: i64,
    ) -> Result<RequestView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.request_to_change(&tx, actor, id, version, None).await?;
        let mut after = before.clone();
        after.request.status = before.request.status.transition(PostEvent::Withdraw)?;
        self.save_request(tx, actor, (&member, "withdraw"), before, after)
            .await
    }

    /// The request, to be changed by its own organisation and from this version.
    async fn request_to_change(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: RequestId,
        version: i64,
        sent: Option<&RequestInput>,
    ) -> Result<(Member, Record), Error> {
        let record = requests::find(&**tx, id).await?.ok_or(Error::NotFound(KIND))?;
        let member = Self::buyer_of(actor, &record)?;
        if record.request.version == version {
            Ok((member, record))
        } else {
            Err(self.request_changed(tx, actor, record, sent).await?)
        }
    }

    /// The answer to a change of an older version: the request now, and where it differs from what was sent.
    async fn request_changed(
        &self,
        tx: &Tx,
        actor: &Actor,
        now: Record,
        sent: Option<&RequestInput>,
    ) -> Result<Error, Error> {
        let version = now.request.version;
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let sent = sent.and_then(|input| read(&mut reading, input));
        let changed = sent.map(|sent| differing(&now.request.terms, &sent));
        let stale = Stale {
            now: self.one_request_view(&**tx, &Sight::of(Some(actor)), now).await?,
            changed: changed.unwrap_or_default(),
        };
        Ok(Error::Changed {
            current: Box::new(serde_json::to_value(stale).map_err(Error::internal)?),
            version,
        })
    }

    async fn save_request(
        &self,
        tx: Tx,
        actor: &Actor,
        by: (&Member, &'static str),
        before: Record,
        mut after: Record,
    ) -> Result<RequestView, Error> {
        let id = before.request.id;
        after.request.version = before.request.version + 1;
        after.updated_at = self.now();
        let search = self.buyer_search(&*tx, &after).await?;
        if !requests::update(&tx, &after, &search, before.request.version).await? {
            let now = requests::find(&*tx, id).await?.ok_or(Error::NotFound(KIND))?;
            return Err(self.request_changed(&tx, actor, now, None).await?);
        }
        let states = (Some(&before.request), Some(&after.request));
        self.record(&tx, trace(by.0, by.1), id, states).await?;
        self.tell(&tx, &Event::RequestChanged(id)).await?;
        let view = self
            .one_request_view(&*tx, &Sight::of(Some(actor)), after)
            .await?;
        tx.commit().await?;
        Ok(view)
    }
}

/// What deals cover binds: the products they are about stay, and so much of the quantity.
fn bound(before: &Record, terms: &RequestTerms) -> Result<(), Error> {
    let (was, reserved) = (&before.request.terms, before.request.reserved);
    let mut faults = Faults::default();
    if reserved > Quantity(0) {
        let wanted = |product| terms.alternatives.iter().any(|a| a.product == product);
        if !was.alternatives.iter().all(|a| wanted(a.product.clone())) {
            faults.add::<()>("products", "reserved");
        }
        if terms.quantity < reserved {
            faults.push::<()>(FieldError::new("quantity", "below_reserved").with("min", reserved));
        }
    }
    faults.or(Some(()))
}
