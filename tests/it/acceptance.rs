//! Two hundred buyers say yes at once to the last tonne of one offer.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::id::{OfferId, OrganisationId, ProposalId, RequestId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, OfferTerms, PriceBasis};
use chonoi_domain::post::request::{Alternative, Request, RequestStatus, RequestTerms};
use chonoi_domain::proposal::ProposalStatus;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_market::actor::Actor;
use chonoi_store::proposals::{Prices, Proposal};
use chonoi_store::{Store, deals, match_runs, offers, posts, proposals, requests, reservations};
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use time::macros::date;
use uuid::Uuid;

use crate::app::TestApp;

/// Buyers who say yes.
const BUYERS: u128 = 200;
/// What each wants, and what is there, in grams.
const EACH: i64 = 30_000;
const THERE: i64 = 1_000_000;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn window() -> DateWindow {
    DateWindow::new(date!(2026 - 11 - 24), date!(2026 - 12 - 24)).unwrap()
}

fn offer(supplier: OrganisationId) -> offers::Record {
    offers::Record {
        post: Offer {
            id: OfferId(id(1)),
            supplier,
            terms: OfferTerms {
                product: "tom-su".into(),
                state: ProductState::Iced,
                grade: None,
                quantity: Quantity(THERE),
                unit: "kg".into(),
                min_lot: Quantity(0),
                harvest: window(),
                place: "96".into(),
                ask: Some(UnitPrice(150_000)),
                basis: PriceBasis::Farm,
                certificates: Vec::new(),
                photos: Vec::new(),
                stage: OfferStage::Ready,
                note: None,
            },
            status: OfferStatus::Published,
            reserved: Quantity(0),
            version: 1,
        },
        province: "96".into(),
        provenance: None,
        created_at: 0,
        updated_at: 0,
    }
}

fn request(n: u128, buyer: OrganisationId) -> requests::Record {
    requests::Record {
        post: Request {
            id: RequestId(id(1_000 + n)),
            buyer,
            terms: RequestTerms {
                alternatives: vec![Alternative {
                    product: "tom-su".into(),
                    bid: Some(UnitPrice(200_000)),
                }],
                states: Vec::new(),
                grade: None,
                quantity: Quantity(EACH),
                daily_quantity: None,
                unit: "kg".into(),
                min_lot: Quantity(0),
                delivery: window(),
                place: "79".into(),
                certificates: Vec::new(),
                min_life_days: 0,
                urgency: 3,
                note: None,
            },
            status: RequestStatus::Published,
            reserved: Quantity(0),
            version: 1,
        },
        province: "79".into(),
        provenance: None,
        created_at: 0,
        updated_at: 0,
    }
}

/// A proposal that the supplier has accepted already.
fn proposal(n: u128, run: Uuid, supplier: OrganisationId, buyer: OrganisationId) -> Proposal {
    let price = UnitPrice(160_000);
    Proposal {
        id: ProposalId(id(2_000 + n)),
        run: run.into(),
        offer: OfferId(id(1)),
        request: RequestId(id(1_000 + n)),
        supplier,
        buyer,
        product: "tom-su".into(),
        province: "79".into(),
        basis: "own".to_owned(),
        folded: String::new(),
        quantity: Quantity(EACH),
        grams: EACH,
        km: 307,
        prices: Prices {
            ask: UnitPrice(150_000),
            freight: UnitPrice(1_000),
            handling: UnitPrice(200),
            bid: UnitPrice(200_000),
            guidance: (price, price),
            opening: price,
            assumed: false,
        },
        ship_date: date!(2026 - 12 - 01),
        arrive_date: date!(2026 - 12 - 02),
        reasons: "[]".to_owned(),
        status: ProposalStatus::AcceptedBySupplier,
        declined: None,
        version: 1,
        created_at: 0,
        updated_at: 0,
    }
}

async fn fill(app: &TestApp, supplier: OrganisationId, buyer: OrganisationId) {
    let run = id(9);
    let tx = app.store.begin().await.unwrap();
    posts::insert(&tx, &offer(supplier), "").await.unwrap();
    match_runs::insert(&tx, &finished_run(run)).await.unwrap();
    let requests: Vec<_> = (1..=BUYERS).map(|n| (request(n, buyer), String::new())).collect();
    posts::insert_many(&tx, &requests).await.unwrap();
    let rows: Vec<_> = (1..=BUYERS).map(|n| proposal(n, run, supplier, buyer)).collect();
    proposals::insert_many(&tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
}

fn finished_run(id: Uuid) -> match_runs::Run {
    match_runs::Run {
        id: id.into(),
        status: chonoi_domain::match_run::RunStatus::Done,
        phase: chonoi_domain::match_run::RunPhase::Done,
        done: 0,
        total: 0,
        cause: chonoi_domain::match_run::RunCause::Start,
        requested_by: None,
        policy: "{}".to_owned(),
        input_hash: None,
        plan_hash: None,
        due_at: 0,
        attempts: 1,
        created_at: 0,
        started_at: None,
        finished_at: None,
        objective: None,
        bound: None,
        totals: None,
        error: None,
    }
}

/// Everyone says yes through the router, each on a task of its own; `(status, what is left)` of each answer.
async fn all_accept(app: Arc<TestApp>, token: String) -> Vec<(u16, Option<String>)> {
    let mut tasks = Vec::new();
    for n in 1..=BUYERS {
        let (app, token) = (Arc::clone(&app), token.clone());
        tasks.push(tokio::spawn(async move {
            let path = format!("/api/v1/proposals/{}/accept", id(2_000 + n));
            let answer = app.post(&path).as_bearer(&token).if_match(1).send().await;
            let left = answer.body["params"]["available"].as_str().map(str::to_owned);
            (answer.status, left)
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

async fn check(store: &Store, app: &TestApp, actor: &Actor, sold: usize) {
    let record = posts::find::<Offer>(store.reader(), OfferId(id(1)))
        .await
        .unwrap()
        .unwrap();
    let held = i64::try_from(sold).unwrap() * EACH;
    assert_eq!(record.post.reserved, Quantity(held));
    assert_eq!(
        reservations::held(store.reader(), OfferId(id(1))).await.unwrap(),
        Quantity(held)
    );
    assert!(record.post.available().0 < EACH, "nothing that fits is left");
    let made = deals::count(store.reader(), &deals::Filter::default())
        .await
        .unwrap();
    assert_eq!(made, u64::try_from(sold).unwrap());
    // Who came too late has lost nothing: the proposal stands as it was.
    let waiting = proposals::waiting(store.reader()).await.unwrap();
    assert_eq!(waiting.len(), usize::try_from(BUYERS).unwrap() - sold);
    assert!(waiting.iter().all(|p| p.version == 1));
    let view = app.market.proposal(actor, waiting[0].id).await.unwrap();
    assert_eq!(view.status, ProposalStatus::AcceptedBySupplier);
}

on_both!(the_last_tonne_is_sold_once, async |database: TestDatabase| {
    let app = TestApp::with(database, false).await;
    // Two hundred at once on a small, busy machine: what counts here is the answer, not when it comes.
    let patient = app.with_settings(&[("CHONOI_REQUEST_TIMEOUT_SECONDS", "300")]);
    let app = app.served_by(patient);
    let supplier = app
        .organisation("HTX Tôm Năm Căn", OrganisationKind::Cooperative)
        .await;
    let buyer = app
        .organisation("Siêu thị Sông Tiền", OrganisationKind::Retailer)
        .await;
    let (actor, token) = app.person(buyer, Role::Buyer).await;
    fill(&app, supplier, buyer).await;
    let app = Arc::new(app);
    let answers = all_accept(Arc::clone(&app), token).await;

    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for (status, _) in &answers {
        *statuses.entry(*status).or_default() += 1;
    }
    let fits = usize::try_from(THERE / EACH).unwrap();
    assert_eq!(
        statuses,
        BTreeMap::from([(200, fits), (409, answers.len() - fits)]),
        "everyone got a clear answer"
    );
    let late = answers.iter().filter(|(status, _)| *status == 409);
    let told: BTreeSet<_> = late.map(|(_, left)| left.clone()).collect();
    assert_eq!(
        told,
        [Some((THERE % EACH).to_string())].into(),
        "and heard what is left"
    );
    check(&app.store, &app, &actor, fits).await;
});
