//! schema.org `ItemList` of `Product`s with their `Offer`s.

use chonoi_domain::quantity::BaseUnit;
use serde_json::{Value, json};

use super::About;
use crate::listing::Listing;
use crate::profile::{Field, Profile};
use crate::table::text;

/// The document of `listings`, in the order given.
#[must_use]
pub fn jsonld(profile: &Profile, about: About<'_>, listings: &[Listing]) -> String {
    let items: Vec<Value> = listings.iter().map(|listing| product(profile, listing)).collect();
    let document = json!({
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": about.title,
        "description": about.description,
        "url": about.url,
        "numberOfItems": items.len(),
        "itemListElement": items,
    });
    format!("{document:#}\n")
}

fn product(profile: &Profile, listing: &Listing) -> Value {
    let field = |field| text(profile, listing, field).unwrap_or_default();
    let photos: Vec<&String> = listing.photos.iter().take(profile.limits.photos).collect();
    json!({
        "@type": "Product",
        "sku": listing.sku,
        "name": field(Field::Title),
        "description": field(Field::Description),
        "category": field(Field::Category),
        "image": photos,
        "url": listing.url,
        "countryOfOrigin": "VN",
        "hasCertification": listing.certificates.iter().map(|name| json!({"@type": "Certification", "name": name})).collect::<Vec<_>>(),
        "offers": offer(profile, listing),
    })
}

fn offer(profile: &Profile, listing: &Listing) -> Value {
    let unit = profile.unit(listing.base_unit);
    // UN/CEFACT Recommendation 20: kilogram, litre, piece.
    let (code, amount) = match listing.base_unit {
        BaseUnit::Gram => ("KGM", unit.base / 1_000),
        BaseUnit::Millilitre => ("LTR", unit.base / 1_000),
        BaseUnit::Piece => ("H87", unit.base),
    };
    let price = profile.price(listing).map_or(0, |price| price.0);
    json!({
        "@type": "Offer",
        "url": listing.url,
        "price": price,
        "priceCurrency": "VND",
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": "VND",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": amount, "unitCode": code},
        },
        "availability": if profile.stock(listing) > 0 { "https://schema.org/InStock" } else { "https://schema.org/SoldOut" },
        "availabilityStarts": listing.harvest.from().to_string(),
        "availabilityEnds": listing.harvest.to().to_string(),
        "inventoryLevel": {"@type": "QuantitativeValue", "value": profile.stock(listing) * amount, "unitCode": code},
        "availableAtOrFrom": {"@type": "Place", "name": listing.origin},
        "seller": {"@type": "Organization", "name": listing.supplier},
    })
}
