//! What a language's data file says: its words, its verbs, its patterns.
//!
//! A further language is one more file in `lang/` and one line in [`of`]. The format of the files is
//! described at the head of `lang/en.txt`.

mod read;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::pattern::{Candidates, Pattern};
use crate::text::short::{self, Table};

pub use read::read;

/// Number of a word of the data file; 0 stands for all others.
pub type WordId = u16;

/// What a word stands for in an expression; its number is in [`Entry::value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A word patterns name themselves, or one of the lists below.
    None,
    /// 1 (Monday) to 7.
    Weekday,
    /// 1 to 12.
    Month,
    /// 1 (spring) to 4 (winter).
    Season,
    /// [`super::value::Unit`] by number.
    Unit,
    /// A number as a word.
    Count,
    /// An ordinal as a word; -1 is the last.
    Ordinal,
    /// last (-1), this (0), next (1).
    Shift,
    /// Days from today: yesterday (-1) ...
    Relative,
    /// Parts of the day, for the length of the span alone.
    Part,
    /// early, late, mid ...: for the length of the span alone.
    Edge,
    /// end, beginning ... (of): for the length of the span alone.
    Point,
    /// A decade as a word: nineties (90).
    Decade,
    /// Q1 to Q4 (1 to 4), H1 and H2 (5 and 6).
    Code,
    /// Words after which `May` is a month: by, of ...; 1 after which any four digits are a year: in, since
    Preposition,
    /// the, its, their ...
    Determiner,
    /// Words a number after which is no year: flight, route, about ...
    Label,
    /// Words a number before which is no year: people, miles ...
    Measure,
}

impl Class {
    fn from_name(name: &str) -> Option<Class> {
        Some(match name {
            "WORD" => Class::None,
            "WEEKDAY" => Class::Weekday,
            "MONTH" => Class::Month,
            "SEASON" => Class::Season,
            "UNIT" => Class::Unit,
            "COUNT" => Class::Count,
            "ORDINAL" => Class::Ordinal,
            "SHIFT" => Class::Shift,
            "RELATIVE" => Class::Relative,
            "PART" => Class::Part,
            "EDGE" => Class::Edge,
            "POINT" => Class::Point,
            "DECADE" => Class::Decade,
            "CODE" => Class::Code,
            "PREPOSITION" => Class::Preposition,
            "DETERMINER" => Class::Determiner,
            "LABEL" => Class::Label,
            "MEASURE" => Class::Measure,
            _ => return None,
        })
    }
}

/// What the data file says of one word.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What it stands for.
    pub class: Class,
    /// Its number within the class.
    pub value: i16,
    /// It counts only with a capital (`march` is none of the months).
    pub capital: bool,
    /// Alone it counts only where the context asks for a date (`May`, `Sun`).
    pub weak: bool,
    /// A dot right after it belongs to it.
    pub abbreviation: bool,
}

const NOTHING: Entry = Entry {
    class: Class::None,
    value: 0,
    capital: false,
    weak: false,
    abbreviation: false,
};

/// What a verb, or a word that works like one, says of the time of its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// said, was ...
    Past,
    /// will, plans, due ...: wins over a participle after it.
    Future,
    /// be, been, get ...: the participle after it is not a past tense of its own.
    Link,
    /// to: what follows is an infinitive, unless the word before says it happened (`declined to`).
    Infinitive,
    /// declined, failed ...: an infinitive after it happened (or not) in the past.
    PastWithInfinitive,
    /// A present that announces when it stands with a day to come (`opens`).
    Present,
    /// Words that say nothing though their ending looks like a verb's.
    Neutral,
}

/// Which number of `1/2` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `1/27`, where nothing in the text speaks against it.
    MonthFirst,
    /// `27/1`.
    DayFirst,
}

/// A language.
pub struct Lexicon {
    words: Table,
    /// Its words by their [`key`].
    listed: FxHashMap<u128, WordId>,
    entries: Vec<Entry>,
    verbs: FxHashMap<u128, Verb>,
    endings: Vec<(Box<[u8]>, Verb)>,
    ordinal_endings: Vec<Box<[u8]>>,
    /// Patterns, and which of them can begin with which word.
    pub patterns: Vec<Pattern>,
    bits: Vec<u64>,
    by_word: Vec<Candidates>,
    by_number: Candidates,
    by_compound: Candidates,
    by_mark: Candidates,
    /// The word `'s`.
    pub clitic: WordId,
    decade_endings: Vec<Box<[u8]>>,
    /// A dot after digits makes an ordinal.
    pub dotted_ordinals: bool,
    /// Words between the ends of a range: to, through ...
    pub range: Vec<Box<str>>,
    /// Words before a pair that is a range: between.
    pub between: Vec<Box<str>>,
    /// Words between two of a list: and.
    pub list: Vec<Box<str>>,
    /// Words near which `the 80s` are no decade: temperatures.
    pub no_decade: Vec<Box<str>>,
    /// Words before which `in three years` counts years gone by (`the first in three years`);
    /// `-est` is an ending.
    pub no_future: Vec<Box<str>>,
    /// What puts the time after it ahead: ahead (of).
    pub ahead: Vec<Box<str>>,
    /// The order of its numeric dates.
    pub order: Order,
    /// Words that show a month-first text for day-first (British spelling).
    day_first_words: FxHashMap<u128, ()>,
}

/// The word's bytes in one number, ASCII and Latin-1 letters in lower case; none beyond 16 bytes.
pub fn key(word: &[u8]) -> Option<u128> {
    let mut bytes = short::letters(word)?;
    if !word.is_ascii() {
        let mut lead = 0;
        for b in &mut bytes {
            if lead == 0xc3 && matches!(*b, 0x80..=0x9e) && *b != 0x97 {
                *b |= 0x20;
            }
            lead = *b;
        }
    }
    Some(u128::from_le_bytes(bytes))
}

impl Lexicon {
    /// The number of a word.
    pub fn word(&self, word: &[u8]) -> WordId {
        key(word).map_or(0, |key| self.by_hash(short::hash(key)))
    }

    /// The number of a word known by the [`hash`](short::hash) of its [`key`].
    pub fn by_hash(&self, hash: u64) -> WordId {
        self.words.get(hash)
    }

    /// The words of the data file, by their [`key`].
    pub fn listed(&self) -> impl Iterator<Item = (u128, WordId)> {
        self.listed.iter().map(|(key, id)| (*key, *id))
    }

    /// What is known of a word.
    pub fn entry(&self, id: WordId) -> Entry {
        self.entries
            .get(usize::from(id))
            .copied()
            .unwrap_or(NOTHING)
    }

    /// What a word says of its clause's time: from the list, else from its ending.
    /// With a capital only the list counts.
    pub fn verb(&self, word: &str, capital: bool) -> Option<Verb> {
        let bytes = word.as_bytes();
        if let Some(verb) = key(bytes).and_then(|k| self.verbs.get(&k)) {
            return (*verb != Verb::Neutral).then_some(*verb);
        }
        if capital {
            return None;
        }
        self.endings
            .iter()
            .find(|(e, _)| bytes.len() > e.len() + 2 && bytes.ends_with(e))
            .map(|(_, v)| *v)
    }

    /// True for `st`, `nd` and what else the language puts after digits.
    pub fn is_ordinal_ending(&self, ending: &[u8]) -> bool {
        self.ordinal_endings
            .iter()
            .any(|e| e.eq_ignore_ascii_case(ending))
    }

    /// True for what makes digits a decade: the `s` of `1990s`.
    pub fn is_decade_ending(&self, ending: &[u8]) -> bool {
        self.decade_endings.iter().any(|e| **e == *ending)
    }

    /// True for a spelling of those who write the day first.
    pub fn is_day_first_word(&self, word: &[u8]) -> bool {
        key(word).is_some_and(|k| self.day_first_words.contains_key(&k))
    }

    /// Whether the language knows spellings that decide the order of numeric dates.
    pub fn has_day_first_words(&self) -> bool {
        !self.day_first_words.is_empty()
    }

    /// What a word can stand for, as [`super::pattern::bits_of_word`].
    pub fn bits(&self, id: WordId) -> u64 {
        self.bits.get(usize::from(id)).copied().unwrap_or(0)
    }

    /// Patterns that can begin with this word.
    pub fn beginning_with(&self, id: WordId) -> &Candidates {
        let id = usize::from(id).min(self.by_word.len() - 1);
        &self.by_word[id]
    }

    /// Patterns that can begin with a number.
    pub fn beginning_with_number(&self) -> &Candidates {
        &self.by_number
    }

    /// Patterns that can begin with `3-5`.
    pub fn beginning_with_compound(&self) -> &Candidates {
        &self.by_compound
    }

    /// Patterns that can begin with a mark.
    pub fn beginning_with_mark(&self) -> &Candidates {
        &self.by_mark
    }
}

/// The language of an ISO 639-1 code; English for the unknown.
pub fn of(language: Option<&str>) -> &'static Lexicon {
    static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("lang/en.txt")).0);
    static SPANISH: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("lang/es.txt")).0);
    static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("lang/fr.txt")).0);
    static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("lang/de.txt")).0);
    match language {
        Some("es") => &SPANISH,
        Some("fr") => &FRENCH,
        Some("de") => &GERMAN,
        _ => &ENGLISH,
    }
}
