//! An offer, a request and a hold to write, in a database with their organisations.

use chonoi_domain::id::{DealId, FileId, OfferId, OrganisationId, RequestId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, OfferTerms, PriceBasis};
use chonoi_domain::post::provenance::{Basis, Provenance};
use chonoi_domain::post::request::{Alternative, Request, RequestStatus, RequestTerms};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_store::reservations::{Cause, Hold};
use chonoi_store::{Store, offers, posts, requests};
use chonoi_testkit::database::TestDatabase;
use sea_orm::ConnectionTrait;
use time::macros::date;
use uuid::Uuid;

pub(crate) const SUPPLIER: u128 = 0xA;
pub(crate) const BUYER: u128 = 0xB;

pub(crate) async fn open(database: &TestDatabase) -> Store {
    let store = Store::connect(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    for (id, verification) in [(SUPPLIER, "verified"), (BUYER, "verified"), (0xC, "suspended")] {
        let id = if store.is_postgres() {
            format!("'{}'", Uuid::from_u128(id))
        } else {
            format!("x'{}'", Uuid::from_u128(id).simple())
        };
        let sql = format!(
            "INSERT INTO organisations (id, name, short_name, kind, place, capabilities, verification, demo, search,
             version, created_at, updated_at) VALUES ({id}, 'HTX', 'HTX', 'cooperative', '96', '{{}}', '{verification}',
             false, 'htx', 1, 0, 0)"
        );
        store.reader().execute_unprepared(&sql).await.unwrap();
    }
    store
}

pub(crate) fn offer(n: u128, quantity: i64) -> offers::Record {
    let terms = OfferTerms {
        product: "tom-su".into(),
        state: ProductState::Live,
        grade: Some("20 con/kg".to_owned()),
        quantity: Quantity(quantity),
        unit: "kg".into(),
        min_lot: Quantity(0),
        harvest: DateWindow::new(date!(2026 - 11 - 24), date!(2026 - 12 - 4)).unwrap(),
        place: "32236".into(),
        ask: Some(UnitPrice(250_000)),
        basis: PriceBasis::Delivered {
            provinces: vec!["79".into(), "92".into()],
        },
        certificates: vec!["vietgap".into()],
        photos: vec![FileId(Uuid::from_u128(77))],
        stage: OfferStage::Confirmed,
        note: None,
    };
    offers::Record {
        post: Offer {
            id: OfferId(Uuid::from_u128(n)),
            supplier: OrganisationId(Uuid::from_u128(SUPPLIER)),
            terms,
            status: OfferStatus::Published,
            reserved: Quantity(0),
            version: 1,
        },
        province: "96".into(),
        provenance: Some(Provenance {
            basis: Basis::Published,
            source_id: "CMO1".to_owned(),
            publisher: "Báo Cà Mau".to_owned(),
            url: String::new(),
            figure: "12.000 tấn".to_owned(),
        }),
        created_at: 1_000,
        updated_at: 1_000,
    }
}

pub(crate) fn request(n: u128, quantity: i64) -> requests::Record {
    let terms = RequestTerms {
        alternatives: vec![
            Alternative {
                product: "tom-su".into(),
                bid: Some(UnitPrice(280_000)),
            },
            Alternative {
                product: "tom-the".into(),
                bid: None,
            },
        ],
        states: vec![ProductState::Live, ProductState::Iced],
        grade: None,
        quantity: Quantity(quantity),
        daily_quantity: None,
        unit: "tan".into(),
        min_lot: Quantity(0),
        delivery: DateWindow::new(date!(2026 - 11 - 25), date!(2026 - 12 - 5)).unwrap(),
        place: "79".into(),
        certificates: Vec::new(),
        min_life_days: 1,
        urgency: 3,
        note: Some("giao sáng sớm".to_owned()),
    };
    requests::Record {
        post: Request {
            id: RequestId(Uuid::from_u128(n)),
            buyer: OrganisationId(Uuid::from_u128(BUYER)),
            terms,
            status: RequestStatus::Published,
            reserved: Quantity(0),
            version: 1,
        },
        province: "79".into(),
        provenance: None,
        created_at: 1_000,
        updated_at: 1_000,
    }
}

pub(crate) async fn write(store: &Store, offer: &offers::Record, request: &requests::Record) {
    let tx = store.begin().await.unwrap();
    posts::insert(&tx, offer, "tom su black tiger 100% htx nam can")
        .await
        .unwrap();
    posts::insert(&tx, request, "tom su tom the").await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn hold(n: u128, quantity: i64) -> Hold {
    Hold {
        id: Uuid::from_u128(1_000 + n),
        offer: OfferId(Uuid::from_u128(1)),
        request: RequestId(Uuid::from_u128(2)),
        quantity: Quantity(quantity),
        cause: Cause::Deal(DealId(Uuid::from_u128(n))),
    }
}

pub(crate) async fn both(store: &Store) -> (Offer, Request) {
    let offer = posts::find::<Offer>(store.reader(), OfferId(Uuid::from_u128(1)))
        .await
        .unwrap()
        .unwrap();
    let request = posts::find::<Request>(store.reader(), RequestId(Uuid::from_u128(2)))
        .await
        .unwrap()
        .unwrap();
    (offer.post, request.post)
}
