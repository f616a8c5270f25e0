//! New requests, one or several in one go.

use chonoi_domain::actor::Role;
use chonoi_domain::event::Event;
use chonoi_domain::id::RequestId;
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::request::{Request, RequestStatus, RequestTerms};
use chonoi_domain::quantity::Quantity;
use chonoi_store::requests::{self, Record};
use chonoi_store::{Tx, organisations};

use super::input::{RequestInput, read};
use super::{KIND, trace};
use crate::actor::Member;
use crate::error::Error;
use crate::once::Once;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::sight::Sight;
use crate::requests::view::RequestView;
use crate::service::Market;

/// Terms that hold, and whether they go on the market at once.
pub(super) type Checked = (RequestTerms, bool);

impl Market {
    /// Posts one request of the member's organisation.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault; [`Error::Forbidden`] `buyer_only`, `not_verified`.
    pub async fn create_request(
        &self,
        member: &Member,
        input: &RequestInput,
        once: &Once,
    ) -> Result<RequestView, Error> {
        let inputs = std::slice::from_ref(input);
        let made = self
            .create_requests_at(member, inputs, once, |_| String::new())
            .await?;
        made.into_iter().next().ok_or(Error::NotFound(KIND))
    }

    /// Posts several requests, all or none; fields at fault are named `items[2].quantity`.
    ///
    /// # Errors
    /// As [`Market::create_request`], and [`Error::Invalid`] `items` when there are none or too many.
    pub async fn create_requests(
        &self,
        member: &Member,
        inputs: &[RequestInput],
        once: &Once,
    ) -> Result<Vec<RequestView>, Error> {
        crate::posts::batch_size(inputs.len())?;
        self.create_requests_at(member, inputs, once, |n| format!("items[{n}]."))
            .await
    }

    async fn create_requests_at(
        &self,
        member: &Member,
        inputs: &[RequestInput],
        once: &Once,
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<RequestView>, Error> {
        if member.role() != Role::Buyer {
            return Err(Error::Forbidden("buyer_only"));
        }
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        let checked = self.check_requests(inputs, &prefix)?;
        if checked.iter().any(|(_, publish)| *publish) {
            member.verified()?;
        }
        let written = self.write_requests(member, checked, once).await;
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

    fn check_requests(
        &self,
        inputs: &[RequestInput],
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

    async fn write_requests(
        &self,
        member: &Member,
        checked: Vec<Checked>,
        once: &Once,
    ) -> Result<Vec<RequestView>, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        let records = self.insert_requests(&tx, member, checked).await?;
        let sight = Sight {
            all: false,
            drafts: false,
            own: vec![member.organisation()],
        };
        let views = self.request_views(&*tx, &sight, records).await?;
        self.keep(&tx, once, &views).await?;
        tx.commit().await?;
        Ok(views)
    }

    /// Writes checked requests of the member's organisation into `tx`, with their audit and events.
    pub(super) async fn insert_requests(
        &self,
        tx: &Tx,
        member: &Member,
        checked: Vec<Checked>,
    ) -> Result<Vec<Record>, Error> {
        let buyer = organisations::find(&**tx, member.organisation()).await?;
        let buyer = buyer.ok_or(Error::NotFound("organisation"))?;
        let mut records = Vec::with_capacity(checked.len());
        for (terms, publish) in checked {
            let record = self.new_request(&buyer, terms, publish);
            let search = self.request_search_text(&record.request.terms, &buyer);
            requests::insert(tx, &record, &search).await?;
            let id = record.request.id;
            self.record(tx, trace(member, "create"), id, (None, Some(&record.request)))
                .await?;
            self.tell(tx, &Event::RequestChanged(id)).await?;
            records.push(record);
        }
        Ok(records)
    }

    fn new_request(&self, buyer: &Organisation, terms: RequestTerms, publish: bool) -> Record {
        let now = self.now();
        Record {
            province: self.place_brief(&terms.place).province_code,
            request: Request {
                id: RequestId(self.clock.fresh_id()),
                buyer: buyer.id,
                terms,
                status: if publish {
                    RequestStatus::Published
                } else {
                    RequestStatus::Draft
                },
                reserved: Quantity(0),
                version: 1,
            },
            provenance: None,
            created_at: now,
            updated_at: now,
        }
    }
}
