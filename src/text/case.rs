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

/// Spellings of the words of a text, packed: after their number a bit for each word that is not plain, then for each
/// of these a bit when it is no title, then for each of those a bit when it is anything else. Seven words in eight
/// of a news text take one bit.
#[derive(Default)]
pub struct Packed {
    shaped: Bits,
    untitled: Bits,
    other: Bits,
}

/// Words, and those of them not plain, in as many bits each, when the first bit is 0; else in [`WIDE`] bits.
const NARROW: usize = 10;
/// A text has a limit of 16 MiB.
const WIDE: usize = 24;

impl Packed {
    /// Appends the spelling of the next word.
    pub fn push(&mut self, case: Case) {
        self.shaped.push(case != Case::Plain);
        if case != Case::Plain {
            self.untitled.push(case != Case::Title);
        }
        if matches!(case, Case::Upper | Case::Other) {
            self.other.push(case == Case::Other);
        }
    }

    /// The numbers, for a [`Reader`]; none for a text without words.
    pub fn finish(self) -> Vec<u64> {
        if self.shaped.len == 0 {
            return Vec::new();
        }
        let mut all = Bits::default();
        let wide = self.shaped.len >> NARROW != 0;
        all.push(wide);
        let width = if wide { WIDE } else { NARROW };
        for count in [self.shaped.len, self.untitled.len] {
            all.append(count as u64, width);
        }
        for bits in [&self.shaped, &self.untitled, &self.other] {
            for (i, number) in bits.numbers.iter().enumerate() {
                all.append(*number, (bits.len - i * 64).min(64));
            }
        }
        all.numbers
    }
}

/// Bits in a row, the first in the lowest place of the first number.
#[derive(Default)]
struct Bits {
    numbers: Vec<u64>,
    len: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        let bit = u64::from(bit) << (self.len % 64);
        match self.numbers.last_mut() {
            Some(last) if !self.len.is_multiple_of(64) => *last |= bit,
            _ => self.numbers.push(bit),
        }
        self.len += 1;
    }

    /// Appends the `width` lowest bits; those above them are 0.
    fn append(&mut self, bits: u64, width: usize) {
        let (at, free) = (self.len % 64, 64 - self.len % 64);
        match self.numbers.last_mut() {
            Some(last) if at > 0 => *last |= bits << at,
            _ => self.numbers.push(bits),
        }
        if at > 0 && width > free {
            self.numbers.push(bits >> free);
        }
        self.len += width;
    }
}

/// Tells the spellings of words that are asked for in ascending order. `read` gives a packed number by its place, and
/// 0 behind the last.
pub struct Reader<R> {
    read: R,
    words: usize,
    shaped: Run,
    untitled: Run,
    /// Where the last part begins.
    other: usize,
}

/// How many bits are set from `start` on.
struct Run {
    start: usize,
    /// Bits looked at.
    seen: usize,
    ones: usize,
}

impl<R: FnMut(u32) -> u64> Reader<R> {
    /// From the start of a text with at least one word.
    pub fn new(mut read: R) -> Self {
        let head = read(0);
        let width = if head & 1 == 0 { NARROW } else { WIDE };
        let field = |at: usize| (head >> at & ((1 << width) - 1)) as usize;
        let (words, shaped) = (field(1), field(1 + width));
        let run = |start| Run {
            start,
            seen: 0,
            ones: 0,
        };
        let first = 1 + 2 * width;
        let mut reader = Reader {
            read,
            words,
            shaped: run(first),
            untitled: run(first + words),
            other: 0,
        };
        reader.other = first + words + shaped;
        reader
    }

    /// The spelling of the word at this place; none behind the end of the text.
    pub fn case(&mut self, word: usize) -> Option<Case> {
        if word >= self.words {
            return None;
        }
        let place = self.shaped.ones_before(word, &mut self.read);
        if !bit(self.shaped.start + word, &mut self.read) {
            return Some(Case::Plain);
        }
        let behind = self.untitled.ones_before(place, &mut self.read);
        if !bit(self.untitled.start + place, &mut self.read) {
            return Some(Case::Title);
        }
        Some(match bit(self.other + behind, &mut self.read) {
            false => Case::Upper,
            true => Case::Other,
        })
    }
}

impl Run {
    /// Bits set before the one at `to`, which is not before that of the call before.
    fn ones_before(&mut self, to: usize, read: &mut impl FnMut(u32) -> u64) -> usize {
        while self.seen < to {
            let (at, here) = (self.start + self.seen, (self.start + self.seen) % 64);
            let width = (64 - here).min(to - self.seen);
            let bits = read((at / 64) as u32) >> here;
            self.ones += (bits << (64 - width)).count_ones() as usize;
            self.seen += width;
        }
        self.ones
    }
}

fn bit(at: usize, read: &mut impl FnMut(u32) -> u64) -> bool {
    read((at / 64) as u32) >> (at % 64) & 1 == 1
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

    fn there_and_back(all: &[Case], step: usize) {
        let mut packed = Packed::default();
        all.iter().for_each(|case| packed.push(*case));
        let numbers = packed.finish();
        assert_eq!(numbers.is_empty(), all.is_empty());
        let mut reader = Reader::new(|at| numbers.get(at as usize).copied().unwrap_or(0));
        for (i, case) in all.iter().enumerate().step_by(step) {
            assert_eq!(reader.case(i), Some(*case), "{i}");
            assert_eq!(reader.case(i), Some(*case), "{i} again");
        }
        assert_eq!(reader.case(all.len()), None);
    }

    #[test]
    fn packed_spellings_come_back() {
        let kinds = [Case::Title, Case::Plain, Case::Other, Case::Upper];
        for n in [
            1, 2, 20, 21, 22, 42, 43, 63, 64, 65, 128, 1023, 1024, 1025, 70_000,
        ] {
            let all: Vec<Case> = (0..n).map(|i| kinds[(i * i + i / 7) % 4]).collect();
            there_and_back(&all, 1);
            there_and_back(&all, 13);
        }
        let plain = vec![Case::Plain; 500];
        there_and_back(&plain, 1);
    }

    proptest::proptest! {
        #[test]
        fn any_spellings_come_back(all in proptest::collection::vec(0..4usize, 0..300), step in 1..9usize) {
            let kinds = [Case::Title, Case::Plain, Case::Other, Case::Upper];
            let all: Vec<Case> = all.into_iter().map(|k| kinds[k]).collect();
            there_and_back(&all, step);
        }
    }
}
