//! What holds for every plan, on hundreds of random markets.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chonoi_domain::fold::fold;
use chonoi_domain::id::PlaceCode;
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::quantity::{BaseUnit, Quantity};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{CapacityPost, Market, OfferPost, PairId, RequestPost};
use chonoi_matching::plan::{Allocation, DayShare, Plan};
use chonoi_matching::policy::Policy;
use time::{Date, Duration};

use crate::notation::{catalogue, market, solve};

/// Conservation, the objective's sum, and every condition of every match, all from the posts themselves.
pub(crate) fn holds_for_every_plan(market: &Market, policy: &Policy, plan: &Plan) {
    assert_eq!(plan.flow_objective, plan.certificate.bound);
    assert!(plan.certificate.least_reduced_cost >= 0);
    let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
    let mut got: BTreeMap<&str, i64> = BTreeMap::new();
    let mut objective = 0i128;
    for a in &plan.allocations {
        assert!(a.quantity.0 > 0);
        assert_eq!(a.cost, a.parts.cost());
        *sold.entry(&a.offer).or_default() += a.quantity.0;
        *got.entry(&a.request).or_default() += a.quantity.0;
        objective += i128::from(a.cost) * i128::from(a.quantity.0);
        a_match_meets_every_condition(market, policy, a);
    }
    no_point_takes_more_than_it_can(market, plan);
    for rest in &plan.unsold {
        assert!(rest.quantity.0 > 0 && !rest.reasons.is_empty());
        *sold.entry(&rest.offer).or_default() += rest.quantity.0;
        objective += i128::from(rest.cost) * i128::from(rest.quantity.0);
    }
    for rest in &plan.unmet {
        assert!(rest.quantity.0 > 0 && !rest.reasons.is_empty());
        *got.entry(&rest.request).or_default() += rest.quantity.0;
        objective += i128::from(rest.cost) * i128::from(rest.quantity.0);
    }
    let premium = plan.fairness.as_ref().map_or(0, |fairness| fairness.premium);
    objective += i128::from(premium);
    assert_eq!(
        objective,
        i128::from(plan.objective),
        "the objective is the sum of what the plan lists"
    );
    assert_eq!(plan.objective - plan.flow_objective, plan.lot_gap);
    assert!(
        plan.lot_gap >= 0,
        "no plan with lots is better than the flow without"
    );
    let gaps: i64 = plan.markets.iter().map(|market| market.lot_gap).sum();
    assert_eq!(gaps, plan.lot_gap);
    let posted = |id: &str, quantity: Quantity| (id.to_owned(), quantity.0);
    let offered: BTreeMap<_, _> = market
        .offers
        .iter()
        .map(|offer| posted(&offer.id, offer.quantity))
        .collect();
    let wanted: BTreeMap<_, _> = market
        .requests
        .iter()
        .map(|post| posted(&post.id, post.quantity))
        .collect();
    let owned = |sums: BTreeMap<&str, i64>| sums.into_iter().map(|(id, sum)| (id.to_owned(), sum)).collect();
    let (sold, got): (BTreeMap<_, _>, BTreeMap<_, _>) = (owned(sold), owned(got));
    assert_eq!(
        (sold, got),
        (offered, wanted),
        "every post is sold, met or left, to the gram"
    );
}

/// What is shipped on which day.
fn shares(a: &Allocation) -> Vec<DayShare> {
    if !a.days.is_empty() {
        return a.days.clone();
    }
    vec![DayShare {
        ship_date: a.ship_date,
        arrive_date: a.arrive_date,
        quantity: a.quantity,
    }]
}

/// Where an offer goes through: a point of its commune, else of its province, that takes the product on one of its
/// harvest days; of several the one that begins first, then the first by id.
pub(crate) fn point_of<'m>(market: &'m Market, offer: &OfferPost) -> Option<&'m CapacityPost> {
    let province = &catalogue().province_of(&offer.place)?.code;
    let weighed = catalogue().product(&offer.product)?.base_unit == BaseUnit::Gram;
    let takes = |point: &&CapacityPost| {
        let named = point.products.contains(&offer.product) || (point.products.is_empty() && weighed);
        let days = (0..offer.harvest.days()).map(|day| offer.harvest.from() + Duration::days(day));
        named && days.into_iter().any(|day| point.window.contains(day))
    };
    let at = |place: &PlaceCode| {
        let here = market.capacities.iter().filter(|point| point.place == *place);
        here.filter(takes)
            .min_by_key(|point| (point.window.from(), &point.id))
    };
    at(&offer.place).or_else(|| at(province))
}

/// Every limit of every point, from the allocations and the posts.
pub(crate) fn no_point_takes_more_than_it_can(market: &Market, plan: &Plan) {
    let mut loads: BTreeMap<(&str, Date), i64> = BTreeMap::new();
    let mut through: BTreeMap<&str, i64> = BTreeMap::new();
    for a in &plan.allocations {
        let offer = market.offers.iter().find(|offer| offer.id == a.offer).unwrap();
        let Some(point) = point_of(market, offer) else {
            continue;
        };
        *through.entry(&point.id).or_default() += a.quantity.0;
        for share in shares(a) {
            *loads.entry((&point.id, share.ship_date)).or_default() += share.quantity.0;
        }
    }
    for point in &market.capacities {
        for load in &point.taken {
            *through.entry(&point.id).or_default() += load.quantity.0;
            *loads.entry((&point.id, load.date)).or_default() += load.quantity.0;
        }
        let taken: i64 = point.taken.iter().map(|load| load.quantity.0).sum();
        let sold = through.get(point.id.as_str()).copied().unwrap_or_default();
        if let Some(most) = point.quantity {
            assert!(sold <= most.0.max(taken), "{} takes {sold}", point.id);
        }
        let Some(most) = point.daily_quantity else {
            continue;
        };
        let used = plan.capacities.iter().find(|used| used.id == point.id);
        for ((_, date), load) in loads.iter().filter(|((id, _), _)| *id == point.id) {
            let taken = point.taken.iter().filter(|load| load.date == *date);
            let taken: i64 = taken.map(|load| load.quantity.0).sum();
            assert!(*load <= most.0.max(taken), "{} takes {load} on {date}", point.id);
            let said = used.and_then(|used| used.days.iter().find(|day| day.date == *date));
            assert_eq!(
                said.map_or(0, |day| day.quantity.0),
                load - taken,
                "{}: {date}",
                point.id
            );
        }
    }
    if let Some(proof) = plan.daily {
        assert_eq!(proof.gap, plan.objective - proof.bound);
        assert!(
            proof.gap >= 0 && proof.bound >= plan.certificate.bound,
            "{proof:?}"
        );
    }
}

fn a_match_meets_every_condition(market: &Market, policy: &Policy, a: &Allocation) {
    let offer = market.offers.iter().find(|offer| offer.id == a.offer).unwrap();
    let request = market
        .requests
        .iter()
        .find(|request| request.id == a.request)
        .unwrap();
    let lead = catalogue().lead(&offer.place, &request.place).unwrap();
    let km = catalogue().road_km(&offer.place, &request.place).unwrap();
    let limited = point_of(market, offer).is_some_and(|point| point.daily_quantity.is_some());
    if request.daily_quantity.is_none() && !limited {
        assert_eq!(fits(market, policy, offer, request), Some(a.ship_date));
        assert!(a.days.is_empty());
    }
    for share in shares(a) {
        let mut one = request.clone();
        one.delivery = DateWindow::new(share.arrive_date, share.arrive_date).unwrap();
        one.quantity = request.daily_quantity.unwrap_or(request.quantity);
        assert_eq!(fits(market, policy, offer, &one), Some(share.ship_date));
        assert!(share.quantity <= one.quantity);
    }
    let of_days: i64 = a.days.iter().map(|share| share.quantity.0).sum();
    assert!(a.days.is_empty() || of_days == a.quantity.0);
    let lot = offer.min_lot.max(request.min_lot);
    let shares = a.days.iter().map(|share| share.quantity);
    let least = shares.min().unwrap_or(a.quantity);
    assert!(least >= lot, "{} -> {} is below its lot", a.offer, a.request);
    assert_eq!(
        ((a.arrive_date - a.ship_date).whole_days(), a.km),
        (lead.days, km)
    );
    assert!(a.parts.delivered() <= a.guidance.low.0 && a.guidance.low <= a.guidance.high);
    assert!(
        a.guidance.high.0 <= a.parts.bid,
        "guidance lies where both can sign"
    );
}

/// The rules once more, day by day and from the posts alone: the first ship day if the pair is feasible.
fn fits(market: &Market, policy: &Policy, offer: &OfferPost, request: &RequestPost) -> Option<Date> {
    let product = catalogue().product(&offer.product)?;
    let wanted = request
        .alternatives
        .iter()
        .find(|wanted| wanted.product == offer.product)?;
    let km = catalogue().road_km(&offer.place, &request.place)?;
    let lead = catalogue().lead(&offer.place, &request.place)?;
    let (delivered, reached) = match &offer.basis {
        PriceBasis::Farm => (false, true),
        PriceBasis::Delivered { provinces } => (
            true,
            provinces.contains(&catalogue().province_of(&request.place)?.code),
        ),
    };
    let band = product.band?;
    let ask = offer.ask.unwrap_or(band.min).0;
    let free = delivered && offer.ask.is_some();
    let freight = if free {
        0
    } else {
        catalogue().freight(product, offer.state, km)
    };
    let handling = policy.handling_per_kg * product.grams_per_thousand / 1_000;
    let most = offer.quantity.min(request.quantity);
    let left = product
        .hours_in(offer.state)
        .map_or(i64::MAX, |life| life - lead.hours);
    let declined = |pair: &PairId| pair.offer == offer.id && pair.request == request.id;
    let met = reached
        && ask + freight + handling <= wanted.bid.unwrap_or(band.max).0
        && offer.min_lot <= most
        && request.min_lot <= most
        && left >= i64::from(request.min_life_days) * 24
        && (request.states.is_empty() || request.states.contains(&offer.state))
        && request
            .grade
            .as_ref()
            .is_none_or(|grade| offer.grade.as_deref().map(fold) == Some(fold(grade)))
        && request
            .certificates
            .iter()
            .all(|id| offer.certificates.contains(id))
        && offer.supplier != request.buyer
        && !market.excluded.iter().any(declined);
    let days = (0..offer.harvest.days()).map(|day| offer.harvest.from() + Duration::days(day));
    let mut days = days.filter(|day| request.delivery.contains(*day + Duration::days(lead.days)));
    days.next().filter(|_| met)
}

/// A small generator of its own, so that a seed names the same market for ever.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len().try_into().unwrap())).unwrap()]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const PLACES: [&str; 8] = ["96", "92", "79", "01", "48", "91", "31825", "25747"];
const PRODUCTS: [(&str, &str, u64); 4] = [
    ("tom-the", "fresh", 150),
    ("tom-su", "live", 240),
    ("muc", "iced", 150),
    ("gao-st25", "grain", 27),
];

pub(crate) fn draw_market(seed: u64) -> String {
    let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        draw.below(2);
    }
    let (offers, requests) = (draw.below(14), draw.below(14));
    let unit = if draw.chance(25) { 1 } else { 400 };
    let mut text = String::from("offer first 5kg");
    for at in 0..offers {
        let (product, state, price) = PRODUCTS[usize::try_from(draw.below(4)).unwrap()];
        let state = if draw.chance(20) { "frozen" } else { state };
        let from = draw.below(20);
        let to = from + draw.below(12);
        let ask = price * (75 + draw.below(40)) * 10;
        write!(
            text,
            " | offer o{at} {}kg product={product} state={state}",
            1 + draw.below(unit)
        )
        .unwrap();
        write!(text, " days={from}..{to} at={} ask={ask}", draw.one_of(&PLACES)).unwrap();
        for (percent, words) in [
            (20, " lot=30kg"),
            (20, " cert=vietgap"),
            (20, " to=79,01,96"),
            (15, " by=hoa"),
        ] {
            text.push_str(if draw.chance(percent) { words } else { "" });
        }
    }
    for at in 0..requests {
        let (product, _, price) = PRODUCTS[usize::try_from(draw.below(4)).unwrap()];
        let (other, _, other_price) = PRODUCTS[usize::try_from(draw.below(4)).unwrap()];
        let from = draw.below(20);
        let to = from + draw.below(12);
        let mut want = format!("{product}:{}", price * (90 + draw.below(40)) * 10);
        if other != product && draw.chance(30) {
            write!(want, ",{other}:{}", other_price * (90 + draw.below(40)) * 10).unwrap();
        }
        write!(
            text,
            " | need r{at} {}kg want={want} days={from}..{to}",
            1 + draw.below(unit)
        )
        .unwrap();
        write!(text, " at={} urgency={}", draw.one_of(&PLACES), 1 + draw.below(5)).unwrap();
        for (percent, words) in [
            (20, " lot=20kg"),
            (15, " cert=vietgap"),
            (15, " life=2"),
            (15, " by=hoa"),
        ] {
            text.push_str(if draw.chance(percent) { words } else { "" });
        }
    }
    for at in 0..3 {
        write!(
            text,
            " | seen o{at} r{} | declined o{at} r{}",
            draw.below(9),
            draw.below(9)
        )
        .unwrap();
    }
    text
}

fn json(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap()
}

/// `solve` compares the objective with another solver's on the written network each time.
#[test]
fn hundreds_of_markets_are_optimal_and_sound() {
    let mut matches = 0;
    for seed in 0..400 {
        let plan = solve(&market(&draw_market(seed)), &Policy::default());
        matches += plan.allocations.len();
        let reread: Plan = serde_json::from_str(&json(&plan)).unwrap();
        assert_eq!(reread, plan, "a plan survives being written and read");
    }
    assert!(matches > 800, "the markets are worth testing: {matches} matches");
}

#[test]
fn no_two_feasible_partners_are_both_left_with_a_rest_that_fills_their_lot() {
    for seed in 400..500 {
        nothing_more_can_be_matched(seed, &Policy::default());
    }
}

/// Freshness ranks partners and never forbids one, however high a policy sets it.
#[test]
fn whatever_the_policy_weighs() {
    let all = "days_3 = 1\ndays_10 = 1\ndays_60 = 1\nlonger = 1\n";
    for weights in [
        "freshness_per_kg = 100000000".to_owned(),
        format!("freshness_per_kg = 9000\n[unsold_per_kg]\n{all}"),
        "handling_per_kg = 0\nstability_per_kg = 50000".to_owned(),
    ] {
        let policy = Policy::from_toml(&weights).unwrap();
        for seed in 720..760 {
            nothing_more_can_be_matched(seed, &policy);
        }
    }
}

fn nothing_more_can_be_matched(seed: u64, policy: &Policy) {
    let market = market(&draw_market(seed));
    let plan = solve(&market, policy);
    for unsold in &plan.unsold {
        for unmet in &plan.unmet {
            let offer = market.offers.iter().find(|post| post.id == unsold.offer).unwrap();
            let request = market
                .requests
                .iter()
                .find(|post| post.id == unmet.request)
                .unwrap();
            let matched = plan
                .allocations
                .iter()
                .find(|a| a.offer == offer.id && a.request == request.id);
            let had = matched.map_or(0, |a| a.quantity.0);
            let lot = offer.min_lot.max(request.min_lot).0;
            let fills = had + unsold.quantity.min(unmet.quantity).0 >= lot;
            assert!(
                !fills || fits(&market, policy, offer, request).is_none(),
                "seed {seed}: {} and {} both have a rest that fills the lot",
                offer.id,
                request.id
            );
        }
    }
}

#[test]
fn the_order_of_the_posts_changes_nothing() {
    for seed in 500..560 {
        let market = market(&draw_market(seed));
        let plan = json(&solve(&market, &Policy::default()));
        let mut turned = market.clone();
        turned.offers.reverse();
        turned.requests.rotate_left(market.requests.len() / 2);
        turned.preferred.reverse();
        assert_eq!(json(&solve(&turned, &Policy::default())), plan);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let (one, two) = (pool(1), pool(2));
    for seed in 560..600 {
        let market = market(&draw_market(seed));
        let alone = one.install(|| json(&solve(&market, &Policy::default())));
        assert_eq!(two.install(|| json(&solve(&market, &Policy::default()))), alone);
    }
}

#[test]
fn scaling_all_quantities_scales_the_plan() {
    for seed in 600..660 {
        let small = market(&draw_market(seed));
        let mut large = small.clone();
        for offer in &mut large.offers {
            offer.quantity.0 *= 7;
            offer.min_lot.0 *= 7;
        }
        for request in &mut large.requests {
            request.quantity.0 *= 7;
            request.min_lot.0 *= 7;
        }
        let (small, large) = (
            solve(&small, &Policy::default()),
            solve(&large, &Policy::default()),
        );
        assert_eq!(large.flow_objective, 7 * small.flow_objective);
        assert_eq!(large.objective, 7 * small.objective);
    }
}

#[test]
fn one_post_more_never_lowers_what_the_market_is_worth() {
    for seed in 660..720 {
        let whole = market(&draw_market(seed));
        let mut less = whole.clone();
        let Some(gone) = less.requests.pop() else { continue };
        let plan = solve(&less, &Policy::default());
        let with = solve(&whole, &Policy::default());
        // Left alone, the new request would cost its penalty and change nothing else.
        let penalty = [500, 1_000, 2_000, 4_000, 8_000][usize::try_from(gone.urgency - 1).unwrap()];
        assert!(
            with.objective <= plan.objective + penalty * gone.quantity.0,
            "seed {seed}"
        );
    }
}

#[test]
fn progress_comes_to_the_end_of_both_stages_and_moves_within_a_market() {
    use chonoi_matching::progress::Stage;
    use std::sync::Mutex;
    let seen = Mutex::new(Vec::new());
    let text = "offer a 1kg | offer b 1kg product=muc | need x 1kg want=gao-st25:30000 | need y 1kg";
    chonoi_matching::solve(catalogue(), &market(text), &Policy::default(), &|step| {
        seen.lock().unwrap().push(step)
    })
    .unwrap();
    let seen = seen.into_inner().unwrap();
    for stage in [Stage::Pairing, Stage::Solving] {
        let steps: Vec<_> = seen.iter().filter(|step| step.stage == stage).collect();
        let total = steps[0].total;
        assert!(steps.iter().all(|step| step.total == total && step.done <= total));
        assert_eq!(steps.iter().map(|step| step.done).max(), Some(total), "{stage:?}");
        let mut done: Vec<_> = steps.iter().map(|step| step.done).collect();
        done.dedup();
        assert_eq!(done.len(), steps.len(), "every step goes on");
    }
    let solving = seen.iter().filter(|step| step.stage == Stage::Solving).count();
    assert!(solving > 3, "more steps than markets: {solving}");
}
