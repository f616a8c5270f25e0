//! From a share of a need to a whole request: states, lot, window, bids, certificates.

use chonoi_domain::catalogue::Product;
use chonoi_domain::post::ProductState;

use super::inputs::Inputs;
use super::offers::tidy;
use super::post::{Request, Why};
use super::prices::Prices;
use super::units;
use super::words::turn;

/// What is settled about a request before the trade's habits fill in the rest.
pub(super) struct Draft<'a> {
    pub(super) products: Vec<&'a Product>,
    pub(super) buyer: String,
    pub(super) place: String,
    /// In `unit`.
    pub(super) quantity: i64,
    pub(super) unit: String,
    /// Base units in one `unit`.
    pub(super) base: i64,
    pub(super) from: i64,
    pub(super) days: i64,
    pub(super) urgency: i64,
    /// Number of the post, which decides whose turn it is in every table.
    pub(super) turn: usize,
    pub(super) why: Why,
}

impl Draft<'_> {
    /// The whole request.
    pub(super) fn request(self, inputs: &Inputs, prices: &Prices) -> Request {
        let i = self.turn;
        let silent = i % 29 == 13;
        let bids = self
            .products
            .iter()
            .map(|p| units::price(prices.bid(inputs, p, &self.place, i), self.base))
            .collect();
        Request {
            states: states(&self.products, i),
            min_lot: min_lot(self.quantity, i),
            to: self.from + self.days,
            bids: if silent { Vec::new() } else { bids },
            certificates: certificates(&self.products, i),
            products: self.products.iter().map(|p| p.id.0.clone()).collect(),
            buyer: self.buyer,
            quantity: self.quantity,
            unit: self.unit,
            from: self.from,
            place: self.place,
            urgency: self.urgency,
            why: self.why,
        }
    }
}

/// The usual states of the products, and for every second request of live or fresh goods the next best state.
fn states(products: &[&Product], i: usize) -> Vec<String> {
    let mut out: Vec<ProductState> = Vec::new();
    let mut accept = |state| {
        if !out.contains(&state) {
            out.push(state);
        }
    };
    for product in products {
        accept(product.usual_state);
    }
    for product in products.iter().filter(|_| i.is_multiple_of(2)) {
        match product.usual_state {
            ProductState::Live => accept(ProductState::Fresh),
            ProductState::Fresh => accept(ProductState::Iced),
            _ => {}
        }
    }
    out.sort();
    out.iter().map(ToString::to_string).collect()
}

/// A quarter of the requests take no lot below a fiftieth of what they need.
fn min_lot(quantity: i64, i: usize) -> i64 {
    let lot = if i % 4 == 2 { tidy(quantity / 50) } else { 1 };
    lot.clamp(1, quantity.max(1))
}

/// A tenth of the requests ask for a certificate that all their products can carry.
fn certificates(products: &[&Product], i: usize) -> Vec<String> {
    if i % 10 != 7 {
        return Vec::new();
    }
    let asked = turn(["vietgap", "kiem-dich", "ocop-3", "attp", "kiem-dich"], i / 10);
    let all = products
        .iter()
        .all(|p| p.certificates.iter().any(|c| c.as_str() == asked));
    if all { vec![asked.to_owned()] } else { Vec::new() }
}
