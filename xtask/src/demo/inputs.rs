//! Everything the generator reads, looked up by code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use chonoi_domain::catalogue::{Catalogue, Place, Product};

use super::rows::{self, read};

/// A point on the map, degrees north and east.
type Point = (f64, f64);

/// The reference tables.
pub(super) struct Inputs {
    pub(super) catalogue: Catalogue,
    pub(super) supply: Vec<rows::Supply>,
    pub(super) demand: Vec<rows::Demand>,
    pub(super) prices: Vec<rows::Price>,
    pub(super) enterprises: Vec<rows::Enterprise>,
    pub(super) distributors: Vec<rows::Distributor>,
    pub(super) ocop: Vec<rows::Ocop>,
    pub(super) old_provinces: BTreeMap<String, rows::OldProvince>,
    groups: BTreeMap<String, String>,
    notes: BTreeMap<String, rows::ProductNote>,
    /// Hundredths of a km² by commune.
    areas: BTreeMap<String, i64>,
    /// New communes by old district of today's Cà Mau.
    districts: BTreeMap<String, BTreeSet<String>>,
    hubs: BTreeMap<String, Point>,
    /// Thousand people by new province.
    population: BTreeMap<String, i64>,
}

impl Inputs {
    /// Reads `data/reference` below `root`.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let dir = root.join("data/reference");
        let old_provinces: BTreeMap<String, rows::OldProvince> = read(&dir, "admin_provinces_63")?
            .into_iter()
            .map(|p: rows::OldProvince| (p.code.clone(), p))
            .collect();
        let population = population(read(&dir, "population_2021")?, &old_provinces)?;
        Ok(Self {
            catalogue: Catalogue::embedded()?,
            supply: read(&dir, "supply_2021")?,
            demand: read(&dir, "demand_2021")?,
            prices: read(&dir, "product_prices")?,
            enterprises: read(&dir, "enterprises")?,
            distributors: read(&dir, "distributors")?,
            ocop: read(&dir, "ocop_products")?,
            groups: read(&dir, "demand_groups")?
                .into_iter()
                .map(|g: rows::Group| (g.group, g.name_vi))
                .collect(),
            notes: read(&dir, "products")?
                .into_iter()
                .map(|n: rows::ProductNote| (n.id.clone(), n))
                .collect(),
            areas: areas(read(&dir, "admin_communes_new")?),
            districts: districts(read(&dir, "admin_communes_old_camau")?),
            hubs: read(&dir, "transport_hubs")?
                .into_iter()
                .map(|h: rows::Hub| (h.id, (h.lat, h.lon)))
                .collect(),
            population,
            old_provinces,
        })
    }

    /// The product of that id.
    pub(super) fn product(&self, id: &str) -> anyhow::Result<&Product> {
        self.catalogue
            .product(&id.into())
            .with_context(|| format!("no product {id}"))
    }

    /// Whether the product stands for a mixture: fit for a total, not for a post.
    pub(super) fn is_mixed(&self, product: &Product) -> bool {
        product.is_generic
            || self
                .notes
                .get(product.id.as_str())
                .is_some_and(|n| n.scientific_name == "mixed")
    }

    /// The products that are grades of `id`, in catalogue order.
    pub(super) fn grades_of(&self, id: &str) -> Vec<&Product> {
        self.catalogue
            .products()
            .filter(|p| self.notes.get(p.id.as_str()).is_some_and(|n| n.grade_of == id))
            .collect()
    }

    /// What the product is a grade of, empty where it is none.
    pub(super) fn grade_of(&self, product: &str) -> &str {
        self.notes.get(product).map_or("", |n| n.grade_of.as_str())
    }

    /// Number of communes of a new province.
    pub(super) fn commune_count(&self, province: &str) -> i64 {
        let inside = |p: &&Place| p.parent.as_ref().is_some_and(|c| c.as_str() == province);
        i64::try_from(self.catalogue.places().filter(inside).count()).unwrap_or(0)
    }

    /// The old districts known for the product.
    pub(super) fn districts_of(&self, product: &str) -> Vec<String> {
        self.notes
            .get(product)
            .map(|n| {
                n.known_old_districts
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The new communes of an old district of today's Cà Mau, in code order.
    pub(super) fn communes_of(&self, district: &str) -> Vec<String> {
        self.districts
            .get(district)
            .map(|c| c.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Area of a commune in hundredths of a km².
    pub(super) fn area(&self, commune: &str) -> i64 {
        self.areas.get(commune).copied().unwrap_or(1)
    }

    /// Thousand people in a new province.
    pub(super) fn people(&self, province: &str) -> i64 {
        self.population.get(province).copied().unwrap_or(0)
    }

    /// The Vietnamese name of a demand group.
    pub(super) fn group<'a>(&'a self, id: &'a str) -> &'a str {
        self.groups.get(id).map_or(id, String::as_str)
    }

    /// The `n` communes of a new province nearest to the point, the nearest first.
    pub(super) fn nearest(&self, province: &str, point: Point, n: usize) -> Vec<String> {
        let mut found: Vec<(&Place, f64)> = self
            .catalogue
            .places()
            .filter(|p| p.parent.as_ref().is_some_and(|c| c.as_str() == province))
            .map(|p| (p, away((p.position.lat, p.position.lon), point)))
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.code.cmp(&b.0.code)));
        found.into_iter().take(n).map(|(p, _)| p.code.0.clone()).collect()
    }

    /// The `n` communes around the capital of an old province, its seat first.
    pub(super) fn around_capital(&self, old_province: &str, n: usize) -> anyhow::Result<Vec<String>> {
        let p = self
            .old_provinces
            .get(old_province)
            .with_context(|| format!("no old province {old_province}"))?;
        Ok(self.nearest(&p.new_code, (p.capital_lat, p.capital_lon), n))
    }

    /// The commune at the centre of an old district of today's Cà Mau.
    pub(super) fn district_seat(&self, district: &str) -> Option<String> {
        let point = *self.hubs.get(&format!("D{district}"))?;
        let point = (point.0, point.1);
        let inside = self.communes_of(district);
        self.nearest("96", point, usize::MAX)
            .into_iter()
            .find(|c| inside.contains(c))
    }

    /// The name of a place.
    pub(super) fn place_name(&self, code: &str) -> anyhow::Result<&str> {
        self.catalogue
            .place(&code.into())
            .map(|p| p.name.as_str())
            .with_context(|| format!("no place {code}"))
    }
}

/// Square of the distance in degrees, longitudes shortened for Việt Nam's latitudes; only to rank.
fn away(a: Point, b: Point) -> f64 {
    let (dy, dx) = (a.0 - b.0, (a.1 - b.1) * 0.97);
    dy * dy + dx * dx
}

fn population(
    rows: Vec<rows::Population>,
    old: &BTreeMap<String, rows::OldProvince>,
) -> anyhow::Result<BTreeMap<String, i64>> {
    let mut out = BTreeMap::new();
    for row in rows {
        let province = old
            .get(&row.old_province_code)
            .with_context(|| format!("population of {}", row.old_province_code))?;
        *out.entry(province.new_code.clone()).or_default() += row.thousand;
    }
    Ok(out)
}

fn areas(rows: Vec<rows::Commune>) -> BTreeMap<String, i64> {
    rows.into_iter()
        .filter_map(|c| {
            let text = format!("{:.0}", c.area_km2? * 100.0);
            Some((c.code, text.parse().ok()?))
        })
        .collect()
}

fn districts(rows: Vec<rows::OldCommune>) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.into_iter().filter(|r| r.is_default == "1") {
        out.entry(row.district_code).or_default().insert(row.new_code);
    }
    out
}
