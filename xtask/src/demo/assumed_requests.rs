//! Requests by assumption: plants that buy raw goods, and what the people of every province need.

use anyhow::Context as _;
use chonoi_domain::catalogue::Product;

use super::amounts::{A_HEAD, RARE_AMOUNT, SIZES};
use super::baskets::{FAR, MIDWAY, NEAR};
use super::demand_figures::Basket;
use super::directory::Directory;
use super::inputs::Inputs;
use super::offers::tidy;
use super::plants::{PLANTS, Plant};
use super::post::{Basis, Request, Why};
use super::prices::Prices;
use super::requests::Draft;
use super::units;
use super::words::{lower_first, number, turn};

/// Days on which successive requests open.
const OPENS: [i64; 7] = [0, 3, 7, 1, 12, 5, 18];
/// Days a request stays open.
const DAYS: [i64; 4] = [14, 21, 10, 17];
/// A province asks this market for one part in so many of a day's need.
const PART_OF_A_DAY: i64 = 5;
/// Beyond this road a load does not arrive the same or the next morning.
const NEAR_KM: i64 = 500;
/// Beyond this it is two days and more on the road.
const MIDWAY_KM: i64 = 1_000;
/// Rare goods are eaten at so small a part of their category.
const RARE_PART: i64 = 20;
/// Thousand people for each further request of a province.
const PEOPLE_A_REQUEST: i64 = 1_100;

/// The requests by assumption that follow the published ones.
pub(super) fn requests(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    first: usize,
) -> anyhow::Result<Vec<Request>> {
    let mut out = Vec::new();
    for plant in &PLANTS {
        out.push(of_plant(inputs, prices, directory, plant, first + out.len())?);
    }
    let provinces: Vec<String> = inputs
        .catalogue
        .places()
        .filter(|p| p.parent.is_none())
        .map(|p| p.code.0.clone())
        .collect();
    let mut turns = [0_usize; 3];
    for province in &provinces {
        let [near, midway, far] = &mut turns;
        let km = inputs
            .catalogue
            .road_km(&"96".into(), &province.as_str().into())
            .context("a province without a position")?;
        let (baskets, at) = if km <= NEAR_KM {
            (NEAR, near)
        } else if km <= MIDWAY_KM {
            (MIDWAY, midway)
        } else {
            (FAR, far)
        };
        for _ in 0..count(inputs, province) {
            let basket = baskets
                .get(*at % baskets.len().max(1))
                .copied()
                .context("no basket")?;
            *at += 1;
            out.push(of_province(
                inputs,
                prices,
                directory,
                province,
                basket,
                first + out.len(),
            )?);
        }
    }
    Ok(out)
}

/// Two requests a province, and one more for each so many people, at most six.
fn count(inputs: &Inputs, province: &str) -> i64 {
    (2 + inputs.people(province) / PEOPLE_A_REQUEST).min(6)
}

fn products(inputs: &Inputs, basket: Basket) -> anyhow::Result<Vec<&Product>> {
    basket.iter().map(|id| inputs.product(id)).collect()
}

fn of_plant(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    plant: &Plant,
    turns: usize,
) -> anyhow::Result<Request> {
    let buyer = if plant.buyer.is_empty() {
        let region = lower_first(inputs.place_name(plant.province)?);
        directory.plant(plant.trade, &region, plant.province)
    } else {
        plant.buyer.to_owned()
    };
    let place = directory
        .place(&buyer)
        .context("a plant without a place")?
        .to_owned();
    let products = products(inputs, plant.basket)?;
    let (unit, base) = units::usual(inputs, products.first().context("an empty basket")?)?;
    let draft = Draft {
        products,
        buyer,
        place,
        quantity: plant.amount,
        unit,
        base,
        from: plant.from,
        days: plant.days,
        urgency: turn([3, 2, 4], turns),
        turn: turns,
        why: Why {
            basis: Basis::Assumption,
            source: "OWN".to_owned(),
            figure_id: String::new(),
            figure: String::new(),
            share: "giả định: sức mua của nhà máy, chợ đầu mối, hệ thống bán lẻ".to_owned(),
        },
    };
    Ok(draft.request(inputs, prices))
}

fn of_province(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    province: &str,
    basket: Basket,
    turns: usize,
) -> anyhow::Result<Request> {
    let products = products(inputs, basket)?;
    let lead = products.first().context("an empty basket")?;
    let (unit, base) = units::usual(inputs, lead)?;
    let people = inputs.people(province);
    // Thousand people times thousandths of a base unit a head.
    let need = people * a_head(inputs, lead) / PART_OF_A_DAY / base * turn(SIZES, turns) / 100;
    let buyer = directory.buyer_hub(&lower_first(inputs.place_name(province)?), province);
    let draft = Draft {
        buyer,
        place: province.to_owned(),
        quantity: tidy(need).max(5),
        unit,
        base,
        from: turn(OPENS, turns),
        days: turn(DAYS, turns),
        urgency: turn([2, 1, 3, 2], turns),
        turn: turns,
        why: Why {
            basis: Basis::Assumption,
            source: "OWN".to_owned(),
            figure_id: String::new(),
            figure: format!("dân số {} nghìn người", number(&people.to_string())),
            share: format!("giả định theo dân số: 1/{PART_OF_A_DAY} nhu cầu một ngày của nhóm hàng"),
        },
        products,
    };
    Ok(draft.request(inputs, prices))
}

/// Thousandths of a base unit a head and day.
fn a_head(inputs: &Inputs, product: &Product) -> i64 {
    let usual = A_HEAD
        .iter()
        .find(|(category, _)| inputs.catalogue.is_within(&product.category, &(*category).into()))
        .map_or(10, |(_, amount)| *amount);
    let rare = RARE_AMOUNT.iter().any(|(id, _)| *id == product.id.as_str());
    if rare && usual > RARE_PART {
        usual / RARE_PART
    } else {
        usual
    }
}
