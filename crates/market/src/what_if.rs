//! What a change of the market would do, asked by the trade department: prices, quantities, windows, posts that go and
//! posts that come, other weights. Nothing is written.

mod edits;
pub mod view;

use std::sync::Arc;

use chonoi_domain::field::FieldError;
use chonoi_domain::id::{OfferId, RequestId};
use chonoi_matching::what_if::{State, difference};
use serde_json::Value;

use crate::actor::Broker;
use crate::error::Error;
use crate::offers::input::OfferInput;
use crate::policies;
use crate::requests::input::RequestInput;
use crate::service::Market;
use crate::warm_markets::shelf::Refusal;
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

impl Market {
    /// What these changes, and other weights where a policy is given, would do together to the market as it stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the change at fault, for example `changes[0].id` `post_not_open`;
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
        if other.fairness.is_asked() {
            return Err(Error::field("policy.fairness", "not_tried"));
        }
        match changes.len() {
            0 if usual == other => return Err(Error::field("changes", "required")),
            0..=MOST_CHANGES => {}
            _ => {
                return Err(Error::Invalid(vec![
                    FieldError::new("changes", "too_many").with("max", MOST_CHANGES),
                ]));
            }
        }
        let edits = self.edits(&standing, changes)?;
        let named = edits::products(&standing, &edits);
        let same_policy = usual == other;
        let near = if same_policy {
            standing.near(named)
        } else {
            let offered = standing.posts.offers.iter().map(|post| post.product.clone());
            standing.near(named.into_iter().chain(offered))
        };
        let clock = Arc::clone(&self.clock);
        let asked = edits.clone();
        let seen = self.warm.ask(move |shelf| {
            let until = |from: time::OffsetDateTime| from + time::Duration::milliseconds(THINK_MS);
            let before = shelf.ask(&near, &usual, |warm| {
                let until = until(clock.now());
                State::of(warm, &[], &|| clock.now() > until)
            })?;
            let after = shelf.ask(&near, &other, |warm| {
                let until = until(clock.now());
                State::of(warm, &asked, &|| clock.now() > until)
            })?;
            Ok::<_, Refusal>(difference(&before, &after))
        });
        let mut view = self.difference_view(&standing, &edits, seen.await??).await?;
        view.same_policy = same_policy;
        Ok(view)
    }
}
