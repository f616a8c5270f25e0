//! The settings of the index, as code: whatever an operator changed by hand is undone by the next rebuild.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chonoi_domain::catalogue::Catalogue;
use meilisearch_sdk::settings::{
    FacetingSettings, FilterFeatureModes, FilterFeatures, FilterableAttribute, FilterableAttributesSettings,
    LocalizedAttributes, MinWordSizeForTypos, PaginationSetting, Settings, TypoToleranceSettings,
};

use crate::query::Facet;
use crate::rank::AREAS;
use crate::reading::names;
use crate::words::plain;

/// What is filtered by equality only, besides the facets.
const EQUAL: [&str; 2] = ["id", "reach"];
/// What is filtered by its size.
const COMPARED: [&str; 4] = ["price", "volume", "first_day", "last_day"];
/// Where it is; the server takes it under this name only.
const PLACE: &str = "_geo";
const SORTED: [&str; 5] = ["price", "volume", "first_day", "tie", PLACE];
/// Asked-for orders win over rank; of equal rank the nearest day comes first, then a number that is the same in every
/// index. The best are put in our own order afterwards: these only have to bring them to the top.
const RANKING: [&str; 7] = [
    "sort",
    "words",
    "typo",
    "attribute",
    "exactness",
    "first_day:asc",
    "tie:asc",
];
/// Pages are numbered, so every hit must be within reach: far above what one province posts.
const MOST_HITS: usize = 10_000_000;
/// More values than any facet has: 3,321 communes.
const MOST_VALUES: usize = 10_000;
/// Letters from which a word may hold one typo, and two; as in [`crate::words::typos`].
const TYPOS_FROM: (u8, u8) = (4, 8);

/// All settings, with the other names of the catalogue's products as synonyms.
pub(super) fn settings(catalogue: &Catalogue) -> Settings {
    let facets = Facet::ALL.iter().map(|facet| facet.as_str());
    let filtered = [
        by(facets.chain(EQUAL), false),
        by(COMPARED.into_iter(), true),
        PLACE.into(),
    ];
    Settings {
        localized_attributes: Some(vec![LocalizedAttributes {
            locales: vec!["vie".to_owned()],
            attribute_patterns: vec!["*".to_owned()],
        }]),
        typo_tolerance: Some(typos(BTreeSet::new())),
        pagination: Some(PaginationSetting {
            max_total_hits: MOST_HITS,
        }),
        faceting: Some(FacetingSettings {
            max_values_per_facet: MOST_VALUES,
            sort_facet_values_by: None,
        }),
        // How near the words stand to each other within a part is counted by our own points.
        proximity_precision: Some("byAttribute".to_owned()),
        ..Settings::new()
            .with_searchable_attributes(AREAS.map(|(name, ..)| name))
            .with_filterable_attributes_advanced(filtered)
            .with_sortable_attributes(SORTED)
            .with_ranking_rules(RANKING)
            .with_synonyms(synonyms(catalogue))
    }
}

/// How many typos a word may hold; none if it is among `known`.
pub(super) fn typos(known: BTreeSet<String>) -> TypoToleranceSettings {
    let (one, two) = TYPOS_FROM;
    TypoToleranceSettings {
        enabled: Some(true),
        min_word_size_for_typos: Some(MinWordSizeForTypos {
            one_typo: Some(one),
            two_typos: Some(two),
        }),
        disable_on_words: Some(known.into_iter().collect()),
        disable_on_attributes: Some(Vec::new()),
        disable_on_numbers: Some(true),
    }
}

/// Attributes that are filtered by, with only what is needed for it kept.
fn by<'n>(names: impl Iterator<Item = &'n str>, comparison: bool) -> FilterableAttribute {
    FilterableAttribute::Settings(FilterableAttributesSettings {
        attribute_patterns: names.map(str::to_owned).collect(),
        features: FilterFeatures {
            facet_search: false,
            filter: FilterFeatureModes {
                equality: true,
                comparison,
            },
        },
    })
}

/// Every other name of a product leads to its names.
fn synonyms(catalogue: &Catalogue) -> HashMap<String, Vec<String>> {
    let mut all = BTreeMap::<String, Vec<String>>::new();
    for product in catalogue.products().filter(|product| !product.is_generic) {
        for other in names::others_of(product) {
            let other = plain(&other);
            let own = names::of_product(product).into_iter().map(|name| plain(&name));
            all.entry(other.clone())
                .or_default()
                .extend(own.filter(|name| *name != other));
        }
    }
    all.retain(|_, names| !names.is_empty());
    all.into_iter().collect()
}
