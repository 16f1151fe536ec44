//! Text -> tokens: words looked up once, numbers valued once, nothing allocated for a token.

use super::lexicon::{Lexicon, WordId};
use crate::text::short::{self, Plain};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, digits after letters, or an apostrophe and a clitic (`'s`).
    Word,
    /// Digits alone.
    Number,
    /// Digits and an ordinal ending (`21st`, `1er`).
    OrdinalNumber,
    /// Digits and an `s` (`1990s`, `80s`).
    Plural,
    /// Digits with separators inside (`2022-01-27`, `3-5`, `1/27`).
    Compound,
    /// A number that is no part of a date (`$1999`, `1,999`, `F-16`, `15%`).
    Quantity,
    /// A character of punctuation, in `value`; typographic ones as their plain cousins.
    Mark,
}

/// The word stands with a capital.
pub const CAPITAL: u8 = 1;
/// A hyphen or dash ties it to the token before.
pub const HYPHEN: u8 = 2;
/// A blank line stands before it.
pub const PARAGRAPH: u8 = 4;
/// It ends with the dot of an abbreviation.
pub const DOTTED: u8 = 8;
/// All its letters are capitals (two or more).
pub const SHOUTED: u8 = 16;

/// One token.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What is known of the word or of a number's ending; 0 when nothing.
    pub word: WordId,
    /// What it is.
    pub kind: Kind,
    /// [`CAPITAL`], [`HYPHEN`] ...
    pub flags: u8,
    /// Of a number its value, of a mark its byte.
    pub value: u32,
}

impl Token {
    /// True when it is this mark.
    pub fn is_mark(&self, mark: u8) -> bool {
        self.kind == Kind::Mark && self.value == u32::from(mark)
    }

    /// True when the flag is set.
    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Its text.
    pub fn text<'a>(&self, body: &'a str) -> &'a str {
        body.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

const SPACE: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const MARK: u8 = 3;
const HIGH: u8 = 4;

static CLASS: [u8; 256] = {
    let mut t = [MARK; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        t[i] = match b {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            0..=b' ' | 0x7f => SPACE,
            0x80.. => HIGH,
            _ => MARK,
        };
        i += 1;
    }
    t
};

/// Length of the character at `i`, and what it is when it is punctuation or space beyond ASCII.
///
/// Letters of every script are letters; only Latin-1 and general punctuation are told apart.
fn high(bytes: &[u8], i: usize) -> (usize, u8, u8) {
    match (bytes[i], bytes.get(i + 1), bytes.get(i + 2)) {
        (0xc2, Some(0xa0), _) => (2, SPACE, 0),
        // Ordinal indicators and the degree sign some write for them.
        (0xc2, Some(0xaa | 0xba | 0xb0), _) => (2, LETTER, 0),
        (0xc2, Some(0xab | 0xbb), _) => (2, MARK, b'"'),
        (0xc2, Some(0xa3), _) => (2, MARK, b'$'),
        (0xc2, _, _) => (2, MARK, b'*'),
        (0xe2, Some(0x80), Some(0x80..=0x8f | 0xa8..=0xaf)) => (3, SPACE, 0),
        (0xe2, Some(0x80), Some(0x90..=0x93)) => (3, MARK, b'-'),
        (0xe2, Some(0x80), Some(0x94 | 0x95)) => (3, MARK, b'_'),
        (0xe2, Some(0x80), Some(0x98 | 0x99)) => (3, MARK, b'\''),
        (0xe2, Some(0x80), Some(0x9c..=0x9f)) => (3, MARK, b'"'),
        (0xe2, Some(0x80), _) => (3, MARK, b'*'),
        (0xe2, Some(0x82), _) => (3, MARK, b'$'),
        (0xc0..=0xdf, ..) => (2, LETTER, 0),
        (0xe0..=0xef, ..) => (3, LETTER, 0),
        _ => (4, LETTER, 0),
    }
}

fn pair_digit(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |v, b| v * 10 + u32::from(b - b'0'))
}

fn digits(bytes: &[u8], mut i: usize) -> usize {
    while i < bytes.len() && bytes[i].is_ascii_digit() {
        i += 1;
    }
    i
}

/// Length of a separator at `i` that stands between two digits; 0 when there is none.
fn separator(bytes: &[u8], i: usize) -> usize {
    let len = match bytes.get(i) {
        Some(b'-' | b'/' | b'.' | b',' | b':') => 1,
        Some(0xe2)
            if bytes.get(i + 1) == Some(&0x80) && matches!(bytes.get(i + 2), Some(0x90..=0x93)) =>
        {
            3
        }
        _ => return 0,
    };
    match bytes.get(i + len) {
        Some(b) if b.is_ascii_digit() => len,
        _ => 0,
    }
}

/// A text whose tokens are read, in order.
pub struct Scan<'a> {
    bytes: &'a [u8],
    lexicon: &'a Lexicon,
    out: Vec<Token>,
    /// What is known of the next token by what stands before it.
    flags: u8,
    /// Line breaks since the last one.
    newlines: u8,
}

impl<'a> Scan<'a> {
    /// Of a text. What lies beyond 4 GiB is not read. `room` is used for the tokens.
    pub fn new(text: &'a str, lexicon: &'a Lexicon, mut room: Vec<Token>) -> Self {
        let bytes = text.as_bytes();
        room.clear();
        room.reserve(bytes.len() / 5 + 8);
        Scan {
            bytes: &bytes[..bytes.len().min(u32::MAX as usize - 8)],
            lexicon,
            out: room,
            flags: PARAGRAPH,
            newlines: 0,
        }
    }

    /// All tokens.
    pub fn all(mut self) -> Vec<Token> {
        let mut at = 0;
        while at < self.bytes.len() {
            at = self.next(at);
        }
        self.out
    }

    /// The tokens read.
    pub fn read(self) -> Vec<Token> {
        self.out
    }

    /// Reads the token, or the blank, at this byte; where the next one starts.
    pub fn next(&mut self, at: usize) -> usize {
        let b = self.bytes[at];
        if b.is_ascii_alphabetic() {
            let word = Plain::of(&self.bytes[at..]);
            let id = self.lexicon.by_hash(short::hash(word.key));
            return self.letters(at, word, id);
        }
        self.other(at)
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, word: WordId, value: u32) {
        self.out.push(Token {
            start: start as u32,
            end: end as u32,
            word,
            kind,
            flags: self.flags,
            value,
        });
        self.flags = 0;
        self.newlines = 0;
    }

    /// What is no letter of ASCII.
    pub fn other(&mut self, at: usize) -> usize {
        let bytes = self.bytes;
        let b = bytes[at];
        let (len, class, mark) = match CLASS[usize::from(b)] {
            HIGH => high(bytes, at),
            class => (1, class, b),
        };
        match class {
            SPACE => {
                self.newlines += u8::from(b == b'\n');
                if self.newlines >= 2 {
                    self.flags = PARAGRAPH;
                    self.newlines = 0;
                }
                // A hyphen ties only what touches it.
                self.flags &= !HYPHEN;
                at + len
            }
            LETTER => self.word(at),
            DIGIT => self.number(at),
            _ => self.mark(at, len, mark),
        }
    }

    fn mark(&mut self, at: usize, len: usize, mark: u8) -> usize {
        let class_at = |at: usize| self.bytes.get(at).map(|b| CLASS[usize::from(*b)]);
        let joins = mark == b'-'
            && (at > 0 && !matches!(class_at(at - 1), Some(SPACE | MARK))
                || self.out.last().is_some_and(|t| t.has(DOTTED)));
        if joins {
            self.flags |= HYPHEN;
            return at + len;
        }
        // The clitic of `Monday's` and the apostrophe of `'90s` stay with what follows.
        let end = at + len;
        if mark == b'\''
            && matches!(self.bytes.get(end), Some(b's' | b'S'))
            && !matches!(class_at(end + 1), Some(LETTER | DIGIT | HIGH))
        {
            self.push(at, end + 1, Kind::Word, self.lexicon.clitic, 0);
            return end + 1;
        }
        self.push(at, end, Kind::Mark, 0, u32::from(mark));
        self.behind(end)
    }

    /// The words known.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// A word that begins with these letters, and the blank behind it. `id` is that of a word of these letters alone.
    #[inline(always)]
    pub fn letters(&mut self, start: usize, word: Plain, id: WordId) -> usize {
        // Most words: nothing but letters of ASCII.
        let mut end = start + word.len;
        let behind = self.bytes.get(end).copied().unwrap_or(b' ');
        if word.len > 15 || !matches!(CLASS[usize::from(behind)], SPACE | MARK) {
            return self.word(start);
        }
        let shouted = (word.capitals == (1 << word.len) - 1) & (word.len > 1);
        self.flags |= (word.capitals as u8 & 1) * CAPITAL;
        self.flags |= u8::from(shouted) * SHOUTED;
        if behind == b'.' && id != 0 && self.lexicon.entry(id).abbreviation {
            end += 1;
            self.flags |= DOTTED;
        }
        self.push(start, end, Kind::Word, id, 0);
        self.behind(end)
    }

    /// Where the next token may start behind one that ends here: a blank, most often, needs no look of its own.
    fn behind(&self, end: usize) -> usize {
        end + usize::from(self.bytes.get(end) == Some(&b' '))
    }

    #[inline(never)]
    fn word(&mut self, start: usize) -> usize {
        let bytes = self.bytes;
        let mut i = start;
        let (mut upper, mut lower) = (0u32, 0u32);
        while i < bytes.len() {
            let b = bytes[i];
            match CLASS[usize::from(b)] {
                LETTER => {
                    let is_upper = u32::from(b & 0x20 == 0);
                    upper += is_upper;
                    lower += 1 - is_upper;
                    i += 1;
                }
                DIGIT => i += 1,
                HIGH => {
                    let (len, class, _) = high(bytes, i);
                    if class != LETTER {
                        break;
                    }
                    if b == 0xc3 && matches!(bytes.get(i + 1), Some(0x80..=0x9e)) {
                        upper += 1;
                    } else {
                        lower += 1;
                    }
                    i += len;
                }
                _ => break,
            }
        }
        let i = i.min(bytes.len());
        let first_upper = bytes[start].is_ascii_uppercase()
            || bytes[start] == 0xc3 && matches!(bytes.get(start + 1), Some(0x80..=0x9e));
        if first_upper {
            self.flags |= CAPITAL;
            if lower == 0 && upper > 1 {
                self.flags |= SHOUTED;
            }
        }
        let id = self.lexicon.word(&bytes[start..i]);
        let mut end = i;
        if id != 0 && bytes.get(i) == Some(&b'.') && self.lexicon.entry(id).abbreviation {
            end += 1;
            self.flags |= DOTTED;
        }
        self.push(start, end, Kind::Word, id, 0);
        end
    }

    fn number(&mut self, start: usize) -> usize {
        let bytes = self.bytes;
        let first_end = digits(bytes, start);
        let mut end = first_end;
        let mut parts = 1;
        loop {
            let len = separator(bytes, end);
            if len == 0 {
                break;
            }
            // `Oct. 23,1999`: the comma some forget the blank after.
            if parts == 1 && bytes[end] == b',' && end - start <= 2 {
                let next = digits(bytes, end + 1);
                if next - end - 1 == 4 && separator(bytes, next) == 0 {
                    break;
                }
            }
            parts += 1;
            end = digits(bytes, end + len);
        }
        // What touches it on the left: money, a sign, a name (`A320` is a word and never comes here).
        let before = match start {
            0 => b' ',
            _ => bytes[start - 1],
        };
        let priced = matches!(
            before,
            b'$' | b'#' | b'+' | b'@' | b'.' | b'=' | b'&' | b'_'
        ) || before == 0xa3 && start > 1 && bytes[start - 2] == 0xc2
            || before == 0xac && start > 2 && bytes[start - 3..start - 1] == [0xe2, 0x82];
        let value = match end - start {
            n if parts == 1 && n <= 9 => bytes[start..end]
                .iter()
                .fold(0u32, |v, b| v * 10 + u32::from(b - b'0')),
            // `3-5`, as a pair of days; what is no such pair stays 0.
            _ if parts == 2 && first_end - start <= 2 && bytes[first_end] != b'.' => {
                let from = pair_digit(&bytes[start..first_end]);
                let to = bytes[first_end..end]
                    .iter()
                    .position(u8::is_ascii_digit)
                    .map_or(&[][..], |n| &bytes[first_end + n..end]);
                match bytes[first_end] {
                    b'-' | 0xe2 if to.len() <= 2 => from << 8 | pair_digit(to),
                    _ => 0,
                }
            }
            _ => 0,
        };
        let mut tail = end;
        while tail < bytes.len() {
            match CLASS[usize::from(bytes[tail])] {
                LETTER | DIGIT => tail += 1,
                HIGH => match high(bytes, tail) {
                    (len, LETTER, _) => tail += len,
                    _ => break,
                },
                _ => break,
            }
        }
        let mut tail = tail.min(bytes.len());
        // `October 7, 2017Someone`: what lost its blank.
        if parts == 1
            && end - start == 4
            && matches!(bytes[end..tail], [b'A'..=b'Z', b'a'..=b'z', _, ..])
        {
            tail = end;
        }
        let ending = &bytes[end..tail];
        let kind = match ending {
            _ if priced || end - start > 32 => Kind::Quantity,
            b"" if bytes.get(tail) == Some(&b'%') => Kind::Quantity,
            b"" if parts > 1 => Kind::Compound,
            b"" if end - start <= 4 => Kind::Number,
            _ if parts == 1
                && end - start <= 4
                && value.is_multiple_of(10)
                && self.lexicon.is_decade_ending(ending) =>
            {
                Kind::Plural
            }
            // `2022-01-27T10:00Z`
            [b'T', b'0'..=b'9', ..] if parts >= 3 => {
                tail += bytes[tail..]
                    .iter()
                    .take(24)
                    .take_while(|b| matches!(b, b'0'..=b'9' | b':' | b'.' | b'Z' | b'+' | b'-'))
                    .count();
                while bytes[tail - 1] == b'.' {
                    tail -= 1;
                }
                Kind::Compound
            }
            _ if parts == 1 && end - start <= 2 && self.lexicon.is_ordinal_ending(ending) => {
                Kind::OrdinalNumber
            }
            _ => Kind::Quantity,
        };
        self.push(start, tail, kind, 0, value);
        tail
    }
}
