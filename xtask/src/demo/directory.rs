//! The organisations of the market: those named in public, and honest stand-ins where nobody is named.

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::rows::Enterprise;
use super::words::lower_first;

/// One row of `organisations.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Organisation {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) capabilities: String,
    pub(super) source: String,
    pub(super) evidence: String,
}

/// All organisations, the named ones first.
pub(super) struct Directory {
    rows: Vec<Organisation>,
    /// Products by supplier, as published.
    carries: BTreeMap<String, Vec<String>>,
    /// Stand-ins by name.
    stand_ins: BTreeMap<String, String>,
}

/// Published daily intake of collectors, kilograms a day (`size_facts` of `enterprises.csv`, the middle of a range).
const INTAKE: [(&str, &str); 2] = [
    ("E003", "collects processes kg_per_day=750"),
    ("E038", "collects carries kg_per_day=400"),
];

/// Bodies of the province that the connection plan gives a duty.
const BODIES: [(&str, &str, &str); 3] = [
    ("A001", "Sở Công Thương tỉnh Cà Mau", "Sở Công Thương"),
    ("A002", "Sở Nông nghiệp và Môi trường tỉnh Cà Mau", "Sở NN&MT"),
    ("A003", "Ủy ban nhân dân tỉnh Cà Mau", "UBND tỉnh"),
];

impl Directory {
    /// The organisations named in public.
    pub(super) fn named(inputs: &Inputs) -> Self {
        let mut rows = Vec::new();
        let mut carries = BTreeMap::new();
        for e in &inputs.enterprises {
            rows.push(enterprise(inputs, e));
            if matches!(e.kind.as_str(), "association" | "agency") {
                continue;
            }
            let products: Vec<String> = e.product_ids.split_whitespace().map(str::to_owned).collect();
            carries.insert(e.id.clone(), products);
        }
        for d in &inputs.distributors {
            let place = match (d.lat, d.lon) {
                (Some(lat), Some(lon)) => inputs.nearest(&d.new_province_code, (lat, lon), 1).pop(),
                _ if d.old_province_code != d.new_province_code => inputs
                    .around_capital(&d.old_province_code, 1)
                    .ok()
                    .and_then(|mut c| c.pop()),
                _ => None,
            };
            rows.push(Organisation {
                id: d.id.clone(),
                name: d.name.clone(),
                short_name: d.name.split(" (").next().unwrap_or(&d.name).to_owned(),
                kind: buyer_kind(&d.kind).to_owned(),
                place: place.unwrap_or_else(|| d.new_province_code.clone()),
                capabilities: buyer_capabilities(&d.kind).to_owned(),
                source: d.source_id.clone(),
                evidence: d.evidence.clone(),
            });
        }
        for (id, name, short_name) in BODIES {
            rows.push(Organisation {
                id: id.to_owned(),
                name: name.to_owned(),
                short_name: short_name.to_owned(),
                kind: "department".to_owned(),
                place: "96".to_owned(),
                capabilities: String::new(),
                source: "SEED".to_owned(),
                evidence: "published".to_owned(),
            });
        }
        Self {
            rows,
            carries,
            stand_ins: BTreeMap::new(),
        }
    }

    /// All rows: the named ones in id order of their tables, then the stand-ins as they were needed.
    pub(super) fn rows(&self) -> &[Organisation] {
        &self.rows
    }

    /// The place of an organisation.
    pub(super) fn place(&self, id: &str) -> Option<&str> {
        self.rows.iter().find(|o| o.id == id).map(|o| o.place.as_str())
    }

    /// The published products of each named supplier, in id order.
    pub(super) fn suppliers(&self) -> Vec<(String, Vec<String>)> {
        self.carries
            .iter()
            .map(|(id, p)| (id.clone(), p.clone()))
            .collect()
    }

    /// The named grower, if there is one, that carries `product` (or what it is a grade of) in the commune.
    ///
    /// A plant that sells the frozen product buys the raw one, so it does not count as a grower.
    pub(super) fn grower(&self, product: &str, grade_of: &str, commune: &str) -> Option<String> {
        self.carries
            .iter()
            .filter(|(_, p)| !p.iter().any(|p| p == "tom-dong-lanh"))
            .filter(|(_, p)| {
                p.iter()
                    .any(|p| p == product || (!grade_of.is_empty() && p == grade_of))
            })
            .map(|(id, _)| id)
            .find(|id| self.place(id) == Some(commune))
            .cloned()
    }

    /// The producers of a commune, whom no source names.
    pub(super) fn producers(&mut self, inputs: &Inputs, commune: &str) -> anyhow::Result<String> {
        let name = format!("Nông hộ {} (minh họa)", lower_first(inputs.place_name(commune)?));
        Ok(self.stand_in(name, "establishment", commune, ""))
    }

    /// Whoever gathers goods for sale in another province.
    pub(super) fn source_hub(&mut self, inputs: &Inputs, province: &str) -> anyhow::Result<String> {
        let name = format!(
            "Đầu mối cung ứng {} (minh họa)",
            lower_first(inputs.place_name(province)?)
        );
        Ok(self.stand_in(name, "collector", province, "collects carries"))
    }

    /// Whoever buys for a province, or for the part of it that `region` names.
    pub(super) fn buyer_hub(&mut self, region: &str, place: &str) -> String {
        let name = format!("Đầu mối tiêu thụ {region} (minh họa)");
        self.stand_in(name, "distributor", place, "carries")
    }

    /// A buyer of raw goods in a province: a mill or a processor that nobody names.
    pub(super) fn plant(&mut self, trade: &str, region: &str, place: &str) -> String {
        let name = format!("{trade} {region} (minh họa)");
        self.stand_in(name, "company", place, "processes packs")
    }

    fn stand_in(&mut self, name: String, kind: &str, place: &str, capabilities: &str) -> String {
        if let Some(id) = self.stand_ins.get(&name) {
            return id.clone();
        }
        let id = format!("M{:03}", self.stand_ins.len() + 1);
        self.stand_ins.insert(name.clone(), id.clone());
        self.rows.push(Organisation {
            id: id.clone(),
            short_name: name.replace(" (minh họa)", ""),
            name,
            kind: kind.to_owned(),
            place: place.to_owned(),
            capabilities: capabilities.to_owned(),
            source: "OWN".to_owned(),
            evidence: "assumption".to_owned(),
        });
        id
    }
}

fn enterprise(inputs: &Inputs, e: &Enterprise) -> Organisation {
    let place = Some(e.new_commune_code.clone())
        .filter(|c| !c.is_empty())
        .or_else(|| inputs.district_seat(&e.old_district_code))
        .unwrap_or_else(|| e.new_province_code.clone());
    let intake = INTAKE.iter().find(|(id, _)| *id == e.id).map(|(_, words)| *words);
    Organisation {
        id: e.id.clone(),
        name: e.name.clone(),
        short_name: e.short_name.clone(),
        kind: e.kind.clone(),
        place,
        capabilities: intake.unwrap_or_else(|| capabilities(&e.product_ids)).to_owned(),
        source: e.source_ids.clone(),
        evidence: e.evidence.clone(),
    }
}

/// What the published goods say that the organisation does.
fn capabilities(products: &str) -> &'static str {
    let makes = |ids: &[&str]| products.split_whitespace().any(|p| ids.contains(&p));
    if makes(&["tom-dong-lanh"]) {
        return "collects processes freezes packs";
    }
    let made = [
        "tom-kho",
        "banh-phong-tom",
        "ba-khia-muoi",
        "cha-bong-tom",
        "cha-tom",
        "mam-tom",
        "nuoc-mam",
        "ruoc-say",
        "cha-ca-phi",
        "ghe-say",
        "ca-com-say",
        "trai-nhau",
        "ruou-trai-giac",
        "yen-sao",
        "muoi-tinh",
        "chuoi-say",
        "thit-heo",
        "mat-ong-u-minh",
    ];
    if makes(&made) { "processes packs" } else { "" }
}

fn buyer_kind(kind: &str) -> &'static str {
    match kind {
        "supermarket_chain" | "minimart_chain" => "retailer",
        "wholesale_market" => "wholesale_market",
        "ecommerce" => "ecommerce",
        "rice_buyer" | "fruit_processor" => "company",
        _ => "distributor",
    }
}

fn buyer_capabilities(kind: &str) -> &'static str {
    match kind {
        "rice_buyer" | "fruit_processor" | "processor_distributor" => "processes packs carries",
        "wholesale_market" | "ecommerce" => "",
        _ => "carries",
    }
}
