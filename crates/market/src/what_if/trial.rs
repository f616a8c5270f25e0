//! Changes of posts and points together, and the two copies of the market that they are tried on.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::id::{CapacityId, ProductId};
use chonoi_matching::market::{CapacityPost, Market as Posts};
use chonoi_matching::points::Points;
use chonoi_matching::warm::Edit;

use super::{Change, edits};
use crate::capacities::input::CapacityInput;
use crate::error::Error;
use crate::service::Market;
use crate::warm_markets::standing::Standing;

/// What is to be tried.
#[derive(Clone, Debug, Default)]
pub(super) struct Trial {
    /// Posts that come, change and go.
    pub(super) posts: Vec<Edit>,
    /// Points that come and change, and `None` for those that go, by id.
    pub(super) points: BTreeMap<String, Option<CapacityPost>>,
    /// What the points that come or change are called, by id.
    pub(super) names: BTreeMap<String, String>,
}

impl Market {
    pub(super) fn trial(&self, standing: &Standing, changes: &[Change]) -> Result<Trial, Error> {
        let mut trial = Trial::default();
        let mut faults = Vec::new();
        for (at, change) in changes.iter().enumerate() {
            match self.take_up(&mut trial, standing, change, at) {
                Err(Error::Invalid(found)) => faults.extend(edits::under(found, at)),
                done => done?,
            }
        }
        if faults.is_empty() {
            Ok(trial)
        } else {
            Err(Error::Invalid(faults))
        }
    }

    fn take_up(
        &self,
        trial: &mut Trial,
        standing: &Standing,
        change: &Change,
        at: usize,
    ) -> Result<(), Error> {
        match change {
            Change::Capacity(id, input) => {
                let was = point_in_force(standing, *id)?;
                let post = self.point(input, was.id.clone(), trial)?;
                let taken = was.taken.clone();
                trial
                    .points
                    .insert(was.id.clone(), Some(CapacityPost { taken, ..post }));
            }
            Change::WithdrawCapacity(id) => {
                let gone = point_in_force(standing, *id)?.id.clone();
                trial.points.insert(gone, None);
            }
            Change::AddCapacity(input) => {
                let id = format!("{}{at}", edits::NEW);
                let post = self.point(input, id.clone(), trial)?;
                trial.points.insert(id, Some(post));
            }
            post => trial.posts.push(self.edit(standing, post, at)?),
        }
        Ok(())
    }

    fn point(&self, input: &CapacityInput, id: String, trial: &mut Trial) -> Result<CapacityPost, Error> {
        let terms = self.capacity_terms(input)?;
        trial.names.insert(id.clone(), terms.name);
        Ok(CapacityPost {
            id,
            place: terms.place,
            products: terms.products,
            quantity: terms.quantity,
            daily_quantity: terms.daily_quantity,
            window: terms.window,
            taken: Vec::new(),
        })
    }
}

impl Trial {
    /// The market as it would be.
    pub(super) fn applied(&self, market: &Posts) -> Posts {
        let mut after = market.clone();
        for edit in &self.posts {
            after.apply(edit);
        }
        after
            .capacities
            .retain(|point| !self.points.contains_key(&point.id));
        after.capacities.extend(self.points.values().flatten().cloned());
        after
    }

    /// The products that the changes touch in the market as it is and as it would be.
    pub(super) fn products(
        &self,
        market: &Market,
        standing: &Standing,
        after: &Posts,
    ) -> BTreeSet<ProductId> {
        let mut found = edits::products(standing, &self.posts);
        for posts in [&standing.posts, after] {
            let through = Points::of(market.catalogue(), posts).products(&posts.offers);
            let touched = through
                .into_iter()
                .filter(|(id, _)| self.points.contains_key(*id));
            found.extend(touched.flat_map(|(_, products)| products));
        }
        // An offer that comes may change what goes through a point, or which one it is; its product is touched already.
        found
    }
}

fn point_in_force(standing: &Standing, id: CapacityId) -> Result<&CapacityPost, Error> {
    let id = id.to_string();
    let found = standing.posts.capacities.iter().find(|point| point.id == id);
    found.ok_or_else(|| Error::field("capacity", "point_not_in_force"))
}
