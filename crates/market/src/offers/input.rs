//! An offer as it is typed, and the rules that make terms of it.

use chonoi_domain::catalogue::Product;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{FileId, PlaceCode};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{OfferStage, OfferTerms, PriceBasis};
use chonoi_domain::quantity::UnitPrice;
use serde::{Deserialize, Serialize};

use crate::posts::WindowInput;
use crate::posts::catalogue::{states_of, unit_of};
use crate::posts::fields::Reading;
use crate::posts::text::{self, MOST_GRADE, MOST_NOTE};

/// What a supplier types. Texts are as they came; the rules are in the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferInput {
    /// Id of the product.
    pub product: Option<String>,
    /// State; the product's usual one when left out.
    pub state: Option<String>,
    /// Size or quality in the trade's words.
    pub grade: Option<String>,
    /// Decimal number in `unit`.
    pub quantity: Option<String>,
    /// Code of the trade unit.
    pub unit: Option<String>,
    /// Decimal number in `unit`; none when left out.
    pub min_lot: Option<String>,
    /// When it is harvested.
    pub harvest: Option<WindowInput>,
    /// Code of the commune or province.
    pub place: Option<String>,
    /// Whole đồng per `price_unit`.
    pub ask: Option<i64>,
    /// Code of the unit of the price; `unit` when left out.
    pub price_unit: Option<String>,
    /// `farm` (when left out) or `delivered`.
    pub basis: Option<String>,
    /// Codes of the provinces it is delivered to.
    pub delivered_to: Vec<String>,
    /// Ids of the certificates claimed.
    pub certificates: Vec<String>,
    /// Ids of uploaded photos.
    pub photos: Vec<String>,
    /// How sure the volume is; confirmed when left out.
    pub stage: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// Whether it goes on the market at once; yes when left out.
    pub publish: Option<bool>,
}

/// The most photos of an offer.
pub const MOST_PHOTOS: usize = 6;

/// The terms that `input` comes to; `None` when there are faults.
pub(crate) fn read(reading: &mut Reading<'_>, input: &OfferInput) -> Option<OfferTerms> {
    let product = reading.product("product", input.product.as_deref());
    let unit = match product {
        Some(product) => reading.unit("unit", input.unit.as_deref(), product),
        None => {
            reading.required("unit", input.unit.as_deref());
            None
        }
    };
    let state = state(reading, input, product);
    let amounts = reading.amounts(
        "quantity",
        input.quantity.as_deref(),
        input.min_lot.as_deref(),
        unit,
    );
    let harvest = reading.window("harvest", input.harvest.as_ref());
    let place = reading.place("place", input.place.as_deref());
    let ask = ask(reading, input, product);
    let basis = basis(reading, input);
    let certificates = reading.certificates("certificates", &input.certificates);
    let photos = photos(reading, &input.photos);
    let stage = reading.word("stage", input.stage.as_deref(), OfferStage::ALL);
    let grade = reading.text("grade", input.grade.as_deref(), MOST_GRADE);
    let note = reading.text("note", input.note.as_deref(), MOST_NOTE);
    let amounts = amounts?;
    Some(OfferTerms {
        product: product?.id.clone(),
        state: state?,
        grade,
        quantity: amounts.quantity,
        unit: amounts.unit.code.clone(),
        min_lot: amounts.min_lot,
        harvest: harvest?,
        place: place?,
        ask,
        basis: basis?,
        certificates,
        photos,
        stage: stage.unwrap_or(OfferStage::Confirmed),
        note,
    })
}

/// The rules that also hold for terms read elsewhere, such as a row of a sheet.
pub(crate) fn vet(reading: &mut Reading<'_>, terms: &OfferTerms) {
    reading.when("harvest", terms.harvest);
    text::check(&mut reading.faults, "grade", terms.grade.as_deref(), MOST_GRADE);
    text::check(&mut reading.faults, "note", terms.note.as_deref(), MOST_NOTE);
    if let (Some(product), Some(ask)) = (reading.catalogue.product(&terms.product), terms.ask) {
        reading.believable("ask", ask, product);
    }
}

fn state(reading: &mut Reading<'_>, input: &OfferInput, product: Option<&Product>) -> Option<ProductState> {
    let known = product.map_or_else(|| ProductState::ALL.to_vec(), states_of);
    let given = reading.word("state", input.state.as_deref(), &known);
    given.or(product.map(|product| product.usual_state))
}

fn ask(reading: &mut Reading<'_>, input: &OfferInput, product: Option<&Product>) -> Option<UnitPrice> {
    let product = product?;
    if input.ask.is_none() {
        if product.band.is_none() {
            return reading.faults.add("ask", "price_or_band");
        }
        return None;
    }
    let unit = match input.price_unit.as_deref() {
        Some(unit) => reading.unit("price_unit", Some(unit), product),
        // Its absence is the fault of `unit`, which is told already.
        None => unit_of(
            reading.catalogue,
            product,
            &input.unit.as_deref().unwrap_or_default().trim().into(),
        ),
    };
    reading.price("ask", input.ask, product, unit?)
}

fn basis(reading: &mut Reading<'_>, input: &OfferInput) -> Option<PriceBasis> {
    let provinces: Vec<PlaceCode> = reading.provinces("delivered_to", &input.delivered_to);
    match input.basis.as_deref().map(str::trim).filter(|b| !b.is_empty()) {
        None | Some("farm") => Some(PriceBasis::Farm),
        Some("delivered") => {
            if input.delivered_to.is_empty() {
                reading.faults.add::<()>("delivered_to", "required");
            }
            if input.ask.is_none() {
                reading.faults.add::<()>("ask", "required");
            }
            Some(PriceBasis::Delivered { provinces })
        }
        Some(_) => {
            let error = FieldError::new("basis", "one_of").with("known", "farm, delivered");
            reading.faults.push(error)
        }
    }
}

fn photos(reading: &mut Reading<'_>, ids: &[String]) -> Vec<FileId> {
    if ids.len() > MOST_PHOTOS {
        let error = FieldError::new("photos", "too_many").with("max", MOST_PHOTOS);
        reading.faults.push::<()>(error);
        return Vec::new();
    }
    let mut found = Vec::with_capacity(ids.len());
    for (n, id) in ids.iter().enumerate() {
        match id.trim().parse::<FileId>() {
            Ok(id) if found.contains(&id) => drop(reading.faults.add::<()>(format!("photos[{n}]"), "twice")),
            Ok(id) => found.push(id),
            Err(_) => drop(reading.faults.add::<()>(format!("photos[{n}]"), "no_such_photo")),
        }
    }
    found
}
