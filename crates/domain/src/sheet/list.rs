//! Lists in one cell: states, certificates, provinces.

use super::Context;
use super::cell::Cell;
use super::error::choices;
use super::header::Dialect;
use super::row::{Read, fault};
use crate::catalogue::PlaceLevel;
use crate::fold::fold;
use crate::id::{CertificateId, PlaceCode};
use crate::post::ProductState;
use crate::post::offer::{OfferStage, PriceBasis};

/// How people say a state, without marks.
const STATES: [(&str, ProductState); 27] = [
    ("song", ProductState::Live),
    ("con song", ProductState::Live),
    ("oxy", ProductState::Live),
    ("hang oxy", ProductState::Live),
    ("tuoi", ProductState::Fresh),
    ("hang tuoi", ProductState::Fresh),
    ("uop da", ProductState::Iced),
    ("uop lanh", ProductState::Iced),
    ("muoi da", ProductState::Iced),
    ("lanh", ProductState::Iced),
    ("mat", ProductState::Iced),
    ("dong lanh", ProductState::Frozen),
    ("cap dong", ProductState::Frozen),
    ("dong da", ProductState::Frozen),
    ("kho", ProductState::Dried),
    ("say", ProductState::Dried),
    ("say kho", ProductState::Dried),
    ("phoi kho", ProductState::Dried),
    ("hang kho", ProductState::Dried),
    ("che bien", ProductState::Processed),
    ("da che bien", ProductState::Processed),
    ("so che", ProductState::Processed),
    ("da so che", ProductState::Processed),
    ("hat", ProductState::Grain),
    ("dang hat", ProductState::Grain),
    ("lua", ProductState::Grain),
    ("gao", ProductState::Grain),
];

/// The state that a word of the market or of the strict format (already without marks) says.
pub(super) fn state_word(folded: &str) -> Option<ProductState> {
    if let Ok(state) = folded.parse() {
        return Some(state);
    }
    STATES
        .iter()
        .find(|(word, _)| *word == folded)
        .map(|(_, state)| *state)
}

/// One state.
pub(super) fn state(text: &str) -> Read<ProductState> {
    let folded = fold(text);
    if folded == "tuoi song" {
        return Err(fault("ambiguous")
            .with("choices", "sống (live); tươi (fresh)")
            .with("value", text.trim()));
    }
    state_word(&folded).ok_or_else(|| {
        let all = ProductState::ALL.iter().map(|s| s.as_str());
        fault("unknown_like")
            .with("choices", all.collect::<Vec<_>>().join("; "))
            .with("value", text.trim())
    })
}

/// The entries of a list: split by spaces when strict, else by `;`, line breaks and commas.
pub(super) fn entries(text: &str, dialect: Dialect) -> Vec<&str> {
    let split: Vec<&str> = match dialect {
        Dialect::Strict => text.split_whitespace().collect(),
        Dialect::Free => text.split([';', '\n', ',']).collect(),
    };
    split
        .into_iter()
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .collect()
}

impl Context<'_> {
    /// States, sorted; `bất kỳ` and the like accept any.
    pub(super) fn states(&self, cell: &Cell) -> Read<Vec<ProductState>> {
        let text = cell.shown();
        if matches!(
            fold(&text).as_str(),
            "bat ky" | "tat ca" | "any" | "moi trang thai"
        ) {
            return Ok(Vec::new());
        }
        let mut states = Vec::new();
        for entry in entries(&text, self.dialect) {
            states.push(state(entry)?);
        }
        states.sort();
        states.dedup();
        Ok(states)
    }

    /// Certificates by id or name, sorted.
    pub(super) fn certificates(&self, cell: &Cell) -> Read<Vec<CertificateId>> {
        let text = cell.shown();
        if matches!(
            fold(&text).as_str(),
            "khong" | "khong co" | "chua co" | "-" | "none"
        ) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in entries(&text, self.dialect) {
            found.push(self.certificate(entry).map_err(|e| e.with("value", entry))?);
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn certificate(&self, entry: &str) -> Read<CertificateId> {
        let key = letters_only(entry);
        let same = |id: &str, name: &str| [id, name].iter().any(|n| letters_only(n) == key);
        let all = || self.catalogue.certificates();
        if let Some(kind) = all().find(|c| same(c.id.as_str(), &c.name)) {
            return Ok(kind.id.clone());
        }
        let nickname = match key.as_str() {
            "ocop3" | "3sao" => "ocop-3",
            "ocop4" | "4sao" => "ocop-4",
            "ocop5" | "5sao" => "ocop-5",
            "antoanthucpham" | "vsattp" | "vesinhantoanthucpham" => "attp",
            "truyxuatnguongoc" | "qr" | "maqr" => "truy-xuat",
            "kiemdich" => "kiem-dich",
            _ => "",
        };
        if let Some(kind) = all().find(|c| c.id.as_str() == nickname) {
            return Ok(kind.id.clone());
        }
        let prefix = match key.as_str() {
            "huuco" | "organic" => "organic-",
            "ocop" => "ocop-",
            "nhanhieu" => "tm-",
            _ => return Err(fault("unknown_like").with("choices", choices(all().map(|c| c.name.as_str())))),
        };
        let group = all().filter(|c| c.id.as_str().starts_with(prefix));
        Err(fault("ambiguous").with(
            "choices",
            choices(group.map(|c| format!("{} ({})", c.name, c.id))),
        ))
    }

    /// `farm`; `delivered` to the whole country; `delivered:79,92` to these provinces.
    pub(super) fn basis(&self, cell: &Cell) -> Read<PriceBasis> {
        let text = cell.shown();
        let (word, places) = match text.split_once(':') {
            Some((word, places)) => (fold(word), Some(places)),
            None => (fold(&text), None),
        };
        match word.as_str() {
            "farm" | "tai vuon" | "tai ruong" | "tai ao" | "tai vuong" | "tai noi ban" | "tai trai"
                if places.is_none() =>
            {
                Ok(PriceBasis::Farm)
            }
            "delivered" | "giao tan noi" | "giao tan noi den" | "giao den noi" | "tai noi nhan"
            | "giao den" => {
                let provinces = match places {
                    None => self.all_provinces(),
                    Some(places) => self.provinces(places)?,
                };
                Ok(PriceBasis::Delivered { provinces })
            }
            _ => Err(fault("unknown_like").with(
                "choices",
                "farm (tại vườn); delivered (giao tận nơi); delivered:79,92",
            )),
        }
    }

    fn provinces(&self, places: &str) -> Read<Vec<PlaceCode>> {
        let coded = places
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | ';' | ' '));
        let entries: Vec<&str> = if coded {
            places
                .split([',', ';', ' '])
                .filter(|entry| !entry.is_empty())
                .collect()
        } else {
            places
                .split([',', ';'])
                .map(str::trim)
                .filter(|entry| !entry.is_empty())
                .collect()
        };
        let mut provinces = Vec::new();
        for entry in entries {
            let province = self
                .province(&Cell::text(entry))
                .map_err(|e| e.with("value", entry))?;
            provinces.push(province);
        }
        provinces.sort();
        provinces.dedup();
        if provinces.is_empty() {
            Err(fault("required"))
        } else {
            Ok(provinces)
        }
    }

    fn all_provinces(&self) -> Vec<PlaceCode> {
        let provinces = self
            .catalogue
            .places()
            .filter(|p| p.level == PlaceLevel::Province);
        provinces.map(|p| p.code.clone()).collect()
    }
}

/// How sure the volume is, in the words of the strict format or of the market.
pub(super) fn stage(cell: &Cell) -> Read<OfferStage> {
    let folded = fold(&cell.shown());
    match folded.as_str() {
        "du kien" | "uoc tinh" => Ok(OfferStage::Forecast),
        "da xac nhan" | "xac nhan" | "chac chan" => Ok(OfferStage::Confirmed),
        "san sang" | "san sang giao" | "co san" | "co ngay" => Ok(OfferStage::Ready),
        word => word.parse().map_err(|_| {
            fault("unknown_like").with(
                "choices",
                "dự kiến (forecast); đã xác nhận (confirmed); sẵn sàng giao (ready)",
            )
        }),
    }
}

fn letters_only(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
