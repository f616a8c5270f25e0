//! Products and places by the names people give them.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, PlaceLevel};
use crate::fold::fold;
use crate::id::{PlaceCode, ProductId};

/// Names without marks, with what they may mean.
#[derive(Debug)]
pub(super) struct Names {
    /// Ids and Vietnamese names: they win over synonyms.
    pub(super) products: BTreeMap<String, Vec<ProductId>>,
    /// Synonyms and English names.
    pub(super) synonyms: BTreeMap<String, Vec<ProductId>>,
    /// Provinces by short and full name.
    pub(super) provinces: BTreeMap<String, PlaceCode>,
    /// Communes by short and full name.
    pub(super) communes: BTreeMap<String, Vec<PlaceCode>>,
}

/// What people also call provinces.
const PROVINCE_NICKNAMES: [(&str, &str); 12] = [
    ("hcm", "79"),
    ("tphcm", "79"),
    ("tp hcm", "79"),
    ("tp. hcm", "79"),
    ("tp.hcm", "79"),
    ("thanh pho hcm", "79"),
    ("sai gon", "79"),
    ("ho chi minh city", "79"),
    ("hn", "01"),
    ("ha noi city", "01"),
    ("thua thien hue", "46"),
    ("tt hue", "46"),
];

impl Names {
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let mut names = Self {
            products: BTreeMap::new(),
            synonyms: BTreeMap::new(),
            provinces: BTreeMap::new(),
            communes: BTreeMap::new(),
        };
        names.add_products(catalogue);
        names.add_places(catalogue);
        names
    }

    fn add_products(&mut self, catalogue: &Catalogue) {
        for product in catalogue.products() {
            for name in [product.id.as_str(), &product.name_vi] {
                put(&mut self.products, name, &product.id);
            }
            for name in product.synonyms.iter().chain([&product.name_en]) {
                put(&mut self.synonyms, name, &product.id);
            }
        }
    }

    fn add_places(&mut self, catalogue: &Catalogue) {
        for place in catalogue.places() {
            for name in [&place.short_name, &place.name] {
                match place.level {
                    PlaceLevel::Province => {
                        self.provinces.insert(fold(name), place.code.clone());
                    }
                    PlaceLevel::Commune => put(&mut self.communes, name, &place.code),
                }
            }
        }
        for (name, code) in PROVINCE_NICKNAMES {
            self.provinces.insert(name.to_owned(), PlaceCode::from(code));
        }
    }
}

fn put<T: Clone + PartialEq>(names: &mut BTreeMap<String, Vec<T>>, name: &str, what: &T) {
    let bearers = names.entry(fold(name)).or_default();
    if !bearers.contains(what) {
        bearers.push(what.clone());
    }
}
