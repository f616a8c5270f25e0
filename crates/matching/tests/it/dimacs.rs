//! Reading min-cost-flow files: what is solved, and how a refusal reads.

use std::io::Cursor;

use chonoi_matching::dimacs::{DimacsError, read};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// The optimum of a file.
pub(crate) fn optimum(text: &str) -> Result<i64, DimacsError> {
    let mut cases = read(Cursor::new(text))?;
    cases
        .iter_mut()
        .map(|case| case.solve().map(|(optimum, _)| optimum))
        .sum()
}

#[test]
fn with_a_dummy_node() {
    let text = "c two offers, a request, a dummy\np min 4 4\nn 1 5\nn 2 4\nn 3 -6\nn 4 -3\n\
                a 1 3 0 5 -7\na 2 3 0 4 -9\na 1 4 0 5 2\na 2 4 0 4 1\n";
    assert_eq!(optimum(text), Ok(-4 * 9 - 2 * 7 + 3 * 2));
}

#[test]
fn without_one_and_with_parallel_arcs_and_two_components() {
    let text = "p min 6 5\nn 1 5\nn 2 4\nn 3 -9\nn 5 2\nn 6 -2\n\
                a 1 3 0 9 7\na 1 3 0 9 5\na 2 3 0 9 3\na 5 6 0 2 10\na 4 3 0 1 0\n";
    assert_eq!(optimum(text), Ok(5 * 5 + 4 * 3 + 2 * 10));
}

#[test]
fn costs_beyond_32_bits() {
    let text = "p min 4 4\nn 1 1\nn 2 1\nn 3 -1\nn 4 -1\n\
                a 1 3 0 1 3000000000\na 1 4 0 1 9000000000\na 2 3 0 1 -4000000000\na 2 4 0 1 1\n";
    assert_eq!(optimum(text), Ok(3_000_000_001));
}

#[test]
fn other_graphs_are_refused_with_the_reason() {
    let check = |text: &str, want: Expect| {
        want.assert_eq(&optimum(text).unwrap_err().to_string());
    };
    check("c nothing\n", expect!["no line `p min NODES ARCS`"]);
    check(
        "p max 2 1\n",
        expect!["line 1: only `p min` is a min-cost-flow problem"],
    );
    check(
        "p min 2 1\nn 1 1\nn 2 -1\na 1 2 0 1 x\n",
        expect!["line 4: not a whole number of 64 bits"],
    );
    check("p min 2 1\na 1 3 0 1 0\n", expect!["line 2: no such node"]);
    check(
        "p min 2 2\na 1 2 0 1 0\n",
        expect!["1 arcs where the p line announces 2"],
    );
    check(
        "p min 2 1\na 1 2 1 1 0\n",
        expect!["line 2: the lower bound of an arc must be 0"],
    );
    check(
        "p min 4 3\nn 1 1\nn 4 -1\na 1 2 0 1 0\na 2 3 0 1 0\na 3 4 0 1 0\n",
        expect!["not a transportation problem: nodes 2 and 3 are connected and both send and receive"],
    );
    check(
        "p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 4 0\n",
        expect![
            "line 4: capacity 4 may bind, the arc could carry 5; only transportation problems without capacities are solved"
        ],
    );
    check(
        "p min 2 1\nn 1 5\nn 2 -4\na 1 2 0 5 0\n",
        expect!["infeasible: the component of node 1 has 1 more supply than demand"],
    );
    check(
        "p min 2 1\nn 1 -1\nn 2 1\na 1 2 0 5 0\n",
        expect!["infeasible: node 1 only sends, yet its supply is -1"],
    );
    check(
        "p min 4 3\nn 1 1\nn 2 2\nn 3 -2\nn 4 -1\na 1 3 0 9 1\na 1 4 0 9 1\na 2 4 0 9 1\n",
        expect!["infeasible: node 2 cannot send or receive all of its supply"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Balanced problems without a dummy, sparse enough to be infeasible at times, against another solver.
    #[test]
    fn agrees_with_a_cost_scaling_solver(
        supplies in prop::collection::vec(1i64..20, 1..6),
        cells in prop::collection::vec(prop::option::weighted(0.6, -50i64..50), 36),
        cut in 0usize..6,
    ) {
        let total: i64 = supplies.iter().sum();
        let requests = 1 + cut;
        let requests = requests.min(usize::try_from(total).unwrap());
        let mut demands = vec![1i64; requests];
        demands[cut % requests] += total - i64::try_from(requests).unwrap();
        let (n, mut arcs) = (supplies.len(), String::new());
        let mut count = 0;
        let mut network = eo_mcf::Problem::builder(n + requests);
        for (i, supply) in supplies.iter().enumerate() {
            network = network.supply(i, *supply);
            for j in 0..requests {
                if let Some(cost) = cells[i * 6 + j] {
                    arcs += &format!("a {} {} 0 {total} {cost}\n", i + 1, n + j + 1);
                    network = network.edge(i, n + j, total, cost);
                    count += 1;
                }
            }
        }
        for (j, demand) in demands.iter().enumerate() {
            network = network.supply(n + j, -demand);
        }
        let mut text = format!("p min {} {count}\n", n + requests);
        for (i, supply) in supplies.iter().enumerate() {
            text += &format!("n {} {supply}\n", i + 1);
        }
        for (j, demand) in demands.iter().enumerate() {
            text += &format!("n {} {}\n", n + j + 1, -demand);
        }
        let ours = optimum(&(text + &arcs));
        let theirs = eo_mcf::solve(&network.build().unwrap());
        match theirs {
            Ok(solution) => prop_assert_eq!(ours.map(i128::from), Ok(solution.objective())),
            Err(_) => prop_assert!(ours.is_err()),
        }
    }
}
