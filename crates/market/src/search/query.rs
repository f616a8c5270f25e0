//! A search as an address holds it, and what it asks for.

use std::fmt::Display;
use std::str::FromStr;

use chonoi_domain::actor::OrganisationKind;
use chonoi_domain::catalogue::PlaceLevel;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::PlaceCode;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::OfferStage;
use chonoi_search::document::Kind;
use chonoi_search::query::{Deliver, Facet, Near, Query, Sort, Span};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::error::Error;
use crate::posts::fields::{self, Reading};
use crate::service::Market;

/// Hits a page has unless asked otherwise.
const USUAL: u64 = 24;
/// Hits a page has at the most.
const MOST: u64 = 100;
/// How deep the pages go, in hits.
const DEEPEST: u64 = 10_000;
/// The longest text that is read, in characters.
const LONGEST: usize = 200;
/// The farthest that anything may lie, kilometres.
const FARTHEST: i64 = 3_000;

/// What is searched for; everything may be left out. Several values of one parameter stand with commas between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    /// What was typed.
    pub q: Option<String>,
    /// `offer` (when left out), `request`, `organisation` or `product`.
    pub kind: Option<String>,
    /// Ids of categories.
    pub category: Option<String>,
    /// Ids of products.
    pub product: Option<String>,
    /// States of the goods.
    pub state: Option<String>,
    /// A size or quality.
    pub grade: Option<String>,
    /// Weeks, `2026-W48`.
    pub week: Option<String>,
    /// Codes of provinces.
    pub province: Option<String>,
    /// Codes of communes.
    pub commune: Option<String>,
    /// Ids of certificates, all of which must be there.
    pub certificate: Option<String>,
    /// Kinds of organisation.
    pub party_kind: Option<String>,
    /// Stages.
    pub confidence: Option<String>,
    /// Bands of prices, as the facet names them.
    pub price_band: Option<String>,
    /// Bands of volumes, as the facet names them.
    pub volume_band: Option<String>,
    /// Costs at least this, đồng per 1,000 base units.
    pub price_min: Option<i64>,
    /// Costs at most this.
    pub price_max: Option<i64>,
    /// Has at least this, grams.
    pub volume_min: Option<i64>,
    /// Has at most this.
    pub volume_max: Option<i64>,
    /// Is there on or after this day.
    pub from: Option<String>,
    /// Is there on or before this day.
    pub to: Option<String>,
    /// Code of a place to measure from.
    pub near: Option<String>,
    /// Lies at most so many kilometres from it.
    pub within_km: Option<i64>,
    /// Code of the province it must be brought to.
    pub deliver_to: Option<String>,
    /// The day by which it must be there.
    pub deliver_by: Option<String>,
    /// `relevance` (when left out), `price`, `date`, `distance` or `volume`.
    pub sort: Option<String>,
    /// Which page, from 1.
    pub page: Option<u64>,
    /// Hits a page.
    pub per_page: Option<u64>,
}

/// A search that holds: the question besides its text, and the page.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) base: Query,
    pub(super) page: u64,
    pub(super) per_page: u64,
}

impl Market {
    /// Reads a search.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault.
    pub(super) fn asked(&self, query: &SearchQuery) -> Result<Asked, Error> {
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let text = query.q.clone().unwrap_or_default();
        if text.chars().count() > LONGEST {
            let error = FieldError::new("q", "too_long").with("max", LONGEST);
            reading.faults.push::<()>(error);
        }
        let kind = reading.word("kind", query.kind.as_deref(), Kind::ALL);
        let kind = kind.unwrap_or(Kind::Offer);
        let mut base = Query {
            facets: Facet::ALL.to_vec(),
            ..Query::default()
        };
        base.filters.narrow(Facet::Kind, vec![kind.to_string()]);
        narrow(&mut reading, query, &mut base);
        numbers(&mut reading, query, &mut base);
        places(&mut reading, query, &mut base);
        let sort = reading.word("sort", query.sort.as_deref(), Sort::ALL);
        base.sort = sort.unwrap_or(Sort::Relevance);
        if base.sort == Sort::Distance && base.filters.near.is_none() && query.near.is_none() {
            reading.faults.add::<()>("near", "required");
        }
        let (page, per_page) = pages(&mut reading, query);
        let size = |hits: u64| usize::try_from(hits).unwrap_or(usize::MAX);
        base.offset = size((page - 1) * per_page);
        base.limit = size(per_page);
        reading.faults.or(Some(Asked {
            text,
            kind,
            base,
            page,
            per_page,
        }))
    }
}

/// The values of a parameter.
fn split(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split(',');
    parts
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Values of `facet` that `is_known` knows; the others are faults of `rule`.
fn known(
    reading: &mut Reading<'_>,
    base: &mut Query,
    (facet, text): (Facet, Option<&str>),
    rule: &str,
    is_known: impl Fn(&str) -> bool,
) {
    let values = split(text);
    if values.iter().any(|value| !is_known(value)) {
        reading.faults.add::<()>(facet.as_str(), rule);
    }
    base.filters.narrow(facet, values);
}

fn narrow(reading: &mut Reading<'_>, query: &SearchQuery, base: &mut Query) {
    let catalogue = reading.catalogue;
    let place = |code: &str, level| {
        let place = catalogue.place(&PlaceCode::from(code));
        place.is_some_and(|place| place.level == level)
    };
    known(
        reading,
        base,
        (Facet::Category, query.category.as_deref()),
        "no_such_product",
        |id| catalogue.categories().any(|category| category.id.as_str() == id),
    );
    known(
        reading,
        base,
        (Facet::Product, query.product.as_deref()),
        "no_such_product",
        |id| catalogue.product(&id.into()).is_some(),
    );
    known(
        reading,
        base,
        (Facet::Province, query.province.as_deref()),
        "no_such_province",
        |code| place(code, PlaceLevel::Province),
    );
    known(
        reading,
        base,
        (Facet::Commune, query.commune.as_deref()),
        "no_such_place",
        |code| place(code, PlaceLevel::Commune),
    );
    known(
        reading,
        base,
        (Facet::Certificate, query.certificate.as_deref()),
        "no_such_certificate",
        |id| catalogue.certificate(&id.into()).is_some(),
    );
    word(
        reading,
        base,
        (Facet::State, query.state.as_deref()),
        ProductState::ALL,
    );
    word(
        reading,
        base,
        (Facet::Confidence, query.confidence.as_deref()),
        OfferStage::ALL,
    );
    word(
        reading,
        base,
        (Facet::PartyKind, query.party_kind.as_deref()),
        OrganisationKind::ALL,
    );
    let any = |_: &str| true;
    for (facet, text) in [
        (Facet::Week, &query.week),
        (Facet::PriceBand, &query.price_band),
        (Facet::VolumeBand, &query.volume_band),
    ] {
        known(reading, base, (facet, text.as_deref()), "format", any);
    }
    // A grade is the trade's own words, commas and all.
    base.filters
        .narrow(Facet::Grade, query.grade.iter().cloned().collect());
}

fn word<T>(reading: &mut Reading<'_>, base: &mut Query, (facet, text): (Facet, Option<&str>), all: &[T])
where
    T: FromStr + Copy + PartialEq + Display,
{
    let values = split(text);
    for value in &values {
        reading.word(facet.as_str(), Some(value), all);
    }
    base.filters.narrow(facet, values);
}

fn numbers(reading: &mut Reading<'_>, query: &SearchQuery, base: &mut Query) {
    for (field, value) in [
        ("price_min", query.price_min),
        ("price_max", query.price_max),
        ("volume_min", query.volume_min),
        ("volume_max", query.volume_max),
    ] {
        if value.is_some_and(|value| value < 0) {
            let error = FieldError::new(field, "min").with("min", 0);
            reading.faults.push::<()>(error);
        }
    }
    base.filters.price = Span {
        min: query.price_min,
        max: query.price_max,
    };
    base.filters.volume = Span {
        min: query.volume_min,
        max: query.volume_max,
    };
    let from = day(reading, "from", query.from.as_deref());
    let to = day(reading, "to", query.to.as_deref());
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        reading.faults.add::<()>("to", "date_order");
    }
    let julian = |day: Date| i64::from(day.to_julian_day());
    base.filters.days = Span {
        min: from.map(julian),
        max: to.map(julian),
    };
}

fn day(reading: &mut Reading<'_>, field: &str, text: Option<&str>) -> Option<Date> {
    fields::day(text?).or_else(|| reading.faults.add(field, "date"))
}

fn places(reading: &mut Reading<'_>, query: &SearchQuery, base: &mut Query) {
    let catalogue = reading.catalogue;
    let km = query.within_km;
    if let Some(km) = km.filter(|km| !(1..=FARTHEST).contains(km)) {
        let error = FieldError::new("within_km", "between")
            .with("min", 1)
            .with("max", FARTHEST);
        let _ = km;
        reading.faults.push::<()>(error);
    }
    if let Some(code) = &query.near {
        match catalogue.place(&code.as_str().into()) {
            Some(place) => {
                base.filters.near = Some(Near {
                    lat: place.position.lat,
                    lon: place.position.lon,
                    km,
                });
            }
            None => drop(reading.faults.add::<()>("near", "no_such_place")),
        }
    } else if km.is_some() {
        reading.faults.add::<()>("near", "required");
    }
    let by = day(reading, "deliver_by", query.deliver_by.as_deref());
    match query.deliver_to.as_deref() {
        Some(code) => {
            let place = catalogue.place(&code.into());
            if place.is_none_or(|place| place.level != PlaceLevel::Province) {
                reading.faults.add::<()>("deliver_to", "no_such_province");
            }
            base.filters.deliver = Some(Deliver {
                province: code.to_owned(),
                by,
                today: reading.today,
            });
        }
        None if by.is_some() => drop(reading.faults.add::<()>("deliver_to", "required")),
        None => {}
    }
}

fn pages(reading: &mut Reading<'_>, query: &SearchQuery) -> (u64, u64) {
    let mut between = |field: &str, value: u64, most: u64| {
        if (1..=most).contains(&value) {
            return value;
        }
        let error = FieldError::new(field, "between").with("min", 1).with("max", most);
        reading.faults.push::<()>(error);
        1
    };
    let per_page = between("per_page", query.per_page.unwrap_or(USUAL), MOST);
    let page = between("page", query.page.unwrap_or(1), DEEPEST / per_page);
    (page, per_page)
}
