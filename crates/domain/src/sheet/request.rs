//! A row as a request.

use super::Context;
use super::cell::Cell;
use super::column::Column;
use super::header::Dialect;
use super::list::entries;
use super::money::{self, Price};
use super::number;
use super::offer::{self, Amounts, MOST_GRADE, MOST_NOTE};
use super::product::Named;
use super::row::{Faulty, Read, RowReader, fault};
use super::unit;
use crate::post::request::{self, Alternative, RequestTerms};
use crate::quantity::Quantity;
use crate::window::DateWindow;

/// Urgency where none is given: everyday demand.
const EVERYDAY: i32 = 3;
/// Shelf life that must remain where none is given, in days: it has to arrive before it spoils. A whole day would keep
/// live shrimp, which lives one, from every buyer a day's drive away.
const BEFORE_IT_SPOILS: i32 = 0;

/// A request of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Where it stands in the file.
    pub line: u64,
    /// Its mark in the file, unique there; always there in the strict format.
    pub id: Option<String>,
    /// Who buys, as written; always there in the strict format.
    pub buyer: Option<String>,
    /// What it says. What a sheet does not say: any state and grade, no minimum lot, no shelf life left
    /// over at arrival, urgency 3.
    pub terms: RequestTerms,
}

/// Reads one row.
pub(super) fn read(context: &Context<'_>, row: &mut RowReader<'_>) -> Result<RequestRow, Faulty> {
    let (id, buyer) = offer::identity(context, row);
    let named = row.required(Column::Product, |cell| products(context, cell));
    let states = row.optional(Column::State, |cell| context.states(cell));
    let grade = row.text(Column::Grade, MOST_GRADE);
    let first = named.as_ref().ok().and_then(|all| all.first()).map(|n| n.product);
    // A sheet may say the whole, or only what is wanted a day.
    let whole = row.cell(Column::Quantity).is_some() || row.cell(Column::Daily).is_none();
    let column = if whole { Column::Quantity } else { Column::Daily };
    let amounts = offer::amounts(context, row, first, column);
    let delivery = offer::window(row);
    let daily = daily(context, row, amounts.as_ref().ok(), delivery.as_ref().ok());
    let place = offer::place(context, row);
    let bids = bids(context, row, named.as_ref().ok(), amounts.as_ref().ok());
    let certificates = row.optional(Column::Certificates, |cell| context.certificates(cell));
    let urgency = row.optional(Column::Urgency, |cell| urgency(cell, context.dialect));
    let life = row.optional(Column::MinLife, |cell| {
        number::whole(cell, context.dialect, 0, 3_660)
    });
    let note = row.text(Column::Note, MOST_NOTE);
    let (named, amounts, daily) = (named?, amounts?, daily?);
    let told: Vec<_> = named.iter().filter_map(|n| n.state).collect();
    Ok(RequestRow {
        line: row.line(),
        id: id?,
        buyer: buyer?,
        terms: RequestTerms {
            alternatives: bids?,
            states: states?.unwrap_or(told),
            grade: grade?,
            quantity: daily.map_or(amounts.quantity, |(_, whole)| whole),
            daily_quantity: daily.map(|(daily, _)| daily),
            unit: amounts.unit.code.clone(),
            min_lot: amounts.min_lot,
            delivery: delivery?,
            place: place?,
            certificates: certificates?.unwrap_or_default(),
            min_life_days: life?.unwrap_or(BEFORE_IT_SPOILS),
            urgency: urgency?.unwrap_or(EVERYDAY),
            note: note?,
        },
    })
}

/// What is wanted a day, and on all days of the window together, for goods that are wanted day by day.
fn daily(
    context: &Context<'_>,
    row: &mut RowReader<'_>,
    amounts: Option<&Amounts<'_>>,
    delivery: Option<&DateWindow>,
) -> Result<Option<(Quantity, Quantity)>, Faulty> {
    if row.cell(Column::Daily).is_none() {
        return Ok(None);
    }
    let (Some(amounts), Some(delivery)) = (amounts, delivery) else {
        return Err(Faulty);
    };
    let whole = row.cell(Column::Quantity).is_some().then_some(amounts.quantity);
    row.optional(Column::Daily, |cell| {
        let daily = unit::amount(cell, context.dialect)?.in_base(amounts.unit)?;
        let total = request::over_days(daily, *delivery)?;
        if daily < amounts.min_lot {
            return Err(fault("below_min_lot"));
        }
        match whole {
            Some(whole) if whole != total => Err(fault("daily_total").with("days", delivery.days())),
            _ => Ok((daily, total)),
        }
    })
}

/// The products that would do: one name, or a list of them, all of one base unit.
fn products<'a>(context: &Context<'a>, cell: &Cell) -> Read<Vec<Named<'a>>> {
    let text = cell.shown();
    let whole = context.product(&text);
    let entries = entries(&text, context.dialect);
    if whole.is_ok() || entries.len() < 2 {
        return whole.map(|named| vec![named]);
    }
    let mut found: Vec<Named<'a>> = Vec::new();
    for entry in entries {
        let named = context.product(entry)?;
        if found.iter().any(|n| n.product.id == named.product.id) {
            return Err(fault("twice").with("value", entry));
        }
        let base = found
            .first()
            .map_or(named.product.base_unit, |n| n.product.base_unit);
        if base != named.product.base_unit {
            return Err(fault("base_unit").with("value", entry));
        }
        found.push(named);
    }
    Ok(found)
}

/// A bid for each product: one for all, or as many as products, `-` for none.
fn bids(
    context: &Context<'_>,
    row: &mut RowReader<'_>,
    named: Option<&Vec<Named<'_>>>,
    amounts: Option<&Amounts<'_>>,
) -> Result<Vec<Alternative>, Faulty> {
    let hint = row.hint(Column::Price);
    let prices = row
        .optional(Column::Price, |cell| prices(context, cell, hint))?
        .unwrap_or_default();
    let (Some(named), Some(amounts)) = (named, amounts) else {
        return Err(Faulty);
    };
    let no_price = |n: &Named<'_>| n.product.band.is_none();
    if prices.is_empty() && named.iter().any(no_price) {
        return Err(row.fail_rule(Column::Price, "price_or_band"));
    }
    if prices.is_empty() {
        let without = |n: &Named<'_>| Alternative {
            product: n.product.id.clone(),
            bid: None,
        };
        return Ok(named.iter().map(without).collect());
    }
    row.required(Column::Price, |_| paired(context, named, &prices, amounts))
}

fn prices(context: &Context<'_>, cell: &Cell, hint: Option<&str>) -> Read<Vec<Option<Price>>> {
    let text = cell.shown();
    let parts: Vec<&str> = match (cell, context.dialect) {
        (Cell::Text(_), Dialect::Strict) => text.split_whitespace().collect(),
        (Cell::Text(_), Dialect::Free) => text.split([';', '\n']).map(str::trim).collect(),
        _ => return Ok(vec![Some(money::price(cell, context.dialect, hint)?)]),
    };
    let read = |part: &&str| match *part {
        "-" => Ok(None),
        part => money::price(&Cell::text(part), context.dialect, hint)
            .map(Some)
            .map_err(|error| error.with("value", part)),
    };
    parts.iter().filter(|part| !part.is_empty()).map(read).collect()
}

fn paired(
    context: &Context<'_>,
    named: &[Named<'_>],
    prices: &[Option<Price>],
    amounts: &Amounts<'_>,
) -> Read<Vec<Alternative>> {
    if prices.len() != 1 && prices.len() != named.len() {
        return Err(fault("count")
            .with("expected", named.len())
            .with("found", prices.len()));
    }
    let mut alternatives = Vec::new();
    for (n, wanted) in named.iter().enumerate() {
        let price = prices.get(n).or_else(|| prices.first()).and_then(Option::as_ref);
        let unit = context.unit(wanted.product, amounts.unit.code.as_str())?;
        if unit.base != amounts.unit.base {
            return Err(fault("unit_differs").with("value", &unit.name_vi));
        }
        let bid = match price {
            Some(price) => Some(price.per_thousand(context, wanted.product, unit)?),
            None if wanted.product.band.is_none() => return Err(fault("price_or_band")),
            None => None,
        };
        alternatives.push(Alternative {
            product: wanted.product.id.clone(),
            bid,
        });
    }
    Ok(alternatives)
}

/// 1 to 5, or in words.
fn urgency(cell: &Cell, dialect: Dialect) -> Read<i32> {
    match crate::fold::fold(&cell.shown()).as_str() {
        "khong gap" | "thap" => Ok(1),
        "binh thuong" | "trung binh" => Ok(3),
        "gap" | "cao" => Ok(4),
        "khan cap" | "rat gap" | "khan" => Ok(5),
        _ => number::whole(cell, dialect, 1, 5),
    }
}
