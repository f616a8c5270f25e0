//! Places by code, or by commune and province as an address has them.

use super::Context;
use super::cell::Cell;
use super::error::choices;
use super::row::{Read, fault};
use crate::catalogue::Place;
use crate::fold::{fold, nfc};
use crate::id::PlaceCode;

/// What people write for `xã`, `phường`, `đặc khu`, `tỉnh` and `thành phố`.
const KINDS: [(&str, &str); 14] = [
    ("x. ", "xa "),
    ("x.", "xa "),
    ("p. ", "phuong "),
    ("p.", "phuong "),
    ("f. ", "phuong "),
    ("f.", "phuong "),
    ("dk. ", "dac khu "),
    ("dk.", "dac khu "),
    ("t. ", "tinh "),
    ("t.", "tinh "),
    ("tp. ", "thanh pho "),
    ("tp.", "thanh pho "),
    ("tp ", "thanh pho "),
    ("thi tran ", ""),
];

impl Context<'_> {
    /// The place in a cell, inside `province` where another column names one.
    ///
    /// # Errors
    /// `unknown`, or `ambiguous` with the places of that name.
    pub(super) fn place(&self, cell: &Cell, province: Option<&PlaceCode>) -> Read<PlaceCode> {
        let text = cell.shown();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return self.by_code(cell, &text, province);
        }
        let parts: Vec<Part> = text
            .split([',', ';', '(', ')', '–', '\n'])
            .flat_map(|part| part.split(" - "))
            .map(Part::of)
            .filter(|part| !part.name.is_empty() && part.name != "viet nam")
            .collect();
        match (parts.as_slice(), province) {
            ([], _) => Err(fault("not_found")),
            ([whole], None) => self.lone(whole),
            ([first, .., last], None) => self.commune(first, self.names.provinces.get(&last.name)),
            ([first, ..], Some(province)) => self.commune(first, Some(province)),
        }
    }

    /// The province in a cell.
    pub(super) fn province(&self, cell: &Cell) -> Read<PlaceCode> {
        let text = cell.shown();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let code = self.by_code(cell, &text, None)?;
            let is_province = self.catalogue.place(&code).is_some_and(|p| p.parent.is_none());
            return if is_province {
                Ok(code)
            } else {
                Err(fault("not_found"))
            };
        }
        let known = self.names.provinces.get(&Part::of(&text).name);
        known.cloned().ok_or_else(|| fault("not_found"))
    }

    /// A code; a spreadsheet that took it for a number has dropped its leading zeros.
    fn by_code(&self, cell: &Cell, text: &str, province: Option<&PlaceCode>) -> Read<PlaceCode> {
        let width = if text.len() <= 2 { 2 } else { 5 };
        let code = match cell {
            Cell::Number(_) => PlaceCode(format!("{text:0>width$}")),
            _ => PlaceCode(text.to_owned()),
        };
        let found = self.catalogue.place(&code).ok_or_else(|| fault("not_found"))?;
        let fits = province.is_none_or(|p| found.code == *p || found.parent.as_ref() == Some(p));
        if fits {
            Ok(code)
        } else {
            Err(fault("other_province"))
        }
    }

    /// A name alone: a province, a commune, or both in one text without a comma.
    fn lone(&self, whole: &Part) -> Read<PlaceCode> {
        if let Some(province) = self.names.provinces.get(&whole.name) {
            return Ok(province.clone());
        }
        if !self.names.communes.contains_key(&whole.name) {
            let ends = self.names.provinces.iter().find_map(|(name, code)| {
                let before = whole.name.strip_suffix(name.as_str())?.strip_suffix(' ')?;
                self.names.communes.contains_key(before).then_some((before, code))
            });
            if let Some((commune, province)) = ends {
                return self.commune(&whole.named(commune), Some(province));
            }
        }
        self.commune(whole, None)
    }

    fn commune(&self, part: &Part, province: Option<&PlaceCode>) -> Read<PlaceCode> {
        let all = self.names.communes.get(&part.name).map_or(&[][..], Vec::as_slice);
        let all: Vec<&Place> = all.iter().filter_map(|code| self.catalogue.place(code)).collect();
        let inside = |place: &&Place| province.is_none_or(|p| place.parent.as_ref() == Some(p));
        let found: Vec<&Place> = all.iter().copied().filter(inside).collect();
        // Năm Căn and Nậm Cắn are one name without marks; with them they are two.
        let marked: Vec<&Place> = found
            .iter()
            .copied()
            .filter(|place| part.has_marks_of(place))
            .collect();
        match (found.as_slice(), marked.as_slice()) {
            ([place], _) | (_, [place]) => Ok(place.code.clone()),
            ([], _) if all.is_empty() => Err(fault("not_found")),
            ([], _) => Err(fault("other_province").with("choices", self.shown(&all))),
            (several, []) | (_, several) => Err(fault("ambiguous").with("choices", self.shown(several))),
        }
    }

    fn shown(&self, places: &[&Place]) -> String {
        choices(places.iter().map(|place| {
            let province = self.catalogue.province_of(&place.code);
            let province = province.map_or("", |p| p.short_name.as_str());
            format!("{}, {province} ({})", place.name, place.code)
        }))
    }
}

/// A part of an address.
#[derive(Clone, Debug)]
struct Part {
    /// In lower case, as written.
    written: String,
    /// Without marks, its kind written out.
    name: String,
}

impl Part {
    fn of(text: &str) -> Self {
        let folded = fold(text);
        let long = KINDS
            .iter()
            .find_map(|(short, long)| Some(format!("{long}{}", folded.strip_prefix(short)?.trim())));
        let name = long.unwrap_or_else(|| folded.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        Self {
            written: nfc(text).to_lowercase(),
            name,
        }
    }

    fn named(&self, name: &str) -> Self {
        Self {
            written: self.written.clone(),
            name: name.to_owned(),
        }
    }

    fn has_marks_of(&self, place: &Place) -> bool {
        self.written.contains(&nfc(&place.short_name).to_lowercase())
    }
}
