//! Words near another one, found without a look at the others: the dictionary is an automaton, and this is another, and
//! only what both allow is walked (K. U. Schulz, S. Mihov, "Fast string correction with Levenshtein automata", 2002).
//!
//! States are sets of places in the word, a bit each, one set for each number of edits (S. Wu, U. Manber, "Fast text
//! searching allowing errors", 1992).

use tantivy_fst::Automaton;

/// Most edits asked for.
const MOST: usize = 2;
/// Longest word there is room for, in letters.
const LONGEST: usize = 63 - MOST;

/// Lets through all words within so many edits, and few others: a letter is known by its first byte alone.
pub struct Slips {
    edits: usize,
    /// The word's first letter, where it must agree.
    first: Box<[u8]>,
    /// For each first byte of a letter the places behind it in the word.
    behind: Box<[u64; 256]>,
    length: usize,
}

/// What has been read of a word.
#[derive(Clone, Copy)]
pub struct State {
    /// Bytes of the first letter that have come; [`FAR`] when others have.
    first: usize,
    /// For each number of edits the places in the word where the reading may be.
    places: [u64; MOST + 1],
    /// The places where it may be if the letter that comes is the one before the letter that came.
    swapped: [u64; MOST + 1],
}

/// Further than any letter is long.
const FAR: usize = 8;

impl Slips {
    /// Of this word, and of those that begin with the same letter alone if that `agrees`; none for an empty word, or
    /// where there is no room.
    pub fn of(word: &str, edits: u8, agrees: bool) -> Option<Self> {
        let length = word.chars().count();
        let first = match agrees {
            true => word.chars().next()?.len_utf8(),
            false => 0,
        };
        if length > LONGEST || usize::from(edits) > MOST {
            return None;
        }
        let mut behind = Box::new([0; 256]);
        for (n, (at, _)) in word.char_indices().enumerate() {
            behind[usize::from(word.as_bytes()[at])] |= 2 << n;
        }
        Some(Slips {
            edits: usize::from(edits),
            first: word.as_bytes()[..first].into(),
            behind,
            length,
        })
    }
}

impl Automaton for Slips {
    type State = State;

    fn start(&self) -> State {
        State {
            first: 0,
            // Letters at the beginning may be missing.
            places: [0b1, 0b11, 0b111],
            swapped: [0; MOST + 1],
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.first == self.first.len() && state.places[self.edits] >> self.length & 1 == 1
    }

    fn can_match(&self, state: &State) -> bool {
        state.first <= self.first.len() && state.places[self.edits] | state.swapped[self.edits] != 0
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let mut next = *state;
        if let Some(wanted) = self.first.get(state.first) {
            next.first = if *wanted == byte {
                state.first + 1
            } else {
                FAR
            };
        }
        if matches!(byte, 0x80..=0xbf) {
            return next;
        }
        let behind = self.behind[usize::from(byte)];
        // Places behind the end of the word are none.
        let word = (2u64 << self.length) - 1;
        for edits in 0..=self.edits {
            let mut places = state.places[edits] << 1 & behind;
            if let Some(fewer) = edits.checked_sub(1) {
                let before = state.places[fewer];
                // Put in, changed, left out, swapped.
                places |= before | before << 1 | next.places[fewer] << 1;
                places |= state.swapped[edits] & behind << 1;
                next.swapped[edits] = before << 2 & behind;
            }
            next.places[edits] = places & word;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::local::expand::Near;
    use proptest::prelude::*;

    fn lets_through(word: &str, edits: u8, other: &str) -> bool {
        passes(Slips::of(word, edits, true).unwrap(), other)
    }

    fn passes(slips: Slips, other: &str) -> bool {
        let mut state = slips.start();
        for byte in other.bytes() {
            if !slips.can_match(&state) {
                return false;
            }
            state = slips.accept(&state, byte);
        }
        slips.is_match(&state)
    }

    #[test]
    fn slips_are_let_through_and_little_else() {
        for other in ["lavrov", "lavorv", "lavro", "lavrow", "lvrov", "larvrov"] {
            assert!(lets_through("lavrov", 1, other), "{other}");
        }
        for other in [
            "", "l", "avrov", "alvrov", "lavrovsk", "lavr", "laorvv", "rome",
        ] {
            assert!(!lets_through("lavrov", 1, other), "{other}");
        }
        assert!(Slips::of(&"a".repeat(LONGEST + 1), 1, true).is_none());
        assert!(lets_through("élysée", 1, "élysee") && !lets_through("élysée", 1, "elysée"));
        assert!(Slips::of("", 1, true).is_none());
    }

    proptest! {
        #[test]
        fn no_near_word_is_missed(
            word in "[abcé]{1,7}",
            other in "[abcéü]{0,8}",
            edits in 0u8..3,
        ) {
            let near = Near::new(&word).edits(&other, usize::from(edits)).is_some();
            let agrees = word.chars().next() == other.chars().next();
            for (first, near) in [(false, near), (true, near && agrees)] {
                let through = passes(Slips::of(&word, edits, first).unwrap(), &other);
                prop_assert!(through || !near, "{word} {other}");
                if other.is_ascii() && word.is_ascii() {
                    prop_assert_eq!(through, near);
                }
            }
        }
    }
}
