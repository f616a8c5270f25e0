//! Reads single fields of a post as they are typed; what cannot be read becomes a fault of that field.

use std::str::FromStr;

use chonoi_domain::catalogue::{Catalogue, Product, TradeUnit};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{CertificateId, PlaceCode, ProductId, UnitCode};
use chonoi_domain::quantity::{Dong, Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use time::{Date, Duration};

use super::WindowInput;
use super::catalogue::{highest_price, per_thousand, unit_of};
use super::faults::Faults;
use crate::posts::text;

/// The most of anything, in base units: a million tonnes.
pub(crate) const MOST: i64 = 1_000_000_000_000;
/// How far ahead a window may reach, and how long it may be, in days.
const MOST_DAYS: i64 = 400;
/// The most certificates that a post names.
const MOST_CERTIFICATES: usize = 20;
/// How many choices a sentence names.
const MOST_CHOICES: usize = 6;

/// Catalogue, day and faults: what reading any field needs.
#[derive(Debug)]
pub struct Reading<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) today: Date,
    pub(crate) faults: Faults,
}

/// How much, in which unit, in what lots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amounts<'a> {
    pub(crate) quantity: Quantity,
    pub(crate) unit: &'a TradeUnit,
    pub(crate) min_lot: Quantity,
}

pub(crate) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl<'a> Reading<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, today: Date, prefix: impl Into<String>) -> Self {
        Self {
            catalogue,
            today,
            faults: Faults::under(prefix),
        }
    }

    /// The text, or a fault when there is none.
    pub(crate) fn required<'t>(&mut self, field: &str, text: Option<&'t str>) -> Option<&'t str> {
        given(text).or_else(|| self.faults.add(field, "required"))
    }

    /// A product that can be traded: known, and no mere heading.
    pub(crate) fn product(&mut self, field: &str, text: Option<&str>) -> Option<&'a Product> {
        let id = ProductId::from(self.required(field, text)?);
        let Some(product) = self.catalogue.product(&id) else {
            return self.faults.add(field, "no_such_product");
        };
        if product.is_generic {
            let kin = self.catalogue.products().filter(|p| !p.is_generic);
            let kin = kin.filter(|p| self.catalogue.is_within(&p.category, &product.category));
            let names: Vec<&str> = kin.map(|p| p.name_vi.as_str()).take(MOST_CHOICES).collect();
            let error = FieldError::new(field, "generic").with("choices", names.join("; "));
            return self.faults.push(error);
        }
        Some(product)
    }

    /// One of the words of an enum; `None` without a fault when nothing is given.
    pub(crate) fn word<T>(&mut self, field: &str, text: Option<&str>, known: &[T]) -> Option<T>
    where
        T: FromStr + Copy + PartialEq + std::fmt::Display,
    {
        let text = given(text)?;
        match text.parse::<T>().ok().filter(|word| known.contains(word)) {
            Some(word) => Some(word),
            None => {
                let words: Vec<String> = known.iter().map(ToString::to_string).collect();
                let error = FieldError::new(field, "one_of").with("known", words.join(", "));
                self.faults.push(error)
            }
        }
    }

    /// The trade unit of `product`.
    pub(crate) fn unit(
        &mut self,
        field: &str,
        text: Option<&str>,
        product: &Product,
    ) -> Option<&'a TradeUnit> {
        let code = UnitCode::from(self.required(field, text)?);
        let found = unit_of(self.catalogue, product, &code);
        found.or_else(|| {
            let units = self.catalogue.units_of(product);
            let names: Vec<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
            let error = FieldError::new(field, "unit").with("choices", names.join("; "));
            self.faults.push(error)
        })
    }

    /// An amount in `unit`, exact in base units.
    pub(crate) fn amount(&mut self, field: &str, text: &str, unit: &TradeUnit) -> Option<Quantity> {
        let Some(number) = decimal(text) else {
            return self.faults.add(field, "number");
        };
        let base = number.checked_mul(Decimal::from(unit.base));
        match base {
            Some(base) if base > Decimal::from(MOST) => {
                let most = (Decimal::from(MOST) / Decimal::from(unit.base)).trunc();
                self.faults.push(FieldError::new(field, "max").with("max", most))
            }
            Some(base) if base.fract().is_zero() => base.to_i64().map(Quantity),
            Some(_) => self.faults.add(field, "not_whole"),
            None => self.faults.add(field, "number"),
        }
    }

    /// Quantity, which is `field`, and minimum lot in `unit`.
    pub(crate) fn amounts(
        &mut self,
        field: &str,
        quantity: Option<&str>,
        min_lot: Option<&str>,
        unit: Option<&'a TradeUnit>,
    ) -> Option<Amounts<'a>> {
        let quantity = self.required(field, quantity);
        let unit = unit?;
        let quantity = self.amount(field, quantity?, unit);
        if quantity == Some(Quantity(0)) {
            return self.faults.add(field, "positive");
        }
        let min_lot = match given(min_lot) {
            None => Some(Quantity(0)),
            Some(text) => self.amount("min_lot", text, unit),
        };
        let (quantity, min_lot) = (quantity?, min_lot?);
        if min_lot > quantity {
            return self.faults.add("min_lot", "above_quantity");
        }
        Some(Amounts {
            quantity,
            unit,
            min_lot,
        })
    }

    /// A price in whole đồng per `unit`, believable for `product`; `None` when none is given.
    pub(crate) fn price(
        &mut self,
        field: &str,
        price: Option<i64>,
        product: &Product,
        unit: &TradeUnit,
    ) -> Option<UnitPrice> {
        let price = price?;
        let per_thousand = UnitPrice::per_unit(Dong(price), unit.base);
        let highest = highest_price(product);
        match per_thousand {
            Some(per) if per.0 >= 1 && per <= highest => Some(per),
            Some(per) if per.0 < 1 => self.faults.add(field, "positive"),
            _ => {
                let most = i128::from(highest.0) * i128::from(unit.base) / 1_000;
                let error = FieldError::new(field, "price_high")
                    .with("max", most)
                    .with("unit", &unit.name_vi);
                self.faults.push(error)
            }
        }
    }

    /// A price per 1,000 base units that is believed of `product`.
    pub(crate) fn believable(
        &mut self,
        field: &str,
        price: UnitPrice,
        product: &Product,
    ) -> Option<UnitPrice> {
        let highest = highest_price(product);
        if price <= highest {
            return Some(price);
        }
        let error = FieldError::new(field, "price_high").with("max", highest.0);
        self.faults.push(error.with("unit", per_thousand(product)))
    }

    /// A span of days that is not past, and neither too far off nor too long.
    pub(crate) fn window(&mut self, field: &str, window: Option<&WindowInput>) -> Option<DateWindow> {
        let (from, to) = window.map_or((None, None), |w| (w.from.as_deref(), w.to.as_deref()));
        let from = self.day(&format!("{field}.from"), from);
        let to = self.day(&format!("{field}.to"), to);
        let (from, to) = (from?, to?);
        match DateWindow::new(from, to) {
            Ok(window) => {
                self.when(field, window);
                Some(window)
            }
            Err(_) => self.faults.add(format!("{field}.to"), "date_order"),
        }
    }

    /// The same rules for a window that is read already.
    pub(crate) fn when(&mut self, field: &str, window: DateWindow) {
        self.last_day(&format!("{field}.to"), window);
    }

    /// The same rules where the last day is a field of this name.
    pub(crate) fn last_day(&mut self, last: &str, window: DateWindow) {
        let horizon = self.today.saturating_add(Duration::days(MOST_DAYS));
        let far = |rule| FieldError::new(last, rule).with("days", MOST_DAYS);
        if window.to() < self.today {
            self.faults.add::<()>(last, "date_past");
        } else if window.to() > horizon {
            self.faults.push::<()>(far("date_far"));
        } else if window.days() > MOST_DAYS {
            self.faults.push::<()>(far("window_long"));
        }
    }

    /// A day, or a fault when there is none.
    pub(crate) fn day(&mut self, field: &str, text: Option<&str>) -> Option<Date> {
        let text = self.required(field, text)?;
        day(text).or_else(|| self.faults.add(field, "date"))
    }

    /// A place of the catalogue.
    pub(crate) fn place(&mut self, field: &str, text: Option<&str>) -> Option<PlaceCode> {
        let code = PlaceCode::from(self.required(field, text)?);
        match self.catalogue.place(&code) {
            Some(_) => Some(code),
            None => self.faults.add(field, "no_such_place"),
        }
    }

    /// Provinces, sorted and each once.
    pub(crate) fn provinces(&mut self, field: &str, codes: &[String]) -> Vec<PlaceCode> {
        let mut found = Vec::with_capacity(codes.len());
        for (n, code) in codes.iter().enumerate() {
            let code = PlaceCode::from(code.trim());
            match self.catalogue.place(&code) {
                Some(place) if place.parent.is_none() => found.push(code),
                _ => drop(self.faults.add::<()>(format!("{field}[{n}]"), "no_such_province")),
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Kinds of certificate, sorted and each once.
    pub(crate) fn certificates(&mut self, field: &str, ids: &[String]) -> Vec<CertificateId> {
        if ids.len() > MOST_CERTIFICATES {
            let error = FieldError::new(field, "too_many").with("max", MOST_CERTIFICATES);
            self.faults.push::<()>(error);
            return Vec::new();
        }
        let mut found = Vec::with_capacity(ids.len());
        for (n, id) in ids.iter().enumerate() {
            let id = CertificateId::from(id.trim());
            match self.catalogue.certificate(&id) {
                Some(_) => found.push(id),
                None => drop(
                    self.faults
                        .add::<()>(format!("{field}[{n}]"), "no_such_certificate"),
                ),
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Free text.
    pub(crate) fn text(&mut self, field: &str, given: Option<&str>, most: usize) -> Option<String> {
        let kept = text::clean(given);
        text::check(&mut self.faults, field, kept.as_deref(), most);
        kept
    }
}

/// A plain decimal number of at most nine places, `1250` or `1.5`; signs, exponents and separators are refused.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(places) || whole.len() > 15 || places.len() > 9 {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// An ISO date.
pub(crate) fn day(text: &str) -> Option<Date> {
    let form = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, form).ok()
}
