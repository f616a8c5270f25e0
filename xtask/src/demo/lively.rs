//! Whether the demonstration market is lively: the engine's own plan of the files, with its default policy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::{Dialect, OfferRow, RequestRow, Row, SheetParser};
use chonoi_matching::market::{Market as Input, OfferPost, RequestPost};
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use chonoi_matching::reason::Obstacle;

use super::inputs::Inputs;
use super::market::Market;
use super::write;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .zip(1..)
        .map(|(record, line)| Row::of_texts(line, &record))
        .collect()
}

fn offer(row: OfferRow) -> OfferPost {
    let terms = row.terms;
    OfferPost {
        id: row.id.unwrap(),
        supplier: row.supplier.unwrap(),
        product: terms.product,
        state: terms.state,
        grade: terms.grade,
        quantity: terms.quantity,
        min_lot: terms.min_lot,
        harvest: terms.harvest,
        place: terms.place,
        ask: terms.ask,
        basis: terms.basis,
        certificates: terms.certificates,
    }
}

fn request(row: RequestRow) -> RequestPost {
    let terms = row.terms;
    RequestPost {
        id: row.id.unwrap(),
        buyer: row.buyer.unwrap(),
        alternatives: terms.alternatives,
        states: terms.states,
        grade: terms.grade,
        quantity: terms.quantity,
        daily_quantity: terms.daily_quantity,
        min_lot: terms.min_lot,
        delivery: terms.delivery,
        place: terms.place,
        certificates: terms.certificates,
        urgency: terms.urgency,
        min_life_days: terms.min_life_days,
    }
}

/// The files as the strict format reads them.
fn read(catalogue: &Catalogue, files: &write::Files) -> Input {
    let parser = SheetParser::new(catalogue);
    let offers = parser.offers(&rows(&files["offers.csv"]), |_| {}).unwrap();
    let requests = parser.requests(&rows(&files["requests.csv"]), |_| {}).unwrap();
    assert_eq!(
        (offers.dialect, requests.dialect),
        (Dialect::Strict, Dialect::Strict)
    );
    Input {
        offers: offers.posts.into_iter().map(offer).collect(),
        requests: requests.posts.into_iter().map(request).collect(),
        ..Input::default()
    }
}

fn plan() -> (Market, Plan) {
    let inputs = Inputs::read(&PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap();
    let market = Market::build(&inputs).unwrap();
    let input = read(&inputs.catalogue, &write::files(&inputs, &market).unwrap());
    assert_eq!(
        (input.offers.len(), input.requests.len()),
        (market.offers.len(), market.requests.len())
    );
    let plan = chonoi_matching::solve(&inputs.catalogue, &input, &Policy::default(), &|_| {}).unwrap();
    (market, plan)
}

#[test]
fn most_of_the_market_trades_and_much_is_left_to_negotiate() {
    let (market, plan) = plan();
    let served: BTreeSet<&str> = plan.allocations.iter().map(|a| a.request.as_str()).collect();
    let percent = served.len() * 100 / market.requests.len();
    println!(
        "{percent} % of the requests are served, from {} pairs",
        plan.certificate.pairs
    );
    assert!(
        (60..=80).contains(&percent),
        "{percent} % of the requests are served"
    );
    for volume in &plan.totals.volumes {
        let (offered, matched) = (volume.offered.0, volume.matched.0);
        println!(
            "{:?}: {matched} of {offered} offered, {} requested",
            volume.base_unit, volume.requested.0
        );
        assert!(
            matched * 2 > offered,
            "most of what is offered in {:?} is sold",
            volume.base_unit
        );
        assert!(matched < offered, "and something is left");
    }
}

#[test]
fn near_misses_of_every_kind_occur() {
    let (_, plan) = plan();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for miss in &plan.near_misses {
        let kind = match miss.obstacle {
            Obstacle::Price { .. } => "price",
            Obstacle::Date { days: 1.., .. } => "date: too late",
            Obstacle::Date { .. } => "date: too early",
            Obstacle::ShelfLife { .. } => "distance: dead on arrival",
            Obstacle::Certificate { .. } => "certificate",
            Obstacle::State { .. } => "state",
            Obstacle::MinimumLot { .. } => "minimum lot",
            Obstacle::Grade { .. } | Obstacle::Distance { .. } => continue, // the files cannot say either
        };
        *kinds.entry(kind).or_default() += 1;
    }
    println!("{kinds:?}");
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    assert!(kinds.values().all(|n| *n >= 3), "{kinds:?}");
}

#[test]
fn scarcity_and_glut_occur() {
    let (market, plan) = plan();
    let mut rest: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let product = |id: &str| {
        let i: usize = id.trim_start_matches(['O', 'R']).parse().unwrap();
        if id.starts_with('O') {
            &market.offers[i - 1].product
        } else {
            &market.requests[i - 1].products[0]
        }
    };
    for unsold in &plan.unsold {
        rest.entry(product(&unsold.offer)).or_default().0 += unsold.quantity.0;
    }
    for unmet in &plan.unmet {
        rest.entry(product(&unmet.request)).or_default().1 += unmet.quantity.0;
    }
    let glut = rest
        .values()
        .filter(|(unsold, unmet)| *unmet == 0 && *unsold > 0)
        .count();
    let scarce = rest
        .values()
        .filter(|(unsold, unmet)| *unsold == 0 && *unmet > 0)
        .count();
    println!("{glut} products are left over, {scarce} are lacking");
    assert!(glut >= 5 && scarce >= 5, "{glut} in glut, {scarce} scarce");
}
