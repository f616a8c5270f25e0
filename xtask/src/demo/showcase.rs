//! Pairs that show what stands in the way: near misses of every kind, and exact ties. All by assumption.

use anyhow::Context as _;

use super::calendar;
use super::directory::Directory;
use super::inputs::Inputs;
use super::post::{Basis, Offer, Request, Why};
use super::prices::Prices;
use super::units;

/// The one thing that keeps a pair apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// The bid is a little too low.
    Price,
    /// The harvest comes two days after the last possible day.
    Date,
    /// A certificate is asked for that the seller has not.
    Certificate,
    /// Another state is wanted.
    State,
    /// The buyer needs less than the smallest lot.
    MinimumLot,
    /// The goods do not live through the road.
    Distance,
    /// None: two sellers who offer exactly the same, and a buyer for one of them.
    Tie,
}

use Obstacle::{Certificate, Date, Distance, MinimumLot, Price, State, Tie};

/// Obstacle, product, commune of the seller, province of the buyer, amount in the unit of the trade.
const CASES: [(Obstacle, &str, &str, &str, i64); 20] = [
    (Price, "ca-mu", "32248", "79", 900),
    (Price, "vop", "32244", "92", 1_200),
    (Price, "kho-thoi-loi", "32236", "79", 250),
    (Date, "ca-chem", "32167", "79", 2_400),
    (Date, "nan-bop", "31849", "92", 12),
    (Date, "oc-len", "32206", "82", 700),
    (Certificate, "rau-can-nuoc", "31885", "79", 20),
    (Certificate, "ca-thoi-loi", "32212", "79", 300),
    (Certificate, "kho-ca-boi", "32047", "01", 500),
    (State, "ca-bop", "32248", "79", 1_500),
    (State, "tom-bac", "32098", "79", 1_800),
    (State, "hau", "32248", "92", 2_000),
    (MinimumLot, "artemia", "31834", "91", 60),
    (MinimumLot, "ca-doi", "32191", "92", 900),
    (Distance, "tom-tich", "32236", "22", 200),
    (Distance, "ghe", "32098", "31", 500),
    (Tie, "ca-chinh", "32025", "79", 300),
    (Tie, "ca-bong-tuong", "32025", "92", 400),
    (Tie, "nha-dam", "32110", "79", 60),
    (Tie, "la-chuoi", "32047", "79", 15),
];

/// The offers and requests of all cases.
pub(super) fn posts(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
) -> anyhow::Result<(Vec<Offer>, Vec<Request>)> {
    let (mut offers, mut requests) = (Vec::new(), Vec::new());
    for (obstacle, product, commune, province, amount) in CASES {
        let offer = offer(inputs, prices, directory, obstacle, product, commune, amount)?;
        if obstacle == Tie {
            // The twin is the commune's source hub: same goods, place, window, price.
            let twin = directory.source_hub(inputs, "96")?;
            offers.push(Offer {
                supplier: twin,
                ..offer.clone()
            });
        }
        requests.push(request(inputs, prices, directory, obstacle, &offer, province)?);
        offers.push(offer);
    }
    Ok((offers, requests))
}

fn offer(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    obstacle: Obstacle,
    product: &str,
    commune: &str,
    amount: i64,
) -> anyhow::Result<Offer> {
    let product = inputs.product(product)?;
    let (unit, base) = units::usual(inputs, product)?;
    let from = if obstacle == Date { 19 } else { 2 };
    Ok(Offer {
        supplier: directory.producers(inputs, commune)?,
        product: product.id.0.clone(),
        state: product.usual_state.to_string(),
        grade: String::new(),
        quantity: amount,
        unit,
        min_lot: if obstacle == MinimumLot { amount / 3 } else { 1 },
        from,
        to: from + calendar::window(product),
        place: commune.to_owned(),
        ask: Some(units::price(prices.ask(product, 1), base)),
        delivered: false,
        certificates: Vec::new(),
        why: why(obstacle),
    })
}

fn request(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    obstacle: Obstacle,
    offer: &Offer,
    province: &str,
) -> anyhow::Result<Request> {
    let product = inputs.product(&offer.product)?;
    let (_, base) = units::named(inputs, product, &offer.unit)?;
    let region = super::words::lower_first(inputs.place_name(province)?);
    // The ask lies at 45 % of the band; a bid that allows for 35 % misses it by a tenth of the band.
    let percent = if obstacle == Price { 35 } else { 85 };
    let bid = prices.bid_at(inputs, product, province, percent);
    let state = if obstacle == State {
        "frozen"
    } else {
        offer.state.as_str()
    };
    let asked = product.certificates.first().map(|c| c.0.clone());
    let certificates = match obstacle {
        Certificate => vec![asked.context("a product without certificates")?],
        _ => Vec::new(),
    };
    Ok(Request {
        buyer: directory.buyer_hub(&region, province),
        products: vec![offer.product.clone()],
        states: vec![state.to_owned()],
        quantity: match obstacle {
            MinimumLot => (offer.min_lot - offer.min_lot / 4).max(1),
            _ => offer.quantity,
        },
        unit: offer.unit.clone(),
        min_lot: 1,
        from: if obstacle == Date { 3 } else { 2 },
        to: if obstacle == Date { 17 } else { 16 },
        place: province.to_owned(),
        bids: vec![units::price(bid, base)],
        certificates,
        urgency: 3,
        why: why(obstacle),
    })
}

fn why(obstacle: Obstacle) -> Why {
    let shows = match obstacle {
        Price => "suýt khớp: giá",
        Date => "suýt khớp: ngày",
        Certificate => "suýt khớp: chứng nhận",
        State => "suýt khớp: trạng thái hàng",
        MinimumLot => "suýt khớp: lô tối thiểu",
        Distance => "suýt khớp: quãng đường",
        Tie => "hai chào bán y hệt nhau",
    };
    Why {
        basis: Basis::Assumption,
        source: "OWN".to_owned(),
        figure_id: String::new(),
        figure: String::new(),
        share: format!("giả định để minh họa — {shows}"),
    }
}
