//! Harvest offers: posted, read, changed, published, withdrawn.

mod change;
mod create;
mod import;
pub mod input;
mod list;
pub mod view;

use chonoi_domain::actor::Role;
use chonoi_domain::fold::fold;
use chonoi_domain::id::OfferId;
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::offer::{OfferStatus, OfferTerms};
use chonoi_store::offers::{self, Record};
use chonoi_store::{Reader, organisations};

pub use list::OfferQuery;

use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::offers::view::OfferView;
use crate::posts::sight::Sight;
use crate::service::{Market, Trace};

/// The word for offers in audit and errors.
const KIND: &str = "offer";

impl Market {
    /// The offer as `reader` may see it: everyone what is or was on the market, its own organisation and the trade
    /// department also drafts.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it is not for these eyes.
    pub async fn offer(&self, reader: Option<&Actor>, id: OfferId) -> Result<OfferView, Error> {
        let db = self.store.reader();
        let sight = Sight::of(reader);
        let record = offers::find(db, id).await?.ok_or(Error::NotFound(KIND))?;
        let status = record.offer.status;
        let seen = sight.is_own(record.offer.supplier)
            || sight.drafts
            || (sight.all && status != OfferStatus::Draft)
            || offers::PUBLIC.contains(&status);
        if !seen {
            return Err(Error::NotFound(KIND));
        }
        let view = self.one_offer_view(db, &sight, record).await?;
        let barred = view.supplier.verification == chonoi_domain::actor::Verification::Suspended;
        if barred && !view.mine && !sight.all {
            return Err(Error::NotFound(KIND));
        }
        Ok(view)
    }

    /// The folded text that a search for offers looks in.
    #[must_use]
    pub fn offer_search_text(&self, terms: &OfferTerms, supplier: &Organisation) -> String {
        let place = self.place_brief(&terms.place);
        let texts = [
            self.product_words(&terms.product),
            supplier.name.clone(),
            supplier.short_name.clone(),
            place.name,
            place.province_name,
            terms.grade.clone().unwrap_or_default(),
            terms.note.clone().unwrap_or_default(),
        ];
        fold(&texts.join(" "))
    }

    /// Makes the search texts of an organisation's offers fit its present name; how many offers it has.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn refold_offers(&self, organisation: &Organisation) -> Result<usize, Error> {
        let records = offers::of_supplier(self.store.reader(), organisation.id).await?;
        let tx = self.store.begin().await?;
        for record in &records {
            let text = self.offer_search_text(&record.offer.terms, organisation);
            offers::set_search(&tx, record.offer.id, &text).await?;
        }
        tx.commit().await?;
        Ok(records.len())
    }

    /// Proof that `actor` may act for the supplier of `record`.
    fn supplier_of(actor: &Actor, record: &Record) -> Result<Member, Error> {
        let supplier = record.offer.supplier;
        if !actor.is_of(supplier) && !offers::PUBLIC.contains(&record.offer.status) {
            return Err(Error::NotFound(KIND));
        }
        actor.member_of(supplier, Role::Supplier)
    }

    async fn supplier_search(&self, db: &impl Reader, record: &Record) -> Result<String, Error> {
        let supplier = organisations::find(db, record.offer.supplier).await?;
        let supplier = supplier.ok_or(Error::NotFound("organisation"))?;
        Ok(self.offer_search_text(&record.offer.terms, &supplier))
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
