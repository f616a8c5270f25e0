//! Sheets as people and programs write them, and what is read from them.

mod cells;
mod faults;
mod never_panics;
mod sheets;

use std::sync::LazyLock;

use super::{OfferRow, RequestRow, Row, SheetError, SheetParser};
use crate::catalogue::Catalogue;
use crate::post::offer::PriceBasis;

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::embedded().expect("the shipped tables parse"));
static PARSER: LazyLock<SheetParser<'static>> = LazyLock::new(|| SheetParser::new(&CATALOGUE));

/// Lines of cells split by `|`.
fn rows(sheet: &str) -> Vec<Row> {
    let lines = sheet.trim_matches('\n').lines().enumerate();
    lines
        .map(|(n, line)| Row::of_texts(u64::try_from(n).unwrap() + 1, line.trim().split('|')))
        .collect()
}

fn offers(sheet: &str) -> String {
    match PARSER.offers(&rows(sheet), |_| ()) {
        Ok(parsed) => parsed.posts.iter().map(offer).collect(),
        Err(errors) => faults(&errors),
    }
}

fn requests(sheet: &str) -> String {
    match PARSER.requests(&rows(sheet), |_| ()) {
        Ok(parsed) => parsed.posts.iter().map(request).collect(),
        Err(errors) => faults(&errors),
    }
}

fn offer(row: &OfferRow) -> String {
    let t = &row.terms;
    let basis = match &t.basis {
        PriceBasis::Farm => "farm".to_owned(),
        PriceBasis::Delivered { provinces } if provinces.len() > 3 => {
            format!("delivered to {}", provinces.len())
        }
        PriceBasis::Delivered { provinces } => {
            format!(
                "delivered to {}",
                provinces.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(",")
            )
        }
    };
    format!(
        "{}: {} by {}: {} {} {:?} {} ({}) lot {} {}..{} at {} for {:?} {basis} {:?} {} {:?}\n",
        row.line,
        row.id.as_deref().unwrap_or("-"),
        row.supplier.as_deref().unwrap_or("-"),
        t.product,
        t.state,
        t.grade.as_deref().unwrap_or(""),
        t.quantity,
        t.unit,
        t.min_lot,
        t.harvest.from(),
        t.harvest.to(),
        t.place,
        t.ask.map(|p| p.0),
        t.certificates.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
        t.stage,
        t.note.as_deref().unwrap_or(""),
    )
}

fn request(row: &RequestRow) -> String {
    let t = &row.terms;
    let wanted: Vec<String> = t
        .alternatives
        .iter()
        .map(|a| format!("{}@{:?}", a.product, a.bid.map(|b| b.0)))
        .collect();
    format!(
        "{}: {} by {}: {} {:?} {:?} {} ({}) lot {} {}..{} at {} {:?} life {} urgency {}\n",
        row.line,
        row.id.as_deref().unwrap_or("-"),
        row.buyer.as_deref().unwrap_or("-"),
        wanted.join(" "),
        t.states,
        t.grade.as_deref().unwrap_or(""),
        t.quantity,
        t.unit,
        t.min_lot,
        t.delivery.from(),
        t.delivery.to(),
        t.place,
        t.certificates.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
        t.min_life_days,
        t.urgency,
    ) + &t
        .daily_quantity
        .map_or(String::new(), |daily| format!("   {daily} a day\n"))
}

fn faults(errors: &[SheetError]) -> String {
    errors
        .iter()
        .map(|e| {
            let params: Vec<String> = e.error.params.iter().map(|(k, v)| format!("{k}={v}")).collect();
            format!(
                "{}{} [{}] {}: {} {}\n",
                e.column,
                e.line,
                e.header,
                e.error.field,
                e.error.rule,
                params.join(", ")
            )
        })
        .collect()
}
