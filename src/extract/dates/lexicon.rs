//! What a language's data file says: its words, its verbs, its patterns.
//!
//! A further language is one more file in `lang/` and one line in [`of`]. The format of the files is
//! described at the head of `lang/en.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::pattern::{Element, Op, Pattern, What};

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
    words: FxHashMap<u128, WordId>,
    /// For each first byte, a bit for each length its words have: most words end here.
    lengths: [u32; 256],
    entries: Vec<Entry>,
    verbs: FxHashMap<u128, Verb>,
    endings: Vec<(Box<[u8]>, Verb)>,
    ordinal_endings: Vec<Box<[u8]>>,
    /// Patterns, and which of them can begin with which word.
    pub patterns: Vec<Pattern>,
    by_word: Vec<Box<[u16]>>,
    by_number: Vec<u16>,
    by_compound: Vec<u16>,
    by_mark: Vec<u16>,
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
    /// Words before which `in three years` counts years gone by (`the first in three years`).
    pub no_future: Vec<Box<str>>,
    /// The order of its numeric dates.
    pub order: Order,
    /// Words that show a month-first text for day-first (British spelling).
    day_first_words: FxHashMap<u128, ()>,
}

/// The word's bytes in one number, ASCII and Latin-1 letters in lower case; none beyond 16 bytes.
pub fn key(word: &[u8]) -> Option<u128> {
    if word.len() > 16 {
        return None;
    }
    let (mut packed, mut lead) = (0u128, 0u8);
    for &b in word {
        let low = match b {
            b'A'..=b'Z' => b | 0x20,
            0x80..=0x9e if lead == 0xc3 && b != 0x97 => b | 0x20,
            _ => b,
        };
        lead = b;
        packed = packed << 8 | u128::from(low);
    }
    Some(packed)
}

fn first_byte(word: &[u8]) -> usize {
    match word.first() {
        Some(b @ b'A'..=b'Z') => usize::from(b | 0x20),
        Some(b) => usize::from(*b),
        None => 0,
    }
}

impl Lexicon {
    /// The number of a word as it stands in a text.
    pub fn word(&self, word: &[u8]) -> WordId {
        if word.len() > 16 || self.lengths[first_byte(word)] & 1 << word.len() == 0 {
            return 0;
        }
        key(word)
            .and_then(|k| self.words.get(&k).copied())
            .unwrap_or(0)
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

    /// Patterns that can begin with this word.
    pub fn beginning_with(&self, id: WordId) -> &[u16] {
        self.by_word.get(usize::from(id)).map_or(&[], |b| b)
    }

    /// Patterns that can begin with a number.
    pub fn beginning_with_number(&self) -> &[u16] {
        &self.by_number
    }

    /// Patterns that can begin with `3-5`.
    pub fn beginning_with_compound(&self) -> &[u16] {
        &self.by_compound
    }

    /// Patterns that can begin with a mark.
    pub fn beginning_with_mark(&self) -> &[u16] {
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

/// Reads a data file. The second part lists what it could not make sense of (nothing, a test sees to it).
pub fn read(data: &str) -> (Lexicon, Vec<String>) {
    let mut wrong = Vec::new();
    let mut it = Lexicon {
        words: FxHashMap::default(),
        lengths: [0; 256],
        entries: vec![NOTHING],
        verbs: FxHashMap::default(),
        endings: Vec::new(),
        ordinal_endings: Vec::new(),
        patterns: Vec::new(),
        by_word: Vec::new(),
        by_number: Vec::new(),
        by_compound: Vec::new(),
        by_mark: Vec::new(),
        clitic: 0,
        decade_endings: Vec::new(),
        dotted_ordinals: false,
        range: Vec::new(),
        between: Vec::new(),
        list: Vec::new(),
        no_decade: Vec::new(),
        no_future: Vec::new(),
        order: Order::DayFirst,
        day_first_words: FxHashMap::default(),
    };
    let clitic = it.add("'s", NOTHING);
    it.clitic = clitic;
    let mut section = "";
    for line in data.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name;
            continue;
        }
        let Some((head, rest)) = line.split_once(':') else {
            wrong.push(line.to_owned());
            continue;
        };
        let ok = match section {
            "words" => it.read_words(head, rest),
            "verbs" => it.read_verbs(head, rest),
            "settings" => it.read_setting(head, rest),
            "patterns" => it.read_pattern(head, rest),
            _ => false,
        };
        if !ok {
            wrong.push(line.to_owned());
        }
    }
    it.index_patterns();
    (it, wrong)
}

impl Lexicon {
    fn add(&mut self, word: &str, entry: Entry) -> WordId {
        let Some(k) = key(word.as_bytes()) else {
            return 0;
        };
        if let Some(&id) = self.words.get(&k) {
            if entry.class != Class::None {
                self.entries[usize::from(id)] = entry;
            }
            return id;
        }
        let id = self.entries.len() as WordId;
        self.entries.push(entry);
        self.words.insert(k, id);
        // Of a two-byte first letter only the first byte is looked at: the same in both cases.
        self.lengths[first_byte(word.as_bytes())] |= 1 << word.len();
        id
    }

    fn read_words(&mut self, head: &str, rest: &str) -> bool {
        let mut head = head.split_whitespace();
        let Some(class) = head.next().and_then(Class::from_name) else {
            return false;
        };
        let mut entry = Entry { class, ..NOTHING };
        for flag in head {
            match flag {
                "capital" => entry.capital = true,
                "weak" => entry.weak = true,
                "abbreviation" => entry.abbreviation = true,
                _ => return false,
            }
        }
        for item in rest.split_whitespace() {
            let (word, value) = item.split_once('=').unwrap_or((item, "0"));
            let Ok(value) = value.parse() else {
                return false;
            };
            if self.add(word, Entry { value, ..entry }) == 0 {
                return false;
            }
        }
        true
    }

    fn read_verbs(&mut self, head: &str, rest: &str) -> bool {
        let (name, ending) = match head.strip_suffix(" ending") {
            Some(name) => (name, true),
            None => (head, false),
        };
        let verb = match name {
            "past" => Verb::Past,
            "future" => Verb::Future,
            "link" => Verb::Link,
            "infinitive" => Verb::Infinitive,
            "past-with-infinitive" => Verb::PastWithInfinitive,
            "present" => Verb::Present,
            "neutral" => Verb::Neutral,
            _ => return false,
        };
        for word in rest.split_whitespace() {
            match key(word.as_bytes()) {
                _ if ending => self.endings.push((word.as_bytes().into(), verb)),
                Some(k) => {
                    if self.verbs.insert(k, verb).is_some_and(|old| old != verb) {
                        return false;
                    }
                }
                None => return false,
            }
        }
        true
    }

    fn read_setting(&mut self, head: &str, rest: &str) -> bool {
        match (head, rest.trim()) {
            ("order", "month-first") => self.order = Order::MonthFirst,
            ("order", "day-first") => self.order = Order::DayFirst,
            ("range", list) => self.range = list.split_whitespace().map(Into::into).collect(),
            ("between", list) => self.between = list.split_whitespace().map(Into::into).collect(),
            ("list", list) => self.list = list.split_whitespace().map(Into::into).collect(),
            ("no-decade", list) => {
                self.no_decade = list.split_whitespace().map(Into::into).collect()
            }
            ("no-future", list) => {
                self.no_future = list.split_whitespace().map(Into::into).collect()
            }
            ("ordinal-endings", list) => {
                self.ordinal_endings = list
                    .split_whitespace()
                    .map(|e| e.as_bytes().into())
                    .collect()
            }
            ("ordinals", "dotted") => self.dotted_ordinals = true,
            ("decade-endings", list) => {
                self.decade_endings = list
                    .split_whitespace()
                    .map(|e| e.as_bytes().into())
                    .collect()
            }
            ("day-first-spelling", list) => {
                for k in list.split_whitespace().filter_map(|w| key(w.as_bytes())) {
                    self.day_first_words.insert(k, ());
                }
            }
            _ => return false,
        }
        true
    }

    fn read_pattern(&mut self, head: &str, rest: &str) -> bool {
        let mut elements = Vec::new();
        for item in rest.split_whitespace() {
            let (item, optional) = match item.strip_suffix('?') {
                Some(item) if !item.is_empty() => (item, true),
                _ => (item, false),
            };
            let (item, lower) = match item.strip_prefix('=') {
                Some(item) => (item, true),
                None => (item, false),
            };
            let capital = item.starts_with(|c: char| c.is_uppercase())
                && item.chars().any(|c| c.is_lowercase());
            let what = match item {
                "DAY" => What::Day,
                "DAYTH" => What::OrdinalDay,
                "DAYS" => What::Days,
                "YEAR" => What::Year,
                "SHORTYEAR" => What::ShortYear,
                "DECADE" => What::Decade,
                "TENS" => What::Tens,
                "COUNT" => What::Count,
                "ORDINAL" => What::Ordinal,
                "MONTHNUMBER" => What::MonthNumber,
                digits if digits.bytes().all(|b| b.is_ascii_digit()) => match digits.parse() {
                    Ok(n) => What::Number(n),
                    Err(_) => return false,
                },
                mark if mark.len() == 1 && !mark.as_bytes()[0].is_ascii_alphanumeric() => {
                    What::Mark(mark.as_bytes()[0])
                }
                _ => match Class::from_name(item) {
                    Some(class) => What::Class(class),
                    None => {
                        let ids = item
                            .split('|')
                            .map(|w| self.add(&w.to_lowercase(), NOTHING))
                            .collect::<Vec<_>>();
                        if ids.contains(&0) {
                            return false;
                        }
                        What::Words(ids.into())
                    }
                },
            };
            elements.push(Element {
                what,
                optional,
                capital,
                lower,
            });
        }
        let Some(op) = super::pattern::op(head) else {
            return false;
        };
        // A feast may name its year.
        if matches!(op, Op::Feast(_)) {
            elements.push(Element {
                what: What::Year,
                optional: true,
                capital: false,
                lower: false,
            });
        }
        if elements.iter().all(|e| e.optional) {
            return false;
        }
        self.patterns.push(Pattern { op, elements });
        true
    }

    fn index_patterns(&mut self) {
        let mut by_word = vec![Vec::new(); self.entries.len()];
        for (p, pattern) in self.patterns.iter().enumerate() {
            let p = p as u16;
            let first = pattern
                .elements
                .iter()
                .position(|e| !e.optional)
                .unwrap_or(0);
            for element in &pattern.elements[..=first] {
                for (id, list) in by_word.iter_mut().enumerate().skip(1) {
                    if element.what.may_be_word(id as WordId, self.entries[id]) {
                        list.push(p);
                    }
                }
                match element.what {
                    What::Days => self.by_compound.push(p),
                    What::Mark(_) | What::ShortYear => self.by_mark.push(p),
                    What::Decade => {
                        self.by_mark.push(p);
                        self.by_number.push(p);
                    }
                    What::Day
                    | What::OrdinalDay
                    | What::Year
                    | What::Count
                    | What::Ordinal
                    | What::Tens
                    | What::Number(_)
                    | What::MonthNumber => self.by_number.push(p),
                    What::Class(_) | What::Words(_) => (),
                }
            }
        }
        for list in by_word.iter_mut().chain([
            &mut self.by_number,
            &mut self.by_mark,
            &mut self.by_compound,
        ]) {
            list.sort_unstable();
            list.dedup();
        }
        self.by_word = by_word.into_iter().map(Into::into).collect();
    }
}
