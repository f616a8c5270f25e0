//! Long sequences of edits against cold solves.

use super::super::certificate::{bound, certify};
use super::super::{Pair, Transport, solve};
use super::*;

struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % bound).unwrap()
    }

    fn terminal(&mut self, degenerate: bool) -> Option<Terminal> {
        (self.below(5) > 0).then(|| Terminal {
            quantity: if degenerate { 1 } else { 1 + self.below(60) },
            slack_cost: self.below(12),
        })
    }

    fn pairs(&mut self, slots: u32, taken: impl Fn(u32) -> bool) -> Vec<(u32, i64)> {
        let slots = (0..slots).filter(|&slot| taken(slot));
        let slots: Vec<_> = slots.collect();
        let chosen = slots
            .into_iter()
            .filter(|_| self.below(3) > 0)
            .collect::<Vec<_>>();
        chosen
            .into_iter()
            .map(|slot| (slot, self.below(30) - 25))
            .collect()
    }
}

/// The same problem, vacant slots and all, for the cold kernel.
fn cold(edited: &Edited) -> Transport {
    let mut pairs = Vec::new();
    for (offer, row) in (0..).zip(&edited.rows) {
        for (&request, &cost) in row.targets.iter().zip(&row.costs) {
            pairs.push(Pair { offer, request, cost });
        }
    }
    assert_eq!(pairs.len(), edited.arcs());
    Transport::new(edited.offers.clone(), edited.requests.clone(), &pairs).unwrap()
}

fn strongly_feasible(edited: &Edited) {
    for node in 0..edited.root() {
        let flow = edited.tree.flow(node);
        assert!(flow >= 0);
        assert!(
            index(node) < edited.offers.len() || flow > 0,
            "an idle arc points away"
        );
    }
}

#[test]
fn every_edit_ends_at_the_optimum_of_a_cold_solve() {
    const SLOTS: u32 = 14;
    let mut moved = 0;
    for seed in 1..60u64 {
        let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let degenerate = seed % 3 == 0;
        let mut edited = Edited::vacant(index(SLOTS), index(SLOTS)).unwrap();
        let mut offers = vec![false; index(SLOTS)];
        let mut requests = offers.clone();
        for step in 0..80 {
            let slot = u32::try_from(draw.below(SLOTS.into())).unwrap();
            let terminal = draw.terminal(degenerate);
            let (own, other) = if step % 2 == 0 {
                (&mut offers, &requests)
            } else {
                (&mut requests, &offers)
            };
            own[index(slot)] = terminal.is_some();
            let pairs = draw.pairs(SLOTS, |slot| terminal.is_some() && other[index(slot)]);
            if step % 2 == 0 {
                edited.set_offer(slot, terminal, &pairs).unwrap();
            } else {
                edited.set_request(slot, terminal, &pairs).unwrap();
            }
            strongly_feasible(&edited);
            // Several edits before an answer are as good as one.
            if draw.below(4) == 0 {
                continue;
            }
            let standing = edited.optimise(&|| false).unwrap();
            strongly_feasible(&edited);
            let problem = cold(&edited);
            let solution = solve(&problem).unwrap();
            certify(&problem, &solution).unwrap();
            assert_eq!(standing.objective, solution.objective, "seed {seed}, step {step}");
            assert_eq!(standing.bound, solution.objective);
            moved += standing.pivots;
        }
    }
    assert!(moved > 5_000, "the edits matter: {moved} pivots");
}

#[test]
fn a_budget_leaves_a_feasible_flow_and_a_true_bound() {
    let mut gaps = 0;
    for seed in 1..40u64 {
        let mut draw = Draw(seed.wrapping_mul(0xD134_2543_DE82_EF95) | 1);
        let mut edited = Edited::vacant(12, 12).unwrap();
        for slot in 0..12 {
            let pairs = draw.pairs(12, |_| true);
            edited
                .set_offer(
                    slot,
                    Some(Terminal {
                        quantity: 9,
                        slack_cost: 3,
                    }),
                    &pairs,
                )
                .unwrap();
        }
        let stopped = edited.optimise(&|| true).unwrap();
        assert_eq!(stopped.pivots, 0);
        let problem = cold(&edited);
        let optimum = solve(&problem).unwrap().objective;
        assert!(stopped.bound <= optimum && optimum <= stopped.objective);
        let duals: Vec<i64> = edited.potential[12..24].to_vec();
        assert_eq!(stopped.bound, bound(&problem, &duals));
        gaps += i64::from(stopped.bound < stopped.objective);
        let standing = edited.optimise(&|| false).unwrap();
        assert_eq!(standing.objective, optimum);
    }
    assert!(gaps > 20, "the stop came before the end");
}

#[test]
fn numbers_that_could_leave_64_bits_are_refused() {
    let mut edited = Edited::vacant(1, 1).unwrap();
    let huge = Terminal {
        quantity: i64::MAX / 2,
        slack_cost: 9,
    };
    edited.set_offer(0, Some(huge), &[(0, -1_000)]).unwrap();
    assert!(matches!(
        edited.optimise(&|| false),
        Err(KernelError::TooLarge { .. })
    ));
}
