//! The family of markets that is measured: drawn from a seed, like the market of the delta.
//!
//! 60 products by Zipf's law; posts over 34 provinces, suppliers weighted to the delta and buyers to the big
//! cities; 60 days, windows of 3 to 20; volumes log-normal around 1.5 t in whole kilograms; asks and bids around
//! the product's price ± 25 %; minimum lots on a third of the posts, certificates on a fifth.

use chonoi_domain::catalogue::{Catalogue, PlaceLevel, Product};
use chonoi_domain::id::{CertificateId, PlaceCode};
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::post::request::Alternative;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::policy::{Policy, UnmetWeights, UnsoldWeights};
use time::{Date, Duration};

/// Which member of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As above.
    Market,
    /// One product only.
    Single,
    /// One unit a post: nearly every pivot is degenerate.
    Units,
    /// Rests cost next to nothing, so that many pairs are barely worth it.
    Tight,
}

impl Kind {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "market" => Some(Self::Market),
            "single" => Some(Self::Single),
            "units" => Some(Self::Units),
            "tight" => Some(Self::Tight),
            _ => None,
        }
    }

    pub(crate) fn policy(self) -> Policy {
        let mut policy = Policy::default();
        if self == Self::Tight {
            policy.unsold_per_kg = UnsoldWeights {
                days_3: 20,
                days_10: 10,
                days_60: 5,
                longer: 0,
            };
            policy.unmet_per_kg = UnmetWeights {
                urgency_1: 0,
                urgency_2: 10,
                urgency_3: 20,
                urgency_4: 40,
                urgency_5: 80,
            };
        }
        policy
    }
}

/// Products in a market.
const PRODUCTS: usize = 60;
/// Days in which windows lie.
const DAYS: u64 = 60;
/// The delta, from which most offers come.
const DELTA: [&str; 5] = ["80", "82", "86", "91", "96"];
/// The big cities, where most requests come from.
const CITIES: [&str; 5] = ["79", "01", "48", "92", "31"];

/// A market of `posts` offers and as many requests.
pub(crate) fn market(catalogue: &Catalogue, kind: Kind, posts: usize, seed: u64) -> Market {
    let draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF1);
    let products = catalogue.products();
    let products = products.filter(|product| product.band.is_some() && !product.is_generic);
    let count = if kind == Kind::Single { 1 } else { PRODUCTS };
    let mut family = Family {
        draw,
        kind,
        products: products.take(count).collect(),
        suppliers: weights(catalogue, &DELTA, 8),
        buyers: weights(catalogue, &CITIES, 12),
    };
    Market {
        offers: (0..posts).map(|at| family.offer(at)).collect(),
        requests: (0..posts).map(|at| family.request(at)).collect(),
        ..Market::default()
    }
}

/// The provinces, those of `heavy` so many times.
fn weights(catalogue: &Catalogue, heavy: &[&str], times: usize) -> Vec<PlaceCode> {
    let provinces = catalogue
        .places()
        .filter(|place| place.level == PlaceLevel::Province);
    let weigh = |place: &PlaceCode| if heavy.contains(&place.as_str()) { times } else { 1 };
    provinces
        .flat_map(|place| std::iter::repeat_n(place.code.clone(), weigh(&place.code)))
        .collect()
}

/// Splitmix64: a seed names the same market for ever.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> i64 {
        (self.next() % bound).cast_signed()
    }

    fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.next() % u64::try_from(of.len()).unwrap_or(1);
        &of[usize::try_from(at).unwrap_or_default()]
    }

    /// About normal, in thousandths: the sum of twelve equal draws.
    fn normal(&mut self) -> i64 {
        (0..12).map(|_| self.below(1_001)).sum::<i64>() - 6_000
    }
}

struct Family<'a> {
    draw: Draw,
    kind: Kind,
    products: Vec<&'a Product>,
    suppliers: Vec<PlaceCode>,
    buyers: Vec<PlaceCode>,
}

impl<'a> Family<'a> {
    /// Number `k` with a weight of `1/k`.
    fn product(&mut self) -> &'a Product {
        let weight = |rank: usize| 1_000_000 / u64::try_from(rank).unwrap_or(1);
        let total = (1..=self.products.len()).map(weight).sum();
        let mut left = self.draw.below(total).unsigned_abs();
        let mut rank = 1;
        while left >= weight(rank) {
            left -= weight(rank);
            rank += 1;
        }
        self.products[rank - 1]
    }

    /// Log-normal around 1.5 t, whole kilograms, in grams; pieces are drawn as if of a gram.
    fn quantity(&mut self) -> Quantity {
        if self.kind == Kind::Units {
            return Quantity(1);
        }
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a few tonnes in kilograms"
        )]
        let kilograms = (1_500.0 * (self.draw.normal() as f64 / 1_000.0).exp()) as i64;
        Quantity(kilograms.max(1) * 1_000)
    }

    /// A third of the posts has one: a tenth of its quantity.
    fn lot(&mut self, quantity: Quantity) -> Quantity {
        let some = self.kind != Kind::Units && self.draw.below(3) == 0;
        Quantity(if some { quantity.0 / 10 } else { 0 })
    }

    fn window(&mut self) -> Option<DateWindow> {
        let first = Date::from_calendar_date(2026, time::Month::December, 1).ok()?;
        let from = first + Duration::days(self.draw.below(DAYS));
        DateWindow::new(from, from + Duration::days(2 + self.draw.below(18))).ok()
    }

    /// The product's price ± 25 %.
    fn price(&mut self, product: &Product) -> Option<UnitPrice> {
        let band = product.band?;
        let middle = i64::midpoint(band.min.0, band.max.0);
        Some(UnitPrice(middle * (750 + self.draw.below(501)) / 1_000))
    }

    fn certificates(&mut self, product: &Product) -> Vec<CertificateId> {
        let some = self.draw.below(5) == 0;
        product
            .certificates
            .iter()
            .take(usize::from(some))
            .cloned()
            .collect()
    }

    fn offer(&mut self, at: usize) -> OfferPost {
        let product = self.product();
        let quantity = self.quantity();
        OfferPost {
            id: format!("o{at:07}"),
            supplier: format!("s{at}"),
            product: product.id.clone(),
            state: product.usual_state,
            grade: None,
            quantity,
            min_lot: self.lot(quantity),
            harvest: self.window().expect("a window"),
            place: self.draw.one_of(&self.suppliers).clone(),
            ask: self.price(product),
            basis: PriceBasis::Farm,
            certificates: self.certificates(product),
        }
    }

    fn request(&mut self, at: usize) -> RequestPost {
        let product = self.product();
        let quantity = self.quantity();
        RequestPost {
            id: format!("r{at:07}"),
            buyer: format!("b{at}"),
            alternatives: vec![Alternative {
                product: product.id.clone(),
                bid: self.price(product),
            }],
            states: Vec::new(),
            grade: None,
            quantity,
            daily_quantity: None,
            min_lot: self.lot(quantity),
            delivery: self.window().expect("a window"),
            place: self.draw.one_of(&self.buyers).clone(),
            certificates: self.certificates(product),
            urgency: i32::try_from(1 + self.draw.below(5)).unwrap_or(1),
            min_life_days: 0,
        }
    }
}
