//! Offers, requests, organisations and products as documents.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chonoi_domain::actor::OrganisationKind;
use chonoi_domain::catalogue::{Catalogue, Lead, PlaceLevel, Product};
use chonoi_domain::id::{CertificateId, PlaceCode, ProductId};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage};
use chonoi_domain::post::request::Request;
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use time::Duration;

use crate::document::{Document, Facts, Key, Kind, Texts};
use crate::query::MOST_LEAD_DAYS;
use crate::reading::names;

/// Weeks of a window that are kept: half a year. A longer one is good for every week that anybody asks for.
const MOST_WEEKS: usize = 27;

/// The road to every province.
type Roads = Arc<Vec<(PlaceCode, Lead)>>;

/// Makes documents with the names of a catalogue.
#[derive(Debug)]
pub struct Describer {
    catalogue: Arc<Catalogue>,
    roads: Mutex<BTreeMap<PlaceCode, Roads>>,
}

impl Describer {
    /// A describer with the names and roads of `catalogue`.
    #[must_use]
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self {
            catalogue,
            roads: Mutex::new(BTreeMap::new()),
        }
    }

    /// An offer of `supplier`; of its certificates only those that are `proven` count.
    #[must_use]
    pub fn offer(&self, offer: &Offer, supplier: &Organisation, proven: &[CertificateId]) -> Document {
        let terms = &offer.terms;
        let products = [&terms.product];
        let mut facts = self.facts(&products, &terms.place);
        facts.states = vec![terms.state.to_string()];
        facts.grade.clone_from(&terms.grade);
        facts.price = terms.ask.map(|price| price.0);
        facts.volume = self.grams(&terms.product, offer.available());
        let claimed = terms.certificates.iter().filter(|kind| proven.contains(kind));
        facts.certificates = claimed.map(|kind| kind.0.clone()).collect();
        facts.party_kind = Some(supplier.kind.to_string());
        facts.confidence = Some(terms.stage.to_string());
        span(&mut facts, terms.harvest);
        facts.reach = self.reach(&terms.product, terms.state, &terms.place);
        let mut more = vec![
            state_name(terms.state).to_owned(),
            stage_name(terms.stage).to_owned(),
        ];
        more.extend(terms.grade.clone());
        more.extend(terms.note.clone());
        more.extend(self.certificate_names(&facts.certificates));
        self.document(
            Key::new(Kind::Offer, offer.id),
            &products,
            &terms.place,
            supplier,
            facts,
            more,
        )
    }

    /// A request of `buyer`.
    #[must_use]
    pub fn request(&self, request: &Request, buyer: &Organisation) -> Document {
        let terms = &request.terms;
        let products: Vec<&ProductId> = terms.alternatives.iter().map(|one| &one.product).collect();
        let mut facts = self.facts(&products, &terms.place);
        facts.states = terms.states.iter().map(ToString::to_string).collect();
        facts.grade.clone_from(&terms.grade);
        let bids = terms.alternatives.iter().filter_map(|one| one.bid);
        facts.price = bids.map(|bid| bid.0).max();
        let first = products.first();
        facts.volume = first.and_then(|product| self.grams(product, request.open()));
        facts.certificates = terms.certificates.iter().map(|kind| kind.0.clone()).collect();
        facts.party_kind = Some(buyer.kind.to_string());
        span(&mut facts, terms.delivery);
        let mut more: Vec<String> = terms
            .states
            .iter()
            .map(|state| state_name(*state).to_owned())
            .collect();
        more.extend(terms.grade.clone());
        more.extend(terms.note.clone());
        more.extend(self.certificate_names(&facts.certificates));
        self.document(
            Key::new(Kind::Request, request.id),
            &products,
            &terms.place,
            buyer,
            facts,
            more,
        )
    }

    /// An organisation.
    #[must_use]
    pub fn organisation(&self, organisation: &Organisation) -> Document {
        let mut facts = self.facts(&[], &organisation.place);
        facts.party_kind = Some(organisation.kind.to_string());
        let able = organisation.capabilities;
        let more = [
            (able.collects, "thu gom"),
            (able.processes, "chế biến"),
            (able.freezes, "cấp đông"),
            (able.packs, "đóng gói"),
            (able.carries, "vận chuyển"),
        ];
        let more = more
            .into_iter()
            .filter(|(can, _)| *can)
            .map(|(_, name)| name.to_owned());
        Document {
            key: Key::new(Kind::Organisation, organisation.id),
            title: organisation.name.clone(),
            party: String::new(),
            place: self.place_names(&organisation.place).join(", "),
            texts: Texts {
                names: vec![organisation.name.clone(), organisation.short_name.clone()],
                categories: vec![kind_name(organisation.kind).to_owned()],
                places: self.place_names(&organisation.place),
                more: more.collect(),
                ..Texts::default()
            },
            facts,
        }
    }

    /// A product of the catalogue.
    #[must_use]
    pub fn product(&self, product: &Product) -> Document {
        let products = [&product.id];
        let (mut texts, more) = self.product_texts(&products);
        texts.more = more;
        let categories = names::line(&self.catalogue, &product.category);
        Document {
            key: Key::new(Kind::Product, &product.id),
            title: product.name_vi.clone(),
            party: String::new(),
            place: String::new(),
            texts,
            facts: Facts {
                products: vec![product.id.0.clone()],
                categories: categories.iter().map(|category| category.id.0.clone()).collect(),
                states: vec![product.usual_state.to_string()],
                ..Facts::default()
            },
        }
    }

    fn document(
        &self,
        key: Key,
        products: &[&ProductId],
        place: &PlaceCode,
        party: &Organisation,
        facts: Facts,
        more: Vec<String>,
    ) -> Document {
        let titles = products.iter().filter_map(|id| self.catalogue.product(id));
        let titles: Vec<&str> = titles.map(|product| product.name_vi.as_str()).collect();
        let (mut texts, mut also) = self.product_texts(products);
        also.extend(more);
        texts.places = self.place_names(place);
        texts.parties = vec![party.name.clone(), party.short_name.clone()];
        texts.more = also;
        Document {
            key,
            title: titles.join(", "),
            party: party.name.clone(),
            place: texts.places.join(", "),
            texts,
            facts,
        }
    }

    /// What products are called, and what else is said of them.
    fn product_texts(&self, products: &[&ProductId]) -> (Texts, Vec<String>) {
        let mut texts = Texts::default();
        let mut more = Vec::new();
        for product in products.iter().filter_map(|id| self.catalogue.product(id)) {
            texts.names.extend(names::of_product(product));
            texts.synonyms.extend(names::others_of(product));
            let line = names::line(&self.catalogue, &product.category);
            texts
                .categories
                .extend(line.into_iter().flat_map(names::of_category));
            more.extend([product.name_en.clone(), product.scientific_name.clone()]);
        }
        texts.categories.dedup();
        (texts, more)
    }

    fn facts(&self, products: &[&ProductId], place: &PlaceCode) -> Facts {
        let known = products.iter().filter_map(|id| self.catalogue.product(id));
        let lines = known.flat_map(|product| names::line(&self.catalogue, &product.category));
        let mut categories: Vec<String> = lines.map(|category| category.id.0.clone()).collect();
        categories.sort_unstable();
        categories.dedup();
        let position = self.catalogue.place(place).map(|place| place.position);
        let province = self.catalogue.province_of(place);
        let is_commune = self
            .catalogue
            .place(place)
            .is_some_and(|place| place.level == PlaceLevel::Commune);
        Facts {
            products: products.iter().map(|id| id.0.clone()).collect(),
            categories,
            province: province.map(|province| province.code.0.clone()),
            commune: is_commune.then(|| place.0.clone()),
            lat: position.map(|at| at.lat),
            lon: position.map(|at| at.lon),
            ..Facts::default()
        }
    }

    fn place_names(&self, place: &PlaceCode) -> Vec<String> {
        let own = self.catalogue.place(place);
        let province = self.catalogue.province_of(place);
        let province = province.filter(|province| Some(&province.code) != own.map(|own| &own.code));
        own.into_iter()
            .chain(province)
            .map(|place| place.name.clone())
            .collect()
    }

    fn certificate_names(&self, kinds: &[String]) -> Vec<String> {
        let known = kinds
            .iter()
            .filter_map(|kind| self.catalogue.certificate(&kind.as_str().into()));
        known.map(|kind| kind.name.clone()).collect()
    }

    /// Grams in an amount of base units of `product`.
    fn grams(&self, product: &ProductId, quantity: Quantity) -> Option<i64> {
        let per_thousand = i128::from(self.catalogue.product(product)?.grams_per_thousand);
        i64::try_from(i128::from(quantity.0) * per_thousand / 1_000).ok()
    }

    /// Provinces that the goods reach before they spoil, each with its days on the road.
    fn reach(&self, product: &ProductId, state: ProductState, place: &PlaceCode) -> Vec<String> {
        let keeps = self
            .catalogue
            .product(product)
            .and_then(|product| product.hours_in(state));
        let roads = self.roads(place);
        let reached = roads
            .iter()
            .filter(|(_, lead)| lead.days <= MOST_LEAD_DAYS && keeps.is_none_or(|hours| lead.hours <= hours));
        reached
            .map(|(province, lead)| format!("{province}:{}", lead.days))
            .collect()
    }

    fn roads(&self, place: &PlaceCode) -> Roads {
        let mut known = self.roads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(roads) = known.get(place) {
            return Arc::clone(roads);
        }
        let provinces = self
            .catalogue
            .places()
            .filter(|to| to.level == PlaceLevel::Province);
        let roads = provinces.filter_map(|to| Some((to.code.clone(), self.catalogue.lead(place, &to.code)?)));
        let roads = Arc::new(roads.collect());
        known.insert(place.clone(), Arc::clone(&roads));
        roads
    }
}

fn span(facts: &mut Facts, window: DateWindow) {
    facts.from = Some(i64::from(window.from().to_julian_day()));
    facts.to = Some(i64::from(window.to().to_julian_day()));
    let days = std::iter::successors(Some(window.from()), |day| day.checked_add(Duration::days(7)));
    let mut weeks: Vec<String> = days
        .take_while(|day| *day <= window.to())
        .chain([window.to()])
        .take(MOST_WEEKS)
        .map(|day| {
            let (year, week, _) = day.to_iso_week_date();
            format!("{year}-W{week:02}")
        })
        .collect();
    weeks.dedup();
    facts.weeks = weeks;
}

const fn state_name(state: ProductState) -> &'static str {
    match state {
        ProductState::Live => "sống",
        ProductState::Fresh => "tươi",
        ProductState::Iced => "ướp đá",
        ProductState::Frozen => "đông lạnh",
        ProductState::Dried => "khô",
        ProductState::Processed => "chế biến",
        ProductState::Grain => "hạt",
    }
}

const fn stage_name(stage: OfferStage) -> &'static str {
    match stage {
        OfferStage::Forecast => "dự kiến",
        OfferStage::Confirmed => "đã xác nhận",
        OfferStage::Ready => "sẵn sàng giao",
    }
}

const fn kind_name(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Cooperative => "hợp tác xã",
        OrganisationKind::CooperativeGroup => "tổ hợp tác",
        OrganisationKind::CooperativeUnion => "liên hiệp hợp tác xã",
        OrganisationKind::Company => "doanh nghiệp",
        OrganisationKind::Establishment => "cơ sở",
        OrganisationKind::Collector => "đầu mối thu gom",
        OrganisationKind::Distributor => "nhà phân phối",
        OrganisationKind::Retailer => "siêu thị",
        OrganisationKind::WholesaleMarket => "chợ đầu mối",
        OrganisationKind::Ecommerce => "sàn thương mại điện tử",
        OrganisationKind::Association => "hiệp hội",
        OrganisationKind::Department => "sở ban ngành",
        OrganisationKind::Agency => "đơn vị sự nghiệp",
    }
}
