//! Collection points of the demonstration market: what named collectors are published to buy in a day.

use chonoi_domain::capacity::{Capacity, CapacityKind, CapacityTerms};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::provenance::{Basis, Provenance};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;

use super::files::{self, CapacityRow, broken};
use super::sources;
use crate::error::Error;
use crate::service::Market;

const FILE: &str = "capacities.csv";

/// The points with fresh ids, and days of today.
pub(super) fn read(market: &Market, organisations: &[Organisation]) -> Result<Vec<Capacity>, Error> {
    let shift = (market.today() - files::first_day()?).whole_days();
    let sources = sources::all()?;
    let point = |row: CapacityRow| {
        let of = organisations.iter().find(|o| o.code.as_ref() == Some(&row.id));
        let of = of.ok_or_else(|| broken(FILE, format!("no organisation {}", row.id)))?;
        let window = DateWindow::new(files::day(FILE, &row.from)?, files::day(FILE, &row.to)?);
        let window = window.map_err(|error| broken(FILE, error))?;
        let source = sources.get(&row.source_id);
        let source = source.ok_or_else(|| broken(FILE, format!("no source {}", row.source_id)))?;
        let now = market.now();
        Ok(Capacity {
            id: market.clock.fresh_id().into(),
            terms: CapacityTerms {
                kind: if of.capabilities.processes {
                    CapacityKind::Processor
                } else {
                    CapacityKind::CollectionPoint
                },
                name: of.short_name.clone(),
                place: row.place.as_str().into(),
                products: row.products.split_whitespace().map(Into::into).collect(),
                quantity: None,
                daily_quantity: Some(Quantity(row.daily_kg * 1_000)),
                window: window
                    .shifted(shift)
                    .ok_or_else(|| broken(FILE, "a date beyond the calendar"))?,
            },
            removed: false,
            provenance: Some(Provenance {
                basis: Basis::Published,
                publisher: source.publisher.clone(),
                url: source.url.clone(),
                source_id: row.source_id,
                figure: row.figure,
            }),
            version: 1,
            created_at: now,
            updated_at: now,
        })
    };
    files::capacities()?.into_iter().map(point).collect()
}
