//! Why an offer and a request are matched or not.

use chonoi_market::match_runs::pairs;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::api::post_briefs::{OfferBrief, RequestBrief};
use crate::api::reasons::Speaker;
use crate::locale::t;

/// Dates further off are not told as days: two harvest tides of an extensive shrimp pond.
const MOST_DAYS: i64 = 14;

/// What is known about a pair as the market stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairView {
    offer: OfferBrief,
    request: RequestBrief,
    /// `matched`, `outdone`, `lot_not_filled`, `blocked`, `declined`, `other_product`, `same_organisation` or `no_road`.
    verdict: String,
    /// What a run over the market as it stands would give the pair, in base units.
    quantity: i64,
    /// Everything in the way.
    obstacles: Vec<PairObstacle>,
    /// What the price between both would have to give once the other obstacles are gone.
    step: Option<PriceStep>,
    /// The larger of both minimum lots, in base units.
    lot: Option<i64>,
    /// Road in kilometres.
    km: Option<i64>,
    /// All of it in sentences.
    text: Vec<String>,
}

/// One condition in the way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairObstacle {
    /// `price`, `date`, `certificate`, `state`, `grade`, `minimum_lot`, `distance` or `shelf_life`.
    constraint: String,
    /// By how much it is missed.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    params: Map<String, Value>,
    /// A sentence.
    text: String,
}

/// A step in the price, đồng per 1,000 base units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriceStep {
    /// Less will not do.
    at_least: i64,
    /// From this on the pair is in a best plan without minimum lots; null in a market that is too large for it.
    exact: Option<i64>,
}

impl PairView {
    pub(crate) fn of(speaker: Speaker<'_>, view: pairs::PairView) -> Self {
        let text = sentences(speaker, &view);
        let obstacle = |obstacle| PairObstacle {
            text: speaker.obstacle(&obstacle),
            constraint: obstacle.constraint,
            params: obstacle.by,
        };
        Self {
            offer: view.offer.into(),
            request: view.request.into(),
            verdict: view.verdict,
            quantity: view.quantity.0,
            obstacles: view.obstacles.into_iter().map(obstacle).collect(),
            step: view.step.map(|(at_least, exact)| PriceStep {
                at_least: at_least.0,
                exact: exact.map(|price| price.0),
            }),
            lot: view.lot.map(|lot| lot.0),
            km: view.km,
            text,
        }
    }
}

fn sentences(speaker: Speaker<'_>, view: &pairs::PairView) -> Vec<String> {
    let unit = view.offer.product.base_unit;
    let say = |key: &str, args: &[(&str, &str)]| t(speaker.locale, &format!("pair.{key}"), args);
    let quantity = speaker.quantity(view.quantity.0, unit);
    let lot = speaker.quantity(view.lot.map_or(0, |lot| lot.0), unit);
    let mut text = vec![say(&view.verdict, &[("quantity", &quantity), ("lot", &lot)])];
    for obstacle in &view.obstacles {
        text.push(speaker.obstacle(obstacle));
        let days = obstacle.by.get("days").and_then(Value::as_i64);
        let day = obstacle.by.get("ship_date").and_then(Value::as_str);
        if let Some(day) = day.filter(|_| days.is_some_and(|days| days.abs() <= MOST_DAYS)) {
            text.push(say("first_day", &[("day", &written(day))]));
        }
    }
    let only_price = view
        .obstacles
        .iter()
        .all(|obstacle| obstacle.constraint == "price");
    match view.step {
        _ if view.verdict == "declined" => {}
        Some((_, Some(exact))) if exact.0 <= 0 && only_price => text.push(say("step_even", &[])),
        Some((_, Some(exact))) if exact.0 <= 0 => text.push(say("step_none", &[])),
        Some((_, Some(exact))) => {
            let price = speaker.price(exact.0, unit);
            let key = if only_price { "step" } else { "step_then" };
            text.push(say(key, &[("price", &price)]));
        }
        Some((bound, None)) if bound.0 > 0 => {
            let price = speaker.price(bound.0, unit);
            text.push(say("step_bound", &[("price", &price)]));
        }
        _ => {}
    }
    if view.lot.is_some() && view.step.is_some() {
        text.push(say("with_lot", &[("lot", &lot)]));
    }
    text
}

/// `24/11/2026` from an ISO date.
fn written(iso: &str) -> String {
    let parts: Vec<&str> = iso.rsplit('-').collect();
    parts.join("/")
}
