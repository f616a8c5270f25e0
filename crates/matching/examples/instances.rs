//! Writes an instance of the measured family as a min-cost-flow file.
//!
//! `cargo run --release -p chonoi-matching --example instances -- KIND POSTS SEED FILE.min`
//!
//! KIND is `market`, `single`, `units` or `tight`, each with every feasible pair; `support` and `support-single`,
//! with the pairs that column generation keeps, where all pairs would not fit in a file; or `transport`, a
//! balanced transportation problem of POSTS nodes without structure, as NETGEN draws them.
#![expect(
    clippy::print_stderr,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "an example ends where it fails"
)]

mod family;

use chonoi_domain::catalogue::Catalogue;
use chonoi_matching::network::Network;
use family::Kind;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [kind, posts, seed, path] = words.as_slice() else {
        eprintln!("usage: instances KIND POSTS SEED FILE.min");
        std::process::exit(2);
    };
    let (posts, seed) = (
        posts.parse().expect("a number of posts"),
        seed.parse().expect("a seed"),
    );
    if kind == "transport" {
        std::fs::write(path, transport(posts, seed)).expect("a file that can be written");
        return;
    }
    let (support, kind) = match kind.strip_prefix("support") {
        Some("") => (true, "market"),
        Some(rest) => (true, rest.trim_start_matches('-')),
        None => (false, kind.as_str()),
    };
    let kind = Kind::parse(kind).expect("a kind: market, single, units or tight");
    let catalogue = Catalogue::embedded().expect("the reference tables parse");
    let (market, policy) = (family::market(&catalogue, kind, posts, seed), kind.policy());
    let network = Network::prepare(&catalogue, &market, &policy, &|_| {}).expect("a sound market");
    let text = if support {
        network.support().expect("an optimum")
    } else {
        network.dimacs()
    };
    std::fs::write(path, text).expect("a file that can be written");
}

/// A balanced transportation problem of `nodes` nodes in DIMACS format: half of them sources, about 27 arcs from
/// each, costs 1 to 10,000, every demand coverable from a source of its own.
fn transport(nodes: usize, seed: u64) -> String {
    use std::fmt::Write as _;
    let mut draw = family::Draw(seed.wrapping_mul(0xD134_2543_DE82_EF95));
    let side = u64::try_from(nodes / 2).unwrap_or(1);
    let (mut descriptors, mut arcs, mut count) = (String::new(), String::new(), 0);
    for source in 1..=side {
        let supply = 1 + draw.below(2_000);
        let _ = writeln!(descriptors, "n {source} {supply}\nn {} -{supply}", side + source);
        let targets: Vec<u64> = (0..26).map(|_| 1 + draw.next() % side).collect();
        for target in std::iter::once(source).chain(targets) {
            let (head, cost) = (side + target, 1 + draw.below(10_000));
            let _ = writeln!(arcs, "a {source} {head} 0 2000000000 {cost}");
            count += 1;
        }
    }
    format!("p min {} {count}\n{descriptors}{arcs}", 2 * side)
}
