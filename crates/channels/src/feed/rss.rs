//! RSS 2.0 with the `g:` fields of Google Merchant Center's product data specification, which Meta reads too.

use chonoi_domain::quantity::BaseUnit;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use thiserror::Error;

use super::About;
use crate::listing::Listing;
use crate::profile::{Field, Profile};
use crate::table::text;

/// A feed that cannot be written, which no listing causes.
#[derive(Debug, Error)]
#[error("the feed cannot be written: {0}")]
pub struct FeedError(#[from] std::io::Error);

type Xml = Writer<Vec<u8>>;

/// The feed of `listings`, in the order given.
///
/// # Errors
/// None that a listing causes.
pub fn rss(profile: &Profile, about: About<'_>, listings: &[Listing]) -> Result<String, FeedError> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("rss")
        .with_attribute(("xmlns:g", "http://base.google.com/ns/1.0"))
        .with_attribute(("version", "2.0"))
        .write_inner_content(|xml| {
            xml.create_element("channel").write_inner_content(|xml| {
                element(xml, "title", about.title)?;
                element(xml, "link", about.url)?;
                element(xml, "description", about.description)?;
                listings
                    .iter()
                    .try_for_each(|listing| item(xml, profile, listing))
            })?;
            Ok(())
        })?;
    let mut text = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn item(xml: &mut Xml, profile: &Profile, listing: &Listing) -> std::io::Result<()> {
    let field = |field| text(profile, listing, field).unwrap_or_default();
    let unit = profile.unit(listing.base_unit);
    let measure = match listing.base_unit {
        BaseUnit::Piece => format!("{}{}", unit.base, unit.name),
        _ => format!("{}{}", unit.base / 1_000, unit.name),
    };
    let sells = profile.stock(listing) > 0;
    xml.create_element("item").write_inner_content(|xml| {
        element(xml, "g:id", &listing.sku)?;
        element(xml, "g:title", &field(Field::Title))?;
        element(xml, "g:description", &field(Field::Description))?;
        element(xml, "g:link", &listing.url)?;
        let mut photos = listing.photos.iter().take(profile.limits.photos);
        if let Some(photo) = photos.next() {
            element(xml, "g:image_link", photo)?;
        }
        photos.try_for_each(|photo| element(xml, "g:additional_image_link", photo))?;
        element(
            xml,
            "g:price",
            &format!("{} VND", profile.price(listing).map_or(0, |price| price.0)),
        )?;
        element(xml, "g:unit_pricing_measure", &measure)?;
        element(
            xml,
            "g:availability",
            if sells { "in_stock" } else { "out_of_stock" },
        )?;
        element(
            xml,
            "g:expiration_date",
            &format!("{}T23:59+0700", listing.harvest.to()),
        )?;
        element(xml, "g:condition", "new")?;
        element(xml, "g:brand", &listing.supplier)?;
        element(xml, "g:identifier_exists", "no")?;
        element(xml, "g:product_type", &field(Field::Category))?;
        element(
            xml,
            "g:shipping_weight",
            &format!("{} g", profile.weight(listing)),
        )
    })?;
    Ok(())
}

fn element(xml: &mut Xml, name: &str, text: &str) -> std::io::Result<()> {
    let clean: String = text.chars().filter(|c| allowed(*c)).collect();
    xml.create_element(name)
        .write_text_content(BytesText::new(&clean))?;
    Ok(())
}

/// The characters of XML 1.0.
const fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
