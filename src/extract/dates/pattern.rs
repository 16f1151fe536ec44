//! Patterns over tokens, and what they mean.

mod attempt;
mod op;

use super::lexicon::{Class, Entry, Lexicon, WordId};
use super::token::{Kind, PARAGRAPH, Token};

use attempt::Attempt;
pub use op::{Op, op};

/// One place of a pattern.
#[derive(Debug, Clone)]
pub struct Element {
    /// What may stand there.
    pub what: What,
    /// It may be missing.
    pub optional: bool,
    /// The word must begin with a capital.
    pub capital: bool,
    /// The word must not.
    pub lower: bool,
}

/// What may stand at a place of a pattern.
#[derive(Debug, Clone)]
pub enum What {
    /// One of these words.
    Words(Box<[WordId]>),
    /// Any word of a class.
    Class(Class),
    /// 1 to 31, with or without an ordinal's ending.
    Day,
    /// 1 to 31 as an ordinal.
    OrdinalDay,
    /// Two days in one token (`3-5`).
    Days,
    /// 1 to 12 in digits.
    MonthNumber,
    /// Four digits.
    Year,
    /// An apostrophe and two digits.
    ShortYear,
    /// `1990s`, `'90s`, `nineties`.
    Decade,
    /// A decade without an ending: `1990`, `90`.
    Tens,
    /// A number in digits or words.
    Count,
    /// An ordinal in digits or words.
    Ordinal,
    /// This number.
    Number(u32),
    /// A mark of punctuation.
    Mark(u8),
}

impl What {
    /// True when a word of this entry may stand there.
    pub fn may_be_word(&self, id: WordId, entry: Entry) -> bool {
        match self {
            What::Words(ids) => ids.contains(&id),
            What::Class(class) => *class == entry.class && *class != Class::None,
            What::OrdinalDay | What::Ordinal => entry.class == Class::Ordinal,
            What::Count => entry.class == Class::Count,
            What::Decade => entry.class == Class::Decade,
            _ => false,
        }
    }
}

impl What {
    /// A bit for every kind of token that may stand there, as in [`bits`].
    pub fn bits(&self) -> u64 {
        let class = |c: Class| 1 << c as u32;
        match self {
            What::Words(ids) => ids.iter().fold(0, |b, id| b | word_bit(*id)),
            What::Class(c) => class(*c),
            What::Day => NUMBER | ORDINAL_NUMBER,
            What::OrdinalDay | What::Ordinal => NUMBER | ORDINAL_NUMBER | class(Class::Ordinal),
            What::Days => COMPOUND,
            What::MonthNumber | What::Year | What::Tens | What::Number(_) => NUMBER,
            What::ShortYear => mark_bit(b'\''),
            What::Decade => NUMBER | PLURAL | mark_bit(b'\'') | class(Class::Decade),
            What::Count => NUMBER | class(Class::Count),
            What::Mark(mark) => mark_bit(*mark),
        }
    }
}

const NUMBER: u64 = 1 << 56;
const ORDINAL_NUMBER: u64 = 1 << 57;
const PLURAL: u64 = 1 << 58;
const COMPOUND: u64 = 1 << 59;

/// Words share the bits between the classes and the marks.
fn word_bit(id: WordId) -> u64 {
    1 << (20 + u32::from(id) % 32)
}

fn mark_bit(mark: u8) -> u64 {
    1 << match mark {
        b',' => 60,
        b'\'' => 61,
        b'.' => 62,
        _ => 63,
    }
}

/// The bits a word has: its own and its class's.
pub fn bits_of_word(id: WordId, entry: Entry) -> u64 {
    match id {
        0 => 0,
        _ => word_bit(id) | 1 << entry.class as u32,
    }
}

/// The bits of a token; a pattern is worth trying only when its second place shares one of them.
fn bits(token: &Token, lexicon: &Lexicon) -> u64 {
    match token.kind {
        _ if token.has(PARAGRAPH) => 0,
        Kind::Word => lexicon.bits(token.word),
        Kind::Number => NUMBER,
        Kind::OrdinalNumber => ORDINAL_NUMBER,
        Kind::Plural => PLURAL,
        Kind::Compound => COMPOUND,
        Kind::Mark => mark_bit(token.value as u8),
        Kind::Quantity => 0,
    }
}

/// A pattern of the data file.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What it means.
    pub op: Op,
    /// What it looks like.
    pub elements: Vec<Element>,
}

/// What the words of an expression said; 0 where they said nothing, unless noted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    /// 1 (Monday) to 7.
    pub weekday: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// The other end of `3-5`.
    pub day_to: u8,
    /// Byte after the first of two days.
    pub first_end: u32,
    /// Byte where the second of two days begins.
    pub second_start: u32,
    /// Token after the second of two days.
    pub second_end: usize,
    /// Year.
    pub year: i16,
    /// First number.
    pub count: u32,
    /// Second number.
    pub count_2: u32,
    /// 1 to 31, or -1 for the last.
    pub ordinal: i16,
    /// Unit by number.
    pub unit: u8,
    /// The unit stood in the plural.
    pub plural: bool,
    /// last, this, next.
    pub shift: i16,
    /// There was such a word.
    pub shifted: bool,
    /// Days from today.
    pub relative: i16,
    /// There was such a word; the first one counts.
    pub related: bool,
    /// 1 to 4.
    pub season: u8,
    /// Decade as it stands: 1990, 90.
    pub decade: u16,
    /// A short decade had its apostrophe, or its word.
    pub marked: bool,
    /// Of [`Class::Code`].
    pub code: u8,
    /// The weekday or month word is one that needs its context.
    pub weak: bool,
}

/// A pattern that can begin here, and the bits the next two tokens may have if it is to match: [`ANY`] where it may end
/// before that place, or where that cannot be told.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pattern: u16,
    second: u64,
    third: u64,
}

/// Patterns that can begin with a word or a kind of token.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    patterns: Vec<Candidate>,
    /// All bits of a second place; [`ANY`] where one pattern has them.
    second: u64,
}

/// All bits, and no token at all.
const ANY: u64 = u64::MAX;

/// True when a token of these bits, 0 for none, may stand where others have those.
fn may_be(bits: u64, those: u64) -> bool {
    those & bits != 0 || those == ANY
}

/// The elements that may come next, up to the first that may not be missing; and whether all may.
fn next(elements: &[Element]) -> (&[Element], bool) {
    match elements.iter().position(|element| !element.optional) {
        Some(needed) => (&elements[..=needed], false),
        None => (elements, true),
    }
}

impl What {
    /// Two tokens can make it up: `1990's`, `'98` and German `27.`
    fn may_be_two(&self) -> bool {
        matches!(
            self,
            What::ShortYear | What::Decade | What::Day | What::OrdinalDay | What::Ordinal
        )
    }
}

/// The bits of the tokens behind these elements' first one.
fn ahead(elements: &[Element]) -> (u64, u64) {
    let (nearest, alone) = next(&elements[1..]);
    if alone || elements[0].what.may_be_two() {
        return (ANY, ANY);
    }
    let (mut second, mut third) = (0, 0);
    for (n, element) in nearest.iter().enumerate() {
        second |= element.what.bits();
        let (after, ends) = next(&elements[n + 2..]);
        third |= match ends || element.what.may_be_two() {
            true => ANY,
            false => after.iter().fold(0, |all, e| all | e.what.bits()),
        };
    }
    (second, third)
}

impl Candidates {
    /// Adds a pattern that begins with its element `first` here.
    pub fn add(&mut self, pattern: u16, elements: &[Element], first: usize) {
        let (second, third) = ahead(&elements[first..]);
        self.second |= second;
        match self.patterns.iter_mut().find(|c| c.pattern == pattern) {
            Some(known) => {
                known.second |= second;
                known.third |= third;
            }
            None => self.patterns.push(Candidate {
                pattern,
                second,
                third,
            }),
        }
    }
}

/// Tries all patterns that can begin at token `at`; the longest match wins, of equals the first.
pub fn longest(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<(Op, Found, usize)> {
    let token = &tokens[at];
    let candidates = match token.kind {
        Kind::Word if token.word == 0 => return None,
        Kind::Word => lexicon.beginning_with(token.word),
        Kind::Number | Kind::OrdinalNumber | Kind::Plural => lexicon.beginning_with_number(),
        Kind::Compound => lexicon.beginning_with_compound(),
        Kind::Mark if token.is_mark(b'\'') => lexicon.beginning_with_mark(),
        Kind::Mark | Kind::Quantity => return None,
    };
    // Most words that could begin an expression (`the`, `in`) are followed by one that no pattern
    // has in second place: one look ends it.
    let bits_at = |at: usize| tokens.get(at).map_or(0, |token| bits(token, lexicon));
    let second = bits_at(at + 1);
    if !may_be(second, candidates.second) {
        return None;
    }
    let third = bits_at(at + 2);
    let it = Attempt {
        tokens,
        first: at,
        lexicon,
    };
    let mut best: Option<(&Pattern, usize, u32)> = None;
    for candidate in &candidates.patterns {
        if !may_be(second, candidate.second) || !may_be(third, candidate.third) {
            continue;
        }
        let pattern = &lexicon.patterns[usize::from(candidate.pattern)];
        if let Some((end, missing)) = it.elements(&pattern.elements, at)
            && best.is_none_or(|(_, longest, _)| end > longest)
        {
            best = Some((pattern, end, missing));
        }
    }
    let (pattern, _, missing) = best?;
    let (end, found) = it.capture(&pattern.elements, missing, at)?;
    Some((pattern.op, found, end))
}
