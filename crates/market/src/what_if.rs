//! What a change of the market would do, asked by the trade department: prices, quantities, windows, posts and collection
//! points that go and that come, other weights. Nothing is written.
//!
//! Where no point has a capacity and sellers do not share, the answer comes from solved markets, before minimum lots are
//! kept. Where one does, before or after the change, both sides are solved anew as a run would solve them.

mod edits;
pub mod points;
mod terms;
mod trial;
pub mod view;

use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::clock::Clock;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{CapacityId, OfferId, RequestId};
use chonoi_matching::market::Market as Posts;
use chonoi_matching::plan::PointUse;
use chonoi_matching::policy::Policy;
use chonoi_matching::what_if::{Difference, State, difference};
use serde_json::Value;

use crate::actor::Broker;
use crate::capacities::input::CapacityInput;
use crate::error::Error;
use crate::offers::input::OfferInput;
use crate::policies;
use crate::requests::input::RequestInput;
use crate::service::Market;
use crate::warm_markets::copies;
use crate::warm_markets::shelf::{Near, Refusal, Shelf, named, sound};
use trial::Trial;
use view::WhatIfView;

/// One change. What is `None` stays as it is.
#[derive(Clone, Debug)]
pub enum Change {
    /// Other terms of an offer that is open.
    Offer(OfferId, NewTerms),
    /// An open offer goes.
    WithdrawOffer(OfferId),
    /// Other terms of a request that is open.
    Request(RequestId, NewTerms),
    /// An open request goes.
    WithdrawRequest(RequestId),
    /// An offer of somebody who is not on the market yet.
    AddOffer(Box<OfferInput>),
    /// A request of somebody who is not on the market yet.
    AddRequest(Box<RequestInput>),
    /// Other terms of a point in force; what is promised already goes through it as before.
    Capacity(CapacityId, Box<CapacityInput>),
    /// A point in force goes.
    WithdrawCapacity(CapacityId),
    /// Another point.
    AddCapacity(Box<CapacityInput>),
}

/// What may become different about a post.
#[derive(Clone, Debug, Default)]
pub struct NewTerms {
    /// Price, đồng per 1,000 base units; of a request, that of its first product, and the others in proportion.
    pub price: Option<i64>,
    /// What is still free or lacking, in base units.
    pub quantity: Option<i64>,
    /// Days of harvest or delivery, as ISO dates; both or none.
    pub window: Option<(String, String)>,
    /// Minimum lot in base units.
    pub min_lot: Option<i64>,
}

/// The most changes in one question.
pub const MOST_CHANGES: usize = 50;
/// How long one side of the comparison may think, in ms.
const THINK_MS: i64 = 2_000;

/// Both sides of a comparison.
struct Compared {
    difference: Difference,
    /// What goes through points without the changes and with them; `None` where solved markets answered.
    points: Option<(Vec<PointUse>, Vec<PointUse>)>,
}

/// What is compared with what.
struct Sides {
    before: Near,
    after: Near,
    policies: (Policy, Policy),
}

impl Market {
    /// What these changes, and other weights where a policy is given, would do together to the market as it stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault of every change, for example `changes[0].id` `post_not_open`, or `changes`
    /// `too_large` where the numbers together are no longer reckoned exactly;
    /// [`Error::Unavailable`] where no answer can be had in time.
    pub async fn what_if(
        &self,
        _broker: &Broker,
        changes: &[Change],
        policy: Option<Value>,
    ) -> Result<WhatIfView, Error> {
        let standing = self.posts_standing().await?;
        let usual = standing.policy.clone();
        let in_force = serde_json::to_value(&usual).map_err(Error::internal)?;
        let other = policies::over(&in_force, policy.filter(|value| !value.is_null()), "policy.")?;
        match changes.len() {
            0 if usual == other => return Err(Error::field("changes", "required")),
            0..=MOST_CHANGES => {}
            _ => {
                return Err(Error::Invalid(vec![
                    FieldError::new("changes", "too_many").with("max", MOST_CHANGES),
                ]));
            }
        }
        let trial = self.trial(&standing, changes)?;
        let after = trial.applied(&standing.posts);
        let mut named = trial.products(self, &standing, &after);
        let same_policy = usual == other;
        if !same_policy {
            named.extend(after.offers.iter().map(|post| post.product.clone()));
        }
        let products = copies::bearing(&self.catalogue, &[&standing.posts, &after], named);
        let near = |posts: &Posts| Near {
            posts: copies::part(&self.catalogue, posts, &products),
            products: products.clone(),
        };
        let sides = Sides {
            before: near(&standing.posts),
            after: near(&after),
            policies: (usual, other),
        };
        let (clock, asked) = (Arc::clone(&self.clock), trial.clone());
        let seen = self.warm.ask(move |shelf| {
            if sides.know_of_sharing() {
                sides.anew(shelf.catalogue(), clock.as_ref())
            } else {
                sides.kept(shelf, &asked, clock.as_ref())
            }
        });
        let mut view = self.compared_view(&standing, &trial, seen.await??).await?;
        view.same_policy = same_policy;
        Ok(view)
    }
}

impl Sides {
    /// Whether solved markets, which know neither points nor shares, would answer another question.
    fn know_of_sharing(&self) -> bool {
        let (usual, other) = &self.policies;
        usual.fairness.is_asked()
            || other.fairness.is_asked()
            || !self.before.posts.capacities.is_empty()
            || !self.after.posts.capacities.is_empty()
    }

    fn kept(&self, shelf: &mut Shelf<'_>, trial: &Trial, clock: &dyn Clock) -> Result<Compared, Refusal> {
        let until = |from: time::OffsetDateTime| from + time::Duration::milliseconds(THINK_MS);
        let (usual, other) = &self.policies;
        let before = shelf.ask(&self.before, usual, |warm| {
            let until = until(clock.now());
            State::of(warm, &[], &|| clock.now() > until)
        })?;
        let after = shelf.ask(&self.before, other, |warm| {
            let until = until(clock.now());
            State::of(warm, &trial.posts, &|| clock.now() > until)
        });
        let after = after.map_err(Refusal::of_changes)?;
        Ok(Compared {
            difference: difference(&before, &after),
            points: None,
        })
    }

    fn anew(&self, catalogue: &Catalogue, clock: &dyn Clock) -> Result<Compared, Refusal> {
        let solve = |near: &Near, policy: &Policy| {
            let until = clock.now() + time::Duration::milliseconds(THINK_MS);
            sound(&near.posts, |posts| {
                State::planned(catalogue, posts, policy, &|| clock.now() > until)
            })
        };
        if named(&self.before.posts).max(named(&self.after.posts)) > copies::MOST_TRIED {
            return Err(Refusal::TooLarge);
        }
        let (usual, other) = &self.policies;
        let (before, plan) = solve(&self.before, usual)?;
        let (after, with) = solve(&self.after, other).map_err(|error| Refusal::from(error).of_changes())?;
        Ok(Compared {
            difference: difference(&before, &after),
            points: Some((plan.capacities, with.capacities)),
        })
    }
}
