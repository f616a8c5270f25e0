//! Markets and plans as one line of text, so that a test is a table.
//!
//! Posts stand between bars: `offer a 100kg ask=100000 | need x 80kg bid=120000 at=79 | seen a x | declined
//! a x`. What is left out takes a default: whiteleg shrimp, fresh, at Cà Mau (96), days 0 to 9, asked
//! 100,000 and bid 120,000 đ/kg, urgency 3. Day 0 is 1 December 2026.

use std::fmt::Write as _;
use std::sync::OnceLock;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::post::request::Alternative;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{Market, OfferPost, PairId, RequestPost};
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use time::{Date, Duration, macros::date};

const DAY_0: Date = date!(2026 - 12 - 01);

pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::embedded().unwrap())
}

pub(crate) fn window(from: i64, to: i64) -> DateWindow {
    DateWindow::new(DAY_0 + Duration::days(from), DAY_0 + Duration::days(to)).unwrap()
}

pub(crate) fn day(date: Date) -> i64 {
    (date - DAY_0).whole_days()
}

pub(crate) fn offer(id: &str, kg: i64) -> OfferPost {
    OfferPost {
        id: id.into(),
        supplier: format!("coop {id}"),
        product: "tom-the".into(),
        state: "fresh".parse().unwrap(),
        grade: None,
        quantity: Quantity(kg * 1_000),
        min_lot: Quantity(0),
        harvest: window(0, 9),
        place: "96".into(),
        ask: Some(UnitPrice(100_000)),
        basis: PriceBasis::Farm,
        certificates: vec![],
    }
}

pub(crate) fn request(id: &str, kg: i64) -> RequestPost {
    RequestPost {
        id: id.into(),
        buyer: format!("shop {id}"),
        alternatives: vec![Alternative {
            product: "tom-the".into(),
            bid: Some(UnitPrice(120_000)),
        }],
        states: vec![],
        grade: None,
        quantity: Quantity(kg * 1_000),
        daily_quantity: None,
        min_lot: Quantity(0),
        delivery: window(0, 9),
        place: "96".into(),
        certificates: vec![],
        urgency: 3,
        min_life_days: 0,
    }
}

fn kilograms(text: &str) -> Quantity {
    let (number, factor) = text.strip_suffix("kg").map_or((text, 1), |kg| (kg, 1_000));
    Quantity(number.parse::<i64>().unwrap() * factor)
}

fn days(text: &str) -> DateWindow {
    let (from, to) = text.split_once("..").unwrap();
    window(from.parse().unwrap(), to.parse().unwrap())
}

fn list<T>(text: &str, each: impl Fn(&str) -> T) -> Vec<T> {
    text.split(',').map(each).collect()
}

fn price(text: &str) -> Option<UnitPrice> {
    (text != "?").then(|| UnitPrice(text.parse().unwrap()))
}

fn parse_offer(words: &[&str]) -> OfferPost {
    let mut post = offer(words[0], 0);
    post.quantity = kilograms(words[1]);
    for (key, value) in words[2..].iter().map(|word| word.split_once('=').unwrap()) {
        match key {
            "by" => post.supplier = value.into(),
            "product" => post.product = value.into(),
            "state" => post.state = value.parse().unwrap(),
            "grade" => post.grade = Some(value.replace('_', " ")),
            "lot" => post.min_lot = kilograms(value),
            "days" => post.harvest = days(value),
            "at" => post.place = value.into(),
            "ask" => post.ask = price(value),
            "to" => {
                post.basis = PriceBasis::Delivered {
                    provinces: list(value, |text| text.into()),
                }
            }
            "cert" => post.certificates = list(value, |text| text.into()),
            _ => panic!("unknown key {key}"),
        }
    }
    post
}

fn parse_request(words: &[&str]) -> RequestPost {
    let mut post = request(words[0], 0);
    post.quantity = kilograms(words[1]);
    for (key, value) in words[2..].iter().map(|word| word.split_once('=').unwrap()) {
        match key {
            "by" => post.buyer = value.into(),
            "bid" => post.alternatives[0].bid = price(value),
            "want" => {
                let wanted = |text: &str| {
                    text.split_once(':')
                        .map(|(product, bid)| (product.into(), price(bid)))
                };
                post.alternatives = list(value, |text| {
                    wanted(text)
                        .map(|(product, bid)| Alternative { product, bid })
                        .unwrap()
                });
            }
            "states" => post.states = list(value, |state| state.parse().unwrap()),
            "grade" => post.grade = Some(value.replace('_', " ")),
            "lot" => post.min_lot = kilograms(value),
            "days" => post.delivery = days(value),
            "at" => post.place = value.into(),
            "cert" => post.certificates = list(value, |text| text.into()),
            "urgency" => post.urgency = value.parse().unwrap(),
            "daily" => post.daily_quantity = Some(kilograms(value)),
            "life" => post.min_life_days = value.parse().unwrap(),
            _ => panic!("unknown key {key}"),
        }
    }
    post
}

pub(crate) fn market(text: &str) -> Market {
    let mut market = Market::default();
    for post in text.split('|') {
        let words: Vec<_> = post.split_whitespace().collect();
        let pair = || PairId {
            offer: words[1].into(),
            request: words[2].into(),
        };
        match words[0] {
            "offer" => market.offers.push(parse_offer(&words[1..])),
            "need" => market.requests.push(parse_request(&words[1..])),
            "seen" => market.preferred.push(pair()),
            "declined" => market.excluded.push(pair()),
            other => panic!("unknown post {other}"),
        }
    }
    market
}

/// Solves, and checks what holds for every plan.
pub(crate) fn solve(market: &Market, policy: &Policy) -> Plan {
    let network = Network::prepare(catalogue(), market, policy, &|_| {}).unwrap();
    let plan = network.solve(&|_| {}).unwrap();
    crate::oracles::holds_for_every_plan(market, policy, &plan);
    let foreign = eo_mcf::dimacs::read(&network.dimacs()).unwrap();
    let optimum = eo_mcf::solve(&foreign).unwrap().objective();
    assert_eq!(
        optimum,
        i128::from(plan.flow_objective),
        "another solver on the written network"
    );
    assert_eq!(
        crate::dimacs::optimum(&network.dimacs()),
        Ok(plan.flow_objective),
        "our own reader on the written network"
    );
    plan
}

pub(crate) fn plan(text: &str) -> Plan {
    solve(&market(text), &Policy::default())
}

fn amount(quantity: Quantity) -> String {
    if quantity.0 % 1_000 == 0 {
        format!("{}kg", quantity.0 / 1_000)
    } else {
        quantity.0.to_string()
    }
}

/// Matches and rests, a line each.
pub(crate) fn flows(plan: &Plan) -> String {
    let mut text = String::new();
    for a in &plan.allocations {
        let (from, to) = (day(a.ship_date), day(a.arrive_date));
        writeln!(
            text,
            "{} -> {} {} day {from}..{to}",
            a.offer,
            a.request,
            amount(a.quantity)
        )
        .unwrap();
    }
    for rest in &plan.unsold {
        writeln!(text, "{} keeps {}", rest.offer, amount(rest.quantity)).unwrap();
    }
    for rest in &plan.unmet {
        writeln!(text, "{} lacks {}", rest.request, amount(rest.quantity)).unwrap();
    }
    text
}

/// Near misses, a line each.
pub(crate) fn near_misses(plan: &Plan) -> String {
    let mut text = String::new();
    for near in &plan.near_misses {
        let obstacle = serde_json::to_string(&near.obstacle).unwrap();
        writeln!(
            text,
            "{} ~ {} {} {obstacle}",
            near.offer,
            near.request,
            amount(near.quantity)
        )
        .unwrap();
    }
    text
}
