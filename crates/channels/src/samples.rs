//! Offers and listings for tests.

use std::sync::LazyLock;

use chonoi_domain::actor::Verification;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::{OfferId, OrganisationId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, OfferTerms, PriceBasis};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use time::macros::date;
use uuid::Uuid;

use crate::listing::{Listing, Surroundings};

pub(crate) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::embedded().expect("the shipped tables parse"));

pub(crate) fn offer(n: u128) -> Offer {
    let product = if n == 2 { "trung-vit" } else { "tom-su" };
    Offer {
        id: OfferId(Uuid::from_u128(n)),
        supplier: OrganisationId(Uuid::from_u128(99)),
        terms: OfferTerms {
            product: product.into(),
            state: if n == 2 {
                ProductState::Fresh
            } else {
                ProductState::Live
            },
            grade: (n != 2).then(|| "20 con/kg".to_owned()),
            quantity: Quantity(if n == 2 { 30_005 } else { 1_500_000 }),
            unit: "kg".into(),
            min_lot: Quantity(if n == 2 { 300 } else { 50_500 }),
            harvest: DateWindow::new(date!(2026 - 11 - 24), date!(2026 - 11 - 30)).expect("in order"),
            place: "32191".into(),
            ask: Some(UnitPrice(if n == 2 { 3_210_000 } else { 210_050 })),
            basis: PriceBasis::Farm,
            certificates: if n == 2 {
                Vec::new()
            } else {
                vec!["asc".into(), "vietgap".into()]
            },
            photos: Vec::new(),
            stage: OfferStage::Confirmed,
            note: (n != 2).then(|| "Giao buổi sáng, \"đủ\" <oxy> & nước; hỏi trước".to_owned()),
        },
        status: OfferStatus::Published,
        reserved: Quantity(0),
        version: 1,
    }
}

pub(crate) fn around() -> Surroundings<'static> {
    Surroundings {
        supplier: "HTX Năm Căn (minh họa)",
        verification: Verification::Verified,
        certificates_valid: true,
        photos: vec![
            "https://cho.example/a.jpg".to_owned(),
            "https://cho.example/b.jpg".to_owned(),
        ],
        url: "https://cho.example/offers/1".to_owned(),
        today: date!(2026 - 11 - 24),
    }
}

pub(crate) fn listing(n: u128) -> Listing {
    Listing::of(&CATALOGUE, &offer(n), around()).expect("a sample may be listed")
}
