//! Text as words: how they were typed, how they look without their marks, and where a text shows them.

use chonoi_domain::fold::fold;
use unicode_normalization::UnicodeNormalization as _;

/// A word of a text or of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// In lower case with its marks; the tone stands behind the letters, so that `hoà` and `hòa` are one.
    pub marked: String,
    /// In lower case without marks, `đ` as `d`.
    pub plain: String,
}

impl Word {
    fn new(text: &str) -> Self {
        Self {
            marked: marked(text),
            plain: fold(text),
        }
    }

    /// Whether it was typed without any mark, so that it may stand for any word of these letters.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.marked == self.plain
    }
}

/// The words of `text` in order: runs of letters and digits.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    spans(text).map(|(_, word)| Word::new(word)).collect()
}

/// The folded words of `text`, joined by one blank.
#[must_use]
pub fn plain(text: &str) -> String {
    let words = words(text);
    words
        .iter()
        .map(|word| word.plain.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every word of `text` with the byte at which it begins.
fn spans(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut at = 0;
    text.split(move |c: char| !is_word(c)).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        (!piece.is_empty()).then_some((start, piece))
    })
}

/// Grave, acute, tilde, hook above, dot below: the five tones that are written.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

fn marked(text: &str) -> String {
    let mut letters = String::with_capacity(text.len() + 2);
    let mut tones = String::new();
    for c in text.nfd().flat_map(char::to_lowercase) {
        if TONES.contains(&c) {
            tones.push(c);
        } else {
            letters.push(c);
        }
    }
    letters.push_str(&tones);
    letters
}

/// A piece of a text that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The piece.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

/// `text` in pieces, those marked that a query of `asked` words found in it. The last word may be unfinished.
#[must_use]
pub fn highlight(text: &str, asked: &[Word]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |piece: &str, hit: bool| {
        if piece.is_empty() {
            return;
        }
        match parts.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(piece),
            _ => parts.push(Part {
                text: piece.to_owned(),
                hit,
            }),
        }
    };
    let mut done = 0;
    let mut after_hit = false;
    for (start, word) in spans(text) {
        let hit = found(&fold(word), asked);
        let between = text.get(done..start).unwrap_or_default();
        // What stands between two hits belongs to them, so that a name is one piece.
        push(between, after_hit && hit);
        push(word, hit);
        after_hit = hit;
        done = start + word.len();
    }
    push(text.get(done..).unwrap_or_default(), false);
    parts
}

fn found(plain: &str, asked: &[Word]) -> bool {
    let last = asked.len().saturating_sub(1);
    asked.iter().enumerate().any(|(at, word)| {
        word.plain == plain
            || (at == last && plain.starts_with(&word.plain))
            || typos(&word.plain).is_some_and(|most| distance(&word.plain, plain, most).is_some())
    })
}

/// How many typos a word of its length may hold: one from four letters, two from eight; `None` for shorter ones, whose
/// neighbours are other words.
#[must_use]
pub fn typos(plain: &str) -> Option<usize> {
    if plain.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    match plain.chars().count() {
        0..=3 => None,
        4..=7 => Some(1),
        _ => Some(2),
    }
}

/// The edits (insert, drop, change, swap of neighbours) from `a` to `b`, where there are at most `most`.
#[must_use]
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.chars().count().abs_diff(b.chars().count()) > most {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let change = at(&above, j) + usize::from(x != y);
            let mut best = change.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().all(|cost| *cost > most) {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|cost| *cost <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_however_its_tone_is_placed() {
        assert_eq!(words("hoà"), words("hòa"));
        assert_ne!(words("cà"), words("cá"));
        assert!(words("Cua").iter().all(Word::is_bare));
        assert!(!words("đậu").iter().any(Word::is_bare));
        assert_eq!(plain("Gạo ST25, (5kg)/bao"), "gao st25 5kg bao");
    }

    #[test]
    fn a_text_shows_what_was_found() {
        let shown = |text: &str, asked: &str| {
            highlight(text, &words(asked))
                .iter()
                .map(|part| {
                    if part.hit {
                        format!("[{}]", part.text)
                    } else {
                        part.text.clone()
                    }
                })
                .collect::<String>()
        };
        assert_eq!(shown("Tôm sú Năm Căn", "tom su"), "[Tôm sú] Năm Căn");
        assert_eq!(shown("Tôm sú Năm Căn", "tom nam c"), "[Tôm] sú [Năm Căn]");
        assert_eq!(
            shown("HTX Muối, Bạc Liêu", "muoi bac lieu"),
            "HTX [Muối, Bạc Liêu]"
        );
        assert_eq!(shown("Nghêu", "ngeu"), "[Nghêu]");
        assert_eq!(shown("", "x"), "");
    }

    #[test]
    fn edits_are_counted_up_to_a_bound() {
        for (a, b, most, want) in [
            ("tomsu", "tomsu", 0, Some(0)),
            ("tomxu", "tomsu", 1, Some(1)),
            ("ngehu", "ngheu", 1, Some(1)),
            ("ngeu", "ngheu", 1, Some(1)),
            ("cua", "ghe", 2, None),
            ("", "ab", 2, Some(2)),
        ] {
            assert_eq!(distance(a, b, most), want, "{a} {b}");
        }
    }
}
