//! Listings as the rows of a platform's file.

use crate::listing::{Listing, date_vi};
use crate::profile::{Field, Profile};

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number, written as one.
    Number(i64),
}

/// A file before it has a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the worksheet.
    pub name: String,
    /// Headers.
    pub headers: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Value>>,
}

/// What the platform is asked to do with a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// Sell it as it says.
    Sell(&'a Listing),
    /// Stop selling what stands there; the last content, so that a person recognises it.
    Stop(&'a Listing),
}

/// The rows of a file, in the order given.
#[must_use]
pub fn table(profile: &Profile, entries: &[Entry<'_>]) -> Table {
    let row = |entry: &Entry<'_>| {
        profile
            .columns
            .iter()
            .map(|column| cell(profile, entry, column.field, &column.value))
            .collect()
    };
    Table {
        name: "San pham".to_owned(),
        headers: profile
            .columns
            .iter()
            .map(|column| column.header.clone())
            .collect(),
        rows: entries.iter().map(row).collect(),
    }
}

fn cell(profile: &Profile, entry: &Entry<'_>, field: Field, value: &str) -> Value {
    let (listing, sells) = match entry {
        Entry::Sell(listing) => (*listing, true),
        Entry::Stop(listing) => (*listing, false),
    };
    match field {
        Field::Action => Value::Text(if sells { "Bán" } else { "Ngừng bán" }.to_owned()),
        Field::Stock if !sells => Value::Number(0),
        Field::Stock => Value::Number(profile.stock(listing)),
        Field::Price => Value::Number(profile.price(listing).map_or(0, |price| price.0)),
        Field::MinOrder => Value::Number(profile.min_order(listing)),
        Field::Weight => Value::Number(profile.weight(listing)),
        Field::Fixed => Value::Text(value.to_owned()),
        other => Value::Text(text(profile, listing, other).unwrap_or_default()),
    }
}

/// The text of a field, cut to the platform's limit; `None` for numbers and for what is no property of a listing.
pub(crate) fn text(profile: &Profile, listing: &Listing, field: Field) -> Option<String> {
    let limits = &profile.limits;
    Some(match field {
        Field::Sku => listing.sku.clone(),
        Field::Title => cut(&listing.title, limits.title),
        Field::Description => cut(&listing.description, limits.description),
        Field::Unit => profile.unit(listing.base_unit).name.clone(),
        Field::Category => listing.category.join(" > "),
        Field::Photos => listing
            .photos
            .iter()
            .take(limits.photos)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(";"),
        Field::Photo => listing.photos.first().cloned().unwrap_or_default(),
        Field::Certificates => listing.certificates.join(", "),
        Field::Origin => listing.origin.clone(),
        Field::HarvestFrom => date_vi(listing.harvest.from()),
        Field::HarvestTo => date_vi(listing.harvest.to()),
        Field::Supplier => listing.supplier.clone(),
        Field::Url => listing.url.clone(),
        Field::Action | Field::Price | Field::Stock | Field::MinOrder | Field::Weight | Field::Fixed => {
            return None;
        }
    })
}

/// At most `most` characters, cut at a word and marked with `…`.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    let at_word = kept.rfind(char::is_whitespace).filter(|at| *at > kept.len() / 2);
    let kept = at_word.and_then(|at| kept.get(..at)).unwrap_or(&kept);
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_word() {
        assert_eq!(cut("Tôm sú sống", 11), "Tôm sú sống");
        assert_eq!(cut("Tôm sú sống", 10), "Tôm sú…");
        assert_eq!(cut("Tômsúsốngnămcăn", 5), "Tôms…");
    }
}
