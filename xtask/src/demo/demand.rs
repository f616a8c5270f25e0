//! Published needs split into requests.

use anyhow::{Context as _, ensure};

use super::calendar;
use super::demand_figures::{Amount, Basket, Lines, Need, Treatment, treatment};
use super::directory::Directory;
use super::inputs::Inputs;
use super::post::{Basis, Request, Why};
use super::prices::Prices;
use super::requests::Draft;
use super::rows::Demand;
use super::split::apportion;
use super::supply::tonnes_in;
use super::units;
use super::words::{self, lower_first, turn};

/// Days from the start of the need on which successive requests open.
const OPENS: [i64; 4] = [0, 3, 1, 6];
/// Days a request stays open: the plan behind most of the figures runs a fortnight.
const DAYS: [i64; 3] = [10, 14, 8];

/// One future request.
struct Line {
    buyer: String,
    place: String,
    weight: i64,
    basket: Basket,
}

/// The requests of all rows that are split, in the order of the table.
pub(super) fn requests(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
) -> anyhow::Result<Vec<Request>> {
    let mut out = Vec::new();
    for row in &inputs.demand {
        let rule = treatment(&row.id).with_context(|| format!("{} has no treatment", row.id))?;
        if let Treatment::Split(rule) = rule {
            let requests = split_row(inputs, prices, directory, row, &rule, out.len())?;
            out.extend(requests);
        }
    }
    Ok(out)
}

/// The row's total in the unit of its posts.
pub(super) fn total(row: &Demand, rule: &Need) -> anyhow::Result<i64> {
    match rule.amount {
        Amount::Noted(amount) => Ok(amount),
        Amount::OneDay if row.unit == "eggs/day" => {
            let eggs: i64 = row.quantity.parse()?;
            ensure!(eggs % 10 == 0, "{}: {eggs} eggs are no whole tens", row.id);
            Ok(eggs / 10)
        }
        Amount::OneDay => tonnes_in(&row.quantity, rule.unit)
            .with_context(|| format!("{}: {} t in {}", row.id, row.quantity, rule.unit)),
    }
}

fn split_row(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    row: &Demand,
    rule: &Need,
    before: usize,
) -> anyhow::Result<Vec<Request>> {
    let lines = lines(inputs, directory, row, rule)?;
    let total = total(row, rule)?;
    let weights: Vec<i64> = lines.iter().map(|l| l.weight).collect();
    let parts = apportion(total, &weights, rule.step);
    let (first, _) = calendar::start(&row.period_start, &row.period_end)?;
    let mut out = Vec::new();
    for (i, (line, part)) in lines.into_iter().zip(parts).enumerate() {
        ensure!(part > 0, "{}: {} gets nothing", row.id, line.buyer);
        let products = line
            .basket
            .iter()
            .map(|id| inputs.product(id))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let lead = products.first().context("an empty basket")?;
        let (unit, base) = units::named(inputs, lead, rule.unit)?;
        let draft = Draft {
            products,
            buyer: line.buyer,
            place: line.place,
            quantity: part,
            unit,
            base,
            from: first + turn(OPENS, i),
            days: turn(DAYS, i),
            urgency: rule.urgency,
            turn: before + i,
            why: why(inputs, row, rule, part, total),
        };
        out.push(draft.request(inputs, prices));
    }
    Ok(out)
}

fn lines(inputs: &Inputs, directory: &mut Directory, row: &Demand, rule: &Need) -> anyhow::Result<Vec<Line>> {
    let place = |directory: &Directory, buyer: &str| -> anyhow::Result<String> {
        let place = directory
            .place(buyer)
            .with_context(|| format!("no organisation {buyer}"))?;
        Ok(place.to_owned())
    };
    let mut out = Vec::new();
    match rule.lines {
        Lines::InTurn(buyers, baskets, each) => {
            let mut at = baskets.iter().cycle();
            for (buyer, weight) in buyers {
                for basket in at.by_ref().take(each) {
                    let (buyer, place) = ((*buyer).to_owned(), place(directory, buyer)?);
                    out.push(Line {
                        buyer,
                        place,
                        weight: *weight,
                        basket,
                    });
                }
            }
        }
        Lines::Fixed(lines) => {
            for (buyer, weight, basket) in lines {
                let (buyer, place) = ((*buyer).to_owned(), place(directory, buyer)?);
                out.push(Line {
                    buyer,
                    place,
                    weight: *weight,
                    basket,
                });
            }
        }
        Lines::Region(baskets) => {
            let (buyer, place) = region(inputs, directory, &row.old_province_code)?;
            for basket in baskets {
                out.push(Line {
                    buyer: buyer.clone(),
                    place: place.clone(),
                    weight: 1,
                    basket,
                });
            }
        }
    }
    Ok(out)
}

/// The buyer for an old province, at its capital.
fn region(inputs: &Inputs, directory: &mut Directory, old: &str) -> anyhow::Result<(String, String)> {
    let province = inputs
        .old_provinces
        .get(old)
        .with_context(|| format!("no old province {old}"))?;
    let place = inputs
        .around_capital(old, 1)?
        .pop()
        .context("a capital without a commune")?;
    let region = format!("{} (trước 7/2025)", lower_first(&province.name));
    Ok((directory.buyer_hub(&region, &place), place))
}

fn why(inputs: &Inputs, row: &Demand, rule: &Need, part: i64, total: i64) -> Why {
    let by = match rule.lines {
        Lines::InTurn(..) if row.id == "D007" => {
            "nửa theo lượng về ba chợ đầu mối ngày 29/6/2021, nửa chia đều hệ thống bán lẻ"
        }
        Lines::InTurn(..) => "chia đều các hệ thống bán lẻ, mặt hàng theo lượt",
        Lines::Fixed(_) => "theo tỷ trọng người mua trong bảng quy tắc",
        Lines::Region(_) => "chia đều các nhóm hàng",
    };
    Why {
        basis: Basis::of(&row.evidence),
        source: row.source_id.clone(),
        figure_id: row.id.clone(),
        figure: figure(inputs, row),
        share: format!(
            "một ngày; {} / {} {}: {by}",
            words::number(&part.to_string()),
            words::number(&total.to_string()),
            words::unit(rule.unit)
        ),
    }
}

/// The row in a few words.
pub(super) fn figure(inputs: &Inputs, row: &Demand) -> String {
    let place = inputs
        .old_provinces
        .get(&row.old_province_code)
        .map_or("", |p| p.name.as_str());
    let verb = if row.basis == "shortage" {
        "thiếu"
    } else {
        "cần"
    };
    format!(
        "{place} {verb} {}: {} {} (từ {})",
        inputs.group(&row.group),
        words::number(&row.quantity),
        words::unit(&row.unit),
        words::day(&row.period_start)
    )
}
