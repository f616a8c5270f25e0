//! Judged queries over the demonstration market: what people type finds what they want, and finds it first.
//!
//! `data/search/README.md` says how the answers were judged.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::PlaceCode;
use chonoi_market::demo;
use chonoi_market::search::{Found, Item, SearchQuery, Source, Subject};
use chonoi_search::meili::{Meili, RIGHTS};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::meili;
use time::{Date, Duration};

use crate::app::TestApp;

const JUDGED: &str = include_str!("../../../data/search/relevance.csv");
const ORGANISATIONS: &str = include_str!("../../../data/demo/organisations.csv");

/// Hits that are looked at.
const DEPTH: usize = 10;
/// What the mean must be at least.
const LEAST_NDCG: f64 = 0.95;
/// Of 1,000 queries, how many must have the same first hit on both indexes.
const LEAST_AGREED: usize = 950;

#[derive(serde::Deserialize)]
struct Judged {
    query: String,
    kind: String,
    best: String,
    good: String,
    fair: String,
}

#[derive(serde::Deserialize)]
struct Named {
    id: String,
    name: String,
}

struct World {
    app: TestApp,
    catalogue: Catalogue,
    names: BTreeMap<String, String>,
    today: Date,
}

/// What a judgement looks at.
struct Thing {
    products: Vec<String>,
    place: Option<PlaceCode>,
    name: String,
    grams: i64,
    price: Option<i64>,
    grade: Option<String>,
    from: i64,
    to: i64,
    keeps_hours: Option<i64>,
}

/// What an index made of the judged queries.
struct Outcome {
    /// The first hit of every query.
    first: Vec<Option<String>>,
    /// How many hits every query has.
    totals: Vec<u64>,
    /// What is not perfect, and the figures.
    report: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_type_finds_what_they_want_first() {
    let embedded = judged("embedded", TestApp::searching().await).await;
    println!("{}", embedded.report);
    let Some(server) = meili::server(&RIGHTS).await else {
        return;
    };
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let index = Meili::at(&server.url, Some(&server.key), &server.name, catalogue).unwrap();
    let app = TestApp::with(TestDatabase::sqlite(), true).await;
    let other = judged("Meilisearch", app.searching_in(Arc::new(index))).await;
    println!("{}", other.report);
    let shares = |alike: &dyn Fn(usize) -> bool| {
        let all = embedded.first.len();
        (0..all).filter(|at| alike(*at)).count() * 1_000 / all
    };
    let first = shares(&|at| embedded.first[at] == other.first[at]);
    let totals = shares(&|at| embedded.totals[at] == other.totals[at]);
    // The server also goes by synonyms where another thing is written about, so it may find a few more.
    println!("of 1,000 queries {first} have the same first hit and {totals} as many hits");
    assert!(first >= LEAST_AGREED, "{first} of 1,000 first hits agree");
}

/// Asks the index of `app` every judged query, and insists on what it must find.
async fn judged(index: &str, app: TestApp) -> Outcome {
    let world = World::of(app).await;
    let judged: Vec<Judged> = csv::Reader::from_reader(JUDGED.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect();
    assert!(judged.len() >= 150, "{} judged queries", judged.len());
    let mut all = BTreeMap::new();
    for kind in ["offer", "request", "organisation", "product"] {
        all.insert(kind.to_owned(), world.everything(kind).await);
    }
    let (mut sum, mut nothing, mut report) = (0.0, 0, String::new());
    let mut outcome = Outcome {
        first: Vec::new(),
        totals: Vec::new(),
        report: String::new(),
    };
    for query in &judged {
        let (ndcg, found) = world.judge(query, &all[&query.kind]).await;
        assert_eq!(found.source, Source::Index, "{}", query.query);
        sum += ndcg;
        nothing += usize::from(found.total == 0);
        outcome
            .first
            .push(found.items.first().map(|item| world.label(item)));
        outcome.totals.push(found.total);
        if ndcg < 0.999 {
            let shown: Vec<_> = found.items.iter().map(|item| world.thing(item).label()).collect();
            writeln!(
                report,
                "{ndcg:.3} {} ({}): {}",
                query.query,
                found.total,
                shown.join(" ")
            )
            .unwrap();
        }
    }
    let count = u32::try_from(judged.len()).unwrap();
    let mean = sum / f64::from(count);
    outcome.report =
        format!("{report}\n{index}: {count} queries, nDCG@10 {mean:.4}, without a result {nothing}");
    assert_eq!(nothing, 0, "judged queries without a result\n{report}");
    assert!(mean >= LEAST_NDCG, "nDCG@10 {mean:.4}\n{report}");
    outcome
}

impl World {
    async fn of(app: TestApp) -> Self {
        demo::load(&app.market).await.unwrap().unwrap();
        app.market.reindex(&|_, _| {}).await.unwrap();
        let rows = csv::Reader::from_reader(ORGANISATIONS.as_bytes());
        let rows = rows.into_deserialize::<Named>().map(Result::unwrap);
        Self {
            today: app.market.today(),
            app,
            catalogue: Catalogue::embedded().unwrap(),
            names: rows.map(|row| (row.id, row.name)).collect(),
        }
    }

    async fn find(&self, kind: &str, q: &str, page: u64, per_page: u64) -> Found {
        let query = SearchQuery {
            q: Some(q.to_owned()),
            kind: Some(kind.to_owned()),
            page: Some(page),
            per_page: Some(per_page),
            ..SearchQuery::default()
        };
        self.app.market.find(&query).await.unwrap()
    }

    async fn everything(&self, kind: &str) -> Vec<Thing> {
        let mut things = Vec::new();
        for page in 1.. {
            let found = self.find(kind, "", page, 100).await;
            if found.items.is_empty() {
                break;
            }
            things.extend(found.items.iter().map(|item| self.thing(item)));
        }
        things
    }

    /// What a hit is, the same in every database: ids differ from one to the next.
    fn label(&self, item: &Item) -> String {
        let thing = self.thing(item);
        format!(
            "{:?} {:?} {} {} {:?} {}",
            thing.products, thing.place, thing.name, thing.grams, thing.price, thing.from
        )
    }

    /// nDCG of the first page of `query` against the best possible page over `all`.
    async fn judge(&self, query: &Judged, all: &[Thing]) -> (f64, Found) {
        let typed = self.typed(&query.query);
        let found = self.find(&query.kind, &typed, 1, 10).await;
        let mut ideal: Vec<u32> = all.iter().map(|thing| self.grade(query, thing)).collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(ideal.first(), Some(&3), "{}: nothing is judged best", query.query);
        let got: Vec<u32> = found
            .items
            .iter()
            .map(|item| self.grade(query, &self.thing(item)))
            .collect();
        (gain(&got) / gain(&ideal), found)
    }

    /// `{+10}` becomes the day ten days from today.
    fn typed(&self, query: &str) -> String {
        let Some((before, rest)) = query.split_once("{+") else {
            return query.to_owned();
        };
        let (days, after) = rest.split_once('}').unwrap();
        let day = self.today + Duration::days(days.parse().unwrap());
        format!("{before}{}/{}{after}", day.day(), u8::from(day.month()))
    }

    fn grade(&self, query: &Judged, thing: &Thing) -> u32 {
        let fits = |list: &str| criteria(list).iter().any(|one| self.fits(one, thing));
        if fits(&query.best) {
            3
        } else if fits(&query.good) {
            2
        } else {
            u32::from(fits(&query.fair))
        }
    }

    fn fits(&self, criterion: &str, thing: &Thing) -> bool {
        let (what, limits) = criterion.split_once('[').unwrap_or((criterion, ""));
        let (what, place) = what.split_once('@').unwrap_or((what, ""));
        let is_it = match what.split_once(':').unwrap() {
            ("p", id) => thing.products.iter().any(|product| product == id),
            ("c", id) => thing.products.iter().any(|product| {
                let product = self.catalogue.product(&product.as_str().into()).unwrap();
                self.catalogue.is_within(&product.category, &id.into())
            }),
            ("o", code) => self.names[code] == thing.name,
            other => panic!("{other:?}"),
        };
        is_it && self.is_at(place, thing) && self.keeps(limits.trim_end_matches(']'), thing)
    }

    fn is_at(&self, place: &str, thing: &Thing) -> bool {
        let province = thing
            .place
            .as_ref()
            .and_then(|own| self.catalogue.province_of(own));
        place.is_empty()
            || thing.place.as_ref().is_some_and(|own| own.as_str() == place)
            || province.is_some_and(|province| province.code.as_str() == place)
    }

    fn keeps(&self, limits: &str, thing: &Thing) -> bool {
        let monday = i64::from(self.today.weekday().number_days_from_monday());
        limits.split(';').filter(|limit| !limit.is_empty()).all(|limit| {
            let at = limit.find(['<', '>', '=']).unwrap();
            let (name, rest) = limit.split_at(at);
            let value = rest.trim_start_matches(['<', '>', '=']);
            let number = || value.parse::<i64>().unwrap();
            let meets = |first: i64, last: i64| thing.from <= last && thing.to >= first;
            match name {
                "kg" => thing.grams >= number() * 1_000,
                "price" => thing.price.is_some_and(|price| price <= number()),
                "by" => thing.from <= number(),
                "on" => meets(number(), number()),
                "week" => {
                    let first = number() * 7 - monday;
                    meets(first, first + 6)
                }
                "grade" => thing.grade.as_deref() == Some(value),
                "reach" => {
                    let place = thing.place.as_ref().unwrap();
                    let lead = self.catalogue.lead(place, &value.into()).unwrap();
                    thing.keeps_hours.is_none_or(|hours| lead.hours <= hours)
                }
                other => panic!("{other}"),
            }
        })
    }

    fn thing(&self, item: &Item) -> Thing {
        let days = |date: Date| (date - self.today).whole_days();
        let mut thing = Thing {
            products: Vec::new(),
            place: None,
            name: String::new(),
            grams: 0,
            price: None,
            grade: None,
            from: 0,
            to: 0,
            keeps_hours: None,
        };
        match &item.subject {
            Subject::Offer(view) => {
                let terms = &view.offer.terms;
                let product = self.catalogue.product(&terms.product).unwrap();
                thing.products = vec![terms.product.0.clone()];
                thing.place = Some(terms.place.clone());
                thing.name.clone_from(&view.supplier.name);
                thing.grams = view.offer.available().0 * product.grams_per_thousand / 1_000;
                thing.price = terms.ask.map(|ask| ask.0);
                thing.grade.clone_from(&terms.grade);
                thing.from = days(terms.harvest.from());
                thing.to = days(terms.harvest.to());
                thing.keeps_hours = product.hours_in(terms.state);
            }
            Subject::Request(view) => {
                let wanted = view.request.terms.alternatives.iter();
                thing.products = wanted.map(|one| one.product.0.clone()).collect();
                thing.name.clone_from(&view.buyer.name);
            }
            Subject::Organisation(view) => thing.name.clone_from(&view.brief.name),
            Subject::Product(brief) => thing.products = vec![brief.id.0.clone()],
        }
        thing
    }
}

impl Thing {
    fn label(&self) -> String {
        match self.products.first() {
            Some(product) => product.clone(),
            None => self.name.clone(),
        }
    }
}

/// The criteria of a list, split by blanks outside brackets.
fn criteria(list: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut inside = false;
    for c in list.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        if c == ' ' && !inside {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.retain(|one| !one.is_empty());
    found
}

/// Discounted gain of the first hits: a grade counts 2^grade − 1, the later the less.
fn gain(grades: &[u32]) -> f64 {
    let first = grades.iter().take(DEPTH).zip(2_u32..);
    first
        .map(|(grade, place)| f64::from(2_u32.pow(*grade) - 1) / f64::from(place).log2())
        .sum()
}
