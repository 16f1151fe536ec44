//! How a word is written beside how it is folded: two bits are enough to tell nearly all spellings apart.

/// The spelling of a word whose folded form is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// As folded: `aid`.
    Plain = 0,
    /// The first letter capital: `Aid`.
    Title = 1,
    /// All letters capital: `AID`.
    Upper = 2,
    /// Anything else: accents, dots, capitals inside.
    Other = 3,
}

/// The spelling of `raw`, whose folded form is `folded`. Two words with the same folded form and the same
/// spelling, other than [`Case::Other`], are the same letters.
pub fn of(folded: &str, raw: &str) -> Case {
    if raw == folded {
        return Case::Plain;
    }
    let (f, r) = (folded.as_bytes(), raw.as_bytes());
    if raw.is_ascii() {
        return match r.len() == f.len() && !r.is_empty() {
            true if r[1..] == f[1..] && r[0].eq_ignore_ascii_case(&f[0]) => Case::Title,
            true if r.iter().zip(f).all(|(r, f)| *r == f.to_ascii_uppercase()) => Case::Upper,
            _ => Case::Other,
        };
    }
    let mut letters = folded.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    if raw.chars().eq(first.chain(letters)) {
        Case::Title
    } else if raw.chars().eq(folded.chars().flat_map(char::to_uppercase)) {
        Case::Upper
    } else {
        Case::Other
    }
}

/// Spellings to a packed number.
pub const PER_NUMBER: usize = 32;

/// Packs spellings, [`PER_NUMBER`] to a number, the first in the lowest bits.
#[derive(Default)]
pub struct Packed {
    /// The numbers.
    pub numbers: Vec<u64>,
    count: usize,
}

impl Packed {
    /// Appends the spelling of the next word.
    pub fn push(&mut self, case: Case) {
        if self.count.is_multiple_of(PER_NUMBER) {
            self.numbers.push(0);
        }
        if let Some(last) = self.numbers.last_mut() {
            *last |= (case as u64) << (self.count % PER_NUMBER * 2);
        }
        self.count += 1;
    }
}

/// The spelling of word `at` among those of one number.
pub fn unpack(number: u64, at: usize) -> Case {
    match number >> (at % PER_NUMBER * 2) & 3 {
        0 => Case::Plain,
        1 => Case::Title,
        2 => Case::Upper,
        _ => Case::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn spellings_are_told_apart() {
        for (raw, case) in [
            ("aid", Case::Plain),
            ("Aid", Case::Title),
            ("AID", Case::Upper),
            ("aId", Case::Other),
            ("A", Case::Title),
            ("G7", Case::Title),
            ("5G", Case::Upper),
            ("U.S.", Case::Other),
            ("Zürich", Case::Other),
            ("Киев", Case::Title),
            ("КИЕВ", Case::Upper),
            ("2024", Case::Plain),
            ("don't", Case::Other),
        ] {
            let folded = words::list(raw).join(" ");
            assert_eq!(of(&folded, raw), case, "{raw}");
        }
    }

    #[test]
    fn packed_spellings_come_back() {
        let all = [Case::Title, Case::Plain, Case::Other, Case::Upper];
        let mut packed = Packed::default();
        (0..100).for_each(|i| packed.push(all[i % 4]));
        assert_eq!(packed.numbers.len(), 4);
        for i in 0..100 {
            assert_eq!(unpack(packed.numbers[i / PER_NUMBER], i), all[i % 4], "{i}");
        }
    }
}
