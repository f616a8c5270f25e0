//! Provinces and communes of the catalogue, searched as people type.

use chonoi_domain::catalogue::{Place, PlaceLevel};
use chonoi_domain::fold::fold;
use chonoi_domain::id::PlaceCode;

use crate::posts::text;
use crate::service::Market;

impl Market {
    /// Places of `level` within the province `parent` whose names hold all words of `q`, those that begin so first.
    #[must_use]
    pub fn places(
        &self,
        level: Option<PlaceLevel>,
        parent: Option<&PlaceCode>,
        q: Option<&str>,
    ) -> Vec<&Place> {
        let words = text::words(q);
        let whole = words.join(" ");
        let mut found: Vec<(bool, &Place)> = self
            .catalogue
            .places()
            .filter(|place| level.is_none_or(|level| place.level == level))
            .filter(|place| parent.is_none_or(|parent| place.parent.as_ref() == Some(parent)))
            .filter_map(|place| {
                let name = fold(&place.name);
                let all = words.iter().all(|word| name.contains(word.as_str()));
                all.then(|| (!fold(&place.short_name).starts_with(&whole), place))
            })
            .collect();
        found.sort_by_key(|(later, _)| *later);
        found.into_iter().map(|(_, place)| place).collect()
    }
}
