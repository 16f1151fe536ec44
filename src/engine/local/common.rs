//! Words so common in what people say that they are indexed once more for the statements they stand in.
//!
//! What is said is part of the body and indexed with it: whether a word of the body lies in a statement is looked up
//! where it is asked for. For a word that is in a third of all articles that takes a tenth of a second on a million of
//! them. These few words, a file for each language in `common/`, are found without a look: those that one of seven
//! articles has, about. Every further one would cost time when articles are indexed, and save little when it is asked
//! for. Any other word is found just as well.
//!
//! The postings of a word tell how many statements of an article have it. Where one of them has it more than once, a
//! second term tells how much the best of these is worth, about: see [`repeated`].

use std::ops::Range;
use std::sync::OnceLock;

use super::analyzer::Folded;
use super::ranking;
use crate::text::short::{self, Table};
use crate::text::words::{self, Letters};

/// The words of each language, as people write them.
const WORDS: [&str; 3] = [
    include_str!("common/en.txt"),
    include_str!("common/es.txt"),
    include_str!("common/fr.txt"),
];

/// All of them.
struct Listed {
    /// A bit for the upper bits of the hash of each: of other words, one in fifty has them.
    first: Box<[u64; BITS / 64]>,
    /// Their numbers, from 1.
    all: Table,
    /// The letters of each, and how many.
    words: Vec<(u128, usize)>,
}

/// One kilobyte.
const BITS: usize = 1 << LOG_BITS;
const LOG_BITS: u32 = 13;

impl Listed {
    /// The number of the word with this hash, 0 for one that is not common.
    #[inline(always)]
    fn number(&self, hash: u64) -> u16 {
        let at = bit(hash);
        match self.first[at / 64] & 1 << (at % 64) != 0 {
            true => self.all.get(hash),
            false => 0,
        }
    }

    fn letters(&self, number: u16) -> (u128, usize) {
        self.words[usize::from(number) - 1]
    }
}

fn listed() -> &'static Listed {
    static LISTED: OnceLock<Listed> = OnceLock::new();
    LISTED.get_or_init(|| {
        let mut all = Vec::new();
        for text in WORDS {
            words::letters(text, |word| all.extend(key(word)));
        }
        all.sort_unstable();
        all.dedup();
        let mut first = Box::new([0; BITS / 64]);
        for (key, _) in &all {
            let at = bit(short::hash(*key));
            first[at / 64] |= 1 << (at % 64);
        }
        let numbered = all.iter().enumerate();
        let numbered = numbered.map(|(k, (key, _))| (*key, k as u16 + 1));
        Listed {
            first,
            all: Table::of(numbered),
            words: all,
        }
    })
}

/// The bit of a word with this hash.
fn bit(hash: u64) -> usize {
    (hash >> (u64::BITS - LOG_BITS)) as usize
}

/// None is longer than one number.
fn key(word: Letters) -> Option<(u128, usize)> {
    match word {
        Letters::Few(key, len) => Some((key, len)),
        Letters::Many(_) => None,
    }
}

/// True for a common word, folded.
pub fn is_common(word: &[u8]) -> bool {
    let word = Letters::of(word);
    key(word).is_some() && listed().number(word.hash()) != 0
}

/// The term of a word that stands with an article as often as the [`level`] of the best statement that has the word
/// twice or more.
pub fn repeated(word: &[u8]) -> Vec<u8> {
    [word, b"+"].concat()
}

/// Steps from one half to one.
const STEPS: f32 = 16.0;

/// How much a word that a statement of so many words has so often is worth, in steps: of most that can be, one half or
/// less is the first one. Depends on [`ranking`], and is part of the index as all that is indexed.
fn level(count: u32, words: u32) -> u32 {
    let share = count as f32 / (count as f32 + ranking::k_of_statement(words));
    ((share - 0.5) * 2.0 * STEPS).ceil().max(1.0) as u32
}

/// What so many in a statement of so many words are worth, beside what is left to the most that can be: the count by its
/// `K`.
fn odds(count: f32, words: u32) -> f32 {
    count / ranking::k_of_statement(words)
}

/// What stands in any statement is worth no more, where no form of a word that stands in one more than once is above
/// this level, 0 for none; `others` is how many more words there may be in the statement, at most.
///
/// Counts by their `K` add up. They grow faster than the level, so those of two repeated forms together are no more than
/// that of one whose level is the sum of both, and of another that stands there once.
pub fn most(weight: f32, level: u32, others: f32) -> f32 {
    // To be on the safe side of what is rounded.
    let share = (0.5 + level as f32 / STEPS / 2.0) * 1.0001;
    let full = weight * (ranking::K1 + 1.0);
    if share >= 1.0 {
        return full;
    }
    // Two words are in a statement of two at least.
    let one = match others > 0.0 {
        true => odds(1.0, 2),
        false => odds(1.0, 1),
    };
    let sum = one.max(share / (1.0 - share)) + others * one;
    let once = ranking::points(weight, 1.0, ranking::k_of_statement(1));
    (full * (sum / (1.0 + sum)) * 1.0001).max(once)
}

/// The common words of a text.
pub struct Common {
    listed: &'static Listed,
    /// Words taken.
    words: u32,
    /// Which of them are common, and their numbers.
    found: Vec<(u32, u16)>,
    /// Those of a statement.
    room: Vec<u16>,
    /// Those that a statement has more than once, and its level.
    repeated: Vec<(u16, u32)>,
}

/// Bytes of a text for each of its common words, about.
const BYTES: usize = 64;

impl Common {
    /// Of a text of so many bytes that is not yet begun.
    pub fn of(bytes: usize) -> Self {
        Common {
            listed: listed(),
            words: 0,
            found: Vec::with_capacity(bytes / BYTES),
            room: Vec::with_capacity(64),
            repeated: Vec::new(),
        }
    }

    /// Takes the next word of the text, known by its [`hash`](Letters::hash).
    #[inline(always)]
    pub fn take(&mut self, hash: u64) {
        let number = self.listed.number(hash);
        if number != 0 {
            self.found.push((self.words, number));
        }
        self.words += 1;
    }

    /// Adds those of a statement, which is these words of the text, to what is `said`.
    pub fn among(&mut self, words: &Range<u32>, said: &mut Folded) {
        let from = self.found.partition_point(|(at, _)| *at < words.start);
        let here = self.found[from..].iter();
        let here = here.take_while(|(at, _)| *at < words.end);
        self.room.clear();
        self.room.extend(here.map(|(_, number)| *number));
        self.room.sort_unstable();
        for same in self.room.chunk_by(|a, b| a == b) {
            let (key, len) = self.listed.letters(same[0]);
            said.take(Letters::Few(key, len));
            if same.len() > 1 {
                let level = level(same.len() as u32, words.len() as u32);
                self.repeated.push((same[0], level));
            }
        }
    }

    /// Adds what is known when all statements are.
    pub fn finish(mut self, said: &mut Folded) {
        self.repeated.sort_unstable();
        for same in self.repeated.chunk_by(|a, b| a.0 == b.0) {
            let (number, most) = same[same.len() - 1];
            let (key, len) = self.listed.letters(number);
            let term = repeated(&key.to_le_bytes()[..len]);
            (0..most).for_each(|_| said.take(Letters::Many(&term)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_common_in_any_language_however_they_are_written() {
        let has = |word: &str| is_common(word.as_bytes());
        for word in [
            "president",
            "government",
            "gobierno",
            "ano",
            "etat",
            "annees",
        ] {
            assert!(has(word), "{word}");
        }
        for word in [
            "the",
            "the president",
            "presidente de",
            "zyzzyva",
            "",
            "enlargement",
        ] {
            assert!(!has(word), "{word}");
        }
        // One that is longer would never be found.
        for text in WORDS {
            words::letters(text, |word| assert!(key(word).is_some()));
        }
    }

    #[test]
    fn those_of_a_statement_are_those_of_its_words() {
        let text = "The President said: a government of many years, a new Government.";
        let mut common = Common::of(text.len());
        words::letters(text, |word| common.take(word.hash()));
        let mut of = |range| {
            let mut said = Folded::default();
            common.among(&range, &mut said);
            said.finish()
        };
        assert_eq!(of(0..11), "years president government ");
        assert_eq!(of(4..5), "government ");
        assert_eq!(of(5..8), "years ");
        assert_eq!(of(2..4), "");
        assert_eq!(of(11..90), "");
        let mut said = Folded::default();
        common.finish(&mut said);
        // Two of eleven words: 2 / (2 + 1.2 * (0.4 + 0.6 * 11 / 20)), in 32ths.
        assert_eq!(said.finish(), "government+ ".repeat(7));
    }

    #[test]
    fn no_statement_is_worth_more_than_its_level_says() {
        for count in 2..60u32 {
            for words in count..600 {
                let k = ranking::k_of_statement(words);
                let (worth, level) = (ranking::points(3.7, count as f32, k), level(count, words));
                assert!(worth <= most(3.7, level, 0.0), "{count} of {words}");
                // Two steps lower would be too low, but for what a word alone is worth.
                let lower = level.checked_sub(2).map(|level| most(3.7, level, 0.0));
                assert!(lower.is_none_or(|lower| lower < worth || lower == most(3.7, 0, 0.0)));
            }
            let once = ranking::points(3.7, 1.0, ranking::k_of_statement(count));
            assert!(once <= most(3.7, 0, 0.0));
        }
    }

    #[test]
    fn nor_are_several_words_of_one() {
        for counts in [
            [1, 1, 0],
            [2, 1, 0],
            [3, 2, 0],
            [1, 1, 1],
            [4, 4, 1],
            [9, 9, 9],
        ] {
            let all: u32 = counts.iter().sum();
            for words in all..200 {
                let levels = counts.map(|count| match count {
                    0 | 1 => 0,
                    _ => level(count, words),
                });
                let others = counts.iter().filter(|count| **count > 0).count() - 1;
                let worth = ranking::points(3.7, all as f32, ranking::k_of_statement(words));
                let most = most(3.7, levels.iter().sum(), others as f32);
                assert!(worth <= most, "{counts:?} of {words}: {worth} {most}");
            }
        }
        // They are not worth all that words can be.
        assert!(most(1.0, 0, 1.0) < 0.8 * (ranking::K1 + 1.0));
    }
}
