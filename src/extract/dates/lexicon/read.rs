//! Data file -> [`Lexicon`]: the format is described at the head of `lang/en.txt`.

use rustc_hash::FxHashMap;

use super::super::pattern::{self, Candidates, Element, Op, Pattern, What};
use super::{Class, Entry, Lexicon, NOTHING, Order, Verb, WordId, key};
use crate::text::short::Table;

/// Reads a data file. The second part lists what it could not make sense of (nothing, a test sees to it).
pub fn read(data: &str) -> (Lexicon, Vec<String>) {
    let mut wrong = Vec::new();
    let mut it = Lexicon {
        words: Table::default(),
        listed: FxHashMap::default(),
        entries: vec![NOTHING],
        verbs: FxHashMap::default(),
        endings: Vec::new(),
        ordinal_endings: Vec::new(),
        patterns: Vec::new(),
        bits: Vec::new(),
        by_word: Vec::new(),
        by_number: Candidates::default(),
        by_compound: Candidates::default(),
        by_mark: Candidates::default(),
        clitic: 0,
        decade_endings: Vec::new(),
        dotted_ordinals: false,
        range: Vec::new(),
        between: Vec::new(),
        list: Vec::new(),
        no_decade: Vec::new(),
        no_future: Vec::new(),
        ahead: Vec::new(),
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
    it.words = Table::of(it.listed.iter().map(|(key, id)| (*key, *id)));
    (it, wrong)
}

impl Lexicon {
    fn add(&mut self, word: &str, entry: Entry) -> WordId {
        let Some(k) = key(word.as_bytes()) else {
            return 0;
        };
        if let Some(&id) = self.listed.get(&k) {
            if entry.class != Class::None {
                self.entries[usize::from(id)] = entry;
            }
            return id;
        }
        let id = self.entries.len() as WordId;
        self.entries.push(entry);
        self.listed.insert(k, id);
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
        let mut fine = true;
        for word in rest.split_whitespace() {
            match key(word.as_bytes()) {
                _ if ending => self.endings.push((word.as_bytes().into(), verb)),
                Some(k) => fine &= self.verbs.insert(k, verb).is_none_or(|old| old == verb),
                None => fine = false,
            }
        }
        fine
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
            ("ahead", list) => self.ahead = list.split_whitespace().map(Into::into).collect(),
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
        let Some(op) = pattern::op(head) else {
            return false;
        };
        // A feast may name its year, before or after.
        if matches!(op, Op::Feast(_)) {
            let year = Element {
                what: What::Year,
                optional: true,
                capital: false,
                lower: false,
            };
            elements.insert(0, year.clone());
            elements.push(year);
        }
        if elements.iter().all(|e| e.optional) {
            return false;
        }
        self.patterns.push(Pattern { op, elements });
        true
    }

    fn index_patterns(&mut self) {
        let mut by_word = vec![Candidates::default(); self.entries.len()];
        for (p, pattern) in self.patterns.iter().enumerate() {
            let (p, elements) = (p as u16, &pattern.elements);
            let first = elements.iter().position(|e| !e.optional).unwrap_or(0);
            for (n, element) in elements[..=first].iter().enumerate() {
                for (id, list) in by_word.iter_mut().enumerate().skip(1) {
                    if element.what.may_be_word(id as WordId, self.entries[id]) {
                        list.add(p, elements, n);
                    }
                }
                match element.what {
                    What::Days => self.by_compound.add(p, elements, n),
                    What::Mark(_) | What::ShortYear => self.by_mark.add(p, elements, n),
                    What::Decade => {
                        self.by_mark.add(p, elements, n);
                        self.by_number.add(p, elements, n);
                    }
                    What::Day
                    | What::OrdinalDay
                    | What::Year
                    | What::Count
                    | What::Tens
                    | What::Number(_)
                    | What::Ordinal
                    | What::MonthNumber => self.by_number.add(p, elements, n),
                    What::Class(_) | What::Words(_) => (),
                }
            }
        }
        self.by_word = by_word;
        self.bits = (0..)
            .zip(&self.entries)
            .map(|(id, entry)| pattern::bits_of_word(id, *entry))
            .collect();
    }
}
