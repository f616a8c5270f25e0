//! Proposals: what a run suggests to both sides, and how they answer.

mod answer;
mod matches;

pub use matches::{MatchesView, NearMissView, RestView};

use std::collections::BTreeMap;

use chonoi_domain::actor::{Role, Verification};
use chonoi_domain::id::{DealId, MatchRunId, OrganisationId, PlaceCode, ProductId, ProposalId};
use chonoi_domain::proposal::{DeclineReason, ProposalStatus, Side};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_store::parties::Parties;
use chonoi_store::proposals::{Filter, Proposal};
use chonoi_store::{Reader, deals, proposals};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::actor::Actor;
use crate::brief::ProductBrief;
use crate::error::Error;
use crate::organisations::ContactView;
use crate::page::{Cursor, listing};
use crate::post_briefs::{Briefs, OfferBrief, RequestBrief};
use crate::posts::listing::Listing;
use crate::reasons::{self, ReasonView};
use crate::service::Market;

/// A proposal as it is shown to one reader. Prices are đồng per 1,000 base units, instants UTC ms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Its id.
    pub id: ProposalId,
    /// The run that made it.
    pub run: MatchRunId,
    /// What is offered.
    pub offer: OfferBrief,
    /// What it covers.
    pub request: RequestBrief,
    /// What is shipped.
    pub product: ProductBrief,
    /// How much, in base units.
    pub quantity: Quantity,
    /// When it ships.
    pub ship_date: Date,
    /// When it arrives.
    pub arrive_date: Date,
    /// Kilometres by road.
    pub km: i64,
    /// Asked price.
    pub ask: UnitPrice,
    /// Freight.
    pub freight: UnitPrice,
    /// Loading and unloading.
    pub handling: UnitPrice,
    /// Price bid, delivered.
    pub bid: UnitPrice,
    /// Lowest fair delivered price.
    pub guidance_low: UnitPrice,
    /// Highest fair delivered price.
    pub guidance_high: UnitPrice,
    /// Delivered price at which a deal opens.
    pub opening_price: UnitPrice,
    /// A missing price was taken from the product's band.
    pub price_assumed: bool,
    /// Where it is in its life.
    pub status: ProposalStatus,
    /// Why these two.
    pub reasons: Vec<ReasonView>,
    /// The reader's side, if it is a side.
    pub my_side: Option<Side>,
    /// The no, if one was said.
    pub declined: Option<DeclinedView>,
    /// The deal that came of it.
    pub deal: Option<DealId>,
    /// The other side's contact, for a verified side of a proposal that counts.
    pub contact: Option<ContactView>,
    /// Counts changes; the `ETag`.
    pub version: i64,
    /// When it was made.
    pub created_at: i64,
}

/// How a side said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclinedView {
    /// Who.
    pub side: Side,
    /// Why.
    pub reason: DeclineReason,
    /// In own words; only both sides and those who read all see it.
    pub note: Option<String>,
}

/// Which proposals are listed.
#[derive(Clone, Debug, Default)]
pub struct ProposalQuery {
    /// Those in which the reader has a side only.
    pub mine: bool,
    /// Standing in the plan of this run.
    pub run: Option<MatchRunId>,
    /// In this state.
    pub status: Option<ProposalStatus>,
    /// Of this product.
    pub product: Option<ProductId>,
    /// Going to this province.
    pub province: Option<PlaceCode>,
    /// Words in the names of product, sides and province.
    pub q: Option<String>,
}

impl Market {
    /// Proposals, newest first: one's own, or all of them for those who read all.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a run that is not there.
    pub async fn proposals(
        &self,
        actor: &Actor,
        query: ProposalQuery,
        cursor: Cursor,
    ) -> Result<Listing<ProposalView>, Error> {
        if let Some(run) = query.run {
            self.match_run(run).await?;
        }
        let filter = Filter {
            run: query.run,
            of: parties(actor, query.mine),
            statuses: query.status.into_iter().collect(),
            product: query.product,
            province: query.province,
            words: words(query.q.as_deref()),
            ..Filter::default()
        };
        let db = self.store.reader();
        let rows = proposals::list(db, &filter, cursor.after.map(Into::into), cursor.ask_for()).await?;
        let total = proposals::count(db, &filter).await?;
        let (rows, next) = cursor.cut(rows, |proposal| proposal.id.0);
        Ok(listing(
            self.proposal_views(db, Some(actor), rows).await?,
            next,
            total,
        ))
    }

    /// The proposal of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for those whom it does not concern.
    pub async fn proposal(&self, actor: &Actor, id: ProposalId) -> Result<ProposalView, Error> {
        let db = self.store.reader();
        let found = proposals::find(db, id).await?.filter(|p| concerns(actor, p));
        let found = found.ok_or(Error::NotFound("proposal"))?;
        self.proposal_view(db, actor, found).await
    }

    async fn proposal_view(
        &self,
        db: &impl Reader,
        actor: &Actor,
        found: Proposal,
    ) -> Result<ProposalView, Error> {
        let mut views = self.proposal_views(db, Some(actor), vec![found]).await?;
        views.pop().ok_or(Error::NotFound("proposal"))
    }

    /// Proposals as `reader` may see them, in the order given. The caller has checked that it may.
    pub(crate) async fn proposal_views(
        &self,
        db: &impl Reader,
        reader: Option<&Actor>,
        rows: Vec<Proposal>,
    ) -> Result<Vec<ProposalView>, Error> {
        let offers = rows.iter().map(|p| p.offer).collect();
        let requests = rows.iter().map(|p| p.request).collect();
        let briefs = self.briefs(db, &offers, &requests).await?;
        let agreed: Vec<_> = rows
            .iter()
            .filter(|p| p.status == ProposalStatus::Agreed)
            .map(|p| p.id)
            .collect();
        let made = deals::of_proposals(db, &agreed).await?;
        let made: BTreeMap<_, _> = made.into_iter().map(|deal| (deal.proposal, deal.id)).collect();
        let view = |row: Proposal| {
            let deal = made.get(&row.id).copied();
            self.show_proposal(&briefs, reader, row, deal)
        };
        rows.into_iter().map(view).collect()
    }

    fn show_proposal(
        &self,
        briefs: &Briefs,
        reader: Option<&Actor>,
        row: Proposal,
        deal: Option<DealId>,
    ) -> Result<ProposalView, Error> {
        let my_side = reader.and_then(|actor| side_of(actor, row.supplier, row.buyer));
        let counts = row.status.is_waiting() || row.status == ProposalStatus::Agreed;
        let contact = my_side.filter(|_| counts).and_then(|side| {
            let (own, other) = match side {
                Side::Supplier => (row.supplier, row.buyer),
                Side::Buyer => (row.buyer, row.supplier),
            };
            contact(briefs, reader, own, other)
        });
        let note_shown = my_side.is_some() || reader.is_some_and(Actor::reads_trades);
        Ok(ProposalView {
            offer: briefs.offer(row.offer)?,
            request: briefs.request(row.request)?,
            product: self.product_brief(&row.product),
            declined: row.declined.map(|no| DeclinedView {
                side: no.side,
                reason: no.reason,
                note: no.note.filter(|_| note_shown),
            }),
            id: row.id,
            run: row.run,
            quantity: row.quantity,
            ship_date: row.ship_date,
            arrive_date: row.arrive_date,
            km: row.km,
            ask: row.prices.ask,
            freight: row.prices.freight,
            handling: row.prices.handling,
            bid: row.prices.bid,
            guidance_low: row.prices.guidance.0,
            guidance_high: row.prices.guidance.1,
            opening_price: row.prices.opening,
            price_assumed: row.prices.assumed,
            status: row.status,
            reasons: reasons::read(&row.reasons)?,
            my_side,
            deal,
            contact,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// The contact of `other` for a person of `own`, where both are verified.
pub(crate) fn contact(
    briefs: &Briefs,
    reader: Option<&Actor>,
    own: OrganisationId,
    other: OrganisationId,
) -> Option<ContactView> {
    let verified = |id| {
        let organisation = briefs.organisations.get(&id);
        organisation.filter(|o| o.verification == Verification::Verified)
    };
    let (_, other) = (verified(own).filter(|_| reader.is_some())?, verified(other)?);
    Some(ContactView {
        name: other
            .contact
            .name
            .clone()
            .unwrap_or_else(|| other.short_name.clone()),
        phone: other.contact.phone.clone(),
    })
}

/// The side of a trade that `actor` stands on; the supplier's, should it be both.
pub(crate) fn side_of(actor: &Actor, supplier: OrganisationId, buyer: OrganisationId) -> Option<Side> {
    let is = |organisation, role| {
        let mut all = actor.memberships().iter();
        all.any(|m| m.organisation == organisation && m.role == role)
    };
    if is(supplier, Role::Supplier) {
        Some(Side::Supplier)
    } else if is(buyer, Role::Buyer) {
        Some(Side::Buyer)
    } else {
        None
    }
}

/// Whether `actor` may see it: a side, its organisation, or one who reads all trades.
fn concerns(actor: &Actor, proposal: &Proposal) -> bool {
    actor.reads_trades() || actor.is_of(proposal.supplier) || actor.is_of(proposal.buyer)
}

/// Whose trades are listed for `actor`: with `mine` those in which it has a side; else those of its organisations, or
/// all of them for those who read all trades.
pub(crate) fn parties(actor: &Actor, mine: bool) -> Option<Parties> {
    if mine {
        return Some(Parties {
            suppliers: actor.organisations_as(Role::Supplier),
            buyers: actor.organisations_as(Role::Buyer),
        });
    }
    let all: Vec<_> = actor.memberships().iter().map(|m| m.organisation).collect();
    (!actor.reads_trades()).then(|| Parties {
        suppliers: all.clone(),
        buyers: all,
    })
}

/// The folded words of a search.
fn words(q: Option<&str>) -> Vec<String> {
    let folded = chonoi_domain::fold::fold(q.unwrap_or_default());
    folded.split_whitespace().map(str::to_owned).collect()
}
