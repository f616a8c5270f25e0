//! From a share of goods to a whole offer: state, grade, lot, window, price, certificates.

use chonoi_domain::catalogue::Product;

use super::calendar;
use super::inputs::Inputs;
use super::post::{Offer, Why};
use super::prices::{Prices, freight, round};
use super::units;
use super::words::turn;

/// Grades that the trade asks for, in turn.
const GRADES: [(&str, [&str; 3]); 9] = [
    ("tom-su", ["30 con/kg", "40 con/kg", "30 con/kg"]),
    ("tom-the", ["50 con/kg", "60 con/kg", "100 con/kg"]),
    ("tom-cang-xanh", ["10–15 con/kg", "15–20 con/kg", "20–30 con/kg"]),
    ("cua-gach", ["300–400 g", "≥400 g", "300–400 g"]),
    ("cua-y", ["y nhất", "y tứ", "y nhất"]),
    ("so-huyet", ["70 con/kg", "100 con/kg", "70 con/kg"]),
    ("ca-keo", ["40 con/kg", "50 con/kg", "40 con/kg"]),
    ("ba-khia", ["<16 con/kg", "22–26 con/kg", "<16 con/kg"]),
    ("ca-loc", ["≥300 g", "≥300 g", "≥500 g"]),
];

/// Đồng per kg or litre from which the freight hardly matters.
const WORTH_DELIVERING: i64 = 60_000;

/// What is settled about an offer before the trade's habits fill in the rest.
pub(super) struct Draft<'a> {
    pub(super) product: &'a Product,
    pub(super) supplier: String,
    pub(super) place: String,
    /// In `unit`.
    pub(super) quantity: i64,
    pub(super) unit: String,
    /// Base units in one `unit`.
    pub(super) base: i64,
    pub(super) from: i64,
    /// Number of the post, which decides whose turn it is in every table.
    pub(super) turn: usize,
    pub(super) why: Why,
}

impl Draft<'_> {
    /// The whole offer.
    pub(super) fn offer(self, inputs: &Inputs, prices: &Prices) -> Offer {
        let i = self.turn;
        let named = self.supplier.starts_with('E');
        let ask = prices.ask(self.product, i);
        // Dear packed goods of a named plant or cooperative are now and then sold delivered, to the far end of the country.
        let packed = calendar::storable(self.product) && ask >= WORTH_DELIVERING;
        let delivered = named && packed && i.is_multiple_of(3);
        let ask = if delivered {
            round(ask + freight(inputs, self.product, "01"))
        } else {
            ask
        };
        let silent = i % 23 == 11;
        let priced = match (silent, prices.is_of_the_time(self.product)) {
            (true, _) => "không nêu giá",
            (false, true) => "giá năm 2021",
            (false, false) => "giá theo danh mục",
        };
        let share = format!("{}; {priced}", self.why.share);
        Offer {
            state: self.product.usual_state.to_string(),
            grade: grade(self.product.id.as_str(), i).to_owned(),
            min_lot: min_lot(self.quantity, i),
            to: self.from + calendar::window(self.product),
            ask: (!silent).then(|| units::price(ask, self.base)),
            certificates: certificates(inputs, self.product, &self.supplier, i),
            product: self.product.id.0.clone(),
            supplier: self.supplier,
            quantity: self.quantity,
            unit: self.unit,
            from: self.from,
            place: self.place,
            delivered: delivered && !silent,
            why: Why { share, ..self.why },
        }
    }
}

fn grade(product: &str, i: usize) -> &'static str {
    GRADES
        .iter()
        .find(|(id, _)| *id == product)
        .map_or("", |(_, grades)| turn(*grades, i))
}

/// A third of the posts set a minimum lot, a tenth of what they have.
fn min_lot(quantity: i64, i: usize) -> i64 {
    let lot = if i % 3 == 1 { tidy(quantity / 10) } else { 1 };
    lot.clamp(1, quantity.max(1))
}

/// The number cut to its two leading digits.
pub(super) fn tidy(n: i64) -> i64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n / unit * unit
}

/// Certificates of an offer, in id order.
///
/// A named organisation has what is published of it and no more. Where nobody is named, live animals carry the
/// quarantine certificate that the road demands (two in three) and a fifth of the goods carry VietGAP: assumptions.
fn certificates(inputs: &Inputs, product: &Product, supplier: &str, i: usize) -> Vec<String> {
    let can = |id: &str| product.certificates.iter().any(|c| c.as_str() == id);
    let mut out = if supplier.starts_with('E') {
        published(inputs, product.id.as_str(), supplier)
    } else {
        let mut usual = Vec::new();
        if can("kiem-dich") && i % 3 != 2 {
            usual.push("kiem-dich".to_owned());
        }
        if can("vietgap") && i.is_multiple_of(5) {
            usual.push("vietgap".to_owned());
        }
        usual
    };
    out.sort();
    out.dedup();
    out
}

/// Certificates of a named organisation for the product, as published.
fn published(inputs: &Inputs, product: &str, supplier: &str) -> Vec<String> {
    let mut out = Vec::new();
    let printed = inputs
        .enterprises
        .iter()
        .find(|e| e.id == supplier)
        .map_or("", |e| e.certificates.as_str());
    let shrimp = ["tom-su", "tom-the", "tom-dong-lanh"].contains(&product);
    let crab = product.starts_with("cua-");
    let salt = product.starts_with("muoi-");
    for (word, id, fits) in [
        ("ASC", "asc", shrimp),
        ("ISO 9001", "iso9001", true),
        ("GI Cà Mau (tôm sú)", "gi", product == "tom-su"),
        ("GI Cà Mau (cua)", "gi", crab),
        ("GI Bạc Liêu (muối)", "gi", product == "muoi-hat"),
        ("HACCP", "haccp", salt),
        ("ISO 22000", "iso22000", salt),
        ("collective mark", "tm-collective", product == "mat-ong-u-minh"),
    ] {
        if fits && printed.contains(word) {
            out.push(id.to_owned());
        }
    }
    for o in inputs
        .ocop
        .iter()
        .filter(|o| o.owner_id == supplier && o.product_id == product)
    {
        out.push(format!("ocop-{}", o.stars));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_round_and_never_above_the_quantity() {
        assert_eq!(tidy(4_567), 4_500);
        assert_eq!(tidy(99), 99);
        assert_eq!(min_lot(12_345, 1), 1_200);
        assert_eq!(min_lot(5, 1), 1);
        assert_eq!(min_lot(12_345, 0), 1);
    }
}
