//! The files of `data/demo`, as text.

use std::collections::BTreeMap;

use anyhow::Context as _;

use super::calendar::iso;
use super::inputs::Inputs;
use super::market::Market;
use super::post::{Offer, Request, Why};
use super::{capacities, demand, demand_figures, rows, supply, supply_figures};

/// Text by file name.
pub(super) type Files = BTreeMap<&'static str, String>;

/// All files of the market.
pub(super) fn files(inputs: &Inputs, market: &Market) -> anyhow::Result<Files> {
    Ok(Files::from([
        ("offers.csv", offers(market)?),
        ("requests.csv", requests(market)?),
        ("organisations.csv", organisations(market)?),
        (
            "capacities.csv",
            table(
                "id,place,products,daily_kg,from,to,source_id,figure",
                capacities::rows(market)?,
            )?,
        ),
        ("provenance.csv", provenance(market)?),
        ("figures.csv", figures(inputs, market)?),
        ("market.toml", settings()?),
    ]))
}

/// The id of the `i`th post of a kind.
pub(super) fn id(kind: char, i: usize) -> String {
    format!("{kind}{:04}", i + 1)
}

fn table(header: &str, rows: Vec<Vec<String>>) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(header.split(','))?;
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().context("flush")?;
    Ok(String::from_utf8(bytes)?)
}

fn offers(market: &Market) -> anyhow::Result<String> {
    let header = "id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates";
    let row = |(i, o): (usize, &Offer)| -> anyhow::Result<Vec<String>> {
        Ok(vec![
            id('O', i),
            o.supplier.clone(),
            o.product.clone(),
            o.state.clone(),
            o.grade.clone(),
            o.quantity.to_string(),
            o.unit.clone(),
            o.min_lot.to_string(),
            iso(o.from)?,
            iso(o.to)?,
            o.place.clone(),
            o.ask.map_or_else(String::new, |a| a.to_string()),
            if o.delivered { "delivered" } else { "farm" }.to_owned(),
            o.certificates.join(" "),
        ])
    };
    let rows: anyhow::Result<Vec<_>> = market.offers.iter().enumerate().map(row).collect();
    table(header, rows?)
}

fn requests(market: &Market) -> anyhow::Result<String> {
    let header = "id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency";
    let row = |(i, r): (usize, &Request)| -> anyhow::Result<Vec<String>> {
        let bids: Vec<String> = r.bids.iter().map(ToString::to_string).collect();
        Ok(vec![
            id('R', i),
            r.buyer.clone(),
            r.products.join(" "),
            r.states.join(" "),
            r.quantity.to_string(),
            r.unit.clone(),
            r.min_lot.to_string(),
            iso(r.from)?,
            iso(r.to)?,
            r.place.clone(),
            bids.join(" "),
            r.certificates.join(" "),
            r.urgency.to_string(),
        ])
    };
    let rows: anyhow::Result<Vec<_>> = market.requests.iter().enumerate().map(row).collect();
    table(header, rows?)
}

fn organisations(market: &Market) -> anyhow::Result<String> {
    let header = "id,name,short_name,kind,place,capabilities,source_id,evidence";
    let rows = market.directory.rows().iter().map(|o| {
        [
            &o.id,
            &o.name,
            &o.short_name,
            &o.kind,
            &o.place,
            &o.capabilities,
            &o.source,
            &o.evidence,
        ]
        .map(Clone::clone)
        .to_vec()
    });
    table(header, rows.collect())
}

fn provenance(market: &Market) -> anyhow::Result<String> {
    let row = |id: String, w: &Why| {
        vec![
            id,
            w.basis.word().to_owned(),
            w.source.clone(),
            w.figure_id.clone(),
            w.figure.clone(),
            w.share.clone(),
        ]
    };
    let offers = market
        .offers
        .iter()
        .enumerate()
        .map(|(i, o)| row(id('O', i), &o.why));
    let requests = market
        .requests
        .iter()
        .enumerate()
        .map(|(i, r)| row(id('R', i), &r.why));
    table(
        "post_id,basis,source_id,figure_id,figure,share",
        offers.chain(requests).collect(),
    )
}

/// One row for each published figure: what became of it, and the sum of its posts.
fn figures(inputs: &Inputs, market: &Market) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for s in &inputs.supply {
        let posts = market
            .offers
            .iter()
            .filter(|o| o.why.figure_id == s.id)
            .map(|o| o.quantity)
            .collect();
        rows.push(figure(
            [&s.id, &supply::figure(s), &s.evidence],
            &supply_fate(s)?,
            posts,
        ));
    }
    for d in &inputs.demand {
        let posts = market
            .requests
            .iter()
            .filter(|r| r.why.figure_id == d.id)
            .map(|r| r.quantity)
            .collect();
        rows.push(figure(
            [&d.id, &demand::figure(inputs, d), &d.evidence],
            &demand_fate(d)?,
            posts,
        ));
    }
    table(
        "figure_id,figure,evidence,used,total,unit,posts,posts_sum,why",
        rows,
    )
}

/// What became of a figure: a word, its total and unit if it was split, and why if it was not.
struct Fate(&'static str, Option<(i64, &'static str)>, &'static str);

fn supply_fate(row: &rows::Supply) -> anyhow::Result<Fate> {
    use supply_figures::Treatment::{Named, Out, Price, Split};
    Ok(
        match supply_figures::treatment(&row.id).context("a row without a treatment")? {
            Split(rule) => Fate("split", Some((supply::total(row, &rule)?, rule.unit)), ""),
            Named => Fate(
                "named",
                None,
                "nêu tên, không có số lượng: lượng của chào bán là giả định",
            ),
            Price => Fate(
                "price",
                None,
                "giá của thời điểm đó; lượng của chào bán là giả định",
            ),
            Out(why) => Fate("out", None, why),
        },
    )
}

fn demand_fate(row: &rows::Demand) -> anyhow::Result<Fate> {
    use demand_figures::Treatment::{Out, Split};
    Ok(
        match demand_figures::treatment(&row.id).context("a row without a treatment")? {
            Split(rule) => Fate("split", Some((demand::total(row, &rule)?, rule.unit)), ""),
            Out(why) => Fate("out", None, why),
        },
    )
}

fn figure([id, text, evidence]: [&String; 3], Fate(used, total, why): &Fate, posts: Vec<i64>) -> Vec<String> {
    let (total, unit, sum) = match total {
        Some((total, unit)) => (total.to_string(), *unit, posts.iter().sum::<i64>().to_string()),
        None => (String::new(), "", String::new()),
    };
    vec![
        id.clone(),
        text.clone(),
        evidence.clone(),
        (*used).to_owned(),
        total,
        unit.to_owned(),
        posts.len().to_string(),
        sum,
        (*why).to_owned(),
    ]
}

fn settings() -> anyhow::Result<String> {
    let first_day = iso(0)?;
    Ok(format!(
        "# The day that all dates of this folder are relative to. The program shifts them so that this day is today.\n\
         # It is the first day of the supply plan of Hồ Chí Minh City of August 2021.\n\
         first_day = \"{first_day}\"\n"
    ))
}
