//! Times a market of the measured family from its posts to the certified and explained plan.
//!
//! `cargo run --release -p chonoi-matching --example plan -- KIND POSTS SEED [THREADS]`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "an example ends where it fails"
)]

mod family;

use std::time::Instant;

use chonoi_domain::catalogue::Catalogue;
use chonoi_matching::network::Network;
use family::Kind;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [kind, posts, seed, ..] = words.as_slice() else {
        eprintln!("usage: plan market|single|units|tight POSTS SEED [THREADS]");
        std::process::exit(2);
    };
    let kind = Kind::parse(kind).expect("a kind: market, single, units or tight");
    let (posts, seed) = (
        posts.parse().expect("a number of posts"),
        seed.parse().expect("a seed"),
    );
    let threads = words
        .get(3)
        .map_or(2, |threads| threads.parse().expect("a number of threads"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let catalogue = Catalogue::embedded().expect("the reference tables parse");
    let (market, policy) = (family::market(&catalogue, kind, posts, seed), kind.policy());
    pool.expect("threads").install(|| {
        let start = Instant::now();
        let network = Network::prepare(&catalogue, &market, &policy, &|_| {}).expect("a sound market");
        let prepared = start.elapsed().as_secs_f64();
        let plan = network.solve(&|_| {}).expect("a plan");
        let seconds = start.elapsed().as_secs_f64();
        let spent = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let spent: u64 = spent.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!(
            "{posts} x {posts}: {} feasible pairs, {} matches, {} near misses, optimum {}, bound {}, with lots {} (gap {}), {} pivots",
            plan.certificate.pairs,
            plan.allocations.len(),
            plan.near_misses.len(),
            plan.flow_objective,
            plan.certificate.bound,
            plan.objective,
            plan.lot_gap,
            plan.certificate.pivots,
        );
        println!(
            "{seconds:.2} s on {threads} threads, of them {prepared:.2} s until solving; {}.{:02} s of processor time; peak {}",
            spent / 100,
            spent % 100,
            peak.unwrap_or("not known").trim()
        );
    });
}
