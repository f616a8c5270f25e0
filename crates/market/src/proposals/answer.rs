//! Yes and no. The second yes makes the deal and holds the quantity, in one transaction or not at all.

use chonoi_domain::actor::Role;
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::ProposalId;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::proposal::{DeclineReason, ProposalEvent, ProposalStatus, Side};
use chonoi_store::proposals::{Declined, Proposal};
use chonoi_store::{Reader, Tx, posts, proposals};

use super::{ProposalView, concerns, side_of};
use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::match_runs::input::terms_digest;
use crate::posts::Stale;
use crate::service::{Market, Trace};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

impl Market {
    /// One side says yes. With the other's yes it becomes a deal: the quantity is held on both posts at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those whom it does not concern, [`Error::Forbidden`] for those who are no side of it,
    /// [`Error::Changed`] when `version` is not the present one, [`Error::Conflict`] `sold_out` with `available` when
    /// others were faster, `off_market` when a post has left it, `too_late` when its ship date has passed.
    pub async fn accept_proposal(
        &self,
        actor: &Actor,
        id: ProposalId,
        version: i64,
    ) -> Result<ProposalView, Error> {
        let tx = self.store.begin().await?;
        let (proposal, side, member) = self.answering(&tx, actor, id, version).await?;
        if proposal.ship_date < self.today() {
            return Err(Error::conflict("too_late"));
        }
        let next = proposal.status.transition(ProposalEvent::accept(side))?;
        if next != proposal.status {
            self.move_proposal(&tx, actor, &proposal, next, None).await?;
            self.note(&tx, &member, "accept", &proposal, next).await?;
        }
        if next == ProposalStatus::Agreed {
            self.agree(&tx, &proposal, &member).await?;
        }
        tx.commit().await?;
        self.proposal(actor, id).await
    }

    /// One side says no, with a reason. The pair is left out of later runs until one of the posts says something else.
    ///
    /// # Errors
    /// As for [`Market::accept_proposal`]; [`Error::Invalid`] for a note that is too long.
    pub async fn decline_proposal(
        &self,
        actor: &Actor,
        id: ProposalId,
        version: i64,
        (reason, note): (DeclineReason, Option<String>),
    ) -> Result<ProposalView, Error> {
        let note = note
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        check_note(note.as_deref(), reason)?;
        let tx = self.store.begin().await?;
        let (proposal, side, member) = self.answering(&tx, actor, id, version).await?;
        let next = proposal.status.transition(ProposalEvent::Decline)?;
        let declined = Declined {
            side,
            reason,
            note,
            terms: terms_now(&*tx, &proposal).await?,
        };
        self.move_proposal(&tx, actor, &proposal, next, Some(&declined))
            .await?;
        self.note(&tx, &member, "decline", &proposal, next).await?;
        tx.commit().await?;
        self.proposal(actor, id).await
    }

    /// Lets proposals expire whose ship date has passed unanswered; how many did.
    pub(crate) async fn expire_proposals(&self) -> Result<u64, Error> {
        let tx = self.store.begin().await?;
        let mut expired = 0;
        for proposal in proposals::due(&*tx, self.today(), 500).await? {
            let next = proposal.status.transition(ProposalEvent::Expire)?;
            if proposals::move_on(&tx, (proposal.id, proposal.version), next, None, self.now()).await? {
                let trace = Trace {
                    user: None,
                    organisation: None,
                    action: "expire",
                    kind: "proposal",
                };
                let states = (Some(&proposal.status), Some(&next));
                self.record(&tx, trace, proposal.id, states).await?;
                self.tell(&tx, &Event::ProposalChanged(proposal.id)).await?;
                expired += 1;
            }
        }
        tx.commit().await?;
        Ok(expired)
    }

    /// The proposal at `version`, the side on which `actor` answers, and the proof that it may.
    async fn answering(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: ProposalId,
        version: i64,
    ) -> Result<(Proposal, Side, Member), Error> {
        let found = proposals::find(&**tx, id).await?.filter(|p| concerns(actor, p));
        let proposal = found.ok_or(Error::NotFound("proposal"))?;
        let side = side_of(actor, proposal.supplier, proposal.buyer).ok_or(Error::Forbidden("not_a_side"))?;
        let member = match side {
            Side::Supplier => actor.member_of(proposal.supplier, Role::Supplier)?,
            Side::Buyer => actor.member_of(proposal.buyer, Role::Buyer)?,
        };
        member.verified()?;
        if proposal.version != version {
            return Err(self.proposal_changed(&**tx, actor, proposal).await?);
        }
        Ok((proposal, side, member))
    }

    async fn move_proposal(
        &self,
        tx: &Tx,
        actor: &Actor,
        proposal: &Proposal,
        next: ProposalStatus,
        declined: Option<&Declined>,
    ) -> Result<(), Error> {
        let at = (proposal.id, proposal.version);
        if proposals::move_on(tx, at, next, declined, self.now()).await? {
            return Ok(());
        }
        let now = proposals::find(&**tx, proposal.id)
            .await?
            .ok_or(Error::NotFound("proposal"))?;
        Err(self.proposal_changed(&**tx, actor, now).await?)
    }

    async fn proposal_changed(&self, db: &impl Reader, actor: &Actor, now: Proposal) -> Result<Error, Error> {
        let version = now.version;
        let changed = vec!["status".to_owned()];
        let stale = Stale {
            now: self.proposal_view(db, actor, now).await?,
            changed,
        };
        let current = serde_json::to_value(stale).map_err(Error::internal)?;
        Ok(Error::Changed {
            current: Box::new(current),
            version,
        })
    }

    async fn note(
        &self,
        tx: &Tx,
        member: &Member,
        action: &'static str,
        proposal: &Proposal,
        next: ProposalStatus,
    ) -> Result<(), Error> {
        let trace = Trace {
            user: Some(member.user().0),
            organisation: Some(member.organisation().0),
            action,
            kind: "proposal",
        };
        let states = (Some(&proposal.status), Some(&next));
        self.record(tx, trace, proposal.id, states).await?;
        self.tell(tx, &Event::ProposalChanged(proposal.id)).await?;
        Ok(())
    }
}

/// What both posts say at this moment.
async fn terms_now(db: &impl Reader, proposal: &Proposal) -> Result<String, Error> {
    let offer = posts::find::<Offer>(db, proposal.offer)
        .await?
        .ok_or(Error::NotFound("offer"))?;
    let request = posts::find::<Request>(db, proposal.request)
        .await?
        .ok_or(Error::NotFound("request"))?;
    Ok(terms_digest(&offer.post.terms, &request.post.terms))
}

/// A no for another reason says which.
fn check_note(note: Option<&str>, reason: DeclineReason) -> Result<(), Error> {
    match note {
        None if reason == DeclineReason::Other => Err(Error::field("note", "required")),
        Some(text) if text.chars().count() > LONGEST_NOTE => {
            let fault = FieldError::new("note", "too_long").with("max", LONGEST_NOTE);
            Err(Error::Invalid(vec![fault]))
        }
        _ => Ok(()),
    }
}
