//! How a deal is made and moved on.

use chonoi_domain::actor::Role;
use chonoi_domain::deal::{DealEvent, DealStatus};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{DealId, OrganisationId, UserId};
use chonoi_domain::proposal::Side;
use chonoi_store::deals::{Deal, Happened};
use chonoi_store::proposals::Proposal;
use chonoi_store::reservations::Cause;
use chonoi_store::{Tx, deals};

use super::{DealView, concerns};
use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::posts::Stale;
use crate::proposals::side_of;
use crate::service::{Market, Trace};

/// The word for a deal's beginning in its history.
const AGREE: &str = "agree";
/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Who moves a deal on, and for whom.
#[derive(Clone, Copy)]
struct By {
    user: UserId,
    organisation: OrganisationId,
}

impl Market {
    /// Makes the deal of a proposal that both sides accepted, and holds its quantity on both posts.
    ///
    /// On an error the caller drops the transaction: nothing of it is written.
    pub(crate) async fn agree(&self, tx: &Tx, proposal: &Proposal, member: &Member) -> Result<(), Error> {
        let now = self.now();
        let deal = Deal {
            id: self.clock.fresh_id().into(),
            proposal: proposal.id,
            offer: proposal.offer,
            request: proposal.request,
            supplier: proposal.supplier,
            buyer: proposal.buyer,
            product: proposal.product.clone(),
            quantity: proposal.quantity,
            price: proposal.prices.opening,
            freight: proposal.prices.freight,
            ship_date: proposal.ship_date,
            arrive_date: proposal.arrive_date,
            status: DealStatus::Agreed,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        self.hold(
            tx,
            (deal.offer, deal.request),
            deal.quantity,
            Cause::Deal(deal.id),
        )
        .await?;
        deals::insert(tx, &deal).await?;
        let by = By {
            user: member.user(),
            organisation: member.organisation(),
        };
        self.note_deal(tx, &deal, by, (AGREE, None), (None, DealStatus::Agreed))
            .await
    }

    /// Moves a deal on: its sides and the trade department may. A cancelled deal gives its quantity back at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those whom it does not concern, [`Error::Forbidden`] for those who may only read it,
    /// [`Error::Changed`] when `version` is not the present one, [`Error::Conflict`] `not_possible_now`.
    pub async fn move_deal(
        &self,
        actor: &Actor,
        id: DealId,
        version: i64,
        (event, note): (DealEvent, Option<String>),
    ) -> Result<DealView, Error> {
        let note = note
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if note
            .as_ref()
            .is_some_and(|text| text.chars().count() > LONGEST_NOTE)
        {
            let fault = FieldError::new("note", "too_long").with("max", LONGEST_NOTE);
            return Err(Error::Invalid(vec![fault]));
        }
        let tx = self.store.begin().await?;
        let found = deals::find(&*tx, id).await?.filter(|deal| concerns(actor, deal));
        let deal = found.ok_or(Error::NotFound("deal"))?;
        let by = authority(actor, &deal)?;
        if deal.version != version {
            return Err(self.deal_changed(&tx, actor, deal).await?);
        }
        let next = deal.status.transition(event)?;
        if !deals::move_on(&tx, (id, version), next, self.now()).await? {
            let now = deals::find(&*tx, id).await?.ok_or(Error::NotFound("deal"))?;
            return Err(self.deal_changed(&tx, actor, now).await?);
        }
        if event == DealEvent::Cancel {
            self.release(&tx, Cause::Deal(id)).await?;
        }
        self.note_deal(&tx, &deal, by, (event.as_str(), note), (Some(deal.status), next))
            .await?;
        tx.commit().await?;
        self.deal(actor, id).await
    }

    async fn deal_changed(&self, tx: &Tx, actor: &Actor, now: Deal) -> Result<Error, Error> {
        let version = now.version;
        let changed = vec!["status".to_owned()];
        let stale = Stale {
            now: self.deal_view(&**tx, actor, now).await?,
            changed,
        };
        let current = serde_json::to_value(stale).map_err(Error::internal)?;
        Ok(Error::Changed {
            current: Box::new(current),
            version,
        })
    }

    /// History, audit trail, and the event that tells of it.
    async fn note_deal(
        &self,
        tx: &Tx,
        deal: &Deal,
        by: By,
        (event, note): (&'static str, Option<String>),
        (before, after): (Option<DealStatus>, DealStatus),
    ) -> Result<(), Error> {
        let happened = Happened {
            id: self.clock.fresh_id(),
            at: self.now(),
            event: event.to_owned(),
            user: Some(by.user),
            organisation: Some(by.organisation),
            note,
        };
        deals::note(tx, deal.id, &happened).await?;
        let trace = Trace {
            user: Some(by.user.0),
            organisation: Some(by.organisation.0),
            action: event,
            kind: "deal",
        };
        self.record(tx, trace, deal.id, (before.as_ref(), Some(&after)))
            .await?;
        self.tell(tx, &Event::DealChanged(deal.id)).await?;
        Ok(())
    }
}

/// A side of the deal that is verified, or the trade department.
fn authority(actor: &Actor, deal: &Deal) -> Result<By, Error> {
    let member = match side_of(actor, deal.supplier, deal.buyer) {
        Some(Side::Supplier) => actor.member_of(deal.supplier, Role::Supplier)?,
        Some(Side::Buyer) => actor.member_of(deal.buyer, Role::Buyer)?,
        None => {
            let broker = actor.broker()?;
            return Ok(By {
                user: broker.user(),
                organisation: broker.organisation(),
            });
        }
    };
    member.verified()?;
    Ok(By {
        user: member.user(),
        organisation: member.organisation(),
    })
}
