//! The two files of `chonoi match` as bytes, divided at the first NUL: faults, or a plan that is certified.
#![no_main]

use std::sync::LazyLock;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::SheetParser;
use chonoi_market::import::reader;
use chonoi_matching::error::MatchError;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::policy::Policy;
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::embedded().expect("the built-in catalogue parses"));

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (offers, requests) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let (Ok(offers), Ok(requests)) = (reader::rows(offers), reader::rows(requests)) else {
        return;
    };
    let parser = SheetParser::new(&CATALOGUE);
    let offers = parser.offers(&offers, |_| ());
    let requests = parser.requests(&requests, |_| ());
    let (Ok(offers), Ok(requests)) = (offers, requests) else {
        return;
    };
    let id = |id: &Option<String>, line: u64| id.clone().unwrap_or_else(|| format!("line {line}"));
    let name = |name: &Option<String>, side: &str| name.clone().unwrap_or_else(|| side.to_owned());
    let offer = |row: &chonoi_domain::sheet::OfferRow| {
        OfferPost::of(id(&row.id, row.line), name(&row.supplier, "seller"), &row.terms)
    };
    let request = |row: &chonoi_domain::sheet::RequestRow| {
        RequestPost::of(id(&row.id, row.line), name(&row.buyer, "buyer"), &row.terms)
    };
    let market = Market {
        offers: offers.posts.iter().map(offer).collect(),
        requests: requests.posts.iter().map(request).collect(),
        ..Market::default()
    };
    match chonoi_matching::solve(&CATALOGUE, &market, &Policy::default(), &|_| {}) {
        Ok(plan) => assert_eq!(plan.certificate.bound, plan.flow_objective),
        Err(MatchError::Kernel { .. }) => panic!("a proof failed"),
        Err(_) => {}
    }
});
