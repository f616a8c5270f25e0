//! Collection points of the market: what collectors are published to buy in a day.

use anyhow::Context as _;

use super::calendar::iso;
use super::market::Market;

/// A collector, the products it collects, kilograms a day (the upper end of what is published) and the figure in words.
const POINTS: [(&str, &str, i64, &str); 2] = [
    (
        "E003",
        "ba-khia",
        1_000,
        "thu mua 0,5–1 tấn ba khía sống mỗi ngày",
    ),
    (
        "E038",
        "cua-com cua-gach cua-y cua-yem-vuong",
        500,
        "thu mua 300–500 kg cua mỗi ngày",
    ),
];
/// Days that a point is open: all that any post of the market is.
const DAYS: i64 = 90;

/// The rows of `capacities.csv`, in the format of `chonoi match --capacities` with the figure behind each.
pub(super) fn rows(market: &Market) -> anyhow::Result<Vec<Vec<String>>> {
    let row = |(id, products, kilograms, figure): (&str, &str, i64, &str)| {
        let all = market.directory.rows();
        let collector = all.iter().find(|o| o.id == id);
        let collector = collector.with_context(|| format!("no organisation {id}"))?;
        // Of several sources the first carries the figure.
        let source = collector.source.split_whitespace().next();
        Ok(vec![
            id.to_owned(),
            collector.place.clone(),
            products.to_owned(),
            kilograms.to_string(),
            iso(0)?,
            iso(DAYS)?,
            source.unwrap_or_default().to_owned(),
            figure.to_owned(),
        ])
    };
    POINTS.into_iter().map(row).collect()
}
