//! The demonstration market that ships with the program.

use std::collections::BTreeSet;

use chonoi_domain::sheet::{Row, SheetParser};
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::policy::Policy;
use chonoi_matching::reason::Obstacle;

use crate::notation::{catalogue, solve};

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    (1..)
        .zip(records)
        .map(|(line, record)| Row::of_texts(line, &record))
        .collect()
}

pub(crate) fn demonstration() -> Market {
    let parser = SheetParser::new(catalogue());
    let offers = rows(include_str!("../../../../data/demo/offers.csv"));
    let requests = rows(include_str!("../../../../data/demo/requests.csv"));
    let offers = parser.offers(&offers, |_| {}).unwrap().posts;
    let requests = parser.requests(&requests, |_| {}).unwrap().posts;
    Market {
        offers: offers
            .iter()
            .map(|row| OfferPost::of(row.id.clone().unwrap(), row.supplier.clone().unwrap(), &row.terms))
            .collect(),
        requests: requests
            .iter()
            .map(|row| RequestPost::of(row.id.clone().unwrap(), "x", &row.terms))
            .collect(),
        ..Market::default()
    }
}

/// `solve` has another exact solver read the written network and compares the optimum.
#[test]
fn it_is_solved_exactly_and_shows_every_case() {
    let plan = solve(&demonstration(), &Policy::default());
    for volume in &plan.totals.volumes {
        assert!(volume.matched.0 > 0, "nothing matched in {:?}", volume.base_unit);
    }
    assert!(
        plan.allocations.len() >= 100,
        "{} matches",
        plan.allocations.len()
    );
    assert!(!plan.unsold.is_empty() && !plan.unmet.is_empty() && !plan.near_misses.is_empty());
    let obstacles: BTreeSet<_> = plan.near_misses.iter().map(|near| code(&near.obstacle)).collect();
    assert!(obstacles.len() >= 4, "near misses of {} kinds", obstacles.len());
}

/// The constraint's code.
fn code(obstacle: &Obstacle) -> String {
    serde_json::to_value(obstacle).unwrap()["constraint"].to_string()
}
