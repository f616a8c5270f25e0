//! Places in a text that say where goods are or must go: `ở Năm Căn`, `giao Hà Nội`, `gần Cái Nước`.

use super::limits::{Limits, Piece, at};
use super::vocabulary::{KnownPlace, Vocabulary};

/// The longest name of a place in words.
const LONGEST: usize = 4;

/// Takes a place from the front, where a word in front of it says what it is for; how many pieces it takes.
pub(super) fn take(vocabulary: &Vocabulary, pieces: &[Piece<'_>], limits: &mut Limits) -> Option<usize> {
    let cue = at(pieces, 0);
    match cue {
        "o" | "tai" | "tu" => {
            let (length, place) = named(vocabulary, pieces, 1)?;
            limits.place = Some(place);
            Some(length)
        }
        "gan" => {
            let (length, place) = named(vocabulary, pieces, 1)?;
            limits.near = Some(place);
            Some(length)
        }
        "giao" | "ve" | "den" | "toi" | "di" | "gui" | "cho" => {
            let more = ["hang", "den", "toi", "ve", "o", "tai", "tan", "di"];
            let also = pieces.iter().skip(1).take(2);
            let also = also
                .take_while(|piece| more.contains(&piece.plain.as_str()))
                .count();
            let (length, place) = named(vocabulary, pieces, 1 + also)?;
            limits.deliver = Some(place.province);
            Some(length)
        }
        _ => None,
    }
}

/// The place named from `from` on, its kind in front of it or not, and where its name ends.
fn named(vocabulary: &Vocabulary, pieces: &[Piece<'_>], from: usize) -> Option<(usize, KnownPlace)> {
    let kind = match (at(pieces, from), at(pieces, from + 1)) {
        ("thanh", "pho") | ("dac", "khu") => 2,
        ("tinh" | "tp" | "xa" | "phuong", _) => 1,
        _ => 0,
    };
    [kind, 0].into_iter().find_map(|kind| {
        let start = from + kind;
        (1..=LONGEST).rev().find_map(|length| {
            let name = pieces.get(start..start + length)?;
            let name: Vec<String> = name
                .iter()
                .map(|piece| crate::words::plain(&piece.plain))
                .collect();
            let place = vocabulary.place(&name.join(" "))?;
            Some((start + length, place.clone()))
        })
    })
}
