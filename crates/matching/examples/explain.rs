//! Times the explanation of one post: all pairs of an offer in the largest market of the measured family.
//!
//! `cargo run --release -p chonoi-matching --example explain -- POSTS SEED`
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "an example ends where it fails"
)]

mod family;

use std::collections::BTreeMap;
use std::time::Instant;

use chonoi_domain::catalogue::Catalogue;
use chonoi_matching::network::Network;
use family::Kind;

fn main() {
    let words: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse().expect("POSTS SEED"))
        .collect();
    let [posts, seed] = words.as_slice() else {
        panic!("usage: explain POSTS SEED");
    };
    let kind = Kind::parse("market").expect("a kind");
    let catalogue = Catalogue::embedded().expect("the reference tables parse");
    let seed = u64::try_from(*seed).expect("a seed");
    let (market, policy) = (family::market(&catalogue, kind, *posts, seed), kind.policy());
    let network = Network::prepare(&catalogue, &market, &policy, &|_| {}).expect("a sound market");
    let plan = network.solve(&|_| {}).expect("a plan");
    let mut offered: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for offer in &market.offers {
        offered.entry(&offer.product).or_default().push(&offer.id);
    }
    let largest = offered.values().max_by_key(|ids| ids.len()).expect("an offer");
    let oracle = network
        .oracle(largest[0])
        .expect("it solves")
        .expect("it is there");
    let (mut micros, mut pairs) = (Vec::new(), 0);
    for offer in largest.iter().take(400) {
        let start = Instant::now();
        pairs += oracle.of_offer(&plan, offer).len();
        micros.push(start.elapsed().as_micros());
    }
    micros.sort_unstable();
    println!(
        "{} offers of one product, {} of them explained, {} pairs each: median {} µs, p99 {} µs, most {} µs",
        largest.len(),
        micros.len(),
        pairs / micros.len(),
        micros[micros.len() / 2],
        micros[micros.len() * 99 / 100],
        micros[micros.len() - 1]
    );
}
