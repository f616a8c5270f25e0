//! Searching 100,000 listings, or as many as are asked for: our address beside raw Tantivy, and beside raw Meilisearch where there is one.
//!
//! `cargo bench -p chonoi-it --bench search -- [--slowest] [LISTINGS…]`. Ours is the whole way from the address to the bytes
//! of the answer: reading the text, asking the index until something is found, fetching the posts from the database. A raw
//! index is asked once, for what ours found in the end: the same words, filters, order, page and counts. Both are asked in
//! turn, every question several times; of each question the median counts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a bench prints, and fails loudly"
)]

mod market;
mod noted;
mod questions;
mod raw_meili;
mod raw_tantivy;
mod table;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chonoi_search::embedded::Embedded;
use chonoi_search::meili::{Meili, RIGHTS};
use chonoi_search::query::Query;
use chonoi_testkit::meili;

use crate::market::{Listings, Site};
use crate::noted::{Noted, Spool};
use crate::raw_tantivy::Raw;
use crate::table::{Row, Times, bytes, resident};

/// Every question is asked so often, after a round that warms the files.
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000] } else { sizes };
    let slowest = arguments.iter().any(|arg| arg == "--slowest");
    println!("{}", table::HEAD);
    for size in sizes {
        eprintln!("{size} listings: filling the database");
        let started = Instant::now();
        let listings = Listings::write(size).await;
        eprintln!("    {} s", started.elapsed().as_secs());
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool(folder.path().join("documents.jsonl"));
        on_tantivy(&listings, &spool, slowest).await;
        on_meili(&listings, &spool, slowest).await;
    }
}

async fn on_tantivy(listings: &Listings, spool: &Spool, slowest: bool) {
    let (folder, raw_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let index = Arc::new(Embedded::in_folder(folder.path()).unwrap());
    let index = Arc::new(Noted::over(index, spool));
    let site = listings.site(index.clone());
    eprintln!("{} listings: building our index", listings.size);
    let started = Instant::now();
    site.reindex().await;
    let built = index.built();
    eprintln!(
        "    {} s with reading the database and comparing",
        started.elapsed().as_secs()
    );
    eprintln!("{} listings: building raw Tantivy's", listings.size);
    let mut raw = Raw::in_folder(raw_folder.path());
    spool.pieces().for_each(|documents| raw.put(&documents));
    let raw = raw.finish();
    eprintln!("{} listings: asking", listings.size);
    let questions = questions::draw(&site, &listings.catalogue).await;
    let mut round = Round::new(&site, &index, questions);
    let mut bare = Times::of(round.questions.len());
    for number in 0..=ROUNDS {
        for at in 0..round.questions.len() {
            let (asked, total) = round.ours(number, at).await;
            let started = Instant::now();
            let found = raw.search(&asked, true);
            round.theirs(number, at, started.elapsed());
            round.agree += usize::from(found == total);
            let started = Instant::now();
            raw.search(&asked, false);
            if number > 0 {
                bare.push(at, started.elapsed());
            }
        }
    }
    round.print(
        ["ours on Tantivy, the address", "raw Tantivy, with counts"],
        [Some(built), Some(raw.built)],
        [bytes(folder.path()), bytes(raw_folder.path())],
        [resident(folder.path()), resident(raw_folder.path())].map(Some),
        listings.size,
    );
    Row {
        listings: listings.size,
        who: "raw Tantivy, the hits alone",
        times: &bare,
        against: None,
        built: None,
        on_disk: None,
        resident: None,
    }
    .print();
    round.tell(slowest);
}

async fn on_meili(listings: &Listings, spool: &Spool, slowest: bool) {
    let Some(server) = meili::server(&RIGHTS).await else {
        return;
    };
    let index = Meili::at(
        &server.url,
        Some(&server.key),
        &server.name,
        listings.catalogue.clone(),
    )
    .unwrap();
    let index = Arc::new(Noted::over(Arc::new(index), spool));
    let site = listings.site(index.clone());
    let raw = raw_meili::Raw::on(&server).await;
    let empty = raw_meili::bytes().await;
    eprintln!("{} listings: building ours on Meilisearch", listings.size);
    site.reindex().await;
    let built = index.built();
    let with_ours = raw_meili::bytes().await;
    eprintln!("{} listings: building raw Meilisearch's", listings.size);
    let raw_built = raw.fill(spool).await;
    let with_both = raw_meili::bytes().await;
    eprintln!("{} listings: asking", listings.size);
    let questions = questions::draw(&site, &listings.catalogue).await;
    let mut round = Round::new(&site, &index, questions);
    for number in 0..=ROUNDS {
        for at in 0..round.questions.len() {
            let (asked, total) = round.ours(number, at).await;
            let started = Instant::now();
            let found = raw.search(&asked).await;
            round.theirs(number, at, started.elapsed());
            round.agree += usize::from(found == total);
        }
    }
    round.print(
        ["ours on Meilisearch, the address", "raw Meilisearch, with counts"],
        [Some(built), Some(raw_built)],
        [
            with_ours.saturating_sub(empty),
            with_both.saturating_sub(with_ours),
        ],
        [None, None],
        listings.size,
    );
    round.tell(slowest);
    server.wipe().await;
}

/// The questions, and what they took.
struct Round<'a> {
    site: &'a Site,
    index: &'a Noted,
    questions: Vec<String>,
    ours: Times,
    theirs: Times,
    /// Answers of which both tell the same number of hits, over all rounds.
    agree: usize,
}

impl<'a> Round<'a> {
    fn new(site: &'a Site, index: &'a Noted, questions: Vec<String>) -> Self {
        let [ours, theirs] = [(); 2].map(|()| Times::of(questions.len()));
        Self {
            site,
            index,
            questions,
            ours,
            theirs,
            agree: 0,
        }
    }

    /// Asks our address; what the index was asked in the end, and how many hits were told of.
    async fn ours(&mut self, number: usize, at: usize) -> (Query, u64) {
        let started = Instant::now();
        let answer = self.site.ask(&self.questions[at]).await;
        let taken = started.elapsed();
        if number > 0 {
            self.ours.push(at, taken);
        }
        let total = questions::parsed(&answer)["total"].as_u64().unwrap();
        (self.index.asked(), total)
    }

    fn theirs(&mut self, number: usize, at: usize, taken: Duration) {
        if number > 0 {
            self.theirs.push(at, taken);
        }
    }

    fn print(
        &self,
        [us, them]: [&str; 2],
        built: [Option<f64>; 2],
        on_disk: [u64; 2],
        resident: [Option<u64>; 2],
        listings: usize,
    ) {
        let rows = [(us, &self.ours, Some(&self.theirs)), (them, &self.theirs, None)];
        for (at, (who, times, against)) in rows.into_iter().enumerate() {
            let (built, resident) = (built[at], resident[at]);
            let row = Row {
                listings,
                who,
                times,
                against,
                built,
                on_disk: Some(on_disk[at]),
                resident,
            };
            row.print();
        }
    }

    /// On the side: in how many answers both say the same, and, where it is asked for, the questions that take us longest.
    fn tell(&self, slowest: bool) {
        let all = self.questions.len();
        eprintln!(
            "    {all} questions; of 1,000 answers {} tell of as many hits as the raw one",
            self.agree * 1_000 / (all * (ROUNDS + 1))
        );
        let mut order: Vec<usize> = (0..all).collect();
        order.sort_by(|a, b| self.ours.median(*b).total_cmp(&self.ours.median(*a)));
        for at in order.into_iter().take(if slowest { 25 } else { 0 }) {
            let (ours, theirs) = (self.ours.median(at), self.theirs.median(at));
            eprintln!("    {ours:8.2} ms, raw {theirs:8.2} ms  {}", self.questions[at]);
        }
    }
}
