//! A row as an offer.

use super::Context;
use super::cell::Cell;
use super::column::Column;
use super::list;
use super::money;
use super::row::{Faulty, Read, RowReader, fault};
use super::unit;
use crate::catalogue::{Product, TradeUnit};
use crate::id::PlaceCode;
use crate::post::offer::{OfferStage, OfferTerms, PriceBasis};
use crate::quantity::{Quantity, UnitPrice};
use crate::window::DateWindow;

/// Longest names, grades and notes, in characters.
pub(super) const MOST_NAME: usize = 200;
pub(super) const MOST_GRADE: usize = 80;
pub(super) const MOST_NOTE: usize = 500;

/// An offer of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRow {
    /// Where it stands in the file.
    pub line: u64,
    /// Its mark in the file, unique there; always there in the strict format.
    pub id: Option<String>,
    /// Who sells, as written; always there in the strict format.
    pub supplier: Option<String>,
    /// What it says. Photos and, in the strict format, stage and note are not in a sheet: none, confirmed and none.
    pub terms: OfferTerms,
}

/// Reads one row.
pub(super) fn read(context: &Context<'_>, row: &mut RowReader<'_>) -> Result<OfferRow, Faulty> {
    let (id, supplier) = identity(context, row);
    let named = product(context, row);
    let state = row.optional(Column::State, |cell| list::state(&cell.shown()));
    let grade = row.text(Column::Grade, MOST_GRADE);
    let amounts = amounts(
        context,
        row,
        named.as_ref().ok().map(|n| n.product),
        Column::Quantity,
    );
    let harvest = window(row);
    let place = place(context, row);
    let ask = ask(
        context,
        row,
        named.as_ref().ok().map(|n| n.product),
        amounts.as_ref().ok(),
    );
    let basis = row.optional(Column::Basis, |cell| context.basis(cell));
    let certificates = row.optional(Column::Certificates, |cell| context.certificates(cell));
    let stage = row.optional(Column::Stage, list::stage);
    let note = row.text(Column::Note, MOST_NOTE);
    let (named, amounts) = (named?, amounts?);
    Ok(OfferRow {
        line: row.line(),
        id: id?,
        supplier: supplier?,
        terms: OfferTerms {
            product: named.product.id.clone(),
            state: state?.or(named.state).unwrap_or(named.product.usual_state),
            grade: grade?,
            quantity: amounts.quantity,
            unit: amounts.unit.code.clone(),
            min_lot: amounts.min_lot,
            harvest: harvest?,
            place: place?,
            ask: ask?,
            basis: basis?.unwrap_or(PriceBasis::Farm),
            certificates: certificates?.unwrap_or_default(),
            photos: Vec::new(),
            stage: stage?.unwrap_or(OfferStage::Confirmed),
            note: note?,
        },
    })
}

/// Id and organisation; the strict format needs both.
pub(super) fn identity(
    context: &Context<'_>,
    row: &mut RowReader<'_>,
) -> (Result<Option<String>, Faulty>, Result<Option<String>, Faulty>) {
    let mut text = |column, most| match row.text(column, most) {
        Ok(None) if context.dialect == super::Dialect::Strict => Err(row.fail_rule(column, "required")),
        other => other,
    };
    (text(Column::Id, 64), text(Column::Organisation, MOST_NAME))
}

fn product<'a>(context: &Context<'a>, row: &mut RowReader<'_>) -> Result<super::product::Named<'a>, Faulty> {
    row.required(Column::Product, |cell| context.product(&cell.shown()))
}

/// What is posted in which unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts<'a> {
    pub(super) quantity: Quantity,
    pub(super) min_lot: Quantity,
    pub(super) unit: &'a TradeUnit,
}

/// Quantity in `column`, unit and minimum lot. Without a known product only the numbers are looked at.
pub(super) fn amounts<'a>(
    context: &Context<'a>,
    row: &mut RowReader<'_>,
    product: Option<&Product>,
    column: Column,
) -> Result<Amounts<'a>, Faulty> {
    let quantity = row.required(column, |cell| unit::amount(cell, context.dialect));
    let lot = row.optional(Column::MinLot, |cell| unit::amount(cell, context.dialect));
    let (quantity, lot) = (quantity?, lot?);
    let Some(product) = product else {
        return Err(Faulty);
    };
    let unit = unit_of(context, row, product, quantity.unit.as_deref())?;
    let quantity = row.required(column, |_| {
        quantity.in_base(unit).and_then(|base| at_least(base, 1))
    })?;
    let lot_hint = row.hint(Column::MinLot);
    let min_lot = row.optional(Column::MinLot, |_| match &lot {
        None => Ok(Quantity(0)),
        Some(lot) => {
            let own = lot
                .unit
                .as_deref()
                .or(lot_hint)
                .map(|text| context.unit(product, text));
            let base = lot.in_base(own.transpose()?.unwrap_or(unit))?;
            at_most(at_least(base, 0)?, quantity)
        }
    })?;
    Ok(Amounts {
        quantity,
        min_lot: min_lot.unwrap_or_default(),
        unit,
    })
}

fn at_least(amount: Quantity, min: i64) -> Read<Quantity> {
    if amount.0 < min {
        Err(fault(if min == 0 { "min" } else { "positive" }).with("min", min))
    } else {
        Ok(amount)
    }
}

fn at_most(lot: Quantity, quantity: Quantity) -> Read<Quantity> {
    if lot > quantity {
        Err(fault("above_quantity"))
    } else {
        Ok(lot)
    }
}

/// The unit beside the quantity, in its own column, or in the header's brackets; two that differ are an error.
fn unit_of<'a>(
    context: &Context<'a>,
    row: &mut RowReader<'_>,
    product: &Product,
    beside: Option<&str>,
) -> Result<&'a TradeUnit, Faulty> {
    let column = row.optional(Column::Unit, |cell| context.unit(product, &cell.shown()))?;
    let beside = match beside {
        None => None,
        Some(text) => row.optional(Column::Quantity, |_| context.unit(product, text))?,
    };
    match (beside, column) {
        (Some(a), Some(b)) if a.code != b.code => {
            let error = crate::field::FieldError::new(row.field(Column::Unit), "unit_conflict")
                .with("choices", format!("{}; {}", a.name_vi, b.name_vi))
                .with("value", &b.name_vi);
            Err(row.fail(Column::Unit, error))
        }
        (Some(unit), _) | (None, Some(unit)) => Ok(unit),
        (None, None) => match row.hint(Column::Quantity) {
            Some(hint) => row
                .optional(Column::Quantity, |_| context.unit(product, hint))?
                .ok_or(Faulty),
            None if row.has(Column::Unit) => Err(row.fail_rule(Column::Unit, "required")),
            None => Err(row.fail_rule(Column::Quantity, "unit_missing")),
        },
    }
}

/// Both days, from two columns or one.
pub(super) fn window(row: &mut RowReader<'_>) -> Result<DateWindow, Faulty> {
    if row.cell(Column::Window).is_some()
        && row.cell(Column::From).is_none()
        && row.cell(Column::To).is_none()
    {
        return row.required(Column::Window, super::date::window_of_cell);
    }
    let from = row.required(Column::From, super::date::of_cell);
    let to = row.required(Column::To, super::date::of_cell);
    let (from, to) = (from?, to?);
    row.required(Column::To, |_| {
        DateWindow::new(from, to).map_err(|_| fault("date_order").with("from", super::date::iso(from)))
    })
}

/// The place, from a commune and a province column or from either.
pub(super) fn place(context: &Context<'_>, row: &mut RowReader<'_>) -> Result<PlaceCode, Faulty> {
    let province = row.optional(Column::Province, |cell| context.province(cell))?;
    match (row.cell(Column::Place), province) {
        (None, Some(province)) => Ok(province),
        (_, province) => row.required(Column::Place, |cell: &Cell| {
            context.place(cell, province.as_ref())
        }),
    }
}

fn ask(
    context: &Context<'_>,
    row: &mut RowReader<'_>,
    product: Option<&Product>,
    amounts: Option<&Amounts<'_>>,
) -> Result<Option<UnitPrice>, Faulty> {
    let hint = row.hint(Column::Price);
    let price = row.optional(Column::Price, |cell| money::price(cell, context.dialect, hint))?;
    let (Some(product), Some(amounts)) = (product, amounts) else {
        return Err(Faulty);
    };
    match price {
        Some(price) => row.optional(Column::Price, |_| {
            price.per_thousand(context, product, amounts.unit)
        }),
        None if product.band.is_none() => Err(row.fail_rule(Column::Price, "price_or_band")),
        None => Ok(None),
    }
}
