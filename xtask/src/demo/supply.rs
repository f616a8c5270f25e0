//! Published supply split into offers.

use anyhow::{Context as _, ensure};

use super::calendar;
use super::cells::{Cell, cells};
use super::directory::Directory;
use super::inputs::Inputs;
use super::offers::Draft;
use super::post::{Basis, Offer, Why};
use super::prices::Prices;
use super::rows::Supply;
use super::split::apportion;
use super::supply_figures::{Amount, Goods, Sites, Split, Treatment, treatment};
use super::units;
use super::words;

/// The offers of all rows that are split, in the order of the table.
pub(super) fn offers(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
) -> anyhow::Result<Vec<Offer>> {
    let mut out = Vec::new();
    for row in &inputs.supply {
        let rule = treatment(&row.id).with_context(|| format!("{} has no treatment", row.id))?;
        if let Treatment::Split(rule) = rule {
            let offers = split_row(inputs, prices, directory, row, &rule, out.len())?;
            out.extend(offers);
        }
    }
    Ok(out)
}

/// The row's total in the unit of its posts.
pub(super) fn total(row: &Supply, rule: &Split) -> anyhow::Result<i64> {
    let printed = match rule.amount {
        Amount::Printed => &row.quantity,
        Amount::OneDay => &row.quantity_t,
    };
    tonnes_in(printed, rule.unit).with_context(|| format!("{}: {printed} t in {}", row.id, rule.unit))
}

/// Printed tonnes in whole `kg`, `ta` or `tan`; `None` when they are no whole number of them.
pub(super) fn tonnes_in(printed: &str, unit: &str) -> Option<i64> {
    let per_tonne = match unit {
        "kg" => 1_000,
        "ta" => 10,
        "tan" => 1,
        _ => return None,
    };
    let (whole, rest) = printed.split_once('.').unwrap_or((printed, ""));
    let digits = u32::try_from(rest.len()).ok()?;
    let scale = 10_i64.checked_pow(digits)?;
    let scaled = whole.parse::<i64>().ok()? * scale + if rest.is_empty() { 0 } else { rest.parse().ok()? };
    let units = scaled.checked_mul(per_tonne)?;
    (units % scale == 0).then_some(units / scale)
}

fn split_row(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    row: &Supply,
    rule: &Split,
    before: usize,
) -> anyhow::Result<Vec<Offer>> {
    let cells = cells(inputs, prices, directory, row, rule)?;
    let total = total(row, rule)?;
    let weights: Vec<i64> = cells.iter().map(|c| c.weight).collect();
    let parts = apportion(total, &weights, rule.step);
    let (first, _) = calendar::start(&row.period_start, &row.period_end)?;
    let mut out = Vec::new();
    for (i, (cell, part)) in cells.iter().zip(parts).enumerate() {
        ensure!(
            part > 0,
            "{}: {} at {} gets nothing",
            row.id,
            cell.product.id,
            cell.place
        );
        let supplier = supplier(inputs, directory, rule, cell)?;
        let (unit, base) = units::named(inputs, cell.product, rule.unit)?;
        let draft = Draft {
            product: cell.product,
            supplier,
            place: cell.place.clone(),
            quantity: part,
            unit,
            base,
            from: first + cell.harvest * rule.pace,
            turn: before + i,
            why: why(row, rule, part, total),
        };
        out.push(draft.offer(inputs, prices));
    }
    Ok(out)
}

fn supplier(inputs: &Inputs, directory: &mut Directory, rule: &Split, cell: &Cell) -> anyhow::Result<String> {
    if let Sites::Supplier(id) = rule.sites {
        return Ok(id.to_owned());
    }
    if let Sites::Provinces(_) = rule.sites {
        return directory.source_hub(inputs, &cell.place);
    }
    let id = cell.product.id.as_str();
    match directory.grower(id, inputs.grade_of(id), &cell.place) {
        Some(grower) => Ok(grower),
        None => directory.producers(inputs, &cell.place),
    }
}

fn why(row: &Supply, rule: &Split, part: i64, total: i64) -> Why {
    let by = match (&rule.sites, &rule.goods) {
        (Sites::Supplier(_), _) => "chia đều các đợt thu hoạch",
        (Sites::Communes(_), _) => "chia đều các xã, mặt hàng theo nghịch đảo giá",
        (Sites::Provinces(_), _) => "theo số xã của tỉnh, mặt hàng theo nghịch đảo giá",
        (_, Goods::Own) => "theo diện tích xã",
        _ => "theo diện tích xã, mặt hàng theo nghịch đảo giá",
    };
    let one_day = match rule.amount {
        Amount::OneDay => "một ngày; ",
        Amount::Printed => "",
    };
    Why {
        basis: Basis::of(&row.evidence),
        source: row.source_id.clone(),
        figure_id: row.id.clone(),
        figure: figure(row),
        share: format!(
            "{one_day}{} / {} {}: {by}",
            words::number(&part.to_string()),
            words::number(&total.to_string()),
            words::unit(rule.unit)
        ),
    }
}

/// The row in a few words.
pub(super) fn figure(row: &Supply) -> String {
    if row.quantity.is_empty() {
        return format!("{} (từ {})", row.published_name, words::day(&row.period_start));
    }
    format!(
        "{}: {} {} ({}–{})",
        row.published_name,
        words::number(&row.quantity),
        words::unit(&row.unit),
        words::day(&row.period_start),
        words::day(&row.period_end)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_tonnes_become_whole_units_or_nothing() {
        assert_eq!(tonnes_in("11.5", "kg"), Some(11_500));
        assert_eq!(tonnes_in("3333", "ta"), Some(33_330));
        assert_eq!(tonnes_in("1981", "tan"), Some(1_981));
        assert_eq!(tonnes_in("0.067", "ta"), None);
        assert_eq!(tonnes_in("", "kg"), None);
    }
}
