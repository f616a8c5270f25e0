//! Counts by value, with the names that the catalogue has for the values.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chonoi_domain::id::{CategoryId, CertificateId, PlaceCode, ProductId};
use chonoi_search::answer::Counts;
use chonoi_search::query::Facet;

use super::ask::FacetValue;
use crate::service::Market;

/// Values of a facet that are shown at the most; only grades and communes have more.
const MOST: usize = 100;

impl Market {
    /// `counted` with names, the commonest value first.
    pub(super) fn facets(&self, counted: BTreeMap<Facet, Counts>) -> BTreeMap<Facet, Vec<FacetValue>> {
        counted
            .into_iter()
            .map(|(facet, counts)| {
                let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
                // They come in the order of their values, which stays among equals.
                counts.sort_by_key(|(_, count)| Reverse(*count));
                counts.truncate(MOST);
                let values = counts.into_iter();
                let values = values.map(|(value, count)| self.named(facet, value, count));
                (facet, values.collect())
            })
            .collect()
    }

    fn named(&self, facet: Facet, value: String, count: u64) -> FacetValue {
        let catalogue = &self.catalogue;
        let place = |code: &str| catalogue.place(&PlaceCode::from(code));
        let names = match facet {
            Facet::Category => {
                let found = catalogue
                    .categories()
                    .find(|category| category.id == CategoryId::from(value.as_str()));
                found.map(|category| {
                    let parent = category.parent.as_ref().map(|parent| parent.0.clone());
                    (category.name_vi.clone(), category.name_en.clone(), parent)
                })
            }
            Facet::Product => {
                let found = catalogue.product(&ProductId::from(value.as_str()));
                found.map(|product| {
                    let category = Some(product.category.0.clone());
                    (product.name_vi.clone(), product.name_en.clone(), category)
                })
            }
            Facet::Province | Facet::Commune => place(&value).map(|place| {
                let parent = place.parent.as_ref().map(|parent| parent.0.clone());
                (place.name.clone(), place.name.clone(), parent)
            }),
            Facet::Certificate => {
                let found = catalogue.certificate(&CertificateId::from(value.as_str()));
                found.map(|kind| (kind.name.clone(), kind.name.clone(), None))
            }
            _ => None,
        };
        let (name_vi, name_en, parent) = match names {
            Some((vi, en, parent)) => (Some(vi), Some(en), parent),
            None => (None, None, None),
        };
        FacetValue {
            value,
            name_vi,
            name_en,
            parent,
            count,
        }
    }
}
