//! A word of a query -> the words of the index it stands for.
//!
//! The index holds words as written. A plain word means every word of the same stem, in the language
//! of each article: the dictionary is walked over the words that begin like it, and those whose stem is
//! the same are taken, each with the set of languages in which that holds. An article in another
//! language is not matched by them. This costs some hundred stems for a query and spares indexing
//! all of them. Stemmers are Snowball's (M. Porter, R. Boulton).

use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

use anyhow::bail;
use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;

use super::slips::Slips;

/// Languages with a stemmer; the place in this list is the number stored with each article. English
/// stands first, and for all that is unknown. Appending is safe, reordering needs a rebuild.
const LANGUAGES: &[(&str, Algorithm)] = &[
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("it", Algorithm::Italian),
    ("pt", Algorithm::Portuguese),
    ("nl", Algorithm::Dutch),
    ("ru", Algorithm::Russian),
    ("tr", Algorithm::Turkish),
    ("sv", Algorithm::Swedish),
    ("da", Algorithm::Danish),
    ("no", Algorithm::Norwegian),
    ("fi", Algorithm::Finnish),
    ("hu", Algorithm::Hungarian),
    ("ro", Algorithm::Romanian),
    ("el", Algorithm::Greek),
    ("ar", Algorithm::Arabic),
];

/// A set of languages, a bit each.
pub type Languages = u32;

/// All of them: a word that stands for itself.
pub const EVERY: Languages = u32::MAX;

/// Languages that no stemmer knows; only the word itself matches there.
const NO_STEMMER: u64 = 31;

/// Most words one wildcard may stand for.
pub const MAX_WORDS: usize = 50_000;

/// What a query may spend on walking through dictionaries for patterns and slips, in words looked at; one that is
/// compared letter by letter counts [`COMPARED`] times.
pub const EFFORT: u64 = 4_000_000;
/// What it costs to compare two words letter by letter.
const COMPARED: u64 = 8;

/// Fails when nothing is left.
fn spend(effort: &Cell<u64>, cost: u64) -> anyhow::Result<()> {
    match effort.get().checked_sub(cost) {
        Some(left) => {
            effort.set(left);
            Ok(())
        }
        None => bail!(
            "this query looks through too many words: give more letters before each *, ask for fewer ~"
        ),
    }
}

/// A word of the index, where its postings lie, and the languages in which it counts.
pub type Variant = (Vec<u8>, TermInfo, Languages);

/// The number stored with an article in this language (ISO 639-1).
pub fn language_number(code: Option<&str>) -> u64 {
    match code {
        None => 0,
        Some(code) => LANGUAGES
            .iter()
            .position(|(c, _)| *c == code)
            .map_or(NO_STEMMER, |i| i as u64),
    }
}

/// The languages of an index that have a stemmer, given which codes it holds.
pub fn known(mut holds: impl FnMut(&str) -> anyhow::Result<bool>) -> anyhow::Result<Vec<usize>> {
    let mut found = vec![0];
    for (i, (code, _)) in LANGUAGES.iter().enumerate().skip(1) {
        if holds(code)? {
            found.push(i);
        }
    }
    Ok(found)
}

fn stemmers() -> &'static [Stemmer] {
    static STEMMERS: OnceLock<Vec<Stemmer>> = OnceLock::new();
    STEMMERS.get_or_init(|| LANGUAGES.iter().map(|(_, a)| Stemmer::new(*a)).collect())
}

/// Words of the same stem as `word` (folded), for each of these languages.
pub struct Stems {
    word: String,
    /// Where the dictionary is walked: words that begin so; none begins like another.
    prefixes: Vec<String>,
    /// Bytes of the longest word looked at.
    longest: usize,
    stems: Vec<(usize, String)>,
    /// Words seen before: those of one segment and field are mostly in the others, too.
    seen: RefCell<FxHashMap<Box<str>, Languages>>,
}

impl Stems {
    /// Prepares the walk.
    pub fn new(word: &str, languages: &[usize]) -> Self {
        let stems: Vec<(usize, String)> = languages
            .iter()
            .map(|l| (*l, stemmers()[*l].stem(word).into_owned()))
            .collect();
        let mut prefixes = Vec::new();
        for (language, stem) in &stems {
            let apart = match language {
                0 => APART.iter().find(|(_, own)| own == stem),
                _ => None,
            };
            match apart {
                Some((form, own)) => prefixes.extend([*form, prefix(own, own, 0)]),
                None => prefixes.push(prefix(word, stem, *language)),
            }
        }
        prefixes.sort_unstable();
        prefixes.dedup_by(|next, kept| next.starts_with(*kept));
        let longest = prefixes.iter().map(|p| p.len()).max().unwrap_or_default();
        Stems {
            word: word.to_owned(),
            // No ending of these languages is longer.
            longest: longest + 14,
            prefixes: prefixes.into_iter().map(str::to_owned).collect(),
            stems,
            seen: RefCell::default(),
        }
    }

    /// The languages in which `candidate` is a form of the word.
    fn agree(&self, candidate: &str) -> Languages {
        if candidate == self.word {
            return EVERY;
        }
        // Most candidates fall here.
        if candidate.len() > self.longest {
            return 0;
        }
        let mut seen = self.seen.borrow_mut();
        if let Some(set) = seen.get(candidate) {
            return *set;
        }
        let mut set = 0;
        for (l, stem) in &self.stems {
            if stemmers()[*l].stem(candidate) == *stem {
                set |= 1 << l;
            }
        }
        seen.insert(candidate.into(), set);
        set
    }

    /// The variants a dictionary has, in order of the dictionary.
    pub fn find(&self, dictionary: &TermDictionary) -> anyhow::Result<Vec<Variant>> {
        let mut found = Vec::new();
        for prefix in &self.prefixes {
            if prefix.chars().count() < 2 {
                if let Some(info) = dictionary.get(&self.word)? {
                    found.push((self.word.clone().into_bytes(), info, EVERY));
                }
                continue;
            }
            walk(dictionary, prefix, |key, info| {
                if let Ok(candidate) = std::str::from_utf8(key) {
                    let set = self.agree(candidate);
                    if set != 0 {
                        found.push((key.to_vec(), info.clone(), set));
                    }
                }
                Ok(true)
            })?;
        }
        Ok(found)
    }
}

/// English words that begin otherwise than their stem: exceptions of the Porter2 stemmer.
const APART: &[(&str, &str)] = &[("dying", "die"), ("lying", "lie"), ("tying", "tie")];

/// What all words of this stem begin with, as far as stemmers change no more than an ending.
fn prefix<'w>(word: &'w str, stem: &str, language: usize) -> &'w str {
    let mut common = 0;
    for ((at, a), b) in word.char_indices().zip(stem.chars()) {
        if a != b {
            break;
        }
        common = at + a.len_utf8();
    }
    let mut prefix = &word[..common];
    if language == 0 {
        // hope/hoping, happy/happiness, policy/policies
        if stem.ends_with(['e', 'i', 'y']) && common == stem.len() && prefix.len() > 2 {
            prefix = &prefix[..prefix.len() - 1];
        }
    } else {
        // Romance and Germanic stemmers rewrite up to two letters (cheval/chevaux, eux/euse).
        for _ in 0..2 {
            if prefix.chars().count() > 4 {
                let last = prefix.char_indices().next_back().map_or(0, |(i, _)| i);
                prefix = &prefix[..last];
            }
        }
    }
    prefix
}

/// Calls `take` for every word that begins with `prefix`, until it answers false.
fn walk(
    dictionary: &TermDictionary,
    prefix: &str,
    mut take: impl FnMut(&[u8], &TermInfo) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut stream = dictionary.range().ge(prefix).into_stream()?;
    while stream.advance() {
        if !stream.key().starts_with(prefix.as_bytes()) || !take(stream.key(), stream.value())? {
            break;
        }
    }
    Ok(())
}

/// The words a pattern with `*` and `?` stands for. The pattern is folded; `shown` names it in errors.
pub fn pattern(
    dictionary: &TermDictionary,
    pattern: &str,
    shown: &str,
    effort: &Cell<u64>,
) -> anyhow::Result<Vec<Variant>> {
    let wild = ['*', '?'];
    let literal = &pattern[..pattern.find(wild).unwrap_or(pattern.len())];
    let mut found = Vec::new();
    let parts: Vec<char> = pattern.chars().collect();
    // Most words of a dictionary lack the longest run of letters, which is quickly seen.
    let longest = pattern.split(wild).max_by_key(|run| run.len());
    let longest = memchr::memmem::Finder::new(longest.unwrap_or_default());
    walk(dictionary, literal, |key, info| {
        spend(effort, 1)?;
        if longest.find(key).is_none() {
            return Ok(true);
        }
        spend(effort, COMPARED)?;
        if let Ok(word) = std::str::from_utf8(key)
            && glob(&parts, word)
        {
            if found.len() == MAX_WORDS {
                bail!("{shown} stands for more than {MAX_WORDS} words: give more of its letters");
            }
            found.push((key.to_vec(), info.clone(), EVERY));
        }
        Ok(true)
    })?;
    Ok(found)
}

/// Does `*` (any run) and `?` (one character) match? Linear but for the last star, which is tried again.
pub fn glob(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((sp, st)) = star {
            p = sp + 1;
            t = st + 1;
            star = Some((sp, st + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The words within so many edits; the first letter must agree, as it nearly always does in slips.
pub fn fuzzy(
    dictionary: &TermDictionary,
    word: &str,
    edits: u8,
    effort: &Cell<u64>,
) -> anyhow::Result<Vec<Variant>> {
    let mut found = Vec::new();
    let length = word.chars().count();
    let mut near = Near::new(word);
    let mut take = |key: &[u8], info: &TermInfo| {
        spend(effort, COMPARED)?;
        if let Ok(candidate) = std::str::from_utf8(key)
            && near.edits(candidate, usize::from(edits)).is_some()
        {
            found.push((key.to_vec(), info.clone(), EVERY));
        }
        Ok(true)
    };
    match (Slips::of(word, edits, true), word.chars().next()) {
        (Some(slips), _) => {
            let mut stream = dictionary.search(slips).into_stream()?;
            while stream.advance() {
                take(stream.key(), stream.value())?;
            }
        }
        (None, Some(first)) => walk(dictionary, first.encode_utf8(&mut [0; 4]), |key, info| {
            spend(effort, 1)?;
            // Every letter is one byte at least.
            match key.len() + usize::from(edits) < length {
                true => Ok(true),
                false => take(key, info),
            }
        })?,
        (None, None) => {}
    }
    Ok(found)
}

/// A word, and how far others are from it.
pub struct Near {
    word: Vec<char>,
    letters: u64,
    other: Vec<char>,
    /// Three rows of the table, the last one first.
    rows: [Vec<usize>; 3],
}

impl Near {
    /// To this word.
    pub fn new(word: &str) -> Self {
        let word: Vec<char> = word.chars().collect();
        Near {
            letters: letters(word.iter().copied()),
            other: Vec::new(),
            rows: std::array::from_fn(|_| vec![0; word.len() + 1]),
            word,
        }
    }

    /// Letters to change, leave out, put in or swap with the next to make it `candidate`, when they are at most so
    /// many (F. J. Damerau, "A technique for computer detection and correction of spelling errors", 1964).
    pub fn edits(&mut self, candidate: &str, most: usize) -> Option<usize> {
        let word = &self.word;
        // Each edit takes away one kind of letter at most, and brings in one: this spares nearly all the tables.
        let letters = letters(candidate.chars());
        let lost = (self.letters & !letters).count_ones() as usize;
        let new = (letters & !self.letters).count_ones() as usize;
        if lost > most || new > most || candidate.len() > (word.len() + most) * 4 {
            return None;
        }
        self.other.clear();
        self.other.extend(candidate.chars());
        if self.other.len().abs_diff(word.len()) > most {
            return None;
        }
        let [last, before, row] = &mut self.rows;
        last.iter_mut().enumerate().for_each(|(i, n)| *n = i);
        for (i, b) in self.other.iter().enumerate() {
            row[0] = i + 1;
            for (j, a) in word.iter().enumerate() {
                let mut best = (last[j] + usize::from(a != b))
                    .min(last[j + 1] + 1)
                    .min(row[j] + 1);
                if i > 0 && j > 0 && *a == self.other[i - 1] && word[j - 1] == *b {
                    best = best.min(before[j - 1] + 1);
                }
                row[j + 1] = best;
            }
            if row.iter().min().is_some_and(|m| *m > most) {
                return None;
            }
            std::mem::swap(before, row);
            std::mem::swap(before, last);
        }
        Some(last[word.len()]).filter(|d| *d <= most)
    }
}

/// Which letters there are, one bit each; some share one.
fn letters(word: impl Iterator<Item = char>) -> u64 {
    word.fold(0, |all, c| all | 1 << (u32::from(c) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_agree_by_language() {
        let english = Stems::new("expansion", &[0]);
        assert_eq!(english.agree("expansions"), 1);
        assert_eq!(english.agree("expand"), 0);
        let happy = Stems::new("happiness", &[0]);
        let walks = |of: &Stems, word: &str| of.prefixes.iter().any(|p| word.starts_with(p));
        assert!(walks(&happy, "happy") && happy.agree("happy") == 1);
        let hope = Stems::new("hope", &[0]);
        assert!(walks(&hope, "hoping") && hope.agree("hoping") == 1);
        for word in ["tying", "tie", "ties", "tied"] {
            for languages in [&[0][..], &[0, 1, 2]] {
                let tie = Stems::new(word, languages);
                for other in ["tying", "tie", "ties", "tied"] {
                    assert!(walks(&tie, other), "{word}: {other} in {:?}", tie.prefixes);
                    assert_eq!(tie.agree(other) & 1, 1, "{word}: {other}");
                }
                assert!(
                    tie.prefixes
                        .windows(2)
                        .all(|two| !two[1].starts_with(&two[0]))
                );
            }
        }
        let both = Stems::new("port", &[0, 2]);
        assert_eq!(both.agree("ports") & 0b1, 1);
        assert_eq!(
            both.agree("porter") & 0b1,
            0,
            "French conflates it, English does not"
        );
        let meeting = Stems::new("reunion", &[0, 1]);
        assert_eq!(meeting.agree("reuniones") & 0b10, 0b10);
    }

    #[test]
    fn globs_and_distances() {
        let glob = |p: &str, t: &str| super::glob(&p.chars().collect::<Vec<_>>(), t);
        assert!(
            glob("expan*", "expansion")
                && glob("l?vrov", "lavrov")
                && glob("*sion", "mission")
                && glob("a*b*c", "axbybc")
        );
        assert!(!glob("expan*", "expel") && !glob("l?v", "lv"));
        let d = |a: &str, b: &str, n| Near::new(a).edits(b, n);
        assert_eq!(d("lavrov", "lavorv", 1), Some(1));
        assert_eq!(d("lavrov", "lavrow", 2), Some(1));
        assert_eq!(d("lavrov", "larvae", 2), None);
        // What one candidate leaves in the table is nothing to the next.
        let mut near = Near::new("Київ");
        let far = ["київський", "Києв", "в", "Кяїив", "Київ", ""];
        let edits = far.map(|candidate| near.edits(candidate, 2));
        assert_eq!(edits, [None, Some(1), None, Some(2), Some(0), None]);
    }
}
