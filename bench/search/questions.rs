//! What is asked: the judged texts, narrowed and ordered as the page does it.

use axum::body::Bytes;
use chonoi_domain::catalogue::{Catalogue, PlaceLevel};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use time::{Date, Duration};

use crate::market::{NOW, Site};

const JUDGED: &str = include_str!("../../data/search/relevance.csv");
const SEED: u64 = 2;
/// So many questions come without a text.
const BARE: usize = 30;
/// Values of a facet that the page shows before all of them are asked for.
const SHOWN: usize = 6;

/// A question as the address bar holds it.
pub(crate) type Question = Vec<(String, String)>;

/// The questions: every judged text, two of five as they are, the others narrowed by what the answer offers for it, in
/// another order, on a later page, around a place, or to be brought somewhere by a day.
pub(crate) async fn draw(site: &Site, catalogue: &Catalogue) -> Vec<String> {
    let mut chance = StdRng::seed_from_u64(SEED);
    let centres = catalogue
        .places()
        .filter(|place| place.level == PlaceLevel::Province);
    let centres: Vec<String> = centres.map(|place| place.code.0.clone()).collect();
    let mut texts = judged();
    texts.extend((0..BARE).map(|_| (String::new(), "offer".to_owned())));
    let mut questions = Vec::new();
    for (text, kind) in texts {
        let mut question: Question = Vec::new();
        if !text.is_empty() {
            question.push(("q".to_owned(), text));
        }
        if kind != "offer" {
            question.push(("kind".to_owned(), kind));
        }
        let answer = parsed(&site.ask(&address(&question)).await);
        refine(&mut question, &answer, &centres, &mut chance);
        questions.push(address(&question));
    }
    questions
}

fn refine(question: &mut Question, answer: &Value, centres: &[String], chance: &mut StdRng) {
    let mut add = |name: &str, value: &str| question.push((name.to_owned(), value.to_owned()));
    let centre = centres.choose(chance).unwrap();
    match chance.random_range(0..20) {
        0..=7 => {}
        8..=12 => narrow(&mut add, answer, 1, chance),
        13 | 14 => narrow(&mut add, answer, 2, chance),
        15 | 16 => add("sort", ["price", "date", "volume"].choose(chance).unwrap()),
        17 => {
            let pages = answer["pages"].as_u64().unwrap_or(1).clamp(1, 4);
            add("page", &pages.to_string());
        }
        18 => {
            add("near", centre);
            match chance.random_bool(0.5) {
                true => add("within_km", "100"),
                false => add("sort", "distance"),
            }
        }
        _ => {
            add("deliver_to", centre);
            add("deliver_by", &(NOW.date() + Duration::days(30)).to_string());
        }
    }
}

/// Narrows to values that the answer shows, so that something is left.
fn narrow(add: &mut impl FnMut(&str, &str), answer: &Value, times: usize, chance: &mut StdRng) {
    let facets = answer["facets"].as_object().unwrap().iter();
    let offered: Vec<(&String, &Vec<Value>)> = facets
        .filter(|(name, _)| *name != "kind")
        .filter_map(|(name, values)| Some((name, values.as_array()?)))
        .filter(|(_, values)| values.len() > 1)
        .collect();
    for (name, values) in offered.choose_multiple(chance, times) {
        let shown = values.len().min(SHOWN);
        let value = values[chance.random_range(0..shown)]["value"].as_str().unwrap();
        add(name, value);
    }
}

/// The judged texts with their days filled in, and the kind that each looks for.
fn judged() -> Vec<(String, String)> {
    let rows = csv::Reader::from_reader(JUDGED.as_bytes()).into_records();
    rows.map(Result::unwrap)
        .map(|row| (dated(&row[0], NOW.date()), row[1].to_owned()))
        .collect()
}

/// `{+10}` as the day ten days from `today`.
fn dated(text: &str, today: Date) -> String {
    let Some((before, rest)) = text.split_once("{+") else {
        return text.to_owned();
    };
    let (days, after) = rest.split_once('}').unwrap();
    let day = today + Duration::days(days.parse().unwrap());
    format!("{before}{}/{}{after}", day.day(), u8::from(day.month()))
}

/// The parameters as they stand in an address.
fn address(question: &Question) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(question)
        .finish()
}

/// The answer, of the index and not of the database.
pub(crate) fn parsed(answer: &Bytes) -> Value {
    let answer: Value = serde_json::from_slice(answer).unwrap();
    assert_eq!(answer["source"], "index");
    answer
}
