//! What a hit is worth: the one scale of both indexes.
//!
//! Every word counts where it is found best, in whole points; whole names are worth more than words, beginnings more than
//! middles, marks as they are written more than without. No frequency is counted: a buyer who types `tôm` does not want
//! the offer that says it most often. The embedded index counts these points while it searches; a server's best hits are
//! counted here ([`points`]) and put in order.

use std::ops::Range;

use crate::document::Texts;
use crate::query::Query;
use crate::words::{Word, distance, typos};

/// Whose names a part of a document's texts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// The thing's own.
    Own,
    /// Those of the shelves it stands on.
    Shelf,
    /// None that is looked for as a whole.
    None,
}

/// What a word is worth by where it is found, the weightiest first: the order of the texts of a document.
pub(crate) const AREAS: [(&str, u8, Names); 6] = [
    ("names", 100, Names::Own),
    ("synonyms", 90, Names::Own),
    ("categories", 80, Names::Shelf),
    ("places", 60, Names::None),
    ("parties", 50, Names::None),
    ("more", 30, Names::None),
];

/// A word with marks that is found only without them is worth so much less: `cà` before `cá`.
pub(crate) const OTHER_MARKS: u8 = 15;
/// A word of which only the beginning is found, likewise.
pub(crate) const BEGINNING: u8 = 20;
/// A word found with typos, likewise.
pub(crate) const TYPOS: u8 = 25;
/// A whole name is what was typed.
pub(crate) const WHOLE_NAME: u16 = 150;
/// A name begins with what was typed.
pub(crate) const NAME_BEGINS: u16 = 60;
/// The words stand together in a name.
pub(crate) const TOGETHER: u16 = 30;
/// A whole name is what was typed but for the marks: `dưa` and `dừa`.
pub(crate) const OTHER_NAME: u16 = 45;
/// It stands on a shelf of the product tree that is called what was typed: fresh shrimp before shrimp paste.
pub(crate) const SHELF: u16 = 40;

/// What a whole name is worth in a part where a word is worth `worth`, of the `most` it may be; rounded.
pub(crate) fn of_name(most: u16, worth: u8) -> u16 {
    (most * u16::from(worth) + 50) / 100
}

/// The parts of `texts` in the order of [`AREAS`].
pub(crate) const fn parts(texts: &Texts) -> [&Vec<String>; 6] {
    [
        &texts.names,
        &texts.synonyms,
        &texts.categories,
        &texts.places,
        &texts.parties,
        &texts.more,
    ]
}

/// All words together, and each name of the catalogue among them.
pub(crate) fn spans(query: &Query) -> Vec<Range<usize>> {
    let whole = 0..query.words.len();
    let mut spans = query.phrases.clone();
    if !spans.contains(&whole) {
        spans.push(whole);
    }
    spans
}

/// A name as both of its spellings, word by word, joined by blanks: without marks and as it is written.
pub(crate) type Spelt<'t> = (&'t str, &'t str);

/// What `query` is worth in the parts of a document, in the order of [`AREAS`].
pub(crate) fn points(query: &Query, parts: &[Vec<Spelt<'_>>]) -> u32 {
    let last = query.words.len().saturating_sub(1);
    let words = query.words.iter().enumerate();
    let words = words.map(|(at, word)| u32::from(best(word, at == last, parts)));
    let names = spans(query).into_iter().filter_map(|span| query.words.get(span));
    words.sum::<u32>() + names.map(|words| of_names(words, parts)).sum::<u32>()
}

/// What `word` is worth where it is found best.
fn best(word: &Word, is_last: bool, parts: &[Vec<Spelt<'_>>]) -> u8 {
    let most = |value: &dyn Fn(&str, &str, u8) -> u8| {
        let areas = AREAS.iter().zip(parts);
        let found = areas.flat_map(|((_, worth, _), names)| {
            let words = names.iter().flat_map(|name| pairs(*name));
            words.map(|(plain, marked)| value(plain, marked, *worth))
        });
        found.max().unwrap_or(0)
    };
    let found = most(&|plain, marked, worth| {
        if plain == word.plain {
            let is_as_typed = word.is_bare() || marked == word.marked;
            worth.saturating_sub(if is_as_typed { 0 } else { OTHER_MARKS })
        } else if is_last && plain.starts_with(&word.plain) {
            worth.saturating_sub(BEGINNING)
        } else {
            0
        }
    });
    match typos(&word.plain) {
        Some(edits) if found == 0 => most(&|plain, _, worth| {
            let is_near = distance(&word.plain, plain, edits).is_some();
            if is_near { worth.saturating_sub(TYPOS) } else { 0 }
        }),
        _ => found,
    }
}

/// What whole names made of `words` are worth on top.
fn of_names(words: &[Word], parts: &[Vec<Spelt<'_>>]) -> u32 {
    let (mut own, mut shelves) = (0, 0);
    for ((_, worth, names), part) in AREAS.iter().zip(parts) {
        match names {
            Names::Own => {
                let here = part.iter().map(|name| of_name(of_own(words, *name), *worth));
                own = here.chain([own]).max().unwrap_or(0);
            }
            Names::Shelf => {
                let is_whole =
                    |name: &Spelt<'_>| name.0.split(' ').eq(words.iter().map(|word| word.plain.as_str()));
                shelves += if part.iter().any(is_whole) { SHELF } else { 0 };
            }
            Names::None => {}
        }
    }
    u32::from(own) + u32::from(shelves)
}

/// What `words` are worth in a name of the thing's own.
fn of_own(words: &[Word], name: Spelt<'_>) -> u16 {
    let as_typed =
        |(word, (plain, marked)): (&Word, (&str, &str))| word.marked == marked || word.marked == plain;
    let count = pairs(name).count();
    let stands_at =
        |at: usize| count >= at + words.len() && words.iter().zip(pairs(name).skip(at)).all(as_typed);
    if stands_at(0) {
        return if count == words.len() {
            WHOLE_NAME
        } else {
            NAME_BEGINS
        };
    }
    let is_plain = count == words.len()
        && words
            .iter()
            .zip(pairs(name))
            .all(|(word, (plain, _))| word.plain == plain);
    if is_plain {
        return OTHER_NAME;
    }
    let is_inside = words.len() > 1 && (1..count).any(stands_at);
    if is_inside { TOGETHER } else { 0 }
}

/// The words of a name.
fn pairs<'t>((plain, marked): Spelt<'t>) -> impl Iterator<Item = (&'t str, &'t str)> {
    plain.split(' ').zip(marked.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn asked(text: &str) -> Query {
        Query {
            words: words(text),
            ..Query::default()
        }
    }

    fn worth(text: &str, names: &str, shelf: &str) -> u32 {
        let spelt = |text: &str| {
            let words = words(text);
            let join = |of: fn(&Word) -> &str| words.iter().map(of).collect::<Vec<_>>().join(" ");
            (join(|word| &word.plain), join(|word| &word.marked))
        };
        let (own, shelf) = (spelt(names), spelt(shelf));
        points(
            &asked(text),
            &[vec![(&own.0, &own.1)], vec![], vec![(&shelf.0, &shelf.1)]],
        )
    }

    #[test]
    fn the_nearer_to_what_was_typed_the_more() {
        for (typed, name, points) in [
            ("dừa", "dừa", 100 + 150),
            ("dưa", "dừa", 85 + 45),
            ("dua", "dừa", 100 + 150),
            ("tôm", "tôm sú", 100 + 60),
            ("tom s", "tôm sú", 100 + 80),
            ("sú", "tôm sú", 100),
            ("cang xanh", "tôm càng xanh", 200 + 30),
            ("ngeu", "nghêu", 75),
            ("cua", "ghẹ", 0),
        ] {
            assert_eq!(worth(typed, name, ""), points, "{typed} in {name}");
        }
        assert_eq!(worth("tom", "tôm sú", "tôm"), 100 + 60 + 40);
    }
}
