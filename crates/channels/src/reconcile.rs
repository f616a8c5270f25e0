//! What comes next for one offer on one channel: a pure decision over a row that the market stores.
//!
//! The row says what should stand on the platform (desired) and what is known to stand there (observed). Events only
//! wake the worker; the row decides, so a lost or doubled event mends itself:
//!
//! 1. [`State::want`] notes what should be. A change counts the generation up and clears refusals.
//! 2. [`State::next`] says what to do now, if anything is due.
//! 3. The market does it, outside of any transaction, under a lease.
//! 4. [`State::settle`] notes how it ended.
//!
//! On a channel by file, step 3 puts the row into the file that waits; [`Ended::HandedOver`] that an operator took it
//! away, [`State::told`] what the platform's result file says.
//!
//! Two creates are never in flight: an operation whose end is not known is looked up before anything is created again.

mod settle;
#[cfg(test)]
mod tests;

use chonoi_domain::channel::{DelistReason, DesiredState, ListingPhase};
use chonoi_domain::field::FieldError;

use crate::channel::Capabilities;
use crate::listing::Listing;

pub use settle::Ended;

/// Tries without success after which a row waits for a person.
pub const MOST_ATTEMPTS: i32 = 12;

/// What the market stores of one offer on one channel; its ids and texts are its own business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Counts changes of what is desired, from 1.
    pub generation: i64,
    /// Whether it should be on sale.
    pub desired: DesiredState,
    /// Digest of what it should say; empty while the offer was never fit.
    pub desired_hash: String,
    /// Why it should not be on sale.
    pub delist_reason: Option<DelistReason>,
    /// The platform's own id.
    pub remote_id: Option<String>,
    /// Digest of what stands there; `None` while nothing does.
    pub observed_hash: Option<String>,
    /// Digest of what the last file handed to an operator said; empty where it said to take it off.
    pub handed_hash: Option<String>,
    /// How far the channel is.
    pub phase: ListingPhase,
    /// Tries since the last success.
    pub attempts: i32,
    /// Not before, UTC ms; while applying, when the lease ends.
    pub next_at: Option<i64>,
    /// What the platform has against it.
    pub last_error: Vec<FieldError>,
}

/// What should stand on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// On sale, with content of that digest.
    Listed(String),
    /// Not on sale.
    Delisted(DelistReason),
}

/// What to do now. The order is the order of work: what takes goods off comes before what puts them on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Take it off.
    Delist,
    /// Ask the platform what stands there.
    LookUp,
    /// Change what stands there.
    Update,
    /// Put it on sale for the first time.
    Create,
    /// Put it into the file that waits for the operator.
    HandOver,
}

/// How a change of content touches a buyer. The order is the order of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Less is left, or a buyer has to take more: until it is applied, more may be sold than there is.
    StockDown,
    /// The price.
    Price,
    /// Anything else.
    Other,
    /// Nothing stood there.
    New,
}

impl State {
    /// A row of an offer that the channel has never seen.
    #[must_use]
    pub fn fresh(want: Want) -> Self {
        let mut state = Self {
            generation: 0,
            desired: DesiredState::Delisted,
            desired_hash: String::new(),
            delist_reason: None,
            remote_id: None,
            observed_hash: None,
            handed_hash: None,
            phase: ListingPhase::Delisted,
            attempts: 0,
            next_at: None,
            last_error: Vec::new(),
        };
        state.want(want);
        state.generation = 1;
        state
    }

    /// Notes what should be; whether that is news.
    pub fn want(&mut self, want: Want) -> bool {
        let (desired, reason, hash) = match want {
            Want::Listed(hash) => (DesiredState::Listed, None, hash),
            Want::Delisted(reason) => (DesiredState::Delisted, Some(reason), self.desired_hash.clone()),
        };
        let same = desired == self.desired && hash == self.desired_hash;
        if same && reason == self.delist_reason {
            return false;
        }
        self.delist_reason = reason;
        if same {
            return true;
        }
        self.generation += 1;
        self.desired = desired;
        self.desired_hash = hash;
        self.last_error.clear();
        // What is being applied right now goes on; its end is compared with the new wish.
        if self.phase != ListingPhase::Applying {
            self.phase = self.due_phase();
            self.attempts = 0;
            self.next_at = None;
        }
        true
    }

    /// Whether the platform, or the file last handed over, already says what it should.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        match self.desired {
            DesiredState::Listed => self.observed_hash.as_deref() == Some(&self.desired_hash),
            DesiredState::Delisted => self.observed_hash.is_none() && !self.may_stand_there(),
        }
    }

    /// What to do at `now` (UTC ms); `None` while nothing is due.
    #[must_use]
    pub fn next(&self, capabilities: Capabilities, now: i64) -> Option<Action> {
        if self.next_at.is_some_and(|at| at > now) {
            return None;
        }
        match self.phase {
            ListingPhase::Live
            | ListingPhase::Delisted
            | ListingPhase::Dead
            | ListingPhase::AwaitingOperator => None,
            ListingPhase::InReview => capabilities.finds.then_some(Action::LookUp),
            _ if self.is_reached() => None,
            _ if capabilities.needs_operator => Some(Action::HandOver),
            // The lease ran out: whoever held it may have come through.
            ListingPhase::Applying if capabilities.finds => Some(Action::LookUp),
            _ => Some(self.operation()),
        }
    }

    fn operation(&self) -> Action {
        match (self.desired, &self.observed_hash) {
            (DesiredState::Delisted, _) => Action::Delist,
            (DesiredState::Listed, Some(_)) => Action::Update,
            (DesiredState::Listed, None) => Action::Create,
        }
    }

    /// The phase of a row whose wish has just changed, or that is to be tried again.
    fn due_phase(&self) -> ListingPhase {
        match (self.is_reached(), self.desired) {
            (true, DesiredState::Listed) => ListingPhase::Live,
            (true, DesiredState::Delisted) => ListingPhase::Delisted,
            (false, DesiredState::Listed) => ListingPhase::Pending,
            (false, DesiredState::Delisted) => ListingPhase::Delisting,
        }
    }

    /// Something was sent whose end is not known: a file in an operator's hands, or a review.
    fn may_stand_there(&self) -> bool {
        self.handed_hash.as_deref().is_some_and(|hash| !hash.is_empty())
            || matches!(self.phase, ListingPhase::Applying | ListingPhase::InReview)
    }
}

/// What a change of content means to a buyer.
#[must_use]
pub fn change(was: Option<&Listing>, is: &Listing) -> Change {
    match was {
        None => Change::New,
        Some(was) if is.available < was.available || is.min_lot > was.min_lot => Change::StockDown,
        Some(was) if is.price != was.price || is.delivered != was.delivered => Change::Price,
        Some(_) => Change::Other,
    }
}

/// The order of work within a channel: delist, stock down, price, other changes, create; then the oldest first.
#[must_use]
pub fn rank(action: Action, change: Change, age: i64) -> (u8, i64) {
    let rank = match (action, change) {
        (Action::Delist, _) => 0,
        (_, Change::StockDown) => 1,
        (_, Change::Price) => 2,
        (Action::LookUp, _) => 3,
        (Action::Update, _) | (_, Change::Other) => 4,
        (Action::Create | Action::HandOver, Change::New) => 5,
    };
    (rank, age)
}
