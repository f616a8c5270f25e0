//! Rows of both files as the engine's market.

use std::path::Path;

use chonoi_domain::proposal::Side;
use chonoi_domain::sheet::{OfferRow, RequestRow};
use chonoi_matching::error::Fault;
use chonoi_matching::market::{Market, OfferPost, RequestPost};

use super::MatchArgs;

/// What both files hold.
#[derive(Debug, Default)]
pub(super) struct Posts {
    pub(super) offers: Vec<OfferRow>,
    pub(super) requests: Vec<RequestRow>,
}

impl Posts {
    /// The market they make. A row of a person's sheet without an id goes by its line, one without an organisation is
    /// an organisation of its own. Certificates count as written: there is nobody here to verify them.
    pub(super) fn market(&self) -> Market {
        Market {
            offers: self.offers.iter().map(offer).collect(),
            requests: self.requests.iter().map(request).collect(),
            preferred: Vec::new(),
            excluded: Vec::new(),
            capacities: Vec::new(),
        }
    }

    /// The file and line of a post that the engine refuses; line 0 where no row made it.
    pub(super) fn place_of<'a>(&self, args: &'a MatchArgs, fault: &Fault) -> (&'a Path, u64) {
        let (file, line) = match fault.side {
            Side::Supplier => {
                let mut rows = self.offers.iter();
                let row = rows.find(|row| id(row.id.as_deref(), row.line) == fault.id);
                (&args.offers, row.map(|row| row.line))
            }
            Side::Buyer => {
                let mut rows = self.requests.iter();
                let row = rows.find(|row| id(row.id.as_deref(), row.line) == fault.id);
                (&args.requests, row.map(|row| row.line))
            }
        };
        let file = file.as_deref().or(args.snapshot.as_deref());
        (file.unwrap_or(Path::new("")), line.unwrap_or_default())
    }
}

fn id(id: Option<&str>, line: u64) -> String {
    id.map_or_else(|| format!("dòng {line}"), str::to_owned)
}

fn offer(row: &OfferRow) -> OfferPost {
    let terms = row.terms.clone();
    OfferPost {
        id: id(row.id.as_deref(), row.line),
        supplier: row
            .supplier
            .clone()
            .unwrap_or_else(|| format!("chào bán dòng {}", row.line)),
        product: terms.product,
        state: terms.state,
        grade: terms.grade,
        quantity: terms.quantity,
        min_lot: terms.min_lot,
        harvest: terms.harvest,
        place: terms.place,
        ask: terms.ask,
        basis: terms.basis,
        certificates: terms.certificates,
    }
}

fn request(row: &RequestRow) -> RequestPost {
    let terms = row.terms.clone();
    RequestPost {
        id: id(row.id.as_deref(), row.line),
        buyer: row
            .buyer
            .clone()
            .unwrap_or_else(|| format!("nhu cầu dòng {}", row.line)),
        alternatives: terms.alternatives,
        states: terms.states,
        grade: terms.grade,
        quantity: terms.quantity,
        daily_quantity: terms.daily_quantity,
        min_lot: terms.min_lot,
        delivery: terms.delivery,
        place: terms.place,
        certificates: terms.certificates,
        urgency: terms.urgency,
        min_life_days: terms.min_life_days,
    }
}
