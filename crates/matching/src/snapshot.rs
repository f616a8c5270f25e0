//! A run written down: all that went in, and the plan with what made it.
//!
//! The same input gives the same plan to the byte. So whoever has a [`Snapshot`] makes the plan again with
//! `chonoi match --snapshot`, and two digests tell whether it is the same: that of the input and that of the plan's
//! document. Which of several equally good plans is found may change with the program, so a snapshot carries a format;
//! a program that solves or writes otherwise raises it.

use std::borrow::Cow;
use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::market::Market;
use crate::plan::Plan;
use crate::policy::{Policy, PolicyError};

/// Raised when what is written, or what is solved, changes.
const FORMAT: u32 = 2;

/// All that goes into a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot<'a> {
    /// Which way of writing this is.
    format: u32,
    /// The weights.
    pub policy: Cow<'a, Policy>,
    /// The posts and what earlier runs left behind.
    pub market: Cow<'a, Market>,
}

/// Why a text is no snapshot.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It is not written as one.
    #[error("not a snapshot of a run: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Another program wrote it.
    #[error("a snapshot of format {found}, and this program reads {FORMAT}")]
    Format {
        /// Its format.
        found: u32,
    },
    /// A weight is out of its range.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl<'a> Snapshot<'a> {
    /// What goes into a run.
    #[must_use]
    pub const fn new(market: &'a Market, policy: &'a Policy) -> Self {
        Self {
            format: FORMAT,
            policy: Cow::Borrowed(policy),
            market: Cow::Borrowed(market),
        }
    }

    /// As JSON.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn write(&self, out: impl io::Write) -> Result<(), serde_json::Error> {
        serde_json::to_writer(out, self)
    }

    /// SHA-256 of the JSON, in hex.
    ///
    /// # Errors
    /// None that any value causes.
    pub fn digest(&self) -> Result<String, serde_json::Error> {
        let mut digest = Sha256::new();
        self.write(&mut digest)?;
        Ok(hex(&digest.finalize()))
    }

    /// The plan as it is written to a file: behind the digest of its input and the policy that made it.
    ///
    /// # Errors
    /// None that any value causes.
    pub fn document(&self, plan: &Plan) -> Result<String, serde_json::Error> {
        #[derive(Serialize)]
        struct Document<'d> {
            input_hash: String,
            policy: &'d Policy,
            #[serde(flatten)]
            plan: &'d Plan,
        }
        let mut text = serde_json::to_string_pretty(&Document {
            input_hash: self.digest()?,
            policy: &self.policy,
            plan,
        })?;
        text.push('\n');
        Ok(text)
    }
}

impl Snapshot<'static> {
    /// Reads what [`Snapshot::write`] has written.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn read(text: &str) -> Result<Self, SnapshotError> {
        let snapshot: Self = serde_json::from_str(text)?;
        if snapshot.format != FORMAT {
            return Err(SnapshotError::Format {
                found: snapshot.format,
            });
        }
        snapshot.policy.check()?;
        Ok(snapshot)
    }
}

/// SHA-256 of a document, in hex: what `sha256sum` says of its file.
#[must_use]
pub fn digest_of(document: &str) -> String {
    hex(&Sha256::digest(document))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
