//! Deals: made by the second yes to a proposal, moved on by their sides and the trade department.

mod change;

use std::collections::BTreeMap;

use chonoi_domain::deal::DealStatus;
use chonoi_domain::id::{DealId, OrganisationId, ProposalId};
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_store::deals::{Deal, Filter, Happened};
use chonoi_store::{Reader, deals};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::actor::Actor;
use crate::brief::{OrganisationBrief, ProductBrief};
use crate::error::Error;
use crate::organisations::ContactView;
use crate::page::{Cursor, listing};
use crate::post_briefs::{Briefs, OfferBrief, RequestBrief};
use crate::posts::listing::Listing;
use crate::proposals::{contact, parties, side_of};
use crate::service::Market;

/// A deal as it is shown to one reader. Prices are đồng per 1,000 base units, instants UTC ms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealView {
    /// Its id.
    pub id: DealId,
    /// The proposal both said yes to.
    pub proposal: ProposalId,
    /// What is sold.
    pub offer: OfferBrief,
    /// What it covers.
    pub request: RequestBrief,
    /// What is shipped.
    pub product: ProductBrief,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Delivered price.
    pub price: UnitPrice,
    /// Freight within it.
    pub freight: UnitPrice,
    /// When it ships.
    pub ship_date: Date,
    /// When it arrives.
    pub arrive_date: Date,
    /// Where it is in its life.
    pub status: DealStatus,
    /// The supplier's contact, for a verified buyer of it and for the supplier itself.
    pub supplier_contact: Option<ContactView>,
    /// The buyer's contact, for a verified supplier of it and for the buyer itself.
    pub buyer_contact: Option<ContactView>,
    /// Counts changes; the `ETag`.
    pub version: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it changed last.
    pub updated_at: i64,
    /// The reader's side, if it is a side.
    pub my_side: Option<Side>,
    /// What happened, oldest first.
    pub history: Vec<HappenedView>,
}

/// Something that happened to a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HappenedView {
    /// When, UTC ms.
    pub at: i64,
    /// What: `agree` or the word of an event.
    pub event: String,
    /// Which organisation did it; `None` for the program.
    pub by: Option<OrganisationBrief>,
    /// In own words.
    pub note: Option<String>,
}

/// Which deals are listed.
#[derive(Clone, Debug, Default)]
pub struct DealQuery {
    /// Those in which the reader has a side only.
    pub mine: bool,
    /// In this state.
    pub status: Option<DealStatus>,
}

impl Market {
    /// Deals, newest first: one's own, or all of them for those who read all.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn deals(
        &self,
        actor: &Actor,
        query: DealQuery,
        cursor: Cursor,
    ) -> Result<Listing<DealView>, Error> {
        let filter = Filter {
            of: parties(actor, query.mine),
            statuses: query.status.into_iter().collect(),
        };
        let db = self.store.reader();
        let rows = deals::list(db, &filter, cursor.after.map(DealId), cursor.ask_for()).await?;
        let total = deals::count(db, &filter).await?;
        let (rows, next) = cursor.cut(rows, |deal| deal.id.0);
        Ok(listing(self.deal_views(db, actor, rows).await?, next, total))
    }

    /// The deal of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for those whom it does not concern.
    pub async fn deal(&self, actor: &Actor, id: DealId) -> Result<DealView, Error> {
        let db = self.store.reader();
        let found = deals::find(db, id).await?.filter(|deal| concerns(actor, deal));
        let found = found.ok_or(Error::NotFound("deal"))?;
        self.deal_view(db, actor, found).await
    }

    async fn deal_view(&self, db: &impl Reader, actor: &Actor, found: Deal) -> Result<DealView, Error> {
        let mut views = self.deal_views(db, actor, vec![found]).await?;
        views.pop().ok_or(Error::NotFound("deal"))
    }

    async fn deal_views(
        &self,
        db: &impl Reader,
        actor: &Actor,
        rows: Vec<Deal>,
    ) -> Result<Vec<DealView>, Error> {
        let offers = rows.iter().map(|deal| deal.offer).collect();
        let requests = rows.iter().map(|deal| deal.request).collect();
        let briefs = self.briefs(db, &offers, &requests).await?;
        let ids: Vec<_> = rows.iter().map(|deal| deal.id).collect();
        let happened = deals::history(db, &ids).await?;
        let by = happened.iter().filter_map(|(_, happened)| happened.organisation);
        let organisations = self.organisation_briefs(db, by).await?;
        let mut history: BTreeMap<DealId, Vec<HappenedView>> = BTreeMap::new();
        for (deal, happened) in happened {
            history
                .entry(deal)
                .or_default()
                .push(show(happened, &organisations));
        }
        let view = |row: Deal| {
            let history = history.remove(&row.id).unwrap_or_default();
            self.show_deal(&briefs, actor, row, history)
        };
        rows.into_iter().map(view).collect()
    }

    fn show_deal(
        &self,
        briefs: &Briefs,
        actor: &Actor,
        row: Deal,
        history: Vec<HappenedView>,
    ) -> Result<DealView, Error> {
        let my_side = side_of(actor, row.supplier, row.buyer);
        let own = my_side.map(|side| match side {
            Side::Supplier => row.supplier,
            Side::Buyer => row.buyer,
        });
        let seen = |other| own.and_then(|own| contact(briefs, Some(actor), own, other));
        Ok(DealView {
            offer: briefs.offer(row.offer)?,
            request: briefs.request(row.request)?,
            product: self.product_brief(&row.product),
            supplier_contact: seen(row.supplier),
            buyer_contact: seen(row.buyer),
            id: row.id,
            proposal: row.proposal,
            quantity: row.quantity,
            price: row.price,
            freight: row.freight,
            ship_date: row.ship_date,
            arrive_date: row.arrive_date,
            status: row.status,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            my_side,
            history,
        })
    }
}

fn show(happened: Happened, organisations: &BTreeMap<OrganisationId, OrganisationBrief>) -> HappenedView {
    HappenedView {
        at: happened.at,
        event: happened.event,
        by: happened
            .organisation
            .and_then(|id| organisations.get(&id).cloned()),
        note: happened.note,
    }
}

/// Whether `actor` may see it: a side's organisation, or one who reads all trades.
fn concerns(actor: &Actor, deal: &Deal) -> bool {
    actor.reads_trades() || actor.is_of(deal.supplier) || actor.is_of(deal.buyer)
}
