//! Misspelt names, and the words around them that say nothing.

use super::vocabulary::{Name, Vocabulary};
use crate::words::{Word, distance, typos};

/// The longest run of typed words that is taken for one name.
const LONGEST: usize = 6;
/// What people write around what they look for, longest first. It is left out where anything else is there.
const SMALL_TALK: [&str; 30] = [
    "toi muon mua",
    "minh can mua",
    "toi can mua",
    "o dau ban",
    "can ban gap",
    "can mua gap",
    "so luong lon",
    "dang can",
    "muon mua",
    "can mua",
    "can tim",
    "can ban",
    "can thu",
    "tim mua",
    "thu mua",
    "tim nguon",
    "nguon hang",
    "cung cap",
    "gia bao nhieu",
    "bao nhieu",
    "gia re",
    "gia tot",
    "gia si",
    "ban si",
    "mua",
    "ban",
    "tim",
    "gia",
    "gap",
    "nhap",
];

/// Words put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Better {
    pub(super) words: Vec<Word>,
    /// How they read together.
    pub(super) text: String,
}

/// `words` without small talk; all of them where nothing else would be left.
pub(super) fn without_small_talk(words: &[Word]) -> Vec<Word> {
    let mut kept = Vec::new();
    let mut rest = words;
    'words: while let Some((first, others)) = rest.split_first() {
        for phrase in SMALL_TALK {
            let length = phrase.split(' ').count();
            let run = rest.get(..length).unwrap_or_default();
            let says = !run.is_empty() && run.iter().map(|word| word.plain.as_str()).eq(phrase.split(' '));
            // `bắn`, `giả` and the like are other words: one that was typed with marks must have the right ones.
            if says && (length > 1 || run.iter().all(is_itself)) {
                rest = rest.get(length..).unwrap_or_default();
                continue 'words;
            }
        }
        kept.push(first.clone());
        rest = others;
    }
    if kept.is_empty() { words.to_vec() } else { kept }
}

fn is_itself(word: &Word) -> bool {
    let spelt = ["mua", "bán", "tìm", "giá", "gấp", "nhập"].map(crate::words::words);
    word.is_bare() || spelt.iter().flatten().any(|known| known == word)
}

/// `words` with misspelt names of the catalogue put right; `None` where there is nothing to put right. Only runs with a
/// word that nobody knows are touched, or, where `any`, every run that is no name.
pub(super) fn correct(vocabulary: &Vocabulary, words: &[Word], any: bool) -> Option<Better> {
    let mut out: Vec<Word> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut at = 0;
    let mut changed = false;
    while at < words.len() {
        let best = best_name(vocabulary, words, at, any);
        match best {
            Some((end, name)) => {
                out.extend(name.words.iter().cloned());
                texts.push(name.text.clone());
                changed = true;
                at = end;
            }
            None => {
                out.extend(words.get(at).cloned());
                texts.extend(words.get(at).map(|word| word.plain.clone()));
                at += 1;
            }
        }
    }
    changed.then(|| Better {
        words: out,
        text: texts.join(" "),
    })
}

/// The name that a run of words from `at` on is nearest to, and where the run ends.
fn best_name<'v>(
    vocabulary: &'v Vocabulary,
    words: &[Word],
    at: usize,
    any: bool,
) -> Option<(usize, &'v Name)> {
    // A name that is there as it should be is only given up for a longer one.
    let named = vocabulary.phrases(words.get(at..).unwrap_or_default());
    let named = named
        .first()
        .filter(|name| name.start == 0)
        .map_or(0, |name| name.end);
    let mut best: Option<((usize, usize, bool), usize, &Name)> = None;
    for end in at + 1..=words.len().min(at + LONGEST) {
        let run = words.get(at..end).unwrap_or_default();
        if run.len() <= named {
            continue;
        }
        let dearest = dearest(vocabulary, run, end == words.len(), any);
        let joined: String = run.iter().map(|word| word.plain.as_str()).collect();
        let typed = (joined.as_str(), heard(&joined));
        for name in vocabulary.names() {
            // Words may have run together or apart, but not all of them.
            if name.words.len().abs_diff(run.len()) > 2 {
                continue;
            }
            let Some(cost) = cost(&typed, name).filter(|cost| *cost <= dearest) else {
                continue;
            };
            // The fewest edits, then the most words, then the name that keeps the first letter.
            let other_head = !joined.starts_with(name.joined.get(..1).unwrap_or_default());
            let rank = (cost, LONGEST - run.len(), other_head);
            if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, end, name));
            }
        }
    }
    best.map(|(_, end, name)| (end, name))
}

/// The most that a name may cost to be taken for `run`: edits only where a word is nobody's, another way to write the
/// same sounds where there are several words.
fn dearest(vocabulary: &Vocabulary, run: &[Word], unfinished: bool, any: bool) -> usize {
    let last = run.len().saturating_sub(1);
    let mut words = run.iter().enumerate();
    if any || words.any(|(at, word)| is_strange(vocabulary, word, unfinished && at == last)) {
        usize::MAX
    } else {
        usize::from(run.len() > 1)
    }
}

/// Whether nobody knows `word`, nor, where it may be unfinished, any that it begins.
fn is_strange(vocabulary: &Vocabulary, word: &Word, unfinished: bool) -> bool {
    let known = vocabulary.knows(&word.plain) || word.plain.bytes().any(|byte| byte.is_ascii_digit());
    !(known || (unfinished && vocabulary.begins(&word.plain)))
}

/// What it costs to take `typed`, that sounds as it is said beside it, for `name`: words run together or apart nothing, sounds that are written in two ways
/// one, an edit two; `None` where it is too far.
fn cost((typed, sound): &(&str, String), name: &Name) -> Option<usize> {
    if *typed == name.joined {
        return Some(0);
    }
    if *sound == name.heard {
        return Some(1);
    }
    let most = typos(typed)?;
    distance(typed, &name.joined, most).map(|edits| edits * 2)
}

/// How a word sounds in the south, so that letters that are mixed up in writing are one.
pub(super) fn heard(plain: &str) -> String {
    let mut text = plain.to_owned();
    for (from, to) in [
        ("ngh", "ng"),
        ("gh", "g"),
        ("tr", "ch"),
        ("gi", "d"),
        ("qu", "w"),
        ("x", "s"),
        ("k", "c"),
        ("y", "i"),
        ("v", "d"),
        ("ph", "f"),
    ] {
        text = text.replace(from, to);
    }
    text
}
