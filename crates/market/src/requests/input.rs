//! A request as it is typed, and the rules that make terms of it.

use chonoi_domain::catalogue::{Product, TradeUnit};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::UnitCode;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::request::{Alternative, RequestTerms, over_days};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use serde::{Deserialize, Serialize};

use crate::posts::WindowInput;
use crate::posts::catalogue::{states_of, unit_of};
use crate::posts::fields::{Amounts, Reading, given};
use crate::posts::text::{self, MOST_GRADE, MOST_NOTE};

/// What a buyer types. Texts are as they came; the rules are in the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestInput {
    /// Products that would do.
    pub products: Vec<ProductInput>,
    /// States accepted; any when empty.
    pub states: Vec<String>,
    /// Grade accepted; any when left out.
    pub grade: Option<String>,
    /// Decimal number in `unit`.
    pub quantity: Option<String>,
    /// Decimal number in `unit`, wanted on every day of the delivery window; `quantity` may then be left out.
    #[serde(default)]
    pub daily_quantity: Option<String>,
    /// Code of the trade unit.
    pub unit: Option<String>,
    /// Decimal number in `unit`; none when left out.
    pub min_lot: Option<String>,
    /// When it must arrive.
    pub delivery: Option<WindowInput>,
    /// Code of the commune or province.
    pub place: Option<String>,
    /// Code of the unit of the bids; `unit` when left out.
    pub price_unit: Option<String>,
    /// Ids of the certificates required.
    pub certificates: Vec<String>,
    /// Days of shelf life left at arrival; 0 when left out, since live shrimp keeps for a day and travels for one.
    pub min_life_days: Option<i64>,
    /// 1 to 5; 3 when left out.
    pub urgency: Option<i64>,
    /// A note.
    pub note: Option<String>,
    /// Whether it goes on the market at once; yes when left out.
    pub publish: Option<bool>,
}

/// One product that would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductInput {
    /// Id of the product.
    pub product: Option<String>,
    /// Whole đồng per `price_unit`, delivered.
    pub bid: Option<i64>,
}

/// The most products that one request names.
pub const MOST_PRODUCTS: usize = 20;
/// The most days of shelf life that a buyer may ask for.
const MOST_LIFE_DAYS: i64 = 365;

/// The terms that `input` comes to; `None` when there are faults.
pub(crate) fn read(reading: &mut Reading<'_>, input: &RequestInput) -> Option<RequestTerms> {
    let products = products(reading, input);
    let unit = unit(reading, input, &products);
    let alternatives = alternatives(reading, input, &products);
    let states = states(reading, &input.states, &products);
    let delivery = reading.window("delivery", input.delivery.as_ref());
    let amounts = amounts(reading, input, unit, delivery);
    let place = reading.place("place", input.place.as_deref());
    let certificates = reading.certificates("certificates", &input.certificates);
    let min_life_days = between(
        reading,
        "min_life_days",
        input.min_life_days.unwrap_or(0),
        0,
        MOST_LIFE_DAYS,
    );
    let urgency = between(reading, "urgency", input.urgency.unwrap_or(3), 1, 5);
    let grade = reading.text("grade", input.grade.as_deref(), MOST_GRADE);
    let note = reading.text("note", input.note.as_deref(), MOST_NOTE);
    let (amounts, daily_quantity) = amounts?;
    Some(RequestTerms {
        alternatives,
        states,
        grade,
        quantity: amounts.quantity,
        daily_quantity,
        unit: amounts.unit.code.clone(),
        min_lot: amounts.min_lot,
        delivery: delivery?,
        place: place?,
        certificates,
        min_life_days: min_life_days?,
        urgency: urgency?,
        note,
    })
}

/// The whole quantity with the minimum lot, and what is wanted a day where that is said.
fn amounts<'c>(
    reading: &mut Reading<'c>,
    input: &RequestInput,
    unit: Option<&'c TradeUnit>,
    delivery: Option<DateWindow>,
) -> Option<(Amounts<'c>, Option<Quantity>)> {
    let (quantity, min_lot) = (input.quantity.as_deref(), input.min_lot.as_deref());
    let Some(daily) = given(input.daily_quantity.as_deref()) else {
        return Some((reading.amounts("quantity", quantity, min_lot, unit)?, None));
    };
    let each = reading.amounts("daily_quantity", Some(daily), min_lot, unit)?;
    let whole = match over_days(each.quantity, delivery?) {
        Ok(whole) => whole,
        Err(error) => return reading.faults.push(error),
    };
    let said = given(quantity).map(|text| reading.amount("quantity", text, each.unit));
    if said.is_some_and(|said| said.is_some_and(|said| said != whole)) {
        return reading.faults.add("quantity", "daily_total");
    }
    let amounts = Amounts {
        quantity: whole,
        ..each
    };
    Some((amounts, Some(each.quantity)))
}

/// The rules that also hold for terms read elsewhere, such as a row of a sheet.
pub(crate) fn vet(reading: &mut Reading<'_>, terms: &RequestTerms) {
    reading.when("delivery", terms.delivery);
    text::check(&mut reading.faults, "grade", terms.grade.as_deref(), MOST_GRADE);
    text::check(&mut reading.faults, "note", terms.note.as_deref(), MOST_NOTE);
    if terms.alternatives.len() > MOST_PRODUCTS {
        let error = FieldError::new("products", "too_many").with("max", MOST_PRODUCTS);
        reading.faults.push::<()>(error);
    }
    for alternative in &terms.alternatives {
        let product = reading.catalogue.product(&alternative.product);
        let Some((product, bid)) = product.zip(alternative.bid) else {
            continue;
        };
        reading.believable("bids", bid, product);
    }
}

/// The products in their order, `None` where one is at fault: known, none twice, all counted alike.
fn products<'c>(reading: &mut Reading<'c>, input: &RequestInput) -> Vec<Option<&'c Product>> {
    match input.products.len() {
        0 => drop(reading.faults.add::<()>("products", "required")),
        1..=MOST_PRODUCTS => {}
        _ => {
            let error = FieldError::new("products", "too_many").with("max", MOST_PRODUCTS);
            reading.faults.push::<()>(error);
            return Vec::new();
        }
    }
    let mut found: Vec<Option<&Product>> = Vec::with_capacity(input.products.len());
    for (n, wanted) in input.products.iter().enumerate() {
        let field = format!("products[{n}].product");
        let product = reading
            .product(&field, wanted.product.as_deref())
            .and_then(|product| {
                let before = || found.iter().flatten();
                if before().any(|other| other.id == product.id) {
                    reading.faults.add(&field, "twice")
                } else if before().any(|other| other.base_unit != product.base_unit) {
                    reading.faults.add(&field, "base_unit")
                } else {
                    Some(product)
                }
            });
        found.push(product);
    }
    found
}

/// The unit, which must hold the same amount of every product.
fn unit<'c>(
    reading: &mut Reading<'c>,
    input: &RequestInput,
    products: &[Option<&'c Product>],
) -> Option<&'c TradeUnit> {
    let given = input.unit.as_deref();
    let mut known = products.iter().flatten();
    let Some(first) = known.next() else {
        reading.required("unit", given);
        return None;
    };
    let unit = reading.unit("unit", given, first)?;
    let same = |product: &&Product| {
        unit_of(reading.catalogue, product, &unit.code).is_some_and(|other| other.base == unit.base)
    };
    if known.all(same) {
        Some(unit)
    } else {
        reading.faults.add("unit", "unit_differs")
    }
}

fn alternatives(
    reading: &mut Reading<'_>,
    input: &RequestInput,
    products: &[Option<&Product>],
) -> Vec<Alternative> {
    let mut found = Vec::with_capacity(products.len());
    let per = input.price_unit.as_deref();
    // A bad unit of price is told once, not for every product.
    let mut told = false;
    for (n, (wanted, product)) in input.products.iter().zip(products).enumerate() {
        let Some(product) = product else { continue };
        let code = UnitCode::from(per.or(input.unit.as_deref()).unwrap_or_default().trim());
        let unit = unit_of(reading.catalogue, product, &code);
        if wanted.bid.is_some() && unit.is_none() && per.is_some() && !told {
            told = true;
            reading.unit("price_unit", per, product);
        }
        let field = format!("products[{n}].bid");
        if wanted.bid.is_none() && product.band.is_none() {
            reading.faults.add::<()>(&field, "price_or_band");
        }
        found.push(Alternative {
            product: product.id.clone(),
            bid: unit.and_then(|unit| reading.price(&field, wanted.bid, product, unit)),
        });
    }
    found
}

/// States accepted, each once; at least one of them must be one in which one of the products is sold.
fn states(reading: &mut Reading<'_>, given: &[String], products: &[Option<&Product>]) -> Vec<ProductState> {
    let mut found = Vec::with_capacity(given.len());
    for (n, state) in given.iter().enumerate() {
        found.extend(reading.word(&format!("states[{n}]"), Some(state), ProductState::ALL));
    }
    found.sort_unstable();
    found.dedup();
    let mut sold: Vec<_> = products.iter().flatten().flat_map(|p| states_of(p)).collect();
    sold.sort_unstable();
    sold.dedup();
    if !found.is_empty() && !sold.is_empty() && !found.iter().any(|state| sold.contains(state)) {
        let words: Vec<&str> = sold.iter().map(|state| state.as_str()).collect();
        let error = FieldError::new("states", "one_of").with("known", words.join(", "));
        reading.faults.push::<()>(error);
    }
    found
}

fn between(reading: &mut Reading<'_>, field: &str, value: i64, min: i64, max: i64) -> Option<i32> {
    if (min..=max).contains(&value) {
        i32::try_from(value).ok()
    } else {
        let error = FieldError::new(field, "between")
            .with("min", min)
            .with("max", max);
        reading.faults.push(error)
    }
}
