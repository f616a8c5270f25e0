//! How an operation ended, noted in the row.

use chonoi_domain::channel::{DesiredState, ListingPhase};
use chonoi_domain::field::FieldError;

use super::{Action, MOST_ATTEMPTS, State};
use crate::channel::{ChannelError, Observed, Outcome};
use crate::results::{ResultRow, Verdict};

/// The first wait after a failure; it doubles each time, in ms.
const FIRST_WAIT: i64 = 30_000;
/// The longest wait, in ms: 6 hours.
const LONGEST_WAIT: i64 = 6 * 3_600_000;
/// When a review is looked at again, in ms: 15 minutes.
const REVIEW: i64 = 15 * 60_000;

/// How an action ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// An operation on the platform.
    Operation(Result<Outcome, ChannelError>),
    /// A look at the platform.
    Look(Result<Option<Observed>, ChannelError>),
    /// It is in a file that an operator took away; the digest of what the file says of it, or `None` where it says to
    /// stop.
    HandedOver(Option<String>),
}

impl State {
    /// Notes that a lease was taken on the row for an action until `until` (UTC ms).
    pub fn begin(&mut self, until: i64) {
        self.phase = ListingPhase::Applying;
        self.attempts = self.attempts.saturating_add(1);
        self.next_at = Some(until);
    }

    /// Notes how `action`, begun for content of digest `sent`, ended at `now` (UTC ms).
    pub fn settle(&mut self, action: Action, sent: &str, ended: Ended, now: i64) {
        self.next_at = None;
        match ended {
            Ended::Operation(Ok(outcome)) => self.operated(action, sent, outcome, now),
            Ended::Look(Ok(found)) => self.looked(found),
            Ended::HandedOver(content) => {
                self.handed_hash = Some(content.unwrap_or_default());
                self.attempts = 0;
                self.phase = ListingPhase::AwaitingOperator;
            }
            Ended::Operation(Err(error)) | Ended::Look(Err(error)) => self.failed(error, now),
        }
    }

    fn operated(&mut self, action: Action, sent: &str, outcome: Outcome, now: i64) {
        match outcome {
            Outcome::Applied(_) if action == Action::Delist => self.stands(None),
            Outcome::Applied(observed) => {
                self.remote_id = Some(observed.remote_id);
                self.stands(Some(sent.to_owned()));
            }
            Outcome::Accepted { .. } if action == Action::HandOver => {
                self.attempts = 0;
                self.phase = ListingPhase::AwaitingOperator;
            }
            Outcome::Accepted { .. } => {
                self.phase = ListingPhase::InReview;
                self.next_at = Some(now.saturating_add(REVIEW));
            }
            Outcome::Retry { after } => {
                self.wait(i64::try_from(after.as_millis()).unwrap_or(LONGEST_WAIT), now)
            }
            Outcome::Rejected { fields } => self.refused(fields),
            // Stays in "applying" and is due after a wait: the next step is then a look.
            Outcome::Unknown => {
                self.wait(0, now);
                if self.phase != ListingPhase::Dead {
                    self.phase = ListingPhase::Applying;
                }
            }
        }
    }

    fn looked(&mut self, found: Option<Observed>) {
        self.handed_hash = None;
        match found {
            Some(observed) => {
                self.remote_id = Some(observed.remote_id);
                self.stands(Some(observed.digest));
            }
            None => self.stands(None),
        }
    }

    /// Something is known to stand there, or nothing: done, or the wish has moved on meanwhile.
    fn stands(&mut self, observed: Option<String>) {
        self.observed_hash = observed;
        self.handed_hash = None;
        self.attempts = 0;
        self.last_error.clear();
        self.phase = match (self.desired, &self.observed_hash) {
            (DesiredState::Delisted, None) => ListingPhase::Delisted,
            (DesiredState::Delisted, Some(_)) => ListingPhase::Delisting,
            (DesiredState::Listed, Some(hash)) if *hash == self.desired_hash => ListingPhase::Live,
            (DesiredState::Listed, _) => ListingPhase::Pending,
        };
    }

    fn failed(&mut self, error: ChannelError, now: i64) {
        match error {
            ChannelError::Refused { fields } => self.refused(fields),
            ChannelError::Unavailable { retry_after } => {
                self.wait(
                    i64::try_from(retry_after.as_millis()).unwrap_or(LONGEST_WAIT),
                    now,
                );
            }
            ChannelError::Unsupported => self.refused(vec![FieldError::new("channel", "unsupported")]),
            ChannelError::Forged => self.refused(vec![FieldError::new("channel", "forged")]),
            ChannelError::Configuration(cause) => {
                self.refused(vec![
                    FieldError::new("channel", "configuration").with("value", cause),
                ]);
            }
        }
    }

    /// Parked until a person, or a new wish, changes something.
    fn refused(&mut self, fields: Vec<FieldError>) {
        self.last_error = fields;
        self.phase = ListingPhase::Dead;
    }

    fn wait(&mut self, at_least: i64, now: i64) {
        if self.attempts >= MOST_ATTEMPTS {
            let attempts = FieldError::new("channel", "unavailable").with("attempts", self.attempts);
            return self.refused(vec![attempts]);
        }
        let doublings = u32::try_from(self.attempts.clamp(1, 20) - 1).unwrap_or(0);
        let wait = FIRST_WAIT.saturating_mul(1_i64 << doublings).min(LONGEST_WAIT);
        self.next_at = Some(now.saturating_add(wait.max(at_least)));
        self.phase = match self.desired {
            DesiredState::Listed => ListingPhase::Pending,
            DesiredState::Delisted => ListingPhase::Delisting,
        };
    }

    /// Notes what a result file says; `false` when nothing was handed over that it could speak of.
    pub fn told(&mut self, row: &ResultRow) -> bool {
        let Some(handed) = self.handed_hash.clone() else {
            return false;
        };
        match &row.verdict {
            Verdict::Applied => {
                self.remote_id = row.remote_id.clone().or_else(|| self.remote_id.clone());
                self.stands(Some(handed).filter(|hash| !hash.is_empty()));
            }
            Verdict::Accepted => self.phase = ListingPhase::InReview,
            Verdict::Rejected(fields) => {
                self.handed_hash = None;
                // A refusal of older content says nothing about the present wish.
                if self.desired_hash == handed
                    || (handed.is_empty() && self.desired == DesiredState::Delisted)
                {
                    self.refused(fields.clone());
                } else {
                    self.phase = self.due_phase();
                }
            }
        }
        self.next_at = None;
        true
    }
}
