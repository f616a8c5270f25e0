//! Writes an instance of the measured family as a min-cost-flow file.
//!
//! `cargo run --release -p chonoi-matching --example instances -- KIND POSTS SEED FILE.min`
//!
//! KIND is `market`, `single`, `units` or `tight`.
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
        eprintln!("usage: instances market|single|units|tight POSTS SEED FILE.min");
        std::process::exit(2);
    };
    let kind = Kind::parse(kind).expect("a kind: market, single, units or tight");
    let (posts, seed) = (
        posts.parse().expect("a number of posts"),
        seed.parse().expect("a seed"),
    );
    let catalogue = Catalogue::embedded().expect("the reference tables parse");
    let (market, policy) = (family::market(&catalogue, kind, posts, seed), kind.policy());
    let network = Network::prepare(&catalogue, &market, &policy, &|_| {}).expect("a sound market");
    std::fs::write(path, network.dimacs()).expect("a file that can be written");
}
