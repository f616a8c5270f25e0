//! What a point can take, as it is typed, and the rules that make terms of it.

use chonoi_domain::capacity::{CapacityKind, CapacityTerms};
use chonoi_domain::catalogue::TradeUnit;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::ProductId;
use chonoi_domain::quantity::{BaseUnit, Quantity};
use serde::{Deserialize, Serialize};

use crate::posts::WindowInput;
use crate::posts::fields::{Reading, given};

/// What the trade department types. Texts are as they came; the rules are in the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityInput {
    /// `collection_point` when left out, or `processor`.
    pub kind: Option<String>,
    /// What people call it.
    pub name: Option<String>,
    /// Code of the commune or province whose offers go through it.
    pub place: Option<String>,
    /// Ids of the products it takes; everything that is weighed when empty.
    pub products: Vec<String>,
    /// The most it takes in all of its days, a decimal number in `unit`.
    pub quantity: Option<String>,
    /// The most it takes on any one day, a decimal number in `unit`. One of both is given.
    pub daily_quantity: Option<String>,
    /// `kg` when left out, or `tan`.
    pub unit: Option<String>,
    /// Its days.
    pub window: Option<WindowInput>,
}

/// The longest name, in characters.
const LONGEST: usize = 120;
/// The most products that one names.
const MOST_PRODUCTS: usize = 50;
/// Units of weight, in grams; the first where none is named.
const UNITS: [(&str, i64); 2] = [("kg", 1_000), ("tan", 1_000_000)];

/// The terms that `input` comes to; `None` when there are faults.
pub(crate) fn read(reading: &mut Reading<'_>, input: &CapacityInput) -> Option<CapacityTerms> {
    let kind = reading.word("kind", input.kind.as_deref(), CapacityKind::ALL);
    reading.required("name", input.name.as_deref());
    let name = reading.text("name", input.name.as_deref(), LONGEST);
    let place = reading.place("place", input.place.as_deref());
    let products = products(reading, &input.products);
    let amounts = amounts(reading, input);
    let window = reading.window("window", input.window.as_ref());
    let (quantity, daily_quantity) = amounts?;
    Some(CapacityTerms {
        kind: kind.unwrap_or(CapacityKind::CollectionPoint),
        name: name?,
        place: place?,
        products: products?,
        quantity,
        daily_quantity,
        window: window?,
    })
}

/// Products that are weighed, sorted and each once.
fn products(reading: &mut Reading<'_>, ids: &[String]) -> Option<Vec<ProductId>> {
    if ids.len() > MOST_PRODUCTS {
        let error = FieldError::new("products", "too_many").with("max", MOST_PRODUCTS);
        return reading.faults.push(error);
    }
    let mut found = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        let field = format!("products[{at}]");
        match reading.product(&field, Some(id)) {
            Some(product) if product.base_unit == BaseUnit::Gram => found.push(product.id.clone()),
            Some(_) => drop(reading.faults.add::<()>(field, "weighed")),
            None => {}
        }
    }
    let complete = found.len() == ids.len();
    found.sort();
    found.dedup();
    complete.then_some(found)
}

/// How much in all and how much a day, in grams.
fn amounts(reading: &mut Reading<'_>, input: &CapacityInput) -> Option<(Option<Quantity>, Option<Quantity>)> {
    let unit = unit(reading, input.unit.as_deref())?;
    // Nothing at all is an answer, too: a point may be closed for a while.
    let mut amount = |field: &str, text: Option<&str>| match given(text) {
        None => Some(None),
        Some(text) => reading.amount(field, text, &unit).map(Some),
    };
    let quantity = amount("quantity", input.quantity.as_deref());
    let daily = amount("daily_quantity", input.daily_quantity.as_deref());
    match (quantity?, daily?) {
        (None, None) => reading.faults.add("quantity", "some_quantity"),
        given => Some(given),
    }
}

/// Kilograms or tonnes.
fn unit(reading: &mut Reading<'_>, code: Option<&str>) -> Option<TradeUnit> {
    let code = given(code).unwrap_or(UNITS[0].0);
    let Some((_, base)) = UNITS.into_iter().find(|(known, _)| *known == code) else {
        let known = UNITS.map(|(code, _)| code).join(", ");
        return reading
            .faults
            .push(FieldError::new("unit", "one_of").with("known", known));
    };
    Some(TradeUnit {
        code: code.into(),
        name_vi: code.to_owned(),
        base,
    })
}

#[cfg(test)]
mod tests {
    use chonoi_domain::catalogue::Catalogue;
    use time::macros::date;

    use super::*;

    fn faults(change: impl Fn(&mut CapacityInput)) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        let mut reading = Reading::new(&catalogue, date!(2026 - 11 - 24), "");
        let mut input = CapacityInput {
            name: Some("Cảng Năm Căn".to_owned()),
            place: Some("32191".to_owned()),
            products: vec!["tom-su".to_owned()],
            quantity: Some("20".to_owned()),
            unit: Some("tan".to_owned()),
            window: Some(WindowInput {
                from: Some("2026-12-01".to_owned()),
                to: Some("2026-12-31".to_owned()),
            }),
            ..CapacityInput::default()
        };
        change(&mut input);
        let read = read(&mut reading, &input);
        let faults = reading.faults.into_inner();
        match read {
            Some(terms) if faults.is_empty() => format!("{:?} {:?}", terms.quantity, terms.daily_quantity),
            _ => faults
                .iter()
                .map(|f| format!("{} {};", f.field, f.rule))
                .collect(),
        }
    }

    #[test]
    fn a_point_says_where_when_what_and_how_much() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(faults(|_| ()), "Some(Quantity(20000000)) None");
        let daily = |input: &mut CapacityInput| {
            input.quantity = text(" ");
            input.daily_quantity = text("2.5");
        };
        assert_eq!(faults(daily), "None Some(Quantity(2500000))");
        assert_eq!(faults(|i| i.quantity = None), "quantity some_quantity;");
        assert_eq!(faults(|i| i.quantity = text("much")), "quantity number;");
        assert_eq!(faults(|i| i.quantity = text("0")), "Some(Quantity(0)) None");
        assert_eq!(faults(|i| i.quantity = text("9999999")), "quantity max;");
        assert_eq!(faults(|i| i.unit = text("thung")), "unit one_of;");
        assert_eq!(faults(|i| i.kind = text("port")), "kind one_of;");
        assert_eq!(faults(|i| i.name = text(" ")), "name required;");
        assert_eq!(faults(|i| i.place = text("99999")), "place no_such_place;");
        let counted =
            |input: &mut CapacityInput| input.products = vec!["trung-ga".to_owned(), "x".to_owned()];
        assert_eq!(
            faults(counted),
            "products[0] weighed;products[1] no_such_product;"
        );
        let nothing = |input: &mut CapacityInput| *input = CapacityInput::default();
        assert_eq!(
            faults(nothing),
            "name required;place required;quantity some_quantity;window.from required;window.to required;"
        );
    }
}
