//! What a search finds, in the contract's words.

use std::collections::BTreeMap;

use chonoi_market::search::{FacetValue, Found, Item, Shown, Source, Subject};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

use crate::api::briefs::ProductBrief;
use crate::api::offers::OfferView;
use crate::api::organisations::OrganisationView;
use crate::api::requests::RequestView;

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchResults)]
pub(crate) struct SearchResults {
    /// The page.
    items: Vec<Hit>,
    /// How many there are on all pages; exact.
    total: u64,
    /// Which page, from 1.
    page: u64,
    /// How many pages there are.
    pages: u64,
    /// How many hits have which value, by facet: `kind`, `category`, `product`, `state`, `grade`, `week`, `province`,
    /// `commune`, `certificate`, `party_kind`, `confidence`, `price_band`, `volume_band`. A facet that is narrowed is
    /// counted as if it were not. Empty while the index is away.
    facets: BTreeMap<String, Vec<FacetCount>>,
    /// What the text was understood as.
    understood: Understood,
    /// Words that were left out, since nothing has them all.
    dropped: Vec<String>,
    /// Whether the amounts, days, prices and places of the text were left out, since nothing fits them.
    without_limits: bool,
    /// Parameters that could not be gone by, while the index is away.
    ignored: Vec<&'static str>,
    /// `index`, or `database` while the index is away.
    source: &'static str,
    /// Where nothing fits: the nearest things there are.
    nearest: Vec<Hit>,
}

/// A hit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchHit)]
struct Hit {
    /// `offer`, `request`, `organisation` or `product`.
    kind: &'static str,
    /// Its id.
    id: String,
    /// How it is headed, in pieces.
    title: Vec<TextPart>,
    /// The organisation behind it.
    party: Vec<TextPart>,
    /// The place.
    place: Vec<TextPart>,
    /// Kilometres in a straight line from the place named.
    km: Option<i64>,
    /// The offer, where it is one.
    offer: Option<OfferView>,
    /// The request, where it is one.
    request: Option<RequestView>,
    /// The organisation, where it is one.
    organisation: Option<OrganisationView>,
    /// The product, where it is one.
    product: Option<ProductBrief>,
}

/// A piece of a text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchText)]
struct TextPart {
    /// The piece.
    text: String,
    /// Whether it is what was searched for.
    hit: bool,
}

/// How many hits have a value.
#[derive(Debug, Serialize, ToSchema)]
struct FacetCount {
    /// The value, as the parameter takes it.
    value: String,
    /// Its name in Vietnamese, where the catalogue has one.
    name_vi: Option<String>,
    /// Its name in English.
    name_en: Option<String>,
    /// The value above it in a tree.
    parent: Option<String>,
    /// How many.
    count: u64,
}

/// What a text was understood as; null where it says nothing of that.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchUnderstood)]
struct Understood {
    /// At least so much, grams.
    volume_min: Option<i64>,
    /// At most so much, grams.
    volume_max: Option<i64>,
    /// At least this price, đồng per 1,000 base units.
    price_min: Option<i64>,
    /// At most this price.
    price_max: Option<i64>,
    /// On or after this day.
    #[schema(format = Date)]
    from: Option<String>,
    /// On or before this day.
    #[schema(format = Date)]
    to: Option<String>,
    /// Name of the place it is in.
    place: Option<String>,
    /// Name of the place it is near to.
    near: Option<String>,
    /// Name of the province it is brought to.
    deliver_to: Option<String>,
    /// The words as they were taken to be meant, where that is not as they were typed.
    corrected: Option<String>,
}

impl SearchResults {
    /// `found`, with the names of the places that the text names.
    pub(crate) fn of(found: Found, name: impl Fn(&str) -> String) -> Self {
        let pages = found.total.div_ceil(found.per_page.max(1));
        let facets = found.facets.into_iter();
        let read = found.understood;
        let day = |day: Option<i64>| {
            let day = i32::try_from(day?).ok()?;
            Date::from_julian_day(day).ok().map(|day| day.to_string())
        };
        let name = |code: Option<String>| code.map(|code| name(&code));
        Self {
            total: found.total,
            page: found.page,
            pages,
            facets: facets
                .map(|(facet, values)| (facet.to_string(), values.into_iter().map(Into::into).collect()))
                .collect(),
            understood: Understood {
                volume_min: read.volume.min,
                volume_max: read.volume.max,
                price_min: read.price.min,
                price_max: read.price.max,
                from: day(read.days.min),
                to: day(read.days.max),
                place: name(read.place),
                near: name(read.near),
                deliver_to: name(read.deliver),
                corrected: read.corrected,
            },
            dropped: found.dropped,
            without_limits: found.without_limits,
            ignored: found.ignored,
            source: match found.source {
                Source::Index => "index",
                Source::Database => "database",
            },
            items: found.items.into_iter().map(Into::into).collect(),
            nearest: found.nearest.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<FacetValue> for FacetCount {
    fn from(value: FacetValue) -> Self {
        Self {
            value: value.value,
            name_vi: value.name_vi,
            name_en: value.name_en,
            parent: value.parent,
            count: value.count,
        }
    }
}

impl From<Shown> for TextPart {
    fn from(part: Shown) -> Self {
        Self {
            text: part.text,
            hit: part.hit,
        }
    }
}

impl From<Item> for Hit {
    fn from(item: Item) -> Self {
        let parts = |parts: Vec<Shown>| parts.into_iter().map(Into::into).collect();
        let mut hit = Self {
            kind: item.key.kind.as_str(),
            id: item.key.id,
            title: parts(item.title),
            party: parts(item.party),
            place: parts(item.place),
            km: item.km,
            offer: None,
            request: None,
            organisation: None,
            product: None,
        };
        match item.subject {
            Subject::Offer(view) => hit.offer = Some((*view).into()),
            Subject::Request(view) => hit.request = Some((*view).into()),
            Subject::Organisation(view) => hit.organisation = Some((*view).into()),
            Subject::Product(brief) => hit.product = Some(brief.into()),
        }
        hit
    }
}
