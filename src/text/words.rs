//! Words as people type them.
//!
//! Runs of letters and digits (in the manner of Unicode's word boundaries, UAX #29), with the habits
//! of news text on top: `Washington's` is `washington`, `U.S.` is `us`, `decision-making` is two words
//! side by side, `l'OTAN` is `l` and `otan`, `1,000` is `1000`, and every CJK ideograph is a word.

use std::borrow::Cow;

use super::case::{self, Case};
use super::fold;
use super::short::{self, Short};

/// The letters of a word, folded.
#[derive(Clone, Copy)]
pub enum Letters<'a> {
    /// Up to 15 bytes, in one number (see [`short::letters`]), and how many they are: most words, and no step of what
    /// is done with them depends on their length.
    Few(u128, usize),
    /// Any others.
    Many(&'a [u8]),
}

impl<'a> Letters<'a> {
    /// Those of a folded word.
    pub fn of(word: &'a [u8]) -> Self {
        match short::letters(word) {
            Some(letters) if word.len() < 16 => {
                Letters::Few(u128::from_le_bytes(letters), word.len())
            }
            _ => Letters::Many(word),
        }
    }

    /// A number for the word: sixteen bytes at a time, as most have fewer.
    #[inline(always)]
    pub fn hash(self) -> u64 {
        match self {
            Letters::Few(key, _) => short::hash(key),
            Letters::Many(word) => word.chunks(16).fold(0, |hash, part| {
                let key = short::letters(part).map_or(0, u128::from_le_bytes);
                short::mix(hash) ^ short::hash(key)
            }),
        }
    }
}

/// Longest word kept, in bytes once folded; what is longer is cut here, in index and query alike.
pub const MAX_WORD: usize = 80;

/// French, Italian and Catalan words that lose their vowel before an apostrophe.
const ELIDED: &[&str] = &[
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "dell",
    "nell", "all", "dall", "sull", "un", "quest", "quell",
];

/// Walks over a text word by word without allocating.
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// The words of `text`, in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// What a byte can be in a word; non-ASCII bytes are looked at as characters.
const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 3;

static CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        class[b] = match b as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            0x80.. => WIDE,
            _ => OTHER,
        };
        b += 1;
    }
    class
};

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '＇')
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f | 0x0e00..=0x0e7f)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}'
        )
}

/// A text on one line, with one blank between its words; as it is, where it is so already.
pub fn single_spaced(text: &str) -> Cow<'_, str> {
    let printed = |b: &u8| (b' '..=b'~').contains(b);
    let single = |pair: &[u8]| pair != b"  " && pair.iter().all(printed);
    match text.as_bytes().windows(2).all(single) {
        true => Cow::Borrowed(text),
        false => text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
    }
}

impl Words<'_> {
    /// Puts the next word, folded, into `out` and returns where it stands, in bytes; none at the end.
    ///
    /// The span leaves out a possessive `'s`, so that a highlight covers the name alone.
    pub fn next_into(&mut self, out: &mut String) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        out.clear();
        // To the first character of a word.
        let start = loop {
            match CLASS[*bytes.get(self.at)? as usize] {
                OTHER => self.at += 1,
                LETTER | DIGIT => break self.at,
                _ => {
                    let c = self.char_at(self.at)?;
                    if is_word_char(c)
                        && !matches!(
                            c,
                            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}'
                        )
                    {
                        break self.at;
                    }
                    self.at += c.len_utf8();
                }
            }
        };
        if !bytes[start].is_ascii() {
            let first = self.char_at(start)?;
            if is_ideograph(first) {
                self.at = start + first.len_utf8();
                fold::push(first, out);
                return Some((start, self.at));
            }
        }
        let mut at = self.run(start, out);
        // What follows the run may belong to it.
        loop {
            match bytes.get(at) {
                Some(b'.') => match self.dotted(start, at, out) {
                    Some(end) => at = end,
                    None => break,
                },
                Some(b',') if self.thousands(at) => {
                    out.push_str(&self.text[at + 1..at + 4]);
                    at += 4;
                }
                Some(b'&')
                    if bytes
                        .get(at + 1)
                        .is_some_and(|b| CLASS[*b as usize] == LETTER) =>
                {
                    out.push('&');
                    at = self.run(at + 1, out);
                }
                Some(b'\'' | 0xe2 | 0xca | 0xef) => match self.apostrophe(start, at, out) {
                    Apostrophe::None => break,
                    Apostrophe::Ends(next) => {
                        self.at = next;
                        return Some(self.cut(start, at, out));
                    }
                    Apostrophe::Joins(end) => at = end,
                },
                _ => break,
            }
        }
        self.at = at;
        Some(self.cut(start, at, out))
    }

    /// Goes past the next word and returns where it starts and how it is written; `each` is given its letters. Half the
    /// time of [`Words::next_into`], which it leaves the less common words to.
    fn pass(
        &mut self,
        scratch: &mut String,
        each: &mut impl FnMut(Letters),
    ) -> Option<(usize, Case)> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        while bytes
            .get(start)
            .is_some_and(|b| CLASS[*b as usize] == OTHER)
        {
            start += 1;
        }
        let Some(word) = Short::at(bytes, start).filter(|word| self.ends(start, *word)) else {
            let (start, end) = self.next_into(scratch)?;
            each(Letters::of(scratch.as_bytes()));
            return Some((start, case::of(scratch, &self.text[start..end])));
        };
        let end = start + word.len;
        // Mostly there is a blank, which needs no look of its own.
        self.at = end + usize::from(bytes.get(end) == Some(&b' '));
        each(Letters::Few(word.key, word.len));
        let case = match () {
            () if word.is_small() => Case::Plain,
            () if word.is_title_only() => Case::Title,
            () if word.is_upper() => Case::Upper,
            () => Case::Other,
        };
        Some((start, case))
    }

    /// True when nothing of what follows the word that starts here belongs to it, as one byte shows.
    fn ends(&self, start: usize, word: Short) -> bool {
        match self.text.as_bytes().get(start + word.len) {
            None => true,
            Some(b'&' | b'\'') => false,
            // Of a number or an initial.
            Some(b'.') => word.len > 1 && !word.has_digit(),
            Some(b',') => !word.has_digit(),
            Some(b) => CLASS[*b as usize] == OTHER,
        }
    }

    fn cut(&self, start: usize, end: usize, out: &mut String) -> (usize, usize) {
        if out.len() > MAX_WORD {
            out.truncate(out.floor_char_boundary(MAX_WORD));
        }
        (start, end)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Appends the letters and digits from `at` on and returns where they end.
    fn run(&self, mut at: usize, out: &mut String) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(&b) = bytes.get(at) {
            match CLASS[b as usize] {
                OTHER => break,
                WIDE => match self.char_at(at) {
                    Some(c) if is_word_char(c) && !is_ideograph(c) => {
                        // A word of megabytes is walked, not kept.
                        if out.len() <= MAX_WORD {
                            fold::push(c, out);
                        }
                        at += c.len_utf8();
                    }
                    _ => break,
                },
                _ => {
                    if out.len() <= MAX_WORD {
                        out.push(b.to_ascii_lowercase() as char);
                    }
                    at += 1;
                }
            }
        }
        at
    }

    /// At a dot: `U.S.` is one word, `3.5` is one number.
    fn dotted(&self, start: usize, dot: usize, out: &mut String) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let letter = |i: usize| bytes.get(i).is_some_and(|b| CLASS[*b as usize] == LETTER);
        let wordy = |i: usize| bytes.get(i).is_some_and(|b| CLASS[*b as usize] != OTHER);
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        if dot == start + 1 && letter(start) && letter(dot + 1) && !wordy(dot + 2) {
            // Single letters, each followed by a dot or the end.
            let mut at = dot;
            while bytes.get(at) == Some(&b'.')
                && letter(at + 1)
                && !wordy(at + 2)
                && out.len() <= MAX_WORD
            {
                out.push(bytes[at + 1].to_ascii_lowercase() as char);
                at += 2;
            }
            return Some(if bytes.get(at) == Some(&b'.') {
                at + 1
            } else {
                at
            });
        }
        let whole_number = self.text[start..dot].bytes().all(|b| b.is_ascii_digit());
        // In `27.01.2022` every part is a number of its own.
        let part = start > 1 && bytes[start - 1] == b'.' && digit(start - 2);
        if whole_number && !part && digit(dot + 1) && out.len() < MAX_WORD / 2 {
            let end = dot
                + 1
                + self.text[dot + 1..]
                    .bytes()
                    .take_while(u8::is_ascii_digit)
                    .count();
            let more = bytes.get(end) == Some(&b'.') && digit(end + 1);
            if !more && !wordy(end) && end - dot < MAX_WORD / 2 {
                out.push_str(&self.text[dot..end]);
                return Some(end);
            }
        }
        None
    }

    /// A comma between digits with exactly three digits behind it.
    fn thousands(&self, comma: usize) -> bool {
        let bytes = self.text.as_bytes();
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        comma > 0
            && digit(comma - 1)
            && digit(comma + 1)
            && digit(comma + 2)
            && digit(comma + 3)
            && bytes
                .get(comma + 4)
                .is_none_or(|b| CLASS[*b as usize] == OTHER)
    }

    fn apostrophe(&self, start: usize, at: usize, out: &mut String) -> Apostrophe {
        let Some(mark) = self.char_at(at).filter(|c| is_apostrophe(*c)) else {
            return Apostrophe::None;
        };
        let after = at + mark.len_utf8();
        if !self.char_at(after).is_some_and(is_word_char) {
            return Apostrophe::None;
        }
        if at - start <= 6 && ELIDED.contains(&out.as_str()) && !(out == "t" || out == "s") {
            return Apostrophe::Ends(after);
        }
        let before = out.len();
        let end = self.run(after, out);
        match &out[before..] {
            "s" | "re" | "ve" | "ll" | "d" | "m" => {
                out.truncate(before);
                Apostrophe::Ends(end)
            }
            _ => Apostrophe::Joins(end),
        }
    }
}

enum Apostrophe {
    /// Not one, or nothing behind it.
    None,
    /// The word ended before it; go on at this byte.
    Ends(usize),
    /// The word goes on to this byte.
    Joins(usize),
}

/// Where each word of a text begins, in bytes, and how it is written; `each` is given its letters. Texts are shorter than
/// 4 GB; what lies beyond is left out.
pub fn starts(text: &str, mut each: impl FnMut(Letters)) -> (Vec<u32>, case::Packed) {
    let mut walk = words(text);
    let mut word = String::new();
    let mut all = Vec::with_capacity(text.len() / 6);
    let mut cases = case::Packed::default();
    while let Some((start, case)) = walk.pass(&mut word, &mut each) {
        match u32::try_from(start) {
            Ok(start) => all.push(start),
            Err(_) => break,
        }
        cases.push(case);
    }
    (all, cases)
}

/// Gives `each` the letters of each word of a text.
pub fn letters(text: &str, mut each: impl FnMut(Letters)) {
    let mut walk = words(text);
    let mut word = String::new();
    while walk.pass(&mut word, &mut each).is_some() {}
}

/// Letters that stand for `*` and `?` while a pattern is taken apart into words: of the Gothic script, whose
/// letters are nothing but themselves when folded and stand in no news.
const WILD: [(char, char); 2] = [('*', '\u{10330}'), ('?', '\u{10331}')];

/// The words of a short text with `*` and `?` in them, folded, in order. In a `phrase` a question mark counts
/// between letters only: elsewhere it ends a question.
pub fn patterns(text: &str, phrase: bool) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    let inside = |i: usize| {
        let part = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '*');
        part(i.checked_sub(1).and_then(|b| all.get(b))) && part(all.get(i + 1))
    };
    let marked: String = all
        .iter()
        .enumerate()
        .map(|(i, c)| match c {
            '?' if phrase && !inside(i) => ' ',
            c => WILD.iter().find(|(w, _)| w == c).map_or(*c, |(_, l)| *l),
        })
        .collect();
    let back = |c: char| WILD.iter().find(|(_, l)| *l == c).map_or(c, |(w, _)| *w);
    let mut parts: Vec<String> = list(&marked)
        .into_iter()
        .map(|word| word.chars().map(back).collect())
        .collect();
    parts.iter_mut().for_each(|p| {
        while p.contains("**") {
            *p = p.replace("**", "*");
        }
    });
    parts
}

/// A word as it is written, in one form whatever its apostrophe and without marks that cannot be seen.
pub fn written(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    raw.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}'))
        .map(|c| if is_apostrophe(c) { '\'' } else { c })
        .nfc()
        .collect()
}

/// The words of a short text, folded and [`written`], in order.
pub fn as_written(text: &str) -> Vec<(String, String)> {
    let mut walk = words(text);
    let mut word = String::new();
    let mut all = Vec::new();
    while let Some((start, end)) = walk.next_into(&mut word) {
        all.push((word.clone(), written(&text[start..end])));
    }
    all
}

/// The words of a short text, folded, in order.
pub fn list(text: &str) -> Vec<String> {
    let mut walk = words(text);
    let mut word = String::new();
    let mut all = Vec::new();
    while walk.next_into(&mut word).is_some() {
        all.push(word.clone());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_as_people_type_them() {
        for (text, expected) in [
            ("Washington's decision-making", "washington decision making"),
            (
                "the U.S. and the U.K., at 5 p.m.",
                "the us and the uk at 5 pm",
            ),
            ("l’OTAN s'élargit", "l otan selargit"),
            ("d'Estaing O'Brien don't we're", "d estaing obrien dont we"),
            ("1,000 3.5 27.01.2022 12,5", "1000 3.5 27 01 2022 12 5"),
            ("AT&T 2022-01-27 e-mail", "at&t 2022 01 27 e mail"),
            ("北約 Київ’s", "北 約 київ"),
            ("end. Next J.R.R. Marsh Inc.", "end next jrr marsh inc"),
            ("‘quoted’ 'words'", "quoted words"),
            ("", ""),
        ] {
            assert_eq!(list(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_word_of_megabytes_is_cut_and_walked_once() {
        let text = "x".repeat(5_000_000);
        let mut word = String::new();
        let mut walk = words(&text);
        assert_eq!(walk.next_into(&mut word), Some((0, text.len())));
        assert_eq!(word.len(), MAX_WORD);
        assert_eq!(walk.next_into(&mut word), None);
    }

    proptest! {
        #[test]
        fn starts_are_those_of_the_words(text in "\\PC*|[a-zA-Z0-9'’.,&é東\u{301}\n -]{0,80}") {
            let mut walk = words(&text);
            let mut word = String::new();
            let mut expected = Vec::new();
            let mut folded = Vec::new();
            let mut cases = case::Packed::default();
            while let Some((start, end)) = walk.next_into(&mut word) {
                expected.push(start as u32);
                folded.push(word.as_bytes().to_vec());
                cases.push(case::of(&word, &text[start..end]));
            }
            let mut letters = Vec::new();
            let (found, written) = starts(&text, |w| letters.push(match w {
                Letters::Few(key, len) => key.to_le_bytes()[..len].to_vec(),
                Letters::Many(bytes) => bytes.to_vec(),
            }));
            prop_assert_eq!(found, expected);
            prop_assert_eq!(letters, folded);
            prop_assert_eq!(written.finish(), cases.finish());
        }

        #[test]
        fn spans_are_in_order_and_on_boundaries(text in "\\PC*|[a-zA-Z0-9'’.,&é東\u{301} -]{0,80}") {
            let mut walk = words(&text);
            let mut word = String::new();
            let mut last = 0;
            while let Some((start, end)) = walk.next_into(&mut word) {
                prop_assert!(last <= start && start < end && end <= text.len());
                prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
                prop_assert!(word.len() <= MAX_WORD);
                last = end;
            }
        }
    }
}
