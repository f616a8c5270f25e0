//! Channels and listings as their readers see them.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::actor::Role;
use chonoi_domain::channel::{ChannelKind, DelistReason, DesiredState, ListingPhase};
use chonoi_domain::field::FieldError;
use chonoi_domain::fold::fold;
use chonoi_domain::id::{ListingId, OrganisationId};
use chonoi_store::listings::{self, Filter};
use serde::{Deserialize, Serialize};

use super::connection::{self, CHANNELS};
use crate::actor::Actor;
use crate::error::Error;
use crate::page::{self, Cursor};
use crate::post_briefs::OfferBrief;
use crate::posts::listing::Listing as Listed;
use crate::service::Market;

/// A sales channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    /// Its configured name.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// How it is connected.
    pub kind: ChannelKind,
    /// Against what it was run and against what not, in Vietnamese.
    pub ran_against: String,
    /// The same in English.
    pub ran_against_en: String,
    /// Rows of the reader's sight, by phase.
    pub counts: BTreeMap<ListingPhase, u64>,
}

/// One offer on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingView {
    /// Its id.
    pub id: ListingId,
    /// The offer.
    pub offer: OfferBrief,
    /// The number under which the platform knows it.
    pub sku: String,
    /// Whether it should be on sale.
    pub desired: DesiredState,
    /// Why it should not.
    pub reason: Option<DelistReason>,
    /// How far the channel is.
    pub phase: ListingPhase,
    /// Tries since the last success.
    pub attempts: i32,
    /// What the platform had against it.
    pub last_error: Vec<FieldError>,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// Which listings are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingQuery {
    /// In this phase.
    pub phase: Option<String>,
    /// Words in what the offer is searched by, or in its number.
    pub q: Option<String>,
}

impl Market {
    /// The channels with how far their listings are: all listings for those who read everything, a supplier's own for
    /// suppliers.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `supplier_only` for others.
    pub async fn channels(&self, actor: &Actor) -> Result<Vec<ChannelView>, Error> {
        let suppliers = sight(actor)?;
        let counts = listings::counts(self.store.reader(), suppliers.as_deref()).await?;
        let views = CHANNELS.iter().map(|channel| {
            let own = counts.iter().filter(|((id, _), _)| *id == channel.id);
            ChannelView {
                id: channel.id.clone(),
                name: channel.name.clone(),
                kind: channel.kind,
                ran_against: channel.ran_against.clone(),
                ran_against_en: channel.ran_against_en.clone(),
                counts: own.map(|((_, phase), rows)| (*phase, *rows)).collect(),
            }
        });
        Ok(views.collect())
    }

    /// Listings of a channel, newest first: all for those who read everything, a supplier's own for suppliers.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`] `supplier_only`, [`Error::Invalid`] for a phase that is none.
    pub async fn listings(
        &self,
        actor: &Actor,
        channel: &str,
        query: &ListingQuery,
        cursor: Cursor,
    ) -> Result<Listed<ListingView>, Error> {
        let filter = Filter {
            channel: connection::channel(channel)?.id.clone(),
            phase: phase(query.phase.as_deref())?,
            words: crate::posts::text::words(query.q.as_deref().map(fold).as_deref()),
            suppliers: sight(actor)?,
        };
        let db = self.store.reader();
        let rows = listings::list(db, &filter, cursor.after.map(ListingId), cursor.ask_for()).await?;
        let total = listings::count(db, &filter).await?;
        let (rows, next) = cursor.cut(rows, |row| row.id.0);
        let offers = rows.iter().map(|row| row.offer).collect::<BTreeSet<_>>();
        let briefs = self.briefs(db, &offers, &BTreeSet::new()).await?;
        let views = rows.into_iter().map(|row| {
            Ok(ListingView {
                id: row.id,
                offer: briefs.offer(row.offer)?,
                sku: row.sku,
                desired: row.desired,
                reason: row.delist_reason,
                phase: row.phase,
                attempts: row.attempts,
                last_error: row.last_error,
                updated_at: row.updated_at,
            })
        });
        let views = views.collect::<Result<Vec<_>, Error>>()?;
        Ok(page::listing(views, next, total))
    }
}

/// Whose rows `actor` may see; `None` for all.
fn sight(actor: &Actor) -> Result<Option<Vec<OrganisationId>>, Error> {
    if actor.reads_all() {
        return Ok(None);
    }
    let own = actor.memberships().iter().filter(|m| m.role == Role::Supplier);
    let own: Vec<_> = own.map(|m| m.organisation).collect();
    if own.is_empty() {
        return Err(Error::Forbidden("supplier_only"));
    }
    Ok(Some(own))
}

fn phase(word: Option<&str>) -> Result<Option<ListingPhase>, Error> {
    let phase = word.map(str::parse).transpose();
    phase.map_err(|_| {
        let known: Vec<_> = ListingPhase::ALL.iter().map(|phase| phase.as_str()).collect();
        Error::Invalid(vec![
            FieldError::new("phase", "one_of").with("known", known.join(", ")),
        ])
    })
}
