//! A short text -> numbers, names of months, and the words and signs between them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::jalali;

/// Month names, folded.
static MONTHS: LazyLock<FxHashMap<String, u8>> = LazyLock::new(|| {
    let mut months = FxHashMap::default();
    for line in include_str!("months.txt").lines() {
        let mut words = line.split_whitespace();
        if let Some(Ok(number)) = words.next().map(str::parse) {
            for word in words {
                months.entry(fold(word)).or_insert(number);
            }
        }
    }
    months
});

/// Lower case, without accents; the Turkish dotless i counts as i.
fn fold(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect()
}

/// Number of the month with this name, in any of the languages known.
pub(super) fn month(word: &str) -> Option<i64> {
    if word.len() < 3 || word.len() > 40 {
        return None;
    }
    MONTHS.get(&fold(word)).map(|m| i64::from(*m))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Value and number of digits; the value of more than 18 digits is 0.
    Number(i64, usize),
    /// A month's name.
    Month(i64),
    /// A month's name of the Persian calendar.
    Jalali(i64),
    /// Years, months and days as East Asian dates mark them.
    Mark(char),
    /// Another word, by its first letters where they matter.
    Word(Filler),
    /// Anything else but spaces.
    Sign(char),
}

/// Words that may stand inside a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filler {
    /// `st`, `th`, `º`: after a day.
    Ordinal,
    /// `de`, `of`, `del`: between day, month and year.
    Of,
    /// `T`, `AM`, `GMT`: in a time.
    Clock,
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// A space stands before it.
    pub(super) spaced: bool,
}

/// Value of a decimal digit: ASCII, full width, Arabic-Indic, Persian, Devanagari and Bengali.
fn digit(c: char) -> Option<i64> {
    let base = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        _ => return None,
    };
    Some(i64::from(u32::from(c) - u32::from(base)))
}

fn filler(word: &str) -> Filler {
    match word.to_lowercase().as_str() {
        "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "ter" | "ste" | "e" | "го" => {
            Filler::Ordinal
        }
        "of" | "de" | "del" | "d" | "den" | "en" | "año" | "the" | "do" | "ng" => Filler::Of,
        "t" | "z" | "am" | "pm" | "gmt" | "utc" | "est" | "edt" | "pst" | "pdt" | "cet"
        | "cest" | "bst" | "msk" | "ist" => Filler::Clock,
        _ => Filler::Other,
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            spaced = true;
            continue;
        }
        let kind = if let Some(first) = digit(c) {
            let (mut value, mut digits) = (first, 1);
            while let Some(d) = chars.peek().and_then(|(_, c)| digit(*c)) {
                value = if digits < 18 { value * 10 + d } else { 0 };
                digits += 1;
                chars.next();
            }
            Kind::Number(value, digits)
        } else if matches!(c, '年' | '月' | '日' | '년' | '월' | '일') {
            Kind::Mark(match c {
                '年' | '년' => 'y',
                '月' | '월' => 'm',
                _ => 'd',
            })
        } else if c.is_alphabetic() || matches!(c, 'º' | 'ª') {
            let mut end = at + c.len_utf8();
            while let Some((i, c)) = chars.peek().copied() {
                if !c.is_alphabetic() && !is_combining_mark(c) {
                    break;
                }
                end = i + c.len_utf8();
                chars.next();
            }
            let word = &text[at..end];
            match (month(word), jalali::month(word)) {
                (Some(m), _) => Kind::Month(m),
                (None, Some(m)) => Kind::Jalali(m),
                (None, None) => Kind::Word(filler(word)),
            }
        } else {
            Kind::Sign(c)
        };
        out.push(Token { kind, spaced });
        spaced = false;
    }
    out
}
