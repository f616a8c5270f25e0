//! What the demonstration market promises.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chonoi_domain::actor::OrganisationKind;

use super::calendar::{FIRST_DAY, iso};
use super::inputs::Inputs;
use super::market::Market;
use super::post::{Basis, Offer, Request};
use super::{demand, demand_figures, supply, supply_figures, units, write};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn market() -> (Inputs, Market) {
    let inputs = Inputs::read(&root()).unwrap();
    let market = Market::build(&inputs).unwrap();
    (inputs, market)
}

#[test]
fn every_figure_is_used_or_says_why_not() {
    let (inputs, _) = market();
    for row in &inputs.supply {
        assert!(supply_figures::treatment(&row.id).is_some(), "{}", row.id);
    }
    for row in &inputs.demand {
        assert!(demand_figures::treatment(&row.id).is_some(), "{}", row.id);
    }
}

#[test]
fn split_posts_add_up_to_the_published_figure() {
    let (inputs, market) = market();
    let mut split = 0;
    for row in &inputs.supply {
        if let Some(supply_figures::Treatment::Split(rule)) = supply_figures::treatment(&row.id) {
            let posts: Vec<&Offer> = market
                .offers
                .iter()
                .filter(|o| o.why.figure_id == row.id)
                .collect();
            let sum: i64 = posts.iter().map(|o| o.quantity).sum();
            assert_eq!(sum, supply::total(row, &rule).unwrap(), "{}", row.id);
            assert!(
                posts
                    .iter()
                    .all(|o| o.unit == rule.unit && o.why.basis == Basis::of(&row.evidence))
            );
            split += 1;
        }
    }
    for row in &inputs.demand {
        if let Some(demand_figures::Treatment::Split(rule)) = demand_figures::treatment(&row.id) {
            let posts: Vec<&Request> = market
                .requests
                .iter()
                .filter(|r| r.why.figure_id == row.id)
                .collect();
            let sum: i64 = posts.iter().map(|r| r.quantity).sum();
            assert_eq!(sum, demand::total(row, &rule).unwrap(), "{}", row.id);
            assert!(
                posts
                    .iter()
                    .all(|r| r.unit == rule.unit && r.why.basis == Basis::of(&row.evidence))
            );
            split += 1;
        }
    }
    assert_eq!(split, 37, "13 of supply, 24 of demand");
    let paddy: i64 = market
        .offers
        .iter()
        .filter(|o| o.why.figure_id == "S006")
        .map(|o| o.quantity)
        .sum();
    assert_eq!(paddy, 12_000, "tonnes of summer–autumn paddy that were left");
    let rice: i64 = market
        .requests
        .iter()
        .filter(|r| r.why.figure_id == "D001")
        .map(|r| r.quantity)
        .sum();
    assert_eq!(rice, 1_981, "tonnes of rice a day for the city");
}

#[test]
fn the_market_is_as_wide_as_promised() {
    let (inputs, market) = market();
    assert!(market.offers.len() >= 300, "{} offers", market.offers.len());
    assert!(market.requests.len() >= 300, "{} requests", market.requests.len());
    let mut products: BTreeSet<&str> = market.offers.iter().map(|o| o.product.as_str()).collect();
    assert!(products.len() >= 60, "{} products offered", products.len());
    products.extend(
        market
            .requests
            .iter()
            .flat_map(|r| r.products.iter().map(String::as_str)),
    );
    assert!(products.iter().all(|p| !inputs.product(p).unwrap().is_generic));
    let places = market
        .offers
        .iter()
        .map(|o| &o.place)
        .chain(market.requests.iter().map(|r| &r.place));
    let provinces: BTreeSet<String> = places
        .map(|p| {
            inputs
                .catalogue
                .province_of(&p.as_str().into())
                .unwrap()
                .code
                .0
                .clone()
        })
        .collect();
    assert!(provinces.len() >= 25, "{} provinces", provinces.len());
}

fn place_exists(inputs: &Inputs, code: &str) -> bool {
    inputs.catalogue.place(&code.into()).is_some()
}

fn certificates_exist(inputs: &Inputs, codes: &[String]) -> bool {
    codes
        .iter()
        .all(|c| inputs.catalogue.certificate(&c.as_str().into()).is_some())
}

fn trades_by(inputs: &Inputs, product: &str, unit: &str) -> bool {
    units::named(inputs, inputs.product(product).unwrap(), unit).is_ok()
}

#[test]
fn organisations_have_known_kinds_and_places() {
    let (inputs, market) = market();
    let rows = market.directory.rows();
    let ids: BTreeSet<&str> = rows.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "ids are unique");
    for o in rows {
        assert!(place_exists(&inputs, &o.place), "{} at {}", o.id, o.place);
        assert!(
            o.kind.parse::<OrganisationKind>().is_ok(),
            "{} is a {}",
            o.id,
            o.kind
        );
    }
}

#[test]
fn offers_name_what_exists() {
    let (inputs, market) = market();
    for (i, o) in market.offers.iter().enumerate() {
        let id = write::id('O', i);
        assert!(
            market.directory.place(&o.supplier).is_some(),
            "{id} by {}",
            o.supplier
        );
        assert!(trades_by(&inputs, &o.product, &o.unit), "{id} by {}", o.unit);
        assert!(certificates_exist(&inputs, &o.certificates), "{id}");
        assert!(place_exists(&inputs, &o.place), "{id} at {}", o.place);
        assert!(o.quantity >= o.min_lot && o.min_lot > 0, "{id}");
        assert!(o.ask.is_none_or(|a| a > 0), "{id}");
        assert!(
            (-7..=60).contains(&o.from) && o.to >= 0 && o.to >= o.from,
            "{id}: {} to {}",
            o.from,
            o.to
        );
    }
}

#[test]
fn requests_name_what_exists() {
    let (inputs, market) = market();
    for (i, r) in market.requests.iter().enumerate() {
        let id = write::id('R', i);
        assert!(market.directory.place(&r.buyer).is_some(), "{id} by {}", r.buyer);
        let bases: BTreeSet<_> = r
            .products
            .iter()
            .map(|p| inputs.product(p).unwrap().base_unit)
            .collect();
        assert_eq!(bases.len(), 1, "{id}: one base unit");
        assert!(
            r.products.iter().all(|p| trades_by(&inputs, p, &r.unit)),
            "{id} by {}",
            r.unit
        );
        assert!(r.bids.is_empty() || r.bids.len() == r.products.len(), "{id}");
        assert!(r.bids.iter().all(|b| *b > 0), "{id}");
        assert!(certificates_exist(&inputs, &r.certificates), "{id}");
        assert!(place_exists(&inputs, &r.place), "{id} at {}", r.place);
        assert!(
            r.quantity >= r.min_lot && r.min_lot > 0 && (1..=5).contains(&r.urgency),
            "{id}"
        );
        assert!((0..=60).contains(&r.from) && r.to >= r.from, "{id}");
    }
}

#[test]
fn no_stand_in_passes_for_a_real_firm() {
    let (_, market) = market();
    for o in market.directory.rows() {
        assert_eq!(
            o.name.ends_with("(minh họa)"),
            o.evidence == "assumption",
            "{}: {}",
            o.id,
            o.name
        );
    }
}

#[test]
fn exact_ties_exist() {
    let (_, market) = market();
    let mut same: BTreeMap<_, usize> = BTreeMap::new();
    for o in &market.offers {
        *same
            .entry((&o.product, &o.place, o.ask, o.from, o.to, o.quantity))
            .or_default() += 1;
    }
    assert!(same.values().filter(|n| **n > 1).count() >= 4, "{same:?}");
}

#[test]
fn sources_and_figures_of_every_post_are_known() {
    let (inputs, market) = market();
    let sources = std::fs::read_to_string(root().join("data/reference/sources.csv")).unwrap();
    let known: BTreeSet<&str> = sources.lines().filter_map(|l| l.split(',').next()).collect();
    let figures: BTreeSet<&str> = inputs
        .supply
        .iter()
        .map(|s| s.id.as_str())
        .chain(inputs.demand.iter().map(|d| d.id.as_str()))
        .collect();
    let whys = market
        .offers
        .iter()
        .map(|o| &o.why)
        .chain(market.requests.iter().map(|r| &r.why));
    for why in whys {
        assert!(known.contains(why.source.as_str()), "{why:?}");
        assert!(
            why.figure_id.is_empty() || figures.contains(why.figure_id.as_str()),
            "{why:?}"
        );
        assert!(!why.share.is_empty());
        assert!(
            why.basis == Basis::Assumption || !why.figure_id.is_empty(),
            "{why:?}"
        );
    }
}

#[test]
fn the_files_on_disk_are_what_the_rule_gives() {
    let (inputs, market) = market();
    let again = Market::build(&inputs).unwrap();
    let files = write::files(&inputs, &market).unwrap();
    assert_eq!(files, write::files(&inputs, &again).unwrap());
    for (name, text) in files {
        let on_disk = std::fs::read_to_string(root().join("data/demo").join(name)).unwrap();
        assert_eq!(on_disk, text, "{name}: run `cargo xtask demo`");
        assert!(!text.contains('\r'), "{name} has LF line ends");
    }
    assert_eq!(iso(0).unwrap(), FIRST_DAY.to_string());
}
