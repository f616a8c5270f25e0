//! The reference catalogue: products, units, places, certificates, distances and freight.
//!
//! Read from the CSV files of `data/reference`, which ship inside the binary; `data/README.md` there explains every
//! column and its source. All lookups are by code and deterministic.

mod freight;
mod number;
mod places;
mod products;
mod tables;
mod units;

pub use freight::{Lead, LoadClass};
pub use places::{Place, PlaceLevel};
pub use products::{Category, CertificateKind, PriceBand, Product, ShelfLife};
pub use tables::{CatalogueError, Tables};
pub use units::TradeUnit;

use std::collections::BTreeMap;

use crate::id::{CategoryId, CertificateId, PlaceCode, ProductId};

/// The whole reference catalogue, read once at the start.
#[derive(Debug)]
pub struct Catalogue {
    products: BTreeMap<ProductId, Product>,
    categories: BTreeMap<CategoryId, Category>,
    certificates: BTreeMap<CertificateId, CertificateKind>,
    units: units::Units,
    places: places::Places,
    freight: freight::Freight,
}

impl Catalogue {
    /// The catalogue that ships with the program.
    ///
    /// # Errors
    /// [`CatalogueError`] names the file, line and column of the first value that does not parse.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::read(&Tables::embedded())
    }

    /// A catalogue from the texts of its tables.
    ///
    /// # Errors
    /// [`CatalogueError`] names the file, line and column of the first value that does not parse.
    pub fn read(tables: &Tables) -> Result<Self, CatalogueError> {
        let units = units::Units::read(tables)?;
        Ok(Self {
            products: products::read_products(tables, &units)?,
            categories: products::read_categories(tables)?,
            certificates: products::read_certificates(tables)?,
            places: places::Places::read(tables)?,
            freight: freight::Freight::read(tables)?,
            units,
        })
    }

    /// The product of that id.
    #[must_use]
    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products.get(id)
    }

    /// All products in id order, generic ones included.
    pub fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.values()
    }

    /// All categories in id order.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.values()
    }

    /// All kinds of certificate in id order.
    pub fn certificates(&self) -> impl Iterator<Item = &CertificateKind> {
        self.certificates.values()
    }

    /// The kind of certificate of that id.
    #[must_use]
    pub fn certificate(&self, id: &CertificateId) -> Option<&CertificateKind> {
        self.certificates.get(id)
    }

    /// Whether `category` is `ancestor` or lies below it.
    #[must_use]
    pub fn is_within(&self, category: &CategoryId, ancestor: &CategoryId) -> bool {
        let mut at = Some(category);
        let mut steps = 0;
        while let Some(id) = at {
            if id == ancestor {
                return true;
            }
            steps += 1;
            at = self
                .categories
                .get(id)
                .and_then(|c| c.parent.as_ref())
                .filter(|_| steps < 16);
        }
        false
    }

    /// The trade units a product may be posted in, the smallest first.
    #[must_use]
    pub fn units_of(&self, product: &Product) -> Vec<&TradeUnit> {
        self.units.of(&product.id, product.base_unit)
    }

    /// The place of that code (province or commune since 1 July 2025).
    #[must_use]
    pub fn place(&self, code: &PlaceCode) -> Option<&Place> {
        self.places.get(code)
    }

    /// All places in code order: 34 provinces and their communes.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.all()
    }

    /// The province that `code` is or lies in.
    #[must_use]
    pub fn province_of(&self, code: &PlaceCode) -> Option<&Place> {
        let place = self.place(code)?;
        match &place.parent {
            None => Some(place),
            Some(parent) => self.place(parent),
        }
    }

    /// Kilometres by road between two places; `None` when a code is unknown.
    ///
    /// The great circle, stretched by the factor of the published or derived road length between the two hubs
    /// nearest to the ends, else by 1.3 (the plain fallback of `transport_distances.csv`).
    #[must_use]
    pub fn road_km(&self, from: &PlaceCode, to: &PlaceCode) -> Option<i64> {
        Some(
            self.freight
                .road_km(self.place(from)?.position, self.place(to)?.position),
        )
    }

    /// Days on the road between two places.
    #[must_use]
    pub fn lead(&self, from: &PlaceCode, to: &PlaceCode) -> Option<Lead> {
        self.road_km(from, to).map(Lead::of_km)
    }

    /// Freight in đồng per 1,000 base units of `product` over `km` in `state`, rounded up.
    #[must_use]
    pub fn freight(&self, product: &Product, state: crate::post::ProductState, km: i64) -> i64 {
        self.freight.per_thousand(product, state, km)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::ProductState;

    fn catalogue() -> Catalogue {
        Catalogue::embedded().expect("the shipped tables parse")
    }

    #[test]
    fn the_shipped_catalogue_has_what_its_sources_say() {
        let c = catalogue();
        assert_eq!(c.places().filter(|p| p.level == PlaceLevel::Province).count(), 34);
        assert_eq!(
            c.places()
                .filter(|p| p.parent.as_ref().is_some_and(|p| p.0 == "96"))
                .count(),
            64
        );
        assert_eq!(c.products().count(), 127);
        assert!(c.is_within(&"mam".into(), &"thuy-san".into()));
        assert!(!c.is_within(&"gao".into(), &"thuy-san".into()));
    }

    #[test]
    fn the_road_to_the_city_is_as_long_as_published() {
        let c = catalogue();
        assert_eq!(
            c.road_km(&"96".into(), &"79".into()),
            Some(307),
            "by Quản Lộ – Phụng Hiệp"
        );
        assert_eq!(c.lead(&"96".into(), &"79".into()).unwrap().days, 1);
        let hanoi = c.road_km(&"96".into(), &"01".into()).unwrap();
        assert!((1750..=2150).contains(&hanoi), "{hanoi}");
        assert_eq!(
            c.road_km(&"79".into(), &"96".into()),
            c.road_km(&"96".into(), &"79".into())
        );
        assert_eq!(c.road_km(&"96".into(), &"96".into()), Some(0));
    }

    #[test]
    fn freight_follows_the_load() {
        let c = catalogue();
        let shrimp = c.product(&"tom-su".into()).unwrap();
        let rice = c.product(&"gao-st25".into()).unwrap();
        let egg = c.product(&"trung-vit".into()).unwrap();
        assert_eq!(c.freight(shrimp, ProductState::Live, 350), 3150);
        assert_eq!(c.freight(shrimp, ProductState::Iced, 350), 1085);
        assert_eq!(c.freight(rice, ProductState::Grain, 350), 770);
        assert_eq!(
            c.freight(egg, ProductState::Fresh, 350),
            73_780,
            "1,000 eggs of 68 g each weigh 68 kg"
        );
        assert_eq!(c.freight(rice, ProductState::Grain, 0), 0);
    }

    #[test]
    fn units_convert_to_base() {
        let c = catalogue();
        let unit = |product: &str, unit: &str| {
            let product = c.product(&product.into()).unwrap();
            c.units_of(product)
                .iter()
                .find(|u| u.code.0 == unit)
                .map(|u| u.base)
        };
        assert_eq!(unit("tom-su", "kg"), Some(1_000));
        assert_eq!(unit("lua-st25", "tan"), Some(1_000_000));
        assert_eq!(unit("lua-st25", "gia"), Some(20_000));
        assert_eq!(unit("chuoi-xiem", "nai"), Some(1_300));
        assert_eq!(unit("trung-ga", "chuc"), Some(10));
        assert_eq!(unit("trung-ga", "qua"), Some(1));
        assert_eq!(unit("mat-ong-u-minh", "lit"), Some(1_000));
        assert_eq!(unit("tom-su", "lit"), None);
    }

    #[test]
    fn price_bands_are_per_thousand_base_units() {
        let c = catalogue();
        let band = |id: &str| {
            c.product(&id.into())
                .and_then(|p| p.band)
                .map(|b| (b.min.0, b.max.0))
        };
        assert_eq!(band("tom-su"), Some((189_000, 320_000)));
        assert_eq!(band("trung-ga"), Some((2_100_000, 2_400_000)));
        assert_eq!(band("tom-cac-loai"), None);
    }
}
