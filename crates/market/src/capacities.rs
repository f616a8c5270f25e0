//! What collection points and processors can take: kept by the trade department, respected by every run.

pub mod input;

use chonoi_domain::actor::Role;
use chonoi_domain::capacity::{Capacity, CapacityKind, CapacityTerms};
use chonoi_domain::event::Event;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::CapacityId;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use chonoi_store::{Tx, capacities};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Broker};
use crate::brief::{PlaceBrief, ProductBrief};
use crate::error::Error;
use crate::once::Once;
use crate::posts::fields::Reading;
use crate::posts::{Stale, differing};
use crate::service::{Market, Trace};
use input::CapacityInput;

/// The most that are kept at a time.
const MOST: usize = 500;
/// The word for them in audit and errors.
const KIND: &str = "capacity";

/// What a point can take, as it is shown. Quantities in grams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityView {
    /// Its id.
    pub id: CapacityId,
    /// What it is.
    pub kind: CapacityKind,
    /// What people call it.
    pub name: String,
    /// The commune or province whose offers go through it.
    pub place: PlaceBrief,
    /// Products it takes; everything that is weighed when empty.
    pub products: Vec<ProductBrief>,
    /// The most it takes in all of its days.
    pub quantity: Option<Quantity>,
    /// The most it takes on any one day.
    pub daily_quantity: Option<Quantity>,
    /// Its days.
    pub window: DateWindow,
    /// Its last day is past.
    pub ended: bool,
    /// Taken off the list; it can be put back.
    pub removed: bool,
    /// The source of a demonstration point.
    pub provenance: Option<Provenance>,
    /// Counts its changes, from 1; the `ETag`.
    pub version: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

impl Market {
    /// All that are on the list, those in force by the day they begin, then those that have ended.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `broker_or_auditor_only`.
    pub async fn capacities(&self, actor: &Actor) -> Result<Vec<CapacityView>, Error> {
        may_read(actor)?;
        let kept = capacities::all(self.store.reader()).await?;
        let mut views: Vec<_> = kept.into_iter().map(|kept| self.capacity_view(kept)).collect();
        views.sort_by_key(|view| (view.ended, view.window.from(), view.id));
        Ok(views)
    }

    /// One of them, also where it is taken off the list.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `broker_or_auditor_only`, [`Error::NotFound`].
    pub async fn capacity(&self, actor: &Actor, id: CapacityId) -> Result<CapacityView, Error> {
        may_read(actor)?;
        let kept = capacities::find(self.store.reader(), id).await?;
        Ok(self.capacity_view(kept.ok_or(Error::NotFound(KIND))?))
    }

    /// Puts one on the list; the next run respects it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault, [`Error::KeyReused`].
    pub async fn create_capacity(
        &self,
        broker: &Broker,
        input: &CapacityInput,
        once: &Once,
    ) -> Result<CapacityView, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        let terms = self.capacity_terms(input)?;
        if capacities::all(&*tx).await?.len() >= MOST {
            let error = FieldError::new("name", "too_many").with("max", MOST);
            return Err(Error::Invalid(vec![error]));
        }
        let now = self.now();
        let kept = Capacity {
            id: self.clock.fresh_id().into(),
            terms,
            removed: false,
            provenance: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        capacities::insert(&tx, &kept).await?;
        self.record(&tx, trace(broker, "create"), kept.id, (None, Some(&kept)))
            .await?;
        self.tell(&tx, &Event::CapacityChanged(kept.id)).await?;
        let view = self.capacity_view(kept);
        self.keep(&tx, once, &view).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Gives one other terms. A demonstration point that somebody has changed is none any more.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that is taken off the list; [`Error::Invalid`]; [`Error::Changed`].
    pub async fn change_capacity(
        &self,
        broker: &Broker,
        id: CapacityId,
        version: i64,
        input: &CapacityInput,
    ) -> Result<CapacityView, Error> {
        let tx = self.store.begin().await?;
        let before = capacities::find(&*tx, id).await?;
        let before = before.filter(|kept| !kept.removed).ok_or(Error::NotFound(KIND))?;
        let terms = self.capacity_terms(input)?;
        if before.version != version {
            return Err(self.stale_capacity(before, Some(&terms)));
        }
        let after = Capacity {
            terms,
            provenance: None,
            ..before.clone()
        };
        self.save_capacity(tx, broker, "change", before, after).await
    }

    /// Takes one off the list, or puts it back.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Changed`] where somebody was faster.
    pub async fn remove_capacity(
        &self,
        broker: &Broker,
        id: CapacityId,
        removed: bool,
    ) -> Result<CapacityView, Error> {
        let tx = self.store.begin().await?;
        let before = capacities::find(&*tx, id).await?.ok_or(Error::NotFound(KIND))?;
        if before.removed == removed {
            return Ok(self.capacity_view(before));
        }
        let after = Capacity {
            removed,
            ..before.clone()
        };
        let action = if removed { "remove" } else { "restore" };
        self.save_capacity(tx, broker, action, before, after).await
    }

    /// The terms that `input` comes to.
    pub(crate) fn capacity_terms(&self, input: &CapacityInput) -> Result<CapacityTerms, Error> {
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let terms = input::read(&mut reading, input);
        reading.faults.or(terms)
    }

    async fn save_capacity(
        &self,
        tx: Tx,
        broker: &Broker,
        action: &'static str,
        before: Capacity,
        mut after: Capacity,
    ) -> Result<CapacityView, Error> {
        after.version = before.version + 1;
        after.updated_at = self.now();
        if !capacities::update(&tx, &after, before.version).await? {
            let now = capacities::find(&*tx, before.id).await?;
            return Err(self.stale_capacity(now.ok_or(Error::NotFound(KIND))?, None));
        }
        let states = (Some(&before), Some(&after));
        self.record(&tx, trace(broker, action), after.id, states).await?;
        self.tell(&tx, &Event::CapacityChanged(after.id)).await?;
        tx.commit().await?;
        Ok(self.capacity_view(after))
    }

    fn stale_capacity(&self, now: Capacity, sent: Option<&CapacityTerms>) -> Error {
        let version = now.version;
        let changed = sent.map(|sent| differing(&now.terms, sent)).unwrap_or_default();
        let stale = Stale {
            now: self.capacity_view(now),
            changed,
        };
        match serde_json::to_value(stale) {
            Ok(current) => Error::Changed {
                current: Box::new(current),
                version,
            },
            Err(error) => Error::internal(error),
        }
    }

    fn capacity_view(&self, kept: Capacity) -> CapacityView {
        let Capacity {
            terms, provenance, ..
        } = kept;
        CapacityView {
            id: kept.id,
            kind: terms.kind,
            name: terms.name,
            place: self.place_brief(&terms.place),
            products: terms.products.iter().map(|id| self.product_brief(id)).collect(),
            quantity: terms.quantity,
            daily_quantity: terms.daily_quantity,
            ended: terms.window.to() < self.today(),
            window: terms.window,
            removed: kept.removed,
            provenance,
            version: kept.version,
            updated_at: kept.updated_at,
        }
    }
}

/// Those who run matching, and those who watch over it.
fn may_read(actor: &Actor) -> Result<(), Error> {
    if actor.reads_trades() || actor.has(Role::Admin) {
        Ok(())
    } else {
        Err(Error::Forbidden("broker_or_auditor_only"))
    }
}

fn trace(broker: &Broker, action: &'static str) -> Trace {
    Trace {
        user: Some(broker.user().0),
        organisation: Some(broker.organisation().0),
        action,
        kind: KIND,
    }
}
