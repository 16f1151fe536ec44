//! What is known of single words: word classes, given names, verbs that report speech.
//!
//! A language is a folder of data below `lang/`; it is read once, on first use, into one hash table,
//! so that every token of a text costs one look-up.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHasher};

use crate::extract::dates::lexicon::{self as dates, WordId};
use crate::text::short::{self, Table};

/// Word classes, one bit each. A word may be in many.
pub mod class {
    macro_rules! classes {
        ($($name:ident $key:literal $bit:literal;)*) => {
            $(#[doc = concat!("Class `", $key, "` of the data files.")] pub const $name: u64 = 1 << $bit;)*
            /// Name in the data files -> bit.
            pub const KEYS: &[(&str, u64)] = &[$(($key, $name)),*];
        };
    }
    classes! {
        DET "det" 0; DEF "def" 1; POSS "poss" 2; SUBJECT "subject" 3; MALE "male" 4; FEMALE "female" 5;
        PRONOUN "pronoun" 6; FIRST "first" 7; PREP "prep" 8; COORD "coord" 9; SUBORD "subord" 10;
        RELATIVE "relative" 11; THAT "that" 12; WH "wh" 13; AUX "aux" 14; BE "be" 15; HAVE "have" 16;
        MODAL "modal" 17; NEG "neg" 18; ADVERB "adverb" 19; TIME "time" 20; DAY "day" 21; MONTH "month" 22;
        NUMBER "number" 23; TITLE "title" 24; HONORIFIC "honorific" 25; ROLE "role" 26; PEOPLE "people" 27;
        ORG "org" 28; DOC "doc" 29; PLACE "place" 30; NATION "nation" 31; FAMOUS "famous" 32; SUFFIX "suffix" 33;
        PARTICLE "particle" 34; NOTNAME "notname" 35; VENUE "venue" 36; ADDRESSEE "addressee" 37; GIVEN_M "m" 38;
        GIVEN_F "f" 39; SURNAME "surname" 40; VERB "verb" 41; PAST "past" 42; PART "part" 43; PRES "pres" 44;
        BASE "base" 45; ING "ing" 46; ACCORDING "according" 47; NOUN "noun" 48; INF "inf" 49;
        FIRM "firm" 50; RELATION "relation" 51;
    }
    /// Either gender's given names.
    pub const GIVEN: u64 = GIVEN_M | GIVEN_F;
    /// Words that are no part of a name.
    pub const FUNCTION: u64 = NOTNAME
        | DET
        | PREP
        | COORD
        | SUBORD
        | PRONOUN
        | AUX
        | MODAL
        | WH
        | ADVERB
        | NEG
        | POSS
        | NUMBER;
    /// Any form of a reporting verb.
    pub const CUE: u64 = PAST | PART | PRES | BASE | ING;
}

/// What a reporting verb takes, one bit each; the letters are those of `cues.txt`.
pub mod takes {
    /// Words in quotation marks.
    pub const DIRECT: u16 = 1;
    /// A clause without `that`.
    pub const CLAUSE: u16 = 2;
    /// A clause with `that`, `how`, `whether`.
    pub const THAT: u16 = 4;
    /// A noun phrase.
    pub const NOUN: u16 = 8;
    /// An infinitive.
    pub const INF: u16 = 16;
    /// First whom it was said to.
    pub const OBJECT: u16 = 32;
    /// It reports belief, not speech.
    pub const BELIEF: u16 = 64;
    /// It is common with quite other meanings.
    pub const WEAK: u16 = 128;
    /// It reports only with its particle (`point out`, `put it`).
    pub const PARTICLE: u16 = 256;
    /// It is never without whom it was said to (`told reporters`): what stands behind it is not its subject.
    pub const ADDRESSED: u16 = 512;
}

/// Prepositions a reporting verb may take, one bit each.
pub const PREPOSITIONS: &[&str] = &[
    "for", "on", "about", "against", "to", "at", "with", "of", "out", "in", "over", "it",
];

/// A reporting verb.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cue {
    /// Bits of [`takes`].
    pub takes: u16,
    /// Bits by place in [`PREPOSITIONS`].
    pub prepositions: u16,
}

impl Cue {
    /// True when this preposition or particle goes with the verb.
    pub fn goes_with(self, word: &str) -> bool {
        let place = PREPOSITIONS.iter().position(|p| *p == word);
        place.is_some_and(|k| self.prepositions & (1 << k) != 0)
    }
}

/// One word's entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Word {
    /// Bits of [`class`].
    pub classes: u64,
    /// Index into [`Lexicon::cues`]; 0 is none.
    pub cue: u16,
    /// Its number among the words of [`Lexicon::dates`]: one look tells both.
    pub date: WordId,
}

/// All words of a language.
pub struct Lexicon {
    /// By their letters in one number: no pointer to follow, nothing to compare byte by byte. What stands with them
    /// are places in `entries`.
    words: Table,
    /// Those of more than 16 bytes.
    long: FxHashMap<Box<[u8]>, Word>,
    /// Each once, as many words have the same: the table stays small enough to be at hand between two articles. The
    /// first is that of all other words.
    entries: Vec<Word>,
    /// Reporting verbs; the first is a dummy.
    pub cues: Vec<Cue>,
    /// True when its data is of a language with `he said`, not `dit-il`: English.
    pub english: bool,
    /// The words of dates in its language.
    pub dates: &'static dates::Lexicon,
}

impl Lexicon {
    /// The entry of a word, given in lower case with straight apostrophes.
    pub fn get(&self, folded: &[u8]) -> Word {
        match key(folded) {
            Some(key) => self.by_hash(short::hash(key)),
            None => self.long.get(folded).copied().unwrap_or_default(),
        }
    }

    /// The entry of a word known by the [`short::hash`] of its [`key`].
    pub fn by_hash(&self, hash: u64) -> Word {
        let place = usize::from(self.words.get(hash));
        self.entries.get(place).copied().unwrap_or_default()
    }

    /// The verb a word's entry names.
    pub fn cue(&self, index: u16) -> Cue {
        self.cues.get(index as usize).copied().unwrap_or_default()
    }

    /// Reads the data of a language: its code, none for English.
    fn read(
        words: &str,
        given: &str,
        surnames: &str,
        cues: &str,
        language: Option<&str>,
    ) -> Lexicon {
        let mut read = Reading {
            words: FxHashMap::default(),
            long: FxHashMap::default(),
            cues: vec![Cue::default()],
        };
        read.classes(words, 0);
        read.classes(given, 0);
        read.classes(surnames, class::SURNAME);
        for line in lines(cues) {
            read.cue_line(line);
        }
        let dates = dates::of(language);
        for (key, id) in dates.listed() {
            read.words.entry(key).or_default().date = id;
        }
        let mut entries = vec![Word::default()];
        let mut places: FxHashMap<Word, u16> = FxHashMap::default();
        let words = read.words.into_iter().map(|(key, word)| {
            let place = places.entry(word).or_insert_with(|| {
                entries.push(word);
                (entries.len() - 1) as u16
            });
            (key, *place)
        });
        Lexicon {
            words: Table::of(words),
            long: read.long,
            entries,
            cues: read.cues,
            english: language.is_none(),
            dates,
        }
    }
}

/// The data of a language, while it is read.
struct Reading {
    words: FxHashMap<u128, Word>,
    long: FxHashMap<Box<[u8]>, Word>,
    cues: Vec<Cue>,
}

impl Reading {
    fn classes(&mut self, data: &str, mut bit: u64) {
        for line in lines(data) {
            if let Some(key) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                bit = class::KEYS
                    .iter()
                    .find(|(k, _)| *k == key)
                    .map_or(0, |(_, b)| *b);
                debug_assert!(bit != 0, "unknown class {key}");
                continue;
            }
            for word in line.split_whitespace() {
                self.entry(word).classes |= bit;
            }
        }
    }

    fn entry(&mut self, word: &str) -> &mut Word {
        match key(word.as_bytes()) {
            Some(key) => self.words.entry(key).or_default(),
            None => self.long.entry(word.as_bytes().into()).or_default(),
        }
    }

    fn cue_line(&mut self, line: &str) {
        let mut fields = line.split_whitespace();
        let Some(lemma) = fields.next() else { return };
        let mut cue = Cue::default();
        let (mut past, mut part, mut listed) = (None, None, Vec::new());
        for field in fields {
            if let Some(form) = field.strip_prefix("past=") {
                past = Some(form.to_owned());
            } else if let Some(form) = field.strip_prefix("part=") {
                part = Some(form.to_owned());
            } else if let Some(forms) = field.strip_prefix("forms=") {
                listed.extend(forms.split(',').map(str::to_owned));
            } else if let Some(preposition) = field.strip_prefix('+') {
                if let Some(k) = PREPOSITIONS.iter().position(|p| *p == preposition) {
                    cue.prepositions |= 1 << k;
                }
            } else {
                cue.takes |= field.bytes().map(letter).fold(0, |a, b| a | b);
            }
        }
        let index = self.cues.len() as u16;
        self.cues.push(cue);
        let double = lemma.ends_with('*');
        let lemma = lemma.trim_end_matches('*');
        let mut set = |form: &str, bit: u64| {
            let word = self.entry(form);
            word.classes |= bit;
            word.cue = index;
        };
        if !listed.is_empty() {
            // Other languages list their forms: finite ones, and `~` before a gerund or participle.
            set(lemma, class::INF);
            for form in &listed {
                match form.strip_prefix('~') {
                    Some(form) => set(form, class::ING),
                    None => set(form, class::PAST | class::PRES),
                }
            }
            return;
        }
        let forms = inflect(lemma, double);
        let past = past.unwrap_or(forms.past);
        let part = part.unwrap_or_else(|| past.clone());
        set(lemma, class::BASE);
        set(&forms.third, class::PRES);
        set(&past, class::PAST);
        set(&part, class::PART);
        set(&forms.ing, class::ING);
    }
}

fn lines(data: &str) -> impl Iterator<Item = &str> {
    data.lines()
        .map(|l| l.split('#').next().unwrap_or_default().trim())
        .filter(|l| !l.is_empty())
}

fn letter(b: u8) -> u16 {
    match b {
        b'D' => takes::DIRECT,
        b'C' => takes::CLAUSE,
        b'T' => takes::THAT,
        b'N' => takes::NOUN,
        b'I' => takes::INF,
        b'O' => takes::OBJECT,
        b'L' => takes::BELIEF,
        b'W' => takes::WEAK,
        b'X' => takes::PARTICLE,
        b'A' => takes::ADDRESSED,
        _ => 0,
    }
}

struct Forms {
    third: String,
    past: String,
    ing: String,
}

/// Regular English inflection.
fn inflect(lemma: &str, double: bool) -> Forms {
    let vowel_y = |s: &str| {
        let mut back = s.bytes().rev().skip(1);
        matches!(back.next(), Some(b'a' | b'e' | b'o' | b'u'))
    };
    let ends = |e: &str| lemma.ends_with(e);
    let stem = match double {
        true => format!("{lemma}{}", &lemma[lemma.len() - 1..]),
        false => lemma.to_owned(),
    };
    let y = ends("y") && !vowel_y(lemma);
    let cut = &lemma[..lemma.len().saturating_sub(1)];
    let third = match () {
        () if y => format!("{cut}ies"),
        () if ends("s") || ends("sh") || ends("ch") || ends("x") || ends("z") || ends("go") => {
            format!("{lemma}es")
        }
        () => format!("{lemma}s"),
    };
    let past = match () {
        () if y => format!("{cut}ied"),
        () if ends("e") => format!("{lemma}d"),
        () => format!("{stem}ed"),
    };
    let ing = match () {
        () if ends("ie") => format!("{}ying", &lemma[..lemma.len() - 2]),
        () if ends("ee") => format!("{lemma}ing"),
        () if ends("e") => format!("{cut}ing"),
        () => format!("{stem}ing"),
    };
    Forms { third, past, ing }
}

/// The lexicon of a language; English for those without a folder of data.
pub fn of(language: Option<&str>) -> &'static Lexicon {
    static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
    static SPANISH: OnceLock<Lexicon> = OnceLock::new();
    static FRENCH: OnceLock<Lexicon> = OnceLock::new();
    macro_rules! load {
        ($folder:literal, $language:expr) => {
            Lexicon::read(
                include_str!(concat!("lang/", $folder, "/words.txt")),
                include_str!("lang/given.txt"),
                include_str!("lang/surnames.txt"),
                include_str!(concat!("lang/", $folder, "/cues.txt")),
                $language,
            )
        };
    }
    match language {
        Some("es") => SPANISH.get_or_init(|| load!("es", language)),
        Some("fr") => FRENCH.get_or_init(|| load!("fr", language)),
        _ => ENGLISH.get_or_init(|| load!("en", None)),
    }
}

/// A number that is equal for equal words, whatever their case.
pub fn number(folded: &[u8]) -> u32 {
    match key(folded) {
        Some(key) => number_of(short::hash(key)),
        None => {
            let mut hasher = FxHasher::default();
            folded.hash(&mut hasher);
            let full = hasher.finish();
            (full ^ (full >> 32)) as u32
        }
    }
}

/// The [`number`] of a word of up to 16 small letters of ASCII.
pub const fn number_of_small(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let mut key = 0;
    let mut at = 0;
    while at < bytes.len() {
        assert!(bytes[at].is_ascii_lowercase());
        key |= (bytes[at] as u128) << (8 * at);
        at += 1;
    }
    number_of(short::hash(key))
}

/// The [`number`] of a word known by the [`short::hash`] of its [`key`].
pub const fn number_of(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The bytes of a word in one number, ASCII letters in lower case; none beyond 16 bytes.
pub fn key(word: &[u8]) -> Option<u128> {
    short::letters(word).map(u128::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        let lexicon = of(None);
        let bits = |word: &str| lexicon.get(word.as_bytes()).classes & class::CUE;
        assert_eq!(bits("said"), class::PAST | class::PART);
        assert_eq!(bits("denies"), class::PRES);
        assert_eq!(bits("admitted"), class::PAST | class::PART);
        assert_eq!(bits("writing"), class::ING);
        assert_eq!(bits("written"), class::PART);
        assert_eq!(bits("declare"), class::BASE);
        assert_eq!(bits("table"), 0);
    }

    #[test]
    fn every_language_loads_and_lists_each_verb_once() {
        for (language, cues) in [
            ("en", include_str!("lang/en/cues.txt")),
            ("es", include_str!("lang/es/cues.txt")),
            ("fr", include_str!("lang/fr/cues.txt")),
        ] {
            assert!(of(Some(language)).cues.len() > 40);
            let mut lemmas: Vec<&str> = lines(cues)
                .filter_map(|l| l.split_whitespace().next())
                .map(|l| l.trim_end_matches('*'))
                .collect();
            let all = lemmas.len();
            lemmas.sort_unstable();
            lemmas.dedup();
            assert_eq!(lemmas.len(), all, "{language}");
        }
    }

    #[test]
    fn equal_words_have_equal_numbers() {
        assert_eq!(number(b"berg"), number(b"berg"));
        assert_eq!(
            number(b"incomprehensible"),
            number_of_small("incomprehensible")
        );
        assert_ne!(number(b"berg"), number(b"burg"));
    }
}
