//! The exact kernel: a transportation problem with free disposal, solved by a primal network simplex.
//!
//! # The problem
//!
//! Offers `i` with supply `a_i`, requests `j` with demand `b_j`, pair arcs `i → j` of cost `c_ij`, and a
//! root that takes what is unsold (`i → root`, cost `s_i`) and gives what is unmet (`root → j`, cost
//! `u_j`). All numbers are integers.
//!
//! ```text
//! minimise  Σ c_ij x_ij + Σ s_i unsold_i + Σ u_j unmet_j
//! Σ_j x_ij + unsold_i = a_i     Σ_i x_ij + unmet_j = b_j     x, unsold, unmet ≥ 0
//! ```
//!
//! Its dual is `maximise Σ a_i α_i + Σ b_j β_j` over `α_i ≤ s_i`, `β_j ≤ u_j`, `α_i + β_j ≤ c_ij`. The
//! matrix is totally unimodular, so every basis is integral and no rounding is ever needed.
//!
//! # The method and its invariants
//!
//! A basis is a spanning tree rooted at the root ([`tree`]). Every arc is uncapacitated (`x_ij ≤ min(a_i,
//! b_j)` holds by itself), so an arc outside the tree carries nothing and needs no state; the flow of a
//! tree arc is kept at the lower of its two nodes. An arc leaves an offer and enters a request, so its
//! direction follows from the kind of that node.
//!
//! 1. *The start needs no phase one.* The star of all slack arcs is a feasible tree; so is the greedy flow along
//!    the cheapest arcs under known prices ([`greedy`]).
//! 2. *The tree stays strongly feasible*: every tree arc with zero flow points to the root (Cunningham
//!    1976). The star is strongly feasible because demands are positive. The leaving arc is the last
//!    blocking one met on the cycle from its apex in the direction of the entering arc; that keeps the
//!    invariant, and with it the method cannot cycle.
//! 3. *Tree arcs have reduced cost zero*, `c + π_tail − π_head = 0`. A pivot restores it by shifting the
//!    potentials of one side of the cut, the smaller one. `α_i = −π_i` and `β_j = π_j` when the root stands
//!    at zero.
//! 4. *The answer is checked, not trusted*: [`certificate`] recomputes primal and dual from the problem
//!    alone.
//!
//! Everything happens in a fixed order, so the same problem gives the same flow.
//!
//! # Complexity
//!
//! A pivot looks at blocks of arcs until one holds a negative arc ([`search`]; block search, Király & Kovács
//! 2012; from √m up to a quarter of the m arcs, the more the dearer a pivot is, and what a long block passed by is tried
//! again before the next, [`shortlist`]), walks one cycle and touches the
//! smaller side of the cut: O(m + n) at worst, one block and the cycle in practice. No pivot allocates. The
//! number of pivots has no polynomial bound for this rule and grows a little faster than linearly with the posts
//! in practice. Half of a pivot's time would go into waiting for the nodes of the smaller side; therefore problems that
//! outgrow the cache are numbered anew, in preorder, now and then ([`order`]). Memory is 8 bytes an arc (16 if a cost
//! leaves 32 bits), twice that where the nodes are numbered anew, and 32 bytes of tree, 32 of terminal and at most 16 of
//! potentials a node.
//!
//! # Overflow
//!
//! With `B` the largest absolute cost, `N` the number of nodes and `Q = Σa + Σb`: the objective is at most
//! `Q·B`, a potential differs from the root's by at most `N·B`, a reduced cost by at most `(2N + 1)·B`.
//! [`Transport::new`] refuses a problem unless `Q·B` and `8(N + 1)·B` both fit i64, so no sum in 64 bits can
//! wrap.
//!
//! Costs below 2²⁹ are kept in 32 bits, and so are potentials for as long as all of them stay below 2²⁹: then a
//! reduced cost, of one cost and two potentials, fits 32 bits. `N·B` may well be more than that, so every
//! potential that is shifted is looked at. Shifting the side that holds the root lets all potentials drift; if
//! one leaves the bound, the root is brought back to zero, and if that does not help, the run goes on in 64
//! bits from the same basis. One shift adds at most three times the bound to a potential within it, which still
//! fits ([`number`]).
//!
//! # Sources
//!
//! - W. H. Cunningham, "A network simplex method", Mathematical Programming 11 (1976): strongly feasible
//!   trees.
//! - D. J. Kelly and G. M. O'Neill, "The minimum cost flow problem and the network simplex solution method"
//!   (1991): tree data structures, pivot rules.
//! - Z. Király and P. Kovács, "Efficient implementations of minimum-cost flow algorithms", Acta Univ.
//!   Sapientiae, Informatica 4 (2012): block search, thread index, subtree sizes and last successors,
//!   measured.

pub mod certificate;
pub mod duals;
pub(crate) mod edit;
pub(crate) mod greedy;
mod number;
mod order;
mod problem;
mod rows;
mod search;
mod shortlist;
mod simplex;
mod tree;

pub(crate) use problem::index;
pub use problem::{KernelError, Pair, Terminal, Transport};
pub(crate) use rows::Rows;
pub(crate) use simplex::Basis;

/// A flow shipped over one pair arc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipment {
    /// Position of the arc in the problem's pair list.
    pub pair: usize,
    /// Units shipped; always positive.
    pub quantity: i64,
}

/// An optimal basic solution with its dual prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Positive pair flows in the order of the pair list.
    pub shipments: Vec<Shipment>,
    /// What each offer keeps.
    pub unsold: Vec<i64>,
    /// What each request lacks.
    pub unmet: Vec<i64>,
    /// `α_i`: what one more unit of offer `i` would add to the objective (negative: it would save).
    pub offer_duals: Vec<i64>,
    /// `β_j`: what one more unit of request `j` would add to the objective.
    pub request_duals: Vec<i64>,
    /// `Σ c·x + Σ s·unsold + Σ u·unmet`.
    pub objective: i64,
    /// What it took.
    pub effort: Effort,
}

/// The work of a solve, counted so that a profile can be told from the input alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Pivots.
    pub pivots: u64,
    /// Tree arcs on the cycles of all pivots.
    pub climbed: u64,
    /// Potentials changed by all pivots.
    pub shifted: u64,
    /// Arcs priced.
    pub scanned: u64,
}

/// Asked now and then while a solve goes on; once it says `true`, the solve ends with what it has.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Solves the problem to optimality. The result still has to be certified by [`certificate::certify`].
///
/// # Errors
///
/// [`KernelError::Broken`] if an invariant of the tree does not hold, which is a bug here and never the
/// input's fault.
pub fn solve(problem: &Transport) -> Result<Solution, KernelError> {
    Ok(solve_until(problem, &|| false)?.0)
}

/// Solves until optimality or until told to stop; whether the solution is optimal. It is feasible in any case,
/// and [`certificate::bound`] proves how far it is from the optimum.
///
/// # Errors
///
/// As [`solve`].
pub fn solve_until(problem: &Transport, stop: Stop<'_>) -> Result<(Solution, bool), KernelError> {
    solve_with_basis(problem, stop).map(|(_, solution, optimal)| (solution, optimal))
}

/// As [`solve_until`], with the basis, from which the problem can be solved again after an edit.
pub(crate) fn solve_with_basis(
    problem: &Transport,
    stop: Stop<'_>,
) -> Result<(Basis, Solution, bool), KernelError> {
    let mut basis = Basis::star(problem);
    let mut effort = Effort::default();
    let optimal = basis.optimise(problem, stop, &mut effort)?;
    let solution = basis.solution(problem, effort)?;
    Ok((basis, solution, optimal))
}
