//! A word of a query -> the words of the index it stands for.
//!
//! The index holds words as written. A plain word means every word of the same stem, in the language
//! of each article: the dictionary is walked over the words that begin like it, and those whose stem is
//! the same are taken, each with the set of languages in which that holds. An article in another
//! language is not matched by them. This costs some hundred stems for a query and spares indexing
//! all of them. Stemmers are Snowball's (M. Porter, R. Boulton).

use std::cell::Cell;
use std::sync::OnceLock;

use anyhow::bail;
use frostem::{Algorithm, Stemmer};
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;

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
    /// Where the dictionary is walked: words that begin so.
    prefix: String,
    stems: Vec<(usize, String)>,
}

impl Stems {
    /// Prepares the walk.
    pub fn new(word: &str, languages: &[usize]) -> Self {
        let stems: Vec<(usize, String)> = languages
            .iter()
            .map(|l| (*l, stemmers()[*l].stem(word).into_owned()))
            .collect();
        let prefix = stems
            .iter()
            .map(|(l, stem)| prefix(word, stem, *l))
            .min_by_key(|p| p.len())
            .unwrap_or(word);
        Stems {
            word: word.to_owned(),
            prefix: prefix.to_owned(),
            stems,
        }
    }

    /// The languages in which `candidate` is a form of the word.
    fn agree(&self, candidate: &str) -> Languages {
        if candidate == self.word {
            return EVERY;
        }
        // No ending of these languages is longer; most candidates fall here.
        if candidate.len() > self.prefix.len() + 14 {
            return 0;
        }
        let mut set = 0;
        for (l, stem) in &self.stems {
            if stemmers()[*l].stem(candidate) == *stem {
                set |= 1 << l;
            }
        }
        set
    }

    /// The variants a dictionary has, in order of the dictionary.
    pub fn find(&self, dictionary: &TermDictionary) -> anyhow::Result<Vec<Variant>> {
        let mut found = Vec::new();
        if self.prefix.chars().count() < 2 {
            if let Some(info) = dictionary.get(&self.word)? {
                found.push((self.word.clone().into_bytes(), info, EVERY));
            }
            return Ok(found);
        }
        walk(dictionary, &self.prefix, |key, info| {
            if let Ok(candidate) = std::str::from_utf8(key) {
                let set = self.agree(candidate);
                if set != 0 {
                    found.push((key.to_vec(), info.clone(), set));
                }
            }
            Ok(true)
        })?;
        Ok(found)
    }
}

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
    let chars: Vec<char> = word.chars().collect();
    let Some(first) = chars.first() else {
        return Ok(found);
    };
    walk(dictionary, first.encode_utf8(&mut [0; 4]), |key, info| {
        spend(effort, 1)?;
        // Every letter is one byte at least.
        if key.len() + usize::from(edits) < chars.len() {
            return Ok(true);
        }
        if let Ok(candidate) = std::str::from_utf8(key)
            && candidate.chars().count().abs_diff(chars.len()) <= usize::from(edits)
        {
            spend(effort, COMPARED)?;
            if within(&chars, candidate, usize::from(edits)).is_none() {
                return Ok(true);
            }
            found.push((key.to_vec(), info.clone(), EVERY));
        }
        Ok(true)
    })?;
    Ok(found)
}

/// The edit distance when it is at most `most`: insertions, deletions, substitutions, and swaps of
/// neighbours (optimal string alignment).
pub fn within(word: &[char], candidate: &str, most: usize) -> Option<usize> {
    if candidate.len() > (word.len() + most) * 4 {
        return None;
    }
    let other: Vec<char> = candidate.chars().collect();
    if other.len().abs_diff(word.len()) > most {
        return None;
    }
    let width = word.len() + 1;
    let mut before = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (i, b) in other.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, a) in word.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[i - 1] && word[j - 1] == *b {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        if row.iter().min().is_some_and(|m| *m > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[width - 1]).filter(|d| *d <= most)
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
        assert!("happy".starts_with(&happy.prefix) && happy.agree("happy") == 1);
        let hope = Stems::new("hope", &[0]);
        assert!("hoping".starts_with(&hope.prefix) && hope.agree("hoping") == 1);
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
        let d = |a: &str, b: &str, n| within(&a.chars().collect::<Vec<_>>(), b, n);
        assert_eq!(d("lavrov", "lavorv", 1), Some(1));
        assert_eq!(d("lavrov", "lavrow", 2), Some(1));
        assert_eq!(d("lavrov", "larvae", 2), None);
    }
}
