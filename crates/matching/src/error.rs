//! What can be wrong with a market or a policy.

use std::fmt;

use chonoi_domain::field::FieldError;
use chonoi_domain::id::ProductId;
use chonoi_domain::proposal::Side;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::kernel::KernelError;
use crate::policy::PolicyError;

/// One field of one post that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Whose post: the supplier's offer or the buyer's request.
    pub side: Side,
    /// Id of the post.
    pub id: String,
    /// The field and the rule. Rules: `min`, `max`, `unknown`, `duplicate`, `required`, `generic`,
    /// `base_unit`, `price_or_band`, `max_days`.
    #[serde(flatten)]
    pub error: FieldError,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let post = match self.side {
            Side::Supplier => "offer",
            Side::Buyer => "request",
        };
        write!(
            f,
            "{post} {}: {}: {}",
            self.id.escape_debug(),
            self.error.field,
            self.error.rule
        )?;
        for (name, value) in &self.error.params {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MatchError {
    /// Posts break rules; every fault is listed, in the order of the posts.
    #[error("{} in the posts, first: {}", count(.0), .0.first().map(ToString::to_string).unwrap_or_default())]
    Posts(Vec<Fault>),
    /// A collection point breaks a rule.
    #[error("collection point {}: {}: {}", .id.escape_debug(), .error.field, .error.rule)]
    Point {
        /// Id of the point.
        id: String,
        /// The field and the rule. Rules: `required`, `duplicate`, `min`.
        error: FieldError,
    },
    /// The policy breaks a rule.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A market that stays solved counts neither fairness nor capacities; only a plan does.
    #[error("a market that stays solved counts neither fairness among sellers nor capacities")]
    NotKept,
    /// Quantities times prices of a market do not fit the objective's 64 bits.
    #[error("quantities and prices of the market of {product} are too large for an exact objective")]
    TooLarge {
        /// The first product of the market.
        product: ProductId,
    },
    /// Every market fits, but their sum does not.
    #[error("the markets together are too large for an exact objective")]
    SumTooLarge,
    /// The kernel failed its own proof: a bug here.
    #[error("the market of {product} was not solved: {source}")]
    Kernel {
        /// The first product of the market.
        product: ProductId,
        /// What failed.
        source: KernelError,
    },
}

fn count(faults: &[Fault]) -> String {
    match faults.len() {
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    }
}
