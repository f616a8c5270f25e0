//! Who takes part in a supply figure: products, places, harvests, and their weights.

use anyhow::{Context as _, ensure};
use chonoi_domain::catalogue::Product;

use super::calendar;
use super::directory::Directory;
use super::inputs::Inputs;
use super::prices::Prices;
use super::rows::Supply;
use super::supply_figures::{Goods, Sites, Split};

/// One future offer: a product at a place, with its weight in the total.
pub(super) struct Cell<'a> {
    pub(super) product: &'a Product,
    pub(super) place: String,
    pub(super) weight: i64,
    /// Number of the harvest.
    pub(super) harvest: i64,
}

/// The concrete products of a row.
fn goods<'a>(inputs: &'a Inputs, row: &Supply, rule: &Split) -> anyhow::Result<Vec<&'a Product>> {
    let goods = match rule.goods {
        Goods::Own => vec![inputs.product(&row.product_id)?],
        Goods::Of(ids) => ids
            .iter()
            .map(|id| inputs.product(id))
            .collect::<anyhow::Result<Vec<_>>>()?,
        Goods::Grades => inputs
            .grades_of(&row.product_id)
            .into_iter()
            .filter(|p| calendar::season_opens(p) == Some(0))
            .collect(),
    };
    for product in &goods {
        ensure!(
            !inputs.is_mixed(product),
            "{}: {} is a mixture",
            row.id,
            product.id
        );
    }
    Ok(goods)
}

/// The cells of a row, in a fixed order.
pub(super) fn cells<'a>(
    inputs: &'a Inputs,
    prices: &Prices,
    directory: &Directory,
    row: &Supply,
    rule: &Split,
) -> anyhow::Result<Vec<Cell<'a>>> {
    let goods = goods(inputs, row, rule)?;
    let mut pairs: Vec<(&Product, String, i64)> = Vec::new();
    if let Sites::Districts(most) = rule.sites {
        for product in &goods {
            for commune in communes(inputs, directory, row, product, most) {
                let area = inputs.area(&commune);
                pairs.push((product, commune, area));
            }
        }
    } else {
        let mut at = goods.iter().cycle();
        for (place, weight) in sites(inputs, directory, row, rule)? {
            for product in at.by_ref().take(rule.per_site.min(goods.len())) {
                pairs.push((product, place.clone(), weight));
            }
        }
    }
    let mut out = Vec::new();
    for (i, (product, place, weight)) in pairs.into_iter().enumerate() {
        // Inverse to the price, in parts per thousand million of a đồng's worth, so that integers keep the proportion.
        let (low, high) = prices.band(product);
        let weight = weight * (1_000_000_000 / (low + high).max(1));
        let turn = i64::try_from(i)? % rule.harvests;
        for harvest in 0..rule.harvests {
            if rule.each || harvest == turn {
                out.push(Cell {
                    product,
                    place: place.clone(),
                    weight,
                    harvest,
                });
            }
        }
    }
    Ok(out)
}

/// The communes that sell a product of the row: those with a named grower first, then the largest.
fn communes(
    inputs: &Inputs,
    directory: &Directory,
    row: &Supply,
    product: &Product,
    most: usize,
) -> Vec<String> {
    // The old districts of Cà Mau are 964–973, those of Bạc Liêu 954–961.
    let inside = |d: &String| (d.as_str() >= "964") == (row.old_province_code == "96");
    let mut found: Vec<String> = inputs
        .districts_of(product.id.as_str())
        .iter()
        .filter(|d| inside(d))
        .flat_map(|d| inputs.communes_of(d))
        .collect();
    found.sort();
    found.dedup();
    let named = |c: &String| {
        directory
            .grower(product.id.as_str(), inputs.grade_of(product.id.as_str()), c)
            .is_none()
    };
    found.sort_by_key(|c| (named(c), -inputs.area(c), c.clone()));
    found.truncate(most);
    found
}

fn sites(
    inputs: &Inputs,
    directory: &Directory,
    row: &Supply,
    rule: &Split,
) -> anyhow::Result<Vec<(String, i64)>> {
    Ok(match rule.sites {
        Sites::Districts(_) => Vec::new(),
        Sites::Communes(codes) => codes.iter().map(|c| ((*c).to_owned(), 1)).collect(),
        Sites::Around(n) => inputs
            .around_capital(&row.old_province_code, n)?
            .into_iter()
            .map(|c| (c.clone(), inputs.area(&c)))
            .collect(),
        Sites::Provinces(codes) => codes
            .iter()
            .map(|c| ((*c).to_owned(), inputs.commune_count(c)))
            .collect(),
        Sites::Supplier(id) => {
            let place = directory
                .place(id)
                .with_context(|| format!("no organisation {id}"))?;
            vec![(place.to_owned(), 1)]
        }
    })
}
