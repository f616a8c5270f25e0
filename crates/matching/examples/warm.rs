//! Times one change of a market that is kept solved, from the post to the proven flow.
//!
//! `cargo run --release -p chonoi-matching --example warm -- KIND POSTS SEED EDITS`
//!
//! Each edit in turn: a new post comes, one changes its price, one its quantity, one its window, one goes. Each is made
//! five times from the same state and the quickest counts, so that what else the machine does is not measured.
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
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_matching::market::Market;
use chonoi_matching::warm::{Edit, Warm};
use family::Kind;

/// Times that each edit is made.
const TRIES: usize = 5;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [kind, posts, seed, edits] = words.as_slice() else {
        eprintln!("usage: warm market|single|units|tight POSTS SEED EDITS");
        std::process::exit(2);
    };
    let kind = Kind::parse(kind).expect("a kind: market, single, units or tight");
    let number = |word: &String| word.parse::<usize>().expect("a number");
    let (posts, seed, edits) = (number(posts), number(seed), number(edits));
    let catalogue = Catalogue::embedded().expect("the reference tables parse");
    let all = family::market(&catalogue, kind, posts + edits, u64::try_from(seed).unwrap_or(1));
    let mut stands = Market {
        offers: all.offers[..posts].to_vec(),
        requests: all.requests[..posts].to_vec(),
        ..Market::default()
    };
    let start = Instant::now();
    let mut warm = Warm::new(&catalogue, &stands, &kind.policy()).expect("a sound market");
    println!(
        "{posts} x {posts}, {} pairs, {} MB by its own count, taken up and solved in {:.2} s",
        warm.pairs(),
        warm.bytes() >> 20,
        start.elapsed().as_secs_f64()
    );
    let mut draw = family::Draw(u64::try_from(seed).unwrap_or(1));
    let mut times = [const { Vec::new() }; 5];
    for at in 0..edits {
        let edit = edit(&mut stands, &all, posts + at, at % 5, &mut draw);
        let tries = (0..TRIES).map(|_| {
            let mut tried = warm.clone();
            let start = Instant::now();
            tried.edit(&edit).expect("a sound post");
            let answer = tried.optimise(&|| false).expect("a proof");
            ((start.elapsed().as_nanos(), answer.pivots), tried)
        });
        let best = tries.min_by_key(|(took, _)| *took).expect("a try");
        times[at % 5].push(best.0);
        warm = best.1;
    }
    let names = ["new post", "price", "quantity", "window", "withdrawn"];
    for (name, times) in names.iter().zip(&mut times) {
        print(name, times);
    }
    print("all", &mut times.concat());
    let cold = chonoi_matching::solve(&catalogue, &stands, &kind.policy(), &|_| {}).expect("a plan");
    let answer = warm.optimise(&|| false).expect("a proof");
    assert_eq!(answer.objective, cold.flow_objective, "warm and cold agree");
    println!(
        "objective {} after all edits, equal to a cold solve's",
        answer.objective
    );
}

/// The edit of that kind, made in `stands` too.
fn edit(stands: &mut Market, all: &Market, new: usize, kind: usize, draw: &mut family::Draw) -> Edit {
    let at = usize::try_from(draw.next()).unwrap_or_default();
    if draw.below(2) == 0 {
        let at = at % stands.offers.len();
        match kind {
            0 => stands.offers.push(all.offers[new].clone()),
            4 => return Edit::WithdrawOffer(stands.offers.swap_remove(at).id),
            _ => {}
        }
        let at = if kind == 0 { stands.offers.len() - 1 } else { at };
        let post = &mut stands.offers[at];
        match kind {
            1 => post.ask = post.ask.map(|ask| UnitPrice(ask.0 * (90 + draw.below(21)) / 100)),
            2 => post.quantity = Quantity(post.quantity.0 * (50 + draw.below(101)) / 100 + 1),
            3 => post.harvest = all.offers[new].harvest,
            _ => {}
        }
        return Edit::Offer(post.clone());
    }
    let at = at % stands.requests.len();
    match kind {
        0 => stands.requests.push(all.requests[new].clone()),
        4 => return Edit::WithdrawRequest(stands.requests.swap_remove(at).id),
        _ => {}
    }
    let at = if kind == 0 { stands.requests.len() - 1 } else { at };
    let post = &mut stands.requests[at];
    match kind {
        1 => {
            for wanted in &mut post.alternatives {
                wanted.bid = wanted
                    .bid
                    .map(|bid| UnitPrice(bid.0 * (90 + draw.below(21)) / 100));
            }
        }
        2 => post.quantity = Quantity(post.quantity.0 * (50 + draw.below(101)) / 100 + 1),
        3 => post.delivery = all.requests[new].delivery,
        _ => {}
    }
    Edit::Request(post.clone())
}

fn print(name: &str, times: &mut [(u128, u64)]) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].0 / 1_000;
    let pivots: u64 = times.iter().map(|(_, pivots)| pivots).sum();
    println!(
        "{name:>10}: p50 {} µs, p90 {} µs, p99 {} µs, worst {} µs, {} pivots on average",
        at(50),
        at(90),
        at(99),
        at(100),
        pivots / u64::try_from(times.len()).unwrap_or(1)
    );
}
