//! Shortage requests: posted, read, changed, published, withdrawn.

mod change;
mod create;
mod import;
pub mod input;
mod list;
pub mod view;

use chonoi_domain::actor::Role;
use chonoi_domain::fold::fold;
use chonoi_domain::id::RequestId;
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::request::{RequestStatus, RequestTerms};
use chonoi_store::requests::{self, Record};
use chonoi_store::{Reader, organisations};

pub use list::RequestQuery;

use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::posts::sight::Sight;
use crate::requests::view::RequestView;
use crate::service::{Market, Trace};

/// The word for requests in audit and errors.
const KIND: &str = "request";

impl Market {
    /// The request as `reader` may see it: everyone what is or was on the market, its own organisation and the trade
    /// department also drafts.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it is not for these eyes.
    pub async fn request(&self, reader: Option<&Actor>, id: RequestId) -> Result<RequestView, Error> {
        let db = self.store.reader();
        let sight = Sight::of(reader);
        let record = requests::find(db, id).await?.ok_or(Error::NotFound(KIND))?;
        let status = record.request.status;
        let seen = sight.is_own(record.request.buyer)
            || sight.drafts
            || (sight.all && status != RequestStatus::Draft)
            || requests::PUBLIC.contains(&status);
        if !seen {
            return Err(Error::NotFound(KIND));
        }
        let view = self.one_request_view(db, &sight, record).await?;
        let barred = view.buyer.verification == chonoi_domain::actor::Verification::Suspended;
        if barred && !view.mine && !sight.all {
            return Err(Error::NotFound(KIND));
        }
        Ok(view)
    }

    /// The folded text that a search for requests looks in.
    #[must_use]
    pub fn request_search_text(&self, terms: &RequestTerms, buyer: &Organisation) -> String {
        let place = self.place_brief(&terms.place);
        let texts = [
            terms
                .alternatives
                .iter()
                .map(|a| self.product_words(&a.product))
                .collect::<Vec<_>>()
                .join(" "),
            buyer.name.clone(),
            buyer.short_name.clone(),
            place.name,
            place.province_name,
            terms.grade.clone().unwrap_or_default(),
            terms.note.clone().unwrap_or_default(),
        ];
        fold(&texts.join(" "))
    }

    /// Makes the search texts of an organisation's requests fit its present name; how many requests it has.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn refold_requests(&self, organisation: &Organisation) -> Result<usize, Error> {
        let records = requests::of_buyer(self.store.reader(), organisation.id).await?;
        let tx = self.store.begin().await?;
        for record in &records {
            let text = self.request_search_text(&record.request.terms, organisation);
            requests::set_search(&tx, record.request.id, &text).await?;
        }
        tx.commit().await?;
        Ok(records.len())
    }

    /// Proof that `actor` may act for the buyer of `record`.
    fn buyer_of(actor: &Actor, record: &Record) -> Result<Member, Error> {
        let buyer = record.request.buyer;
        if !actor.is_of(buyer) && !requests::PUBLIC.contains(&record.request.status) {
            return Err(Error::NotFound(KIND));
        }
        actor.member_of(buyer, Role::Buyer)
    }

    async fn buyer_search(&self, db: &impl Reader, record: &Record) -> Result<String, Error> {
        let buyer = organisations::find(db, record.request.buyer).await?;
        let buyer = buyer.ok_or(Error::NotFound("organisation"))?;
        Ok(self.request_search_text(&record.request.terms, &buyer))
    }
}

/// A write by `member` for the audit trail.
fn trace(member: &Member, action: &'static str) -> Trace {
    Trace {
        user: Some(member.user().0),
        organisation: Some(member.organisation().0),
        action,
        kind: KIND,
    }
}
