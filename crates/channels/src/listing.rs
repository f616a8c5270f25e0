//! What a listing says, whichever platform it is for, and whether an offer may be listed at all.

use chonoi_domain::actor::Verification;
use chonoi_domain::catalogue::{Catalogue, Product};
use chonoi_domain::channel::DelistReason;
use chonoi_domain::id::OfferId;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, PriceBasis};
use chonoi_domain::quantity::{BaseUnit, Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::Date;

/// The content of a listing. Platforms differ in units and columns, not in this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Our number for it.
    pub sku: String,
    /// The offer behind it.
    pub offer: OfferId,
    /// Vietnamese title.
    pub title: String,
    /// Vietnamese description, plain text.
    pub description: String,
    /// Asked price, đồng per 1,000 base units.
    pub price: UnitPrice,
    /// Whether that price is for goods delivered; else at the farm.
    pub delivered: bool,
    /// What is left, in base units.
    pub available: Quantity,
    /// The least one buyer may take, in base units; 0 for none.
    pub min_lot: Quantity,
    /// What the goods are counted in.
    pub base_unit: BaseUnit,
    /// Grams that 1,000 base units weigh.
    pub grams_per_thousand: i64,
    /// Category, from the widest to the narrowest.
    pub category: Vec<String>,
    /// Names of certificates that count.
    pub certificates: Vec<String>,
    /// `Xã Năm Căn, Cà Mau`.
    pub origin: String,
    /// When it is harvested.
    pub harvest: DateWindow,
    /// Who sells.
    pub supplier: String,
    /// Absolute addresses of photos, the best first.
    pub photos: Vec<String>,
    /// Absolute address of the offer's own page.
    pub url: String,
}

/// What a listing needs besides the offer and the catalogue.
#[derive(Clone, Debug)]
pub struct Surroundings<'a> {
    /// Name of the supplier.
    pub supplier: &'a str,
    /// Whether the supplier was checked.
    pub verification: Verification,
    /// Every certificate the offer claims is verified and valid today.
    pub certificates_valid: bool,
    /// Absolute addresses of photos.
    pub photos: Vec<String>,
    /// Absolute address of the offer's own page.
    pub url: String,
    /// Today in Vietnam.
    pub today: Date,
}

impl Listing {
    /// The listing of an offer.
    ///
    /// # Errors
    /// Why the offer must not be on sale anywhere.
    pub fn of(catalogue: &Catalogue, offer: &Offer, around: Surroundings<'_>) -> Result<Self, DelistReason> {
        let price = listable(offer, &around)?;
        let terms = &offer.terms;
        let product = catalogue.product(&terms.product).ok_or(DelistReason::Withdrawn)?;
        let names = |id| catalogue.certificate(id).map(|kind| kind.name.clone());
        let mut listing = Self {
            sku: crate::sku::of(offer.id),
            offer: offer.id,
            title: String::new(),
            description: String::new(),
            price,
            delivered: matches!(terms.basis, PriceBasis::Delivered { .. }),
            available: offer.available(),
            min_lot: terms.min_lot,
            base_unit: product.base_unit,
            grams_per_thousand: product.grams_per_thousand,
            category: category(catalogue, product),
            certificates: terms.certificates.iter().filter_map(names).collect(),
            origin: origin(catalogue, offer),
            harvest: terms.harvest,
            supplier: around.supplier.to_owned(),
            photos: around.photos,
            url: around.url,
        };
        listing.title = title(product, offer, &listing);
        listing.description = description(product, offer, &listing);
        Ok(listing)
    }

    /// SHA-256 of the content, in hex: equal exactly when nothing a platform shows has changed.
    #[must_use]
    pub fn digest(&self) -> String {
        // A struct of strings and integers always serialises.
        digest(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// SHA-256 in hex.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The price of an offer that may be listed.
fn listable(offer: &Offer, around: &Surroundings<'_>) -> Result<UnitPrice, DelistReason> {
    match offer.status {
        OfferStatus::Draft | OfferStatus::Withdrawn => return Err(DelistReason::Withdrawn),
        OfferStatus::SoldOut => return Err(DelistReason::SoldOut),
        OfferStatus::Expired => return Err(DelistReason::Expired),
        OfferStatus::Published => {}
    }
    if around.verification != Verification::Verified {
        return Err(DelistReason::Supplier);
    }
    if offer.terms.harvest.to() < around.today {
        return Err(DelistReason::Expired);
    }
    if offer.available().0 == 0 {
        return Err(DelistReason::SoldOut);
    }
    if offer.terms.stage == OfferStage::Forecast {
        return Err(DelistReason::Forecast);
    }
    if !around.certificates_valid {
        return Err(DelistReason::CertificateLapsed);
    }
    offer
        .terms
        .ask
        .filter(|price| price.0 > 0)
        .ok_or(DelistReason::NoPrice)
}

fn category(catalogue: &Catalogue, product: &Product) -> Vec<String> {
    let mut path = Vec::new();
    let mut at = Some(product.category.clone());
    while let Some(id) = at.filter(|_| path.len() < 16) {
        let found = catalogue.categories().find(|category| category.id == id);
        at = found.and_then(|category| category.parent.clone());
        path.extend(found.map(|category| category.name_vi.clone()));
    }
    path.reverse();
    path
}

fn origin(catalogue: &Catalogue, offer: &Offer) -> String {
    let place = catalogue.place(&offer.terms.place);
    let province = catalogue.province_of(&offer.terms.place);
    match (place, province) {
        (Some(place), Some(province)) if place.code != province.code => {
            format!("{}, {}", place.name, province.short_name)
        }
        (Some(place), _) => place.name.clone(),
        _ => String::new(),
    }
}

/// `Tôm sú sống, cỡ 20 con/kg – Xã Năm Căn, Cà Mau`.
fn title(product: &Product, offer: &Offer, listing: &Listing) -> String {
    let mut title = capital(&product.name_vi);
    let state = state_vi(offer.terms.state);
    if !product.name_vi.to_lowercase().contains(state) {
        title.push(' ');
        title.push_str(state);
    }
    if let Some(grade) = &offer.terms.grade {
        title.push_str(", cỡ ");
        title.push_str(grade);
    }
    format!("{title} – {}", listing.origin)
}

fn description(product: &Product, offer: &Offer, listing: &Listing) -> String {
    let mut lines = vec![
        format!("{} ({}).", capital(&product.name_vi), state_vi(offer.terms.state)),
        format!("Xuất xứ: {}.", listing.origin),
        format!(
            "Thu hoạch: {} – {}.",
            date_vi(listing.harvest.from()),
            date_vi(listing.harvest.to())
        ),
        format!("Bên bán: {}.", listing.supplier),
    ];
    lines.push(if listing.delivered {
        "Giá đã gồm vận chuyển.".to_owned()
    } else {
        "Giá tại nơi bán, chưa gồm vận chuyển.".to_owned()
    });
    if !listing.certificates.is_empty() {
        lines.push(format!("Chứng nhận: {}.", listing.certificates.join(", ")));
    }
    if let Some(note) = &offer.terms.note {
        lines.push(note.clone());
    }
    lines.join("\n")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `24/11/2026`.
pub(crate) fn date_vi(date: Date) -> String {
    format!(
        "{:02}/{:02}/{:04}",
        date.day(),
        u8::from(date.month()),
        date.year()
    )
}

const fn state_vi(state: ProductState) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use time::macros::date;

    #[test]
    fn what_keeps_an_offer_off_every_channel() {
        type Change = fn(&mut Offer, &mut Surroundings<'_>);
        let check = |change: Change| {
            let (mut offer, mut around) = (samples::offer(1), samples::around());
            change(&mut offer, &mut around);
            Listing::of(&samples::CATALOGUE, &offer, around).map(|l| l.title)
        };
        assert_eq!(
            check(|_, _| ()).as_deref(),
            Ok("Tôm sú sống, cỡ 20 con/kg – Xã Năm Căn, Cà Mau")
        );
        let table: [(Change, DelistReason); 8] = [
            (|o, _| o.status = OfferStatus::Withdrawn, DelistReason::Withdrawn),
            (|o, _| o.status = OfferStatus::SoldOut, DelistReason::SoldOut),
            (|o, _| o.reserved = o.terms.quantity, DelistReason::SoldOut),
            (
                |o, _| o.terms.stage = OfferStage::Forecast,
                DelistReason::Forecast,
            ),
            (|o, _| o.terms.ask = None, DelistReason::NoPrice),
            (|_, a| a.today = date!(2026 - 12 - 01), DelistReason::Expired),
            (
                |_, a| a.verification = Verification::Suspended,
                DelistReason::Supplier,
            ),
            (
                |_, a| a.certificates_valid = false,
                DelistReason::CertificateLapsed,
            ),
        ];
        for (change, why) in table {
            assert_eq!(check(change), Err(why));
        }
    }

    #[test]
    fn the_digest_follows_the_content() {
        let (a, mut b) = (samples::listing(1), samples::listing(1));
        assert_eq!(a.digest(), b.digest());
        b.available = Quantity(1);
        assert_ne!(a.digest(), b.digest());
    }
}
