//! A run of the matching engine: asked for, running, done or failed.

use crate::transition::Refused;
use crate::words;

words! {
    /// Where a run is in its life.
    RunStatus {
        /// Waits for a worker, and for further changes to come in.
        Queued = "queued",
        /// A worker is on it.
        Running = "running",
        /// Its proposals are out.
        Done = "done",
        /// Given up; nothing of it was written.
        Failed = "failed",
    }
}

words! {
    /// Who or what asked for a run.
    RunCause {
        /// The trade department.
        Broker = "broker",
        /// Posts that were made or changed.
        Posts = "posts",
        /// The start of the program with a fresh market.
        Start = "start",
    }
}

words! {
    /// What can happen to a run.
    RunEvent {
        /// A worker takes it, also after another worker died on it.
        Take = "take",
        /// Its plan is written.
        Finish = "finish",
        /// It cannot be done.
        Fail = "fail",
    }
}

words! {
    /// What a run is busy with, in this order.
    RunPhase {
        /// Nothing yet.
        Queued = "queued",
        /// Reading the posts.
        Reading = "reading",
        /// Finding the pairs that fit, market by market.
        Pairing = "pairing",
        /// Solving, proving and explaining, market by market.
        Solving = "solving",
        /// Writing proposals and reasons.
        Writing = "writing",
        /// Nothing more.
        Done = "done",
    }
}

impl RunStatus {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`Refused`] when the event is not possible in this state.
    pub fn transition(self, event: RunEvent) -> Result<Self, Refused> {
        use RunEvent as E;
        use RunStatus as S;
        match (self, event) {
            (S::Queued | S::Running, E::Take) => Ok(S::Running),
            (S::Running, E::Finish) => Ok(S::Done),
            (S::Queued | S::Running, E::Fail) => Ok(S::Failed),
            _ => Err(Refused {
                state: self.as_str(),
                event: event.as_str(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runs_life_as_a_table() {
        let mut table = String::new();
        for state in RunStatus::ALL {
            for event in RunEvent::ALL {
                if let Ok(next) = state.transition(*event) {
                    table.push_str(&format!("{state} --{event}--> {next}\n"));
                }
            }
        }
        expect_test::expect![[r#"
            queued --take--> running
            queued --fail--> failed
            running --take--> running
            running --finish--> done
            running --fail--> failed
        "#]]
        .assert_eq(&table);
    }
}
